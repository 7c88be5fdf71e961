//! Scaleway's calls, as values: reading ones in `iam`, `lookup` and `storage`, writing ones in `write_volumes` and `write_snapshots`.
//!
//! <https://www.scaleway.com/en/developers/api/block/>, <https://www.scaleway.com/en/developers/api/instances/>

mod iam;
mod lookup;
mod storage;
mod target;
mod write_snapshots;
mod write_volumes;

use super::decode::{Api, ObjectReader, ResourceRef, text_of};
pub use iam::Iam;
pub use lookup::{ListBlockTypes, ListInstanceTypes, ListProjects, ListServers, ReadServer};
use voldeck_core::action::WriteAnswer;
use voldeck_core::decode::wrong;
use voldeck_core::fill;
use voldeck_core::http::{DecodeError, Response};
use voldeck_core::model::Kind;
use voldeck_core::texts::t;

pub use storage::{List, PAGE, Page, Read, resource, unwrapped};
pub use target::{tag_lines, tags_of, target_ref, zone_of};
pub use write_snapshots::*;
pub use write_volumes::*;

/// Where Block is documented.
pub const BLOCK_DOCS: &str = "https://www.scaleway.com/en/developers/api/block/";
/// Where Instance is documented.
pub const INSTANCE_DOCS: &str = "https://www.scaleway.com/en/developers/api/instances/";
/// Where the original API was documented.
pub const LEGACY_DOCS: &str = "https://github.com/scaleway/api.scaleway.com/blob/master/contents/volume.md";

/// The zones, and whether Block is in them. No call lists them.
/// <https://github.com/scaleway/scaleway-sdk-go/blob/main/scw/locality.go>, `Zones()` of each API
pub const ZONES: [(&str, bool); 10] = [
    ("fr-par-1", true),
    ("fr-par-2", true),
    ("fr-par-3", true),
    ("nl-ams-1", true),
    ("nl-ams-2", true),
    ("nl-ams-3", true),
    ("pl-waw-1", true),
    ("pl-waw-2", true),
    ("pl-waw-3", true),
    ("it-mil-1", false),
];

/// What an answer is about has to be in it, as a list or an object: without it, nothing was answered.
fn listed(body: &ObjectReader, name: &str, begins: char) -> Result<(), DecodeError> {
    let text = body.get(name).ok_or_else(|| DecodeError(fill!("{name}: there is none.", name)))?;
    let expected = if begins == '[' { "a list" } else { t("an object") };
    if text.starts_with(begins) { Ok(()) } else { Err(DecodeError(wrong(name, text, expected))) }
}

/// What a good answer to something made says.
fn made(api: Api, kind: Kind, zone: &str, response: &Response) -> WriteAnswer {
    let created = unwrapped(&response.body, api, kind).ok().and_then(|body| text_of(body, "id"));
    WriteAnswer::created(created.map(|id| ResourceRef::to_id(api, zone, &id)))
}
