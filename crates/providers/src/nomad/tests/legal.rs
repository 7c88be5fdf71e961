//! What rows refuse because of the token's rights, and what they ask for and send back.

use super::setup::client;
use crate::nomad::actions;
use crate::nomad::client::NomadClient;
use crate::nomad::decode::{self, NamespaceRule, Policy, Registered};
use crate::nomad::rights::Rights;
use voldeck_core::action::{ActionContext, FieldKind, Values};
use voldeck_core::model::Resource;

fn row(name: &str) -> &'static voldeck_core::action::Action {
    actions::ALL.iter().find(|row| row.name == name).unwrap()
}

/// A link whose token has these capabilities in `default`.
fn with_rights(capabilities: &str, plugin: &str) -> NomadClient {
    let client = client("2.0.5");
    let rule =
        NamespaceRule { name: "default".into(), policy: None, capabilities: capabilities.split_whitespace().map(str::to_owned).collect() };
    client.assume_rights(Rights::Of(vec![Policy { namespaces: vec![rule], plugin: Some(plugin.into()), ..Policy::default() }]));
    client
}

fn csi(namespace: &str, more: &str) -> Resource {
    let body = r#"{"ID":"v","Namespace":"NS","PluginID":"p","ExternalID":"e","Capacity":1073741824,"RequestedCapabilities":[{"AccessMode":"single-node-writer","AttachmentMode":"file-system"}],"ReadAllocs":{}MORE}"#;
    decode::csi(&body.replace("NS", namespace).replace("MORE", more)).unwrap()
}

const CLAIMED: &str = r#","WriteAllocs":{"a":null}"#;

#[test]
fn what_the_tokens_policies_exclude_is_off_with_the_name_of_the_right() {
    let (volume, other, used) = (csi("default", ""), csi("team-b", ""), csi("default", CLAIMED));
    let host = decode::host(r#"{"ID":"h","Namespace":"default","PluginID":"mkdir","State":"ready","HostPath":"/x"}"#).unwrap();
    let external = decode::external(r#"{"ExternalID":"e"}"#, "p", &Registered::default()).unwrap();
    let snapshot = decode::snapshot(r#"{"ID":"s","IsReady":true}"#, "p", &Registered::default()).unwrap();
    let check = |capabilities: &str, plugin: &str, name: &str, target: Option<&Resource>, missing: &str| {
        let client = with_rights(capabilities, plugin);
        let refused = (row(name).disabled_reason)(&ActionContext { client: &client, target, known: &[] }).unwrap_or_default();
        let fits = if missing.is_empty() { !refused.contains("is missing") } else { refused.contains(&format!("{missing} is missing")) };
        assert!(fits, "{name} with {capabilities}: {refused}");
    };
    for name in ["csi-create", "csi-register", "csi-delete", "csi-expand", "csi-edit", "csi-clone"] {
        let target = (!matches!(name, "csi-create" | "csi-register")).then_some(&volume);
        check("csi-read-volume", "read", name, target, "csi-write-volume");
        check("csi-write-volume", "list", name, target, "plugin:read");
        check("csi-write-volume", "read", name, target, "");
    }
    check("csi-write-volume", "deny", "csi-deregister", Some(&volume), "");
    check("csi-write-volume", "read", "csi-deregister", Some(&other), "csi-write-volume");
    check("csi-write-volume", "read", "csi-detach", Some(&used), "csi-mount-volume");
    check("csi-mount-volume", "list", "csi-detach", Some(&used), "plugin:read");
    check("csi-read-volume", "read", "csi-snapshot", Some(&volume), "csi-write-volume");
    check("csi-read-volume", "read", "snapshot-delete", Some(&snapshot), "csi-write-volume");
    check("csi-read-volume", "read", "csi-restore", Some(&snapshot), "csi-write-volume");
    check("csi-read-volume", "read", "external-register", Some(&external), "csi-write-volume");
    check("csi-write-volume", "read", "external-register", Some(&external), "");
    check("host-volume-read", "read", "host-create", None, "host-volume-create");
    check("host-volume-create", "read", "host-register", None, "host-volume-register");
    check("host-volume-register", "read", "host-expand", Some(&host), "");
    check("host-volume-register", "read", "host-delete", Some(&host), "host-volume-delete");
    check("host-volume-create", "read", "host-claim-release", Some(&host), "host-volume-write");
    check("host-volume-write", "deny", "host-delete", Some(&host), "");
    let unknown = client("2.0.5");
    assert_eq!((row("csi-delete").disabled_reason)(&ActionContext { client: &unknown, target: Some(&volume), known: &[] }), None);
}

#[test]
fn a_namespace_that_the_token_may_not_write_to_is_told_in_the_form() {
    let check = |name: &str, namespace: &str, wrong: bool| {
        let client = with_rights("csi-write-volume host-volume-write", "read");
        let context = ActionContext { client: &client, target: None, known: &[] };
        let errors = (row(name).check)(&context, &(row(name).form)(&context).initial().with("Namespace", namespace));
        assert_eq!(errors.iter().any(|error| error.field == "Namespace"), wrong, "{name} {namespace}: {errors:?}");
    };
    for name in ["csi-create", "csi-register", "host-create", "host-register"] {
        check(name, "default", false);
        check(name, "team-b", true);
    }
}

/// The mount options that an action sends, with these values on top of those the form starts with.
fn options(name: &str, target: &Resource, values: &[(&'static str, &str)]) -> Option<String> {
    let client = client("2.0.5");
    let context = ActionContext { client: &client, target: Some(target), known: &[] };
    let start = (row(name).form)(&context).initial();
    let filled = values.iter().fold(start, |all, (field, text)| all.with(field, *text));
    let body = (row(name).endpoint.request)(&context, &filled).body.unwrap().text;
    let sent: serde_json::Value = serde_json::from_str(&body).unwrap();
    sent["Volumes"][0].get("MountOptions").map(ToString::to_string)
}

#[test]
fn mount_options_are_sent_back_as_they_were_read_and_asked_for_where_they_were_not_told() {
    let told = r#","MountOptions":{"FSType":"","MountFlags":null}"#;
    let redacted = r#","MountOptions":{"FSType":"ext4","MountFlags":["[REDACTED]"]}"#;
    let same = Some(r#"{"FSType":"","MountFlags":null}"#.to_owned());
    let size = ("RequestedCapacityMin", "2 GiB");
    for name in ["csi-expand", "csi-edit"] {
        for claims in ["", CLAIMED] {
            assert_eq!(options(name, &csi("default", &[told, claims].concat()), &[size]), same, "{name} {claims}");
            let volume = csi("default", &[redacted, claims].concat());
            let client = client("2.0.5");
            let form = (row(name).form)(&ActionContext { client: &client, target: Some(&volume), known: &[] });
            let flags = form.fields.iter().find(|field| field.name == "MountFlags").unwrap();
            assert!(flags.required && flags.help.contains("[REDACTED]"), "{name} {claims}");
            let given = options(name, &volume, &[size, ("MountFlags", "noatime")]);
            assert_eq!(given.as_deref(), Some(r#"{"FSType":"ext4","MountFlags":["noatime"]}"#), "{name} {claims}");
        }
    }
    let free = csi("default", told);
    let changed = options("csi-edit", &free, &[("FSType", "xfs")]);
    assert_eq!(changed.as_deref(), Some(r#"{"FSType":"xfs","MountFlags":[]}"#));
    let cleared = options("csi-edit", &csi("default", r#","MountOptions":{"FSType":"xfs","MountFlags":[]}"#), &[("FSType", "")]);
    assert_eq!(cleared.as_deref(), Some(r#"{"FSType":"","MountFlags":[]}"#), "what is emptied is sent empty");
}

#[test]
fn a_size_of_a_host_volume_takes_its_limit_with_it() {
    let sent = |name: &str, target: Option<&Resource>, values: &[(&'static str, &str)]| {
        let client = client("2.0.5");
        let context = ActionContext { client: &client, target, known: &[] };
        let filled = values.iter().fold((row(name).form)(&context).initial(), |all, (field, text)| all.with(field, *text));
        let sent: serde_json::Value = serde_json::from_str(&(row(name).endpoint.request)(&context, &filled).body.unwrap().text).unwrap();
        let number = |key: &str| sent["Volume"][key].as_u64();
        (number("RequestedCapacityMinBytes"), number("RequestedCapacityMaxBytes"))
    };
    let (min, max) = ("RequestedCapacityMinBytes", "RequestedCapacityMaxBytes");
    assert_eq!(sent("host-create", None, &[(min, "5 GB")]), (Some(5_000_000_000), Some(5_000_000_000)));
    assert_eq!(sent("host-create", None, &[(min, "5 GB"), (max, "6 GB")]), (Some(5_000_000_000), Some(6_000_000_000)));
    assert_eq!(sent("host-create", None, &[(max, "6 GB")]), (None, Some(6_000_000_000)));
    assert_eq!(sent("host-create", None, &[]), (None, None));
    let volume = |limit: u64| decode::host(&format!(r#"{{"ID":"h","State":"ready","RequestedCapacityMaxBytes":{limit}}}"#)).unwrap();
    assert_eq!(sent("host-expand", Some(&volume(8_000_000_000)), &[(min, "7 GB")]), (Some(7_000_000_000), Some(8_000_000_000)));
    assert_eq!(sent("host-expand", Some(&volume(6_000_000_000)), &[(min, "7 GB")]), (Some(7_000_000_000), Some(7_000_000_000)));
    assert_eq!(sent("host-expand", Some(&volume(0)), &[(min, "7 GB")]), (Some(7_000_000_000), Some(7_000_000_000)));
}

#[test]
fn what_is_made_of_something_is_at_least_as_large() {
    let client = client("2.0.5");
    let check = |bytes: u64, value: &str| {
        let snapshot = decode::snapshot(&format!(r#"{{"ID":"s","SizeBytes":{bytes}}}"#), "p", &Registered::default()).unwrap();
        let context = ActionContext { client: &client, target: Some(&snapshot), known: &[] };
        let form = (row("csi-restore").form)(&context);
        let size = form.fields.iter().find(|field| field.name == "RequestedCapacityMin").unwrap();
        assert_eq!(size.value, value);
        assert!(matches!(size.kind, FieldKind::Size { min, .. } if min == bytes.max(1)), "{:?}", size.kind);
        let wrong = form.check(&form.initial().with("ID", "x").with("RequestedCapacityMin", "1"));
        assert_eq!(wrong.iter().any(|error| error.field == "RequestedCapacityMin"), bytes > 1, "one byte is refused while it is typed");
    };
    check(3_000_000_000, "3 GB");
    check(10 << 30, "10 GiB");
    check(1_073_741_825, "1073741825 B");
    check(0, "");
    let known = [decode::snapshot(r#"{"ID":"s","SizeBytes":5000}"#, "p", &Registered::default()).unwrap(), csi("default", "")];
    let context = ActionContext { client: &client, target: None, known: &known };
    let wrong = |field: &'static str, id: &str, size: &str| {
        let values = Values::default().with("ID", "x").with("PluginID", "p").with(field, id).with("RequestedCapacityMin", size);
        (row("csi-create").check)(&context, &values).iter().any(|error| error.field == "RequestedCapacityMin")
    };
    assert!(wrong("SnapshotID", "s", "4999 B") && !wrong("SnapshotID", "s", "5 kB") && !wrong("SnapshotID", "other", "1 B"));
    assert!(wrong("CloneID", "e", "1 MiB") && !wrong("CloneID", "e", "1 GiB"));
}

#[test]
fn deleting_what_was_registered_says_that_the_directory_stays() {
    let client = client("2.0.5");
    let words = |plugin: &str| {
        let volume = decode::host(&format!(r#"{{"ID":"h","Name":"legacy"{plugin},"HostPath":"/srv"}}"#)).unwrap();
        (row("host-delete").consequence)(&ActionContext { client: &client, target: Some(&volume), known: &[] })
    };
    assert!(words(r#","PluginID":"""#).contains("directory stays"));
    assert!(words(r#","PluginID":"mkdir""#).starts_with("The plugin destroys legacy"));
    assert!(words("").starts_with("If a plugin made legacy"), "what is not told is neither");
    let context = ActionContext { client: &client, target: None, known: &[] };
    let plugin = |name: &str| (row(name).form)(&context).fields.into_iter().find(|field| field.name == "PluginID").unwrap();
    assert_eq!((plugin("host-register").value.as_str(), plugin("host-create").value.as_str()), ("", "mkdir"));
}

#[test]
fn an_id_that_nomad_takes_apart_is_refused_in_the_form_and_said_on_its_row() {
    let client = client("2.0.5");
    let context = ActionContext { client: &client, target: None, known: &[] };
    for (id, refused) in [("team/a", true), ("a/", true), ("a%2Fb", false), ("a[0]", false)] {
        let wrong = (row("csi-create").check)(&context, &Values::default().with("ID", id).with("PluginID", "p"));
        assert_eq!(wrong.iter().any(|error| error.field == "ID"), refused, "{id}");
        let volume = decode::csi(&format!(r#"{{"ID":"{id}","Namespace":"default","PluginID":"p"}}"#)).unwrap();
        assert_eq!(volume.attribute("address").is_some(), refused, "{id}");
        for name in ["csi-delete", "csi-deregister", "csi-detach", "csi-expand", "csi-edit"] {
            let why = (row(name).disabled_reason)(&ActionContext { target: Some(&volume), ..context }).unwrap_or_default();
            assert_eq!(why.contains("takes an address apart"), refused, "{name} {id}: {why}");
        }
    }
}
