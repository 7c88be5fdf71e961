//! `OpenStack` Cinder: volumes, snapshots, groups, group snapshots, and what administrators may.

use super::harness::{self, BEGIN, Harness};
use super::{assert_gone, assert_listed, demo};
use futures_executor::block_on;
use voldeck_core::action::{ActionContext, ActionResult, Values};
use voldeck_core::client::ReadResult;
use voldeck_core::http::ErrorKind;
use voldeck_core::model::{Bytes, Id, Kind, Phase, Resource, Value};
use voldeck_providers::by_id;
use voldeck_simulators::cinder::{APP_CREDENTIAL, APP_SECRET, Cinder as Server, Options, PROJECT_STORAGE};

const GIB: u64 = 1 << 30;

fn cloud() -> Harness {
    demo("cinder", "cinder-demo")
}

fn connect(options: Options, values: &Values) -> Harness {
    let harness = Harness::at(by_id("cinder").unwrap(), harness::shared(Server::new(options, BEGIN)), values);
    harness.detect_version();
    harness
}

fn account(user: &str) -> Values {
    let base = Values::default().with("address", "http://cloud/identity/v3").with("auth", "password").with("user", user);
    base.with("password", format!("demo-{user}-password")).with("project", "storage").with("region", "RegionOne")
}

fn find(harness: &Harness, name: &str) -> Resource {
    let known = harness.known();
    let listed = known.iter().find(|known| known.name == name).unwrap_or_else(|| panic!("no {name}"));
    harness.get(listed.kind, &listed.id).unwrap()
}

fn state(resource: &Resource) -> (&str, Phase) {
    (&resource.status.label, resource.status.phase)
}

/// Waits until it has left its state.
fn settled(harness: &Harness, kind: Kind, id: &Id) -> Resource {
    harness.clock.advance(60_000);
    assert_listed(harness, kind, id)
}

fn refusal(harness: &Harness, action: &str, target: Option<&Resource>) -> Option<String> {
    (harness.action(action).disabled_reason)(&ActionContext { client: &*harness.client, target, known: &[] })
}

#[test]
fn a_volume_lives_from_creation_to_deletion() {
    let harness = cloud();
    let values = [
        ("name", "pg-new"),
        ("size", "3 GiB"),
        ("metadata", "env=prod\nteam=data"),
        ("description", "the first"),
        ("volume_type", "fast-ssd"),
    ];
    let outcome = harness.done("volume-create", None, &harness.known(), &values);
    assert_eq!(outcome.done, "Creating pg-new.");
    let id = outcome.created.unwrap();
    assert_eq!(state(&assert_listed(&harness, Kind::Volume, &id)), ("creating", Phase::Changing));
    let volume = settled(&harness, Kind::Volume, &id);
    assert_eq!((state(&volume), volume.size), (("available", Phase::Ready), Some(Bytes(3 * GIB))));
    assert_eq!(volume.attribute("type"), Some(&Value::Text("fast-ssd".into())));
    assert_eq!(volume.attribute("metadata"), Some(&Value::Text("env=prod, team=data".into())));

    harness.done("volume-extend", Some(&volume), &[], &[("new_size", "5 GiB")]);
    let volume = settled(&harness, Kind::Volume, &id);
    assert_eq!((state(&volume).0, volume.size), ("available", Some(Bytes(5 * GIB))));
    harness.done("volume-edit", Some(&volume), &[], &[("name", "pg-renamed"), ("description", "")]);
    harness.done("volume-metadata", Some(&volume), &[], &[("metadata", "only=this")]);
    let volume = assert_listed(&harness, Kind::Volume, &id);
    assert_eq!((volume.name.as_str(), volume.attribute("metadata")), ("pg-renamed", Some(&Value::Text("only=this".into()))));
    harness.done("volume-metadata", Some(&volume), &[], &[("metadata", "")]);
    harness.done("volume-bootable", Some(&volume), &[], &[]);
    harness.done("volume-readonly", Some(&volume), &[], &[]);
    let volume = settled(&harness, Kind::Volume, &id);
    assert_eq!(
        (volume.attribute("bootable"), volume.attribute("metadata")),
        (Some(&Value::Text("yes".into())), Some(&Value::Text("readonly=True".into())))
    );
    harness.done("volume-retype", Some(&volume), &[], &[("new_type", "__DEFAULT__"), ("migration_policy", "on-demand")]);
    let volume = settled(&harness, Kind::Volume, &id);
    assert_eq!(volume.attribute("type"), Some(&Value::Text("__DEFAULT__".into())));

    let snapshot = harness.done("volume-snapshot", Some(&volume), &harness.known(), &[("name", "before")]).created.unwrap();
    let taken = settled(&harness, Kind::Snapshot, &snapshot);
    assert_eq!((state(&taken), taken.source.as_ref()), (("available", Phase::Ready), Some(&volume.provider_id)));
    assert!(matches!(taken.attribute("volume"), Some(Value::Link(Kind::Volume, of, name)) if *of == id && name == "pg-renamed"));
    assert_eq!(block_on(harness.client.list_snapshots(&volume)).unwrap().items.len(), 1);
    harness.done("snapshot-edit", Some(&taken), &[], &[("name", "before-upgrade")]);
    harness.done("snapshot-metadata", Some(&taken), &[], &[("metadata", "keep=yes")]);
    let taken = assert_listed(&harness, Kind::Snapshot, &snapshot);
    assert_eq!((taken.name.as_str(), taken.attribute("metadata")), ("before-upgrade", Some(&Value::Text("keep=yes".into()))));
    harness.done("volume-revert", Some(&volume), &[], &[]);
    settled(&harness, Kind::Volume, &id);

    let restored = harness.done("snapshot-restore", Some(&taken), &harness.known(), &[("larger", "6 GiB")]).created.unwrap();
    let second = settled(&harness, Kind::Volume, &restored);
    assert_eq!((second.name.as_str(), second.size), ("before-upgrade-copy", Some(Bytes(6 * GIB))));
    assert!(matches!(second.attribute("parent"), Some(Value::Link(Kind::Snapshot, of, _)) if *of == snapshot));
    let cloned = harness.done("volume-clone", Some(&second), &harness.known(), &[]).created.unwrap();
    assert_eq!(settled(&harness, Kind::Volume, &cloned).size, Some(Bytes(6 * GIB)));

    let known = harness.known();
    let ActionResult::Refused(error) = harness.run("volume-delete", Some(&volume), &known, &[]) else { panic!() };
    assert_eq!(error.message, "It has snapshots: delete them first, or with it.");
    harness.done("volume-delete-cascade", Some(&find(&harness, "pg-renamed")), &known, &[]);
    for id in [&restored, &cloned] {
        harness.done("volume-delete", Some(&assert_listed(&harness, Kind::Volume, id)), &[], &[]);
    }
    harness.clock.advance(60_000);
    assert_gone(&harness, Kind::Snapshot, &snapshot);
    for id in [id, restored, cloned] {
        assert_gone(&harness, Kind::Volume, &id);
    }
}

#[test]
fn a_volume_is_made_of_what_the_form_offers() {
    let harness = cloud();
    let context = ActionContext { client: &*harness.client, target: None, known: &[] };
    let offered = |name: &str| block_on(harness.options(name, context, &Values::default())).unwrap();
    let one =
        |name: &str, label: &str| offered(name).into_iter().find(|choice| choice.label == label).unwrap_or_else(|| panic!("no {label}"));
    let check = |from: &str, key: &'static str, id: &str, size: u64| {
        let id = harness.done("volume-create", None, &[], &[("name", "made"), ("from", from), (key, id)]).created.unwrap();
        let made = settled(&harness, Kind::Volume, &id);
        assert_eq!((state(&made).0, made.size), ("available", Some(Bytes(size * GIB))), "{from}");
    };
    check("snapshot", "snapshot_id", &one("snapshots", "uploads 2026-10").value, 400);
    check("volume", "source_volid", &one("volumes", "wiki-data").value, 10);
    check("backup", "backup_id", &one("backups", "ledger-2025 full").value, 60);
    assert_eq!(one("snapshots", "build-cache today").refused.as_deref(), Some("It is creating."));
    assert_eq!(one("backups", "build-cache weekly").refused.as_deref(), Some("It is error."));
    assert_eq!(one("zones", "fra-c").refused.as_deref(), Some("It is not available."));
    assert!(offered("group-types").iter().all(|choice| choice.label != "default_cgsnapshot_type"));
    assert!(offered("types").iter().any(|choice| choice.value == "fast-ssd" && choice.note == "NVMe, for databases"));
    assert!(block_on(harness.options("pools", context, &Values::default())).is_err(), "members do not see them");
}

#[test]
fn quotas_are_shown_while_the_size_is_typed() {
    let harness = cloud();
    let action = harness.action("volume-create");
    block_on(harness.client.load_quotas());
    let context = ActionContext { client: &*harness.client, target: None, known: &[] };
    let told = |size: &str, of: &str| {
        let values = (action.form)(&context).initial().with("size", size).with("volume_type", of);
        (action.quota)(&context, &values)
            .into_iter()
            .map(|quota| (quota.what.clone(), quota.takes / GIB, quota.is_over()))
            .collect::<Vec<_>>()
    };
    assert_eq!(told("5 GiB", ""), [("Volumes".to_owned(), 0, false), ("Storage".to_owned(), 5, false)]);
    assert_eq!(told("20000 GiB", "")[1], ("Storage".to_owned(), 20_000, true));
    assert_eq!(told("5 GiB", "fast-ssd")[2], ("Storage of the type fast-ssd".to_owned(), 5, false));
    let volume = find(&harness, "uploads");
    let extend = harness.action("volume-extend");
    let context = ActionContext { target: Some(&volume), ..context };
    let quota = (extend.quota)(&context, &Values::default().with("new_size", "600 GiB"));
    assert_eq!((quota.len(), quota[0].takes), (1, 100 * GIB));

    // A refusal by quota is one: nothing is sent again, whatever the time to wait.
    let small = connect(Options::default(), &account("alice").with("project", "analytics"));
    let ActionResult::Refused(error) = small.run("volume-create", None, &[], &[("name", "one-too-many")]) else { panic!() };
    let sent = small.writes().iter().filter(|line| line.ends_with("/volumes")).count();
    assert_eq!((error.kind, sent), (ErrorKind::Limited, 1), "{error:?}");
}

#[test]
fn a_group_lives_with_its_volumes_and_snapshots() {
    let harness = cloud();
    let kind = |name: &str, label: &str| {
        let context = ActionContext { client: &*harness.client, target: None, known: &[] };
        block_on(harness.options(name, context, &Values::default()))
            .unwrap()
            .into_iter()
            .find(|choice| choice.label == label)
            .unwrap()
            .value
    };
    let values = [("name", "orders"), ("group_type", &*kind("group-types", "crash-consistent")), ("volume_type", "__DEFAULT__")];
    let id = harness.done("group-create", None, &harness.known(), &values).created.unwrap();
    let group = settled(&harness, Kind::Group, &id);
    assert_eq!((state(&group).0, group.attribute("group_type")), ("available", Some(&Value::Text("crash-consistent".into()))));
    assert_eq!(refusal(&harness, "group-snapshot", Some(&group)).as_deref(), Some("It has no volumes."));
    for name in ["orders-data", "orders-log"] {
        let of = [("name", name), ("size", "1 GiB"), ("volume_type", "__DEFAULT__"), ("group_id", &group.provider_id)];
        harness.done("volume-create", None, &[], &of);
    }
    let loose = harness
        .done("volume-create", None, &[], &[("name", "orders-more"), ("size", "1 GiB"), ("volume_type", "__DEFAULT__")])
        .created
        .unwrap();
    let loose = settled(&harness, Kind::Volume, &loose);
    let members = || block_on(harness.client.list_members(&group)).unwrap().items.len();
    assert_eq!(members(), 2);
    harness.done("group-add", Some(&group), &[], &[("add_volumes", &loose.provider_id)]);
    let group = settled(&harness, Kind::Group, &id);
    assert_eq!(members(), 3);
    assert!(matches!(find(&harness, "orders-more").attribute("group"), Some(Value::Link(Kind::Group, _, name)) if name == "orders"));
    harness.done("group-remove", Some(&group), &[], &[("remove_volumes", &loose.provider_id)]);
    let group = settled(&harness, Kind::Group, &id);
    assert_eq!(members(), 2);
    harness.done("group-edit", Some(&group), &[], &[("name", "orders-2"), ("description", "renamed")]);

    let group = assert_listed(&harness, Kind::Group, &id);
    let taken = harness.done("group-snapshot", Some(&group), &harness.known(), &[("name", "orders before")]).created.unwrap();
    let snapshot = settled(&harness, Kind::Snapshot, &taken);
    assert_eq!((group.name.as_str(), state(&snapshot).0), ("orders-2", "available"));
    assert!(matches!(snapshot.attribute("group"), Some(Value::Link(Kind::Group, of, _)) if *of == id));
    assert_eq!(block_on(harness.client.list_snapshots(&group)).unwrap().items.len(), 1);
    let ActionResult::Refused(error) = harness.run("group-delete", Some(&group), &harness.known(), &[]) else { panic!() };
    assert_eq!(error.message, "It has the group snapshot orders before: delete that first.");

    let restored = harness.done("group-restore", Some(&snapshot), &harness.known(), &[("name", "orders restored")]).created.unwrap();
    let second = settled(&harness, Kind::Group, &restored);
    assert_eq!((state(&second).0, block_on(harness.client.list_members(&second)).unwrap().items.len()), ("available", 2));
    let cloned = harness.done("group-clone", Some(&second), &harness.known(), &[]).created.unwrap();
    let third = settled(&harness, Kind::Group, &cloned);
    harness.done("group-snapshot-delete", Some(&snapshot), &[], &[]);
    harness.clock.advance(60_000);
    assert_gone(&harness, Kind::Snapshot, &taken);
    for one in [&group, &second, &third] {
        harness.done("group-delete", Some(one), &harness.known(), &[]);
    }
    harness.clock.advance(60_000);
    for id in [id, restored, cloned] {
        assert_gone(&harness, Kind::Group, &id);
    }
}

#[test]
fn volumes_are_attached_and_handed_over() {
    let harness = cloud();
    let volume = find(&harness, "uploads");
    let outcome = harness.done("volume-attach", Some(&volume), &[], &[]);
    assert!(outcome.said.unwrap().starts_with("Attachment "));
    let volume = find(&harness, "uploads");
    assert_eq!(state(&volume), ("reserved", Phase::Degraded));
    harness.done("volume-detach", Some(&volume), &[], &[]);
    let volume = find(&harness, "uploads");
    harness.done("volume-mark-attached", Some(&volume), &[], &[("host_name", "metal-7")]);
    let volume = find(&harness, "uploads");
    assert_eq!(
        (state(&volume).0, volume.attachments[0].name.as_str(), volume.attachments[0].role.as_deref()),
        ("in-use", "a host", Some("/dev/vdb"))
    );
    harness.done("volume-mark-detached", Some(&volume), &[], &[]);
    let volume = find(&harness, "uploads");
    assert_eq!((state(&volume).0, volume.attachments.len()), ("available", 0));
    assert!(refusal(&harness, "volume-detach", Some(&find(&harness, "web-assets"))).unwrap().starts_with("Nova attached it"));

    let outcome = harness.done("volume-transfer", Some(&volume), &[], &[("name", "to-analytics")]);
    let (what, key) = outcome.once.clone().unwrap();
    assert!(what == "key" && !format!("{outcome:?}").contains(key.reveal()) && !outcome.said.as_ref().unwrap().contains(key.reveal()));
    let volume = find(&harness, "uploads");
    assert_eq!(state(&volume).0, "awaiting-transfer");
    harness.done("volume-transfer-cancel", Some(&volume), &[], &[]);
    assert_eq!(state(&find(&harness, "uploads")).0, "available");
}

#[test]
fn a_transfer_is_accepted_by_another_project() {
    let server = harness::shared(Server::new(Options::default(), BEGIN));
    let of = |project: &str| {
        let harness = Harness::at(by_id("cinder").unwrap(), server.clone(), &account("alice").with("project", project));
        harness.detect_version();
        harness
    };
    let (from, to) = (of("analytics"), of("storage"));
    let outcome = from.done("volume-transfer", Some(&find(&from, "scratch")), &[], &[]);
    let said = outcome.said.unwrap();
    let transfer = said.split(' ').find(|word| word.len() == 36).unwrap();
    let (_, key) = outcome.once.unwrap();
    let accepted = to.done("transfer-accept", None, &[], &[("transfer", transfer), ("auth_key", key.reveal())]);
    assert_eq!(assert_listed(&to, Kind::Volume, &accepted.created.unwrap()).name, "scratch");
    let action = to.action("transfer-accept");
    let values = Values::default().with("transfer", "t").with("auth_key", "hunter2");
    let request = (action.endpoint.request)(&ActionContext { client: &*to.client, target: None, known: &[] }, &values);
    assert!(!request.shown("").contains("hunter2") && !request.curl("").contains("hunter2"));
}

#[test]
fn roles_decide_what_is_offered() {
    let reader = connect(Options::default(), &account("rita"));
    let volume = find(&reader, "uploads");
    assert_eq!(refusal(&reader, "volume-extend", Some(&volume)).unwrap(), "The role reader may not change anything.");
    let member = cloud();
    assert_eq!(
        refusal(&member, "volume-reset", Some(&volume)).unwrap(),
        "Only administrators may (role admin); this account has the roles reader, member."
    );
    let admin = connect(Options::default(), &account("root"));
    let volume = find(&admin, "lost-lun");
    assert!(
        volume.attributes.iter().any(|attribute| attribute.key == "message" && format!("{:?}", attribute.value).contains("req-")),
        "{:?}",
        volume.attributes
    );
    admin.done("volume-reset", Some(&volume), &[], &[("status", "available")]);
    assert_eq!(state(&find(&admin, "lost-lun")).0, "available");
    admin.done("volume-force-delete", Some(&find(&admin, "stuck-delete")), &[], &[]);
    admin.done("snapshot-reset", Some(&find(&admin, "mail-spool broken")), &[], &[]);
    admin.done("snapshot-force-delete", Some(&find(&admin, "shared-home stuck")), &[], &[]);
    admin.done("group-reset", Some(&find(&admin, "undeletable")), &[], &[]);
    // The snapshots in it have its name.
    let stuck =
        admin.items(Kind::Snapshot).into_iter().flatten().find(|one| one.name == "kafka stuck" && one.id.as_str().starts_with("group_"));
    admin.done("group-snapshot-reset", stuck.as_ref(), &[], &[]);
    let context = ActionContext { client: &*admin.client, target: None, known: &[] };
    assert!(block_on(admin.options("services", context, &Values::default())).unwrap().len() > 1);
}

#[test]
fn what_fails_after_it_was_accepted_says_why() {
    let harness = cloud();
    let id = harness.done("volume-create", None, &[], &[("name", "nowhere"), ("volume_type", "legacy-san")]).created.unwrap();
    let volume = settled(&harness, Kind::Volume, &id);
    assert_eq!(state(&volume), ("error", Phase::Failed));
    let Some(Value::Text(words)) = volume.attribute("message") else { panic!("{:?}", volume.attributes) };
    assert!(words.starts_with("schedule allocate volume:Could not find any available weighted backend. · 20"), "{words}");
}

#[test]
fn every_way_of_signing_in_leads_to_the_same_volumes() {
    let base = Values::default().with("address", "http://cloud/identity");
    let app = base
        .with("auth", "application_credential")
        .with("app_id", APP_CREDENTIAL)
        .with("app_secret", APP_SECRET)
        .with("region", "RegionOne");
    let (by_password, by_app) = (connect(Options::default(), &account("alice")), connect(Options::default(), &app));
    let count = |harness: &Harness| harness.items(Kind::Volume).len();
    assert_eq!((count(&by_app) > 40, count(&by_app)), (true, count(&by_password)));
    let noauth = Values::default().with("address", "http://cloud/volume/v3").with("auth", "noauth").with("noauth_user", "demo");
    let open = connect(Options { noauth: true, ..Options::default() }, &noauth.with("project_id", PROJECT_STORAGE));
    assert_eq!(count(&open), count(&by_password));
    let other = connect(Options::default(), &account("alice").with("region", "RegionTwo"));
    assert_eq!(count(&other), 3);
}

#[test]
fn a_token_that_runs_out_is_renewed_on_the_way() {
    let harness = connect(Options { token_seconds: 6, ..Options::default() }, &account("alice"));
    for _ in 0..4 {
        harness.clock.advance(30_000);
        assert!(!harness.items(Kind::Volume).is_empty());
    }
    let tokens = harness.sent.borrow().iter().filter(|line| line.contains("/auth/tokens")).count();
    assert_eq!(tokens, 6, "two at first, of which one has the password, and one after each wait");
}

#[test]
fn older_clouds_are_offered_nothing_they_cannot_do() {
    let old = connect(Options { newest: 0, ..Options::default() }, &account("alice"));
    assert!(
        matches!(block_on(old.client.list(Kind::Group, "groups", None)), Ok(ReadResult::Unsupported(reason)) if reason == "It needs microversion 3.13; this server has 3.0.")
    );
    let volume = find(&old, "uploads");
    for (action, since) in [("volume-attach", 27), ("volume-revert", 40)] {
        assert_eq!(refusal(&old, action, Some(&volume)).unwrap(), format!("It needs microversion 3.{since}; this server has 3.0."));
    }
    let used = find(&old, "web-assets");
    assert_eq!(refusal(&old, "volume-extend", Some(&used)).unwrap(), "It is in use. It needs microversion 3.42; this server has 3.0.");
    // Below 3.66 a snapshot of a volume in use has to be forced, and the form says so.
    let taken = old.done("volume-snapshot", Some(&used), &[], &[("name", "forced")]);
    assert!(taken.created.is_some());
    let middle = connect(Options { newest: 44, ..Options::default() }, &account("alice"));
    middle.done("volume-attach", Some(&find(&middle, "uploads")), &[], &[]);
    middle.done("volume-snapshot", Some(&find(&middle, "web-assets")), &[], &[("name", "forced")]);
}

#[test]
fn no_volume_is_lost_between_pages() {
    let options = Options { seed: voldeck_simulators::frame::Seed::Many(2_300), ..Options::default() };
    let (few, many) = (connect(Options::default(), &account("alice")), connect(options, &account("alice")));
    assert_eq!(many.items(Kind::Volume).len(), few.items(Kind::Volume).len() + 2_300);
    let pages = many.sent.borrow().iter().filter(|line| line.contains("/volumes/detail")).count();
    assert_eq!(pages, 3);
}
