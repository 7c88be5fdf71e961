//! The operations whose recorded answers `cargo xtask decode` reads, through the same endpoints as the console.

use super::api::{List, Read};
use super::failure::judge;
use super::place::{CONTAINER, Form, GROUP, NODE, Noun, Place, SERVICE, VOLUME};
use super::wire::{self, Thing};
use crate::reader::{Reader, Reading};
use voldeck_core::decode::items;
use voldeck_core::http::{DecodeError, Endpoint, Response};

const fn reader(name: &'static str, operation: &'static str, read: fn(&Response) -> Result<Reading, DecodeError>) -> Reader {
    Reader { operation, name, judge, read }
}

/// Every operation.
pub const READERS: &[Reader] = &[
    reader("list-volume-groups", "GET /api/v1/volumegroup/", |response| list(&GROUP, response)),
    reader("read-volume-group", "GET /api/v1/volumegroup/(uuid)/", |response| one(&GROUP, response)),
    reader("list-volumes", "GET /api/v1/volume/", |response| list(&VOLUME, response)),
    reader("read-volume", "GET /api/v1/volume/(uuid)/", |response| one(&VOLUME, response)),
    reader("list-services", "GET /api/v1/service/", |response| list(&SERVICE, response)),
    reader("read-service", "GET /api/v1/service/(uuid)/", |response| one(&SERVICE, response)),
    reader("list-containers", "GET /api/v1/container/", |response| list(&CONTAINER, response)),
    reader("read-container", "GET /api/v1/container/(uuid)/", |response| one(&CONTAINER, response)),
    reader("list-nodes", "GET /api/v1/node/", |response| list(&NODE, response)),
    reader("read-node", "GET /api/v1/node/(uuid)/", |response| one(&NODE, response)),
];

fn list(noun: &'static Noun, response: &Response) -> Result<Reading, DecodeError> {
    let page = List { noun, path: "" }.decode(response)?;
    let mut reading = read(noun, &page.objects)?;
    reading.lines.extend(page.total.map(|total| format!("in all: {total}")));
    reading.lines.extend(page.next.map(|next| format!("next page: {next}")));
    Ok(reading)
}

fn one(noun: &'static Noun, response: &Response) -> Result<Reading, DecodeError> {
    let object = Read { noun, path: "" }.decode(response)?;
    read(noun, &[object])
}

/// Groups and volumes are items; of the others only the few fields that the console keeps are told.
fn read(noun: &'static Noun, objects: &[String]) -> Result<Reading, DecodeError> {
    let place = Place::new("", Form::Live, "");
    let texts: Vec<&str> = objects.iter().map(String::as_str).collect();
    let item = |raw: &str| if noun.name == GROUP.name { wire::group(raw, &place) } else { wire::volume(raw, &place) };
    if [GROUP.name, VOLUME.name].contains(&noun.name) {
        return Ok(Reading { items: items(&texts, &item), lines: Vec::new() });
    }
    let mut lines = Vec::new();
    for text in texts {
        let thing = Thing::of(text).map_err(DecodeError)?;
        lines.push(format!("{} {}: {}", thing.uuid, thing.name, thing.status.label));
    }
    Ok(Reading { items: Vec::new(), lines })
}
