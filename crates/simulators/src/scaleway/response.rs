//! The server's responses: JSON, and the errors of every kind.
//!
//! Source: `scw/errors.go` of `scaleway/scaleway-sdk-go`, and recorded answers.

use serde_json::{Value, json};

use crate::frame::Response;

/// What a handler returns: a response, or the refusal that is sent instead.
pub(super) type ApiResult<T = Response> = Result<T, Response>;

/// An answer with a JSON body.
pub(super) fn json(status: u16, body: &Value) -> Response {
    Response::new(status, "application/json", body.to_string())
}

/// A success with a JSON body.
#[expect(clippy::unnecessary_wraps, reason = "every handler ends with it")]
pub(super) fn success(body: &Value) -> ApiResult {
    Ok(json(200, body))
}

/// 204, which has a type and no body.
#[expect(clippy::unnecessary_wraps, reason = "every handler ends with it")]
pub(super) fn done() -> ApiResult {
    Ok(Response::new(204, "application/json", ""))
}

/// An error.
pub(super) fn refuse<T>(status: u16, body: &Value) -> ApiResult<T> {
    Err(json(status, body))
}

pub(super) fn denied<T>(action: &str, resource: &str) -> ApiResult<T> {
    let details = json!([{"action": action, "resource": resource}]);
    refuse(403, &json!({"details": details, "message": "insufficient permissions", "type": "permissions_denied"}))
}

pub(super) fn not_found<T>(resource: &str, id: &str) -> ApiResult<T> {
    refuse(404, &json!({"message": "resource is not found", "resource": resource, "resource_id": id, "type": "not_found"}))
}

pub(super) fn invalid<T>(argument: &str, reason: &str, help: &str) -> ApiResult<T> {
    let details = json!([{"argument_name": argument, "reason": reason, "help_message": help}]);
    refuse(400, &json!({"details": details, "message": "invalid argument(s)", "type": "invalid_arguments"}))
}

/// As Instance still answers here and there.
pub(super) fn invalid_request<T>(message: &str) -> ApiResult<T> {
    refuse(400, &json!({"message": message, "type": "invalid_request_error"}))
}

pub(super) fn transient<T>(resource: &str, id: &str, state: &str) -> ApiResult<T> {
    refuse(
        409,
        &json!({"current_state": state, "message": "resource is in a transient state", "resource": resource, "resource_id": id, "type": "transient_state"}),
    )
}

pub(super) fn precondition<T>(precondition: &str, help: &str) -> ApiResult<T> {
    refuse(
        412,
        &json!({"help_message": help, "message": "precondition is not respected", "precondition": precondition, "type": "precondition_failed"}),
    )
}

pub(super) fn locked<T>(resource: &str, id: &str) -> ApiResult<T> {
    refuse(423, &json!({"message": "resource is locked", "resource": resource, "resource_id": id, "type": "locked"}))
}
