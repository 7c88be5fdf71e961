//! What Nomad's lists say of what they do not hold, and what becomes of readings that are cut short.

use super::nomad_script::{Line, Said, bad, connect, good};
use futures_executor::block_on;
use voldeck_core::action::Values;
use voldeck_core::client::{Listing, ReadResult};
use voldeck_core::http::ErrorKind;
use voldeck_core::model::{Id, Kind, Value};

const GATEWAY: &str = "<html><body><h1>504 Gateway Time-out</h1>\nNo answer came in time from behind this gateway.\n</body></html>";

pub fn all() -> Values {
    Values::default().with("namespace", "*")
}

pub fn read(held: Result<ReadResult<Listing>, voldeck_core::http::Error>) -> Listing {
    match held {
        Ok(ReadResult::Found(listing)) => listing,
        other => panic!("{other:?}"),
    }
}

/// A CSI volume of a list.
fn stub(id: &str, plugin: &str) -> String {
    format!(
        r#"{{"ID":"{id}","Name":"{id}","Namespace":"default","PluginID":"{plugin}","ExternalID":"ext-{id}","CurrentReaders":0,"CurrentWriters":0,"Schedulable":true}}"#
    )
}

fn plugin(snapshots: bool, volumes: bool) -> Said {
    good(format!(
        r#"{{"ID":"p","ControllerRequired":true,"ControllersHealthy":1,"ControllersExpected":1,"Controllers":{{"n":{{"ControllerInfo":{{"SupportsCreateDeleteSnapshot":true,"SupportsListSnapshots":{snapshots},"SupportsListVolumes":{volumes}}}}}}}}}"#
    ))
}

#[test]
fn a_held_reading_that_is_cut_short_is_no_failure() {
    let cuts = [
        bad(504, GATEWAY),
        bad(504, "upstream timed out"),
        bad(502, ""),
        bad(503, r#"{"error":"no backend"}"#),
        bad(408, "Request Time-out"),
        good(""),
        good(" \n"),
        Said::Lost,
        Said::Never,
    ];
    let id = Id::new("csi/default/a");
    for (at, cut) in cuts.into_iter().enumerate() {
        let lines = |cut: &Said| -> Vec<Line> {
            vec![
                ("index=7", vec![cut.clone()]),
                ("/v1/volumes?type=csi", vec![good(format!("[{}]", stub("a", "p")))]),
                ("/v1/volumes?type=host", vec![good("[]")]),
                ("/v1/volume/csi/a", vec![good(r#"{"ID":"a","Namespace":"default","ReadAllocs":{}}"#)]),
            ]
        };
        let harness = connect("1.10.5", all(), lines(&cut));
        for source in ["csi", "host"] {
            let index = read(block_on(harness.client.list(Kind::Volume, source, None))).index;
            assert_eq!(index, Some(7));
            let before = harness.sent.borrow().len();
            let held = block_on(harness.client.list(Kind::Volume, source, index));
            assert!(matches!(held, Ok(ReadResult::Cut)), "{source} {at}: {held:?}");
            assert_eq!(harness.sent.borrow().len(), before + 1, "{source} {at}: whoever keeps it up asks again");
        }
        let (_, index) = block_on(harness.client.get(Kind::Volume, &id, None)).unwrap();
        assert!(matches!(block_on(harness.client.get_held(Kind::Volume, &id, index)), Ok(ReadResult::Cut)), "{at}");
        assert!(block_on(harness.client.get(Kind::Volume, &id, index)).is_ok(), "{at}: whoever cannot wait reads it as it is");
    }
    let busy = connect("1.10.5", all(), vec![("/v1/volumes", vec![bad(504, GATEWAY)])]);
    let error = block_on(busy.client.list(Kind::Volume, "csi", None)).unwrap_err();
    assert_eq!(error.kind, ErrorKind::Busy, "a call that was not to be held is busy: {error}");
    let refused = connect("1.10.5", all(), vec![("index=7", vec![bad(403, "Permission denied")]), ("/v1/volumes", vec![good("[]")])]);
    assert!(block_on(refused.client.list(Kind::Volume, "csi", Some(7))).is_err(), "a refusal is none");
}

#[test]
fn a_plugin_that_was_not_asked_is_named_with_the_reason() {
    let check = |lines: Vec<Line>, source: Kind, name: &'static str, expected: &[&str]| {
        let harness = connect("1.10.5", all(), lines);
        let listing = read(block_on(harness.client.list(source, name, None)));
        assert_eq!(listing.remarks, expected, "{name}");
        listing
    };
    let csi = |volumes: &[String]| ("/v1/volumes?type=csi", vec![good(format!("[{}]", volumes.join(",")))]);
    let plugins = |ids: &[&str]| {
        let list: Vec<_> = ids.iter().map(|id| format!(r#"{{"ID":"{id}"}}"#)).collect();
        ("/v1/plugins", vec![good(format!("[{}]", list.join(",")))])
    };
    let (snapshots, external) = ("/v1/volumes/snapshot", "/v1/volumes/external");
    let one = csi(&[stub("a", "zfs-csi")]);

    let lines = vec![one.clone(), plugins(&["zfs-csi"]), ("/v1/plugin/csi/zfs-csi", vec![plugin(false, false)])];
    check(lines.clone(), Kind::Snapshot, "csi", &["The plugin zfs-csi does not list snapshots."]);
    check(lines, Kind::Volume, "external", &["The plugin zfs-csi does not list volumes."]);

    let lines = vec![one.clone(), plugins(&["zfs-csi"]), (snapshots, vec![bad(500, "unimplemented for this plugin")])];
    check(lines, Kind::Snapshot, "csi", &["The plugin zfs-csi does not list snapshots: unimplemented for this plugin."]);

    let three = csi(&[stub("a", "hostpath"), stub("b", "hostpath"), stub("c", "ebs")]);
    let gone = [
        "The plugin ebs, which 1 volume names, is not there now: its snapshots are not listed.",
        "The plugin hostpath, which 2 volumes name, is not there now: its snapshots are not listed.",
    ];
    check(vec![three.clone(), plugins(&[])], Kind::Snapshot, "csi", &gone);
    check(vec![csi(&[]), plugins(&[])], Kind::Snapshot, "csi", &["There is no CSI plugin now that could list snapshots."]);

    let lines = vec![
        three,
        ("/v1/plugins", vec![bad(403, "Permission denied")]),
        (external, vec![good(r#"{"Volumes":[{"ExternalID":"ext-a"}]}"#)]),
    ];
    let words = "Plugins may not be listed: plugin:list is missing. Those that volumes name were asked: ebs, hostpath.";
    let listing = check(lines, Kind::Volume, "external", &[words]);
    assert_eq!(listing.items.len(), 2);

    let lines = vec![
        one,
        plugins(&["zfs-csi"]),
        (snapshots, vec![good(r#"{"Snapshots":[{"ID":"s","ExternalSourceVolumeID":"ext-a"}],"NextToken":""}"#)]),
    ];
    let listing = check(lines, Kind::Snapshot, "csi", &[]);
    let snapshot = listing.items[0].as_ref().unwrap();
    assert_eq!(snapshot.attribute("volume"), Some(&Value::Link(Kind::Volume, Id::new("csi/default/a"), "a".into())));

    for (source, word) in [("csi", "snapshots"), ("external", "list of external volumes")] {
        let kind = if source == "csi" { Kind::Snapshot } else { Kind::Volume };
        let old = block_on(connect("1.0.4", all(), vec![]).client.list(kind, source, None));
        let Ok(ReadResult::Unsupported(reason)) = old else { panic!("{old:?}") };
        assert_eq!(reason, format!("Nomad 1.0.4 has no {word}; it came with 1.1.0."));
    }
}

#[test]
fn a_plugin_and_every_namespace_are_never_asked_for_together() {
    let volumes = format!("[{},null,{},{{\"Name\":\"odd\"}}]", stub("a", "ebs"), stub("b", "nfs"));
    let harness = connect("1.6.10", all().with("plugin_id", "ebs"), vec![("/v1/volumes?type=csi", vec![good(volumes)])]);
    let listing = read(block_on(harness.client.list(Kind::Volume, "csi", None)));
    let names: Vec<_> =
        listing.items.iter().map(|item| item.as_ref().map(|volume| volume.name.clone()).map_err(|bad| bad.number)).collect();
    assert_eq!(names, [Ok("a".into()), Err(4)], "what cannot be read may be one of them");
    assert!(harness.sent.borrow().iter().all(|line| !line.contains("plugin_id")), "{:?}", harness.sent.borrow());
}

#[test]
fn a_namespace_that_is_not_there_is_said_not_to_be() {
    let check = |namespace: &str, list: &str, namespaces: Said, expected: &[&str]| {
        let lines = vec![
            ("/v1/volumes", vec![good(list)]),
            ("/v1/namespaces", vec![namespaces]),
            ("/v1/acl/token/self", vec![bad(400, "ACL support disabled")]),
        ];
        let harness = connect("2.0.5", Values::default().with("namespace", namespace), lines);
        for source in ["csi", "host"] {
            assert_eq!(read(block_on(harness.client.list(Kind::Volume, source, None))).remarks, expected, "{namespace} {source}");
        }
    };
    let names = || good(r#"[{"Name":"default"},{"Name":"team-b"}]"#);
    check("nowhere", "[]", names(), &["There is no namespace nowhere, or this token may not see it."]);
    check("team-b", "[]", names(), &[]);
    check("nowhere", r#"[{"ID":"v"}]"#, names(), &[]);
    check("nowhere", "[]", bad(403, "Permission denied"), &[]);
    check("*", "[]", names(), &[]);
}

#[test]
fn what_a_storage_calls_its_volumes_may_hold_anything() {
    let id = "projects/p/zones/z/disks/d";
    let lines = vec![
        ("/v1/volumes/external", vec![good(format!(r#"{{"Volumes":[{{"ExternalID":"{id}","PublishedExternalNodeIDs":[]}}]}}"#))]),
        ("/v1/volumes?type=csi", vec![good("[]")]),
        ("/v1/plugins", vec![good(r#"[{"ID":"p"}]"#)]),
        ("/v1/plugin/csi/p", vec![plugin(true, true)]),
    ];
    let harness = connect("2.0.5", all(), lines);
    let listing = read(block_on(harness.client.list(Kind::Volume, "external", None)));
    let volume = listing.items[0].as_ref().unwrap();
    assert_eq!(harness.get(Kind::Volume, &volume.id).unwrap().provider_id, id);
}

#[test]
fn claims_that_a_full_reading_does_not_count_are_taken_from_the_list() {
    let full = r#"{"ID":"zk","Name":"zk","Namespace":"default","PluginID":"p","Schedulable":true,"Allocations":[],"ReadAllocs":null,"WriteAllocs":null}"#;
    let listed =
        |writers: u32| format!(r#"[{{"ID":"zk","Namespace":"default","CurrentReaders":0,"CurrentWriters":{writers},"Schedulable":true}}]"#);
    let id = Id::new("csi/default/zk");
    for (list, attached, label) in [
        (good(listed(1)), Some(true), "in use"),
        (good(listed(0)), Some(false), "free"),
        (bad(403, "Permission denied"), None, "not reported"),
    ] {
        let harness = connect("1.2.6", all(), vec![("/v1/volumes?type=csi", vec![list]), ("/v1/volume/csi/zk", vec![good(full)])]);
        let volume = harness.get(Kind::Volume, &id).unwrap();
        assert_eq!((volume.attached, volume.status.label.as_str(), volume.attachments.len()), (attached, label, 0));
        let context = voldeck_core::action::ActionContext { client: &*harness.client, target: Some(&volume), known: &[] };
        let refuse = |name: &str| (harness.action(name).disabled_reason)(&context);
        assert_eq!(refuse("csi-detach").as_deref(), (attached == Some(false)).then_some("Nothing claims it."), "{label}");
        let force = (harness.action("csi-deregister").form)(&context).fields.iter().any(|field| field.name == "force");
        assert_eq!((refuse("csi-deregister"), force), (None, attached == Some(true)), "{label}: claims of what is gone need force");
        assert_eq!(refuse("csi-delete").is_some(), attached == Some(true), "{label}");
    }
}
