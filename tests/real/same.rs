//! The simulator against the server that it simulates: the same calls to both, one after the other, and the same answers. Compared are
//! status, the headers that a client reads, the names and types of everything in a body, and the words of a refusal.

use std::cell::RefCell;
use std::collections::BTreeMap;

use serde_json::Value;
use voldeck_core::http::Response;
use voldeck_simulators::cinder::{APP_CREDENTIAL, APP_SECRET, Cinder, Options, PROJECT_STORAGE, Seed};
use voldeck_simulators::frame::{self, Simulator};

use super::harness::BEGIN;
use super::script::{Check, script};
use super::servers::{Servers, headed, servers_alone};

/// One of the two.
trait Side {
    fn call(&self, method: &str, path: &str, headers: &[(&'static str, String)], body: Option<&Value>) -> Response;
    /// Lets time pass.
    fn pass(&self);
    /// Where Keystone and Cinder begin, the project, and the application credential.
    fn place(&self) -> [String; 5];
}

struct Simulated(RefCell<(Cinder, u64)>);

impl Side for Simulated {
    fn call(&self, method: &str, path: &str, headers: &[(&'static str, String)], body: Option<&Value>) -> Response {
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
        let body = body.map(|body| body.to_string().into_bytes()).unwrap_or_default();
        let call = frame::Request { method: method.to_owned(), path: path.to_owned(), query: query.to_owned(), headers, body };
        let (cinder, now) = &mut *self.0.borrow_mut();
        match cinder.answer(&call, *now) {
            frame::Outcome::Now(answer) => {
                Response { status: answer.status, headers: answer.headers, body: String::from_utf8_lossy(&answer.body).into_owned() }
            }
            other => panic!("{method} {path}: {other:?}"),
        }
    }

    fn pass(&self) {
        self.0.borrow_mut().1 += 1_000;
    }

    fn place(&self) -> [String; 5] {
        ["/identity", "/volume", PROJECT_STORAGE, APP_CREDENTIAL, APP_SECRET].map(str::to_owned)
    }
}

struct Real<'a>(&'a Servers);

impl Side for Real<'_> {
    fn call(&self, method: &str, path: &str, headers: &[(&'static str, String)], body: Option<&Value>) -> Response {
        headed(method, path, headers, body)
    }

    fn pass(&self) {
        std::thread::sleep(std::time::Duration::from_millis(200));
    }

    fn place(&self) -> [String; 5] {
        [&self.0.keystone, &self.0.cinder, &self.0.storage, &self.0.credential, "demo-appcred-secret"].map(ToString::to_string)
    }
}

/// What is compared of an answer, as lines.
fn told(response: &Response) -> Vec<String> {
    let mut lines = vec![format!("status {}", response.status)];
    for name in ["OpenStack-API-Version", "X-Openstack-Request-Id", "Content-Type", "X-Subject-Token", "Retry-After", "Location"] {
        if let Some(value) = response.header(name) {
            let kept = if matches!(name, "OpenStack-API-Version" | "Retry-After") { value } else { "…" };
            lines.push(format!("{name}: {kept}"));
        }
    }
    match serde_json::from_str::<Value>(&response.body) {
        Ok(body) => api_version("", &body, &mut lines),
        Err(_) if response.body.is_empty() => lines.push("no body".to_owned()),
        Err(_) => lines.push("not JSON".to_owned()),
    }
    lines.retain(|line| !furnished(line));
    lines.sort();
    lines.dedup();
    lines
}

/// Names and types; and the words where something is refused.
fn api_version(at: &str, value: &Value, lines: &mut Vec<String>) {
    match value {
        Value::Object(map) if at.ends_with("metadata") || at.ends_with("extra_specs") || at.ends_with("group_specs") => {
            lines.push(format!("{at}: pairs{}", if map.is_empty() { ", none" } else { "" }));
        }
        Value::Object(map) => {
            lines.push(format!("{at}: object"));
            for (name, value) in map {
                api_version(&format!("{at}.{name}"), value, lines);
            }
        }
        Value::Array(list) => {
            lines.push(format!("{at}: list{}", if list.is_empty() { ", empty" } else { "" }));
            for one in list {
                api_version(&format!("{at}[]"), one, lines);
            }
        }
        Value::String(text) if at.ends_with(".message") => lines.push(format!("{at}: {}", plain(text))),
        Value::String(text) if [".status", ".bootable", ".user_message"].iter().any(|end| at.ends_with(end)) => {
            lines.push(format!("{at}: {text}"));
        }
        Value::String(text) => lines.push(format!("{at}: {}", if text.is_empty() { "empty text" } else { "text" })),
        Value::Number(number) if [".size", ".code"].iter().any(|end| at.ends_with(end)) => lines.push(format!("{at}: {number}")),
        Value::Number(_) => lines.push(format!("{at}: number")),
        Value::Bool(yes) => lines.push(format!("{at}: {yes}")),
        Value::Null => lines.push(format!("{at}: null")),
    }
}

/// What depends on how a cloud is furnished and not on what it does.
fn furnished(line: &str) -> bool {
    let described = ["types[].description", "projects[].description", "zoneState.available"];
    described.iter().any(|part| line.contains(part)) || line.starts_with(".quota_set.") && line.contains('_')
}

/// Words without ids, and without what the server prints of its own objects.
fn plain(text: &str) -> String {
    let text = match (text.find("VolumeType("), text.find(" (requested type")) {
        (Some(from), Some(to)) => [&text[..from], "00000000-0000-0000-0000-000000000000", &text[to..]].concat(),
        _ => text.to_owned(),
    };
    let mut out = String::new();
    let mut run = String::new();
    let flush = |run: &mut String, out: &mut String| {
        let digits = run.chars().filter(|c| *c != '-').count();
        out.push_str(if digits >= 32 { "ID" } else { run });
        run.clear();
    };
    for c in text.chars() {
        if c.is_ascii_hexdigit() || c == '-' {
            run.push(c);
        } else {
            flush(&mut run, &mut out);
            out.push(c);
        }
    }
    flush(&mut run, &mut out);
    out
}

/// Carries the script out. Words in braces are ids of what earlier steps made; `wait` waits for a state.
fn played(side: &dyn Side, script: &[Check]) -> Vec<Vec<String>> {
    let [identity, volume, project, app_id, app_secret] = side.place();
    let mut ids: BTreeMap<String, String> = BTreeMap::from([
        ("project".to_owned(), project.clone()),
        ("none".to_owned(), "0f0f0f0f-0000-4000-8000-0f0f0f0f0f0f".to_owned()),
        ("app".to_owned(), app_id),
        ("secret".to_owned(), app_secret),
    ]);
    let mut token = String::new();
    let filled = |text: &str, ids: &BTreeMap<String, String>| {
        ids.iter().fold(text.to_owned(), |text, (name, id)| text.replace(&format!("{{{name}}}"), id))
    };
    let mut all = Vec::new();
    for (name, method, path, version, body) in script {
        let path = filled(path, &ids);
        let base = if path.starts_with("/v3/auth") {
            identity.clone()
        } else if path.starts_with("/v3") || path == "/" {
            volume.clone()
        } else {
            format!("{volume}/v3/{project}")
        };
        let url = format!("{base}{path}");
        let mut headers = vec![("Accept", "application/json".to_owned())];
        if !token.is_empty() && *name != "nobody" {
            headers.push(("X-Auth-Token", token.clone()));
        }
        let spoken = if *method == "WAIT" { "3.71" } else { version };
        if !spoken.is_empty() {
            headers.push(("OpenStack-API-Version", format!("volume {spoken}")));
        }
        if *method == "WAIT" {
            // The version stands for the state to wait for; empty is gone.
            let mut left = 150;
            loop {
                let answer = side.call("GET", &url, &headers, None);
                let now: Value = serde_json::from_str(&answer.body).unwrap_or_default();
                let status = now.as_object().and_then(|map| map.values().next()).and_then(|one| one["status"].as_str()).unwrap_or_default();
                if (version.is_empty() && answer.status == 404) || (!version.is_empty() && status == *version) {
                    break;
                }
                left -= 1;
                assert!(left > 0, "{url} did not become {version:?}: {}", answer.body);
                side.pass();
            }
            all.push(vec!["waited".to_owned()]);
            continue;
        }
        let body = (!body.is_null()).then(|| serde_json::from_str::<Value>(&filled(&body.to_string(), &ids)).expect("JSON"));
        if body.is_some() {
            headers.push(("Content-Type", "application/json".to_owned()));
        }
        let answer = side.call(method, &url, &headers, body.as_ref());
        if let Some(subject) = answer.header("X-Subject-Token").filter(|_| *name == "token") {
            subject.clone_into(&mut token);
        }
        let said: Value = serde_json::from_str(&answer.body).unwrap_or_default();
        let made = said.as_object().and_then(|map| map.values().next()).cloned().unwrap_or_default();
        if let (false, Some(id)) = (name.is_empty(), made["id"].as_str()) {
            ids.insert((*name).to_owned(), id.to_owned());
            if let Some(key) = made["auth_key"].as_str() {
                ids.insert(format!("{name} key"), key.to_owned());
            }
        }
        all.push(told(&answer));
    }
    all
}

#[test]
fn the_simulator_answers_as_the_server_does() {
    let Some(servers) = servers_alone() else { return };
    servers.empty();
    let script = script();
    let simulated = Simulated(RefCell::new((Cinder::new(Options { seed: Seed::Empty, ..Options::default() }, BEGIN), BEGIN)));
    let ours = played(&simulated, &script);
    let theirs = played(&Real(&servers), &script);
    let mut different = Vec::new();
    for (at, (_, method, path, version, body)) in script.iter().enumerate() {
        let only = |one: &[String], other: &[String], whose: &str| {
            one.iter().filter(|line| !other.contains(line)).map(|line| format!("    {whose} {line}")).collect::<Vec<_>>()
        };
        let lines = [only(&ours[at], &theirs[at], "simulator:"), only(&theirs[at], &ours[at], "server:   ")].concat();
        if !lines.is_empty() {
            different.push(format!("{at}: {method} {path} at {version}, {body}\n{}", lines.join("\n")));
        }
    }
    assert!(different.is_empty(), "{} of {} answers differ\n{}", different.len(), script.len(), different.join("\n"));
}
