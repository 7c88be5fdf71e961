//! The simulator, call by call. A call is `METHOD path?query` below the project, at a microversion, and a body.

mod failures;
mod groups;
mod identity;
mod lists;
mod quotas;
mod seeds;
mod snapshots;
mod volumes;

use serde_json::{Value, json};

use super::accounts::project_id;
use super::{Cinder, Options, PROJECT_STORAGE};
use crate::frame::testing::at_once;
use crate::frame::{self, Outcome, Response, Simulator};

const BEGIN: u64 = 1_780_000_000_000;

struct SimHarness {
    server: Cinder,
    now: u64,
    token: String,
    project: String,
    /// What `OpenStack-API-Version` says; nothing if it is empty.
    version: String,
    root: &'static str,
}

impl SimHarness {
    fn new(options: Options) -> Self {
        let (token, root) = (String::new(), "volume");
        Self { server: Cinder::new(options, BEGIN), now: BEGIN, token, project: String::new(), version: "volume 3.71".into(), root }
    }

    /// Signed in.
    fn of(user: &str, project: &str, options: Options) -> Self {
        let mut harness = Self::new(options);
        harness.sign_in(user, project);
        harness
    }

    fn sign_in(&mut self, user: &str, project: &str) {
        let scope = json!({"project": {"name": project, "domain": {"id": "default"}}});
        let response = self.raw("POST", "/identity/v3/auth/tokens", "", &password(user, &scope).to_string());
        assert_eq!(response.status, 201, "{}", String::from_utf8_lossy(&response.body));
        header(&response, "X-Subject-Token").clone_into(&mut self.token);
        self.project = project_id(project);
    }

    fn call(&self, method: &str, path: &str, query: &str, body: &str) -> frame::Request {
        let mut headers = vec![("Host".to_owned(), "cloud:8776".to_owned()), ("Accept".to_owned(), "application/json".to_owned())];
        for (name, value) in [("x-auth-token", &self.token), ("openstack-api-version", &self.version)] {
            if !value.is_empty() {
                headers.push((name.to_owned(), value.clone()));
            }
        }
        frame::Request { method: method.into(), path: path.into(), query: query.into(), headers, body: body.into() }
    }

    fn raw(&mut self, method: &str, path: &str, query: &str, body: &str) -> Response {
        let call = self.call(method, path, query, body);
        at_once(&format!("{method} {path}"), self.server.answer(&call, self.now))
    }

    fn send(&mut self, line: &str, body: &str) -> Outcome {
        let (method, target) = line.split_once(' ').unwrap();
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let path = format!("/{}/v3/{}{path}", self.root, self.project);
        let call = self.call(method, &path, query, body);
        self.server.answer(&call, self.now)
    }

    fn answer(&mut self, line: &str, body: &str) -> Response {
        at_once(line, self.send(line, body))
    }

    /// The body of an answer of this status.
    fn json(&mut self, status: u16, line: &str, body: &str) -> Value {
        let response = self.answer(line, body);
        let text = String::from_utf8_lossy(&response.body).into_owned();
        assert_eq!(response.status, status, "{line} {body}\n{text}");
        serde_json::from_str(&text).unwrap_or_default()
    }

    /// Sends and expects a status and words.
    fn check(&mut self, status: u16, line: &str, body: &str, words: &str) {
        let response = self.json(status, line, body).to_string();
        assert!(response.contains(words), "{line} {body}\n{response}\nlacks {words}");
    }

    /// The id of a resource of this name.
    fn id(&self, name: &str) -> String {
        self.server.rows.iter().find(|row| row.text("name") == name).unwrap_or_else(|| panic!("no {name}")).id().to_owned()
    }

    /// `volumes/…` by name.
    fn path(&self, collection: &str, name: &str) -> String {
        format!("/{collection}/{}", self.id(name))
    }

    /// A resource as it is read.
    fn read(&mut self, path: &str) -> Value {
        let whole = self.json(200, &format!("GET {path}"), "");
        whole.as_object().and_then(|whole| whole.values().next()).cloned().unwrap()
    }

    fn status(&mut self, path: &str) -> String {
        self.read(path)["status"].as_str().unwrap().to_owned()
    }

    fn wait(&mut self) {
        self.now += 10_000;
    }
}

fn password(user: &str, scope: &Value) -> Value {
    let password = format!("demo-{user}-password");
    let user = json!({"name": user, "domain": {"name": "Default"}, "password": password});
    let mut auth = json!({"identity": {"methods": ["password"], "password": {"user": user}}});
    if !scope.is_null() {
        auth["scope"] = scope.clone();
    }
    json!({ "auth": auth })
}

/// Alice, in the project `storage`.
fn demo() -> SimHarness {
    SimHarness::of("alice", "storage", Options::default())
}

fn header<'a>(response: &'a Response, name: &str) -> &'a str {
    response.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map_or("", |(_, value)| value)
}

/// Every call that is answered by its handler has the headers that Cinder's have.
#[test]
fn every_answer_carries_its_request_and_its_version() {
    let mut harness = demo();
    let response = harness.answer("GET /volumes?limit=1", "");
    assert_eq!(header(&response, "OpenStack-API-Version"), "volume 3.71");
    assert!(header(&response, "X-Openstack-Request-Id").starts_with("req-"));
    assert_eq!(header(&response, "X-Openstack-Request-Id"), header(&response, "X-Compute-Request-Id"));
    assert_eq!(harness.project, PROJECT_STORAGE);
}
