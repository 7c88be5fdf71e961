//! The keys of `voldeck.json`: what each is for and what it takes. What is wrong with a file is told by this table, and
//! `docs/voldeck.schema.json` is written from it.

/// One key.
pub struct Key {
    /// How it is written.
    pub name: &'static str,
    /// What it is for, in a sentence or two.
    pub about: &'static str,
    /// What it takes.
    pub takes: Takes,
}

/// What a key takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Takes {
    /// A text that says something.
    Text,
    /// One of these texts.
    OneOf(&'static [&'static str]),
    /// The id of a provider.
    Provider,
    /// `true` or `false`.
    Flag,
    /// `true`, `false`, or a list of names of simulated servers.
    Demo,
    /// A list of ids of providers.
    Providers,
    /// A list of kinds: `volume`, `group`, `snapshot`.
    Kinds,
    /// A list of texts.
    Texts,
    /// A list of names of actions.
    Actions,
    /// A list of connections: objects of [`CONNECTION`].
    Connections,
    /// An object: for ids of providers, an address each.
    Addresses,
    /// An object: for tokens of the style sheet, a value each.
    Tokens,
    /// An object: for fields of the connection form, a text each.
    Settings,
}

const fn key(name: &'static str, takes: Takes, about: &'static str) -> Key {
    Key { name, about, takes }
}

/// The keys of the file.
pub static KEYS: &[Key] = &[
    key("$schema", Takes::Text, "Where the description of this file is, for editors: voldeck.schema.json."),
    key(
        "connections",
        Takes::Connections,
        "Connections that everyone has who opens this console. Never with secrets: everyone can read this file.",
    ),
    key(
        "proxies",
        Takes::Addresses,
        "For providers by their ids, the address of this site's proxy, which the connection form offers. Without this key it offers /relay/ and the provider's id; with it, only what it names.",
    ),
    key("providers", Takes::Providers, "The providers that may be used here, by id; without it, all of them."),
    key("kinds", Takes::Kinds, "The kinds that have a page here: volume, group, snapshot; without it, all of them."),
    key("read_only", Takes::Flag, "Whether nothing can be changed from here."),
    key(
        "actions_off",
        Takes::Actions,
        "Actions that are switched off, by name, or by provider and name: nomad/csi-delete. They stay in sight, disabled, with “Switched off by this site.” as the reason.",
    ),
    key("actions_hidden", Takes::Actions, "Actions that are switched off and not shown at all."),
    key(
        "demo",
        Takes::Demo,
        "What is shown where there is no connection: true for simulated servers of every provider (as without this key), false for nothing, or the names of some of them.",
    ),
    key("title", Takes::Text, "What the console is called, in place of Voldeck."),
    key("logo", Takes::Text, "A picture in place of the console's mark: the path of a file of this site, as acme.svg."),
    key(
        "theme",
        Takes::Tokens,
        "Colours, fonts and measures: tokens of the style sheet and their values in CSS. Setting --vd-accent is enough for another colour.",
    ),
    key(
        "offline",
        Takes::Flag,
        "Whether browsers keep the program, so that the console opens without network, as they do without this key. false takes back what was kept.",
    ),
    key("density", Takes::OneOf(&["comfortable", "compact"]), "How close rows stand, unless the person has chosen."),
];

/// The members of a connection.
pub static CONNECTION: &[Key] = &[
    key("provider", Takes::Provider, "The provider's id."),
    key("name", Takes::Text, "What the connection is called; unique."),
    key("aliases", Takes::Texts, "What it was called before: links by these names lead to it."),
    key("settings", Takes::Settings, "The fields of the connection form by their names, without the secret ones."),
    key("secret", Takes::Flag, "Whether it waits for its credentials, which each person enters."),
    key("read_only", Takes::Flag, "Whether nothing can be changed over it."),
    key("disabled", Takes::Flag, "Whether it is off until somebody enables it on its page."),
    key(
        "color",
        Takes::OneOf(&["red", "orange", "yellow", "green", "teal", "blue", "violet"]),
        "What tells it from others at a glance, unless the person has chosen.",
    ),
];

/// Whether a field of connection forms is a secret.
pub fn is_secret(field: &str) -> bool {
    matches!(field, "token" | "password" | "app_secret" | "api_key" | "secret_key" | "key")
}

/// The tokens that a theme may set, without their `--vd-`.
pub static TOKENS: &[&str] = &[
    "accent",
    "on-accent",
    "accent-hover",
    "accent-text",
    "accent-soft",
    "accent-line",
    "focus",
    "surface",
    "canvas",
    "raised",
    "sunken",
    "hover",
    "pressed",
    "scrim",
    "text",
    "text-2",
    "text-3",
    "line",
    "line-strong",
    "line-control",
    "ready",
    "changing",
    "degraded",
    "failed",
    "unknown",
    "changing-text",
    "degraded-text",
    "failed-text",
    "unknown-text",
    "changing-soft",
    "degraded-soft",
    "failed-soft",
    "unknown-soft",
    "danger",
    "on-danger",
    "font",
    "mono",
    "small",
    "size",
    "large",
    "regular",
    "strong",
    "leading",
    "leading-small",
    "row",
    "control",
    "field",
    "icon",
    "sidebar",
    "topbar",
    "panel",
    "gutter",
    "radius",
    "radius-large",
    "pill",
    "elevation",
    "fast",
    "slow",
];

/// The actions of each provider, by its id. The rows themselves are loaded with the provider.
pub static ACTIONS: &[(&str, &[&str])] = &[
    (
        "nomad",
        &[
            "csi-create",
            "csi-register",
            "host-create",
            "host-register",
            "external-register",
            "csi-snapshot",
            "csi-restore",
            "csi-clone",
            "csi-expand",
            "host-expand",
            "csi-edit",
            "csi-detach",
            "csi-deregister",
            "csi-delete",
            "host-claim-release",
            "host-delete",
            "snapshot-delete",
        ],
    ),
    ("scalarium", &["volume-snapshot", "volume-delete"]),
    (
        "lunanode",
        &[
            "volume-create",
            "volume-restore",
            "volume-extend",
            "volume-rename",
            "volume-attach",
            "volume-detach",
            "volume-snapshot",
            "snapshot-replicate",
            "volume-delete",
            "snapshot-delete",
        ],
    ),
    (
        "scaleway",
        &[
            "block-create",
            "instance-create",
            "legacy-create",
            "block-import",
            "block-snapshot",
            "instance-snapshot",
            "legacy-snapshot",
            "block-restore",
            "instance-restore",
            "block-resize",
            "block-edit",
            "instance-edit",
            "block-iops",
            "block-snapshot-edit",
            "instance-snapshot-edit",
            "block-attach",
            "instance-attach",
            "block-detach",
            "instance-detach",
            "block-export",
            "instance-export",
            "block-delete",
            "instance-delete",
            "legacy-delete",
            "block-snapshot-delete",
            "instance-snapshot-delete",
            "legacy-snapshot-delete",
        ],
    ),
    (
        "cinder",
        &[
            "volume-create",
            "transfer-accept",
            "group-create",
            "volume-snapshot",
            "snapshot-restore",
            "volume-clone",
            "volume-extend",
            "volume-edit",
            "volume-metadata",
            "volume-retype",
            "volume-attach",
            "volume-detach",
            "volume-mark-attached",
            "volume-mark-detached",
            "volume-transfer",
            "volume-transfer-cancel",
            "volume-readonly",
            "volume-bootable",
            "volume-revert",
            "volume-reset",
            "volume-delete",
            "volume-delete-cascade",
            "volume-force-delete",
            "snapshot-edit",
            "snapshot-metadata",
            "snapshot-reset",
            "snapshot-delete",
            "snapshot-force-delete",
            "group-snapshot",
            "group-clone",
            "group-edit",
            "group-add",
            "group-remove",
            "group-reset",
            "group-delete",
            "group-restore",
            "group-snapshot-reset",
            "group-snapshot-delete",
        ],
    ),
];

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use voldeck_core::action::FieldKind;

    #[test]
    fn the_actions_are_those_that_the_providers_have() {
        let rows = |provider: &&voldeck_core::provider::Provider| {
            voldeck_providers::actions(provider).iter().map(|row| row.name).collect::<Vec<_>>()
        };
        let have: Vec<_> =
            voldeck_providers::ALL.iter().map(|provider| (provider.id, rows(provider))).filter(|(_, rows)| !rows.is_empty()).collect();
        let listed: Vec<_> = ACTIONS.iter().map(|(id, names)| (*id, names.to_vec())).collect();
        assert_eq!(listed, have);
    }

    #[test]
    fn the_secrets_are_those_of_the_connection_forms() {
        let (mut secret, mut plain) = (BTreeSet::new(), BTreeSet::new());
        for provider in voldeck_providers::ALL {
            for field in voldeck_providers::driver(provider).sign_in().fields {
                let is_secret = matches!(field.kind, FieldKind::Secret | FieldKind::SecretPairs);
                if is_secret {
                    secret.insert(field.name)
                } else {
                    plain.insert(field.name)
                };
            }
        }
        assert!(!secret.is_empty() && secret.iter().all(|name| is_secret(name)), "{secret:?}");
        assert!(!plain.iter().any(|name| is_secret(name)), "{plain:?}");
    }

    #[test]
    fn the_colours_are_those_of_connections() {
        let colors = crate::connection::color::Color::ALL.map(crate::connection::color::Color::name);
        let takes = CONNECTION.iter().find(|key| key.name == "color").unwrap().takes;
        assert!(matches!(takes, Takes::OneOf(words) if *words == colors));
    }

    #[test]
    fn the_tokens_are_those_of_the_style_sheet() {
        let sheet = include_str!("../../style/tokens.css");
        for token in TOKENS {
            assert!(sheet.contains(&format!("--vd-{token}:")), "{token}");
        }
    }
}
