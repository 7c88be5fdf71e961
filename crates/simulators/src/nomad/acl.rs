//! Tokens and what they may do.
//!
//! The rights are those the server checks, which differ from the documentation in places: registering also needs
//! `plugin:read`, detaching needs `csi-mount-volume`. A list of every namespace (`*`) is given whole to whoever has the
//! right in any of them. Source: `acl/acl.go`, `nomad/{csi_endpoint,host_volume_endpoint}.go`.

use super::id::{hash, uuid};
use super::policy::rights;
use super::request::Request;
use super::response::{Failure, refuse};
use super::time::rfc3339;
use super::value::{field, fill, find, is, items};
use super::{ApiVersion, Nomad};
use serde_json::Value;

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

/// Secret, name, policy, the policy's rules. Management has no policy.
const TOKENS: [[&str; 4]; 5] = [
    [TOKEN_MANAGEMENT, "Bootstrap Token", "", ""],
    [
        TOKEN_OPERATOR,
        "Storage operator",
        "storage-operator",
        r#"namespace "*" {
  capabilities = ["csi-list-volume", "csi-read-volume", "csi-mount-volume", "csi-write-volume", "csi-register-plugin", "host-volume-write"]
}
plugin { policy = "read" }
node { policy = "write" }"#,
    ],
    [
        TOKEN_READER,
        "Storage reader",
        "storage-reader",
        r#"namespace "default" {
  capabilities = ["csi-list-volume", "csi-read-volume", "host-volume-read"]
}
plugin { policy = "read" }
node { policy = "read" }"#,
    ],
    [
        TOKEN_WRITER,
        "Storage writer",
        "storage-writer",
        r#"namespace "*" {
  capabilities = ["csi-list-volume", "csi-read-volume", "csi-write-volume"]
}"#,
    ],
    [
        TOKEN_MOUNTER,
        "Storage mounter",
        "storage-mounter",
        r#"namespace "*" {
  capabilities = ["csi-read-volume", "csi-mount-volume"]
}
plugin { policy = "read" }"#,
    ],
];

/// Any of these lists CSI volumes.
pub(super) const LIST_CSI: &str = "csi-list-volume csi-read-volume csi-mount-volume list-jobs";

/// Whether tokens are looked at. The demos in the page have no ACLs: there the compiler leaves out what follows from them.
pub(super) fn guarded(nomad: &Nomad) -> bool {
    nomad.acl && cfg!(not(target_arch = "wasm32"))
}

impl Nomad {
    /// The tokens of the invented cluster.
    pub(super) fn seed_tokens(&mut self) {
        if !guarded(self) {
            return;
        }
        let before = (self.index, self.tables);
        for [secret, name, policy, rules] in TOKENS {
            if policy.is_empty() {
                self.add_token(secret, name, &[]);
            } else {
                self.add_policy(policy, rules);
                self.add_token(secret, name, &[policy]);
            }
        }
        (self.index, self.tables) = before;
    }

    /// The token of a call; null for a caller without one.
    pub(super) fn token(&self, request: &Request) -> &Value {
        find(&self.tokens, "SecretID", &request.token).filter(|_| !request.token.is_empty()).unwrap_or(&Value::Null)
    }

    /// Refuses tokens that the server does not know.
    pub(super) fn authenticate(&self, request: &Request) -> Result<(), Failure> {
        if !guarded(self) || request.token.is_empty() || !self.token(request).is_null() {
            return Ok(());
        }
        refuse!(403; "{}", if self.api_version >= ApiVersion::V16 { "Permission denied" } else { "ACL token not found" })
    }

    /// Whether a token may do everything.
    pub(super) fn manages(&self, request: &Request) -> bool {
        is(self.token(request), "Type", "management")
    }

    /// Whether the caller has one of these rights in this namespace; `*` means in any.
    pub(super) fn may(&self, request: &Request, wanted: &str, namespace: &str) -> bool {
        if !guarded(self) || self.manages(request) {
            return true;
        }
        let token = self.token(request);
        let anonymous = ["anonymous".into()];
        let policies = if token.is_null() { &anonymous[..] } else { items(token, "Policies") };
        let rules = |name: &Value| find(&self.policies, "Name", name.as_str()?).map(|policy| field(policy, "RulesJSON"));
        policies.iter().any(|name| rules(name).is_some_and(|rules| rights(rules, wanted, namespace)))
    }

    /// 403 unless the server knows the caller, who has one of these rights.
    pub(super) fn demand(&self, request: &Request, wanted: &str, namespace: &str) -> Result<(), Failure> {
        self.authenticate(request)?;
        if self.may(request, wanted, namespace) { Ok(()) } else { refuse!(403; "Permission denied") }
    }

    /// What registering, creating, deleting and snapshots need.
    pub(super) fn demand_write(&self, request: &Request, namespace: &str) -> Result<(), Failure> {
        self.demand(request, "csi-write-volume", namespace)?;
        self.demand(request, "plugin:read", namespace)
    }
}

/// A token as the server stores it.
pub(super) fn token_row(secret: &str, name: &str, policies: &[&str], index: u64, now: u64) -> Value {
    let management = policies.is_empty();
    let names = if management { Value::Null } else { policies.to_vec().into() };
    fill(
        r#"{"AccessorID":"?","SecretID":"?","Name":"?","Type":"?","Policies":?,"Roles":null,"Global":?,"Hash":"?","CreateTime":"?",
        "ExpirationTTL":"","ExpirationTime":null,"CreateIndex":?,"ModifyIndex":?}"#,
        &[
            &uuid(&["accessor ", secret].concat()),
            &secret,
            &name,
            &if management { "management" } else { "client" },
            &names,
            &management,
            &format!("{:016x}", hash(name)),
            &rfc3339(now),
            &index,
            &index,
        ],
    )
}

/// Whether a token has a policy of this name.
pub(super) fn holds(token: &Value, policy: &str) -> bool {
    items(token, "Policies").iter().any(|name| name == policy)
}
