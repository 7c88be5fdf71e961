//! Bodies as they are on the wire, and what they mean.
//!
//! Only what the console uses by name is described here; everything else stays in the item's exact text. Go sends `null`
//! for what it never made and `[]` or `{}` for what it made empty, so all of them are read alike ([`Bag`]). Integers have
//! 64 bits and never pass through a float. Lists are split into items first and each item is read alone: a bad one
//! becomes a visible [`Unreadable`] row and spoils nothing.
//!
//! Spelling: <https://github.com/hashicorp/nomad/blob/main/api/csi.go>, <https://github.com/hashicorp/nomad/blob/main/api/host_volumes.go>.

mod claim;
mod csi;
mod host;
mod id;
mod lax;
mod lookup;
mod storage;

use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

pub use claim::{Claims, terminal};
pub use csi::{claims, csi};
pub use host::host;
pub use id::{Address, Class};
pub use lax::{Bag, Moment, reason};
pub use lookup::{AgentSelf, Named, Node, Plugin, PluginStub, Token, plugin};
pub use storage::{external, snapshot};

use crate::http::Misread;
use crate::model::{Fact, Item, Raw, Resource, Unreadable, Value};

/// Reads a body as JSON of one shape.
///
/// # Errors
///
/// Says in words what was found where, or that it was an HTML page.
pub fn read<T: DeserializeOwned>(body: &str) -> Result<T, Misread> {
    serde_json::from_str(body).map_err(|error| Misread(not_json(body).unwrap_or_else(|| reason(body, &error))))
}

/// Says what a body is that is not JSON at all.
fn not_json(body: &str) -> Option<String> {
    let start = body.trim_start();
    if start.is_empty() {
        Some("The answer is empty.".to_owned())
    } else if is_html(start) {
        Some("The server answered an HTML page, where Nomad answers JSON.".to_owned())
    } else if !start.starts_with(['{', '[', '"', 'n']) && !start.starts_with(|c: char| c.is_ascii_digit()) {
        Some("The answer is text, where Nomad answers JSON.".to_owned())
    } else {
        None
    }
}

/// Whether a body is an HTML page: a sign-in page, a proxy's error.
pub fn is_html(body: &str) -> bool {
    let start: String = body.trim_start().chars().take(15).collect::<String>().to_ascii_lowercase();
    start.starts_with("<!doctype html") || start.starts_with("<html")
}

/// Splits a JSON list into its items without reading them. `null` and `{}` are an empty list.
///
/// # Errors
///
/// When the body is no list.
pub fn split(body: &str) -> Result<Vec<&RawValue>, Misread> {
    if matches!(body.trim(), "null" | "{}") {
        return Ok(Vec::new());
    }
    serde_json::from_str(body).map_err(|error| Misread(not_json(body).unwrap_or_else(|| reason(body, &error))))
}

/// Reads every item alone.
pub fn items(list: &[&RawValue], read: &dyn Fn(&RawValue) -> Result<Resource, String>) -> Vec<Item> {
    list.iter().enumerate().map(|(i, raw)| read(raw).map_err(|reason| unreadable(i + 1, raw, reason))).collect()
}

fn unreadable(number: usize, raw: &RawValue, reason: String) -> Unreadable {
    let value = serde_json::from_str::<serde_json::Value>(raw.get()).ok();
    let name = ["Name", "ID", "ExternalID"].iter().find_map(|key| {
        let text = value.as_ref()?.get(key)?.as_str()?;
        (!text.is_empty()).then(|| text.to_owned())
    });
    Unreadable { number, name, reason, raw: Raw::from(raw) }
}

/// Sorts by name, then address; unreadable items stand under the name they seem to have, nameless ones at the end.
pub fn sort(items: &mut [Item]) {
    fn key(item: &Item) -> (bool, &str, &str) {
        match item {
            Ok(resource) => (false, &resource.name, resource.id.as_str()),
            Err(bad) => (bad.name.is_none(), bad.name.as_deref().unwrap_or_default(), ""),
        }
    }
    items.sort_by(|a, b| key(a).cmp(&key(b)));
}

/// Reads one item of a list or the whole of a single answer.
fn item<T: DeserializeOwned>(raw: &RawValue) -> Result<T, String> {
    serde_json::from_str(raw.get()).map_err(|error| reason(raw.get(), &error))
}

/// Facts of one resource, empty ones left out.
#[derive(Default)]
struct Facts(Vec<Fact>);

impl Facts {
    fn add(&mut self, key: &'static str, label: &'static str, value: Value) {
        self.0.push(Fact { key, label, value });
    }

    fn text(&mut self, key: &'static str, label: &'static str, text: Option<String>) {
        if let Some(text) = text.filter(|text| !text.is_empty()) {
            self.add(key, label, Value::Text(text));
        }
    }

    fn code(&mut self, key: &'static str, label: &'static str, text: Option<String>) {
        if let Some(text) = text.filter(|text| !text.is_empty()) {
            self.add(key, label, Value::Code(text));
        }
    }

    fn time(&mut self, key: &'static str, label: &'static str, moment: Option<Moment>) {
        if let Some(time) = moment.and_then(|moment| moment.0) {
            self.add(key, label, Value::Time(time));
        }
    }
}

/// A capacity in bytes as Nomad sends it: 0 means that nobody knows.
fn size(bytes: Option<i64>) -> Option<crate::model::Bytes> {
    bytes.and_then(|bytes| u64::try_from(bytes).ok()).filter(|bytes| *bytes > 0).map(crate::model::Bytes)
}

/// `1 writer`, `2 writers`.
pub(super) fn count(number: u64, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}
