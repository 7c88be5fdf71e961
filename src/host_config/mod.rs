//! What whoever hosts the console configures: `voldeck.json` beside the page.
//!
//! It is read before the first row, key by key, so that one that is wrong costs nothing but itself. What is wrong is found out and put
//! into words by [`check`], which is loaded only where [`HostConfig::is_suspect`] says that there may be something. Both, and
//! `docs/voldeck.schema.json`, know the keys by the table in [`keys`].

pub mod check;
pub mod keys;
#[cfg(test)]
mod schema;

use crate::connection::kept::read_saved;
use crate::connection::{CONNECTION_MEMBERS, ConnectionConfig};
use crate::limits::Limits;
use voldeck_core::json;
use voldeck_core::model::Kind;

/// What the demo shows where there is no connection.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Demo {
    /// Some of each provider, the others switched off.
    #[default]
    Usual,
    /// Nothing: the console waits for a connection.
    Off,
    /// These simulated servers, by name.
    Named(Vec<String>),
}

/// The host's configuration.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct HostConfig {
    /// Connections that everyone has.
    pub connections: Vec<ConnectionConfig>,
    /// Where this host proxies a provider, by the provider's id; `None` where it does not say.
    pub proxies: Option<Vec<(String, String)>>,
    /// The providers that may be used, by id; `None` for all.
    pub providers: Option<Vec<String>>,
    /// The kinds that have a page; empty for all.
    pub kinds: Vec<Kind>,
    /// What may not be done.
    pub limits: Limits,
    /// What the demo shows.
    pub demo: Demo,
    /// What the console is called in place of its own name; may be empty.
    pub title: String,
    /// A picture in place of the console's mark, by its path beside the page; may be empty.
    pub logo: String,
    /// Custom properties of the style sheet, by name: `--vd-accent`.
    pub theme: Vec<(String, String)>,
    /// How close rows stand: `compact`, or empty.
    pub density: String,
    /// Whether browsers keep the program; `None` where it does not say, and they do.
    pub offline: Option<bool>,
    /// Whether something in it is wrong, or can only be judged by [`check`].
    pub is_suspect: bool,
}

impl HostConfig {
    /// Reads it. What cannot be read is left out alone; limits that cannot be read are the strictest.
    pub fn read(text: &str) -> Self {
        let mut config = Self::default();
        let text = text.trim();
        if text.is_empty() {
            return config;
        }
        if json::check(text).is_err() || !text.starts_with('{') {
            config.is_suspect = true;
            // A page of a host that answers so for every file it lacks is no configuration; anything else may have held limits.
            config.limits.unreadable = !text.starts_with('<');
            return config;
        }
        let mut is_right = true;
        for (name, value) in json::entries(text).unwrap_or_default() {
            is_right &= config.take(&name, value);
        }
        is_right &= config.connections.iter().all(|connection| config.allows(&connection.provider));
        config.is_suspect = !is_right;
        config
    }

    /// Takes in one key. Gives whether it is right for sure.
    fn take(&mut self, name: &str, value: &str) -> bool {
        match name {
            "$schema" => true,
            "connections" => {
                self.connections = read_saved(value);
                let written = json::array(value).unwrap_or_default();
                let known = |connection: &ConnectionConfig| voldeck_providers::by_id(&connection.provider).is_some();
                let holds_secret = |connection: &ConnectionConfig| connection.settings.iter().any(|(name, _)| keys::is_secret(name));
                let is_plain = |item: &str, connection: &ConnectionConfig| {
                    let is_member = |name: &str| CONNECTION_MEMBERS.contains(&name) && (name != "color" || connection.color.is_some());
                    json::entries(item).is_some_and(|members| members.iter().all(|(name, _)| is_member(name)))
                };
                let is_right = value.starts_with('[')
                    && written.len() == self.connections.len()
                    && self.connections.iter().all(|connection| known(connection) && !holds_secret(connection))
                    && written.iter().zip(&self.connections).all(|(item, connection)| is_plain(item, connection));
                for connection in &mut self.connections {
                    connection.settings.retain(|(name, _)| !keys::is_secret(name));
                }
                is_right
            }
            "proxies" => {
                self.proxies = pairs(value);
                let is_right = |(id, address): &(String, String)| voldeck_providers::by_id(id).is_some() && address.starts_with(['/', 'h']);
                let written = json::entries(value).unwrap_or_default();
                self.proxies.as_ref().is_some_and(|all| all.len() == written.len() && all.iter().all(is_right))
            }
            "providers" => {
                // Where it cannot be read which are allowed, none is.
                self.providers = Some(texts(value).unwrap_or_default());
                self.providers.as_ref().is_some_and(|all| !all.is_empty() && all.iter().all(|id| voldeck_providers::by_id(id).is_some()))
            }
            "kinds" => {
                let names = texts(value).unwrap_or_default();
                self.kinds = names.iter().filter_map(|name| Kind::of_noun(name)).collect();
                !names.is_empty() && self.kinds.len() == names.len()
            }
            "read_only" => {
                self.limits.read_only = value == "true";
                let is_flag = self.limits.read_only || value == "false";
                self.limits.unreadable |= !is_flag;
                is_flag
            }
            // Whether these actions exist is known to the check alone.
            "actions_off" | "actions_hidden" => {
                let list = if name == "actions_off" { &mut self.limits.off } else { &mut self.limits.hidden };
                match texts(value) {
                    Some(names) => *list = names,
                    None => self.limits.unreadable = true,
                }
                false
            }
            "demo" => {
                self.demo = match (value, texts(value)) {
                    (_, Some(names)) => Demo::Named(names),
                    ("false", None) => Demo::Off,
                    _ => Demo::Usual,
                };
                // Whether these servers exist, the check knows.
                value == "true" || value == "false"
            }
            "offline" => {
                self.offline = (value == "true" || value == "false").then_some(value == "true");
                self.offline.is_some()
            }
            "title" => fill(&mut self.title, value),
            "logo" => fill(&mut self.logo, value),
            "density" => fill(&mut self.density, value) && matches!(self.density.as_str(), "compact" | "comfortable"),
            // Whether these are tokens, and these values of one, the check knows.
            "theme" => {
                self.theme = pairs(value).unwrap_or_default();
                self.theme.retain(|(name, value)| name.starts_with("--vd-") && !value.contains("url("));
                false
            }
            _ => false,
        }
    }

    /// Whether a kind has a page.
    pub fn shows(&self, kind: Kind) -> bool {
        self.kinds.is_empty() || self.kinds.contains(&kind)
    }

    /// Whether a provider may be used.
    pub fn allows(&self, provider: &str) -> bool {
        self.providers.as_ref().is_none_or(|all| all.iter().any(|id| id == provider))
    }

    /// The address under which this host proxies a provider: the one that it names, or, where it names none at all, the conventional one
    /// (`deploy/`), beside the page of this path. `None` where it has none for this provider.
    pub fn proxy(&self, provider: &str, page: &str) -> Option<String> {
        match &self.proxies {
            None => Some([page.rfind('/').map_or("/", |end| &page[..=end]), "relay/", provider].concat()),
            Some(all) => all.iter().find(|(id, _)| id == provider).map(|(_, address)| address.clone()),
        }
    }
}

/// The texts of a list; one that is none is left out alone. `None` if it is no list.
fn texts(value: &str) -> Option<Vec<String>> {
    Some(json::array(value)?.into_iter().filter_map(json::string).collect())
}

/// The texts of an object, by name. `None` if it is no object.
fn pairs(value: &str) -> Option<Vec<(String, String)>> {
    let entries = json::entries(value).filter(|_| value.starts_with('{'))?;
    Some(entries.into_iter().filter_map(|(name, value)| Some((name.into_owned(), json::string(value)?))).collect())
}

fn fill(to: &mut String, value: &str) -> bool {
    *to = json::string(value).unwrap_or_default();
    !to.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_a_configuration_too() {
        for text in ["", " \n", "{}", r#"{"$schema":"voldeck.schema.json"}"#] {
            assert_eq!(HostConfig::read(text), HostConfig::default(), "{text}");
        }
    }

    #[test]
    fn every_key_is_read() {
        let config = HostConfig::read(
            r##"{"connections":[{"provider":"nomad","name":"a"}],"proxies":{"nomad":"/n"},"providers":["nomad"],"read_only":true,
                "actions_off":["csi-delete"],"actions_hidden":["csi-edit"],"demo":["nomad-demo"],"title":"Acme","logo":"acme.svg",
                "theme":{"--vd-accent":"#123456"},"density":"compact","kinds":["group"],"offline":false}"##,
        );
        let pair = |name: &str, value: &str| vec![(name.to_owned(), value.to_owned())];
        let expected = HostConfig {
            connections: read_saved(r#"[{"provider":"nomad","name":"a"}]"#),
            proxies: Some(pair("nomad", "/n")),
            providers: Some(vec!["nomad".into()]),
            limits: Limits { read_only: true, off: vec!["csi-delete".into()], hidden: vec!["csi-edit".into()], unreadable: false },
            demo: Demo::Named(vec!["nomad-demo".into()]),
            title: "Acme".into(),
            logo: "acme.svg".into(),
            theme: pair("--vd-accent", "#123456"),
            density: "compact".into(),
            kinds: vec![Kind::Group],
            offline: Some(false),
            is_suspect: true,
        };
        assert_eq!(config, expected);
        assert_eq!(config.connections.len(), 1);
    }

    #[test]
    fn what_is_wrong_costs_only_itself() {
        let config = HostConfig::read(
            r#"{"connections":[{"name":7},{"provider":"nomad","name":"a"}],"demo":7,"title":7,"logo":null,"theme":[],"density":"wide","more":1}"#,
        );
        assert_eq!((config.connections.len(), config.demo, config.is_suspect), (1, Demo::Usual, true));
        assert_eq!((config.title.as_str(), config.logo.as_str(), config.theme.len()), ("", "", 0));
        assert_eq!(config.limits, Limits::default());
        let config = HostConfig::read(r#"{"connections":7,"demo":["a",7,"b"]}"#);
        assert_eq!((config.connections.len(), config.demo), (0, Demo::Named(vec!["a".into(), "b".into()])));
    }

    #[test]
    fn what_is_right_is_not_suspect_and_what_may_be_wrong_is() {
        let check = |text: &str, expected: bool| assert_eq!(HostConfig::read(text).is_suspect, expected, "{text}");
        for right in [
            r#"{"connections":[{"provider":"nomad","name":"a","settings":{"address":"/x"},"secret":true,"read_only":true,"disabled":true,"aliases":["b"],"color":"teal"}]}"#,
            r#"{"providers":["nomad","cinder"],"read_only":true,"proxies":{"nomad":"/relay/nomad"}}"#,
            r#"{"demo":false,"title":"Acme","logo":"acme.svg","density":"compact","read_only":false}"#,
            r#"{"demo":true,"density":"comfortable"}"#,
        ] {
            check(right, false);
        }
        for wrong in [
            "[]",
            "null",
            "{",
            r#"{"colour":"red"}"#,
            r#"{"connections":{}}"#,
            r#"{"connections":[{"provider":"nomad","name":"a","adress":"/x"}]}"#,
            r#"{"connections":[{"provider":"nomda","name":"a"}]}"#,
            r#"{"connections":[{"provider":"nomad","name":"a","color":"mauve"}]}"#,
            r#"{"connections":[{"provider":"nomad"}]}"#,
            r#"{"connections":[{"provider":"nomad","name":"a","settings":{"token":"t"}}]}"#,
            r#"{"proxies":{"nomda":"/relay/nomad"}}"#,
            r#"{"proxies":{"nomad":7}}"#,
            r#"{"proxies":{"nomad":"relay/nomad"}}"#,
            r#"{"providers":["cinder"],"connections":[{"provider":"nomad","name":"a"}]}"#,
            r#"{"proxies":["/relay/nomad"]}"#,
            r#"{"providers":["nomda"]}"#,
            r#"{"providers":[]}"#,
            r#"{"kinds":["volumes"]}"#,
            r#"{"kinds":[]}"#,
            r#"{"read_only":"yes"}"#,
            r#"{"title":""}"#,
            r#"{"density":"dense"}"#,
            r#"{"theme":{}}"#,
            r#"{"actions_off":[]}"#,
        ] {
            check(wrong, true);
        }
    }

    #[test]
    fn limits_that_cannot_be_read_are_the_strictest() {
        let check = |text: &str, expected: bool| assert_eq!(HostConfig::read(text).limits.unreadable, expected, "{text}");
        for strict in
            ["{", r#"{"read_only":"yes"}"#, r#"{"actions_off":"csi-delete"}"#, r#"{"actions_hidden":{}}"#, r#"{"read_only":true,}"#, "7"]
        {
            check(strict, true);
        }
        // A host that answers with its own page for whatever it lacks has no configuration.
        for open in ["<!doctype html><title>Not here</title>", r#"{"title":7}"#, r#"{"actions_off":["csi-delete",7]}"#] {
            check(open, false);
        }
        let providers = HostConfig::read(r#"{"providers":"nomad"}"#);
        assert!(providers.is_suspect && !providers.allows("nomad"), "where it cannot be read which are allowed, none is");
    }

    #[test]
    fn kinds_that_are_named_have_a_page_and_all_where_none_is() {
        let shown = |text: &str| Kind::ALL.map(|kind| HostConfig::read(text).shows(kind));
        assert_eq!(shown("{}"), [true; 3]);
        assert_eq!(shown(r#"{"kinds":["volume","snapshot"]}"#), [true, false, true]);
        assert_eq!(shown(r#"{"kinds":["group","none"]}"#), [false, true, false]);
        for nothing in [r#"{"kinds":[]}"#, r#"{"kinds":"volume"}"#, r#"{"kinds":["none"]}"#] {
            assert_eq!(shown(nothing), [true; 3], "{nothing}");
        }
    }

    #[test]
    fn a_secret_is_not_even_held() {
        let config = HostConfig::read(r#"{"connections":[{"provider":"nomad","name":"a","settings":{"token":"hunter2","address":"/x"}}]}"#);
        assert!(config.is_suspect && !format!("{config:?}").contains("hunter2"));
        assert_eq!(config.connections[0].settings, [("address".to_owned(), "/x".to_owned())]);
    }

    #[test]
    fn a_proxy_is_the_one_that_is_named_or_the_conventional_one() {
        let proxy = |text: &str| HostConfig::read(text).proxy("nomad", "/");
        assert_eq!(proxy("{}").as_deref(), Some("/relay/nomad"));
        assert_eq!(proxy(r#"{"proxies":{"nomad":"https://proxy.example.net/n"}}"#).as_deref(), Some("https://proxy.example.net/n"));
        assert_eq!(proxy(r#"{"proxies":{"cinder":"/c"}}"#), None);
        for (page, expected) in [
            ("/index.html", "/relay/nomad"),
            ("/console/", "/console/relay/nomad"),
            ("/a/b/index.html", "/a/b/relay/nomad"),
            ("", "/relay/nomad"),
        ] {
            assert_eq!(HostConfig::default().proxy("nomad", page).as_deref(), Some(expected), "{page}");
        }
    }
}
