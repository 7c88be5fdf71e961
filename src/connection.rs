//! What the console remembers of a connection: everything but its secrets.
//!
//! A connection comes from the person (kept in the browser), from the host's `voldeck.json`, or from the demo.

use crate::action::{FieldKind, Values};
use crate::json;
use crate::provider;

/// A connection as it is written down. Secrets have no place in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saved {
    /// The provider's id.
    pub provider: String,
    /// What the person calls it; unique.
    pub name: String,
    /// The sign-in form without its secret fields: names and values.
    pub settings: Vec<(String, String)>,
    /// Whether it was given a secret, which has to be given again.
    pub secret: bool,
    /// Whether every write is refused.
    pub read_only: bool,
    /// Whether it is switched off: kept, but not read.
    pub disabled: bool,
}

/// The host's configuration, `voldeck.json` beside the page.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct HostConfig {
    /// Connections that everyone has.
    pub connections: Vec<Saved>,
    /// Which simulated servers the demo shows, by name; none for all.
    pub demo: Option<Vec<String>>,
}

impl HostConfig {
    /// Reads it; a connection that cannot be read is left out alone.
    pub fn read(text: &str) -> Self {
        let names = |list| Some(json::entries(list)?.into_iter().filter_map(|(_, name)| json::string(name)).collect());
        Self {
            connections: json::member(text, "connections").map(read_saved).unwrap_or_default(),
            demo: json::member(text, "demo").and_then(names),
        }
    }
}

impl Saved {
    /// Writes down a sign-in form.
    pub fn new(provider: &'static dyn provider::Provider, name: &str, values: &Values, read_only: bool) -> Self {
        let mut settings = Vec::new();
        let mut secret = false;
        for field in provider.sign_in().fields {
            let Some(text) = values.some(field.name) else { continue };
            if matches!(field.kind, FieldKind::Secret | FieldKind::SecretPairs) {
                secret = true;
            } else {
                settings.push((field.name.to_owned(), text.to_owned()));
            }
        }
        Self { provider: provider.id().to_owned(), name: name.to_owned(), settings, secret, read_only, disabled: false }
    }

    /// The sign-in form as far as it was written down. Secret fields are taken from nowhere, whatever a file says.
    pub fn values(&self) -> Values {
        let Some(provider) = provider::by_id(&self.provider) else { return Values::default() };
        let form = provider.sign_in();
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

/// Reads what was kept; anything that cannot be read is dropped alone.
pub fn read_saved(text: &str) -> Vec<Saved> {
    json::entries(text).unwrap_or_default().into_iter().filter_map(|(_, item)| read_one(item)).collect()
}

fn read_one(text: &str) -> Option<Saved> {
    let word = |name| json::string(json::member(text, name)?);
    let flag = |name| json::member(text, name).unwrap_or("false").parse().ok();
    let mut settings = Vec::new();
    for (name, value) in json::entries(json::member(text, "settings").unwrap_or("{}"))? {
        settings.push((name.into_owned(), json::string(value)?));
    }
    Some(Saved {
        provider: word("provider")?,
        name: word("name")?,
        settings,
        secret: flag("secret")?,
        read_only: flag("read_only")?,
        disabled: flag("disabled")?,
    })
}

/// What is to be kept, for [`read_saved`].
pub fn write_saved(all: &[Saved]) -> String {
    let write = |saved: &Saved| {
        let mut settings = json::ObjectBuilder::default();
        for (name, value) in &saved.settings {
            settings.put(name, value);
        }
        json::ObjectBuilder::default()
            .with("provider", &saved.provider)
            .with("name", &saved.name)
            .with("settings", settings)
            .with("secret", saved.secret)
            .with("read_only", saved.read_only)
            .with("disabled", saved.disabled)
    };
    json::text(&all.iter().map(write).collect::<Vec<_>>())
}

/// A name that no other connection has: `nomad`, `nomad-2`, …
pub fn free_name(wanted: &str, taken: &[String]) -> String {
    let wanted = if wanted.is_empty() { "connection" } else { wanted };
    (1..=taken.len() + 1)
        .map(|n| if n == 1 { wanted.to_owned() } else { format!("{wanted}-{n}") })
        .find(|name| !taken.contains(name))
        .unwrap_or_else(|| wanted.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_bad_entry_does_not_lose_the_others() {
        let saved =
            read_saved(r#"[{"provider":"nomad","name":"a"},{"name":7},{"provider":"nomad","name":"b","settings":{"address":"/x"}}]"#);
        assert_eq!(saved.iter().map(|s| s.name.as_str()).collect::<Vec<_>>(), ["a", "b"]);
        assert!(read_saved("not json").is_empty());
    }

    #[test]
    fn a_host_names_what_the_demo_shows() {
        assert_eq!(HostConfig::read(r#"{"demo":["a",7,"b"]}"#).demo, Some(vec!["a".to_owned(), "b".to_owned()]));
        assert_eq!(HostConfig::read(r#"{"demo":"a"}"#).demo, None);
        assert_eq!(HostConfig::read("{}").demo, None);
    }

    #[test]
    fn a_connection_that_is_switched_off_stays_so() {
        let saved = read_saved(r#"[{"provider":"nomad","name":"a"},{"provider":"nomad","name":"b","disabled":true}]"#);
        assert_eq!(saved.iter().map(|saved| saved.disabled).collect::<Vec<_>>(), [false, true]);
        assert_eq!(read_saved(&write_saved(&saved)), saved);
    }

    #[test]
    fn names_are_unique() {
        assert_eq!(free_name("nomad", &["nomad".into(), "nomad-2".into()]), "nomad-3");
        assert_eq!(free_name("", &[]), "connection");
    }

    #[test]
    fn a_secret_is_never_written_down_and_never_read_from_a_file() {
        let Some(provider) = provider::by_id("nomad") else { return };
        let values = provider.sign_in().initial().with("address", "https://n").with("token", "hunter2");
        let saved = Saved::new(provider, "n", &values, false);
        let kept = write_saved(std::slice::from_ref(&saved));
        assert!(saved.secret && !kept.contains("hunter2"));
        assert_eq!(read_saved(&kept), std::slice::from_ref(&saved));
        let mut tampered = saved;
        tampered.settings.push(("token".into(), "hunter2".into()));
        assert_eq!(tampered.values().text("token"), "");
    }
}
