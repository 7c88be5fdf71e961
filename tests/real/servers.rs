//! Where the servers are, and what they say of themselves: read past the console, with plain HTTP and another reader of JSON.

use std::rc::Rc;

use futures_executor::block_on;
use serde_json::{Value, json};
use voldeck::http::{Outgoing, Response, Secret, Transport};
use voldeck::provider::by_id;

use super::desk::Desk;
use super::wire::{Wall, Wire};

/// The password of each account that the servers are given.
pub const ALICE: (&str, &str) = ("alice", "demo-alice-password");

/// The addresses, as the environment tells them.
pub struct Servers {
    pub keystone: String,
    pub cinder: String,
    pub front: String,
    pub brief: String,
    pub storage: String,
    pub analytics: String,
    pub credential: String,
}

/// The servers; without them nothing, aloud.
pub fn servers() -> Option<Servers> {
    let told = |name: &str| std::env::var(name).ok().filter(|text| !text.is_empty());
    let found = (|| {
        Some(Servers {
            keystone: told("REAL_KEYSTONE_URL")?,
            cinder: told("REAL_CINDER_URL")?,
            front: told("REAL_FRONT_URL")?,
            brief: told("REAL_BRIEF_KEYSTONE_URL")?,
            storage: told("REAL_STORAGE_ID")?,
            analytics: told("REAL_ANALYTICS_ID")?,
            credential: told("REAL_CREDENTIAL_ID")?,
        })
    })();
    if found.is_none() {
        eprintln!("skipped: there is no real Cinder; cargo xtask test --only real starts one");
    }
    found
}

/// Calls once, past the console.
pub fn call(method: &str, url: &str, token: Option<&str>, body: Option<&Value>) -> Response {
    let mut headers = vec![("OpenStack-API-Version", Secret::new("volume 3.71")), ("Accept", Secret::new("application/json"))];
    headers.extend(token.map(|token| ("X-Auth-Token", Secret::new(token))));
    headers.extend(body.map(|_| ("Content-Type", Secret::new("application/json"))));
    let method = method.parse().expect("a method");
    let body = body.map(|body| Secret::new(&body.to_string()));
    block_on(Wire.send(Outgoing { method, url: url.to_owned(), headers, body, timeout_millis: 60_000 }))
        .unwrap_or_else(|lost| panic!("{url}: {lost:?}"))
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
pub fn alice(servers: &Servers, project: &str) -> Desk {
    signed_in(&format!("{}/v3", servers.keystone), "RegionOne", ALICE, project)
}

/// A connection of the console.
pub fn signed_in(keystone: &str, region: &str, (user, password): (&str, &str), project: &str) -> Desk {
    let provider = by_id("cinder").expect("the provider");
    let values = provider.sign_in().initial();
    let values = values.with("address", keystone).with("auth", "password").with("user", user).with("password", password);
    let values = values.with("project", project).with("region", region);
    let desk = Desk::real(provider, Rc::new(Wire), Rc::new(Wall), &values);
    desk.learn();
    desk
}
