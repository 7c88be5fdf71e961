//! Reading what Go writes: lists and maps that may be `null`, times in three spellings, and errors in words.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

use crate::model::Timestamp;

/// A list or a map; `null` and a missing one are empty, and so are `[]` for a map and `{}` for a list.
///
/// Items of a list have the empty key.
#[derive(Debug, Clone, PartialEq)]
pub struct Bag<T>(pub Vec<(String, T)>);

impl<T> Default for Bag<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Bag<T> {
    /// The values in the order of sending.
    pub fn values(&self) -> impl Iterator<Item = &T> {
        self.0.iter().map(|(_, value)| value)
    }

    /// Whether it has this key.
    pub fn has(&self, key: &str) -> bool {
        self.0.iter().any(|(have, _)| have == key)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Bag<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for Any<T> {
            type Value = Bag<T>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list or a map")
            }
            fn visit_unit<E>(self) -> Result<Bag<T>, E> {
                Ok(Bag::default())
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Bag<T>, A::Error> {
                let mut bag = Vec::new();
                while let Some(value) = list.next_element()? {
                    bag.push((String::new(), value));
                }
                Ok(Bag(bag))
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Bag<T>, A::Error> {
                let mut bag = Vec::new();
                while let Some(pair) = map.next_entry()? {
                    bag.push(pair);
                }
                Ok(Bag(bag))
            }
        }
        deserializer.deserialize_any(Any(PhantomData))
    }
}

/// A moment: nanoseconds since the epoch as an integer, or RFC 3339. 0, `""` and Go's zero time are none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Moment(pub Option<Timestamp>);

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;
        impl Visitor<'_> for Any {
            type Value = Moment;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a time")
            }
            fn visit_unit<E>(self) -> Result<Moment, E> {
                Ok(Moment(None))
            }
            fn visit_i64<E>(self, nanos: i64) -> Result<Moment, E> {
                Ok(Moment((nanos > 0).then_some(Timestamp(nanos))))
            }
            fn visit_u64<E: serde::de::Error>(self, nanos: u64) -> Result<Moment, E> {
                self.visit_i64(i64::try_from(nanos).unwrap_or(i64::MAX))
            }
            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Moment, E> {
                let time = Timestamp::from_rfc3339(text);
                if time.is_none() && !text.is_empty() && !text.starts_with("0001-01-01") {
                    return Err(E::invalid_value(serde::de::Unexpected::Str(text), &self));
                }
                Ok(Moment(time))
            }
        }
        deserializer.deserialize_any(Any)
    }
}

/// What could not be read, in words: `CurrentWriters: found the string "two", where a whole number belongs.`
pub fn reason(text: &str, error: &serde_json::Error) -> String {
    let said = error.to_string();
    let said = said.rsplit_once(" at line ").map_or(said.as_str(), |(said, _)| said);
    if error.is_eof() {
        return "It breaks off in the middle.".to_owned();
    }
    let place = path_at(text, offset(text, error.line(), error.column()));
    let place = if place.is_empty() { String::new() } else { format!("{place}: ") };
    let found = said.strip_prefix("invalid type: ").or_else(|| said.strip_prefix("invalid value: "));
    let Some((found, expected)) = found.and_then(|said| said.rsplit_once(", expected ")) else {
        return format!("{place}{said}.");
    };
    let expected = match expected {
        "u8" | "u32" | "u64" | "i64" => "a whole number",
        "a string" => "text",
        "a boolean" => "true or false",
        "a sequence" => "a list",
        other if other.starts_with("struct ") || other == "a map" => "an object",
        other => other,
    };
    let found = match found {
        "map" => "an object".to_owned(),
        "sequence" => "a list".to_owned(),
        "null" => found.to_owned(),
        other => format!("the {}", other.replace('`', "")),
    };
    format!("{place}found {found}, where {expected} belongs.")
}

fn offset(text: &str, line: usize, column: usize) -> usize {
    let before: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    (before + column).min(text.len())
}

/// The path of the value at this place: `Topologies[0].Segments`.
fn path_at(text: &str, end: usize) -> String {
    // One frame for each open object (its present key) or list (its present place).
    let mut frames: Vec<(Option<String>, usize)> = Vec::new();
    let bytes = text.as_bytes();
    let (mut at, mut last) = (0, String::new());
    while at < end {
        match bytes[at] {
            b'{' => frames.push((Some(String::new()), 0)),
            b'[' => frames.push((None, 0)),
            b'}' | b']' => drop(frames.pop()),
            b',' => {
                if let Some((None, place)) = frames.last_mut() {
                    *place += 1;
                }
            }
            b':' => {
                if let Some((Some(key), _)) = frames.last_mut() {
                    *key = std::mem::take(&mut last);
                }
            }
            b'"' => {
                let start = at + 1;
                at = start;
                while at < bytes.len() && bytes[at] != b'"' {
                    at += if bytes[at] == b'\\' { 2 } else { 1 };
                }
                text.get(start..at).unwrap_or_default().clone_into(&mut last);
            }
            _ => {}
        }
        at += 1;
    }
    let mut path = String::new();
    for (key, place) in frames {
        match key {
            Some(key) if key.is_empty() => {}
            Some(key) => {
                if !path.is_empty() {
                    path.push('.');
                }
                path.push_str(&key);
            }
            None => path.extend(["[", &place.to_string(), "]"]),
        }
    }
    path
}
