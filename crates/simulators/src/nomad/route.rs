//! Which handler answers which method and path, and which endpoints a generation of the server has.
//!
//! Source: `command/agent/http.go` (`registerHandlers`) and the `*_endpoint.go` beside it. OPTIONS is no exception:
//! volume paths answer 405, host volume paths 404.

use super::ApiVersion::{self, V011, V012, V16, V110};
use super::request::Request;
use super::response::{ApiResult, refuse};
use super::state::Table;
use super::value::among;
use super::{Nomad, response};

/// An endpoint: methods, path below `/v1` (`*` is any segment, `**` any rest), the first generation that has it, the
/// table it reads, what answers it.
type Route = (&'static str, &'static str, ApiVersion, Option<Table>, fn(&mut Nomad, &Request) -> ApiResult);

const ROUTES: &[Route] = &[
    ("GET", "status/leader", V011, None, |_, _| response::success("10.0.12.1:4647".into())),
    ("GET", "regions", V011, None, |_, _| response::success(vec!["global"].into())),
    ("GET", "volumes", V011, Some(Table::Csi), Nomad::list_volumes),
    ("PUT POST", "volumes", V012, None, Nomad::submit_csi),
    ("GET", "volumes/external", V16, None, Nomad::list_external),
    ("GET", "volumes/snapshot", V16, None, Nomad::list_snapshots),
    ("PUT POST", "volumes/snapshot", V16, None, Nomad::create_snapshots),
    ("DELETE", "volumes/snapshot", V16, None, Nomad::delete_snapshot),
    ("GET", "volumes/claims", V110, Some(Table::Claims), Nomad::list_claims),
    ("DELETE", "volumes/claim/*", V110, None, Nomad::delete_claim),
    ("GET", "volume/csi/*", V011, Some(Table::Csi), Nomad::read_csi),
    ("PUT", "volume/csi/*", V011, None, Nomad::submit_csi),
    ("DELETE", "volume/csi/*", V011, None, Nomad::deregister_csi),
    ("PUT", "volume/csi/*/create", V16, None, Nomad::submit_csi),
    ("DELETE", "volume/csi/*/delete", V16, None, Nomad::delete_csi),
    ("DELETE", "volume/csi/*/detach", V012, None, Nomad::detach_csi),
    ("PUT POST", "volume/host/create", V110, None, Nomad::submit_host),
    ("PUT POST", "volume/host/register", V110, None, Nomad::submit_host),
    ("GET", "volume/host/*", V110, Some(Table::Host), Nomad::read_host),
    ("DELETE", "volume/host/*/**", V110, None, Nomad::delete_host),
    ("GET", "plugins", V011, Some(Table::Plugins), Nomad::list_plugins),
    ("GET", "plugin/csi/*", V011, Some(Table::Plugins), Nomad::read_plugin),
    ("GET", "namespaces", V011, Some(Table::Namespaces), Nomad::list_namespaces),
    ("GET", "nodes", V011, Some(Table::Nodes), Nomad::list_nodes),
    ("GET", "node/pools", V16, Some(Table::Nodes), Nomad::list_pools),
    ("GET", "jobs", V011, Some(Table::Nodes), Nomad::list_jobs),
    ("GET", "agent/self", V011, None, Nomad::agent_self),
    ("GET", "acl/token/self", V011, Some(Table::Namespaces), Nomad::token_self),
    ("GET", "acl/policies", V011, None, Nomad::list_policies),
    ("GET", "acl/policy/*", V011, None, Nomad::read_policy),
];

/// Whether a path is one of this form.
fn fits(form: &str, path: &[String]) -> bool {
    let mut path = path.iter();
    form.split('/').all(|part| part == "**" || path.next().is_some_and(|segment| part == "*" || part == segment))
        && (form.ends_with("**") || path.next().is_none())
}

impl Nomad {
    /// Answers a request; tells the table whose index a read carries and waits for.
    pub(super) fn route(&mut self, request: &Request) -> (ApiResult, Option<Table>) {
        let here = || ROUTES.iter().filter(|route| route.2 <= self.api_version && fits(route.1, &request.path));
        let below = |start: &str| (self.api_version >= V110 || !start.contains("host")) && request.path.join("/").starts_with(start);
        let route = here().find(|route| among(route.0, &request.method));
        let known = here().any(|route| !route.1.starts_with("volume/host"));
        let table = route.and_then(|route| match (route.1, request.query("type")) {
            ("volumes", "host") if self.api_version >= V110 => Some(Table::Host),
            ("volumes" | "plugins", kind) if kind != "csi" => None,
            _ => route.3,
        });
        let result = match route {
            Some(route) => (route.4)(self, request),
            None if known => refuse!(405; "Invalid method"),
            // Below these, a handler says so; elsewhere nobody does.
            None if self.api_version < V16
                || ["volume/csi/", "volume/host/", "plugin/csi/", "volumes/claim/"].iter().any(|start| below(start)) =>
            {
                refuse!(404; "resource not found")
            }
            None => refuse!(404; ""),
        };
        (result, table)
    }
}
