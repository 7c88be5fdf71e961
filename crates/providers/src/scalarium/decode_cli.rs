//! The operations whose recorded answers `cargo xtask decode` reads, through the same endpoints as the console.

use super::api::{CREATE_SNAPSHOT, DELETE_VOLUME, ListClouds, ListInstances, ListSnapshots, ListVolumes, ReadVolume};
use super::decode::{self, Cloud};
use super::failure::parse_error;
use crate::decode_cli::{DecodeOperation, Decoded};
use voldeck_core::http::{DecodeError, Endpoint, Response};
use voldeck_core::model::Item;

const fn operation(name: &'static str, operation: &'static str, decode: fn(&Response) -> Result<Decoded, DecodeError>) -> DecodeOperation {
    DecodeOperation { operation, name, parse_error, decode }
}

/// Every operation.
pub const DECODERS: &[DecodeOperation] = &[
    operation("list-volumes", ListVolumes::NAME, |response| Ok(listed(ListVolumes.decode(response)?))),
    operation("read-volume", <ReadVolume as Endpoint>::NAME, |response| Ok(listed(vec![Ok(ReadVolume("").decode(response)?)]))),
    operation("list-snapshots", <ListSnapshots as Endpoint>::NAME, |response| Ok(listed(ListSnapshots("").decode(response)?))),
    operation("create-snapshot", CREATE_SNAPSHOT.operation, |response| done(response, "id", "created")),
    operation("delete-volume", DELETE_VOLUME.operation, |response| done(response, "", "")),
    operation("list-clouds", ListClouds::NAME, |response| {
        let clouds = ListClouds.decode(response)?;
        Ok(said(clouds.iter().map(|cloud| format!("cloud: {} {}", cloud.id, cloud.name))))
    }),
    operation("list-instances", <ListInstances as Endpoint>::NAME, |response| {
        let cloud = Cloud { id: String::new(), name: String::new() };
        let instances = ListInstances(&cloud).decode(response)?;
        Ok(said(instances.iter().map(|one| {
            format!("instance: {} {}, {}, {}", one.id, one.nickname, one.status.label, one.dns_name.as_deref().unwrap_or("no name"))
        })))
    }),
];

/// Volumes with the arrays they make, or snapshots.
fn listed(items: Vec<Item>) -> Decoded {
    let arrays = decode::arrays(&items);
    let line = |item: &Item| item.as_ref().ok().map(|array| format!("RAID array: {} {}", array.provider_id, array.name));
    Decoded { lines: arrays.iter().filter_map(line).collect(), items }
}

fn said(lines: impl Iterator<Item = String>) -> Decoded {
    Decoded { items: Vec::new(), lines: lines.collect() }
}

/// A write answers what it made, or nothing at all.
fn done(response: &Response, key: &str, what: &str) -> Result<Decoded, DecodeError> {
    if response.body.trim().is_empty() {
        return Ok(said(std::iter::once("accepted".to_owned())));
    }
    let made = voldeck_core::decode::text_of(decode::read(&response.body)?, key);
    Ok(said(made.map_or_else(|| "accepted".to_owned(), |id| format!("{what}: {id}")).lines().map(str::to_owned)))
}
