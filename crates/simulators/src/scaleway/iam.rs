//! Who the keys belong to and what their policies give: the part of IAM that a key needs to know itself.
//!
//! <https://www.scaleway.com/en/developers/api/iam/>. The first key is the owner's. The one that reads belongs to an application in a
//! group; the group's policy gives `AllProductsReadOnly`, the application's own `IAMReadOnly`. One more may change Block Storage in one
//! project only.

use serde_json::{Value, json};

use super::request::Request;
use super::response::{ApiResult, not_found, success};
use super::state::uuid;
use super::{KEY, KEY_PROJECT, KEY_READER, ORGANIZATION, PROJECT};

/// Access keys and the secret keys that they name.
const KEYS: [(&str, &str); 3] =
    [("SCWDEM0DEM0DEM0DEM00", KEY), ("SCWDEM0DEM0DEM0DEM01", KEY_READER), ("SCWDEM0DEM0DEM0DEM02", KEY_PROJECT)];

const CREATED: &str = "2026-01-12T08:30:00.104211Z";

fn application(key: &str) -> String {
    uuid(if key == KEY_READER { "application reports" } else { "application of one project" })
}

/// `GET /iam/v1alpha1/api-keys/{access_key}`
pub(super) fn api_key(request: &Request) -> ApiResult {
    let Some((access, secret)) = KEYS.iter().find(|(access, secret)| *access == request.part(3) && *secret == request.token) else {
        return not_found("api_key", request.part(3));
    };
    let owner = *secret == KEY;
    let (user, application) = if owner { (uuid("user").into(), Value::Null) } else { (Value::Null, application(secret).into()) };
    success(&json!({
        "access_key": access, "secret_key": null, "application_id": application, "user_id": user, "description": "demo",
        "created_at": CREATED, "updated_at": CREATED, "expires_at": null, "default_project_id": PROJECT, "editable": true,
        "deletable": true, "managed": false, "creation_ip": "198.51.100.7",
    }))
}

/// `GET /iam/v1alpha1/users/{user_id}`
pub(super) fn user(request: &Request) -> ApiResult {
    if request.part(3) != uuid("user") {
        return not_found("user", request.part(3));
    }
    success(&json!({
        "id": request.part(3), "email": "ops@example.com", "username": "ops", "created_at": CREATED, "updated_at": CREATED,
        "organization_id": ORGANIZATION, "deletable": false, "type": "owner", "status": "activated", "mfa": true, "locked": false,
        "tags": [],
    }))
}

/// `GET /iam/v1alpha1/applications/{application_id}`
pub(super) fn one_application(request: &Request) -> ApiResult {
    if ![KEY_READER, KEY_PROJECT].iter().any(|key| application(key) == request.part(3)) {
        return not_found("application", request.part(3));
    }
    success(&json!({
        "id": request.part(3), "name": "reports", "description": "", "created_at": CREATED, "updated_at": CREATED,
        "organization_id": ORGANIZATION, "editable": true, "deletable": true, "managed": false, "nb_api_keys": 1, "tags": [],
    }))
}

/// `GET /iam/v1alpha1/groups`
pub(super) fn groups(request: &Request) -> ApiResult {
    let of_reader = request.list("application_ids").contains(&application(KEY_READER).as_str());
    let group = json!({
        "id": uuid("group readers"), "name": "readers", "organization_id": ORGANIZATION, "user_ids": [],
        "application_ids": [application(KEY_READER)], "created_at": CREATED, "updated_at": CREATED,
    });
    let groups = if of_reader { vec![group] } else { Vec::new() };
    success(&json!({"groups": groups, "total_count": groups.len()}))
}

/// `GET /iam/v1alpha1/policies`
pub(super) fn policies(request: &Request) -> ApiResult {
    let named = |filter: &str, id: &str| request.list(filter).contains(&id);
    let mut policies = Vec::new();
    let mut add =
        |name: &str| policies.push(json!({"id": uuid(name), "name": name, "organization_id": ORGANIZATION, "created_at": CREATED}));
    if named("group_ids", &uuid("group readers")) {
        add("policy of readers");
    }
    if named("application_ids", &application(KEY_READER)) {
        add("policy of reports");
    }
    if named("application_ids", &application(KEY_PROJECT)) {
        add("policy of one project");
    }
    success(&json!({"policies": policies, "total_count": policies.len()}))
}

/// `GET /iam/v1alpha1/rules`
pub(super) fn rules(request: &Request) -> ApiResult {
    let of = |name: &str| request.query("policy_id") == uuid(name);
    let everywhere =
        |sets: &[&str]| json!({"id": uuid("rule"), "permission_set_names": sets, "condition": "", "organization_id": ORGANIZATION});
    let rules = if of("policy of readers") {
        vec![everywhere(&["AllProductsReadOnly"])]
    } else if of("policy of reports") {
        vec![everywhere(&["IAMReadOnly", "ProjectReadOnly"])]
    } else if of("policy of one project") {
        let sets = ["BlockStorageFullAccess", "InstancesReadOnly"];
        let there = json!({"id": uuid("rule there"), "permission_set_names": sets, "condition": "", "project_ids": [PROJECT]});
        vec![everywhere(&["IAMReadOnly", "ProjectReadOnly"]), there]
    } else {
        return not_found("policy", request.query("policy_id"));
    };
    success(&json!({"rules": rules, "total_count": rules.len()}))
}
