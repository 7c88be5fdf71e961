//! Small code for large JSON objects.
//!
//! `serde_json::json!` inserts every key in line, about 130 bytes of wasm each; [`object!`] puts keys and values in two
//! arrays and leaves the inserting to one function.

use serde_json::{Map, Value};

/// An object: `object!({ "Key": value, … })`; values are anything that is [`Json`].
macro_rules! object {
    ({ $($key:literal : $value:expr),* $(,)? }) => {
        super::object::build(&[$($key),*], &mut [$(super::object::Json::json($value)),*])
    };
}
pub(super) use object;

/// `null` as a value of [`object!`].
pub(super) const NULL: Value = Value::Null;

/// What can be a value of [`object!`].
pub(super) trait Json {
    fn json(self) -> Value;
}

impl Json for &str {
    #[inline(never)]
    fn json(self) -> Value {
        Value::String(self.to_owned())
    }
}

impl Json for &String {
    fn json(self) -> Value {
        self.as_str().json()
    }
}

impl Json for &Value {
    #[inline(never)]
    fn json(self) -> Value {
        self.clone()
    }
}

macro_rules! plain {
    ($($type:ty)*) => { $(impl Json for $type { fn json(self) -> Value { Value::from(self) } })* };
}
plain!(String bool i32 i64 u64 usize Value Vec<Value> Map<String, Value>);

/// The object of these keys and values; takes the values out.
#[inline(never)]
pub(super) fn build(keys: &[&str], values: &mut [Value]) -> Value {
    let mut map = Map::new();
    for (key, value) in keys.iter().zip(values) {
        map.insert((*key).to_owned(), value.take());
    }
    Value::Object(map)
}

/// The object of these entries, without the sorting that `collect` brings along.
pub(super) fn entries(pairs: &mut dyn Iterator<Item = (String, Value)>) -> Value {
    let mut map = Map::new();
    for (key, value) in pairs {
        map.insert(key, value);
    }
    Value::Object(map)
}

/// Adds the fields of one object to another.
pub(super) fn extend(object: &mut Value, more: Value) {
    if let (Value::Object(object), Value::Object(more)) = (object, more) {
        for (key, value) in more {
            object.insert(key, value);
        }
    }
}
