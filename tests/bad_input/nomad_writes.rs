//! Writes of Nomad's that are refused after the plugin was asked, that are carried out later, or that known releases cannot do.

use super::nomad_script::{Line, bad, connect, good};
use futures_executor::block_on;
use voldeck_core::action::follow::{Accepted, Followed, follow};
use voldeck_core::action::{ActionContext, ActionResult, Values, Verification};
use voldeck_core::http::ErrorKind;
use voldeck_core::model::{Id, Kind};

const FREE: &str = r#"{"ID":"pg","Name":"pg","Namespace":"default","PluginID":"ebs","ExternalID":"vol-1","Capacity":1073741824,"Schedulable":true,"RequestedCapabilities":[{"AccessMode":"single-node-writer","AttachmentMode":"file-system"}],"Allocations":[],"ReadAllocs":{},"WriteAllocs":{}}"#;
const CLAIMED: &str = r#"{"ID":"pg","Name":"pg","Namespace":"default","PluginID":"ebs","ExternalID":"vol-1","Schedulable":true,"Allocations":[{"ID":"a","Name":"db.app[0]","NodeID":"n1","NodeName":"client-1","ClientStatus":"running","DesiredStatus":"run"}],"ReadAllocs":{},"WriteAllocs":{"a":null}}"#;

fn external(ids: &[&str]) -> String {
    let list: Vec<_> = ids.iter().map(|id| format!(r#"{{"ExternalID":"{id}","CapacityBytes":10737418240}}"#)).collect();
    format!(r#"{{"Volumes":[{}],"NextToken":""}}"#, list.join(","))
}

/// What the plugin `ebs` and the list of volumes answer.
fn storage(ids: &[&str]) -> Vec<Line> {
    vec![
        ("/v1/volumes/external", vec![good(external(ids))]),
        (
            "/v1/volumes?type=csi",
            vec![good(
                r#"[{"ID":"pg","Name":"pg","Namespace":"default","PluginID":"ebs","ExternalID":"vol-1","CurrentReaders":0,"CurrentWriters":0}]"#,
            )],
        ),
    ]
}

#[test]
fn a_volume_that_came_into_use_is_not_deleted() {
    let lines = vec![("GET /v1/volume/csi/pg", vec![good(FREE), good(CLAIMED)])];
    let harness = connect("2.0.5", Values::default(), lines);
    let volume = harness.get(Kind::Volume, &Id::new("csi/default/pg")).unwrap();
    let settled = harness.run("csi-delete", Some(&volume), &[], &[]);
    assert!(matches!(&settled, ActionResult::Refused(error) if error.message.contains("in use by db.app[0]")), "{settled:?}");
    assert!(harness.writes().is_empty());
}

#[test]
fn a_delete_that_is_refused_says_which_end_is_gone() {
    let check = |more: Vec<Line>, expected: &dyn Fn(&Verification) -> bool| {
        let mut lines: Vec<Line> = vec![
            ("GET /v1/volume/csi/pg", vec![good(FREE)]),
            ("DELETE /v1/volume/csi/pg/delete", vec![bad(500, "rpc error: volume in use: pg")]),
        ];
        lines.extend(more);
        let harness = connect("2.0.5", Values::default(), lines);
        let volume = harness.get(Kind::Volume, &Id::new("csi/default/pg")).unwrap();
        let settled = harness.run("csi-delete", Some(&volume), &[], &[]);
        let ActionResult::Unknown { error, found: Ok(found) } = &settled else { panic!("{settled:?}") };
        assert_eq!((error.kind, error.in_part), (ErrorKind::WrongState, true));
        assert!(!error.help().contains("Wait"), "{}", error.help());
        assert!(expected(found), "{found:?}");
    };
    check(storage(&["vol-2"]), &|found| {
        let next = Some(("csi-deregister", Kind::Volume, Id::new("csi/default/pg")));
        matches!(found, Verification::Partly { words, next: to } if words.contains("the storage is gone; Nomad still lists the volume") && *to == next)
    });
    check(
        storage(&["vol-2", "vol-1"]),
        &|found| matches!(found, Verification::NotSeen(words) if words.contains("the storage is still there; Nomad still lists the volume")),
    );
    let silent = r#"{"ID":"ebs","ControllersHealthy":1,"Controllers":{"n":{"ControllerInfo":{"SupportsCreateDelete":true,"SupportsListVolumes":false}}}}"#;
    check(
        vec![("/v1/plugin/csi/ebs", vec![good(silent)])],
        &|found| matches!(found, Verification::CannotTell(words) if words.contains("The plugin ebs does not list its volumes.")),
    );
    check(vec![("/v1/volumes/external", vec![bad(500, "no such plugin")])], &|found| matches!(found, Verification::CannotTell(_)));
    let odd = vec![
        ("/v1/volumes/external", vec![good(r#"{"Volumes":[{"ExternalID":{"vol-1":1}}]}"#)]),
        ("/v1/volumes?type=csi", vec![good("[]")]),
    ];
    check(odd, &|found| matches!(found, Verification::CannotTell(_)));
}

#[test]
fn a_create_that_is_refused_says_what_the_plugin_has_made() {
    const REFUSED: &str = "1 error occurred:\n\t* volume lost is in nonexistent namespace nowhere\n\n";
    let values = [("ID", "lost"), ("PluginID", "ebs"), ("Namespace", "nowhere"), ("RequestedCapacityMin", "5 GiB")];
    let run = |before: Option<&[&str]>, after: &[&str]| {
        let mut lines: Vec<Line> = vec![
            ("PUT /v1/volume/csi/lost/create", vec![bad(500, REFUSED)]),
            ("GET /v1/volume/csi/lost", vec![bad(404, "volume not found")]),
        ];
        let mut rest = storage(after);
        if let Some(before) = before {
            rest[0].1.insert(0, good(external(before)));
        }
        lines.extend(rest);
        lines.push(("/v1/plugins", vec![good(r#"[{"ID":"ebs"}]"#)]));
        let harness = connect("2.0.5", Values::default().with("namespace", "*"), lines);
        let known = if before.is_some() { harness.known() } else { Vec::new() };
        let settled = harness.run("csi-create", None, &known, &values);
        let ActionResult::Unknown { error, found: Ok(found) } = settled else { panic!("{settled:?}") };
        assert_eq!((error.kind, error.fields[0].field), (ErrorKind::Missing, "Namespace"));
        found
    };
    let next = |id: &str| Some(("external-register", Kind::Volume, Id::new(&format!("external/ebs/{id}"))));
    let made = "The plugin has made a volume that Nomad does not know: vol-9";
    for (before, after) in [(Some(&["vol-1", "vol-8"][..]), &["vol-1", "vol-8", "vol-9"][..]), (None, &["vol-1", "vol-9"][..])] {
        let found = run(before, after);
        assert!(matches!(&found, Verification::Partly { words, next: to } if words.contains(made) && *to == next("vol-9")), "{found:?}");
        let Verification::Partly { words, .. } = found else { panic!() };
        assert_eq!(words.contains("unless it was there before"), before.is_none(), "{words}");
    }
    let found = run(Some(&["vol-1", "vol-8"]), &["vol-1", "vol-8"]);
    assert!(matches!(&found, Verification::NotSeen(words) if words.contains("lists no new volume")), "{found:?}");
    let found = run(None, &["vol-7", "vol-8", "vol-1"]);
    assert!(matches!(&found, Verification::CannotTell(words) if words.contains("vol-7, vol-8")), "{found:?}");
}

#[test]
fn an_expand_that_only_the_storage_has_seen_is_told_as_that() {
    let mut lines: Vec<Line> = vec![
        ("GET /v1/volume/csi/pg", vec![good(FREE)]),
        ("PUT /v1/volume/csi/pg", vec![bad(500, "unable to expand volume: CSI.NodeExpandVolume: rpc error: code = Internal desc = busy")]),
    ];
    lines.extend(storage(&["vol-1"]));
    let harness = connect("2.0.5", Values::default(), lines);
    let volume = harness.get(Kind::Volume, &Id::new("csi/default/pg")).unwrap();
    let settled = harness.run("csi-expand", Some(&volume), &[], &[("RequestedCapacityMin", "10 GiB")]);
    let ActionResult::Unknown { found: Ok(Verification::Partly { words, next }), .. } = &settled else { panic!("{settled:?}") };
    assert!(words.contains("10.0 GiB at the storage; Nomad still says 1.0 GiB"), "{words}");
    assert_eq!(*next, Some(("csi-expand", Kind::Volume, volume.id.clone())));
}

#[test]
fn a_release_that_cannot_detach_says_so_before_and_after() {
    let lines = || -> Vec<Line> {
        vec![
            ("GET /v1/volume/csi/pg", vec![good(CLAIMED)]),
            ("DELETE /v1/volume/csi/pg/detach", vec![bad(500, "rpc error: Unknown allocation")]),
        ]
    };
    for (version, warns) in [("2.0.5", true), ("1.6.10", true), ("1.2.15", false), ("0.12.4", false)] {
        let harness = connect(version, Values::default(), lines());
        let volume = harness.get(Kind::Volume, &Id::new("csi/default/pg")).unwrap();
        let row = harness.action("csi-detach");
        let context = ActionContext { client: &*harness.client, target: Some(&volume), known: &[] };
        assert_eq!((row.disabled_reason)(&context), None, "{version}: a later release may mend it");
        let words = (row.consequence)(&context);
        assert_eq!(words.contains(&format!("Nomad {version} cannot do that")), warns, "{words}");
        assert_eq!(words.contains("drain the node"), warns, "{words}");
        let settled = harness.run("csi-detach", Some(&volume), &[], &[]);
        let ActionResult::Refused(error) = &settled else { panic!("{settled:?}") };
        assert!(
            error.message.contains("cannot detach by node (Unknown allocation)") && error.help().contains("claim still stands"),
            "{error}"
        );
        assert_eq!(harness.writes().len(), 1);
    }
}

/// Action, its values, what the server answers, how it ends.
type Case = (&'static str, &'static [(&'static str, &'static str)], Vec<Line>, Followed);

#[test]
fn a_change_that_nomad_carries_out_later_is_followed_to_its_end() {
    let host = |state: &str, size: u64| {
        format!(
            r#"{{"ID":"h","Name":"scratch","Namespace":"default","PluginID":"mkdir","State":"{state}","HostPath":"/x","CapacityBytes":{size},"RequestedCapacityMinBytes":{size}}}"#
        )
    };
    let made = |state: &str| good(format!(r#"{{"Volume":{}}}"#, host(state, 0)));
    let read = "GET /v1/volume/host/h";
    let freeing = CLAIMED.replace(r#""ReadAllocs":{}"#, r#""ReadAllocs":{},"PastClaims":{"a":{"NodeID":"n1","State":1}}"#);
    let snapshots = |ready: bool| good(format!(r#"{{"Snapshots":[{{"ID":"s","IsReady":{ready},"ExternalSourceVolumeID":"vol-1"}}]}}"#));
    let taken = good(r#"{"Snapshots":[{"ID":"s","IsReady":false}]}"#);
    let csi = Id::new("csi/default/pg");
    let cases: Vec<Case> = vec![
        (
            "host-create",
            &[("Name", "scratch")],
            vec![("PUT /v1/volume/host/create", vec![made("pending")]), (read, vec![good(host("pending", 0)), good(host("ready", 0))])],
            Followed::Done("scratch is ready.".into()),
        ),
        (
            "host-register",
            &[("Name", "scratch"), ("HostPath", "/x"), ("NodeID", "n")],
            vec![
                ("PUT /v1/volume/host/register", vec![made("pending")]),
                (read, vec![good(host("pending", 0)), good(host("unavailable", 0))]),
            ],
            Followed::Failed("scratch was made, but is unavailable.".into()),
        ),
        (
            "host-expand",
            &[("RequestedCapacityMinBytes", "2 GiB")],
            vec![
                ("PUT /v1/volume/host/create", vec![made("pending")]),
                (read, vec![good(host("ready", 1 << 30)), good(host("pending", 1 << 30)), good(host("ready", 2 << 30))]),
            ],
            Followed::Done("scratch has 2.0 GiB now.".into()),
        ),
        (
            "host-expand",
            &[("RequestedCapacityMinBytes", "2 GiB")],
            vec![
                ("PUT /v1/volume/host/create", vec![made("pending")]),
                (read, vec![good(host("ready", 1 << 30)), good(host("pending", 1 << 30)), good(host("ready", 1 << 30))]),
            ],
            Followed::Back("scratch is ready again, and as it was before.".into()),
        ),
        (
            "csi-detach",
            &[("node", "n1")],
            vec![
                ("DELETE /v1/volume/csi/pg/detach", vec![good("")]),
                ("GET /v1/volume/csi/pg", vec![good(CLAIMED), good(freeing), good(FREE)]),
            ],
            Followed::Done("Detached pg from client-1.".into()),
        ),
        (
            "csi-detach",
            &[("node", "n1")],
            vec![("DELETE /v1/volume/csi/pg/detach", vec![good("")]), ("GET /v1/volume/csi/pg", vec![good(CLAIMED)])],
            Followed::Back("pg is still claimed on client-1 by db.app[0].".into()),
        ),
        (
            "csi-snapshot",
            &[("Name", "now")],
            vec![
                ("PUT /v1/volumes/snapshot", vec![taken.clone()]),
                ("GET /v1/volumes/snapshot", vec![snapshots(false), snapshots(true)]),
                ("GET /v1/volume/csi/pg", vec![good(FREE)]),
            ],
            Followed::Done("s is ready.".into()),
        ),
    ];
    for (name, values, lines, end) in cases {
        let harness = connect("2.0.5", Values::default(), lines);
        let target = match name {
            "host-expand" => Some(Id::new("host/default/h")),
            "csi-detach" | "csi-snapshot" => Some(csi.clone()),
            _ => None,
        };
        let target = target.map(|id| harness.get(Kind::Volume, &id).unwrap());
        let outcome = harness.done(name, target.as_ref(), &[], values);
        let action = harness.action(name);
        let context = ActionContext { client: &*harness.client, target: target.as_ref(), known: &[] };
        let filled = values.iter().fold(Values::default(), |all, (field, text)| all.with(field, *text));
        let accepted = Accepted { action, context: &context, values: &filled, outcome: &outcome };
        assert_eq!(block_on(follow(accepted, action.follow.unwrap(), &|_| ())), end, "{name}");
    }
}
