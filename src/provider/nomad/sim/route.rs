//! Which handler answers which method and path, and which endpoints a generation of the server has.
//!
//! Source: `command/agent/http.go` (`registerHandlers`) and the `*_endpoint.go` beside it. OPTIONS is no exception:
//! volume paths answer 405, host volume paths 404.

use super::reply::{Failure, Outcome};
use super::request::Request;
use super::state::Table;
use super::{Nomad, Shape};

impl Nomad {
    /// Answers a request.
    pub(super) fn route(&mut self, request: &Request) -> Outcome {
        let path: Vec<&str> = request.path.iter().map(String::as_str).collect();
        let get = request.method == "GET";
        let put = request.method == "PUT";
        let delete = request.method == "DELETE";
        let write = put || request.method == "POST";
        let v110 = self.shape == Shape::V110;
        match path[..] {
            ["status", "leader"] | ["regions"] => return self.open(&path, get),
            _ => self.authenticate(request)?,
        }
        match path[..] {
            ["volumes"] if get => self.list_volumes(request),
            ["volumes"] if write && self.shape >= Shape::V012 => self.submit_csi(request, false),
            ["volumes", "external"] if v110 && get => self.list_external(request),
            ["volumes", "snapshot"] if v110 && get => self.list_snapshots(request),
            ["volumes", "snapshot"] if v110 && write => self.create_snapshots(request),
            ["volumes", "snapshot"] if v110 && delete => self.delete_snapshot(request),
            ["volumes", "claims"] if v110 && get => self.list_claims(request),
            ["volumes", "claim", id] if v110 && delete => self.delete_claim(request, id),
            ["volume", "csi", id] if get => self.read_csi(request, id),
            ["volume", "csi", _] if put => self.submit_csi(request, false),
            ["volume", "csi", id] if delete => self.deregister_csi(request, id),
            ["volume", "csi", _, "create"] if v110 && put => self.submit_csi(request, true),
            ["volume", "csi", id, "delete"] if v110 && delete => self.delete_csi(request, id),
            ["volume", "csi", id, "detach"] if self.shape >= Shape::V012 && delete => self.detach_csi(request, id),
            ["volume", "host", "create"] if v110 && write => self.submit_host(request, false),
            ["volume", "host", "register"] if v110 && write => self.submit_host(request, true),
            ["volume", "host", id] if v110 && get => self.read_host(request, id),
            ["volume", "host", id, ..] if v110 && delete => self.delete_host(request, id),
            ["plugins"] if get => self.list_plugins(request),
            ["plugin", "csi", id] if get => self.read_plugin(request, id),
            ["namespaces"] if get => self.list_namespaces(request),
            ["nodes"] if get => self.list_nodes(request),
            ["node", "pools"] if v110 && get => self.list_pools(request),
            ["jobs"] if get => self.list_jobs(request),
            ["agent", "self"] if get => self.agent_self(request),
            ["acl", "token", "self"] if get => self.token_self(request),
            ["volumes" | "plugins" | "namespaces" | "nodes" | "jobs"]
            | ["volume" | "plugin", "csi", _]
            | ["agent", "self"]
            | ["acl", "token", "self"] => Err(Failure::method()),
            ["volume", "csi", _, "detach"] if self.shape >= Shape::V012 => Err(Failure::method()),
            ["volumes", "external" | "snapshot" | "claims"]
            | ["volumes", "claim", _]
            | ["volume", "csi", _, "create" | "delete"]
            | ["node", "pools"]
                if v110 =>
            {
                Err(Failure::method())
            }
            _ => Err(Failure::no_resource()),
        }
    }

    /// The table whose index a read carries and waits for.
    pub(super) fn table_of(&self, request: &Request) -> Option<Table> {
        let path: Vec<&str> = request.path.iter().map(String::as_str).collect();
        let v110 = self.shape == Shape::V110;
        match (request.method.as_str(), &path[..]) {
            ("GET", ["volumes"]) => match request.query("type") {
                "csi" => Some(Table::Csi),
                "host" if v110 => Some(Table::Host),
                _ => None,
            },
            ("GET", ["volume", "csi", _]) => Some(Table::Csi),
            ("GET", ["volume", "host", _]) if v110 => Some(Table::Host),
            ("GET", ["plugins"]) if request.query("type") == "csi" => Some(Table::Plugins),
            ("GET", ["plugin", "csi", _]) => Some(Table::Plugins),
            ("GET", ["nodes"] | ["node", "pools"]) => Some(Table::Nodes),
            ("GET", ["namespaces"]) => Some(Table::Namespaces),
            _ => None,
        }
    }
}
