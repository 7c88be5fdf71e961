//! The operations whose recorded answers `cargo xtask decode` reads, through the same endpoints as the console.

use super::api::{CREATE_SNAPSHOT, DELETE_VOLUME, ListClouds, ListInstances, ListSnapshots, ListVolumes, ReadVolume};
use super::failure::judge;
use super::wire::{self, Cloud};
use crate::reader::{Reader, Reading};
use voldeck_core::http::{DecodeError, Endpoint, Response};
use voldeck_core::model::Item;

const fn reader(name: &'static str, operation: &'static str, read: fn(&Response) -> Result<Reading, DecodeError>) -> Reader {
    Reader { operation, name, judge, read }
}

/// Every operation.
pub const READERS: &[Reader] = &[
    reader("list-volumes", ListVolumes::NAME, |response| Ok(listed(ListVolumes.decode(response)?))),
    reader("read-volume", <ReadVolume as Endpoint>::NAME, |response| Ok(listed(vec![Ok(ReadVolume("").decode(response)?)]))),
    reader("list-snapshots", <ListSnapshots as Endpoint>::NAME, |response| Ok(listed(ListSnapshots("").decode(response)?))),
    reader("create-snapshot", CREATE_SNAPSHOT.operation, |response| done(response, "id", "created")),
    reader("delete-volume", DELETE_VOLUME.operation, |response| done(response, "", "")),
    reader("list-clouds", ListClouds::NAME, |response| {
        let clouds = ListClouds.decode(response)?;
        Ok(said(clouds.iter().map(|cloud| format!("cloud: {} {}", cloud.id, cloud.name))))
    }),
    reader("list-instances", <ListInstances as Endpoint>::NAME, |response| {
        let cloud = Cloud { id: String::new(), name: String::new() };
        let instances = ListInstances(&cloud).decode(response)?;
        Ok(said(instances.iter().map(|one| {
            format!("instance: {} {}, {}, {}", one.id, one.nickname, one.status.label, one.dns_name.as_deref().unwrap_or("no name"))
        })))
    }),
];

/// Volumes with the arrays they make, or snapshots.
fn listed(items: Vec<Item>) -> Reading {
    let arrays = wire::arrays(&items);
    let line = |item: &Item| item.as_ref().ok().map(|array| format!("RAID array: {} {}", array.vendor_id, array.name));
    Reading { lines: arrays.iter().filter_map(line).collect(), items }
}

fn said(lines: impl Iterator<Item = String>) -> Reading {
    Reading { items: Vec::new(), lines: lines.collect() }
}

/// A write answers what it made, or nothing at all.
fn done(response: &Response, key: &str, what: &str) -> Result<Reading, DecodeError> {
    if response.body.trim().is_empty() {
        return Ok(said(std::iter::once("accepted".to_owned())));
    }
    let made = voldeck_core::decode::text_of(wire::read(&response.body)?, key);
    Ok(said(made.map_or_else(|| "accepted".to_owned(), |id| format!("{what}: {id}")).lines().map(str::to_owned)))
}
