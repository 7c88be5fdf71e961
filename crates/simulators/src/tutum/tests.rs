//! The simulator against the vendor's documents: every endpoint, every form of addresses, every way of going wrong.

use super::access::base64;
use super::value::{date, text, uuid};
use super::{API_KEY, AUTH_API_KEY, AUTH_BASIC, ApiVersion, DEACTIVATED, Options, PASSWORD, SENTINELS, Seed, Tutum};
use crate::frame::testing::{self, at_once};
use crate::frame::{Outcome, Response, Simulator};
use serde_json::Value;

/// When the tests happen.
const NOW: u64 = 1_760_000_000_000;

/// A server and a clock.
struct SimHarness {
    server: Tutum,
    now: u64,
}

impl SimHarness {
    fn new(api_version: ApiVersion, seed: Seed) -> Self {
        Self { server: Tutum::new(Options { api_version, seed }, NOW), now: NOW }
    }

    /// Sends `METHOD /path?query`, and further lines as headers; with credentials unless the headers have some.
    fn send(&mut self, text: &str) -> Outcome {
        let mut request = testing::request(text);
        if !text.contains("Authorization") {
            request.headers.push(("authorization".to_owned(), AUTH_BASIC.to_owned()));
        }
        self.server.answer(&request, self.now)
    }

    fn answer(&mut self, text: &str) -> Response {
        at_once(text, self.send(text))
    }

    fn json(&mut self, text: &str) -> Value {
        let response = self.answer(text);
        serde_json::from_slice(&response.body)
            .unwrap_or_else(|error| panic!("{text}: {error}: {}", String::from_utf8_lossy(&response.body)))
    }

    /// A list's `meta` as text, and a field of each object.
    fn list(&mut self, text: &str, field: &str) -> (String, Vec<String>) {
        let body = self.json(text);
        let objects = body["objects"].as_array().expect("objects").iter();
        (body["meta"].to_string(), objects.map(|object| object[field].as_str().unwrap_or("?").to_owned()).collect())
    }

    /// Sends a call and expects this status and these words in headers or body; a word after `!` must be absent.
    fn check(&mut self, text: &str, status: u16, words: &[&str]) {
        let response = self.answer(text);
        let headers: Vec<_> = response.headers.iter().map(|(name, value)| [name.as_str(), ": ", value].concat()).collect();
        let whole = format!("{}\n\n{}", headers.join("\n"), String::from_utf8_lossy(&response.body));
        assert_eq!(response.status, status, "{text}\n{whole}");
        for word in words {
            match word.strip_prefix('!') {
                Some(absent) => assert!(!whole.contains(absent), "{text}\n{whole}\nhas {absent}"),
                None => assert!(whole.contains(word), "{text}\n{whole}\nlacks {word}"),
            }
        }
    }
}

#[test]
fn lists_and_objects_have_the_documented_fields() {
    let mut harness = SimHarness::new(ApiVersion::V1, Seed::Demo);
    let group = uuid("postgres_data");
    let at = format!("/api/v1/volumegroup/{group}/");
    let body = harness.json(&format!("GET {at}"));
    let keys: Vec<_> = body.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(keys, ["name", "resource_uri", "services", "state", "uuid", "volumes"]);
    assert_eq!((text(&body, "resource_uri"), text(&body, "name"), text(&body, "state")), (at.as_str(), "postgres_data", "Created"));
    assert_eq!((body["services"].as_array().unwrap().len(), body["volumes"].as_array().unwrap().len()), (2, 2));
    let volume = body["volumes"][0].as_str().unwrap().to_owned();
    let body = harness.json(&format!("GET {volume}"));
    let keys: Vec<_> = body.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(keys, ["containers", "node", "resource_uri", "state", "uuid", "volume_group"]);
    assert_eq!((text(&body, "volume_group"), body["containers"].as_array().unwrap().len()), (at.as_str(), 2));
    for link in body["containers"].as_array().unwrap().iter().chain([&body["node"]]) {
        harness.check(&format!("GET {}", link.as_str().unwrap()), 200, &["resource_uri", "deployed_datetime"]);
    }
    // Lists tell less than reading one.
    harness.check("GET /api/v1/service/?name=postgres", 200, &["running_num_containers", "!bindings", "!container_envvars"]);
    harness.check(
        &format!("GET /api/v1/service/{}/", uuid("service postgres")),
        200,
        &["\"container_path\":\"/archive\"", "container_envvars"],
    );
    let terminated = harness.json("GET /api/v1/volumegroup/?name=wordpress_uploads");
    assert_eq!(
        (&terminated["objects"][0]["state"], &terminated["objects"][0]["services"]),
        (&"Terminated".into(), &Value::Array(Vec::new()))
    );
}

#[test]
fn every_state_that_the_documents_name_is_there() {
    let mut harness = SimHarness::new(ApiVersion::V1, Seed::Demo);
    for (noun, states) in [
        ("volumegroup", "Created,Terminated,Quarantined"),
        ("volume", "Created,Terminated"),
        ("service", "Not running,Starting,Running,Partly running,Scaling,Redeploying,Stopping,Stopped,Terminating,Terminated"),
        ("node", "Deploying,Deployed,Unreachable,Upgrading,Terminating,Terminated"),
        ("nodecluster", "Init,Deploying,Deployed,Partly deployed,Scaling,Terminating,Terminated,Empty cluster"),
    ] {
        let (_, seen) = harness.list(&format!("GET /api/v1/{noun}/?limit=100"), "state");
        for state in states.split(',') {
            assert!(seen.iter().any(|seen| seen == state), "no {noun} is {state}");
        }
    }
}

#[test]
fn pages_are_those_of_the_framework() {
    let mut harness = SimHarness::new(ApiVersion::V1, Seed::Many(230));
    let (meta, first) = harness.list("GET /api/v1/volume/", "uuid");
    let total = 230 + SimHarness::new(ApiVersion::V1, Seed::Demo).json("GET /api/v1/volume/")["meta"]["total_count"].as_u64().unwrap();
    assert_eq!(
        meta,
        format!(r#"{{"limit":25,"next":"/api/v1/volume/?limit=25&offset=25","offset":0,"previous":null,"total_count":{total}}}"#)
    );
    assert_eq!(first.len(), 25);
    let mut next = "/api/v1/volume/?limit=90".to_owned();
    let mut all = Vec::new();
    loop {
        let (meta, page) = harness.list(&format!("GET {next}"), "uuid");
        all.extend(page);
        let meta: Value = serde_json::from_str(&meta).unwrap();
        let Some(more) = meta["next"].as_str() else { break };
        more.clone_into(&mut next);
    }
    assert_eq!(all.len() as u64, total);
    for (query, objects, words) in [
        ("limit=0", 100, "\"limit\":100"),
        ("limit=1000", 100, "limit=100&offset=100"),
        ("limit=2&offset=2", 2, "\"previous\":\"/api/v1/volume/?limit=2&offset=0\""),
        ("offset=5000", 0, "\"next\":null"),
    ] {
        let (meta, page) = harness.list(&format!("GET /api/v1/volume/?{query}"), "uuid");
        assert!(page.len() == objects && meta.contains(words), "{query}: {} {meta}", page.len());
    }
    harness.check("GET /api/v1/volume/?limit=-1", 400, &["{\"error\":\"Invalid limit '-1' provided."]);
    harness.check("GET /api/v1/volume/?offset=x", 400, &["Invalid offset 'x'"]);
}

#[test]
fn filters_narrow_lists_and_stay_in_the_next_page() {
    let mut harness = SimHarness::new(ApiVersion::V1, Seed::Demo);
    let (group, node) = (uuid("postgres_data"), uuid("data1"));
    let volume = uuid("volume postgres_data data1");
    let container = uuid("container postgres-1");
    let service = uuid("service backup");
    for (query, count) in [
        (format!("volumegroup/?uuid={group}"), 1),
        ("volumegroup/?name=postgres_data".to_owned(), 1),
        ("volumegroup/?name=postgres".to_owned(), 0),
        (format!("volumegroup/?volumes=%2Fapi%2Fv1%2Fvolume%2F{volume}%2F"), 1),
        (format!("volumegroup/?volumes={volume}"), 0),
        (format!("volumegroup/?services=/api/v1/service/{service}/"), 3),
        (format!("volumegroup/?uuid__startswith={}", &group[..8]), 1),
        (format!("volume/?uuid={volume}"), 1),
        (format!("volume/?containers=/api/v1/container/{container}/"), 2),
        (format!("volume/?uuid__startswith={}", &volume[..8]), 1),
        ("container/?service__stack__name=search&name=kibana-1".to_owned(), 1),
        ("volumegroup/?nonsense=1&name=redis_data".to_owned(), 1),
    ] {
        assert_eq!(harness.list(&format!("GET /api/v1/{query}"), "uuid").1.len(), count, "{query}");
    }
    let (meta, _) = harness.list(&format!("GET /api/v1/volume/?node=/api/v1/node/{node}/&limit=2"), "uuid");
    assert!(meta.contains(&format!("/api/v1/volume/?node=%2Fapi%2Fv1%2Fnode%2F{node}%2F&limit=2&offset=2")), "{meta}");
    harness.check("GET /api/v1/volume/?state=Created", 400, &["The 'state' field does not allow filtering."]);
    harness.check("GET /api/v1/volumegroup/?state=Created", 400, &["'state'"]);
}

#[test]
fn credentials_are_really_looked_at() {
    let mut harness = SimHarness::new(ApiVersion::V1, Seed::Demo);
    assert_eq!(AUTH_BASIC, format!("Basic {}", base64(format!("vera:{API_KEY}").as_bytes())));
    for (vector, expected) in [("username:apikey", "dXNlcm5hbWU6YXBpa2V5"), ("a", "YQ=="), ("ab", "YWI="), ("", "")] {
        assert_eq!(base64(vector.as_bytes()), expected);
    }
    let mut check = |header: &str, status| {
        harness.check(
            &format!("GET /api/v1/volume/?limit=1\nAuthorization: {header}"),
            status,
            if status == 200 { &["objects"] } else { &["!{"] },
        );
    };
    check(AUTH_BASIC, 200);
    check(AUTH_API_KEY, 200);
    check(&format!("Basic {}", base64(format!("vera:{PASSWORD}").as_bytes())), 200);
    check(&format!("ApiKey vera:{PASSWORD}"), 401);
    check("ApiKey vera:wrong", 401);
    check(&format!("Bearer {API_KEY}"), 401);
    check("", 401);
    harness.check(&format!("GET /api/v1/volume/\nAuthorization: {DEACTIVATED}"), 401, &["has been deactivated"]);
    harness.check("GET /api/v1/auth/", 200, &[API_KEY, "\"username\":\"vera\""]);
}

#[test]
fn each_form_of_addresses_has_its_own_paths_and_names_them() {
    let (group, volume) = (uuid("redis_data"), uuid("volume redis_data data1"));
    let check = |api_version: ApiVersion, calls: &[(&str, u16, &[&str])]| {
        let mut harness = SimHarness::new(api_version, Seed::Demo);
        for (request, status, words) in calls {
            harness.check(request, *status, words);
        }
    };
    let of = |prefix: &str, noun: &str, uuid: &str| format!("\"{prefix}{noun}/{uuid}/\"");
    check(
        ApiVersion::V1,
        &[
            (&format!("GET /api/v1/volumegroup/{group}/"), 200, &[&of("/api/v1/", "volume", &volume)]),
            (&format!("GET /api/infra/v1/volumegroup/{group}/"), 404, &["!{"]),
            (&format!("GET /api/v1/volumegroup/{group}"), 301, &[&format!("Location: /api/v1/volumegroup/{group}/")]),
            ("GET /api/v1/volumegroup/nothing/", 404, &["!{"]),
            ("GET /api/v1/volumegroup/a/b/", 404, &[]),
            ("DELETE /api/v1/volumegroup/", 405, &["Allow: GET"]),
            ("POST /api/v1/volume/", 405, &[]),
            ("GET /api/v1/volume/\nAccept: text/xml", 415, &["{\"error\":"]),
            ("GET /", 404, &[]),
        ],
    );
    let infra = format!("/api/infra/v1/volumegroup/{group}/");
    check(
        ApiVersion::Infra,
        &[
            (&format!("GET {infra}"), 200, &[&of("/api/app/v1/", "volume", &volume), "/api/app/v1/service/", &format!("\"{infra}\"")]),
            (&format!("GET /api/app/v1/volume/{volume}/"), 200, &[&of("/api/infra/v1/", "volume", &volume)]),
            (&format!("GET /api/infra/v1/volume/{volume}/"), 200, &["/api/infra/v1/node/", "/api/app/v1/container/"]),
            (&format!("GET /api/infra/v1/volumegroup/?volumes=/api/infra/v1/volume/{volume}/"), 200, &["redis_data"]),
            ("GET /api/infra/v1/service/", 404, &[]),
            ("GET /api/v1/volumegroup/", 404, &[]),
        ],
    );
    check(
        ApiVersion::Cloud,
        &[
            (
                &format!("GET /api/infra/v1/acme/volumegroup/{group}/"),
                200,
                &[&of("/api/infra/v1/acme/", "volume", &volume), "/api/app/v1/acme/service/"],
            ),
            ("GET /api/infra/v1/acme/volume/?limit=1", 200, &["/api/infra/v1/acme/volume/?limit=1&offset=1"]),
            ("GET /api/infra/v1/volumegroup/", 200, &["\"total_count\":0"]),
            ("GET /api/infra/v1/vera/volumegroup/", 200, &["\"objects\":[]"]),
            ("GET /api/infra/v1/nobody/volumegroup/", 404, &[]),
        ],
    );
}

#[test]
fn groups_come_and_go_with_their_services() {
    let mut harness = SimHarness::new(ApiVersion::V1, Seed::Demo);
    let born = format!("GET /api/v1/volumegroup/{}/", uuid("influxdb_data"));
    let dying = format!("GET /api/v1/volumegroup/{}/", uuid("mongo_db"));
    harness.check(&born, 404, &[]);
    harness.check(&dying, 200, &["Created"]);
    let version = harness.server.version(harness.now);
    harness.now += 120_000;
    harness.check(&born, 200, &["Created"]);
    harness.check("GET /api/v1/service/?name=influxdb", 200, &["\"Running\""]);
    harness.check(&dying, 200, &["Terminated", "\"services\":[]"]);
    assert!(harness.server.version(harness.now) > version);
    harness.now += 3_600_000;
    harness.check(&dying, 404, &[]);
}

#[test]
fn failures_can_be_asked_for_by_name() {
    let mut harness = SimHarness::new(ApiVersion::V1, Seed::Demo);
    for (word, _) in SENTINELS {
        let request = match word.strip_prefix("read-") {
            Some(_) => format!("GET /api/v1/volumegroup/{}/", uuid(&format!("zz test: {word}"))),
            None => format!("GET /api/v1/volumegroup/?name={word}"),
        };
        let outcome = harness.send(&request);
        let status: Option<u16> = word.rsplit('-').next().and_then(|word| word.parse().ok());
        match (&outcome, status) {
            (Outcome::Now(response), Some(status)) if *word != "list-html-200" => assert_eq!(response.status, status, "{word}"),
            (Outcome::Now(response), _) if word.ends_with("huge") => {
                assert!(response.status == 500 && response.body.len() > 190_000, "{word}");
            }
            (Outcome::Now(response), _) if word.contains("html") => assert!(response.body.starts_with(b"<!DOCTYPE"), "{word}"),
            (Outcome::Late { millis, response }, _) => assert!(*millis == 2_000 && response.status == 200, "{word}"),
            (Outcome::Lost, _) => assert!(word.ends_with("lost"), "{word}"),
            (Outcome::Truncated { bytes, response }, _) => assert!(*bytes < response.body.len() && word.ends_with("truncated"), "{word}"),
            _ => panic!("{word}: {outcome:?}"),
        }
    }
    harness.check("GET /api/v1/volumegroup/?name=zz+test:+no+state", 200, &["\"state\":null"]);
    harness.check("GET /api/v1/volumegroup/?name=zz+test:+services+is+a+word", 200, &["\"services\":\"none\""]);
}

#[test]
fn dates_are_written_as_the_service_wrote_them() {
    assert_eq!(date(1_412_005_259_000), "Mon, 29 Sep 2014 15:40:59 +0000");
    assert_eq!(date(951_782_400_000), "Tue, 29 Feb 2000 00:00:00 +0000");
    assert_eq!(date(0), "Thu, 01 Jan 1970 00:00:00 +0000");
}

#[test]
fn uuids_are_of_version_4() {
    for name in ["a", "postgres_data", "volume x y"] {
        let uuid = uuid(name);
        assert!(uuid.len() == 36 && uuid.as_bytes()[14] == b'4' && "89ab".contains(&uuid[19..20]), "{uuid}");
    }
}

#[test]
fn an_empty_account_has_nodes_and_no_volumes() {
    let mut harness = SimHarness::new(ApiVersion::V1, Seed::Empty);
    harness.check("GET /api/v1/volumegroup/", 200, &["\"objects\":[]", "\"total_count\":0"]);
    harness.check("GET /api/v1/node/", 200, &["Deployed"]);
}
