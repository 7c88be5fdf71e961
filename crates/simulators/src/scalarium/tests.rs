//! The simulator against the vendor's documents: every call, every way of going wrong.

use super::state::text;
use super::{SENTINELS, Scalarium, TOKEN_ADMIN, TOKEN_OFF, TOKEN_USER};
use crate::frame::{Answer, Call, Reply, Seed, Simulator};
use serde_json::Value;

/// When the tests happen.
const NOW: u64 = 1_340_000_000_000;
const ACCEPT: &str = "application/vnd.scalarium-v1+json";

struct Bench {
    server: Scalarium,
    now: u64,
    token: &'static str,
}

impl Bench {
    fn new(shape: &str) -> Self {
        Self { server: Scalarium::new(shape, Seed::Demo, NOW), now: NOW, token: TOKEN_ADMIN }
    }

    fn send(&mut self, line: &str, token: &str, accept: &str) -> Reply {
        let (head, body) = line.split_once("\n\n").unwrap_or((line, ""));
        let (method, path) = head.split_once(' ').unwrap();
        let headers = vec![("x-scalarium-token".to_owned(), token.to_owned()), ("ACCEPT".to_owned(), accept.to_owned())];
        let call = Call { method: method.to_owned(), path: path.to_owned(), query: String::new(), headers, body: body.into() };
        self.server.answer(&call, self.now)
    }

    fn answer(&mut self, line: &str) -> Answer {
        match self.send(line, self.token, ACCEPT) {
            Reply::Now(answer) => answer,
            other => panic!("{line}: {other:?}"),
        }
    }

    /// Sends a call and expects this status and these words in the body.
    fn check(&mut self, line: &str, status: u16, words: &str) {
        let answer = self.answer(line);
        let body = String::from_utf8_lossy(&answer.body).into_owned();
        assert_eq!(answer.status, status, "{line}\n{body}");
        assert!(body.contains(words), "{line}\n{body}\nlacks {words}");
        assert!(!words.is_empty() || answer.body.is_empty(), "{line} has a body");
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
fn whoever_comes_in_needs_a_token_the_version_and_the_right() {
    let mut bench = Bench::new("singular");
    let mut check = |line: &str, token: &str, accept: &str, status: u16| match bench.send(line, token, accept) {
        Reply::Now(answer) => assert_eq!(answer.status, status, "{line} {token} {accept}"),
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
    let mut bench = Bench::new("singular");
    let (free, used, broken) = (bench.volume("staging uploads"), bench.volume("product images"), bench.volume("mysql slave (crashed)"));
    let keys = "attached_at attachment_status availability_zone aws_instance_id created_at credential_id device id instance_id \
        mount_point name raid_array_id size snapshot_id status updated_at volume_id";
    let read = bench.json(&format!("GET /api/volumes/{free}"));
    assert_eq!(read.as_object().unwrap().keys().map(String::as_str).collect::<Vec<_>>().join(" "), keys);
    assert_eq!((text(&read, "updated_at"), text(&read, "id").len()), ("2012/06/18 06:12:50 +0000", 32));
    bench.check("GET /api/volumes/vol-1", 404, "");
    bench.check("GET /api/volumes/vol-1/snapshots", 404, "");
    bench.check("POST /api/volumes", 405, "");
    bench.check(&format!("PUT /api/volumes/{free}"), 405, "");
    bench.check(&format!("POST /api/volumes/{free}/snapshots"), 405, "");
    bench.check(&format!("POST /api/volumes/{free}/attach"), 404, "doesn't exist");
    bench.check(&format!("DELETE /api/volumes/{used}"), 412, r#"{"errors":["Can't delete volume while it is attached"]}"#);
    bench.check(&format!("POST /api/volumes/{broken}/snapshot"), 412, "errors");
    bench.check(&format!("POST /api/volumes/{free}/snapshot"), 200, r#""progress":"0%""#);
    let list = format!("GET /api/volumes/{free}/snapshots");
    bench.check(&list, 200, r#""progress":"0%","started_at":"2012/06/18 06:13:20 +0000","status":"pending""#);
    bench.now += 4_000;
    bench.check(&list, 200, r#""progress":"50%""#);
    bench.now += 4_000;
    bench.check(&list, 200, r#""status":"completed""#);
    bench.check(&format!("DELETE /api/volumes/{free}"), 200, "");
    bench.check(&format!("GET /api/volumes/{free}"), 200, r#""status":"deleting""#);
    bench.check(&format!("DELETE /api/volumes/{free}"), 412, "deleting");
    bench.now += 4_000;
    bench.check(&format!("GET /api/volumes/{free}"), 404, "");
}

#[test]
fn the_later_server_takes_snapshots_by_the_plural() {
    let mut bench = Bench::new("plural");
    let free = bench.volume("staging uploads");
    bench.check(&format!("POST /api/volumes/{free}/snapshot"), 404, "doesn't exist");
    bench.check(&format!("POST /api/volumes/{free}/snapshots"), 202, "");
    assert_eq!(bench.json(&format!("GET /api/volumes/{free}/snapshots")).as_array().map(Vec::len), Some(1));
}

#[test]
fn clouds_roles_and_instances_answer_as_documented() {
    let mut bench = Bench::new("singular");
    let cloud = bench.id("clouds", "name", "shop production");
    let base = format!("/api/clouds/{cloud}");
    bench.check(&format!("GET {base}"), 200, "scm_password");
    bench.check("GET /api/clouds/none/instances", 404, "");
    bench.check("GET /api/applications", 200, "slug_name");
    let role = bench.id(&format!("clouds/{cloud}/roles"), "name", "Rails App Server");
    let all = bench.json(&format!("GET {base}/instances")).as_array().map(Vec::len);
    let some = bench.json(&format!("GET {base}/roles/{role}/instances")).as_array().map(Vec::len);
    assert_eq!((all, some), (Some(5), Some(3)));
    bench.check(&format!("POST {base}/instances\n\n{{\"nickname\":\"ares\"}}"), 412, "Can't create instance without at least one role");
    let made = bench.answer(&format!("POST {base}/instances\n\n{{\"nickname\":\"ares\",\"roles\":[\"{role}\"]}}"));
    assert!(made.headers.iter().any(|(name, value)| name == "Location" && value.starts_with(&base)));
    let ares = bench.id(&format!("clouds/{cloud}/instances"), "nickname", "ares");
    bench.check(&format!("POST {base}/instances/{ares}/start"), 202, "");
    bench.check(&format!("GET {base}/instances/{ares}"), 200, "booting");
    bench.now += 30_000;
    bench.check(&format!("GET {base}/instances/{ares}"), 200, "online");
    bench.check(&format!("POST {base}/instances/{ares}/fly"), 404, "doesn't exist");
    // A machine that is deleted lets go of its volumes, or takes them along.
    let hades = bench.id(&format!("clouds/{cloud}/instances"), "nickname", "hades");
    bench.check(&format!("DELETE {base}/instances/{ares}"), 412, "running");
    bench.check(&format!("DELETE {base}/instances/{hades}\n\n{{\"delete_volumes\":true}}"), 200, "");
    let exports = bench.volume("order exports");
    bench.check(&format!("GET /api/volumes/{exports}"), 200, r#""status":"deleting""#);
}

#[test]
fn credentials_in_use_are_not_deleted() {
    let mut bench = Bench::new("singular");
    let (used, unused) = (bench.id("credentials", "name", "shop AWS account"), bench.id("credentials", "name", "unused"));
    bench.check(&format!("DELETE /api/credentials/{used}"), 412, "errors");
    bench.check(&format!("DELETE /api/credentials/{unused}"), 200, "");
    bench.check(&format!("GET /api/credentials/{unused}"), 404, "");
    bench.check("POST /api/credentials\n\n{}", 412, "errors");
    bench.check("POST /api/credentials\n\n{\"name\":\"new\",\"aws_access_key_id\":\"AKIA\"}", 200, "id");
}

#[test]
fn every_word_does_what_its_line_says() {
    for (word, _) in SENTINELS {
        let mut bench = Bench::new("singular");
        let kind = ["read-", "list-"].into_iter().find(|kind| word.starts_with(kind)).unwrap_or_default();
        let plain = word.strip_prefix(kind).unwrap();
        let id = text(&bench.server.volumes[14].shown, "id").to_owned();
        bench.server.volumes[14].shown["name"] = format!("x {word}").into();
        let replies = match kind {
            "read-" => vec![bench.send(&format!("GET /api/volumes/{id}"), TOKEN_ADMIN, ACCEPT)],
            "list-" => vec![
                bench.send(&format!("GET /api/volumes/{id}/snapshots"), TOKEN_ADMIN, ACCEPT),
                bench.send("GET /api/volumes", &format!("{TOKEN_ADMIN}.{word}"), ACCEPT),
            ],
            _ => vec![bench.send(&format!("POST /api/volumes/{id}/snapshot"), TOKEN_ADMIN, ACCEPT)],
        };
        for reply in replies {
            let good = match (plain, &reply) {
                ("slow-2s" | "slow", Reply::Late { millis: 2_000, .. })
                | ("slow-30s", Reply::Late { millis: 30_000, .. })
                | ("lost-answer" | "lost-request" | "lost", Reply::Lost)
                | ("truncated", Reply::Truncated { .. }) => true,
                ("html-200" | "empty" | "nulls" | "falls-back", Reply::Now(answer)) => answer.status == 200,
                ("html", Reply::Now(answer)) => answer.status == 502,
                ("fail-huge", Reply::Now(answer)) => answer.status == 500 && answer.body.len() > 190_000,
                (_, Reply::Now(answer)) => plain.strip_prefix("fail-") == Some(&answer.status.to_string()),
                _ => false,
            };
            assert!(good, "{word}: {reply:?}");
        }
    }
    let mut bench = Bench::new("singular");
    bench.token = "7f0c41e96d2b4a58b3c19e0d5a6f8271.nothing";
    bench.check("GET /api/volumes", 200, "product images");
}

#[test]
fn what_falls_back_is_accepted_and_comes_to_nothing() {
    let mut bench = Bench::new("singular");
    let id = bench.volume("zz test: falls-back");
    bench.check(&format!("POST /api/volumes/{id}/snapshot"), 200, "snap-");
    bench.check(&format!("DELETE /api/volumes/{id}"), 200, "");
    bench.check(&format!("GET /api/volumes/{id}/snapshots"), 200, r#""status":"pending""#);
    bench.check(&format!("GET /api/volumes/{id}"), 200, r#""status":"deleting""#);
    bench.now += 60_000;
    bench.check(&format!("GET /api/volumes/{id}"), 200, r#""status":"available""#);
    bench.check(&format!("GET /api/volumes/{id}/snapshots"), 200, r#""status":"error""#);
}

#[test]
fn there_is_as_much_as_was_asked_for() {
    assert!(Scalarium::new("singular", Seed::Empty, NOW).volumes.is_empty());
    let demo = Scalarium::new("singular", Seed::Demo, NOW).volumes.len();
    assert_eq!(Scalarium::new("singular", Seed::Many(500), NOW).volumes.len(), demo + 500);
}
