//! Nomad.

use super::harness::servers::FixedResponse;
use super::harness::{BEGIN, Harness, shared};
use futures_executor::block_on;
use voldeck_core::action::{ActionResult, Values};
use voldeck_core::client::ReadResult;
use voldeck_core::http::ErrorKind::{self, *};
use voldeck_core::model::{Attribute, Bytes, Kind, Phase, Resource, Value};
use voldeck_providers::{by_id, driver};
use voldeck_simulators::frame::{Outcome, Request, SharedSimulator, Simulator};
use voldeck_simulators::nomad::{ApiVersion, Nomad as Server, Options, Seed, TOKEN_MANAGEMENT, TOKEN_READER};

pub fn connect(server: SharedSimulator, values: Values) -> Harness {
    Harness::at(by_id("nomad").unwrap(), server, &values.with("address", "http://n"))
}

pub fn cluster(acl: bool) -> Server {
    cluster_of(ApiVersion::V110, acl)
}

pub fn cluster_of(api_version: ApiVersion, acl: bool) -> Server {
    Server::new(Options { api_version, acl, seed: Seed::Demo }, BEGIN)
}

pub fn demo() -> Harness {
    let harness = connect(shared(cluster(false)), Values::default());
    harness.detect_version();
    harness
}

pub fn csi(harness: &Harness) -> Result<usize, ErrorKind> {
    match block_on(harness.client.list(Kind::Volume, "csi", None)) {
        Ok(ReadResult::Found(listing)) => Ok(listing.items.len()),
        Ok(ReadResult::Unsupported(_) | ReadResult::Cut) => Ok(0),
        Err(error) => Err(error.kind),
    }
}

pub fn find<'a>(known: &'a [Resource], name: &str) -> &'a Resource {
    known.iter().find(|known| known.provider_id == name || known.name == name).unwrap_or_else(|| panic!("no {name}"))
}

#[test]
fn tokens_that_are_wrong_missing_or_weak_are_told_apart() {
    let with = |token: &str| connect(shared(cluster(true)), Values::default().with("token", token));
    let wrong = with("00000000-0000-0000-0000-000000000000");
    let (steps, end) = wrong.test_connection();
    assert_eq!(end, Err(Unauthenticated));
    assert_eq!(steps.last().map(|step| (step.title, step.phase)), Some(("Credentials", Phase::Failed)));
    assert_eq!(csi(&wrong), Err(Forbidden), "Nomad from 1.5 does not say more");

    let (steps, end) = with("").test_connection();
    assert_eq!(end, Ok(()), "{steps:?}");
    let rights = steps.iter().find(|step| step.title == "Rights").unwrap();
    assert!(rights.limits.iter().any(|limit| limit.contains("csi-list-volume")), "{rights:?}");

    let reader = with(TOKEN_READER);
    let (steps, end) = reader.test_connection();
    assert_eq!(end, Ok(()), "{steps:?}");
    assert!(csi(&reader).unwrap() > 10);
    let known = reader.known();
    let refused = reader.run("csi-deregister", Some(find(&known, "prometheus-archive")), &known, &[]);
    assert!(matches!(&refused, ActionResult::Refused(error) if error.message.contains("csi-write-volume is missing")), "{refused:?}");
    assert!(reader.writes().is_empty(), "what the token's policies exclude is not tried");

    let (steps, end) = with(TOKEN_MANAGEMENT).test_connection();
    assert_eq!((end, steps.iter().filter(|step| step.phase != Phase::Ready).count()), (Ok(()), 0), "{steps:?}");
    for step in steps {
        assert!(!format!("{step:?}").contains(TOKEN_MANAGEMENT), "a secret is in {}", step.title);
    }
}

#[test]
fn a_server_that_is_not_nomad_is_said_not_to_be() {
    for (status, media, body) in [
        (200, "application/json", r#"{"hello":1}"#),
        (200, "text/html", "<!doctype html><h1>Sign in</h1>"),
        (404, "text/plain", "not here"),
    ] {
        let harness = connect(shared(FixedResponse(status, media, body)), Values::default());
        let (steps, end) = harness.test_connection();
        assert!(end.is_err(), "{body}");
        assert_eq!(steps.last().map(|step| (step.title, step.brief.as_str())), Some(("Product", "not Nomad")), "{body}");
        assert!(csi(&harness).is_err(), "{body}");
    }
}

#[test]
fn answers_that_are_not_lists_are_unreadable_in_words() {
    let check = |media, body: &'static str, words: &str| {
        let harness = connect(shared(FixedResponse(200, media, body)), Values::default());
        let error = block_on(harness.client.list(Kind::Volume, "csi", None)).unwrap_err();
        assert_eq!(error.kind, Unreadable);
        assert!(error.message.contains(words), "{body}: {}", error.message);
    };
    check("text/html", "<html><body>Sign in</body></html>", "HTML page");
    check("application/json", r#"[{"ID":"a"},{"ID"#, "breaks off");
    check("text/plain", "hello", "text");
    check("application/json", r#"{"ID":"a"}"#, "found an object, where a list belongs");
}

#[test]
fn one_malformed_field_costs_that_field_and_the_row_keeps_the_rest() {
    let harness = demo();
    let known = harness.known();
    assert_eq!((harness.unreadable(Kind::Volume).len(), known.len() > 50), (0, true));
    let odd = find(&known, "malformed-example");
    let Some(Value::Odd(field)) = odd.attribute(Attribute::USED) else { panic!("{:?}", odd.attributes) };
    assert_eq!(field.to_string(), "CurrentReaders: found many, where a whole number belongs");
    assert_eq!((odd.odd.len(), odd.attached), (0, None));
    assert!(odd.attribute("plugin").is_some() && odd.status.label != "free", "{:?}", odd.status);
}

#[test]
fn wrong_or_missing_parts_of_a_list_do_not_break_it() {
    let listed = |namespace: &str| csi(&connect(shared(cluster(false)), Values::default().with("namespace", namespace)));
    assert_eq!(listed("list-nulls"), Ok(1), "`null` in a list is nothing");
    assert_eq!(listed("list-empty"), Ok(0));
    assert_eq!(listed("list-403"), Err(Forbidden));
    assert_eq!(listed("list-fail-500"), Err(Failed));
    assert_eq!(listed("list-fail-no-leader"), Err(Busy));
    assert_eq!(listed("list-fail-429"), Err(Busy));
    assert_eq!(listed("list-html"), Err(Busy), "a gateway answers in its place");
    assert_eq!(listed("list-html-200"), Err(Unreadable));
    assert_eq!(listed("list-truncated"), Err(Unreachable));
    assert_eq!(listed("list-lost"), Err(Unreachable));
}

#[test]
fn strange_ids_are_read_written_and_removed_under_their_own_name() {
    let harness = demo();
    for id in ["teams-a", "x[0]", "50%", "%41", "a b&c=d?e#f", "データ", "é", "...", "vol"] {
        let outcome = harness.done("csi-register", None, &[], &[("ID", id), ("PluginID", "ceph-rbd")]);
        let volume = harness.get(Kind::Volume, outcome.created.as_ref().unwrap()).unwrap();
        assert_eq!(volume.provider_id, id);
        harness.done("csi-deregister", Some(&volume), &[], &[]);
        assert_eq!(harness.get(Kind::Volume, &volume.id).unwrap_err().kind, NotFound, "{id}");
    }
    for id in [".", ".."] {
        assert!(matches!(harness.run("csi-register", None, &[], &[("ID", id)]), ActionResult::NotSent(_)));
        let id = voldeck_core::model::Id::new(&format!("csi/default/{id}"));
        let before = harness.sent.borrow().len();
        assert_eq!(harness.get(Kind::Volume, &id).unwrap_err().kind, Invalid);
        assert_eq!(harness.sent.borrow().len(), before, "nothing was sent");
    }
}

#[test]
fn sizes_from_nothing_to_the_largest_are_exact() {
    let harness = demo();
    let known = harness.known();
    let size = |name: &str| harness.get(Kind::Volume, &find(&known, name).id).unwrap().size;
    assert_eq!(size("shared-media"), None, "0 means that nobody knows");
    assert_eq!(size("thin-overcommit"), Some(Bytes(i64::MAX as u64)));
}

#[test]
fn the_beginning_of_an_id_is_not_the_id() {
    let server = Server::new(Options { api_version: ApiVersion::V012, acl: false, seed: Seed::Demo }, BEGIN);
    let harness = connect(shared(server), Values::default());
    let id = voldeck_core::model::Id::new("csi/default/prometheus-arch");
    let error = harness.get(Kind::Volume, &id).unwrap_err();
    assert_eq!(error.kind, NotFound);
    assert!(error.message.contains("prometheus-archive, whose id begins with it"), "{}", error.message);
}

/// A server that answers the list of sticky claims like this, or not at all.
struct Mute(Server, Option<(u16, &'static str)>);

impl Simulator for Mute {
    fn answer(&mut self, call: &Request, now: u64) -> Outcome {
        match self.1 {
            _ if call.path != "/v1/volumes/claims" => self.0.answer(call, now),
            Some((status, body)) => FixedResponse(status, "text/plain", body).answer(call, now),
            None => Outcome::Lost,
        }
    }
    fn version(&mut self, now: u64) -> u64 {
        self.0.version(now)
    }
}

#[test]
fn a_host_volume_is_read_even_if_its_sticky_claims_are_not() {
    let whole = demo();
    let id = find(&whole.known(), "cassandra-1").id.clone();
    let whole = whole.get(Kind::Volume, &id).unwrap();
    assert_eq!(whole.attachments.len(), 2);
    let answers = [
        Some((403, "Permission denied")),
        Some((500, "rpc error")),
        Some((404, "")),
        Some((200, "<html>")),
        Some((200, "{\"a\":1}")),
        None,
    ];
    for answer in answers {
        let harness = connect(shared(Mute(cluster(false), answer)), Values::default());
        harness.detect_version();
        let volume = harness.get(Kind::Volume, &id).unwrap();
        let mut expected = whole.clone();
        expected.attachments.truncate(1);
        assert_eq!(volume, expected, "{answer:?}");
        // An unread list does not tell whether one was released.
        let row = harness.action("host-claim-release");
        let context = voldeck_core::action::ActionContext { client: &*harness.client, target: Some(&whole), known: &[] };
        assert!(block_on((row.verify)(&context, &(row.form)(&context).initial())).is_err(), "{answer:?}");
    }
}

#[test]
fn one_plugin_that_does_not_answer_is_a_note_and_the_others_stay() {
    let harness = demo();
    let Ok(ReadResult::Found(listing)) = block_on(harness.client.list(Kind::Snapshot, "csi", None)) else { panic!() };
    assert!(listing.items.len() > 10);
    assert!(listing.notes.iter().any(|note| note.message.starts_with("Plugin hostpath-old: ")), "{:?}", listing.notes);
}

#[test]
fn choices_say_what_a_plugin_cannot_do() {
    let harness = demo();
    let context = voldeck_core::action::ActionContext { client: &*harness.client, target: None, known: &[] };
    let look = |name: &str, values: &Values| block_on(harness.options(name, context, values)).unwrap();
    let none = Values::default();
    let plugins = look("plugins-create", &none);
    let refused = |id: &str| plugins.iter().find(|choice| choice.value == id).unwrap().refused.clone();
    assert_eq!((refused("ceph-rbd"), refused("nfs")), (None, Some("nfs does not create or delete volumes.".into())));
    assert_eq!(refused("hostpath-old"), Some("No controller of hostpath-old is healthy.".into()));
    assert_eq!((look("plugins", &none).len(), look("namespaces", &none).len()), (4, 4));
    assert!(look("nodes", &none).iter().any(|node| node.refused == Some("The node is down.".into())));
    assert!(look("snapshots", &Values::default().with("PluginID", "aws-ebs0")).len() >= 4);
    assert!(!look("pools", &none).is_empty() && look("anything", &none).is_empty());
}

#[test]
fn forms_that_cannot_be_right_are_not_sent() {
    let harness = demo();
    let known = harness.known();
    let fields =
        |action: &str, target: Option<&Resource>, values: &[(&'static str, &str)]| harness.wrong_fields(action, target, &known, values);
    assert_eq!(fields("csi-create", None, &[("ID", "gitlab-data")]), "ID");
    assert_eq!(fields("csi-create", None, &[("CloneID", "a"), ("SnapshotID", "b")]), "SnapshotID");
    assert_eq!(fields("csi-create", None, &[("RequestedCapacityMin", "2 GiB"), ("RequestedCapacityMax", "1 GiB")]), "RequestedCapacityMax");
    assert_eq!(
        fields("csi-create", None, &[("RequiredTopologies", "zone"), ("RequestedCapabilities", "often")]),
        "RequestedCapabilities RequiredTopologies"
    );
    assert_eq!(
        fields("host-create", None, &[("Constraints", "x"), ("RequestedCapacityMinBytes", "many")]),
        "RequestedCapacityMinBytes Constraints"
    );
    let volume = harness.get(Kind::Volume, &find(&known, "clickhouse-scratch").id).unwrap();
    assert_eq!(fields("csi-expand", Some(&volume), &[("RequestedCapacityMin", "1 GiB")]), "RequestedCapacityMin");
    assert!(harness.writes().is_empty());
}

#[test]
fn connections_that_cannot_be_right_are_refused_by_field() {
    let provider = by_id("nomad").unwrap();
    let harness = demo();
    let platform =
        || voldeck_core::client::Platform { transport: harness.client.session().transport.clone(), clock: harness.clock.clone() };
    let wrong = |name, text: &str| {
        let values = Values::default().with("address", "http://n").with(name, text);
        (driver(provider).connect)(&values, platform()).err().map(|wrong| wrong[0].field)
    };
    assert_eq!(wrong("address", "https://user:pass@n"), Some("address"));
    assert_eq!(wrong("token", "two words"), Some("token"));
    assert_eq!(wrong("node_id", "abc"), Some("node_id"));
    assert_eq!(wrong("region", "eu"), None);
}
