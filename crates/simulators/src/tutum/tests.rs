//! The simulator against the vendor's documents: every endpoint, every form of addresses, every way of going wrong.

use super::access::base64;
use super::value::{date, text, uuid};
use super::{API_KEY, AUTH_API_KEY, AUTH_BASIC, DEACTIVATED, Options, PASSWORD, SENTINELS, Seed, Shape, Tutum};
use crate::frame::{Answer, Call, Reply, Simulator};
use serde_json::Value;

/// When the tests happen.
const NOW: u64 = 1_760_000_000_000;

/// A server and a clock.
struct Bench {
    server: Tutum,
    now: u64,
}

impl Bench {
    fn new(shape: Shape, seed: Seed) -> Self {
        Self { server: Tutum::new(Options { shape, seed }, NOW), now: NOW }
    }

    /// Sends `METHOD /path?query`, and further lines as headers; with credentials unless the headers have some.
    fn send(&mut self, text: &str) -> Reply {
        let mut lines = text.lines();
        let (method, target) = lines.next().and_then(|line| line.split_once(' ')).expect("a method and a path");
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let mut headers: Vec<_> =
            lines.filter_map(|line| line.split_once(": ")).map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        if !text.contains("Authorization") {
            headers.push(("authorization".to_owned(), AUTH_BASIC.to_owned()));
        }
        let call = Call { method: method.to_owned(), path: path.to_owned(), query: query.to_owned(), headers, body: Vec::new() };
        self.server.answer(&call, self.now)
    }

    fn answer(&mut self, text: &str) -> Answer {
        match self.send(text) {
            Reply::Now(answer) => answer,
            other => panic!("{text}: {other:?}"),
        }
    }

    fn json(&mut self, text: &str) -> Value {
        let answer = self.answer(text);
        serde_json::from_slice(&answer.body).unwrap_or_else(|error| panic!("{text}: {error}: {}", String::from_utf8_lossy(&answer.body)))
    }

    /// A list's `meta` as text, and a field of each object.
    fn list(&mut self, text: &str, field: &str) -> (String, Vec<String>) {
        let body = self.json(text);
        let objects = body["objects"].as_array().expect("objects").iter();
        (body["meta"].to_string(), objects.map(|object| object[field].as_str().unwrap_or("?").to_owned()).collect())
    }

    /// Sends a call and expects this status and these words in headers or body; a word after `!` must be absent.
    fn check(&mut self, text: &str, status: u16, words: &[&str]) {
        let answer = self.answer(text);
        let headers: Vec<_> = answer.headers.iter().map(|(name, value)| [name.as_str(), ": ", value].concat()).collect();
        let whole = format!("{}\n\n{}", headers.join("\n"), String::from_utf8_lossy(&answer.body));
        assert_eq!(answer.status, status, "{text}\n{whole}");
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
    let mut bench = Bench::new(Shape::V1, Seed::Demo);
    let group = uuid("postgres_data");
    let at = format!("/api/v1/volumegroup/{group}/");
    let body = bench.json(&format!("GET {at}"));
    let keys: Vec<_> = body.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(keys, ["name", "resource_uri", "services", "state", "uuid", "volumes"]);
    assert_eq!((text(&body, "resource_uri"), text(&body, "name"), text(&body, "state")), (at.as_str(), "postgres_data", "Created"));
    assert_eq!((body["services"].as_array().unwrap().len(), body["volumes"].as_array().unwrap().len()), (2, 2));
    let volume = body["volumes"][0].as_str().unwrap().to_owned();
    let body = bench.json(&format!("GET {volume}"));
    let keys: Vec<_> = body.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(keys, ["containers", "node", "resource_uri", "state", "uuid", "volume_group"]);
    assert_eq!((text(&body, "volume_group"), body["containers"].as_array().unwrap().len()), (at.as_str(), 2));
    for link in body["containers"].as_array().unwrap().iter().chain([&body["node"]]) {
        bench.check(&format!("GET {}", link.as_str().unwrap()), 200, &["resource_uri", "deployed_datetime"]);
    }
    // Lists tell less than reading one.
    bench.check("GET /api/v1/service/?name=postgres", 200, &["running_num_containers", "!bindings", "!container_envvars"]);
    bench.check(
        &format!("GET /api/v1/service/{}/", uuid("service postgres")),
        200,
        &["\"container_path\":\"/archive\"", "container_envvars"],
    );
    let terminated = bench.json("GET /api/v1/volumegroup/?name=wordpress_uploads");
    assert_eq!(
        (&terminated["objects"][0]["state"], &terminated["objects"][0]["services"]),
        (&"Terminated".into(), &Value::Array(Vec::new()))
    );
}

#[test]
fn every_state_that_the_documents_name_is_there() {
    let mut bench = Bench::new(Shape::V1, Seed::Demo);
    for (noun, states) in [
        ("volumegroup", "Created,Terminated,Quarantined"),
        ("volume", "Created,Terminated"),
        ("service", "Not running,Starting,Running,Partly running,Scaling,Redeploying,Stopping,Stopped,Terminating,Terminated"),
        ("node", "Deploying,Deployed,Unreachable,Upgrading,Terminating,Terminated"),
        ("nodecluster", "Init,Deploying,Deployed,Partly deployed,Scaling,Terminating,Terminated,Empty cluster"),
    ] {
        let (_, seen) = bench.list(&format!("GET /api/v1/{noun}/?limit=100"), "state");
        for state in states.split(',') {
            assert!(seen.iter().any(|seen| seen == state), "no {noun} is {state}");
        }
    }
}

#[test]
fn pages_are_those_of_the_framework() {
    let mut bench = Bench::new(Shape::V1, Seed::Many(230));
    let (meta, first) = bench.list("GET /api/v1/volume/", "uuid");
    let total = 230 + Bench::new(Shape::V1, Seed::Demo).json("GET /api/v1/volume/")["meta"]["total_count"].as_u64().unwrap();
    assert_eq!(
        meta,
        format!(r#"{{"limit":25,"next":"/api/v1/volume/?limit=25&offset=25","offset":0,"previous":null,"total_count":{total}}}"#)
    );
    assert_eq!(first.len(), 25);
    let mut next = "/api/v1/volume/?limit=90".to_owned();
    let mut all = Vec::new();
    loop {
        let (meta, page) = bench.list(&format!("GET {next}"), "uuid");
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
        let (meta, page) = bench.list(&format!("GET /api/v1/volume/?{query}"), "uuid");
        assert!(page.len() == objects && meta.contains(words), "{query}: {} {meta}", page.len());
    }
    bench.check("GET /api/v1/volume/?limit=-1", 400, &["{\"error\":\"Invalid limit '-1' provided."]);
    bench.check("GET /api/v1/volume/?offset=x", 400, &["Invalid offset 'x'"]);
}

#[test]
fn filters_narrow_lists_and_stay_in_the_next_page() {
    let mut bench = Bench::new(Shape::V1, Seed::Demo);
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
        assert_eq!(bench.list(&format!("GET /api/v1/{query}"), "uuid").1.len(), count, "{query}");
    }
    let (meta, _) = bench.list(&format!("GET /api/v1/volume/?node=/api/v1/node/{node}/&limit=2"), "uuid");
    assert!(meta.contains(&format!("/api/v1/volume/?node=%2Fapi%2Fv1%2Fnode%2F{node}%2F&limit=2&offset=2")), "{meta}");
    bench.check("GET /api/v1/volume/?state=Created", 400, &["The 'state' field does not allow filtering."]);
    bench.check("GET /api/v1/volumegroup/?state=Created", 400, &["'state'"]);
}

#[test]
fn credentials_are_really_looked_at() {
    let mut bench = Bench::new(Shape::V1, Seed::Demo);
    assert_eq!(AUTH_BASIC, format!("Basic {}", base64(format!("vera:{API_KEY}").as_bytes())));
    for (vector, expected) in [("username:apikey", "dXNlcm5hbWU6YXBpa2V5"), ("a", "YQ=="), ("ab", "YWI="), ("", "")] {
        assert_eq!(base64(vector.as_bytes()), expected);
    }
    let mut check = |header: &str, status| {
        bench.check(
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
    bench.check(&format!("GET /api/v1/volume/\nAuthorization: {DEACTIVATED}"), 401, &["has been deactivated"]);
    bench.check("GET /api/v1/auth/", 200, &[API_KEY, "\"username\":\"vera\""]);
}

#[test]
fn each_form_of_addresses_has_its_own_paths_and_names_them() {
    let (group, volume) = (uuid("redis_data"), uuid("volume redis_data data1"));
    let check = |shape: Shape, calls: &[(&str, u16, &[&str])]| {
        let mut bench = Bench::new(shape, Seed::Demo);
        for (call, status, words) in calls {
            bench.check(call, *status, words);
        }
    };
    let of = |prefix: &str, noun: &str, uuid: &str| format!("\"{prefix}{noun}/{uuid}/\"");
    check(
        Shape::V1,
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
        Shape::Infra,
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
        Shape::Cloud,
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
    let mut bench = Bench::new(Shape::V1, Seed::Demo);
    let born = format!("GET /api/v1/volumegroup/{}/", uuid("influxdb_data"));
    let dying = format!("GET /api/v1/volumegroup/{}/", uuid("mongo_db"));
    bench.check(&born, 404, &[]);
    bench.check(&dying, 200, &["Created"]);
    let version = bench.server.version(bench.now);
    bench.now += 120_000;
    bench.check(&born, 200, &["Created"]);
    bench.check("GET /api/v1/service/?name=influxdb", 200, &["\"Running\""]);
    bench.check(&dying, 200, &["Terminated", "\"services\":[]"]);
    assert!(bench.server.version(bench.now) > version);
    bench.now += 3_600_000;
    bench.check(&dying, 404, &[]);
}

#[test]
fn failures_can_be_asked_for_by_name() {
    let mut bench = Bench::new(Shape::V1, Seed::Demo);
    for (word, _) in SENTINELS {
        let call = match word.strip_prefix("read-") {
            Some(_) => format!("GET /api/v1/volumegroup/{}/", uuid(&format!("zz test: {word}"))),
            None => format!("GET /api/v1/volumegroup/?name={word}"),
        };
        let reply = bench.send(&call);
        let status: Option<u16> = word.rsplit('-').next().and_then(|word| word.parse().ok());
        match (&reply, status) {
            (Reply::Now(answer), Some(status)) if *word != "list-html-200" => assert_eq!(answer.status, status, "{word}"),
            (Reply::Now(answer), _) if word.ends_with("huge") => assert!(answer.status == 500 && answer.body.len() > 190_000, "{word}"),
            (Reply::Now(answer), _) if word.contains("html") => assert!(answer.body.starts_with(b"<!DOCTYPE"), "{word}"),
            (Reply::Late { millis, answer }, _) => assert!(*millis == 2_000 && answer.status == 200, "{word}"),
            (Reply::Lost, _) => assert!(word.ends_with("lost"), "{word}"),
            (Reply::Truncated { bytes, answer }, _) => assert!(*bytes < answer.body.len() && word.ends_with("truncated"), "{word}"),
            _ => panic!("{word}: {reply:?}"),
        }
    }
    bench.check("GET /api/v1/volumegroup/?name=zz+test:+no+state", 200, &["\"state\":null"]);
    bench.check("GET /api/v1/volumegroup/?name=zz+test:+services+is+a+word", 200, &["\"services\":\"none\""]);
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
    let mut bench = Bench::new(Shape::V1, Seed::Empty);
    bench.check("GET /api/v1/volumegroup/", 200, &["\"objects\":[]", "\"total_count\":0"]);
    bench.check("GET /api/v1/node/", 200, &["Deployed"]);
}
