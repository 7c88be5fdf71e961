//! The operations whose recorded answers `cargo xtask decode` reads, through the same endpoints as the console.

use super::api::{List, Read};
use super::decode::{self, NamedRef};
use super::failure::parse_error;
use super::place::{CONTAINER, Collection, Form, GROUP, NODE, Place, SERVICE, VOLUME};
use crate::decode_cli::{DecodeOperation, Decoded};
use voldeck_core::decode::items;
use voldeck_core::http::{DecodeError, Endpoint, Response};

const fn operation(name: &'static str, operation: &'static str, decode: fn(&Response) -> Result<Decoded, DecodeError>) -> DecodeOperation {
    DecodeOperation { operation, name, parse_error, decode }
}

/// Every operation.
pub const DECODERS: &[DecodeOperation] = &[
    operation("list-volume-groups", "GET /api/v1/volumegroup/", |response| list(&GROUP, response)),
    operation("read-volume-group", "GET /api/v1/volumegroup/(uuid)/", |response| one(&GROUP, response)),
    operation("list-volumes", "GET /api/v1/volume/", |response| list(&VOLUME, response)),
    operation("read-volume", "GET /api/v1/volume/(uuid)/", |response| one(&VOLUME, response)),
    operation("list-services", "GET /api/v1/service/", |response| list(&SERVICE, response)),
    operation("read-service", "GET /api/v1/service/(uuid)/", |response| one(&SERVICE, response)),
    operation("list-containers", "GET /api/v1/container/", |response| list(&CONTAINER, response)),
    operation("read-container", "GET /api/v1/container/(uuid)/", |response| one(&CONTAINER, response)),
    operation("list-nodes", "GET /api/v1/node/", |response| list(&NODE, response)),
    operation("read-node", "GET /api/v1/node/(uuid)/", |response| one(&NODE, response)),
];

fn list(noun: &'static Collection, response: &Response) -> Result<Decoded, DecodeError> {
    let page = List { noun, path: "" }.decode(response)?;
    let mut reading = read(noun, &page.objects)?;
    reading.lines.extend(page.total.map(|total| format!("in all: {total}")));
    reading.lines.extend(page.next.map(|next| format!("next page: {next}")));
    Ok(reading)
}

fn one(noun: &'static Collection, response: &Response) -> Result<Decoded, DecodeError> {
    let object = Read { noun, path: "" }.decode(response)?;
    read(noun, &[object])
}

/// Groups and volumes are items; of the others only the few fields that the console keeps are told.
fn read(noun: &'static Collection, objects: &[String]) -> Result<Decoded, DecodeError> {
    let place = Place::new("", Form::Live, "");
    let texts: Vec<&str> = objects.iter().map(String::as_str).collect();
    let item = |raw: &str| if noun.name == GROUP.name { decode::group(raw, &place) } else { decode::volume(raw, &place) };
    if [GROUP.name, VOLUME.name].contains(&noun.name) {
        return Ok(Decoded { items: items(&texts, &item), lines: Vec::new() });
    }
    let mut lines = Vec::new();
    for text in texts {
        let thing = NamedRef::of(text).map_err(DecodeError)?;
        lines.push(format!("{} {}: {}", thing.uuid, thing.name, thing.status.label));
    }
    Ok(Decoded { items: Vec::new(), lines })
}
