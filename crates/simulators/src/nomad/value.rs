//! Everything the server keeps and says is a JSON value: a volume is stored as the object that a read shows, and a
//! few fields of the server's own, whose names begin with a small letter. These are the helpers for that.
//!
//! One type, and functions that are not generic: the demo is downloaded with every page, and a type per table and
//! code per field cost three times as much.

use serde_json::{Map, Value};

/// What can stand in the place of a `?`.
pub(super) trait Hole {
    /// Writes itself: a string as it is, anything else as JSON.
    fn put(&self, whole: &mut String);
}

impl Hole for &str {
    fn put(&self, whole: &mut String) {
        whole.push_str(self);
    }
}

macro_rules! holes {
    ($($kind:ty)*) => { $(impl Hole for $kind {
        fn put(&self, whole: &mut String) {
            whole.push_str(&self.to_string());
        }
    })* };
}
holes!(String bool i32 i64 u64 usize Value);

/// A text, every `?` of it replaced by the next of these.
pub(super) fn words(text: &str, holes: &[&dyn Hole]) -> String {
    let mut whole = String::new();
    let mut holes = holes.iter();
    for (at, part) in text.split('?').enumerate() {
        if at > 0
            && let Some(hole) = holes.next()
        {
            hole.put(&mut whole);
        }
        whole.push_str(part);
    }
    whole
}

/// The value of a JSON text, every `?` of it replaced by the next of these; only strings of the server's own may stand between quotes. Null if the result is no JSON.
pub(super) fn fill(text: &str, holes: &[&dyn Hole]) -> Value {
    serde_json::from_str(&words(text, holes)).unwrap_or_default()
}

/// A field as `encoding/json` finds it: the exact key, else the key in any case. Null if absent.
pub(super) fn field<'a>(value: &'a Value, key: &str) -> &'a Value {
    let Value::Object(map) = value else { return &Value::Null };
    let same = || map.iter().find(|(name, _)| name.eq_ignore_ascii_case(key)).map(|(_, value)| value);
    map.get(key).or_else(same).unwrap_or(&Value::Null)
}

/// A string field, empty if absent.
pub(super) fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    field(value, key).as_str().unwrap_or("")
}

/// Whether a string field is this text; one that is absent is empty.
pub(super) fn is(value: &Value, key: &str, wanted: &str) -> bool {
    text(value, key) == wanted
}

/// An integer field, 0 if absent.
pub(super) fn number(value: &Value, key: &str) -> i64 {
    field(value, key).as_i64().unwrap_or(0)
}

/// Whether a field is true.
pub(super) fn flag(value: &Value, key: &str) -> bool {
    matches!(field(value, key), Value::Bool(true))
}

/// The elements of an array field, none if it is absent.
pub(super) fn items<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    field(value, key).as_array().map_or(&[], Vec::as_slice)
}

/// Sets a field of an object.
pub(super) fn set(object: &mut Value, key: &str, value: Value) {
    if let Value::Object(map) = object {
        map.insert(key.to_owned(), value);
    }
}

/// Adds the fields of one object to another.
pub(super) fn extend(object: &mut Value, more: Value) {
    if let Value::Object(more) = more {
        for (key, value) in more {
            set(object, &key, value);
        }
    }
}

/// Copies these fields, names separated by spaces, in any case; null if absent.
pub(super) fn copy(from: &Value, names: &str, to: &mut Value) {
    for name in names.split(' ') {
        set(to, name, field(from, name).clone());
    }
}

/// A new object of these fields of another.
pub(super) fn pick(from: &Value, names: &str) -> Value {
    let mut picked = empty();
    copy(from, names, &mut picked);
    picked
}

/// `{}`.
pub(super) fn empty() -> Value {
    Value::Object(Map::new())
}

/// Whether a word is in a list of words with spaces between them.
pub(super) fn among(list: &str, word: &str) -> bool {
    list.split(' ').any(|other| other == word)
}

/// The first row in which this field is this text.
pub(super) fn find<'a>(rows: &'a [Value], key: &str, wanted: &str) -> Option<&'a Value> {
    rows.iter().find(|row| is(row, key, wanted))
}

/// Where a row of this namespace and id is, or would have to be, in rows sorted so.
pub(super) fn position(rows: &[Value], namespace: &str, id: &str) -> Result<usize, usize> {
    rows.binary_search_by(|row| (text(row, "Namespace"), text(row, "ID")).cmp(&(namespace, id)))
}

/// Puts a row where it belongs, instead of the one that had its namespace and id.
pub(super) fn store(rows: &mut Vec<Value>, row: Value) {
    match position(rows, text(&row, "Namespace"), text(&row, "ID")) {
        Ok(at) => rows[at] = row,
        Err(at) => rows.insert(at, row),
    }
}
