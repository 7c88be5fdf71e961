//! The operations whose recorded answers `cargo xtask decode` reads, through the same endpoints as the console.

use super::api::{
    self, AgentSelf, ListClaims, ListNodes, ListPlugins, ListStorage, ListVolumes, Page, Part, Query, ReadPlugin, ReadVolume,
};
use super::failure::judge;
use super::wire::{self, Class, Registered};
use crate::reader::{Reader, Reading};
use voldeck_core::http::{DecodeError, Endpoint, Response};
use voldeck_core::json;

const fn reader(name: &'static str, operation: &'static str, read: fn(&Response) -> Result<Reading, DecodeError>) -> Reader {
    Reader { operation, name, judge, read }
}

/// Every operation that answers something, and writes that answer what they made.
pub const READERS: &[Reader] = &[
    reader("list-csi-volumes", <ListVolumes as Endpoint>::NAME, |response| list(Class::Csi, response)),
    reader("list-host-volumes", <ListVolumes as Endpoint>::NAME, |response| list(Class::Host, response)),
    reader("read-csi-volume", <ReadVolume as Endpoint>::NAME, |response| one(Class::Csi, response)),
    reader("read-host-volume", <ReadVolume as Endpoint>::NAME, |response| one(Class::Host, response)),
    reader("list-external-volumes", <ListStorage as Endpoint>::NAME, |response| storage(Class::External, response)),
    reader("list-snapshots", <ListStorage as Endpoint>::NAME, |response| storage(Class::Snapshot, response)),
    reader("list-claims", <ListClaims as Endpoint>::NAME, |response| {
        let lines = ListClaims { namespace: "*" }.decode(response)?.iter().map(|claim| format!("claim: {}", claim.text())).collect();
        Ok(Reading { items: Vec::new(), lines })
    }),
    reader("write-csi-volume", api::CREATE_CSI_VOLUME.operation, |response| written("Volumes", wire::csi, response)),
    reader("write-host-volume", api::CREATE_HOST_VOLUME.operation, |response| written("Volume", wire::host, response)),
    reader("create-snapshot", api::CREATE_SNAPSHOT.operation, |response| {
        written("Snapshots", |raw| wire::snapshot(raw, "", &Registered::default()), response)
    }),
    reader("list-plugins", ListPlugins::NAME, |response| {
        let plugins = ListPlugins.decode(response)?;
        Ok(Reading { items: Vec::new(), lines: plugins.iter().map(|plugin| format!("{plugin:?}")).collect() })
    }),
    reader("read-plugin", <ReadPlugin as Endpoint>::NAME, |response| {
        Ok(Reading { items: Vec::new(), lines: vec![format!("{:?}", ReadPlugin("").decode(response)?)] })
    }),
    reader("list-nodes", ListNodes::NAME, |response| {
        let nodes = ListNodes.decode(response)?;
        Ok(Reading { items: Vec::new(), lines: nodes.iter().map(|node| format!("{node:?}")).collect() })
    }),
    reader("agent-self", AgentSelf::NAME, |response| {
        Ok(Reading { items: Vec::new(), lines: vec![format!("version: {:?}", AgentSelf.decode(response)?)] })
    }),
];

fn page(page: Page) -> Reading {
    let next = page.next.map(|token| format!("next page: {token}"));
    let index = page.index.map(|index| format!("index: {index}"));
    Reading { items: page.items, lines: next.into_iter().chain(index).collect() }
}

fn list(class: Class, response: &Response) -> Result<Reading, DecodeError> {
    let query = Query::default();
    let call = ListVolumes { class, namespace: "*", query: &query, per_page: None, next_token: None, wait: None };
    let absent = || Reading { items: Vec::new(), lines: vec!["The server does not know this class of volumes.".to_owned()] };
    let whole = |mut part: Part| page(Page { items: part.read(class, usize::MAX), next: part.next, index: part.index });
    Ok(call.decode(response)?.map_or_else(absent, whole))
}

fn one(class: Class, response: &Response) -> Result<Reading, DecodeError> {
    let (resource, index) = ReadVolume { class, namespace: "*", id: "", wait: None }.decode(response)?;
    Ok(page(Page { items: vec![Ok(resource)], next: None, index }))
}

fn storage(class: Class, response: &Response) -> Result<Reading, DecodeError> {
    Ok(page(ListStorage { class, plugin: "", next_token: None, registered: &Registered::default() }.decode(response)?))
}

/// What a write made, under its key: a list, or one object.
fn written(
    key: &str,
    read: fn(&str) -> Result<voldeck_core::model::Resource, String>,
    response: &Response,
) -> Result<Reading, DecodeError> {
    let body = wire::read(&response.body)?;
    let made = json::member(body, key).ok_or_else(|| DecodeError(format!("{key}: there is none.")))?;
    let list = if made.starts_with('[') || made == "null" { wire::split(made)? } else { vec![made] };
    let said = wire::text_of(body, "Warnings").map(|warnings| format!("warnings: {warnings}"));
    Ok(Reading { items: wire::items(&list, &read), lines: said.into_iter().collect() })
}
