//! Where the servers are, and what they say of themselves: read past the console, with plain HTTP and another reader of JSON.

use std::rc::Rc;
use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::time::Duration;

use futures_executor::block_on;
use serde_json::{Value, json};
use voldeck_core::action::Values;
use voldeck_core::http::{Clock, HttpRequest, Response, Secret, Transport};
use voldeck_providers::{by_id, driver};

use super::harness::Harness;
use super::real_transport::{RealTransport, SystemClock};

/// The password of each account that the servers are given.
pub const ALICE: (&str, &str) = ("alice", "demo-alice-password");

/// The addresses, as the environment tells them.
pub struct Servers {
    pub keystone: String,
    pub cinder: String,
    pub front: String,
    /// The Keystone whose tokens live for [`BRIEF`].
    pub brief: String,
    pub storage: String,
    pub analytics: String,
    pub credential: String,
    _turn: Turn,
}

/// How long a token of the second Keystone lives.
pub const BRIEF: Duration = Duration::from_secs(6);

/// Most tests bear company. Those that compare whole lists, or arm faults, do not.
static TURNS: RwLock<()> = RwLock::new(());

enum Turn {
    Together(#[allow(dead_code, reason = "held")] RwLockReadGuard<'static, ()>),
    Alone(#[allow(dead_code, reason = "held")] RwLockWriteGuard<'static, ()>),
}

/// The servers; without them nothing, aloud.
pub fn servers() -> Option<Servers> {
    found(|| Turn::Together(TURNS.read().unwrap_or_else(PoisonError::into_inner)))
}

/// The same, while no other test uses them.
pub fn servers_alone() -> Option<Servers> {
    found(|| Turn::Alone(TURNS.write().unwrap_or_else(PoisonError::into_inner)))
}

fn found(turn: impl FnOnce() -> Turn) -> Option<Servers> {
    let told = |name: &str| std::env::var(name).ok().filter(|text| !text.is_empty());
    if told("REAL_KEYSTONE_URL").is_none() {
        eprintln!("skipped: there is no real Cinder; cargo xtask test --only real starts one");
        return None;
    }
    let need = |name: &str| told(name).unwrap_or_else(|| panic!("{name} is not set: cargo xtask cinder --for-tests prints all"));
    Some(Servers {
        keystone: need("REAL_KEYSTONE_URL"),
        cinder: need("REAL_CINDER_URL"),
        front: need("REAL_FRONT_URL"),
        brief: need("REAL_BRIEF_KEYSTONE_URL"),
        storage: need("REAL_STORAGE_ID"),
        analytics: need("REAL_ANALYTICS_ID"),
        credential: need("REAL_CREDENTIAL_ID"),
        _turn: turn(),
    })
}

/// Calls once, past the console, in the newest microversion.
pub fn call(method: &str, url: &str, token: Option<&str>, body: Option<&Value>) -> Response {
    let mut headers = vec![("OpenStack-API-Version", "volume 3.71".to_owned()), ("Accept", "application/json".to_owned())];
    headers.extend(token.map(|token| ("X-Auth-Token", token.to_owned())));
    headers.extend(body.map(|_| ("Content-Type", "application/json".to_owned())));
    headed(method, url, &headers, body)
}

/// The same with these headers.
pub fn headed(method: &str, url: &str, headers: &[(&'static str, String)], body: Option<&Value>) -> Response {
    let headers = headers.iter().map(|(name, value)| (*name, Secret::new(value))).collect();
    let method = method.parse().expect("a method");
    let body = body.map(|body| Secret::new(&body.to_string()));
    let sent = block_on(RealTransport.send(HttpRequest { method, url: url.to_owned(), headers, body, timeout_millis: 60_000 }));
    sent.unwrap_or_else(|lost| panic!("{url}: {lost:?}"))
}

impl Servers {
    /// A token of this account for a project.
    pub fn token(&self, (name, password): (&str, &str), project: &str) -> String {
        let user = json!({ "name": name, "domain": { "id": "default" }, "password": password });
        let scope = json!({ "project": { "id": project } });
        let body = json!({ "auth": { "identity": { "methods": ["password"], "password": { "user": user } }, "scope": scope } });
        let answer = call("POST", &format!("{}/v3/auth/tokens", self.keystone), None, Some(&body));
        assert_eq!(answer.status, 201, "{}", answer.body);
        answer.header("X-Subject-Token").expect("a token").to_owned()
    }

    /// What Cinder itself answers to alice in a project.
    pub fn read(&self, project: &str, path: &str) -> Value {
        let answer = call("GET", &format!("{}/v3/{project}{path}", self.cinder), Some(&self.token(ALICE, project)), None);
        assert_eq!(answer.status, 200, "{path}: {}", answer.body);
        serde_json::from_str(&answer.body).expect("JSON")
    }
}

/// A connection of the console to a project, straight to the servers.
pub fn alice(servers: &Servers, project: &str) -> Harness {
    signed_in(&format!("{}/v3", servers.keystone), "RegionOne", ALICE, project)
}

/// A connection of the console to `storage`, by way of the front.
pub fn through_the_front(servers: &Servers) -> Harness {
    signed_in(&format!("{}/identity/v3", servers.front), "RegionTwo", ALICE, "storage")
}

/// What is filled in to sign in with a password.
pub fn password(keystone: &str, region: &str, (user, password): (&str, &str), project: &str) -> Values {
    let values = driver(by_id("cinder").expect("the provider")).sign_in().initial();
    let values = values.with("address", keystone).with("auth", "password").with("user", user).with("password", password);
    values.with("project", project).with("region", region)
}

/// A connection of the console.
pub fn signed_in(keystone: &str, region: &str, account: (&str, &str), project: &str) -> Harness {
    connected(&password(keystone, region, account, project), Rc::new(SystemClock))
}

/// The same for any way to sign in, with a clock.
pub fn connected(values: &Values, clock: Rc<dyn Clock>) -> Harness {
    let harness = Harness::real(by_id("cinder").expect("the provider"), Rc::new(RealTransport), clock, values);
    harness.detect_version();
    harness
}

impl Servers {
    /// Takes away the volumes that a broken test has left in `storage`.
    pub fn empty(&self) {
        let token = self.token(ALICE, &self.storage);
        for _ in 0..100 {
            let left = self.read(&self.storage, "/volumes")["volumes"].as_array().cloned().unwrap_or_default();
            if left.is_empty() {
                return;
            }
            for id in left.iter().filter_map(|one| one["id"].as_str()) {
                call("DELETE", &format!("{}/v3/{}/volumes/{id}?cascade=true", self.cinder, self.storage), Some(&token), None);
            }
            std::thread::sleep(Duration::from_millis(300));
        }
        panic!("there are volumes in storage that do not go");
    }

    /// Tells the front something: a fault to arm, a reset.
    pub fn front(&self, command: &str, body: &Value) -> Value {
        let answer = call("POST", &format!("{}/__faults/{command}", self.front), None, Some(body));
        assert_eq!(answer.status, 200, "{command}: {}", answer.body);
        serde_json::from_str(&answer.body).unwrap_or_default()
    }

    /// The writes that reached Cinder by way of the front: method, path below the project, status.
    pub fn writes(&self) -> Vec<(String, String, u64)> {
        let below = format!("/volume/v3/{}", self.storage);
        let all = self.front("writes", &json!({}));
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let ours = all.as_array().into_iter().flatten().filter_map(|one| {
            let path = text(&one["path"]).strip_prefix(&below)?.to_owned();
            Some((text(&one["method"]), path, one["status"].as_u64().unwrap_or_default()))
        });
        ours.collect()
    }
}
