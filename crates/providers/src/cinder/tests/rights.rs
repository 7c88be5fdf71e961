//! What the roles of a token exclude is said before it is tried, and nothing else is.

use futures_executor::block_on;

use super::sending::targets;
use super::setup::{client, cloud, sign_in, token};
use crate::cinder::actions;
use voldeck_core::action::{ActionContext, Target};
use voldeck_core::client::Client;
use voldeck_core::http::Access;

/// Rows whose policy asks for the role admin.
const ADMINS: [&str; 6] =
    ["volume-reset", "volume-force-delete", "snapshot-reset", "snapshot-force-delete", "group-reset", "group-snapshot-reset"];

/// Why each row is off with these roles, as far as it is for the role.
fn off(roles: &str) -> Vec<(&'static str, String)> {
    let roles = roles.to_owned();
    let cloud = cloud(71, move |call, _| {
        let answer = token(Some("5a1f9b3c7d2e4f60a1b2c3d4e5f60718"), &["RegionOne"]);
        call.contains("/auth/tokens").then(|| (201, answer.replace(r#"[{"name":"member"}]"#, &roles)))
    });
    let client = client(&cloud, &sign_in());
    block_on(client.detect_version());
    assert_eq!(cloud.calls.borrow().iter().filter(|call| Access::Write == access(call)).count(), 0);
    let targets = targets();
    let mut off = Vec::new();
    for row in actions::ALL {
        let target = match row.on {
            Target::Connection(_) => None,
            Target::Resource(kind) => targets.iter().find(|target| target.kind == kind && (row.applies_to)(target)),
        };
        let context = ActionContext { client: &client, target, known: &[] };
        if let Some(reason) = (row.disabled_reason)(&context).filter(|reason| reason.contains("role")) {
            off.push((row.name, reason));
        }
    }
    off
}

fn access(call: &str) -> Access {
    if call.starts_with("GET ") || call.ends_with("/auth/tokens") { Access::Read } else { Access::Write }
}

#[test]
fn a_reader_is_told_that_nothing_can_be_changed() {
    for roles in [r#"[{"name":"reader"}]"#, r#"[{"name":"Reader"},{"name":"reader"}]"#] {
        let off = off(roles);
        assert_eq!(off.len(), actions::ALL.len(), "{off:?}");
        assert!(off.iter().all(|(_, reason)| reason == "The role reader may not change anything."), "{off:?}");
    }
}

#[test]
fn who_is_no_administrator_is_told_what_needs_one() {
    let check = |roles: &str, words: &str| {
        let off = off(roles);
        assert_eq!(off.iter().map(|(name, _)| *name).collect::<Vec<_>>(), ADMINS, "{roles}");
        assert!(off.iter().all(|(_, reason)| reason == words), "{off:?}");
    };
    check(r#"[{"name":"member"}]"#, "Only administrators may (role admin); this account has the role member.");
    check(r#"[{"name":"reader"},{"name":"member"}]"#, "Only administrators may (role admin); this account has the roles reader, member.");
    // A role of the cloud's own may be named in rules of its own.
    check(
        r#"[{"name":"reader"},{"name":"storage-ops"}]"#,
        "Only administrators may (role admin); this account has the roles reader, storage-ops.",
    );
}

#[test]
fn what_is_not_told_excludes_nothing() {
    for roles in [r#"[{"name":"admin"}]"#, r#"[{"name":"reader"},{"name":"Admin"}]"#, "[]", "null"] {
        assert_eq!(off(roles), [], "{roles}");
    }
}
