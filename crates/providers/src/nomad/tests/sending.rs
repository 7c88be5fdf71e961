//! Calls as HTTP text.

use super::setup::client;
use crate::nomad::actions;
use crate::nomad::api::{self, ListClaims, ListNamed, ListNodes, ListPlugins, ListStorage, ListVolumes, Query, ReadPlugin, ReadVolume};
use crate::nomad::decode::{self, Registered, ResourceType};
use crate::nomad::watch::Wait;
use voldeck_core::action::{ActionContext, Values};
use voldeck_core::client::Client;
use voldeck_core::http::{Endpoint, Request};
use voldeck_core::model::Resource;

#[test]
fn reads_are_these() {
    let check = |request: Request, expected: &str| assert_eq!(request.shown(""), format!("GET {expected}"));
    let narrow = Query { prefix: "pg".into(), filter: "PluginID == \"x\"".into(), plugin_id: "ebs".into(), node_id: "ab".into() };
    let all = Query::default();
    let list = |class, query, per_page, wait| ListVolumes { class, namespace: "*", query, per_page, next_token: None, wait };
    check(api::AgentSelf.request(), "/v1/agent/self");
    check(api::StatusLeader.request(), "/v1/status/leader");
    check(api::TokenSelf.request(), "/v1/acl/token/self");
    check(api::ListRegions.request(), "/v1/regions");
    check(ListNamed::Namespaces.request(), "/v1/namespaces");
    check(ListNamed::NodePools.request(), "/v1/node/pools");
    check(api::ListPolicies.request(), "/v1/acl/policies");
    check(api::ReadPolicy("a/b").request(), "/v1/acl/policy/a%2Fb");
    check(ListNodes.request(), "/v1/nodes");
    check(ListPlugins.request(), "/v1/plugins?type=csi");
    check(ReadPlugin("a/b").request(), "/v1/plugin/csi/a%2Fb");
    check(list(ResourceType::Csi, &all, Some(500), None).request(), "/v1/volumes?type=csi&namespace=*&per_page=500");
    check(
        list(ResourceType::Csi, &narrow, None, Some(Wait::after(42))).request(),
        "/v1/volumes?type=csi&namespace=*&prefix=pg&filter=PluginID+%3D%3D+%22x%22&node_id=ab&index=42&wait=300s",
    );
    check(
        ListVolumes { namespace: "data", ..list(ResourceType::Csi, &narrow, None, None) }.request(),
        "/v1/volumes?type=csi&namespace=data&prefix=pg&filter=PluginID+%3D%3D+%22x%22&plugin_id=ebs&node_id=ab",
    );
    check(
        list(ResourceType::Host, &narrow, None, None).request(),
        "/v1/volumes?type=host&namespace=*&prefix=pg&filter=PluginID+%3D%3D+%22x%22&node_id=ab",
    );
    check(
        ReadVolume { class: ResourceType::Csi, namespace: "data", id: "a[0]", wait: None }.request(),
        "/v1/volume/csi/a%5B0%5D?namespace=data",
    );
    check(
        ReadVolume { class: ResourceType::Host, namespace: "data", id: "f0", wait: Some(Wait::after(0)) }.request(),
        "/v1/volume/host/f0?namespace=data&index=1&wait=300s",
    );
    let none = Registered::default();
    let storage = |class| ListStorage { class, plugin: "ebs", next_token: Some("t=1"), registered: &none };
    check(storage(ResourceType::Snapshot).request(), "/v1/volumes/snapshot?plugin_id=ebs&per_page=500&next_token=t%3D1");
    check(storage(ResourceType::External).request(), "/v1/volumes/external?plugin_id=ebs&per_page=500&next_token=t%3D1");
    check(ListClaims { namespace: "*" }.request(), "/v1/volumes/claims?namespace=*");
}

#[test]
fn every_call_carries_the_token_in_its_header_and_the_region_in_the_query() {
    let client = client("1.10.5");
    let signed = client.session().signer.sign(ListNodes.request(), 0).unwrap();
    assert_eq!(signed.shown("http://n"), "GET http://n/v1/nodes?region=eu\nX-Nomad-Token: ••••••••");
}

fn volume(body: &str, host: bool) -> Resource {
    if host { decode::host(body).unwrap() } else { decode::csi(body).unwrap() }
}

/// What a row sends, its JSON on one line.
fn sends(version: &str, action: &str, target: Option<&Resource>, values: &[(&'static str, &str)]) -> String {
    let client = client(version);
    let context = ActionContext { client: &client, target, known: &[] };
    let action = actions::ALL.iter().find(|row| row.name == action).unwrap();
    let mut filled: Values = (action.form)(&context).initial();
    for (name, value) in values {
        filled.set(name, *value);
    }
    let request = (action.endpoint.request)(&context, &filled);
    let body = request
        .body
        .as_ref()
        .map(|body| format!(" {}", serde_json::from_str::<serde_json::Value>(&body.shown).unwrap()))
        .unwrap_or_default();
    let headers: Vec<_> = request.secret_headers.iter().map(|(name, value)| format!(" {name}: {}", value.reveal())).collect();
    let headers = headers.concat();
    format!("{} {}{headers}{body}", request.method, request.target())
}

#[test]
fn writes_are_these() {
    let read = volume(include_str!("bodies/volume-csi-read-1.10.json"), false);
    let old = volume(include_str!("bodies/volume-csi-read-0.12.json"), false);
    let mut host = volume(include_str!("bodies/volume-host-read-1.10.json"), true);
    let claim = format!(r#"{{"ID":"5e3a/1","JobID":"db","TaskGroupName":"pg","VolumeID":"{}"}}"#, host.provider_id);
    let user = decode::sticky_claim(&claim, &host.provider_id).unwrap();
    host.attachments.extend(user);
    let snapshot = decode::snapshot(r#"{"ID":"snap-1","IsReady":true,"SizeBytes":1073741824}"#, "ebs", &Registered::default()).unwrap();
    let new = [("ID", "a[0]"), ("PluginID", "ebs"), ("ExternalID", "vol-9"), ("Secrets", "key=hunter2")];
    let lines = [
        sends("0.12.12", "csi-register", None, &new),
        sends("1.10.5", "csi-register", None, &new),
        sends(
            "1.10.5",
            "csi-create",
            None,
            &[
                ("ID", "pg"),
                ("PluginID", "ebs"),
                ("RequestedCapacityMin", "10 GiB"),
                ("MountFlags", "noatime"),
                ("RequiredTopologies", "zone=a, rack=1"),
            ],
        ),
        sends("1.10.5", "csi-restore", Some(&snapshot), &[("ID", "pg")]),
        sends("1.10.5", "csi-clone", Some(&read), &[("ID", "pg")]),
        sends("1.10.5", "csi-expand", Some(&read), &[("RequestedCapacityMin", "9223372036854775807")]),
        sends("0.12.12", "csi-edit", Some(&old), &[("AccessMode", "multi-node-reader-only")]),
        sends("1.10.5", "csi-snapshot", Some(&read), &[("Name", "s"), ("Parameters", "type=full")]),
        sends("1.10.5", "csi-detach", Some(&read), &[("node", "node-1")]),
        sends("1.10.5", "csi-deregister", Some(&read), &[]),
        sends("1.10.5", "csi-deregister", Some(&read), &[("force", "true")]),
        sends("1.10.5", "csi-delete", Some(&read), &[("Secrets", "a=1\nb=2")]),
        sends("1.10.5", "snapshot-delete", Some(&snapshot), &[]),
        sends("1.10.5", "host-create", None, &[("Name", "s"), ("Constraints", "${node.class} = storage")]),
        sends("1.10.5", "host-expand", Some(&host), &[("RequestedCapacityMinBytes", "2 GiB")]),
        sends("1.10.5", "host-claim-release", Some(&host), &[]),
        sends("1.10.5", "host-delete", Some(&host), &[]),
    ];
    let expected: Vec<_> = include_str!("bodies/writes.txt").lines().collect();
    for (line, expected) in lines.iter().zip(&expected) {
        assert_eq!(line, expected);
    }
    assert_eq!(lines.len(), expected.len(), "{}", lines.join("\n"));
}

#[test]
fn what_was_redacted_is_never_written_back() {
    let read = volume(include_str!("bodies/volume-csi-read-1.10.json"), false);
    for action in ["csi-expand", "csi-edit"] {
        let sent = sends("1.10.5", action, Some(&read), &[("RequestedCapacityMin", "9 EiB")]);
        assert!(!sent.contains("REDACTED") && !sent.contains("MountOptions") && !sent.contains("Secrets"), "{sent}");
    }
}

#[test]
fn secrets_that_a_header_cannot_carry_are_refused() {
    let client = client("1.10.5");
    let read = volume(include_str!("bodies/volume-csi-read-1.10.json"), false);
    let context = ActionContext { client: &client, target: Some(&read), known: &[] };
    let row = actions::ALL.iter().find(|row| row.name == "csi-delete").unwrap();
    let wrong = |text: &str| (row.check)(&context, &Values::default().with("Secrets", text)).len();
    assert_eq!((wrong("a=1"), wrong("a=1,2"), wrong("a=schlüssel"), wrong("")), (0, 1, 1, 0));
    let old = super::setup::client("1.2.0");
    let context = ActionContext { client: &old, ..context };
    assert!((row.check)(&context, &Values::default().with("Secrets", "a=1"))[0].message.contains("1.3.0"));
}

#[test]
fn a_name_that_another_one_extends_is_not_deregistered_by_a_server_that_looks_at_beginnings() {
    let make = |id: &str| volume(&format!(r#"{{"ID":"{id}","Namespace":"default"}}"#), false);
    let known = [make("vol"), make("vol-2"), make("other")];
    let row = actions::ALL.iter().find(|row| row.name == "csi-deregister").unwrap();
    let refused = |version: &str, target| {
        let client = client(version);
        (row.disabled_reason)(&ActionContext { client: &client, target: Some(target), known: &known })
    };
    assert!(refused("0.12.12", &known[0]).unwrap().contains("vol-2 begins with vol"));
    assert_eq!((refused("0.12.12", &known[1]), refused("1.10.5", &known[0])), (None, None));
    assert!(refused("1.10.5", &make("..")).unwrap().contains("cannot call"));
}

#[test]
fn every_row_has_its_papers() {
    let mut names: Vec<_> = actions::ALL.iter().map(|row| row.name).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), actions::ALL.len(), "names are unique");
    for row in actions::ALL {
        assert!(
            row.endpoint.docs.starts_with("https://") && !row.title.is_empty() && row.endpoint.operation.contains(" /v1/"),
            "{}",
            row.name
        );
        assert!(row.timeout_millis >= 30_000 && !row.invalidates.is_empty(), "{}", row.name);
    }
}
