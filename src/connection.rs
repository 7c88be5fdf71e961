//! What the console remembers of a connection: everything but its secrets.
//!
//! A connection comes from the person (kept in the browser), from the host's `voldeck.json`, or from the demo.
//!
//! - [`names`]: what they are and were called. - [`kept`]: what the browser keeps. - [`color`]: what tells them apart at a glance. - [`export`]: them as a file.
//! - [`proxy_setup`]: what a host of the console has to be told to proxy their providers.

pub mod color;
pub mod export;
pub mod kept;
pub mod names;
pub mod proxy_setup;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use self::color::Color;
use crate::credentials::Keep;
use voldeck_core::action::{FieldKind, Form, Values};
use voldeck_core::json;
use voldeck_core::model::Kind;
use voldeck_core::provider::{Demo, Provider, Source};
use voldeck_core::texts::t;

/// Who added a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// The person, in this browser.
    Person,
    /// Whoever hosts the console, in `voldeck.json`.
    Host,
    /// The demo: a simulator in this page.
    Demo,
}

/// A connection as the views see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Connection {
    /// What is written down of it.
    pub config: ConnectionConfig,
    /// Who added it.
    pub origin: Origin,
    /// Whether it waits for a secret that is kept nowhere.
    pub locked: bool,
    /// Whether whoever runs this console does not allow its provider: then it is kept, and not read.
    pub refused: bool,
}

impl Connection {
    /// Whether it is read: it is neither switched off, nor waiting for a secret, nor refused.
    pub fn is_read(&self) -> bool {
        !self.locked && !self.config.disabled && !self.refused
    }

    /// Its provider.
    pub fn provider(&self) -> Option<&'static Provider> {
        voldeck_providers::by_id(&self.config.provider)
    }

    /// Where it reads a kind from.
    pub fn sources(&self, kind: Kind) -> &'static [Source] {
        self.provider().map_or(&[], |provider| provider.sources(kind))
    }

    /// What it waits for where it was written down without its secrets: `ACL token`.
    pub fn secret(&self) -> &'static str {
        self.provider().map_or(t("secret"), |provider| t(provider.secret))
    }

    /// Why nothing can be changed over it, where its provider has no way to.
    pub fn immutable(&self) -> Option<&'static str> {
        self.provider()?.read_only.map(t)
    }
}

/// A connection as it is written down. Secrets have no place in it. Members of other names are passed over.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ConnectionConfig {
    /// What never changes of it in this browser, and says nothing: the key of what is kept beside it. A host's file has none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub id: String,
    /// The provider's id.
    pub provider: String,
    /// What the person calls it; unique among the names and aliases of all.
    pub name: String,
    /// What it was called before: links by these names lead to it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    /// The sign-in form without its secret fields: names and values.
    #[serde(default, with = "settings")]
    pub settings: Vec<(String, String)>,
    /// Whether it was given a secret, which has to be given again.
    #[serde(default)]
    pub secret: bool,
    /// Whether every write is refused.
    #[serde(default)]
    pub read_only: bool,
    /// Whether it is switched off: kept, but not read.
    #[serde(default)]
    pub disabled: bool,
    /// What tells it from others at a glance.
    #[serde(default, deserialize_with = "color::read", skip_serializing_if = "Option::is_none")]
    pub color: Option<Color>,
    /// Where its credentials are kept. The person says so, never a host's file.
    #[serde(default, skip_serializing_if = "Keep::is_memory")]
    pub keep: Keep,
}

/// The names of the members above that a host's file may have.
pub const CONNECTION_MEMBERS: [&str; 8] = ["provider", "name", "aliases", "settings", "secret", "read_only", "disabled", "color"];

impl ConnectionConfig {
    /// Writes down a sign-in form.
    pub fn new(provider: &Provider, form: &Form, name: &str, values: &Values, read_only: bool) -> Self {
        let mut settings = Vec::new();
        let mut secret = false;
        for field in &form.fields {
            let Some(text) = values.some(field.name) else { continue };
            if matches!(field.kind, FieldKind::Secret | FieldKind::SecretPairs) {
                secret = true;
            } else {
                settings.push((field.name.to_owned(), text.to_owned()));
            }
        }
        Self { provider: provider.id.to_owned(), name: name.to_owned(), settings, secret, read_only, ..Self::default() }
    }

    /// The same connection as another, with what is new of it: its id and its old names stay, and it is on or off as it was.
    #[must_use]
    pub fn in_place_of(self, before: Self) -> Self {
        let aliases = names::renamed(before.aliases, &before.name, &self.name);
        Self { id: before.id, aliases, disabled: before.disabled, ..self }
    }

    /// A connection of the demo: its sign-in is no secret, and kept nowhere.
    pub fn of_demo(provider: &Provider, demo: &Demo) -> Self {
        let settings = demo.settings.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
        Self { id: kept::demo_id(demo.name), provider: provider.id.to_owned(), name: demo.name.to_owned(), settings, ..Self::default() }
    }

    /// The sign-in form as far as it was written down. Secret fields are taken from nowhere, whatever a file says.
    pub fn values(&self, form: &Form) -> Values {
        let mut values = form.initial();
        for field in &form.fields {
            if !matches!(field.kind, FieldKind::Secret | FieldKind::SecretPairs)
                && let Some((_, text)) = self.settings.iter().find(|(name, _)| name == field.name)
            {
                values.set(field.name, text.clone());
            }
        }
        values
    }
}

/// What can be read of a list's items; `None` if it is no list.
fn each_alone<T: DeserializeOwned>(list: &str) -> Option<Vec<T>> {
    Some(json::entries(list)?.into_iter().filter_map(|(_, item)| serde_json::from_str(item).ok()).collect())
}

/// Settings are an object, in the order in which the form has them.
mod settings {
    use std::fmt;

    use serde::de::{Deserializer, MapAccess, Visitor};
    use serde::ser::Serializer;

    type Settings = Vec<(String, String)>;

    pub fn serialize<S: Serializer>(settings: &Settings, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(settings.iter().map(|(name, text)| (name, text)))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Settings, D::Error> {
        deserializer.deserialize_map(Names)
    }

    struct Names;

    impl<'de> Visitor<'de> for Names {
        type Value = Settings;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object of texts")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Settings, A::Error> {
            let mut settings = Vec::new();
            while let Some(setting) = map.next_entry()? {
                settings.push(setting);
            }
            Ok(settings)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::kept::{read_saved, write_saved};
    use super::*;

    #[test]
    fn one_bad_entry_does_not_lose_the_others() {
        let saved =
            read_saved(r#"[{"provider":"nomad","name":"a"},{"name":7},{"provider":"nomad","name":"b","settings":{"address":"/x"}}]"#);
        assert_eq!(saved.iter().map(|s| s.name.as_str()).collect::<Vec<_>>(), ["a", "b"]);
        assert!(read_saved("not json").is_empty());
    }

    #[test]
    fn what_is_not_as_it_should_be_costs_one_connection() {
        let check = |text: &str, expected: bool| assert_eq!(read_saved(&format!("[{text}]")).len() == 1, expected, "{text}");
        check(
            r#"{"provider":"nomad","name":"a","settings":{"address":"/x"},"secret":true,"read_only":true,"disabled":true,"more":{}}"#,
            true,
        );
        check(r#"{"name":"a","provider":"nomad"}"#, true);
        for other in ["7", "null", "{}", r#""nomad""#, r#"{"name":"a"}"#, r#"{"provider":"nomad","name":null}"#] {
            check(other, false);
        }
        check(r#"{"name":"a","provider":"nomad","color":"no such","aliases":["b"]}"#, true);
        for other in [
            r#""settings":null"#,
            r#""color":7"#,
            r#""aliases":"b""#,
            r#""settings":{"address":7}"#,
            r#""secret":"true""#,
            r#""read_only":1"#,
            r#""disabled":null"#,
        ] {
            check(&format!(r#"{{"provider":"nomad","name":"a",{other}}}"#), false);
        }
    }

    #[test]
    fn what_is_kept_has_one_spelling() {
        let settings = vec![("region".to_owned(), "eu \"1\"".to_owned()), ("address".to_owned(), "/x".to_owned())];
        let saved = ConnectionConfig { provider: "nomad".into(), name: "a".into(), settings, secret: true, ..ConnectionConfig::default() };
        let text = r#"[{"provider":"nomad","name":"a","settings":{"region":"eu \"1\"","address":"/x"},"secret":true,"read_only":false,"disabled":false}]"#;
        assert_eq!(write_saved(std::slice::from_ref(&saved)), text);
        assert_eq!(read_saved(text), std::slice::from_ref(&saved));
        let more = ConnectionConfig { id: "1f".into(), aliases: vec!["b".into()], color: Color::named("teal"), ..saved };
        let text = write_saved(std::slice::from_ref(&more));
        assert!(
            text.starts_with(r#"[{"id":"1f","provider":"nomad","name":"a","aliases":["b"],"#) && text.ends_with(r#","color":"teal"}]"#),
            "{text}"
        );
        assert_eq!(read_saved(&text), [more]);
        let members: Vec<_> = json::entries(&text[1..]).unwrap().into_iter().map(|(name, _)| name).collect();
        assert_eq!(members[1..], CONNECTION_MEMBERS);
    }

    #[test]
    fn a_connection_that_is_switched_off_stays_so() {
        let saved = read_saved(r#"[{"provider":"nomad","name":"a"},{"provider":"nomad","name":"b","disabled":true}]"#);
        assert_eq!(saved.iter().map(|saved| saved.disabled).collect::<Vec<_>>(), [false, true]);
        assert_eq!(read_saved(&write_saved(&saved)), saved);
    }

    #[test]
    fn what_is_changed_of_a_connection_leaves_its_id_and_its_old_names() {
        let one = |id: &str, name: &str| ConnectionConfig { id: id.into(), name: name.into(), ..ConnectionConfig::default() };
        let before = ConnectionConfig { disabled: true, aliases: vec!["a".into()], ..one("1", "b") };
        let after = ConnectionConfig { read_only: true, ..one("", "c") }.in_place_of(before);
        assert_eq!((after.id.as_str(), after.name.as_str(), after.disabled, after.read_only), ("1", "c", true, true));
        assert_eq!(after.aliases, ["a", "b"]);
    }

    #[test]
    fn a_secret_is_never_written_down_and_never_read_from_a_file() {
        let Some(provider) = voldeck_providers::by_id("nomad") else { return };
        let form = voldeck_providers::driver(provider).sign_in();
        let values = form.initial().with("address", "https://n").with("token", "hunter2");
        let saved = ConnectionConfig::new(provider, &form, "n", &values, false);
        let kept = write_saved(std::slice::from_ref(&saved));
        assert!(saved.secret && !kept.contains("hunter2"));
        assert_eq!(read_saved(&kept), std::slice::from_ref(&saved));
        let mut tampered = saved;
        tampered.settings.push(("token".into(), "hunter2".into()));
        assert_eq!(tampered.values(&form).text("token"), "");
    }
}
