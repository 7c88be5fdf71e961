//! Reading CSI volumes: `GET /v1/volumes?type=csi` and `GET /v1/volume/csi/:id`.
//!
//! Source: `command/agent/csi_endpoint.go`, `nomad/csi_endpoint.go` (`List`, `Get`), `state_store.go`
//! (`CSIVolumeByID` looked up the prefix until 1.0.18).

use super::acl::LIST_CSI;
use super::page::page;
use super::reply::{Failure, Good, Outcome, done, good};
use super::request::Request;
use super::state::Csi;
use super::{Nomad, Shape};
use serde_json::{Value, json};

impl Nomad {
    /// `GET /v1/volumes`: which kind?
    pub(super) fn list_volumes(&self, request: &Request) -> Outcome {
        match request.query("type") {
            "" => good(json!([])),
            "csi" => self.list_csi(request),
            "host" if self.shape == Shape::V110 => self.list_hosts(request),
            _ if self.shape == Shape::V110 => Err(Failure::no_resource()),
            _ => done(),
        }
    }

    fn list_csi(&self, request: &Request) -> Outcome {
        let namespace = request.namespace();
        let later = self.shape == Shape::V110;
        let everywhere = later && namespace == "*";
        self.demand(request, LIST_CSI, namespace)?;
        let node = request.query("node_id");
        check_uuid_prefix(node)?;
        let plugin = request.query("plugin_id");
        let prefix = if later { request.query("prefix") } else { "" };
        let wanted = |volume: &&Csi| {
            (everywhere && self.may(request, LIST_CSI, &volume.namespace) || volume.namespace == namespace)
                && (node.is_empty() || volume.claims.iter().any(|claim| claim.node.starts_with(node)))
                && (plugin.is_empty() || volume.plugin == plugin)
                && volume.id.starts_with(prefix)
        };
        let rows = self.csi.values().filter(wanted);
        let (rows, next) = if later {
            page(rows, request, |volume| (&volume.namespace, &volume.id), |volume| self.csi_full(volume), false)?
        } else {
            (rows.collect(), None)
        };
        let body: Value = rows.into_iter().map(|volume| self.csi_stub(volume)).collect();
        Ok(Good { body: Some(body), next })
    }

    /// `GET /v1/volume/csi/:id`.
    pub(super) fn read_csi(&self, request: &Request, id: &str) -> Outcome {
        let namespace = request.namespace();
        self.demand(request, &["csi-read-volume", "csi-mount-volume", "read-job"], namespace)?;
        let volume = self.find_csi(namespace, id).ok_or_else(|| Failure::new(404, "volume not found"))?;
        good(self.csi_full(volume))
    }

    /// The volume that the server takes this id for: before 1.0.18 the first one whose id begins so.
    pub(super) fn find_csi(&self, namespace: &str, id: &str) -> Option<&Csi> {
        let key = (namespace.to_owned(), id.to_owned());
        if self.shape == Shape::V110 {
            return self.csi.get(&key);
        }
        let (_, first) = self.csi.range(key..).next()?;
        (first.namespace == namespace && first.id.starts_with(id)).then_some(first)
    }
}

/// `memdb`'s UUID prefix index wants whole bytes.
fn check_uuid_prefix(prefix: &str) -> Result<(), Failure> {
    let digits = || prefix.chars().filter(|c| *c != '-');
    if let Some(odd) = digits().find(|c| !c.is_ascii_hexdigit()) {
        return Err(Failure::internal(format!("Invalid UUID: encoding/hex: invalid byte: '{odd}'")));
    }
    if digits().count() % 2 == 1 {
        return Err(Failure::internal("Input (without hyphens) must be even length"));
    }
    Ok(())
}
