//! What is encrypted: the secret fields of connections, by the connections' ids, and for whom they were given.

use crate::connection::ConnectionConfig;
use voldeck_core::form::{FieldKind, Form, Values};
use voldeck_core::http::Secret;
use voldeck_core::json::{self, ObjectBuilder};
use voldeck_core::vec_map::VecMap;

/// What is encrypted has a length of whole blocks of this many bytes, so that its size does not tell that of a token.
pub const BLOCK: usize = 1024;

/// The credentials of one connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credentials {
    /// Where they are sent: they are used for nothing else, whatever has become of the connection meanwhile.
    to: String,
    /// The secret fields of the sign-in form: names and values.
    fields: Vec<(String, Secret)>,
}

impl Credentials {
    /// Those that were filled in for a connection; `None` if there are none.
    pub fn of(config: &ConnectionConfig, form: &Form, values: &Values) -> Option<Self> {
        let given = form.fields.iter().filter(|field| is_secret(&field.kind));
        let fields: Vec<_> = given.filter_map(|field| Some((field.name.to_owned(), Secret::new(values.some(field.name)?)))).collect();
        (!fields.is_empty()).then(|| Self { to: destination(config), fields })
    }

    /// Whether they were given for where a connection sends them now.
    pub fn are_for(&self, config: &ConnectionConfig) -> bool {
        self.to == destination(config)
    }

    /// Fills in the secret fields that are empty.
    pub fn fill_in(&self, form: &Form, values: &mut Values) {
        for field in form.fields.iter().filter(|field| is_secret(&field.kind)) {
            if let Some((_, secret)) = self.fields.iter().find(|(name, _)| name == field.name)
                && values.some(field.name).is_none()
            {
                values.set(field.name, secret.reveal());
            }
        }
    }
}

fn is_secret(kind: &FieldKind) -> bool {
    matches!(kind, FieldKind::Secret | FieldKind::SecretPairs)
}

/// The provider and every address in the settings: where the secrets go.
fn destination(config: &ConnectionConfig) -> String {
    let addresses = config.settings.iter().filter(|(_, text)| text.starts_with('/') || text.contains("://"));
    addresses.fold(config.provider.clone(), |to, (name, text)| format!("{to} {name}={}", text.trim_end_matches('/')))
}

/// The credentials that are kept together.
#[derive(Debug, Clone, Default)]
pub struct Contents(VecMap<String, Credentials>);

impl Contents {
    /// Reads what was decrypted; `None` if it is not what [`text`](Self::text) writes.
    pub fn read(text: &str) -> Option<Self> {
        let text = text.trim_end();
        json::check(text).ok()?;
        let mut all = VecMap::default();
        for (id, credentials) in json::entries(json::member(text, "connections")?)? {
            let to = json::string(json::member(credentials, "to")?)?;
            let mut fields = Vec::new();
            for (name, value) in json::entries(json::member(credentials, "fields")?)? {
                fields.push((name.into_owned(), Secret::new(&json::string(value)?)));
            }
            all.insert(id.into_owned(), Credentials { to, fields });
        }
        Some(Self(all))
    }

    /// As text, filled up with spaces.
    pub fn text(&self) -> String {
        let mut connections = ObjectBuilder::default();
        for (id, credentials) in self.0.iter() {
            let mut fields = ObjectBuilder::default();
            for (name, secret) in &credentials.fields {
                fields.put(name, secret.reveal());
            }
            connections.put(id, ObjectBuilder::default().with("to", &credentials.to).with("fields", fields));
        }
        let mut text = json::text(&ObjectBuilder::default().with("connections", connections));
        let filled = text.len().next_multiple_of(BLOCK);
        text.extend(std::iter::repeat_n(' ', filled - text.len()));
        text
    }

    /// The credentials of a connection, unless they were given for somewhere else.
    pub fn of(&self, config: &ConnectionConfig) -> Option<&Credentials> {
        self.0.get(&config.id).filter(|credentials| credentials.are_for(config))
    }

    /// Keeps those of a connection in place of what it had.
    pub fn set(&mut self, id: &str, credentials: Credentials) {
        self.0.insert(id.to_owned(), credentials);
    }

    /// Drops those of a connection.
    pub fn remove(&mut self, id: &str) {
        self.0.remove(id);
    }

    /// The connections that have some.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(id, _)| id.as_str())
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.ids().next().is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form() -> Form {
        voldeck_providers::driver(voldeck_providers::by_id("nomad").unwrap()).sign_in()
    }

    fn config(address: &str) -> ConnectionConfig {
        let settings = vec![("address".to_owned(), address.to_owned()), ("namespace".to_owned(), "*".to_owned())];
        ConnectionConfig {
            id: "a".into(),
            provider: "nomad".into(),
            name: "n".into(),
            settings,
            secret: true,
            ..ConnectionConfig::default()
        }
    }

    fn credentials(token: &str) -> Credentials {
        Credentials::of(&config("/relay/nomad"), &form(), &form().initial().with("token", token)).unwrap()
    }

    #[test]
    fn what_is_kept_comes_back() {
        let mut contents = Contents::default();
        contents.set("a", credentials("old"));
        contents.set("b", credentials("s3cr\"et\nü"));
        contents.set("a", credentials("new\\er"));
        let mut read = Contents::read(&contents.text()).unwrap();
        assert_eq!(read.ids().collect::<Vec<_>>(), ["b", "a"]);
        let mut values = form().initial();
        read.of(&config("/relay/nomad")).unwrap().fill_in(&form(), &mut values);
        assert_eq!(values.text("token"), "new\\er");
        read.remove("a");
        assert!(read.of(&config("/relay/nomad")).is_none() && !read.is_empty());
        read.remove("b");
        assert!(read.is_empty());
    }

    #[test]
    fn only_secrets_are_kept_and_only_where_none_was_typed_they_are_filled_in() {
        let given = form().initial().with("address", "/relay/nomad").with("token", "hunter2");
        let kept = Credentials::of(&config("/relay/nomad"), &form(), &given).unwrap();
        assert_eq!(kept.fields.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["token"]);
        let mut typed = form().initial().with("token", "another");
        kept.fill_in(&form(), &mut typed);
        assert_eq!(typed.text("token"), "another");
        assert_eq!(Credentials::of(&config("/relay/nomad"), &form(), &form().initial().with("token", " ")), None);
    }

    #[test]
    fn they_are_sent_nowhere_but_where_they_were_given_for() {
        let mut contents = Contents::default();
        contents.set("a", credentials("hunter2"));
        let check = |config: &ConnectionConfig, expected| assert_eq!(contents.of(config).is_some(), expected, "{config:?}");
        let given = config("/relay/nomad");
        check(&given, true);
        check(&ConnectionConfig { name: "renamed".into(), read_only: true, ..given.clone() }, true);
        check(&ConnectionConfig { settings: vec![("address".into(), "/relay/nomad/".into())], ..given.clone() }, true);
        check(&config("https://elsewhere.example"), false);
        check(&ConnectionConfig { provider: "scaleway".into(), ..given.clone() }, false);
        check(&ConnectionConfig { settings: vec![("other".into(), "/relay/nomad".into())], ..given.clone() }, false);
        check(&ConnectionConfig { id: "b".into(), ..given }, false);
    }

    #[test]
    fn the_length_tells_no_secret() {
        let length = |secret: String| {
            let mut contents = Contents::default();
            contents.set("a", credentials(&secret));
            contents.text().len()
        };
        assert_eq!(length("x".into()), BLOCK);
        assert_eq!(length("x".repeat(900)), BLOCK);
        assert_eq!(length("x".repeat(1000)), 2 * BLOCK);
    }

    #[test]
    fn what_is_something_else_is_not_read() {
        for other in [
            "",
            "{}",
            "[]",
            r#"{"connections":[]"#,
            r#"{"connections":{"a":7}}"#,
            r#"{"connections":{"a":{"fields":{}}}}"#,
            r#"{"connections":{"a":{"to":"n","fields":{"token":7}}}}"#,
            "{}{}",
        ] {
            assert!(Contents::read(other).is_none(), "{other}");
        }
        assert!(Contents::read(r#"{"connections":{}}"#).is_some_and(|contents| contents.is_empty()));
    }

    #[test]
    fn no_secret_is_printable() {
        let mut contents = Contents::default();
        contents.set("a", credentials("hunter2"));
        assert!(!format!("{contents:?}").contains("hunter2"));
    }
}
