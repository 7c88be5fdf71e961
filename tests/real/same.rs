//! The simulator against the server that it simulates: the same calls to both, one after the other, and the same answers. Compared are
//! status, the headers that a client reads, the names and types of everything in a body, and the words of a refusal.

use std::cell::RefCell;
use std::collections::BTreeMap;

use serde_json::{Value, json};
use voldeck::http::Response;
use voldeck::provider::cinder::sim::{APP_CREDENTIAL, APP_SECRET, Cinder, Options, PROJECT_STORAGE, Seed};
use voldeck::sim::{Call, Reply, Simulator};

use super::desk::BEGIN;
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
        let call = Call { method: method.to_owned(), path: path.to_owned(), query: query.to_owned(), headers, body };
        let (cinder, now) = &mut *self.0.borrow_mut();
        match cinder.answer(&call, *now) {
            Reply::Now(answer) => {
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
        Ok(body) => shape("", &body, &mut lines),
        Err(_) if response.body.is_empty() => lines.push("no body".to_owned()),
        Err(_) => lines.push("not JSON".to_owned()),
    }
    lines.retain(|line| !furnished(line));
    lines.sort();
    lines.dedup();
    lines
}

/// Names and types; and the words where something is refused.
fn shape(at: &str, value: &Value, lines: &mut Vec<String>) {
    match value {
        Value::Object(map) if at.ends_with("metadata") || at.ends_with("extra_specs") || at.ends_with("group_specs") => {
            lines.push(format!("{at}: pairs{}", if map.is_empty() { ", none" } else { "" }));
        }
        Value::Object(map) => {
            lines.push(format!("{at}: object"));
            for (name, value) in map {
                shape(&format!("{at}.{name}"), value, lines);
            }
        }
        Value::Array(list) => {
            lines.push(format!("{at}: list{}", if list.is_empty() { ", empty" } else { "" }));
            for one in list {
                shape(&format!("{at}[]"), one, lines);
            }
        }
        Value::String(text) if at.ends_with(".message") => lines.push(format!("{at}: {}", plain(text))),
        Value::String(text) if [".status", ".bootable", ".user_message"].iter().any(|end| at.ends_with(end)) => {
            lines.push(format!("{at}: {text}"))
        }
        Value::String(text) => lines.push(format!("{at}: {}", if text.is_empty() { "empty text" } else { "text" })),
        Value::Number(number) if at.ends_with(".size") || at.ends_with(".code") => lines.push(format!("{at}: {number}")),
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

/// A call of the script: what it is named by if its answer has an id, method, path, microversion, body.
type Step = (&'static str, &'static str, &'static str, &'static str, Value);

/// Carries the script out. Words in braces are ids of what earlier steps made; `wait` waits for a state.
fn played(side: &dyn Side, script: &[Step]) -> Vec<Vec<String>> {
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

fn script() -> Vec<Step> {
    const NEW: &str = "3.71";
    let user = json!({ "name": "alice", "domain": { "id": "default" }, "password": "demo-alice-password" });
    let scope = json!({ "project": { "id": "{project}" } });
    let identity = json!({ "methods": ["password"], "password": { "user": user } });
    let app = json!({ "methods": ["application_credential"], "application_credential": { "id": "{app}", "secret": "{secret}" } });
    let volume = |more: Value| {
        let mut volume = json!({ "size": 1, "volume_type": "fast-ssd" });
        for (key, value) in more.as_object().cloned().unwrap_or_default() {
            volume[key] = value;
        }
        json!({ "volume": volume })
    };
    let mut script: Vec<Step> = vec![
        // Signing in.
        ("", "GET", "/", "", Value::Null),
        ("", "GET", "/v3/", "", Value::Null),
        (
            "",
            "POST",
            "/v3/auth/tokens",
            "",
            json!({ "auth": { "identity": { "methods": ["password"], "password": { "user": { "name": "alice", "domain": { "id": "default" }, "password": "no" } } }, "scope": scope } }),
        ),
        (
            "",
            "POST",
            "/v3/auth/tokens",
            "",
            json!({ "auth": { "identity": identity, "scope": { "project": { "name": "elsewhere", "domain": { "id": "default" } } } } }),
        ),
        ("", "POST", "/v3/auth/tokens", "", json!({ "auth": { "identity": app, "scope": scope } })),
        ("", "POST", "/v3/auth/tokens", "", json!({ "auth": { "identity": app } })),
        ("token", "POST", "/v3/auth/tokens", "", json!({ "auth": { "identity": identity } })),
        ("", "GET", "/v3/auth/projects", "", Value::Null),
        ("token", "POST", "/v3/auth/tokens", "", json!({ "auth": { "identity": identity, "scope": scope } })),
        // Versions.
        ("", "GET", "/v3/", "", Value::Null),
        ("", "GET", "/volumes", "3.999", Value::Null),
        ("", "GET", "/volumes", "3.x", Value::Null),
        ("", "GET", "/volumes", "", Value::Null),
        ("nobody", "GET", "/volumes", NEW, Value::Null),
        ("", "GET", "/v3/0f0f0f0f/volumes", NEW, Value::Null),
        ("", "GET", "/v3/demo/volumes", NEW, Value::Null),
        ("", "GET", "/nothing", NEW, Value::Null),
        ("", "GET", "/groups/detail", "3.0", Value::Null),
        // Look-ups.
        ("", "GET", "/limits", NEW, Value::Null),
        ("", "GET", "/os-availability-zone", NEW, Value::Null),
        ("", "GET", "/types", NEW, Value::Null),
        ("", "GET", "/types/default", NEW, Value::Null),
        ("", "GET", "/os-services", NEW, Value::Null),
        ("", "GET", "/scheduler-stats/get_pools?detail=true", NEW, Value::Null),
        ("", "GET", "/os-quota-sets/{project}", NEW, Value::Null),
        // Volumes that are not to be.
        ("", "POST", "/volumes", NEW, volume(json!({ "size": 0 }))),
        ("", "POST", "/volumes", NEW, volume(json!({ "size": 1.5 }))),
        ("", "POST", "/volumes", NEW, volume(json!({ "size": "x" }))),
        ("", "POST", "/volumes", NEW, json!({ "volume": { "name": "no size" } })),
        ("", "POST", "/volumes", NEW, json!({ "volumes": {} })),
        ("", "POST", "/volumes", NEW, volume(json!({ "more": 1 }))),
        ("", "POST", "/volumes", NEW, volume(json!({ "volume_type": "none" }))),
        ("", "POST", "/volumes", NEW, volume(json!({ "availability_zone": "mars" }))),
        ("", "POST", "/volumes", NEW, volume(json!({ "snapshot_id": "{none}" }))),
        ("", "POST", "/volumes", NEW, volume(json!({ "source_volid": "{none}" }))),
        ("", "POST", "/volumes", NEW, volume(json!({ "multiattach": true }))),
        ("", "POST", "/volumes", NEW, volume(json!({ "name": "x".repeat(256) }))),
        ("", "POST", "/volumes", NEW, volume(json!({ "metadata": { "a": 1 } }))),
        ("", "POST", "/volumes", NEW, volume(json!({ "group_id": "{none}" }))),
        // One that is.
        (
            "one",
            "POST",
            "/volumes",
            NEW,
            volume(json!({ "name": "  same one ü ", "description": "d", "metadata": { "a": "b" }, "size": 2 })),
        ),
        ("", "WAIT", "/volumes/{one}", "available", Value::Null),
        ("", "GET", "/volumes/{one}", NEW, Value::Null),
        ("", "GET", "/volumes/{one}", "3.0", Value::Null),
        ("", "GET", "/volumes/{one}", "3.47", Value::Null),
        ("", "GET", "/volumes", NEW, Value::Null),
        ("", "GET", "/volumes/detail?limit=1", NEW, Value::Null),
        ("", "GET", "/volumes/detail?limit=0", NEW, Value::Null),
        ("", "GET", "/volumes/detail?limit=-1", NEW, Value::Null),
        ("", "GET", "/volumes/detail?limit=x", NEW, Value::Null),
        ("", "GET", "/volumes/detail?marker={none}", NEW, Value::Null),
        ("", "GET", "/volumes/detail?with_count=true", NEW, Value::Null),
        ("", "GET", "/volumes/detail?sort=nothing:asc", NEW, Value::Null),
        ("", "GET", "/volumes/detail?sort=name:up", NEW, Value::Null),
        ("", "GET", "/volumes/detail?name=same%20one%20%C3%BC", NEW, Value::Null),
        ("", "GET", "/volumes/detail?name~=same", NEW, Value::Null),
        ("", "GET", "/volumes/detail?colour=red", NEW, Value::Null),
        ("", "GET", "/volumes/summary", NEW, Value::Null),
        ("", "GET", "/volumes/{none}", NEW, Value::Null),
        ("", "PUT", "/volumes/{one}", NEW, json!({ "volume": { "name": "same two" } })),
        ("", "PUT", "/volumes/{one}", NEW, json!({ "volume": {} })),
        ("", "GET", "/volumes/{one}/metadata", NEW, Value::Null),
        ("", "POST", "/volumes/{one}/metadata", NEW, json!({ "metadata": { "c": "d" } })),
        ("", "PUT", "/volumes/{one}/metadata", NEW, json!({ "metadata": { "e": "f" } })),
        ("", "PUT", "/volumes/{one}/metadata/e", NEW, json!({ "meta": { "e": "g" } })),
        ("", "PUT", "/volumes/{one}/metadata/e", NEW, json!({ "meta": { "other": "g" } })),
        ("", "DELETE", "/volumes/{one}/metadata/e", NEW, Value::Null),
        ("", "DELETE", "/volumes/{one}/metadata/e", NEW, Value::Null),
        ("", "POST", "/volumes/{one}/metadata", NEW, json!({ "metadata": { "é": "d" } })),
        // What is done to it.
        ("", "POST", "/volumes/{one}/action", NEW, json!({ "os-extend": { "new_size": 1 } })),
        ("", "POST", "/volumes/{one}/action", NEW, json!({ "os-extend": { "new_size": "x" } })),
        ("", "POST", "/volumes/{one}/action", NEW, json!({ "os-extend": { "new_size": 3 } })),
        ("", "WAIT", "/volumes/{one}", "available", Value::Null),
        ("", "POST", "/volumes/{one}/action", NEW, json!({ "nothing": {} })),
        ("", "POST", "/volumes/{one}/action", NEW, json!({ "os-extend": { "new_size": 4 }, "os-unreserve": {} })),
        ("", "POST", "/volumes/{one}/action", NEW, json!({ "os-reset_status": { "status": "error" } })),
        ("", "POST", "/volumes/{one}/action", NEW, json!({ "os-force_delete": {} })),
        ("", "DELETE", "/volumes/{one}?force=true", NEW, Value::Null),
        ("", "POST", "/volumes/{one}/action", NEW, json!({ "os-retype": { "new_type": "fast-ssd", "migration_policy": "never" } })),
        ("", "POST", "/volumes/{one}/action", NEW, json!({ "os-retype": { "new_type": "none", "migration_policy": "never" } })),
        ("", "POST", "/volumes/{one}/action", NEW, json!({ "os-retype": { "new_type": "shared", "migration_policy": "sometimes" } })),
        ("", "POST", "/volumes/{one}/action", NEW, json!({ "os-set_bootable": { "bootable": true } })),
        ("", "POST", "/volumes/{one}/action", NEW, json!({ "os-update_readonly_flag": { "readonly": true } })),
        ("", "GET", "/volumes/{one}", NEW, Value::Null),
        ("", "POST", "/volumes/{one}/action", NEW, json!({ "os-update_readonly_flag": { "readonly": false } })),
        ("", "POST", "/volumes/{one}/action", NEW, json!({ "os-detach": {} })),
        ("", "POST", "/volumes/{one}/action", NEW, json!({ "revert": { "snapshot_id": "{none}" } })),
        // Snapshots.
        ("", "POST", "/snapshots", NEW, json!({ "snapshot": { "volume_id": "{none}" } })),
        ("", "POST", "/snapshots", NEW, json!({ "snapshot": { "volume_id": "{one}", "force": false } })),
        ("", "POST", "/snapshots", NEW, json!({ "snapshot": {} })),
        ("kept", "POST", "/snapshots", NEW, json!({ "snapshot": { "volume_id": "{one}", "name": "same kept", "metadata": { "a": "b" } } })),
        ("", "WAIT", "/snapshots/{kept}", "available", Value::Null),
        ("", "GET", "/snapshots/{kept}", NEW, Value::Null),
        ("", "GET", "/snapshots/{kept}", "3.0", Value::Null),
        ("", "GET", "/snapshots", NEW, Value::Null),
        ("", "GET", "/snapshots/detail?volume_id={one}", NEW, Value::Null),
        ("", "GET", "/snapshots/{none}", NEW, Value::Null),
        ("", "PUT", "/snapshots/{kept}", NEW, json!({ "snapshot": { "name": "same kept on" } })),
        ("", "DELETE", "/volumes/{one}", NEW, Value::Null),
        ("", "POST", "/volumes", NEW, volume(json!({ "snapshot_id": "{kept}", "size": 1 }))),
        ("copy", "POST", "/volumes", NEW, json!({ "volume": { "snapshot_id": "{kept}", "name": "same copy" } })),
        ("", "WAIT", "/volumes/{copy}", "available", Value::Null),
        ("", "GET", "/volumes/{copy}", NEW, Value::Null),
        ("", "POST", "/volumes/{one}/action", NEW, json!({ "revert": { "snapshot_id": "{kept}" } })),
        ("", "WAIT", "/volumes/{one}", "available", Value::Null),
        // Attachments.
        ("", "POST", "/attachments", NEW, json!({ "attachment": { "volume_uuid": "{none}" } })),
        ("held", "POST", "/attachments", NEW, json!({ "attachment": { "volume_uuid": "{one}", "mode": "rw" } })),
        ("", "GET", "/attachments/{held}", NEW, Value::Null),
        ("", "GET", "/attachments", NEW, Value::Null),
        ("", "GET", "/attachments/detail", NEW, Value::Null),
        ("", "GET", "/volumes/{one}", NEW, Value::Null),
        ("", "POST", "/attachments", NEW, json!({ "attachment": { "volume_uuid": "{one}" } })),
        ("", "POST", "/volumes/{one}/action", NEW, json!({ "os-extend": { "new_size": 9 } })),
        ("", "POST", "/snapshots", NEW, json!({ "snapshot": { "volume_id": "{one}" } })),
        ("", "DELETE", "/volumes/{one}", NEW, Value::Null),
        ("", "POST", "/volume-transfers", NEW, json!({ "transfer": { "volume_id": "{one}" } })),
        ("", "DELETE", "/attachments/{held}", NEW, Value::Null),
        ("", "DELETE", "/attachments/{held}", NEW, Value::Null),
        ("", "POST", "/volumes/{one}/action", NEW, json!({ "os-attach": { "host_name": "db-7", "mountpoint": "/dev/vdb", "mode": "rw" } })),
        ("", "WAIT", "/volumes/{one}", "in-use", Value::Null),
        ("", "GET", "/volumes/{one}", NEW, Value::Null),
        ("", "DELETE", "/volumes/{one}", NEW, Value::Null),
        ("", "POST", "/volumes/{one}/action", NEW, json!({ "os-attach": { "host_name": "db-8", "mountpoint": "/dev/vdb", "mode": "rw" } })),
        ("", "POST", "/volumes/{one}/action", NEW, json!({ "os-detach": {} })),
        ("", "WAIT", "/volumes/{one}", "available", Value::Null),
        // Transfers.
        ("gift", "POST", "/volume-transfers", NEW, json!({ "transfer": { "volume_id": "{copy}", "name": "same gift" } })),
        ("", "GET", "/volume-transfers/{gift}", NEW, Value::Null),
        ("", "GET", "/volume-transfers", NEW, Value::Null),
        ("", "GET", "/volume-transfers/detail", NEW, Value::Null),
        ("", "POST", "/volume-transfers/{gift}/accept", NEW, json!({ "accept": { "auth_key": "wrong" } })),
        ("", "DELETE", "/volumes/{copy}", NEW, Value::Null),
        ("", "DELETE", "/volume-transfers/{gift}", NEW, Value::Null),
        ("", "DELETE", "/volume-transfers/{gift}", NEW, Value::Null),
        ("", "WAIT", "/volumes/{copy}", "available", Value::Null),
    ];
    script.extend(groups());
    script.extend([
        // What fails later.
        ("lost", "POST", "/volumes", NEW, volume(json!({ "name": "same lost", "volume_type": "legacy-san" }))),
        ("", "WAIT", "/volumes/{lost}", "error", Value::Null),
        ("", "GET", "/volumes/{lost}", NEW, Value::Null),
        ("", "GET", "/messages?resource_uuid={lost}", NEW, Value::Null),
        ("", "POST", "/volumes/{lost}/action", NEW, json!({ "os-extend": { "new_size": 9 } })),
        ("", "DELETE", "/volumes/{lost}", NEW, Value::Null),
        ("", "WAIT", "/volumes/{lost}", "", Value::Null),
        // The end.
        ("", "DELETE", "/volumes/{one}?cascade=true", NEW, Value::Null),
        ("", "WAIT", "/volumes/{one}", "", Value::Null),
        ("", "GET", "/snapshots/{kept}", NEW, Value::Null),
        ("", "DELETE", "/volumes/{copy}", NEW, Value::Null),
        ("", "WAIT", "/volumes/{copy}", "", Value::Null),
        ("", "DELETE", "/volumes/{copy}", NEW, Value::Null),
        ("", "DELETE", "/snapshots/{kept}", NEW, Value::Null),
    ]);
    script
}

fn groups() -> Vec<Step> {
    const NEW: &str = "3.71";
    vec![
        ("", "GET", "/group_types", NEW, Value::Null),
        ("", "POST", "/groups", NEW, json!({ "group": { "group_type": "default_cgsnapshot_type", "volume_types": ["fast-ssd"] } })),
        ("", "POST", "/groups", NEW, json!({ "group": { "group_type": "none", "volume_types": ["fast-ssd"] } })),
        ("", "POST", "/groups", NEW, json!({ "group": { "group_type": "loose", "volume_types": ["none"] } })),
        ("", "POST", "/groups", NEW, json!({ "group": { "group_type": "loose", "volume_types": [] } })),
        ("", "POST", "/groups", NEW, json!({ "group": { "group_type": "loose" } })),
        (
            "group",
            "POST",
            "/groups",
            NEW,
            json!({ "group": { "group_type": "loose", "volume_types": ["fast-ssd"], "name": "same group" } }),
        ),
        ("", "WAIT", "/groups/{group}", "available", Value::Null),
        ("", "GET", "/groups/{group}", NEW, Value::Null),
        ("", "GET", "/groups/{group}?list_volume=true", NEW, Value::Null),
        ("", "GET", "/groups", NEW, Value::Null),
        ("", "GET", "/groups/detail", NEW, Value::Null),
        ("", "GET", "/groups/{none}", NEW, Value::Null),
        ("", "POST", "/group_snapshots", NEW, json!({ "group_snapshot": { "group_id": "{group}" } })),
        ("", "POST", "/volumes", NEW, json!({ "volume": { "size": 1, "group_id": "{group}" } })),
        ("", "POST", "/volumes", NEW, json!({ "volume": { "size": 1, "group_id": "{group}", "volume_type": "shared" } })),
        (
            "member",
            "POST",
            "/volumes",
            NEW,
            json!({ "volume": { "size": 1, "group_id": "{group}", "volume_type": "fast-ssd", "name": "same member" } }),
        ),
        ("", "WAIT", "/volumes/{member}", "available", Value::Null),
        ("", "GET", "/volumes/{member}", NEW, Value::Null),
        ("", "DELETE", "/volumes/{member}", NEW, Value::Null),
        ("", "POST", "/volumes/{member}/action", NEW, json!({ "os-retype": { "new_type": "shared", "migration_policy": "never" } })),
        ("", "GET", "/groups/{group}?list_volume=true", NEW, Value::Null),
        ("", "PUT", "/groups/{group}", NEW, json!({ "group": { "name": "same group" } })),
        ("", "PUT", "/groups/{group}", NEW, json!({ "group": { "add_volumes": "{member}" } })),
        ("", "PUT", "/groups/{group}", NEW, json!({ "group": { "remove_volumes": "{none}" } })),
        ("", "PUT", "/groups/{group}", NEW, json!({ "group": { "add_volumes": "{none}" } })),
        ("", "PUT", "/groups/{group}", NEW, json!({ "group": {} })),
        ("", "PUT", "/groups/{group}", NEW, json!({ "group": { "name": "same group on" } })),
        ("", "WAIT", "/groups/{group}", "available", Value::Null),
        ("moment", "POST", "/group_snapshots", NEW, json!({ "group_snapshot": { "group_id": "{group}", "name": "same moment" } })),
        ("", "WAIT", "/group_snapshots/{moment}", "available", Value::Null),
        ("", "GET", "/group_snapshots/{moment}", NEW, Value::Null),
        ("", "GET", "/group_snapshots", NEW, Value::Null),
        ("", "GET", "/group_snapshots/detail", NEW, Value::Null),
        ("", "GET", "/snapshots/detail?volume_id={member}", NEW, Value::Null),
        ("", "POST", "/groups/{group}/action", NEW, json!({ "delete": { "delete-volumes": true } })),
        ("", "POST", "/groups/{group}/action", NEW, json!({ "delete": { "delete-volumes": false } })),
        ("", "POST", "/groups/{group}/action", NEW, json!({ "reset_status": { "status": "error" } })),
        ("", "POST", "/groups/action", NEW, json!({ "create-from-src": { "name": "x" } })),
        ("", "POST", "/groups/action", NEW, json!({ "create-from-src": { "group_snapshot_id": "{none}" } })),
        ("again", "POST", "/groups/action", NEW, json!({ "create-from-src": { "group_snapshot_id": "{moment}", "name": "same again" } })),
        ("", "WAIT", "/groups/{again}", "available", Value::Null),
        ("", "GET", "/groups/{again}?list_volume=true", NEW, Value::Null),
        ("", "DELETE", "/group_snapshots/{moment}", NEW, Value::Null),
        ("", "WAIT", "/group_snapshots/{moment}", "", Value::Null),
        ("", "POST", "/groups/{again}/action", NEW, json!({ "delete": { "delete-volumes": true } })),
        ("", "WAIT", "/groups/{again}", "", Value::Null),
        ("", "PUT", "/groups/{group}", NEW, json!({ "group": { "remove_volumes": "{member}" } })),
        ("", "WAIT", "/groups/{group}", "available", Value::Null),
        ("", "POST", "/groups/{group}/action", NEW, json!({ "delete": { "delete-volumes": false } })),
        ("", "WAIT", "/groups/{group}", "", Value::Null),
        ("", "DELETE", "/volumes/{member}", NEW, Value::Null),
        ("", "WAIT", "/volumes/{member}", "", Value::Null),
    ]
}
