//! The operations whose recorded answers `cargo xtask decode` reads, through the same endpoints as the console.

use super::api::{self, List, ListBlockTypes, ListInstanceTypes, ListProjects, ListServers, PAGE, Read, ReadServer, resource, unwrapped};
use super::decode::{self, Api, ResourceRef};
use super::failure::parse_error;
use crate::decode_cli::{DecodeOperation, Decoded};
use voldeck_core::http::{DecodeError, Endpoint, Response};
use voldeck_core::model::Kind::{self, Snapshot, Volume};

const LIST: &str = <List as Endpoint>::NAME;
const READ: &str = <Read as Endpoint>::NAME;

const fn operation(name: &'static str, operation: &'static str, decode: fn(&Response) -> Result<Decoded, DecodeError>) -> DecodeOperation {
    DecodeOperation { operation, name, parse_error, decode }
}

/// Every operation, and what the writes answer.
pub const DECODERS: &[DecodeOperation] = &[
    operation("list-block-volumes", LIST, |response| list(Api::Block, Volume, response)),
    operation("list-block-snapshots", LIST, |response| list(Api::Block, Snapshot, response)),
    operation("list-instance-volumes", LIST, |response| list(Api::Instance, Volume, response)),
    operation("list-instance-snapshots", LIST, |response| list(Api::Instance, Snapshot, response)),
    operation("list-legacy-volumes", LIST, |response| list(Api::Legacy, Volume, response)),
    operation("list-legacy-snapshots", LIST, |response| list(Api::Legacy, Snapshot, response)),
    operation("read-block-volume", READ, |response| one(Api::Block, Volume, response)),
    operation("read-block-snapshot", READ, |response| one(Api::Block, Snapshot, response)),
    operation("read-instance-volume", READ, |response| one(Api::Instance, Volume, response)),
    operation("read-instance-snapshot", READ, |response| one(Api::Instance, Snapshot, response)),
    operation("read-legacy-volume", READ, |response| one(Api::Legacy, Volume, response)),
    operation("read-legacy-snapshot", READ, |response| one(Api::Legacy, Snapshot, response)),
    operation("write-block-volume", "POST, PATCH /block/v1/zones/{zone}/volumes", |response| written(Api::Block, Volume, response)),
    operation("write-block-snapshot", "POST, PATCH /block/v1/zones/{zone}/snapshots", |response| written(Api::Block, Snapshot, response)),
    operation("write-instance-volume", "POST, PATCH /instance/v1/zones/{zone}/volumes", |response| {
        written(Api::Instance, Volume, response)
    }),
    operation("write-instance-snapshot", "POST, PATCH /instance/v1/zones/{zone}/snapshots", |response| {
        written(Api::Instance, Snapshot, response)
    }),
    operation("write-legacy-volume", api::CREATE_LEGACY_VOLUME.operation, |response| written(Api::Legacy, Volume, response)),
    operation("write-legacy-snapshot", api::CREATE_LEGACY_SNAPSHOT.operation, |response| written(Api::Legacy, Snapshot, response)),
    operation("export-instance-snapshot", api::EXPORT_INSTANCE_SNAPSHOT.operation, |response| {
        let task = voldeck_core::json::member(decode::read(&response.body)?, "task")
            .ok_or_else(|| DecodeError("task: there is none.".to_owned()))?;
        Ok(lines([format!("task: {task}")]))
    }),
    operation("attach-volume", api::ATTACH_VOLUME.operation, server),
    operation("detach-volume", api::DETACH_VOLUME.operation, server),
    operation("delete", "DELETE", |_| Ok(lines(["deleted".to_owned()]))),
    operation("read-server", <ReadServer as Endpoint>::NAME, server),
    operation("list-servers", <ListServers as Endpoint>::NAME, |response| {
        let (servers, total) = ListServers { zone: "", page: 1 }.decode(response)?;
        Ok(lines(servers.iter().map(|server| format!("{server:?}")).chain(total.map(|total| format!("total: {total}")))))
    }),
    operation("list-projects", <ListProjects as Endpoint>::NAME, |response| {
        let (projects, total) = ListProjects { organization: "", page: 1 }.decode(response)?;
        let line = |project: &voldeck_core::action::SelectOption| format!("project: {} {}", project.value, project.label);
        Ok(lines(projects.iter().map(line).chain(total.map(|total| format!("total: {total}")))))
    }),
    operation("block-volume-types", <ListBlockTypes as Endpoint>::NAME, |response| {
        Ok(lines(ListBlockTypes("").decode(response)?.iter().map(|one| format!("{one:?}"))))
    }),
    operation("instance-volume-types", <ListInstanceTypes as Endpoint>::NAME, |response| {
        Ok(lines(ListInstanceTypes("").decode(response)?.iter().map(|one| format!("{one:?}"))))
    }),
];

fn lines(lines: impl IntoIterator<Item = String>) -> Decoded {
    Decoded { items: Vec::new(), lines: lines.into_iter().collect() }
}

fn list(api: Api, kind: Kind, response: &Response) -> Result<Decoded, DecodeError> {
    let call = List { api, kind, zone: "", page: 1, size: PAGE, project: "", volume: None };
    let page = call.decode(response)?;
    Ok(Decoded { items: page.items, lines: page.total.map(|total| format!("total: {total}")).into_iter().collect() })
}

fn one(api: Api, kind: Kind, response: &Response) -> Result<Decoded, DecodeError> {
    let place = ResourceRef { api, zone: String::new(), id: String::new() };
    Ok(Decoded { items: vec![Ok(Read { kind, place: &place }.decode(response)?)], lines: Vec::new() })
}

/// What a write made or changed, and the task beside it.
fn written(api: Api, kind: Kind, response: &Response) -> Result<Decoded, DecodeError> {
    let body = decode::read(&response.body)?;
    let made = resource(api, kind, "", unwrapped(body, api, kind)?).map_err(DecodeError)?;
    let task = voldeck_core::json::member(body, "task").map(|task| format!("task: {task}"));
    Ok(Decoded { items: vec![Ok(made)], lines: task.into_iter().collect() })
}

fn server(response: &Response) -> Result<Decoded, DecodeError> {
    Ok(lines([format!("{:?}", ReadServer { zone: "", id: "" }.decode(response)?)]))
}
