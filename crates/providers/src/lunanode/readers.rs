//! The operations whose recorded answers `cargo xtask decode` reads, through the same endpoints as the console.

use super::api::{self, ListImages, ListRegions, ListSnapshots, ListVms, ListVolumes, ReadVolume};
use super::failure::judge;
use super::wire;
use crate::reader::{Reader, Reading};
use voldeck_core::http::{DecodeError, Endpoint, Response};
use voldeck_core::model::Item;

const fn reader(name: &'static str, operation: &'static str, read: fn(&Response) -> Result<Reading, DecodeError>) -> Reader {
    Reader { operation, name, judge, read }
}

/// Every operation: all of `volume`, and the look-ups.
pub const READERS: &[Reader] = &[
    reader("list-volumes", ListVolumes::NAME, |response| items(ListVolumes { region: "" }.decode(response))),
    reader("read-volume", ReadVolume::NAME, |response| {
        items(ReadVolume { id: "", region: "", listed: None }.decode(response).map(|volume| vec![Ok(volume)]))
    }),
    reader("list-snapshots", ListSnapshots::NAME, |response| items(ListSnapshots { region: "" }.decode(response))),
    reader("create-volume", api::CREATE_VOLUME.operation, |response| answered(response, "volume_id")),
    reader("attach-volume", api::ATTACH_VOLUME.operation, |response| answered(response, "")),
    reader("detach-volume", api::DETACH_VOLUME.operation, |response| answered(response, "")),
    reader("extend-volume", api::EXTEND_VOLUME.operation, |response| answered(response, "")),
    reader("rename-volume", api::RENAME_VOLUME.operation, |response| answered(response, "")),
    reader("delete-volume", api::DELETE_VOLUME.operation, |response| answered(response, "")),
    reader("create-snapshot", api::CREATE_SNAPSHOT.operation, |response| answered(response, "snapshot_id")),
    reader("replicate-snapshot", api::REPLICATE_SNAPSHOT.operation, |response| answered(response, "image_id")),
    reader("delete-snapshot", api::DELETE_SNAPSHOT.operation, |response| answered(response, "")),
    reader("list-regions", ListRegions::NAME, |response| Ok(lines(&ListRegions.decode(response)?))),
    reader("list-images", <ListImages as Endpoint>::NAME, |response| Ok(lines(&ListImages { region: "" }.decode(response)?))),
    reader("list-vms", ListVms::NAME, |response| Ok(lines(&ListVms.decode(response)?))),
];

fn items(items: Result<Vec<Item>, DecodeError>) -> Result<Reading, DecodeError> {
    Ok(Reading { items: items?, lines: Vec::new() })
}

fn lines<T: std::fmt::Debug>(list: &[T]) -> Reading {
    Reading { items: Vec::new(), lines: list.iter().map(|one| format!("{one:?}")).collect() }
}

/// What a write answered beyond its success.
#[expect(clippy::unnecessary_wraps, reason = "a reader's type")]
fn answered(response: &Response, name: &str) -> Result<Reading, DecodeError> {
    let id = wire::answered(&response.body, name);
    let line = id.map_or_else(|| "done".to_owned(), |id| format!("{name}: {id}"));
    Ok(Reading { items: Vec::new(), lines: vec![line] })
}
