//! What may not be done here, whatever the provider would allow: a connection that its person made read-only, and what whoever runs
//! this console switched off. Menus show it, forms show it, and the one way by which writes leave asks it again.

use crate::connection::ConnectionConfig;
use voldeck_core::texts::t;

/// Of a connection on which nothing may be changed.
pub const CONNECTION_READ_ONLY: &str = "This connection is read-only.";
/// Of a console in which nothing may be changed.
pub const SITE_READ_ONLY: &str = "This site is read-only.";
/// Of an action that is not for this console.
pub const SWITCHED_OFF: &str = "Switched off by this site.";
/// Where it is not known what is allowed: then nothing is.
pub const UNREADABLE: &str = "What this site allows could not be read from voldeck.json. Nothing can be changed until that is mended.";

/// What whoever runs the console does not allow.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Limits {
    /// Whether nothing may be changed.
    pub read_only: bool,
    /// Actions that are switched off, by name: `csi-delete`, or `nomad/csi-delete` for one provider's. They stay in sight.
    pub off: Vec<String>,
    /// Those that are not even shown.
    pub hidden: Vec<String>,
    /// Whether something of this was written down and could not be read.
    pub unreadable: bool,
}

impl Limits {
    /// Why an action may not be carried out over a connection; `None` where nothing here is against it.
    pub fn refusal(&self, connection: &ConnectionConfig, action: &str) -> Option<&'static str> {
        let provider = &connection.provider;
        if self.unreadable {
            Some(t(UNREADABLE))
        } else if self.read_only {
            Some(t(SITE_READ_ONLY))
        } else if names(&self.off, provider, action) || names(&self.hidden, provider, action) {
            Some(t(SWITCHED_OFF))
        } else if connection.read_only {
            Some(t(CONNECTION_READ_ONLY))
        } else {
            None
        }
    }

    /// Whether an action of a provider is not shown.
    pub fn hides(&self, provider: &str, action: &str) -> bool {
        names(&self.hidden, provider, action)
    }
}

/// Whether a list of names has this action: alone, or after its provider.
fn names(list: &[String], provider: &str, action: &str) -> bool {
    list.iter().any(|name| match name.split_once('/') {
        Some((of, name)) => of == provider && name == action,
        None => name == action,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::connection::kept::read_saved;

    fn connection(more: &str) -> ConnectionConfig {
        read_saved(&format!(r#"[{{"provider":"nomad","name":"n"{more}}}]"#)).remove(0)
    }

    fn list(names: &[&str]) -> Vec<String> {
        names.iter().map(|&name| name.to_owned()).collect()
    }

    #[test]
    fn an_action_is_refused_for_the_widest_reason_there_is() {
        let plain = connection("");
        let check = |limits: &Limits, connection: &ConnectionConfig, expected: Option<&str>| {
            assert_eq!(limits.refusal(connection, "csi-delete"), expected, "{limits:?}");
        };
        check(&Limits::default(), &plain, None);
        check(&Limits::default(), &connection(r#","read_only":true"#), Some(CONNECTION_READ_ONLY));
        let off = Limits { off: list(&["csi-delete"]), ..Limits::default() };
        check(&off, &plain, Some(SWITCHED_OFF));
        check(&Limits { hidden: list(&["csi-delete"]), ..Limits::default() }, &plain, Some(SWITCHED_OFF));
        check(&Limits { read_only: true, ..off.clone() }, &plain, Some(SITE_READ_ONLY));
        check(&Limits { unreadable: true, ..off }, &plain, Some(UNREADABLE));
    }

    #[test]
    fn a_name_is_of_every_provider_unless_it_says_whose() {
        let hidden = |name: &str, provider: &str| Limits { hidden: list(&[name]), ..Limits::default() }.hides(provider, "volume-delete");
        assert!(hidden("volume-delete", "cinder") && hidden("volume-delete", "lunanode"));
        assert!(hidden("cinder/volume-delete", "cinder") && !hidden("cinder/volume-delete", "lunanode"));
        for other in ["volume-delete-cascade", "delete", "", "/volume-delete", "cinder/"] {
            assert!(!hidden(other, "cinder"), "{other:?}");
        }
    }
}
