//! Changes whose answer is lost or leaves open what was done.

use super::*;
use crate::harness::outcomes::assert_looked_for;
use crate::harness::servers::BreakingWrites;

#[test]
fn a_write_whose_answer_is_lost_is_sent_once_and_looked_for() {
    /// Action, target, values.
    type Case = (&'static str, &'static str, &'static [(&'static str, &'static str)]);
    let cases: &[Case] = &[
        // There is an older one of this label in this region.
        ("volume-create", "", &[("region", "toronto"), ("label", "backup-2025")]),
        ("volume-restore", "nextcloud weekly", &[("label", "restored")]),
        ("volume-extend", "media-library", &[]),
        ("volume-rename", "media-library", &[("name", "films")]),
        ("volume-attach", "backup-2025", &[]),
        ("volume-detach", "pg-primary", &[]),
        ("volume-snapshot", "backup-2025", &[("label", "now")]),
        ("snapshot-replicate", "nextcloud weekly", &[]),
        ("volume-delete", "backup-2025", &[]),
        ("snapshot-delete", "nextcloud weekly", &[]),
    ];
    for action in actions(by_id("lunanode").unwrap()) {
        assert!(cases.iter().any(|(name, ..)| *name == action.name), "{} is not tried", action.name);
    }
    for api_version in [ApiVersion::Documented, ApiVersion::Early] {
        for (action, target, values) in cases {
            for acts in [true, false] {
                let received = Rc::new(RefCell::new(0));
                let harness =
                    connect(shared(BreakingWrites { server: account(api_version), acts, received: received.clone() }), &self::values());
                let known = harness.known();
                let target = if target.is_empty() { None } else { Some(find(&known, target)) };
                let target = target.map(|target| harness.get(target.kind, &target.id).unwrap());
                let settled = harness.run(action, target.as_ref(), &known, values);
                assert_eq!((*received.borrow(), harness.writes().len()), (1, 1), "{action}");
                assert_looked_for(action, settled, acts);
            }
        }
    }
}

#[test]
fn an_unknown_response_makes_the_console_look() {
    let run = |answer: &'static str| {
        let harness = connect(shared(Contrary(account(ApiVersion::Documented), answer)), &values());
        let known = harness.known();
        let target = harness.get(Kind::Volume, &find(&known, "media-library").id).unwrap();
        harness.run("volume-rename", Some(&target), &known, &[("name", "films")])
    };
    for answer in [
        r#"{"success":"no","error":"the name is missing in the mirror"}"#,
        r#"{"success":"no","error":"please try again later"}"#,
        r#"{"success":"no"}"#,
        r#"{"success":"maybe"}"#,
    ] {
        let settled = run(answer);
        assert!(matches!(&settled, ActionResult::Unknown { found: Ok(Verification::Happened(_)), .. }), "{answer}: {settled:?}");
    }
    for answer in [r#"{"success":"no","error":"invalid volume"}"#, r#"{"success":"no","error":"name not set"}"#] {
        assert!(matches!(run(answer), ActionResult::Refused(_)), "{answer}");
    }
}

#[test]
fn an_older_resource_is_not_taken_for_the_new_one() {
    let harness = demo();
    let known = harness.known();
    let snapshot = find(&known, "nextcloud weekly");
    let context = ActionContext { client: &*harness.client, target: Some(snapshot), known: &known };
    let values = Values::default().with("dst_region", "toronto").with("image_name", "web-01 before update");
    let found = block_on((harness.action("snapshot-replicate").verify)(&context, &values)).unwrap();
    assert!(matches!(&found, Verification::CannotTell(words) if words.contains("may be older")), "{found:?}");
    // Not listed before, but made long ago.
    let context = ActionContext { client: &*harness.client, target: None, known: &[] };
    let values = Values::default().with("region", "toronto").with("label", "backup-2025");
    let found = block_on((harness.action("volume-create").verify)(&context, &values)).unwrap();
    assert!(matches!(found, Verification::NotSeen(_)), "{found:?}");
}
