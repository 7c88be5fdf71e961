//! The simulator against the vendor's documents: every call, every way of going wrong.

use super::state::text;
use super::{SENTINELS, Scalarium, TOKEN_ADMIN, TOKEN_OFF, TOKEN_USER};
use crate::frame::testing::{self, at_once};
use crate::frame::{Outcome, Response, Seed, Simulator};
use serde_json::Value;

/// When the tests happen.
const NOW: u64 = 1_340_000_000_000;
const ACCEPT: &str = "application/vnd.scalarium-v1+json";

struct SimHarness {
    server: Scalarium,
    now: u64,
    token: &'static str,
}

impl SimHarness {
    fn new(api_version: &str) -> Self {
        Self { server: Scalarium::new(api_version, Seed::Demo, NOW), now: NOW, token: TOKEN_ADMIN }
    }

    fn send(&mut self, line: &str, token: &str, accept: &str) -> Outcome {
        let mut request = testing::request(line);
        request.headers = vec![("x-scalarium-token".to_owned(), token.to_owned()), ("ACCEPT".to_owned(), accept.to_owned())];
        self.server.answer(&request, self.now)
    }

    fn answer(&mut self, line: &str) -> Response {
        at_once(line, self.send(line, self.token, ACCEPT))
    }

    /// Sends a call and expects this status and these words in the body.
    fn check(&mut self, line: &str, status: u16, words: &str) {
        let response = self.answer(line);
        let body = String::from_utf8_lossy(&response.body).into_owned();
        assert_eq!(response.status, status, "{line}\n{body}");
        assert!(body.contains(words), "{line}\n{body}\nlacks {words}");
        assert!(!words.is_empty() || response.body.is_empty(), "{line} has a body");
    }

    fn json(&mut self, line: &str) -> Value {
        serde_json::from_slice(&self.answer(line).body).unwrap_or_else(|error| panic!("{line}: {error}"))
    }

    /// The id of the first of a list that is called so.
    fn id(&mut self, list: &str, key: &str, name: &str) -> String {
        let list = self.json(&format!("GET /api/{list}"));
        let found = list.as_array().unwrap().iter().find(|row| text(row, key) == name);
        text(found.unwrap_or_else(|| panic!("no {name}")), "id").to_owned()
    }

    fn volume(&mut self, name: &str) -> String {
        self.id("volumes", "name", name)
    }
}

#[test]
fn a_request_needs_a_token_the_version_header_and_the_right() {
    let mut harness = SimHarness::new("singular");
    let mut check = |line: &str, token: &str, accept: &str, status: u16| match harness.send(line, token, accept) {
        Outcome::Now(response) => assert_eq!(response.status, status, "{line} {token} {accept}"),
        other => panic!("{other:?}"),
    };
    check("GET /api/volumes", TOKEN_ADMIN, ACCEPT, 200);
    check("GET /api/volumes", "", ACCEPT, 401);
    check("GET /api/volumes", "nonsense", ACCEPT, 401);
    check("GET /api/volumes", TOKEN_OFF, ACCEPT, 403);
    check("GET /api/clouds", TOKEN_OFF, ACCEPT, 403);
    check("GET /api/volumes", TOKEN_USER, ACCEPT, 403);
    check("GET /api/credentials", TOKEN_USER, ACCEPT, 403);
    check("GET /api/clouds", TOKEN_USER, ACCEPT, 200);
    check("GET /api/volumes", TOKEN_ADMIN, "application/json", 406);
    check("GET /api/volumes", TOKEN_ADMIN, "", 406);
    check("GET /volumes", TOKEN_ADMIN, ACCEPT, 404);
    check("GET /", "", "", 404);
}

#[test]
fn volumes_and_snapshots_answer_as_documented() {
    let mut harness = SimHarness::new("singular");
    let (free, used, broken) =
        (harness.volume("staging uploads"), harness.volume("product images"), harness.volume("mysql slave (crashed)"));
    let keys = "attached_at attachment_status availability_zone aws_instance_id created_at credential_id device id instance_id \
        mount_point name raid_array_id size snapshot_id status updated_at volume_id";
    let read = harness.json(&format!("GET /api/volumes/{free}"));
    assert_eq!(read.as_object().unwrap().keys().map(String::as_str).collect::<Vec<_>>().join(" "), keys);
    assert_eq!((text(&read, "updated_at"), text(&read, "id").len()), ("2012/06/18 06:12:50 +0000", 32));
    harness.check("GET /api/volumes/vol-1", 404, "");
    harness.check("GET /api/volumes/vol-1/snapshots", 404, "");
    harness.check("POST /api/volumes", 405, "");
    harness.check(&format!("PUT /api/volumes/{free}"), 405, "");
    harness.check(&format!("POST /api/volumes/{free}/snapshots"), 405, "");
    harness.check(&format!("POST /api/volumes/{free}/attach"), 404, "doesn't exist");
    harness.check(&format!("DELETE /api/volumes/{used}"), 412, r#"{"errors":["Can't delete volume while it is attached"]}"#);
    harness.check(&format!("POST /api/volumes/{broken}/snapshot"), 412, "errors");
    harness.check(&format!("POST /api/volumes/{free}/snapshot"), 200, r#""progress":"0%""#);
    let list = format!("GET /api/volumes/{free}/snapshots");
    harness.check(&list, 200, r#""progress":"0%","started_at":"2012/06/18 06:13:20 +0000","status":"pending""#);
    harness.now += 4_000;
    harness.check(&list, 200, r#""progress":"50%""#);
    harness.now += 4_000;
    harness.check(&list, 200, r#""status":"completed""#);
    harness.check(&format!("DELETE /api/volumes/{free}"), 200, "");
    harness.check(&format!("GET /api/volumes/{free}"), 200, r#""status":"deleting""#);
    harness.check(&format!("DELETE /api/volumes/{free}"), 412, "deleting");
    harness.now += 4_000;
    harness.check(&format!("GET /api/volumes/{free}"), 404, "");
}

#[test]
fn the_plural_variant_takes_snapshots_at_snapshots() {
    let mut harness = SimHarness::new("plural");
    let free = harness.volume("staging uploads");
    harness.check(&format!("POST /api/volumes/{free}/snapshot"), 404, "doesn't exist");
    harness.check(&format!("POST /api/volumes/{free}/snapshots"), 202, "");
    assert_eq!(harness.json(&format!("GET /api/volumes/{free}/snapshots")).as_array().map(Vec::len), Some(1));
}

#[test]
fn clouds_roles_and_instances_answer_as_documented() {
    let mut harness = SimHarness::new("singular");
    let cloud = harness.id("clouds", "name", "shop production");
    let base = format!("/api/clouds/{cloud}");
    harness.check(&format!("GET {base}"), 200, "scm_password");
    harness.check("GET /api/clouds/none/instances", 404, "");
    harness.check("GET /api/applications", 200, "slug_name");
    let role = harness.id(&format!("clouds/{cloud}/roles"), "name", "Rails App Server");
    let all = harness.json(&format!("GET {base}/instances")).as_array().map(Vec::len);
    let some = harness.json(&format!("GET {base}/roles/{role}/instances")).as_array().map(Vec::len);
    assert_eq!((all, some), (Some(5), Some(3)));
    harness.check(&format!("POST {base}/instances\n\n{{\"nickname\":\"ares\"}}"), 412, "Can't create instance without at least one role");
    let made = harness.answer(&format!("POST {base}/instances\n\n{{\"nickname\":\"ares\",\"roles\":[\"{role}\"]}}"));
    assert!(made.headers.iter().any(|(name, value)| name == "Location" && value.starts_with(&base)));
    let ares = harness.id(&format!("clouds/{cloud}/instances"), "nickname", "ares");
    harness.check(&format!("POST {base}/instances/{ares}/start"), 202, "");
    harness.check(&format!("GET {base}/instances/{ares}"), 200, "booting");
    harness.now += 30_000;
    harness.check(&format!("GET {base}/instances/{ares}"), 200, "online");
    harness.check(&format!("POST {base}/instances/{ares}/fly"), 404, "doesn't exist");
    // A machine that is deleted lets go of its volumes, or takes them along.
    let hades = harness.id(&format!("clouds/{cloud}/instances"), "nickname", "hades");
    harness.check(&format!("DELETE {base}/instances/{ares}"), 412, "running");
    harness.check(&format!("DELETE {base}/instances/{hades}\n\n{{\"delete_volumes\":true}}"), 200, "");
    let exports = harness.volume("order exports");
    harness.check(&format!("GET /api/volumes/{exports}"), 200, r#""status":"deleting""#);
}

#[test]
fn credentials_in_use_are_not_deleted() {
    let mut harness = SimHarness::new("singular");
    let (used, unused) = (harness.id("credentials", "name", "shop AWS account"), harness.id("credentials", "name", "unused"));
    harness.check(&format!("DELETE /api/credentials/{used}"), 412, "errors");
    harness.check(&format!("DELETE /api/credentials/{unused}"), 200, "");
    harness.check(&format!("GET /api/credentials/{unused}"), 404, "");
    harness.check("POST /api/credentials\n\n{}", 412, "errors");
    harness.check("POST /api/credentials\n\n{\"name\":\"new\",\"aws_access_key_id\":\"AKIA\"}", 200, "id");
}

#[test]
fn every_word_does_what_its_line_says() {
    for (word, _) in SENTINELS {
        let mut harness = SimHarness::new("singular");
        let kind = ["read-", "list-"].into_iter().find(|kind| word.starts_with(kind)).unwrap_or_default();
        let plain = word.strip_prefix(kind).unwrap();
        let id = text(&harness.server.volumes[14].shown, "id").to_owned();
        harness.server.volumes[14].shown["name"] = format!("x {word}").into();
        let replies = match kind {
            "read-" => vec![harness.send(&format!("GET /api/volumes/{id}"), TOKEN_ADMIN, ACCEPT)],
            "list-" => vec![
                harness.send(&format!("GET /api/volumes/{id}/snapshots"), TOKEN_ADMIN, ACCEPT),
                harness.send("GET /api/volumes", &format!("{TOKEN_ADMIN}.{word}"), ACCEPT),
            ],
            _ => vec![harness.send(&format!("POST /api/volumes/{id}/snapshot"), TOKEN_ADMIN, ACCEPT)],
        };
        for outcome in replies {
            let good = match (plain, &outcome) {
                ("slow-2s" | "slow", Outcome::Late { millis: 2_000, .. })
                | ("slow-30s", Outcome::Late { millis: 30_000, .. })
                | ("lost-answer" | "lost-request" | "lost", Outcome::Lost)
                | ("truncated", Outcome::Truncated { .. }) => true,
                ("html-200" | "empty" | "nulls" | "falls-back", Outcome::Now(response)) => response.status == 200,
                ("html", Outcome::Now(response)) => response.status == 502,
                ("fail-huge", Outcome::Now(response)) => response.status == 500 && response.body.len() > 190_000,
                (_, Outcome::Now(response)) => plain.strip_prefix("fail-") == Some(&response.status.to_string()),
                _ => false,
            };
            assert!(good, "{word}: {outcome:?}");
        }
    }
    let mut harness = SimHarness::new("singular");
    harness.token = "7f0c41e96d2b4a58b3c19e0d5a6f8271.nothing";
    harness.check("GET /api/volumes", 200, "product images");
}

#[test]
fn what_falls_back_is_accepted_and_comes_to_nothing() {
    let mut harness = SimHarness::new("singular");
    let id = harness.volume("zz test: falls-back");
    harness.check(&format!("POST /api/volumes/{id}/snapshot"), 200, "snap-");
    harness.check(&format!("DELETE /api/volumes/{id}"), 200, "");
    harness.check(&format!("GET /api/volumes/{id}/snapshots"), 200, r#""status":"pending""#);
    harness.check(&format!("GET /api/volumes/{id}"), 200, r#""status":"deleting""#);
    harness.now += 60_000;
    harness.check(&format!("GET /api/volumes/{id}"), 200, r#""status":"available""#);
    harness.check(&format!("GET /api/volumes/{id}/snapshots"), 200, r#""status":"error""#);
}

#[test]
fn a_seed_says_how_many_volumes_there_are() {
    assert!(Scalarium::new("singular", Seed::Empty, NOW).volumes.is_empty());
    let demo = Scalarium::new("singular", Seed::Demo, NOW).volumes.len();
    assert_eq!(Scalarium::new("singular", Seed::Many(500), NOW).volumes.len(), demo + 500);
}
