//! The operations whose recorded answers `cargo xtask decode` reads, through the same endpoints as the console.

use super::api::{self, Ask, LOOKS, List, SIGN_IN};
use super::client::quota::quotas;
use super::failure::judge;
use super::wire::{self, COLLECTIONS, Collection};
use crate::reader::{Reader, Reading};
use voldeck_core::http::{DecodeError, Endpoint, Response};

const fn reader(name: &'static str, operation: &'static str, read: fn(&Response) -> Result<Reading, DecodeError>) -> Reader {
    Reader { operation, name, judge, read }
}

/// Every operation, and what the writes answer.
pub const READERS: &[Reader] = &[
    reader("list-volumes", COLLECTIONS[0].list, |response| list(&COLLECTIONS[0], response)),
    reader("list-snapshots", COLLECTIONS[1].list, |response| list(&COLLECTIONS[1], response)),
    reader("list-groups", COLLECTIONS[2].list, |response| list(&COLLECTIONS[2], response)),
    reader("list-group-snapshots", COLLECTIONS[3].list, |response| list(&COLLECTIONS[3], response)),
    reader("read-volume", COLLECTIONS[0].read, |response| one(&COLLECTIONS[0], response)),
    reader("read-snapshot", COLLECTIONS[1].read, |response| one(&COLLECTIONS[1], response)),
    reader("read-group", COLLECTIONS[2].read, |response| one(&COLLECTIONS[2], response)),
    reader("read-group-snapshot", COLLECTIONS[3].read, |response| one(&COLLECTIONS[3], response)),
    reader("create-volume", api::CREATE_VOLUME.operation, |response| one(&COLLECTIONS[0], response)),
    reader("create-snapshot", api::CREATE_SNAPSHOT.operation, |response| one(&COLLECTIONS[1], response)),
    reader("write-retype", api::RETYPE_VOLUME.operation, |response| Ok(lines([response.body.clone()]))),
    reader("write-delete-volume", api::DELETE_VOLUME.operation, |response| Ok(lines([response.body.clone()]))),
    reader("write-delete-snapshot", api::DELETE_SNAPSHOT.operation, |response| Ok(lines([response.body.clone()]))),
    reader("sign-in", SIGN_IN, |response| {
        let body = part(response, "token")?;
        let token = wire::ObjectReader::parse(&body).map_err(DecodeError)?;
        let text = |name: &str| token.object(name).and_then(|one| one.text("name")).map(|text| [name, ": ", &text].concat());
        Ok(lines([text("user"), text("project"), token.text("expires_at").map(|at| ["expires_at: ", &at].concat())].into_iter().flatten()))
    }),
    reader("list-projects", "GET /v3/auth/projects", |response| table(response, "projects")),
    reader("versions", "GET /v3/", |response| table(response, "versions")),
    reader("list-messages", "GET /v3/{project_id}/messages", |response| table(response, "messages")),
    reader("read-quotas", "GET /v3/{project_id}/os-quota-sets/{project_id}", |response| {
        Ok(lines(quotas(&part(response, "quota_set")?).iter().map(|quota| format!("{quota:?}"))))
    }),
    reader("list-types", LOOKS[0].1, |response| table(response, LOOKS[0].3)),
    reader("list-group-types", LOOKS[1].1, |response| table(response, LOOKS[1].3)),
    reader("list-zones", LOOKS[2].1, |response| table(response, LOOKS[2].3)),
    reader("list-backups", LOOKS[3].1, |response| table(response, LOOKS[3].3)),
    reader("list-attachments", LOOKS[4].1, |response| table(response, LOOKS[4].3)),
    reader("list-transfers", LOOKS[5].1, |response| table(response, LOOKS[5].3)),
    reader("list-services", LOOKS[6].1, |response| table(response, LOOKS[6].3)),
    reader("list-pools", LOOKS[7].1, |response| table(response, LOOKS[7].3)),
];

fn lines(lines: impl IntoIterator<Item = String>) -> Reading {
    Reading { items: Vec::new(), lines: lines.into_iter().collect() }
}

fn part(response: &Response, under: &'static str) -> Result<String, DecodeError> {
    Ask::new("GET", "/", under).decode(response)
}

fn list(of: &'static Collection, response: &Response) -> Result<Reading, DecodeError> {
    let page = List { of, only: None, marker: None, minor: 0 }.decode(response)?;
    Ok(Reading { items: page.items, lines: page.next.map(|next| format!("next page behind: {next}")).into_iter().collect() })
}

fn one(of: &'static Collection, response: &Response) -> Result<Reading, DecodeError> {
    Ok(Reading { items: vec![Ok(wire::resource(of, &part(response, of.one)?).map_err(DecodeError)?)], lines: Vec::new() })
}

fn table(response: &Response, under: &'static str) -> Result<Reading, DecodeError> {
    Ok(lines(wire::split(&part(response, under)?)?.into_iter().map(str::to_owned)))
}
