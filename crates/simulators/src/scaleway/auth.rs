//! Authentication and rights: secret keys in `X-Auth-Token`, nothing else.
//!
//! Source: <https://www.scaleway.com/en/developers/api/#authentication>; the bodies are recorded ones.

use serde_json::json;

use super::request::Request;
use super::response::{ApiResult, denied, refuse};
use super::{ApiVersion, Scaleway};

/// A secret key that may do everything.
pub const KEY: &str = "0b57ac1e-5ca1-4e0a-8000-0000de300001";
/// One that may read.
pub const KEY_READER: &str = "0b57ac1e-5ca1-4e0a-8000-0000de300002";
/// One with rights on Instances only.
pub const KEY_INSTANCE: &str = "0b57ac1e-5ca1-4e0a-8000-0000de300003";
/// One that was good once.
pub const KEY_EXPIRED: &str = "0b57ac1e-5ca1-4e0a-8000-0000de300004";
/// A key that may change Block Storage and read Instances, in the project [`PROJECT`] only.
pub const KEY_PROJECT: &str = "0b57ac1e-5ca1-4e0a-8000-0000de300005";

/// The organization of the account.
pub const ORGANIZATION: &str = "0e5ca1e0-4a7c-4b1e-9c3f-5d2a11b0c001";
/// Its project `prod`.
pub const PROJECT: &str = "0e5ca1e0-4a7c-4b1e-9c3f-5d2a11b0c101";

impl Scaleway {
    /// Lets a request in, or says why not.
    pub(super) fn authorize(&self, request: &Request) -> ApiResult<()> {
        let key = request.token.as_str();
        let known = [KEY, KEY_READER, KEY_INSTANCE, KEY_PROJECT].contains(&key);
        if self.api_version == ApiVersion::Legacy && !known {
            let message = if key.is_empty() { "The header 'X-Auth-Token' is missing" } else { "Authentication error" };
            return refuse(401, &json!({"message": message, "type": "invalid_auth"}));
        }
        if !known {
            let reason = match key {
                "" => "invalid_argument",
                KEY_EXPIRED => "expired",
                _ => "not_found",
            };
            let body =
                json!({"message": "authentication is denied", "method": "api_key", "reason": reason, "type": "denied_authentication"});
            return refuse(401, &body);
        }
        let write = request.method != "GET" && request.method != "HEAD";
        let action = if write { "write" } else { "read" };
        let product = request.path.first().map_or("", String::as_str);
        let noun = if request.path.iter().any(|part| part == "snapshots") { "snapshot" } else { "volume" };
        if key == KEY_READER && write {
            // Instance says it in its own way. (Recorded.)
            if product == "instance" || self.api_version == ApiVersion::Legacy {
                return refuse(403, &json!({"message": "insufficient permissions", "type": "authorization_required"}));
            }
            return denied(action, noun);
        }
        if key == KEY_PROJECT && write && product == "instance" {
            return refuse(403, &json!({"message": "insufficient permissions", "type": "authorization_required"}));
        }
        if key == KEY_INSTANCE && product != "instance" && self.api_version == ApiVersion::Current {
            return denied(action, if product == "account" { "project" } else { noun });
        }
        Ok(())
    }
}

/// Whether a key sees what belongs to a project; what belongs to none is everybody's.
pub(super) fn sees(request: &Request, project: &serde_json::Value) -> bool {
    request.token != KEY_PROJECT || project.is_null() || project == PROJECT
}
