//! JSON on `serde_json`, with the text of every value kept as it was sent.
//!
//! A value is a slice of the text it stands in: what `serde_json` calls a [`RawValue`]. Nothing is turned into numbers or trees
//! on the way, so integers keep all their digits, objects their order and unknown members their spelling, and a body may be nested
//! as deep as it likes, because `serde_json` passes a raw value without recursion. Knows nothing of storage or HTTP.

use std::borrow::Cow;
use std::fmt;

use crate::texts::t;
use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Serialize, Serializer};
use serde_json::value::{RawValue, to_raw_value};

/// The name of a member, empty in a list, and the text of its value.
pub type Entry<'a> = (Cow<'a, str>, &'a str);

/// How deep bodies are taken apart by functions that call themselves: as deep as `serde_json` builds trees. What is deeper stays
/// one text, so that no body can use up the stack.
pub const MAX_DEPTH: usize = 128;

/// Whether the whole text is one JSON value.
///
/// # Errors
///
/// Says in a sentence what is wrong, and where: `expected value at line 1 column 11.`
pub fn check(text: &str) -> Result<(), String> {
    let checked = serde_json::from_str::<&RawValue>(text);
    checked.map(drop).map_err(|error| if error.is_eof() { t("It breaks off in the middle.").to_owned() } else { format!("{error}.") })
}

/// The entries of an object or a list, in the order of sending; `None` for anything else. Behind its end may stand what it will.
pub fn entries(text: &str) -> Option<Vec<Entry<'_>>> {
    serde_json::Deserializer::from_str(text).deserialize_any(Entries).ok()
}

/// The values of a list, of a text that is nothing but this list: otherwise `None`, and [`check`] says why.
pub fn array(text: &str) -> Option<Vec<&str>> {
    let values = serde_json::from_str::<Vec<&RawValue>>(text).ok()?;
    Some(values.into_iter().map(RawValue::get).collect())
}

/// Reads an object or a list to its [`Entry`]s.
struct Entries;

impl<'a> Visitor<'a> for Entries {
    type Value = Vec<Entry<'a>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(t("an object or a list"))
    }

    fn visit_map<A: MapAccess<'a>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        /// A name without a copy, unless there are escapes in it.
        #[derive(Deserialize)]
        struct Name<'a>(#[serde(borrow)] Cow<'a, str>);

        let mut entries = Vec::new();
        while let Some((Name(name), value)) = map.next_entry::<Name, &RawValue>()? {
            entries.push((name, value.get()));
        }
        Ok(entries)
    }

    fn visit_seq<A: SeqAccess<'a>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let mut entries = Vec::new();
        while let Some(value) = list.next_element::<&RawValue>()? {
            entries.push((Cow::default(), value.get()));
        }
        Ok(entries)
    }
}

/// The value of a member; `None` where there is no such member, or no object. Of several of one name the last counts, as in Go
/// and in browsers.
pub fn member<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    find(&entries(text)?, name)
}

/// The same among entries.
pub fn find<'a>(entries: &[Entry<'a>], name: &str) -> Option<&'a str> {
    entries.iter().rev().find(|(have, _)| have == name).map(|(_, value)| *value)
}

/// What a string says; `None` if it is no string, or holds half a character.
pub fn string(text: &str) -> Option<String> {
    serde_json::from_str(text).ok()
}

/// As JSON. Strings, numbers, and lists and objects of them can always be written.
pub fn text<T: Serialize + ?Sized>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

/// A text that is JSON already, written digit by digit as it is. What is none after all is written as a string, so that nothing is
/// lost and the whole stays JSON.
#[derive(Debug, Clone, Copy)]
pub struct RawJson<'a>(pub &'a str);

impl Serialize for RawJson<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match serde_json::from_str::<&RawValue>(self.0) {
            Ok(value) => value.serialize(serializer),
            Err(_) => serializer.serialize_str(self.0),
        }
    }
}

/// An object in the making: members in the order they were put in.
#[derive(Debug, Clone, Default)]
pub struct ObjectBuilder(Vec<(String, Box<RawValue>)>);

impl ObjectBuilder {
    /// Puts in a value; another of this name goes. A text becomes a string; one that is JSON already is a [`RawJson`].
    pub fn put(&mut self, name: &str, value: impl Serialize) {
        self.remove(name);
        self.0.extend(to_raw_value(&value).map(|value| (name.to_owned(), value)));
    }

    /// The same, for chains.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Serialize) -> Self {
        self.put(name, value);
        self
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The JSON of this member.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(have, _)| have == name).map(|(_, value)| value.get())
    }

    /// Takes a member out.
    pub fn remove(&mut self, name: &str) {
        self.0.retain(|(have, _)| have != name);
    }
}

impl Serialize for ObjectBuilder {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, value) in &self.0 {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

/// What can be the whole of a body. A plain text cannot: it would be sent as a string.
pub trait JsonBody: Serialize {}

impl JsonBody for ObjectBuilder {}

impl JsonBody for RawJson<'_> {}

/// The path of a member: `Topologies[0].Segments`.
pub fn below(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { [path, ".", name].concat() }
}

/// The path of an item of a list: `Topologies[0]`.
pub fn place(path: &str, place: usize) -> String {
    format!("{path}[{place}]")
}

/// Indents JSON without reading it: only white space between tokens changes. `serde_json` writes names anew when it indents, and
/// what is shown as sent has to be spelled as sent. Below [`MAX_DEPTH`] lines stay together.
pub fn indent(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    let (mut depth, mut in_string, mut escaped) = (0usize, false, false);
    let mut chars = text.trim().chars().peekable();
    let line = |out: &mut String, depth: usize| {
        if depth <= MAX_DEPTH {
            out.push('\n');
            out.extend(std::iter::repeat_n("  ", depth));
        }
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
                if depth <= MAX_DEPTH {
                    line(&mut out, depth.saturating_sub(1));
                }
                depth = depth.saturating_sub(1);
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
    fn what_is_not_json_is_said_with_its_place() {
        let check = |text: &str, expected: &str| assert_eq!(check(text).err().unwrap_or_default(), expected, "{text}");
        for text in ["null", " [] ", "{}", "-0.5e+3", r#"{"a":[1,{"b":"\u00e9\"\n"}],"c":true}"#, r#"["é",[[]],{"":0}]"#] {
            check(text, "");
        }
        check("", "It breaks off in the middle.");
        check(r#"[{"ID":"a"},{"ID"#, "It breaks off in the middle.");
        check(r#"{"a":[1,{"b":x}]}"#, "expected value at line 1 column 14.");
        check("[1\n 2]", "expected `,` or `]` at line 2 column 2.");
        check("1 2", "trailing characters at line 1 column 3.");
    }

    #[test]
    fn entries_are_slices_of_what_was_sent() {
        let text = r#" {"a": 1.10 ,"b\n":[ 1 , {"x":"],"} ],"a":18446744073709551615}"#;
        let found = entries(text).unwrap();
        let words: Vec<_> = found.iter().map(|(name, value)| format!("{name}={value}")).collect();
        assert_eq!(words, ["a=1.10", "b\n=[ 1 , {\"x\":\"],\"} ]", "a=18446744073709551615"]);
        assert_eq!(member(text, "a"), Some("18446744073709551615"));
        assert_eq!(entries(found[1].1).unwrap()[1].1, r#"{"x":"],"}"#);
        for text in ["", "1", "\"a\"", "{", "[1", "{\"a\"}", "[1;2]", "{\"a\":1,"] {
            assert_eq!(entries(text), None, "{text}");
        }
    }

    #[test]
    fn what_is_nested_deeper_than_the_stack_is_passed() {
        let deep = format!("[{}1{}]", "[".repeat(100_000), "]".repeat(100_000));
        assert_eq!(check(&deep), Ok(()));
        assert_eq!(array(&deep), Some(vec![&deep[1..deep.len() - 1]]));
        assert_eq!(indent(&deep).matches('\n').count(), 2 * MAX_DEPTH);
    }

    #[test]
    fn strings_survive_both_ways() {
        for plain in ["", "plain", "a\"b\\c\n\t\u{1}/", "データ", "🦀"] {
            assert_eq!(string(&text(plain)).as_deref(), Some(plain));
        }
        assert_eq!(string(r#""\ud83e\udd80\u00e9\/""#).as_deref(), Some("🦀é/"));
        for half in [r#""\ud83e""#, r#""\ud83e\u0041""#, r#""\udd80""#, "1", "\""] {
            assert_eq!(string(half), None, "{half}");
        }
    }

    #[test]
    fn a_list_is_taken_apart_only_if_it_is_all_there_is() {
        assert_eq!(array(" [1, {\"a\": []},\"b\"] \n"), Some(vec!["1", "{\"a\": []}", "\"b\""]));
        assert_eq!(array("[]"), Some(vec![]));
        for other in ["[1] 2", "[1", "{}", "{\"a\":1}", "null", "", "[1,]", "[1 2]", "[tru]"] {
            assert_eq!(array(other), None, "{other}");
        }
    }

    #[test]
    fn an_object_is_written_in_its_order_and_raw_values_as_they_are() {
        let mut object = ObjectBuilder::default().with("b", "x\"").with("a", [1, 2]).with("b", true);
        object.put("n", RawJson("1.10"));
        object.put("s", RawJson("[1.0"));
        object.put("o", ObjectBuilder::default());
        assert_eq!(text(&object), r#"{"a":[1,2],"b":true,"n":1.10,"s":"[1.0","o":{}}"#);
        assert_eq!((object.get("n"), object.get("x")), (Some("1.10"), None));
        object.remove("n");
        assert_eq!(object.get("n"), None);
    }

    #[test]
    fn indenting_changes_white_space_only() {
        let text = r#"{ "a":[ ],"b":"x, {\"y\":1}", "n":1e400 }"#;
        assert_eq!(indent(text), "{\n  \"a\": [],\n  \"b\": \"x, {\\\"y\\\":1}\",\n  \"n\": 1e400\n}");
    }
}
