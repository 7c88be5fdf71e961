//! What the values of a form become in the body of a request, where a field has the name that it has on the wire.

use voldeck_core::action::Values;
use voldeck_core::json::ObjectBuilder;

/// Puts in the texts that are filled in.
pub fn put_texts(values: &Values, names: &[&'static str], body: &mut ObjectBuilder) {
    for name in names {
        if let Some(text) = values.some(name) {
            body.put(name, text);
        }
    }
}

/// Puts in pairs as an object, if there are any.
pub fn put_pairs(values: &Values, name: &str, body: &mut ObjectBuilder) {
    let pairs = pairs(values, name);
    if !pairs.is_empty() {
        body.put(name, pairs);
    }
}

/// Pairs as an object.
pub fn pairs(values: &Values, name: &str) -> ObjectBuilder {
    let mut object = ObjectBuilder::default();
    for (key, value) in values.pairs(name) {
        object.put(&key, &value);
    }
    object
}
