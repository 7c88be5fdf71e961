//! Which handler answers which method and path. Block's `v1alpha1` has the shapes of its `v1` and is still answered.

use serde_json::json;

use super::request::Request;
use super::response::{ApiResult, refuse};
use super::state::Table::{BlockSnapshot, BlockVolume, Project, Server, Snapshot, Volume};
use super::{ApiVersion, Scaleway};
use crate::frame::Response;

/// The zones of Instance. No call lists them. <https://www.scaleway.com/en/docs/account/reference-content/products-availability/>
pub(super) const ZONES: [&str; 10] =
    ["fr-par-1", "fr-par-2", "fr-par-3", "nl-ams-1", "nl-ams-2", "nl-ams-3", "pl-waw-1", "pl-waw-2", "pl-waw-3", "it-mil-1"];

/// The one that Block is not in.
pub(super) const WITHOUT_BLOCK: &str = "it-mil-1";

type Handler = fn(&mut Scaleway, &Request) -> ApiResult;

/// Methods, path (`*` is any segment), and its handler.
type Route = (&'static str, &'static str, Handler);

const CURRENT: &[Route] = &[
    ("GET", "block/*/zones/*/volume-types", |_, request| super::account::volume_types(request)),
    ("GET", "block/*/zones/*/volumes", |sim, request| sim.list_counted(request, BlockVolume, "volumes", request.part(3))),
    ("POST", "block/*/zones/*/volumes", Scaleway::create_block_volume),
    ("GET", "block/*/zones/*/volumes/*", |sim, request| sim.read(BlockVolume, request.part(3), request.part(5), "")),
    ("PATCH", "block/*/zones/*/volumes/*", Scaleway::update_block_volume),
    ("DELETE", "block/*/zones/*/volumes/*", Scaleway::delete_block_volume),
    ("GET", "block/*/zones/*/snapshots", |sim, request| sim.list_counted(request, BlockSnapshot, "snapshots", request.part(3))),
    ("POST", "block/*/zones/*/snapshots", Scaleway::create_block_snapshot),
    ("POST", "block/*/zones/*/snapshots/import-from-object-storage", Scaleway::import_block_snapshot),
    ("GET", "block/*/zones/*/snapshots/*", |sim, request| sim.read(BlockSnapshot, request.part(3), request.part(5), "")),
    ("PATCH", "block/*/zones/*/snapshots/*", Scaleway::update_block_snapshot),
    ("DELETE", "block/*/zones/*/snapshots/*", Scaleway::delete_block_snapshot),
    ("POST", "block/*/zones/*/snapshots/*/export-to-object-storage", Scaleway::export_block_snapshot),
    ("GET", "instance/v1/zones/*/products/volumes", |_, _| super::account::instance_volume_types()),
    ("GET", "instance/v1/zones/*/volumes", |sim, request| sim.list_headed(request, Volume, "volumes", request.part(3))),
    ("POST", "instance/v1/zones/*/volumes", Scaleway::create_volume),
    ("GET", "instance/v1/zones/*/volumes/*", |sim, request| sim.read(Volume, request.part(3), request.part(5), "volume")),
    ("PATCH", "instance/v1/zones/*/volumes/*", Scaleway::update_volume),
    ("DELETE", "instance/v1/zones/*/volumes/*", Scaleway::delete_volume),
    ("GET", "instance/v1/zones/*/snapshots", |sim, request| sim.list_headed(request, Snapshot, "snapshots", request.part(3))),
    ("POST", "instance/v1/zones/*/snapshots", Scaleway::create_snapshot),
    ("GET", "instance/v1/zones/*/snapshots/*", |sim, request| sim.read(Snapshot, request.part(3), request.part(5), "snapshot")),
    ("PATCH PUT", "instance/v1/zones/*/snapshots/*", Scaleway::update_snapshot),
    ("DELETE", "instance/v1/zones/*/snapshots/*", Scaleway::delete_snapshot),
    ("POST", "instance/v1/zones/*/snapshots/*/export", Scaleway::export_snapshot),
    ("GET", "instance/v1/zones/*/servers", |sim, request| sim.list_headed(request, Server, "servers", request.part(3))),
    ("GET", "instance/v1/zones/*/servers/*", |sim, request| sim.read(Server, request.part(3), request.part(5), "server")),
    ("POST", "instance/v1/zones/*/servers/*/attach-volume", Scaleway::attach_volume),
    ("POST", "instance/v1/zones/*/servers/*/detach-volume", Scaleway::detach_volume),
    ("POST", "instance/v1/zones/*/servers/*/action", Scaleway::server_action),
    ("GET", "account/v3/projects", |sim, request| sim.list_projects(request)),
    ("GET", "iam/v1alpha1/api-keys/*", |_, request| super::iam::api_key(request)),
    ("GET", "iam/v1alpha1/users/*", |_, request| super::iam::user(request)),
    ("GET", "iam/v1alpha1/applications/*", |_, request| super::iam::one_application(request)),
    ("GET", "iam/v1alpha1/groups", |_, request| super::iam::groups(request)),
    ("GET", "iam/v1alpha1/policies", |_, request| super::iam::policies(request)),
    ("GET", "iam/v1alpha1/rules", |_, request| super::iam::rules(request)),
];

const LEGACY: &[Route] = &[
    ("GET HEAD", "volumes", |sim, request| sim.list_headed(request, Volume, "volumes", "")),
    ("POST", "volumes", Scaleway::create_legacy_volume),
    ("GET", "volumes/*", |sim, request| sim.read(Volume, "", request.part(1), "volume")),
    ("PUT", "volumes/*", Scaleway::put_legacy_volume),
    ("DELETE", "volumes/*", Scaleway::delete_legacy_volume),
    ("GET HEAD", "snapshots", |sim, request| sim.list_headed(request, Snapshot, "snapshots", "")),
    ("POST", "snapshots", Scaleway::create_legacy_snapshot),
    ("GET", "snapshots/*", |sim, request| sim.read(Snapshot, "", request.part(1), "snapshot")),
    ("PUT", "snapshots/*", Scaleway::put_legacy_snapshot),
    ("DELETE", "snapshots/*", Scaleway::delete_legacy_snapshot),
    ("GET HEAD", "servers", |sim, request| sim.list_headed(request, Server, "servers", "")),
    ("GET", "servers/*", |sim, request| sim.read(Server, "", request.part(1), "server")),
    ("GET", "organizations", |_, _| super::account::organizations()),
];

/// Whether a path is one of this form.
fn fits(form: &str, path: &[String]) -> bool {
    let mut path = path.iter();
    form.split('/').all(|part| path.next().is_some_and(|segment| part == "*" || part == segment)) && path.next().is_none()
}

impl Scaleway {
    /// Answers a request.
    pub(super) fn route(&mut self, request: &Request) -> ApiResult {
        self.authorize(request)?;
        let routes = if self.api_version == ApiVersion::Legacy { LEGACY } else { CURRENT };
        let mut here = routes.iter().filter(|route| fits(route.1, &request.path)).peekable();
        if here.peek().is_none() {
            return refuse(404, &json!({"message": "method not found", "type": "unknown_resource"}));
        }
        let zoned = request.part(2) == "zones";
        let known = ZONES.contains(&request.part(3)) && !(request.part(0) == "block" && request.part(3) == WITHOUT_BLOCK);
        if zoned && !known {
            return super::response::invalid("zone", "unknown", "zone does not exist");
        }
        let Some(route) = here.find(|route| route.0.split(' ').any(|method| method == request.method)) else {
            return refuse(405, &json!({"message": "method is not allowed", "type": "invalid_request_error"}));
        };
        let response = (route.2)(self, request)?;
        // Only the headers were asked for.
        Ok(if request.method == "HEAD" { Response { body: Vec::new(), ..response } } else { response })
    }

    /// One resource, under its key where the API wraps it.
    fn read(&self, table: super::state::Table, zone: &str, id: &str, key: &str) -> ApiResult {
        match self.find(table, zone, id) {
            Some(row) if key.is_empty() => super::response::success(&row.body),
            Some(row) => super::response::success(&json!({ key: row.body })),
            None => self.missing(table, id),
        }
    }

    /// Projects of an organization, which has to be named.
    fn list_projects(&self, request: &Request) -> ApiResult {
        match request.query("organization_id") {
            "" => super::response::invalid("organization_id", "required", "organization_id is required"),
            id if id != super::ORGANIZATION => super::response::denied("read", "project"),
            _ => self.list_counted(request, Project, "projects", ""),
        }
    }
}
