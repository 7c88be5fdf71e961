//! What is wrong with a `voldeck.json`, for whoever has to mend it: where, what belongs there, and what is there.

use std::collections::BTreeSet;

use super::keys::{ACTIONS, CONNECTION, KEYS, Key, TOKENS, Takes, is_secret};
use voldeck_core::fill;
use voldeck_core::json;
use voldeck_core::model::Kind;
use voldeck_core::texts::t;

/// Something that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Where: `connections[1].read_only`; empty for the file as a whole.
    pub at: String,
    /// What belongs there and what is there, in sentences.
    pub words: String,
}

/// Everything that is wrong with a file, from the top.
pub fn problems(text: &str) -> Vec<Problem> {
    let text = text.trim();
    let whole = |words: String| vec![Problem { at: String::new(), words }];
    if text.is_empty() {
        return Vec::new();
    }
    if text.starts_with('<') {
        return whole(t("It is a page, not JSON: this site may answer so for files that it does not have. Let it answer 404 for voldeck.json, or put a file there; {} is one.").into());
    }
    if let Err(reason) = json::check(text) {
        return whole(fill!("It is not JSON: {reason} Nothing of it can be used.", reason));
    }
    if !text.starts_with('{') {
        return whole(fill!("Expected {what}; there is {found}.", what = t("an object, {…}"), found = found(text)));
    }
    let mut check = Check::default();
    check.members(text, "", KEYS, "voldeck.json");
    check.providers_and_connections(text);
    check.0
}

#[derive(Default)]
struct Check(Vec<Problem>);

impl Check {
    fn tell(&mut self, at: &str, words: impl Into<String>) {
        self.0.push(Problem { at: at.to_owned(), words: words.into() });
    }

    fn expect(&mut self, at: &str, what: &str, value: &str) {
        self.tell(at, fill!("Expected {what}; there is {found}.", what, found = found(value)));
    }

    /// The members of an object, each by its key.
    fn members(&mut self, object: &str, at: &str, keys: &[Key], of: &str) {
        let mut seen = BTreeSet::new();
        for (name, value) in json::entries(object).unwrap_or_default() {
            let here = if at.is_empty() { name.to_string() } else { format!("{at}.{name}") };
            if !seen.insert(name.to_string()) {
                self.tell(&here, t("It is there more than once; the last one counts."));
            }
            match keys.iter().find(|key| key.name == name) {
                Some(key) => self.value(&here, key.takes, value),
                None => {
                    self.tell(&here, fill!("{of} has no such key.{name}", of, name = did_you_mean(&name, keys.iter().map(|key| key.name))));
                }
            }
        }
    }

    fn value(&mut self, at: &str, takes: Takes, value: &str) {
        match takes {
            Takes::Text => drop(self.text(at, value)),
            Takes::OneOf(words) => {
                if let Some(text) = self.text(at, value)
                    && !words.contains(&text.as_str())
                {
                    self.expect(at, &listed(words), value);
                }
            }
            Takes::Provider => {
                if let Some(id) = self.text(at, value) {
                    self.provider(at, &id);
                }
            }
            Takes::Flag => {
                if !matches!(value, "true" | "false") {
                    self.expect(at, t("true or false"), value);
                }
            }
            Takes::Demo => {
                if value.starts_with('[') {
                    let names: Vec<_> = voldeck_providers::ALL.iter().flat_map(|provider| provider.demos).map(|demo| demo.name).collect();
                    self.names(at, value, t("a list of names"), &|check, at, name| {
                        if !names.contains(&name) {
                            check.tell(at, fill!("“{name}” is no simulated server.{names}", name, names = did_you_mean_or_all(name, &names)));
                        }
                    });
                } else if !matches!(value, "true" | "false") {
                    self.expect(at, t("true, false or a list of names"), value);
                }
            }
            Takes::Providers => {
                self.names(at, value, t("a list of ids of providers"), &|check, at, id| check.provider(at, id));
                if json::array(value).is_some_and(|all| all.is_empty()) {
                    self.tell(at, t("It is empty, so that no provider may be used. Without this key, all may."));
                }
            }
            Takes::Kinds => {
                self.names(at, value, t("a list of kinds"), &|check, at, name| {
                    if Kind::of_noun(name).is_none() {
                        let kinds = Kind::ALL.map(Kind::noun);
                        check.tell(at, fill!("“{name}” is no kind.{kinds}", name, kinds = did_you_mean_or_all(name, &kinds)));
                    }
                });
                if json::array(value).is_some_and(|all| all.is_empty()) {
                    self.tell(at, t("It is empty. Without this key, all kinds have a page; so they have now."));
                }
            }
            Takes::Texts => self.names(at, value, t("a list of texts"), &|_, _, _| ()),
            Takes::Actions => self.names(at, value, t("a list of names of actions"), &|check, at, name| check.action(at, name)),
            Takes::Connections => {
                let Some(items) = json::array(value) else { return self.expect(at, t("a list of connections"), value) };
                for (index, item) in items.into_iter().enumerate() {
                    self.connection(&format!("{at}[{index}]"), item);
                }
            }
            Takes::Addresses => self.texts(at, value, t("an object: ids of providers, each with an address"), &|check, at, id, address| {
                check.provider(at, id);
                if !address.starts_with('/') && !address.starts_with("https://") && !address.starts_with("http://") {
                    check.tell(at, fill!("Expected a path of this site, as /relay/{id}, or an address with https://; there is “{address}”.", id, address));
                }
            }),
            Takes::Tokens => self.texts(at, value, t("an object: tokens, each with a value"), &|check, at, name, value| {
                match name.strip_prefix("--vd-") {
                    Some(token) if TOKENS.contains(&token) => {}
                    token => {
                        let near = did_you_mean(token.unwrap_or(name), TOKENS.iter().copied()).replace('“', "“--vd-");
                        check.tell(at, fill!("There is no such token.{near}", near));
                    }
                }
                if value.contains("url(") {
                    check.tell(at, t("A theme loads nothing from elsewhere: url(…) has no place in it."));
                }
            }),
            Takes::Settings => self.texts(at, value, t("an object: fields of the connection form, each with a text"), &|check, at, name, _| {
                if is_secret(name) {
                    check.tell(at, t("A secret has no place here, and is not read: everyone who opens the console can read this file. Take it out and change it; “secret”: true lets each person enter it."));
                }
            }),
        }
    }

    fn text(&mut self, at: &str, value: &str) -> Option<String> {
        let text = json::string(value).filter(|text| !text.is_empty());
        if text.is_none() {
            self.expect(at, t("a text"), value);
        }
        text
    }

    /// A list of texts.
    fn names(&mut self, at: &str, value: &str, what: &str, each: &dyn Fn(&mut Self, &str, &str)) {
        let Some(items) = json::array(value) else { return self.expect(at, what, value) };
        for (index, item) in items.into_iter().enumerate() {
            let here = format!("{at}[{index}]");
            if let Some(text) = self.text(&here, item) {
                each(self, &here, &text);
            }
        }
    }

    /// An object of texts.
    fn texts(&mut self, at: &str, value: &str, what: &str, each: &dyn Fn(&mut Self, &str, &str, &str)) {
        let Some(members) = json::entries(value).filter(|_| value.starts_with('{')) else { return self.expect(at, what, value) };
        for (name, value) in members {
            let here = format!("{at}.{name}");
            match json::string(value) {
                Some(text) => each(self, &here, &name, &text),
                // Not what is there: it may be one of the credentials.
                None => self.tell(&here, t("Expected a text.")),
            }
        }
    }

    fn provider(&mut self, at: &str, id: &str) {
        if voldeck_providers::by_id(id).is_none() {
            let ids: Vec<_> = voldeck_providers::ALL.iter().map(|provider| provider.id).collect();
            self.tell(at, fill!("“{id}” is no provider.{ids}", id, ids = did_you_mean_or_all(id, &ids)));
        }
    }

    fn action(&mut self, at: &str, name: &str) {
        let (of, action) = name.split_once('/').map_or((None, name), |(of, action)| (Some(of), action));
        if let Some(of) = of
            && !ACTIONS.iter().any(|(id, _)| *id == of)
        {
            let ids: Vec<_> = ACTIONS.iter().map(|(id, _)| *id).collect();
            return self.tell(at, fill!("“{of}” is no provider that has actions.{ids}", of, ids = did_you_mean_or_all(of, &ids)));
        }
        let all = || ACTIONS.iter().filter(|(id, _)| of.is_none_or(|of| of == *id)).flat_map(|(_, names)| names.iter().copied());
        if !all().any(|known| known == action) {
            let whose = of.map_or_else(|| t("no provider has").to_owned(), |of| fill!("{of} does not have", of));
            let near = did_you_mean(action, all());
            self.tell(at, fill!("It switches nothing off: “{action}” is an action that {whose}.{near}", action, whose, near));
        }
    }

    fn connection(&mut self, at: &str, item: &str) {
        if !item.starts_with('{') {
            return self.expect(at, t("an object, {…}"), item);
        }
        self.members(item, at, CONNECTION, "A connection");
        for name in ["provider", "name"] {
            if json::member(item, name).is_none() {
                self.tell(at, fill!("The connection has no “{name}”, so it cannot be used.", name));
            }
        }
    }

    /// What each key alone does not tell: two connections of one name, one of a provider that may not be used.
    fn providers_and_connections(&mut self, text: &str) {
        let allowed = json::member(text, "providers").and_then(json::array);
        let allowed: Option<Vec<_>> = allowed.map(|all| all.into_iter().filter_map(json::string).collect());
        let mut names = BTreeSet::new();
        let connections = json::member(text, "connections").and_then(json::array).unwrap_or_default();
        for (index, item) in connections.into_iter().enumerate() {
            let member = |name: &str| json::member(item, name).and_then(json::string);
            if let Some(name) = member("name")
                && !names.insert(name.clone())
            {
                self.tell(
                    &format!("connections[{index}].name"),
                    fill!("Another connection is called “{name}” too; this one is shown under another name.", name),
                );
            }
            if let (Some(allowed), Some(id)) = (&allowed, member("provider"))
                && voldeck_providers::by_id(&id).is_some()
                && !allowed.contains(&id)
            {
                self.tell(
                    &format!("connections[{index}].provider"),
                    fill!("“{id}” is not among “providers”, so this connection is not used.", id),
                );
            }
        }
    }
}

/// What is there, short: a text, a number, or what kind of thing it is.
fn found(value: &str) -> String {
    const LONGEST: usize = 40;
    match value.chars().next() {
        Some('{') => t("an object").into(),
        Some('[') => "a list".into(),
        Some('"') if json::string(value).is_some_and(|text| text.is_empty()) => t("an empty text").into(),
        Some('"') if value.chars().count() > LONGEST => {
            fill!("the text {text}…\"", text = value.chars().take(LONGEST).collect::<String>())
        }
        Some('"') => fill!("the text {value}", value),
        _ => value.to_owned(),
    }
}

/// ` Did you mean “read_only”?`, where one of these is near.
fn did_you_mean<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> String {
    let name = name.to_lowercase().replace(' ', "_");
    let nearest = known.map(|known| (strsim::levenshtein(&name, known), known)).min();
    match nearest {
        Some((distance, known)) if distance <= 3 && distance * 2 < known.len() => fill!(" Did you mean “{known}”?", known),
        _ => String::new(),
    }
}

/// The same, or else all that there are.
fn did_you_mean_or_all(name: &str, known: &[&str]) -> String {
    let near = did_you_mean(name, known.iter().copied());
    if near.is_empty() { fill!(" There is {known}.", known = listed(known)) } else { near }
}

fn listed(words: &[&str]) -> String {
    let quoted: Vec<_> = words.iter().map(|word| format!("“{word}”")).collect();
    match quoted.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, others)) => fill!("{others} or {last}", others = others.join(", "), last),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::host_config::HostConfig;

    /// Each problem as `where: words`; whatever has one is suspect to the reading that everyone does.
    fn told(text: &str) -> Vec<String> {
        let found: Vec<_> = problems(text).into_iter().map(|problem| format!("{}: {}", problem.at, problem.words)).collect();
        assert!(found.is_empty() || HostConfig::read(text).is_suspect || text.contains("twice"), "nobody would look: {text}");
        found
    }

    fn check(text: &str, expected: &[&str]) {
        assert_eq!(told(text), expected, "{text}");
    }

    #[test]
    fn a_file_without_faults_has_no_problems() {
        for text in [
            "",
            "{}",
            r#"{"$schema":"voldeck.schema.json","demo":true}"#,
            r#"{"connections":[{"provider":"nomad","name":"a","settings":{"address":"/x"},"secret":true,"read_only":true,"disabled":true}],
                "proxies":{"nomad":"/relay/nomad","cinder":"https://proxy.example.net/c"},"providers":["nomad","cinder"],"read_only":false,
                "actions_off":["csi-delete","cinder/volume-delete"],"actions_hidden":["volume-force-delete"],"demo":["nomad-demo"],
                "title":"Acme","logo":"acme.svg","theme":{"--vd-accent":"oklch(0.5 0.1 200)"},"density":"compact"}"#,
        ] {
            check(text, &[]);
        }
    }

    #[test]
    fn what_is_no_object_of_json_is_said_of_the_file() {
        check("[]", &[": Expected an object, {…}; there is a list."]);
        check("7", &[": Expected an object, {…}; there is 7."]);
        assert!(told("{\"title\":\"x\",}")[0].starts_with(": It is not JSON: "), "{:?}", told("{\"title\":\"x\",}"));
        assert!(told("<!doctype html>")[0].starts_with(": It is a page, not JSON"));
        assert_eq!(told("{\"title\":").len(), 1);
    }

    #[test]
    fn an_unknown_key_is_named_with_the_one_that_was_meant() {
        check(r#"{"readonly":true}"#, &["readonly: voldeck.json has no such key. Did you mean “read_only”?"]);
        check(r#"{"colour":"red"}"#, &["colour: voldeck.json has no such key."]);
        check(
            r#"{"connections":[{"provider":"nomad","name":"a","adress":"/x"}]}"#,
            &["connections[0].adress: A connection has no such key."],
        );
        check(r#"{"title":"once","title":"twice"}"#, &["title: It is there more than once; the last one counts."]);
    }

    #[test]
    fn what_belongs_there_and_what_is_there_are_both_told() {
        check(r#"{"read_only":"yes"}"#, &["read_only: Expected true or false; there is the text \"yes\"."]);
        check(r#"{"title":7}"#, &["title: Expected a text; there is 7."]);
        check(r#"{"title":""}"#, &["title: Expected a text; there is an empty text."]);
        check(r#"{"density":"dense"}"#, &["density: Expected “comfortable” or “compact”; there is the text \"dense\"."]);
        check(r#"{"demo":"nomad-demo"}"#, &["demo: Expected true, false or a list of names; there is the text \"nomad-demo\"."]);
        check(r#"{"connections":{}}"#, &["connections: Expected a list of connections; there is an object."]);
        check(r#"{"theme":["red"]}"#, &["theme: Expected an object: tokens, each with a value; there is a list."]);
        check(
            r#"{"proxies":{"nomad":"relay/nomad"}}"#,
            &["proxies.nomad: Expected a path of this site, as /relay/nomad, or an address with https://; there is “relay/nomad”."],
        );
        check(
            r#"{"connections":[7,{"name":"a"}]}"#,
            &[
                "connections[0]: Expected an object, {…}; there is 7.",
                "connections[1]: The connection has no “provider”, so it cannot be used.",
            ],
        );
    }

    #[test]
    fn a_name_that_there_is_not_is_told_with_the_nearest_one() {
        check(r#"{"providers":["nomda"]}"#, &["providers[0]: “nomda” is no provider. Did you mean “nomad”?"]);
        let all = told(r#"{"providers":["aws"]}"#);
        assert!(all[0].starts_with("providers[0]: “aws” is no provider. There is “nomad”"), "{all:?}");
        check(
            r#"{"connections":[{"provider":"cindr","name":"a"}]}"#,
            &["connections[0].provider: “cindr” is no provider. Did you mean “cinder”?"],
        );
        check(
            r#"{"actions_off":["csi-delet","cinder/csi-delete","aws/x"]}"#,
            &[
                "actions_off[0]: It switches nothing off: “csi-delet” is an action that no provider has. Did you mean “csi-delete”?",
                "actions_off[1]: It switches nothing off: “csi-delete” is an action that cinder does not have.",
                "actions_off[2]: “aws” is no provider that has actions. There is “nomad”, “scalarium”, “lunanode”, “scaleway” or “cinder”.",
            ],
        );
        check(r#"{"demo":["nomad-dem"]}"#, &["demo[0]: “nomad-dem” is no simulated server. Did you mean “nomad-demo”?"]);
        check(r#"{"theme":{"--vd-acent":"red"}}"#, &["theme.--vd-acent: There is no such token. Did you mean “--vd-accent”?"]);
    }

    #[test]
    fn a_secret_is_pointed_at_and_not_repeated() {
        let told = told(r#"{"connections":[{"provider":"nomad","name":"a","settings":{"token":"hunter2","region":7}}]}"#);
        assert!(told[0].starts_with("connections[0].settings.token: A secret has no place here"), "{told:?}");
        assert_eq!(told[1], "connections[0].settings.region: Expected a text.");
        assert!(!told.iter().any(|line| line.contains("hunter2")));
    }

    #[test]
    fn connections_that_contradict_the_rest_of_the_file_are_told() {
        check(
            r#"{"providers":["cinder"],"read_only":0,"connections":[{"provider":"nomad","name":"a"},{"provider":"cinder","name":"a"}]}"#,
            &[
                "read_only: Expected true or false; there is 0.",
                "connections[0].provider: “nomad” is not among “providers”, so this connection is not used.",
                "connections[1].name: Another connection is called “a” too; this one is shown under another name.",
            ],
        );
    }

    #[test]
    fn a_theme_loads_nothing() {
        let told = told(r#"{"theme":{"--vd-font":"url(https://fonts.example.net/x)"}}"#);
        assert_eq!(told, ["theme.--vd-font: A theme loads nothing from elsewhere: url(…) has no place in it."]);
    }
}
