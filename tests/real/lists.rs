//! What the console lists is what Cinder lists: read twice, by two programs, and compared value by value.

use serde_json::{Value, json};
use voldeck_core::model::Kind;

use super::servers::{ALICE, Servers, alice, call, servers_alone};

/// Every value of a body, without its path.
fn values(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Array(list) if !list.is_empty() => list.iter().for_each(|value| values(value, found)),
        Value::Object(map) if !map.is_empty() => map.values().for_each(|value| values(value, found)),
        Value::String(text) => found.push(text.clone()),
        other => found.push(other.to_string()),
    }
}

/// All items of a collection, page by page as the server cuts them.
fn all(servers: &Servers, collection: &str) -> Vec<Value> {
    let mut found: Vec<Value> = Vec::new();
    loop {
        let marker = found.last().map(|last| format!("?marker={}", last["id"].as_str().unwrap_or_default())).unwrap_or_default();
        let page = servers.read(&servers.storage, &format!("/{collection}/detail{marker}"));
        let items = page[collection].as_array().cloned().unwrap_or_default();
        if items.is_empty() {
            return found;
        }
        found.extend(items);
    }
}

#[test]
fn the_list_is_the_servers_list() {
    let Some(servers) = servers_alone() else { return };
    let (token, base) = (servers.token(ALICE, &servers.storage), format!("{}/v3/{}", servers.cinder, servers.storage));
    let post = |path: &str, body: &Value| {
        let answer = call("POST", &format!("{base}{path}"), Some(&token), Some(body));
        assert_eq!(answer.status, 202, "{path}: {}", answer.body);
        serde_json::from_str::<Value>(&answer.body).expect("JSON")
    };
    // More than a page of them: see osapi_max_limit in cinder.conf.
    let count = 23;
    let wanted = |n: usize| match n {
        0 => json!({ "size": 1, "name": null }),
        n => json!({ "size": 1 + n % 3, "name": format!("listed {n} ü"), "metadata": { "n": n.to_string(), "umlaut": "ü" } }),
    };
    let volumes = (0..count).map(|n| post("/volumes", &json!({ "volume": wanted(n) })));
    let ids: Vec<String> = volumes.map(|volume| volume["volume"]["id"].as_str().expect("an id").to_owned()).collect();
    let harness = alice(&servers, "storage");
    for id in &ids {
        harness.until_is(Kind::Volume, &voldeck_core::model::Id::new(&format!("volumes/{id}")), "available");
    }
    let snapshot = post("/snapshots", &json!({ "snapshot": { "volume_id": ids[0], "name": "listed" } }))["snapshot"]["id"].clone();
    let snapshot = voldeck_core::model::Id::new(&format!("snapshots/{}", snapshot.as_str().expect("an id")));
    harness.until_is(Kind::Snapshot, &snapshot, "available");

    for (kind, collections) in
        [(Kind::Volume, &["volumes"][..]), (Kind::Snapshot, &["snapshots", "group_snapshots"]), (Kind::Group, &["groups"])]
    {
        let listed = harness.items(kind);
        let told: Vec<Value> = collections.iter().flat_map(|collection| all(&servers, collection)).collect();
        assert_eq!(listed.len(), told.len(), "{kind:?}");
        for one in listed {
            let row = one.unwrap_or_else(|bad| panic!("{}", bad.reason));
            let same = told.iter().find(|told| told["id"] == row.provider_id.as_str()).unwrap_or_else(|| panic!("{} is not there", row.id));
            let mut kept: Vec<String> = row.raw.leaves().into_iter().map(|leaf| leaf.text).collect();
            let mut sent = Vec::new();
            values(same, &mut sent);
            kept.sort();
            sent.sort();
            assert_eq!(kept, sent, "{}", row.id);
            assert_eq!(row.status.label, same["status"].as_str().unwrap_or_default());
            assert_eq!(row.size.map(|size| size.0 >> 30), same["size"].as_u64(), "{}", row.id);
        }
    }
    let volumes = all(&servers, "volumes").len();
    assert!(volumes >= count, "{volumes}");

    let known = harness.known();
    for id in &ids {
        let volume = known.iter().find(|known| known.provider_id == *id).expect("it is listed");
        let action = if *id == ids[0] { "volume-delete-cascade" } else { "volume-delete" };
        harness.done(action, Some(volume), &known, &[]);
    }
    for id in &ids {
        harness.until_gone(Kind::Volume, &voldeck_core::model::Id::new(&format!("volumes/{id}")));
    }
}
