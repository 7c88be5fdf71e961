//! The operations whose recorded answers `cargo xtask decode` reads, through the same endpoints as the console.

use super::api::{self, Get, LOOKUPS, List, SIGN_IN};
use super::client::quota::quotas;
use super::decode::{self, COLLECTIONS, Collection};
use super::failure::parse_error;
use crate::decode_cli::{DecodeOperation, Decoded};
use voldeck_core::http::{DecodeError, Endpoint, Response};

const fn operation(name: &'static str, operation: &'static str, decode: fn(&Response) -> Result<Decoded, DecodeError>) -> DecodeOperation {
    DecodeOperation { operation, name, parse_error, decode }
}

/// Every operation, and what the writes answer.
pub const DECODERS: &[DecodeOperation] = &[
    operation("list-volumes", COLLECTIONS[0].list, |response| list(&COLLECTIONS[0], response)),
    operation("list-snapshots", COLLECTIONS[1].list, |response| list(&COLLECTIONS[1], response)),
    operation("list-groups", COLLECTIONS[2].list, |response| list(&COLLECTIONS[2], response)),
    operation("list-group-snapshots", COLLECTIONS[3].list, |response| list(&COLLECTIONS[3], response)),
    operation("read-volume", COLLECTIONS[0].read, |response| one(&COLLECTIONS[0], response)),
    operation("read-snapshot", COLLECTIONS[1].read, |response| one(&COLLECTIONS[1], response)),
    operation("read-group", COLLECTIONS[2].read, |response| one(&COLLECTIONS[2], response)),
    operation("read-group-snapshot", COLLECTIONS[3].read, |response| one(&COLLECTIONS[3], response)),
    operation("create-volume", api::CREATE_VOLUME.operation, |response| one(&COLLECTIONS[0], response)),
    operation("create-snapshot", api::CREATE_SNAPSHOT.operation, |response| one(&COLLECTIONS[1], response)),
    operation("write-retype", api::RETYPE_VOLUME.operation, |response| Ok(lines([response.body.clone()]))),
    operation("write-delete-volume", api::DELETE_VOLUME.operation, |response| Ok(lines([response.body.clone()]))),
    operation("write-delete-snapshot", api::DELETE_SNAPSHOT.operation, |response| Ok(lines([response.body.clone()]))),
    operation("sign-in", SIGN_IN, |response| {
        let body = part(response, "token")?;
        let token = decode::ObjectReader::parse(&body).map_err(DecodeError)?;
        let text = |name: &str| token.object(name).and_then(|one| one.text("name")).map(|text| [name, ": ", &text].concat());
        Ok(lines([text("user"), text("project"), token.text("expires_at").map(|at| ["expires_at: ", &at].concat())].into_iter().flatten()))
    }),
    operation("list-projects", "GET /v3/auth/projects", |response| table(response, "projects")),
    operation("versions", "GET /v3/", |response| table(response, "versions")),
    operation("list-messages", "GET /v3/{project_id}/messages", |response| table(response, "messages")),
    operation("read-quotas", "GET /v3/{project_id}/os-quota-sets/{project_id}", |response| {
        Ok(lines(quotas(&part(response, "quota_set")?).iter().map(|quota| format!("{quota:?}"))))
    }),
    operation("list-types", LOOKUPS[0].1, |response| table(response, LOOKUPS[0].3)),
    operation("list-group-types", LOOKUPS[1].1, |response| table(response, LOOKUPS[1].3)),
    operation("list-zones", LOOKUPS[2].1, |response| table(response, LOOKUPS[2].3)),
    operation("list-backups", LOOKUPS[3].1, |response| table(response, LOOKUPS[3].3)),
    operation("list-attachments", LOOKUPS[4].1, |response| table(response, LOOKUPS[4].3)),
    operation("list-transfers", LOOKUPS[5].1, |response| table(response, LOOKUPS[5].3)),
    operation("list-services", LOOKUPS[6].1, |response| table(response, LOOKUPS[6].3)),
    operation("list-pools", LOOKUPS[7].1, |response| table(response, LOOKUPS[7].3)),
];

fn lines(lines: impl IntoIterator<Item = String>) -> Decoded {
    Decoded { items: Vec::new(), lines: lines.into_iter().collect() }
}

fn part(response: &Response, under: &'static str) -> Result<String, DecodeError> {
    Get::new("GET", "/", under).decode(response)
}

fn list(of: &'static Collection, response: &Response) -> Result<Decoded, DecodeError> {
    let page = List { of, only: None, marker: None, minor: 0 }.decode(response)?;
    Ok(Decoded { items: page.items, lines: page.next.map(|next| format!("next page behind: {next}")).into_iter().collect() })
}

fn one(of: &'static Collection, response: &Response) -> Result<Decoded, DecodeError> {
    Ok(Decoded { items: vec![Ok(decode::resource(of, &part(response, of.one)?).map_err(DecodeError)?)], lines: Vec::new() })
}

fn table(response: &Response, under: &'static str) -> Result<Decoded, DecodeError> {
    Ok(lines(decode::split(&part(response, under)?)?.into_iter().map(str::to_owned)))
}
