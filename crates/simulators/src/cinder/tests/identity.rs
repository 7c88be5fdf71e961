//! Signing in, tokens, versions.

use serde_json::{Value, json};

use super::super::{APP_CREDENTIAL, APP_SECRET, Options, PROJECT_ANALYTICS, PROJECT_STORAGE};
use super::{SimHarness, demo, header, password};

fn token(harness: &mut SimHarness, body: &Value) -> (u16, Value, String) {
    let response = harness.raw("POST", "/identity/v3/auth/tokens", "", &body.to_string());
    (response.status, serde_json::from_slice(&response.body).unwrap(), header(&response, "X-Subject-Token").to_owned())
}

#[test]
fn a_password_brings_a_token_with_projects_roles_and_a_catalogue() {
    let mut harness = SimHarness::new(Options::default());
    let scope = json!({"project": {"id": PROJECT_STORAGE}});
    let (status, body, text) = token(&mut harness, &password("alice", &scope));
    let body = &body["token"];
    assert_eq!((status, body["project"]["name"].as_str(), body["user"]["name"].as_str()), (201, Some("storage"), Some("alice")));
    assert!(text.starts_with("gAAAAAB") && text.len() > 180);
    assert!(body["expires_at"].as_str().unwrap().ends_with(".000000Z"));
    let roles: Vec<&str> = body["roles"].as_array().unwrap().iter().filter_map(|role| role["name"].as_str()).collect();
    assert_eq!(roles, ["reader", "member"]);
    let volume = body["catalog"].as_array().unwrap().iter().find(|service| service["type"] == "block-storage").unwrap();
    let regions: Vec<_> = volume["endpoints"].as_array().unwrap().iter().filter(|one| one["interface"] == "public").collect();
    assert_eq!(regions.len(), 2);
    assert_eq!(regions[0]["url"], "http://cloud:8776/volume/v3");
    assert_eq!((&regions[1]["region"], &regions[1]["url"]), (&json!("RegionTwo"), &json!("http://cloud:8776/volume-two/v3")));
}

#[test]
fn without_a_scope_there_is_no_catalogue_and_projects_are_listed_to_choose_from() {
    let mut harness = SimHarness::new(Options::default());
    let (status, body, text) = token(&mut harness, &password("alice", &Value::Null));
    assert_eq!((status, &body["token"]["catalog"], &body["token"]["project"]), (201, &Value::Null, &Value::Null));
    harness.token.clone_from(&text);
    let response = harness.raw("GET", "/identity/v3/auth/projects", "", "");
    let projects: Value = serde_json::from_slice(&response.body).unwrap();
    let names: Vec<_> = projects["projects"].as_array().unwrap().iter().filter_map(|one| one["name"].as_str()).collect();
    assert_eq!(names, ["storage", "analytics"]);
    // It opens nothing but that.
    assert_eq!(harness.raw("GET", &format!("/volume/v3/{PROJECT_STORAGE}/volumes"), "", "").status, 401);
    let again =
        json!({"auth": {"identity": {"methods": ["token"], "token": {"id": text}}, "scope": {"project": {"id": PROJECT_ANALYTICS}}}});
    let (status, body, _) = token(&mut harness, &again);
    assert_eq!((status, body["token"]["project"]["name"].as_str()), (201, Some("analytics")));
}

#[test]
fn an_application_credential_brings_its_project_and_bears_no_scope() {
    let mut harness = SimHarness::new(Options::default());
    let credential = json!({"id": APP_CREDENTIAL, "secret": APP_SECRET});
    let mut body = json!({"auth": {"identity": {"methods": ["application_credential"], "application_credential": credential}}});
    let (status, response, text) = token(&mut harness, &body);
    assert_eq!((status, response["token"]["project"]["id"].as_str()), (201, Some(PROJECT_STORAGE)));
    harness.token = text;
    assert_eq!(harness.raw("GET", &format!("/volume/v3/{PROJECT_STORAGE}/volumes"), "limit=1", "").status, 200);
    body["auth"]["scope"] = json!({"project": {"id": PROJECT_STORAGE}});
    let (status, response, _) = token(&mut harness, &body);
    assert_eq!(status, 401);
    assert!(response.to_string().contains("Application credentials cannot request a scope."), "{response}");
    let named = json!({"name": "voldeck", "user": {"name": "alice", "domain": {"id": "default"}}, "secret": APP_SECRET});
    let body = json!({"auth": {"identity": {"methods": ["application_credential"], "application_credential": named}}});
    assert_eq!(token(&mut harness, &body).0, 201);
}

#[test]
fn a_failed_sign_in_does_not_say_what_was_wrong() {
    let mut harness = SimHarness::new(Options::default());
    let mut check = |body: Value, status: u16| {
        let (found, response, _) = token(&mut harness, &body);
        assert_eq!(found, status, "{body}");
        assert_eq!(response["error"]["code"], status, "{response}");
    };
    check(password("nobody", &Value::Null), 401);
    check(password("alice", &json!({"project": {"name": "other", "domain": {"id": "default"}}})), 401);
    check(password("rita", &json!({"project": {"id": PROJECT_ANALYTICS}})), 401);
    check(json!({"auth": {"identity": {"methods": ["totp"]}}}), 401);
    check(json!({"auth": {}}), 400);
    check(json!({}), 400);
}

#[test]
fn a_token_ends_at_its_time_and_a_revoked_one_is_still_trusted_for_a_while() {
    let mut harness = SimHarness::of("alice", "storage", Options { token_seconds: 60, ..Options::default() });
    harness.json(200, "GET /volumes?limit=1", "");
    let revoke = {
        let mut call = harness.call("DELETE", "/identity/v3/auth/tokens", "", "");
        call.headers.push(("X-Subject-Token".into(), harness.token.clone()));
        call
    };
    let outcome = crate::frame::Simulator::answer(&mut harness.server, &revoke, harness.now);
    assert!(matches!(outcome, crate::frame::Outcome::Now(response) if response.status == 204));
    harness.json(200, "GET /volumes?limit=1", "");
    assert_eq!(harness.raw("GET", "/identity/v3/auth/projects", "", "").status, 401);
    harness.now += 60_000;
    let response = harness.answer("GET /volumes?limit=1", "");
    assert_eq!((response.status, header(&response, "OpenStack-API-Version")), (401, ""));
    assert_eq!(header(&response, "WWW-Authenticate"), "Keystone uri=\"http://cloud:8776/identity\"");
    harness.sign_in("alice", "storage");
    harness.json(200, "GET /volumes?limit=1", "");
}

#[test]
fn versions_are_told_in_two_places() {
    let mut harness = demo();
    let response = harness.raw("GET", "/volume/v3/", "", "");
    let versions: Value = serde_json::from_slice(&response.body).unwrap();
    assert_eq!((response.status, &versions["versions"][0]["version"]), (200, &json!("3.71")));
    harness.token.clear();
    assert_eq!(harness.raw("GET", "/volume/", "", "").status, 300);
    assert_eq!(harness.raw("GET", "/volume/v3/", "", "").status, 401);
    assert_eq!(harness.raw("GET", "/identity/v3", "", "").status, 200);
    assert_eq!(harness.raw("GET", "/identity", "", "").status, 300);
}

#[test]
fn microversions_are_negotiated() {
    let mut harness = SimHarness::of("alice", "storage", Options { newest: 44, ..Options::default() });
    let mut check = |version: &str, status: u16, echo: &str, words: &str| {
        harness.version = version.into();
        let response = harness.answer("GET /volumes?limit=1", "");
        let text = String::from_utf8_lossy(&response.body).into_owned();
        assert_eq!((response.status, header(&response, "OpenStack-API-Version")), (status, echo), "{version}");
        assert!(text.contains(words), "{text}");
    };
    check("", 200, "volume 3.0", "");
    check("volume 3.44", 200, "volume 3.44", "");
    check("volume latest", 200, "volume 3.44", "");
    check("compute 2.5, volume 3.10", 200, "volume 3.10", "");
    check("volume 3.45", 406, "volume 3.45", "Minimum is 3.0 and maximum is 3.44.");
    check("volume three", 400, "", "is of invalid format");
    check("compute 2.5", 400, "", "malformed or otherwise incorrect");
}

#[test]
fn what_a_later_microversion_added_is_not_there_before() {
    let mut harness = demo();
    let volume = harness.path("volumes", "uploads");
    harness.version = "volume 3.0".into();
    let shown = harness.read(&volume);
    for key in ["group_id", "shared_targets", "volume_type_id", "consumes_quota"] {
        assert!(shown.get(key).is_none(), "{key}");
    }
    harness.version = "volume 3.12".into();
    harness.check(404, "GET /groups", "", "The resource could not be found.");
    harness.version = "volume 3.13".into();
    harness.json(200, "GET /groups", "");
    harness.check(404, "GET /attachments", "", "itemNotFound");
    harness.version = "volume 3.68".into();
    assert!(harness.read(&volume)["shared_targets"].is_boolean());
}

#[test]
fn the_project_of_the_path_has_to_be_the_tokens() {
    let mut harness = demo();
    harness.project = PROJECT_ANALYTICS.into();
    harness.check(400, "GET /volumes", "", "Malformed request url");
    // Without one it is the token's.
    assert_eq!(harness.raw("GET", "/volume/v3/volumes", "limit=1", "").status, 200);
    harness.project = "storage".into();
    harness.check(404, "GET /volumes", "", "404 Not Found");
    let mut root = SimHarness::of("root", "storage", Options::default());
    root.project = PROJECT_ANALYTICS.into();
    root.check(400, "GET /volumes", "", "Malformed request url");
}

#[test]
fn a_reader_reads_and_a_member_administers_nothing() {
    let mut reader = SimHarness::of("rita", "storage", Options::default());
    let volume = reader.path("volumes", "uploads");
    reader.json(200, "GET /volumes/detail", "");
    reader.check(403, &format!("DELETE {volume}"), "", "Policy doesn't allow volume:delete to be performed.");
    reader.check(403, "POST /volumes", r#"{"volume":{"size":1}}"#, "Policy doesn't allow volume:create to be performed.");
    let mut member = demo();
    member.check(403, "GET /os-services", "", "Policy doesn't allow volume_extension:services:index to be performed.");
    member.check(403, &format!("DELETE {volume}?force=true"), "", "volume:force_delete");
    member.check(403, &format!("POST {volume}/action"), r#"{"os-reset_status":{"status":"error"}}"#, "reset_status");
    let mut root = SimHarness::of("root", "storage", Options::default());
    assert_eq!(root.json(200, "GET /os-services", "")["services"].as_array().unwrap().len(), 5);
    assert!(root.json(200, "GET /scheduler-stats/get_pools?detail=true", "").to_string().contains("\"unknown\""));
    assert_eq!(root.read(&volume)["os-vol-host-attr:host"], "cinder-2@nfs#/srv/archive");
}

#[test]
fn without_keystone_a_token_is_a_user_and_a_project() {
    let mut harness = SimHarness::new(Options { noauth: true, ..Options::default() });
    harness.project = PROJECT_STORAGE.into();
    let response = harness.answer("GET /volumes", "");
    assert_eq!((response.status, header(&response, "X-Auth-Token")), (204, "admin:admin"));
    harness.token = format!("me:{PROJECT_STORAGE}");
    harness.json(200, "GET /os-services", "");
    assert_eq!(harness.raw("GET", "/identity/v3", "", "").status, 404);
}
