//! The operations whose recorded answers `cargo xtask decode` reads, through the same endpoints as the console.

use super::api::{
    self, AgentSelf, ListClaims, ListNodes, ListPlugins, ListStorage, ListVolumes, Page, Part, Query, ReadPlugin, ReadVolume,
};
use super::decode::{self, Registered, ResourceType};
use super::failure::parse_error;
use crate::decode_cli::{DecodeOperation, Decoded};
use voldeck_core::http::{DecodeError, Endpoint, Response};
use voldeck_core::json;

const fn operation(name: &'static str, operation: &'static str, decode: fn(&Response) -> Result<Decoded, DecodeError>) -> DecodeOperation {
    DecodeOperation { operation, name, parse_error, decode }
}

/// Every operation that answers something, and writes that answer what they made.
pub const DECODERS: &[DecodeOperation] = &[
    operation("list-csi-volumes", <ListVolumes as Endpoint>::NAME, |response| list(ResourceType::Csi, response)),
    operation("list-host-volumes", <ListVolumes as Endpoint>::NAME, |response| list(ResourceType::Host, response)),
    operation("read-csi-volume", <ReadVolume as Endpoint>::NAME, |response| one(ResourceType::Csi, response)),
    operation("read-host-volume", <ReadVolume as Endpoint>::NAME, |response| one(ResourceType::Host, response)),
    operation("list-external-volumes", <ListStorage as Endpoint>::NAME, |response| storage(ResourceType::External, response)),
    operation("list-snapshots", <ListStorage as Endpoint>::NAME, |response| storage(ResourceType::Snapshot, response)),
    operation("list-claims", <ListClaims as Endpoint>::NAME, |response| {
        let lines = ListClaims { namespace: "*" }.decode(response)?.iter().map(|claim| format!("claim: {}", claim.text())).collect();
        Ok(Decoded { items: Vec::new(), lines })
    }),
    operation("write-csi-volume", api::CREATE_CSI_VOLUME.operation, |response| written("Volumes", decode::csi, response)),
    operation("write-host-volume", api::CREATE_HOST_VOLUME.operation, |response| written("Volume", decode::host, response)),
    operation("create-snapshot", api::CREATE_SNAPSHOT.operation, |response| {
        written("Snapshots", |raw| decode::snapshot(raw, "", &Registered::default()), response)
    }),
    operation("list-plugins", ListPlugins::NAME, |response| {
        let plugins = ListPlugins.decode(response)?;
        Ok(Decoded { items: Vec::new(), lines: plugins.iter().map(|plugin| format!("{plugin:?}")).collect() })
    }),
    operation("read-plugin", <ReadPlugin as Endpoint>::NAME, |response| {
        Ok(Decoded { items: Vec::new(), lines: vec![format!("{:?}", ReadPlugin("").decode(response)?)] })
    }),
    operation("list-nodes", ListNodes::NAME, |response| {
        let nodes = ListNodes.decode(response)?;
        Ok(Decoded { items: Vec::new(), lines: nodes.iter().map(|node| format!("{node:?}")).collect() })
    }),
    operation("agent-self", AgentSelf::NAME, |response| {
        Ok(Decoded { items: Vec::new(), lines: vec![format!("version: {:?}", AgentSelf.decode(response)?)] })
    }),
];

fn page(page: Page) -> Decoded {
    let next = page.next.map(|token| format!("next page: {token}"));
    let index = page.index.map(|index| format!("index: {index}"));
    Decoded { items: page.items, lines: next.into_iter().chain(index).collect() }
}

fn list(class: ResourceType, response: &Response) -> Result<Decoded, DecodeError> {
    let query = Query::default();
    let call = ListVolumes { class, namespace: "*", query: &query, per_page: None, next_token: None, wait: None };
    let absent = || Decoded { items: Vec::new(), lines: vec!["The server does not know this class of volumes.".to_owned()] };
    let whole = |mut part: Part| page(Page { items: part.read(class, usize::MAX), next: part.next, index: part.index });
    Ok(call.decode(response)?.map_or_else(absent, whole))
}

fn one(class: ResourceType, response: &Response) -> Result<Decoded, DecodeError> {
    let (resource, index) = ReadVolume { class, namespace: "*", id: "", wait: None }.decode(response)?;
    Ok(page(Page { items: vec![Ok(resource)], next: None, index }))
}

fn storage(class: ResourceType, response: &Response) -> Result<Decoded, DecodeError> {
    Ok(page(ListStorage { class, plugin: "", next_token: None, registered: &Registered::default() }.decode(response)?))
}

/// What a write made, under its key: a list, or one object.
fn written(
    key: &str,
    read: fn(&str) -> Result<voldeck_core::model::Resource, String>,
    response: &Response,
) -> Result<Decoded, DecodeError> {
    let body = decode::read(&response.body)?;
    let made = json::member(body, key).ok_or_else(|| DecodeError(format!("{key}: there is none.")))?;
    let list = if made.starts_with('[') || made == "null" { decode::split(made)? } else { vec![made] };
    let said = decode::text_of(body, "Warnings").map(|warnings| format!("warnings: {warnings}"));
    Ok(Decoded { items: decode::items(&list, &read), lines: said.into_iter().collect() })
}
