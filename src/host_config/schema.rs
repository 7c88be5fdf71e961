//! The description of `voldeck.json` for editors, `docs/voldeck.schema.json`, written from the table of keys.

use serde_json::{Value, json};

use super::HostConfig;
use super::check::problems;
use voldeck_core::model::Kind;

use super::keys::{ACTIONS, CONNECTION, KEYS, Key, TOKENS, Takes};

/// Where it stands; `VOLDECK_WRITE=1 cargo test --lib schema` writes it.
const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/voldeck.schema.json");

fn schema() -> Value {
    let mut schema = object(KEYS);
    schema["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
    schema["title"] = json!("voldeck.json");
    schema["description"] = json!("The configuration of a Voldeck console, beside its index.html. Every key may be left out.");
    schema
}

fn object(keys: &[Key]) -> Value {
    let properties: serde_json::Map<String, Value> = keys
        .iter()
        .map(|key| {
            let mut one = shape(key.takes);
            one["description"] = json!(key.about);
            (key.name.to_owned(), one)
        })
        .collect();
    json!({"type": "object", "properties": properties, "additionalProperties": false})
}

fn shape(takes: Takes) -> Value {
    let ids: Vec<_> = voldeck_providers::ALL.iter().map(|provider| provider.id).collect();
    let text = || json!({"type": "string", "minLength": 1});
    match takes {
        Takes::Text => text(),
        Takes::OneOf(words) => json!({"enum": words}),
        Takes::Provider => json!({"enum": ids}),
        Takes::Flag => json!({"type": "boolean"}),
        Takes::Demo => {
            let names: Vec<_> = voldeck_providers::ALL.iter().flat_map(|provider| provider.demos).map(|demo| demo.name).collect();
            json!({"anyOf": [{"type": "boolean"}, {"type": "array", "items": {"enum": names}}]})
        }
        Takes::Providers => json!({"type": "array", "items": {"enum": ids}, "minItems": 1}),
        Takes::Kinds => json!({"type": "array", "items": {"enum": Kind::ALL.map(Kind::noun)}, "minItems": 1}),
        Takes::Texts => json!({"type": "array", "items": text()}),
        Takes::Actions => {
            let alone = ACTIONS.iter().flat_map(|(_, names)| names.iter().map(|name| (*name).to_owned()));
            let of_one = ACTIONS.iter().flat_map(|(id, names)| names.iter().map(move |name| format!("{id}/{name}")));
            let names: std::collections::BTreeSet<_> = alone.chain(of_one).collect();
            json!({"type": "array", "items": {"enum": names}})
        }
        Takes::Connections => {
            let mut item = object(CONNECTION);
            item["required"] = json!(["provider", "name"]);
            json!({"type": "array", "items": item})
        }
        Takes::Addresses => {
            json!({"type": "object", "propertyNames": {"enum": ids}, "additionalProperties": {"type": "string", "pattern": "^(/|https?://)"}})
        }
        Takes::Tokens => {
            let names: Vec<_> = TOKENS.iter().map(|token| format!("--vd-{token}")).collect();
            json!({"type": "object", "propertyNames": {"enum": names}, "additionalProperties": {"type": "string"}})
        }
        Takes::Settings => json!({"type": "object", "additionalProperties": {"type": "string"}}),
    }
}

#[test]
fn the_schema_is_that_of_the_keys() {
    let text = format!("{:#}\n", schema());
    if std::env::var_os("VOLDECK_WRITE").is_some() {
        std::fs::write(FILE, &text).unwrap();
    }
    let written = std::fs::read_to_string(FILE).unwrap_or_default();
    assert!(written == text, "docs/voldeck.schema.json is not what src/host_config/keys.rs says: VOLDECK_WRITE=1 cargo test --lib schema");
}

/// A value of each key that takes it.
fn example(takes: Takes) -> Value {
    match takes {
        Takes::Text => json!("x"),
        Takes::OneOf(words) => json!(words[words.len() - 1]),
        Takes::Provider => json!("nomad"),
        Takes::Flag => json!(true),
        Takes::Demo => json!(false),
        Takes::Providers => json!(["nomad"]),
        Takes::Kinds => json!(["volume"]),
        Takes::Texts => json!(["b"]),
        Takes::Actions => json!(["csi-delete"]),
        Takes::Connections => json!([{"provider": "nomad", "name": "a"}]),
        Takes::Addresses => json!({"nomad": "/relay/nomad"}),
        Takes::Tokens => json!({"--vd-accent": "red"}),
        Takes::Settings => json!({"address": "/relay/nomad"}),
    }
}

/// The table and the type that the console reads know the same keys: each makes a difference to what is read, and a right value of it is
/// no problem.
#[test]
fn every_key_of_the_table_is_read() {
    for key in KEYS.iter().filter(|key| key.name != "$schema") {
        let text = json!({key.name: example(key.takes)}).to_string();
        let read = HostConfig { is_suspect: false, ..HostConfig::read(&text) };
        assert_ne!(read, HostConfig::default(), "{text}");
        assert_eq!(problems(&text), [], "{text}");
    }
    let plain = HostConfig::read(r#"{"connections":[{"provider":"nomad","name":"a"}]}"#);
    for key in CONNECTION.iter().filter(|key| !matches!(key.name, "provider" | "name")) {
        let text = json!({"connections": [{"provider": "nomad", "name": "a", key.name: example(key.takes)}]}).to_string();
        assert_ne!(HostConfig::read(&text), plain, "{text}");
        assert_eq!(problems(&text), [], "{text}");
    }
    assert_eq!(CONNECTION.iter().map(|key| key.name).collect::<Vec<_>>(), crate::connection::CONNECTION_MEMBERS);
}
