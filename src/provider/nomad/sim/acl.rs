//! Tokens and what they may do.
//!
//! The rights are those the server checks, which differ from the documentation in places: registering also needs
//! `plugin:read`, detaching needs `csi-mount-volume`. Source: `acl/acl.go`, `acl/policy.go`,
//! `nomad/{csi_endpoint,host_volume_endpoint}.go`.

use super::reply::{Failure, Outcome, good, refuse};
use super::request::Request;
use super::state::uuid;
use super::value::fill;
use super::{Nomad, Shape};

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

/// Secret, name, policies, rights: `…*` is every right that begins so, `…@` holds in the namespace `default` only.
type Token = (&'static str, &'static str, &'static str, &'static str);

const TOKENS: [Token; 5] = [
    (TOKEN_MANAGEMENT, "Bootstrap Token", "null", "*"),
    (TOKEN_OPERATOR, "Storage operator", r#"["storage-operator"]"#, "csi-* host-volume-* plugin:* node:*"),
    (
        TOKEN_READER,
        "Storage reader",
        r#"["storage-reader"]"#,
        "plugin:read plugin:list node:read csi-list-volume@ csi-read-volume@ host-volume-read@",
    ),
    (TOKEN_WRITER, "Storage writer", r#"["storage-writer"]"#, "csi-list-volume csi-read-volume csi-write-volume"),
    (TOKEN_MOUNTER, "Storage mounter", r#"["storage-mounter"]"#, "csi-read-volume csi-mount-volume plugin:read"),
];

const ANONYMOUS: Token = ("", "Anonymous Token", r#"["anonymous"]"#, "");

/// Any of these lists CSI volumes.
pub(super) const LIST_CSI: &str = "csi-list-volume csi-read-volume csi-mount-volume list-jobs";

/// Whether tokens are looked at. The demos in the page have no ACLs: there the compiler leaves out what follows from them.
fn guarded(nomad: &Nomad) -> bool {
    nomad.acl && cfg!(not(target_arch = "wasm32"))
}

fn token(request: &Request) -> &'static Token {
    TOKENS.iter().find(|token| token.0 == request.token).unwrap_or(&ANONYMOUS)
}

/// Whether one of a token's rights is this one.
fn grants(has: &str, right: &str, namespace: &str) -> bool {
    match (has.strip_suffix('*'), has.strip_suffix('@')) {
        (Some(start), _) => right.starts_with(start),
        (_, Some(local)) => local == right && (namespace == "default" || namespace == "*"),
        _ => has == right,
    }
}

impl Nomad {
    /// Refuses tokens that the server does not know.
    pub(super) fn authenticate(&self, request: &Request) -> Result<(), Failure> {
        if !guarded(self) || token(request).0 == request.token {
            return Ok(());
        }
        refuse!(403; "{}", if self.shape == Shape::V110 { "Permission denied" } else { "ACL token not found" })
    }

    /// Whether the caller has one of these rights in this namespace; `*` means in any.
    pub(super) fn may(&self, request: &Request, rights: &str, namespace: &str) -> bool {
        let all = token(request).3;
        !guarded(self) || rights.split(' ').any(|right| all.split(' ').any(|has| grants(has, right, namespace)))
    }

    /// 403 unless the caller has one of these rights.
    pub(super) fn demand(&self, request: &Request, rights: &str, namespace: &str) -> Result<(), Failure> {
        if self.may(request, rights, namespace) { Ok(()) } else { refuse!(403; "Permission denied") }
    }

    /// What registering, creating, deleting and snapshots need.
    pub(super) fn demand_write(&self, request: &Request, namespace: &str) -> Result<(), Failure> {
        self.demand(request, "csi-write-volume", namespace)?;
        self.demand(request, "plugin:read", namespace)
    }

    /// `GET /v1/acl/token/self`: who am I? Echoes the secret.
    pub(super) fn token_self(&mut self, request: &Request) -> Outcome {
        if !guarded(self) {
            return refuse!(400; "ACL support disabled");
        }
        let (secret, name, policies, _) = token(request);
        let accessor = if secret.is_empty() { "anonymous".to_owned() } else { uuid(secret) };
        let kind = if *policies == "null" { "management" } else { "client" };
        good(fill(
            r#"{"AccessorID":"?","SecretID":"?","Name":"?","Type":"?","Policies":?,"Roles":null,"Global":false,
            "CreateTime":"2024-08-23T23:25:41.429154233Z","ExpirationTime":null,"CreateIndex":12,"ModifyIndex":12}"#,
            &[&accessor, secret, name, &kind, policies],
        ))
    }
}
