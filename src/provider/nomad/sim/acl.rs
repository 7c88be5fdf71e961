//! Tokens and what they may do.
//!
//! The rights are those the server checks, which differ from the documentation in places: registering also needs
//! `plugin:read`, detaching needs `csi-mount-volume`. Source: `acl/acl.go`, `acl/policy.go`,
//! `nomad/{csi_endpoint,host_volume_endpoint}.go`.

use super::object::{NULL, object};
use super::reply::{Failure, Outcome, good};
use super::request::Request;
use super::{Nomad, Shape};
use serde_json::json;

/// May do everything (type `management`).
pub const TOKEN_MANAGEMENT: &str = "11111111-aaaa-4aaa-8aaa-000000000001";
/// Has every `csi-*`, `host-volume-*`, `plugin:*` and `node:*` right in all namespaces, but not `agent:read` or
/// `list-jobs`.
pub const TOKEN_OPERATOR: &str = "22222222-bbbb-4bbb-8bbb-000000000002";
/// Has `csi-list-volume`, `csi-read-volume` and `host-volume-read` in `default` only, and `plugin:read`, `node:read`.
pub const TOKEN_READER: &str = "33333333-cccc-4ccc-8ccc-000000000003";
/// Has what the documentation asks for writing, and no more: `csi-list-volume`, `csi-read-volume` and `csi-write-volume`
/// in all namespaces. Enough to deregister; too little to register (`plugin:read`) or detach (`csi-mount-volume`).
pub const TOKEN_WRITER: &str = "55555555-eeee-4eee-8eee-000000000005";
/// What a job that mounts volumes has: `csi-read-volume`, `csi-mount-volume` and `plugin:read`. Enough to detach.
pub const TOKEN_MOUNTER: &str = "66666666-ffff-4fff-8fff-000000000006";
/// Was valid once.
pub const TOKEN_EXPIRED: &str = "44444444-dddd-4ddd-8ddd-000000000004";

/// Any of these lists CSI volumes.
pub(super) const LIST_CSI: &[&str] = &["csi-list-volume", "csi-read-volume", "csi-mount-volume", "list-jobs"];

impl Nomad {
    /// Refuses tokens that the server does not know.
    pub(super) fn authenticate(&self, request: &Request) -> Result<(), Failure> {
        let known = ["", TOKEN_MANAGEMENT, TOKEN_OPERATOR, TOKEN_READER, TOKEN_WRITER, TOKEN_MOUNTER].contains(&request.token.as_str());
        match (known || !self.acl, self.shape) {
            (true, _) => Ok(()),
            (false, Shape::V110) => Err(Failure::denied()),
            (false, _) => Err(Failure::new(403, "ACL token not found")),
        }
    }

    /// Whether the caller has one of these rights in this namespace; `*` means in any.
    pub(super) fn may(&self, request: &Request, rights: &[&str], namespace: &str) -> bool {
        let has = |right: &&str| match request.token.as_str() {
            TOKEN_MANAGEMENT => true,
            TOKEN_OPERATOR => ["csi-", "host-volume-", "plugin:", "node:"].iter().any(|start| right.starts_with(start)),
            TOKEN_WRITER => ["csi-list-volume", "csi-read-volume", "csi-write-volume"].contains(right),
            TOKEN_MOUNTER => ["csi-read-volume", "csi-mount-volume", "plugin:read"].contains(right),
            TOKEN_READER => match *right {
                "plugin:read" | "plugin:list" | "node:read" => true,
                "csi-list-volume" | "csi-read-volume" | "host-volume-read" => matches!(namespace, "default" | "*"),
                _ => false,
            },
            _ => false,
        };
        !self.acl || rights.iter().any(has)
    }

    /// 403 unless the caller has one of these rights.
    pub(super) fn demand(&self, request: &Request, rights: &[&str], namespace: &str) -> Result<(), Failure> {
        if self.may(request, rights, namespace) { Ok(()) } else { Err(Failure::denied()) }
    }

    /// What registering, creating, deleting and snapshots need.
    pub(super) fn demand_write(&self, request: &Request, namespace: &str) -> Result<(), Failure> {
        self.demand(request, &["csi-write-volume"], namespace)?;
        self.demand(request, &["plugin:read"], namespace)
    }

    /// `GET /v1/acl/token/self`: who am I? Echoes the secret.
    pub(super) fn token_self(&self, request: &Request) -> Outcome {
        if !self.acl {
            return Err(Failure::new(400, "ACL support disabled"));
        }
        let (name, kind, policies) = match request.token.as_str() {
            TOKEN_MANAGEMENT => ("Bootstrap Token", "management", NULL),
            TOKEN_OPERATOR => ("Storage operator", "client", json!(["storage-operator"])),
            TOKEN_READER => ("Storage reader", "client", json!(["storage-reader"])),
            TOKEN_MOUNTER => ("Storage mounter", "client", json!(["storage-mounter"])),
            TOKEN_WRITER => ("Storage writer", "client", json!(["storage-writer"])),
            _ => ("Anonymous Token", "client", json!(["anonymous"])),
        };
        let accessor = if request.token.is_empty() { "anonymous".to_owned() } else { super::state::uuid(&request.token) };
        good(object!({
            "AccessorID": accessor, "SecretID": &request.token, "Name": name, "Type": kind, "Policies": policies, "Roles": NULL,
            "Global": false, "CreateTime": "2024-08-23T23:25:41.429154233Z", "ExpirationTime": NULL, "CreateIndex": 12, "ModifyIndex": 12,
        }))
    }
}
