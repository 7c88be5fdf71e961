//! What Nomad says of a token's rights, before anything is tried.

use super::nomad_lists::{all, read};
use super::nomad_script::{Line, bad, connect, good, steps};
use futures_executor::block_on;
use voldeck_core::action::Values;
use voldeck_core::model::{Id, Kind, Timestamp};

/// The answers for a token with this policy.
fn token(namespace: &'static str, capabilities: &str, rest: &str) -> Vec<Line> {
    let list: Vec<_> = capabilities.split_whitespace().map(|word| format!("\"{word}\"")).collect();
    let policy = format!(
        r#"{{"Name":"own","RulesJSON":{{"Namespaces":[{{"Name":"{namespace}","Policy":"","Capabilities":[{}]}}],"Plugin":{rest},"Node":null}}}}"#,
        list.join(",")
    );
    vec![
        ("/v1/acl/token/self", vec![good(r#"{"Name":"t","Type":"client","Policies":["own"],"SecretID":"not to be seen"}"#)]),
        ("/v1/acl/policies", vec![good(r#"[{"Name":"own"}]"#)]),
        ("/v1/acl/policy/own", vec![good(policy)]),
    ]
}

#[test]
fn a_list_of_host_volumes_says_when_it_may_hide_some() {
    let host = r#"[{"ID":"h","Name":"h","Namespace":"default","State":"ready"}]"#;
    let check = |namespace: &str, mut lines: Vec<Line>, body: &str, expected: &[&str]| {
        lines.push(("/v1/volumes?type=host", vec![good(body)]));
        let harness = connect("2.0.5", Values::default().with("namespace", namespace).with("token", "t"), lines);
        assert_eq!(read(block_on(harness.client.list(Kind::Volume, "host", None))).remarks, expected, "{namespace} {body}");
    };
    let missing = ["Host volumes may be hidden from this token: host-volume-read is missing."];
    check("*", token("default", "list-jobs", "null"), "[]", &missing);
    check("default", token("default", "list-jobs", "null"), "[]", &missing);
    // Whoever has the right in one namespace is given the list of all of them whole.
    check("*", token("default", "host-volume-read", "null"), host, &[]);
    check("default", token("default", "host-volume-read", "null"), "[]", &[]);
    check("*", token("*", "host-volume-read", "null"), "[]", &[]);
    check("*", vec![("/v1/acl/token/self", vec![bad(400, "ACL support disabled")])], "[]", &[]);
    check("*", vec![("/v1/acl/token/self", vec![good(r#"{"Type":"management","Policies":null}"#)])], "[]", &[]);
    let unknown = ["Host volumes may be hidden from this token: whether it has host-volume-read is not known."];
    let mut hidden = token("default", "list-jobs", "null");
    hidden[2].1 = vec![bad(403, "Permission denied")];
    check("*", hidden.clone(), "[]", &unknown);
    check("*", hidden, host, &[]);
}

#[test]
fn a_test_lists_what_may_not_be_changed() {
    let lines = |namespace, capabilities: &str, plugin: &str| {
        let mut lines = token(namespace, capabilities, plugin);
        lines.extend([
            ("/v1/status/leader", vec![good("\"10.0.0.1:4647\"")]),
            ("/v1/volumes", vec![good("[]")]),
            ("/v1/plugins", vec![good("[]")]),
            ("/v1/nodes", vec![good("[]")]),
            ("/v1/regions", vec![good("[\"global\"]")]),
        ]);
        lines
    };
    let limits = |namespace, capabilities: &str, plugin: &str| {
        let harness = connect("2.0.5", all().with("token", "t"), lines(namespace, capabilities, plugin));
        let steps = steps(&harness);
        assert!(!format!("{steps:?}").contains("not to be seen"));
        steps.into_iter().find(|step| step.title == "Rights").unwrap().limits.join("\n")
    };
    let jobs = limits("default", "list-jobs", "null");
    for right in [
        "csi-write-volume",
        "csi-mount-volume",
        "host-volume-read",
        "host-volume-create",
        "host-volume-register",
        "host-volume-delete",
        "plugin:read",
    ] {
        assert!(jobs.contains(right), "{right}: {jobs}");
    }
    let all = "csi-write-volume csi-mount-volume csi-list-volume host-volume-write";
    let write = limits("*", all, r#"{"Policy":"read"}"#);
    assert!(!write.contains("csi-write-volume") && !write.contains("host-volume") && !write.contains("plugin:read"), "{write}");
    let here = limits("default", all, r#"{"Policy":"read"}"#);
    assert!(here.contains("Host volumes cannot be deleted outside of default: host-volume-delete is missing there."), "{here}");
}

#[test]
fn a_right_that_was_given_is_seen_after_a_while_and_by_a_test_at_once() {
    let lines = || {
        let mut lines = token("default", "csi-read-volume", r#"{"Policy":"read"}"#);
        let more = token("default", "csi-read-volume csi-write-volume", r#"{"Policy":"read"}"#);
        lines[2].1.extend(more[2].1.clone());
        lines.push(("/v1/volume/csi/a", vec![good(r#"{"ID":"a","Namespace":"default","ReadAllocs":{}}"#)]));
        lines.push(("/v1/status/leader", vec![good("\"n\"")]));
        lines
    };
    let id = Id::new("csi/default/a");
    for wait in [0, 299_000, 301_000] {
        let harness = connect("2.0.5", all().with("token", "t"), lines());
        let refused = || {
            let volume = harness.get(Kind::Volume, &id).unwrap();
            (harness.action("csi-deregister").disabled_reason)(&voldeck_core::action::ActionContext {
                client: &*harness.client,
                target: Some(&volume),
                known: &[],
            })
        };
        assert!(refused().unwrap().contains("csi-write-volume is missing"));
        harness.clock.advance(wait);
        assert_eq!(refused().is_none(), wait > 300_000, "{wait}");
        steps(&harness);
        assert_eq!(refused(), None, "{wait}");
    }
}

#[test]
fn when_a_token_ends_is_known_where_the_server_tells_it() {
    let expiry = |body: &str| {
        let lines = vec![("/v1/acl/token/self", vec![good(body.to_owned())]), ("/v1/acl/policies", vec![good("[]")])];
        let harness = connect("2.0.5", Values::default().with("token", "t"), lines);
        block_on(harness.client.detect_version());
        harness.client.expiry().map(|expiry| (expiry.at.rfc3339(), expiry.since.map(Timestamp::rfc3339), expiry.renews))
    };
    let day = ("2026-12-01T12:00:00Z".to_owned(), Some("2026-11-30T12:00:00Z".to_owned()), false);
    for kind in ["client", "management"] {
        let body = format!(
            r#"{{"Type":"{kind}","Policies":[],"CreateTime":"2026-11-30T12:00:00.5Z","ExpirationTime":"2026-12-01T12:00:00.5Z","ExpirationTTL":"24h0m0s"}}"#
        );
        assert_eq!(expiry(&body), Some(day.clone()), "{kind}");
    }
    for not_reported in
        [r#""ExpirationTime":null"#, r#""ExpirationTime":"0001-01-01T00:00:00Z""#, r#""ExpirationTime":"soon""#, r#""More":1"#]
    {
        assert_eq!(expiry(&format!(r#"{{"Type":"management","Policies":null,{not_reported}}}"#)), None, "{not_reported}");
    }
}
