//! The operations whose recorded answers `cargo xtask decode` reads, through the same endpoints as the console.

use super::api::{self, ListImages, ListRegions, ListSnapshots, ListVms, ListVolumes, ReadVolume};
use super::decode;
use super::failure::parse_error;
use crate::decode_cli::{DecodeOperation, Decoded};
use voldeck_core::http::{DecodeError, Endpoint, Response};
use voldeck_core::model::Item;

const fn operation(name: &'static str, operation: &'static str, decode: fn(&Response) -> Result<Decoded, DecodeError>) -> DecodeOperation {
    DecodeOperation { operation, name, parse_error, decode }
}

/// Every operation: all of `volume`, and the look-ups.
pub const DECODERS: &[DecodeOperation] = &[
    operation("list-volumes", ListVolumes::NAME, |response| items(ListVolumes { region: "" }.decode(response))),
    operation("read-volume", ReadVolume::NAME, |response| {
        items(ReadVolume { id: "", region: "", listed: None }.decode(response).map(|volume| vec![Ok(volume)]))
    }),
    operation("list-snapshots", ListSnapshots::NAME, |response| items(ListSnapshots { region: "" }.decode(response))),
    operation("create-volume", api::CREATE_VOLUME.operation, |response| answered(response, "volume_id")),
    operation("attach-volume", api::ATTACH_VOLUME.operation, |response| answered(response, "")),
    operation("detach-volume", api::DETACH_VOLUME.operation, |response| answered(response, "")),
    operation("extend-volume", api::EXTEND_VOLUME.operation, |response| answered(response, "")),
    operation("rename-volume", api::RENAME_VOLUME.operation, |response| answered(response, "")),
    operation("delete-volume", api::DELETE_VOLUME.operation, |response| answered(response, "")),
    operation("create-snapshot", api::CREATE_SNAPSHOT.operation, |response| answered(response, "snapshot_id")),
    operation("replicate-snapshot", api::REPLICATE_SNAPSHOT.operation, |response| answered(response, "image_id")),
    operation("delete-snapshot", api::DELETE_SNAPSHOT.operation, |response| answered(response, "")),
    operation("list-regions", ListRegions::NAME, |response| Ok(lines(&ListRegions.decode(response)?))),
    operation("list-images", <ListImages as Endpoint>::NAME, |response| Ok(lines(&ListImages { region: "" }.decode(response)?))),
    operation("list-vms", ListVms::NAME, |response| Ok(lines(&ListVms.decode(response)?))),
];

fn items(items: Result<Vec<Item>, DecodeError>) -> Result<Decoded, DecodeError> {
    Ok(Decoded { items: items?, lines: Vec::new() })
}

fn lines<T: std::fmt::Debug>(list: &[T]) -> Decoded {
    Decoded { items: Vec::new(), lines: list.iter().map(|one| format!("{one:?}")).collect() }
}

/// What a write answered beyond its success.
#[expect(clippy::unnecessary_wraps, reason = "a reader's type")]
fn answered(response: &Response, name: &str) -> Result<Decoded, DecodeError> {
    let id = decode::answered(&response.body, name);
    let line = id.map_or_else(|| "done".to_owned(), |id| format!("{name}: {id}"));
    Ok(Decoded { items: Vec::new(), lines: vec![line] })
}
