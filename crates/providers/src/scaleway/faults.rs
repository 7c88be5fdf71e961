//! Where answers are known to differ from the documentation, and what the console makes of it. The API has no releases: what an entry
//! holds for is told by its generation and by when it was seen.

use crate::fault::Fault;

/// The key that says why a volume or snapshot failed.
pub const ERROR_KEY: Fault = Fault {
    of: "Instance v1, 2021 to 2026",
    documented: "error_reason",
    answered: "error_details",
    shown: "Both are read; the reason stands beside the state.",
    source: "https://github.com/scaleway/terraform-provider-scaleway/tree/master/internal/services/instance/testdata",
};

/// The type of the error of what has expired.
pub const EXPIRED: Fault = Fault {
    of: "Block v1alpha1 and v1, 2023 to 2026",
    documented: "resource_expired",
    answered: "expired",
    shown: "Both mean that it is not there any more.",
    source: "https://github.com/scaleway/scaleway-sdk-go/blob/main/scw/errors.go",
};

/// What is answered for a snapshot that is not there.
pub const HIDDEN_SNAPSHOT: Fault = Fault {
    of: "Block v1, 2024 to 2026",
    documented: "404",
    answered: "403",
    shown: "Block Storage answers this also for a snapshot that is not there any more, or is another account’s.",
    source: "https://github.com/scaleway/terraform-provider-scaleway/tree/master/internal/services/block/testdata",
};

/// What a list of volumes of a Block status `deleted` may still hold.
pub const DELETED: Fault = Fault {
    of: "Block v1, 2024 to 2026",
    documented: "deleted",
    answered: "404",
    shown: "A volume that is “deleted” is gone, whether it can still be read or not.",
    source: "https://github.com/scaleway/scaleway-sdk-go/blob/main/api/block/v1/block_sdk.go",
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scaleway::api::resource;
    use crate::scaleway::decode::Api;
    use crate::scaleway::failure::parse_error;
    use voldeck_core::http::{ErrorKind, Response};
    use voldeck_core::model::Kind;

    #[test]
    fn both_what_is_documented_and_what_is_answered_are_understood() {
        for key in [ERROR_KEY.documented, ERROR_KEY.answered] {
            let raw = format!(r#"{{"id":"v","state":"error","{key}":"no host"}}"#);
            let volume = resource(Api::Instance, Kind::Volume, "fr-par-1", &raw).unwrap();
            assert_eq!(volume.status.detail.as_deref(), Some("no host"), "{key}");
        }
        for word in [EXPIRED.documented, EXPIRED.answered] {
            let body = format!(r#"{{"type":"{word}","resource":"volume","message":"resource has expired"}}"#);
            let response = Response { status: 410, headers: Vec::new(), body };
            let error = parse_error("DELETE /block/v1/zones/{zone}/volumes/{volume_id}", &response).unwrap_err();
            assert_eq!(error.kind, ErrorKind::NotFound, "{word}");
        }
        let body =
            r#"{"type":"permissions_denied","message":"insufficient permissions","details":[{"action":"read","resource":"snapshot"}]}"#;
        let response = Response { status: 403, headers: Vec::new(), body: body.to_owned() };
        let error = parse_error("GET /{api}/v1/zones/{zone}/volumes/{id}, …/snapshots/{id}", &response).unwrap_err();
        assert_eq!((error.kind, error.help()), (ErrorKind::Forbidden, HIDDEN_SNAPSHOT.shown));
        for fault in [ERROR_KEY, EXPIRED, HIDDEN_SNAPSHOT, DELETED] {
            assert!(fault.source.starts_with("https://") && !fault.of.is_empty() && fault.documented != fault.answered, "{fault:?}");
        }
    }
}
