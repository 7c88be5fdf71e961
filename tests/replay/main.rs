//! Conversations with real agents, played against the simulator in the order they were held: it has to answer what they did.
//!
//! The recordings are those that others keep beside this repository; without them the tests say that they skip.

mod cluster;
mod compare;
mod ids;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use compare::Comparison;
use ids::Ids;
use serde_json::Value;
use voldeck_simulators::frame::{Outcome, Request, Response, Simulator};
use voldeck_simulators::nomad::ApiVersion;

/// Exchanges in which the simulator may differ: recording, exchange, and why.
const EXCEPTIONS: &[(&str, &str, &str)] = &[];

/// The recordings of a provider, if they are here.
fn recording(provider: &str, file: &str) -> Option<PathBuf> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).parent()?.join("shared/fixtures").join(provider).join(file);
    if !file.is_file() {
        eprintln!("skipped: there is no {} beside this repository", file.display());
        return None;
    }
    Some(file)
}

/// What was sent, with the ids of the recording replaced by ours.
fn call(request: &Value, ids: &Ids) -> Request {
    let target = ids.in_target(request["path"].as_str().expect("a path"));
    let (path, query) = target.split_once('?').unwrap_or((&target, ""));
    let mut headers = Vec::new();
    if let Some(token) = request["token"].as_str() {
        headers.push(("X-Nomad-Token".to_owned(), cluster::secret(token)));
    }
    let body = match &request["body"] {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        json => json.to_string(),
    };
    Request {
        method: request["method"].as_str().expect("a method").to_owned(),
        path: path.to_owned(),
        query: query.to_owned(),
        headers,
        body: ids.in_text(&body).into_bytes(),
    }
}

/// Every difference between what was recorded and what we answer; learns which of our ids stands for which of theirs.
fn differences(exchange: &Value, answer: &Response, ids: &mut Ids) -> Vec<String> {
    let mut found = Vec::new();
    let status = exchange["status"].as_u64().expect("a status");
    if status != u64::from(answer.status) {
        found.push(format!("status {}, recorded {status}", answer.status));
    }
    let ours: BTreeMap<String, &String> = answer.headers.iter().map(|(name, value)| (name.to_ascii_lowercase(), value)).collect();
    let theirs: BTreeMap<String, &str> = exchange["headers"]
        .as_object()
        .into_iter()
        .flatten()
        .map(|(name, value)| (name.to_ascii_lowercase(), value.as_str().unwrap_or("")))
        .collect();
    for name in ["x-nomad-index", "x-nomad-nexttoken"] {
        if ours.contains_key(name) != theirs.contains_key(name) {
            found.push(format!("{name}: {:?}, recorded {:?}", ours.get(name), theirs.get(name)));
        }
    }
    if ours.get("content-type").map(|ours| ours.as_str()) != theirs.get("content-type").copied() {
        found.push(format!("content-type: {:?}, recorded {:?}", ours.get("content-type"), theirs.get("content-type")));
    }
    let body = String::from_utf8_lossy(&answer.body);
    if let Some(theirs) = exchange.get("json") {
        match serde_json::from_str(&body) {
            Ok(ours) => found.extend(Comparison::of(ids, theirs, &ours)),
            Err(error) => found.push(format!("no JSON, {error}: {body}")),
        }
    } else {
        let text = ids.in_text(exchange["text"].as_str().unwrap_or(""));
        if text != body {
            found.push(format!("text {body:?}, recorded {text:?}"));
        }
    }
    found
}

/// Plays a recording; what differs, by exchange.
fn replay(file: &str, api_version: ApiVersion) -> Option<Vec<String>> {
    let recorded = fs::read_to_string(recording("nomad", file)?).expect("a recording");
    let exchanges: Vec<Value> = recorded.lines().map(|line| serde_json::from_str(line).expect("an exchange")).collect();
    let names: Vec<&str> = exchanges.iter().map(|exchange| exchange["name"].as_str().expect("a name")).collect();
    let mut cluster = cluster::Cluster::new(api_version);
    let (mut ids, mut wrong, mut excused) = (Ids::default(), Vec::new(), Vec::new());
    for (exchange, name) in exchanges.iter().zip(&names) {
        cluster.before(name, &names);
        let call = call(&exchange["request"], &ids);
        let Outcome::Now(answer) = cluster.server.answer(&call, cluster.now) else { panic!("{name} is held") };
        let found = differences(exchange, &answer, &mut ids);
        if EXCEPTIONS.iter().any(|(recording, exchange, _)| *recording == file && exchange == name) {
            assert!(!found.is_empty(), "{file}: {name} is an exception and is answered as recorded");
            excused.push(*name);
            continue;
        }
        wrong.extend(found.into_iter().map(|difference| format!("{name}: {difference}")));
    }
    assert!(cluster.is_over(), "{file}: something between the lines has not happened: {:?}", cluster.left());
    eprintln!("{file}: {} exchanges, {} of them with an excuse", exchanges.len(), excused.len());
    Some(wrong)
}

/// Every exchange of a recording is answered as it was.
fn check(file: &str, api_version: ApiVersion) {
    let Some(wrong) = replay(file, api_version) else { return };
    assert!(wrong.is_empty(), "{file}: {} differences\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn an_agent_of_2_0_5_is_simulated_as_it_answered() {
    check("real-2.0.5.jsonl", ApiVersion::V200);
}

#[test]
fn an_agent_of_1_6_10_is_simulated_as_it_answered() {
    check("real-1.6.10.jsonl", ApiVersion::V16);
}
