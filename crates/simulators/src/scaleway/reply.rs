//! What leaves the server: JSON, and the errors of every kind.
//!
//! Source: `scw/errors.go` of `scaleway/scaleway-sdk-go`, and recorded answers.

use serde_json::{Value, json};

use crate::frame::Answer;

/// What a handler gives: something good, or the refusal that is answered.
pub(super) type Outcome<T = Answer> = Result<T, Answer>;

/// An answer with a JSON body.
pub(super) fn answer(status: u16, body: &Value) -> Answer {
    let headers = vec![("Content-Type".to_owned(), "application/json".to_owned())];
    Answer { status, headers, body: body.to_string().into_bytes() }
}

/// A good one.
#[expect(clippy::unnecessary_wraps, reason = "every handler ends with it")]
pub(super) fn good(body: &Value) -> Outcome {
    Ok(answer(200, body))
}

/// 204, which has a type and no body.
#[expect(clippy::unnecessary_wraps, reason = "every handler ends with it")]
pub(super) fn done() -> Outcome {
    Ok(Answer { body: Vec::new(), ..answer(204, &Value::Null) })
}

/// An error.
pub(super) fn refuse<T>(status: u16, body: &Value) -> Outcome<T> {
    Err(answer(status, body))
}

pub(super) fn denied<T>(action: &str, resource: &str) -> Outcome<T> {
    let details = json!([{"action": action, "resource": resource}]);
    refuse(403, &json!({"details": details, "message": "insufficient permissions", "type": "permissions_denied"}))
}

pub(super) fn not_found<T>(resource: &str, id: &str) -> Outcome<T> {
    refuse(404, &json!({"message": "resource is not found", "resource": resource, "resource_id": id, "type": "not_found"}))
}

pub(super) fn invalid<T>(argument: &str, reason: &str, help: &str) -> Outcome<T> {
    let details = json!([{"argument_name": argument, "reason": reason, "help_message": help}]);
    refuse(400, &json!({"details": details, "message": "invalid argument(s)", "type": "invalid_arguments"}))
}

/// As Instance still answers here and there.
pub(super) fn invalid_request<T>(message: &str) -> Outcome<T> {
    refuse(400, &json!({"message": message, "type": "invalid_request_error"}))
}

pub(super) fn transient<T>(resource: &str, id: &str, state: &str) -> Outcome<T> {
    refuse(
        409,
        &json!({"current_state": state, "message": "resource is in a transient state", "resource": resource, "resource_id": id, "type": "transient_state"}),
    )
}

pub(super) fn precondition<T>(precondition: &str, help: &str) -> Outcome<T> {
    refuse(
        412,
        &json!({"help_message": help, "message": "precondition is not respected", "precondition": precondition, "type": "precondition_failed"}),
    )
}

pub(super) fn locked<T>(resource: &str, id: &str) -> Outcome<T> {
    refuse(423, &json!({"message": "resource is locked", "resource": resource, "resource_id": id, "type": "locked"}))
}
