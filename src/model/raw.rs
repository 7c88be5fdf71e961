//! The exact text of one item, and its leaves.

use std::sync::Arc;

use serde_json::Value;
use serde_json::value::RawValue;

/// One item exactly as the provider sent it.
///
/// Cloning is cheap. The text is never re-serialised: digits, order and spelling are the provider's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Raw(Arc<str>);

/// One value inside an item, with the path that leads to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leaf {
    /// `Topologies[0].Segments.zone`, spelled as sent.
    pub path: String,
    /// The value as text: strings without quotes, everything else as JSON.
    pub text: String,
    /// Whether it was `null`, `[]` or `{}`: sent, but empty.
    pub empty: bool,
}

impl Raw {
    /// Keeps this text.
    pub fn new(text: &str) -> Self {
        Self(text.into())
    }

    /// The text as sent.
    pub fn text(&self) -> &str {
        &self.0
    }

    /// The text with two-space indentation, digits untouched; as sent if it is not JSON.
    pub fn pretty(&self) -> String {
        indent(&self.0)
    }

    /// The text as a value, if it is JSON.
    pub fn value(&self) -> Option<Value> {
        serde_json::from_str(&self.0).ok()
    }

    /// Every value sent, in the order of sending, numbers with all their digits.
    pub fn leaves(&self) -> Vec<Leaf> {
        let mut leaves = Vec::new();
        collect(&self.0, String::new(), &mut leaves);
        leaves
    }
}

impl From<&RawValue> for Raw {
    fn from(value: &RawValue) -> Self {
        Self::new(value.get())
    }
}

/// Walks the text itself rather than a parsed number, so that `1.10` and 20-digit integers stay what they were.
fn collect(text: &str, path: String, leaves: &mut Vec<Leaf>) {
    let text = text.trim();
    match text.as_bytes().first() {
        Some(b'{') => {
            if let Ok(map) = serde_json::from_str::<Pairs>(text) {
                if map.0.is_empty() {
                    leaves.push(Leaf { path, text: "{}".into(), empty: true });
                    return;
                }
                for (key, value) in &map.0 {
                    let key = if key.contains(['.', '[', ' ']) || key.is_empty() { format!("[\"{key}\"]") } else { key.clone() };
                    let dot = if path.is_empty() || key.starts_with('[') { "" } else { "." };
                    collect(value.get(), format!("{path}{dot}{key}"), leaves);
                }
                return;
            }
        }
        Some(b'[') => {
            if let Ok(list) = serde_json::from_str::<Vec<&RawValue>>(text) {
                if list.is_empty() {
                    leaves.push(Leaf { path, text: "[]".into(), empty: true });
                    return;
                }
                for (i, value) in list.iter().enumerate() {
                    collect(value.get(), format!("{path}[{i}]"), leaves);
                }
                return;
            }
        }
        Some(b'"') => {
            if let Ok(string) = serde_json::from_str::<String>(text) {
                leaves.push(Leaf { path, text: string, empty: false });
                return;
            }
        }
        _ => {}
    }
    leaves.push(Leaf { path, text: text.to_owned(), empty: text == "null" });
}

/// A JSON object in the order of sending, duplicates included, values untouched.
struct Pairs(Vec<(String, Box<RawValue>)>);

impl<'de> serde::Deserialize<'de> for Pairs {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl<'de> serde::de::Visitor<'de> for Visitor {
            type Value = Pairs;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<Pairs, A::Error> {
                let mut pairs = Vec::new();
                while let Some(pair) = map.next_entry()? {
                    pairs.push(pair);
                }
                Ok(Pairs(pairs))
            }
        }
        deserializer.deserialize_map(Visitor)
    }
}

/// Indents JSON without reading it: only white space between tokens changes.
fn indent(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    let (mut depth, mut in_string, mut escaped) = (0usize, false, false);
    let mut chars = text.trim().chars().peekable();
    let line = |out: &mut String, depth: usize| {
        out.push('\n');
        out.extend(std::iter::repeat_n("  ", depth));
    };
    while let Some(c) = chars.next() {
        if in_string {
            out.push(c);
            in_string = escaped || c != '"';
            escaped = !escaped && c == '\\';
            continue;
        }
        match c {
            '"' => {
                in_string = true;
                out.push(c);
            }
            '{' | '[' => {
                out.push(c);
                while chars.next_if(char::is_ascii_whitespace).is_some() {}
                if let Some(close) = chars.next_if(|c| matches!(c, '}' | ']')) {
                    out.push(close);
                } else {
                    depth += 1;
                    line(&mut out, depth);
                }
            }
            '}' | ']' => {
                depth = depth.saturating_sub(1);
                line(&mut out, depth);
                out.push(c);
            }
            ',' => {
                out.push(c);
                line(&mut out, depth);
            }
            ':' => out.push_str(": "),
            c if c.is_ascii_whitespace() => {}
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_leaf_keeps_its_place_its_spelling_and_its_digits() {
        let raw = Raw::new(r#"{"b":1.10,"a":{"x.y":[18446744073709551615,null]},"e":{},"s":"π"}"#);
        let leaves: Vec<_> = raw.leaves().into_iter().map(|leaf| format!("{}={}", leaf.path, leaf.text)).collect();
        assert_eq!(leaves, ["b=1.10", r#"a["x.y"][0]=18446744073709551615"#, r#"a["x.y"][1]=null"#, "e={}", "s=π"]);
    }

    #[test]
    fn pretty_text_changes_white_space_only() {
        let raw = Raw::new(r#"{ "a":[ ],"b":"x, {\"y\":1}", "n":1e400 }"#);
        assert_eq!(raw.pretty(), "{\n  \"a\": [],\n  \"b\": \"x, {\\\"y\\\":1}\",\n  \"n\": 1e400\n}");
    }
}
