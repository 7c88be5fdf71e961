//! Reading tokens and policies. Source: `nomad/acl_endpoint.go`.

use super::acl::{guarded, holds};
use super::request::Request;
use super::response::{ApiResult, refuse, success_at};
use super::state::Table;
use super::time::rfc3339;
use super::value::{fill, find, number, pick, text};
use super::{ApiVersion, Nomad};
use serde_json::Value;

impl Nomad {
    /// `GET /v1/acl/token/self`: who am I? Echoes the secret.
    pub(super) fn token_self(&mut self, request: &Request) -> ApiResult {
        if !guarded(self) {
            return refuse!(400; "ACL support disabled");
        }
        if self.api_version == ApiVersion::V16 && self.token(request).is_null() {
            return if request.token.is_empty() {
                refuse!("acl token lookup failed: missing secret id")
            } else {
                refuse!(404; "ACL token not found")
            };
        }
        self.authenticate(request)?;
        let token = self.token(request);
        if token.is_null() {
            let anonymous = fill(
                r#"{"AccessorID":"anonymous","SecretID":"","Name":"Anonymous Token","Type":"client","Policies":["anonymous"],"Roles":null,
                "Global":false,"Hash":null,"CreateTime":"?","ExpirationTTL":"","ExpirationTime":null,"CreateIndex":0,"ModifyIndex":0}"#,
                &[&rfc3339(0)],
            );
            return success_at(anonymous, 0);
        }
        success_at(token.clone(), number(token, "ModifyIndex").unsigned_abs())
    }

    /// `GET /v1/acl/policies`: the caller's own; all of them for management.
    pub(super) fn list_policies(&mut self, request: &Request) -> ApiResult {
        if !guarded(self) {
            return refuse!(400; "ACL support disabled");
        }
        self.authenticate(request)?;
        let names = if self.api_version >= ApiVersion::V200 {
            "Name Description JobACL Hash CreateIndex ModifyIndex"
        } else {
            "Name Description Hash CreateIndex ModifyIndex"
        };
        let seen = |policy: &&Value| {
            text(policy, "Name").starts_with(request.query("prefix"))
                && (self.manages(request) || holds(self.token(request), text(policy, "Name")))
        };
        let rows = self.policies.iter().filter(seen).map(|policy| pick(policy, names)).collect();
        success_at(rows, self.index_of(Table::Namespaces))
    }

    /// `GET /v1/acl/policy/:name`.
    pub(super) fn read_policy(&mut self, request: &Request) -> ApiResult {
        if !guarded(self) {
            return refuse!(400; "ACL support disabled");
        }
        self.authenticate(request)?;
        if !self.manages(request) && !holds(self.token(request), request.id()) {
            return refuse!(403; "Permission denied");
        }
        match find(&self.policies, "Name", request.id()) {
            Some(policy) => success_at(policy.clone(), number(policy, "ModifyIndex").unsigned_abs()),
            None => refuse!(404; "ACL policy not found"),
        }
    }
}
