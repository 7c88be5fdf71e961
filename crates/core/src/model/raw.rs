//! The exact text of one item, and its leaves.

use std::sync::Arc;

use crate::json;

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
        json::indent(&self.0)
    }

    /// Every value sent, in the order of sending, numbers with all their digits.
    pub fn leaves(&self) -> Vec<Leaf> {
        let mut leaves = Vec::new();
        collect(&self.0, String::new(), 0, &mut leaves);
        leaves
    }
}

/// Walks the text itself rather than a parsed number, so that `1.10` and 20-digit integers stay what they were. What is nested
/// deeper than bodies are taken apart is one leaf.
fn collect(text: &str, path: String, depth: usize, leaves: &mut Vec<Leaf>) {
    let text = text.trim();
    match json::entries(text).filter(|entries| entries.is_empty() || depth < json::MAX_DEPTH) {
        Some(entries) if !entries.is_empty() => {
            for (i, (name, value)) in entries.iter().enumerate() {
                let path = if text.starts_with('[') {
                    json::place(&path, i)
                } else if name.contains(['.', '[', ' ']) || name.is_empty() {
                    format!("{path}[\"{name}\"]")
                } else {
                    json::below(&path, name)
                };
                collect(value, path, depth + 1, leaves);
            }
        }
        Some(_) => leaves.push(Leaf { path, text: if text.starts_with('{') { "{}" } else { "[]" }.to_owned(), empty: true }),
        None => {
            let said = json::string(text).unwrap_or_else(|| text.to_owned());
            leaves.push(Leaf { path, text: said, empty: text == "null" });
        }
    }
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
    fn what_is_nested_too_deep_is_one_leaf() {
        let raw = Raw::new(&format!("{}1{}", "[".repeat(100_000), "]".repeat(100_000)));
        let leaves = raw.leaves();
        assert_eq!(leaves.len(), 1);
        assert_eq!(leaves[0].path.matches("[0]").count(), json::MAX_DEPTH);
        assert_eq!(leaves[0].text.len(), raw.text().len() - 2 * json::MAX_DEPTH);
    }
}
