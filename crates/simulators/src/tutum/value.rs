//! Everything the server keeps and says is a JSON value. Here is what that takes.

use serde_json::Value;

/// A string field, empty if absent.
pub(super) fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value.get(key).and_then(Value::as_str).unwrap_or("")
}

/// Sets a field of an object.
pub(super) fn set(object: &mut Value, key: &str, value: Value) {
    if let Value::Object(map) = object {
        map.insert(key.to_owned(), value);
    }
}

/// Adds to a list in a field, which is made if it is not there.
pub(super) fn push(object: &mut Value, key: &str, value: Value) {
    match object.get_mut(key) {
        Some(Value::Array(list)) => list.push(value),
        _ => set(object, key, Value::Array(vec![value])),
    }
}

/// A link, as rows write it.
pub(super) fn link(noun: &str, uuid: &str) -> Value {
    Value::String(["@", noun, "/", uuid].concat())
}

/// The same number for the same text (FNV-1a).
pub(super) fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// A lower-case uuid of version 4, the same for the same text.
pub(super) fn uuid(text: &str) -> String {
    let (a, b) = (hash(&["head of ", text].concat()), hash(&[text, " and its tail"].concat()));
    format!(
        "{:08x}-{:04x}-4{:03x}-{:x}{:03x}-{:012x}",
        a >> 32,
        (a >> 16) & 0xffff,
        a & 0xfff,
        8 + (b >> 62),
        (b >> 48) & 0xfff,
        b & 0xffff_ffff_ffff
    )
}

/// `Mon, 29 Sep 2014 15:40:59 +0000`.
pub(super) fn date(millis: u64) -> String {
    const DAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let seconds = millis / 1000;
    let days = seconds / 86_400;
    let leap = |year: u64| year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let (mut year, mut rest) = (1970, days);
    while rest >= 365 + u64::from(leap(year)) {
        rest -= 365 + u64::from(leap(year));
        year += 1;
    }
    let mut month = 0;
    for (at, length) in [31, 28 + u64::from(leap(year)), 31, 30, 31, 30, 31, 31, 30, 31, 30, 31].into_iter().enumerate() {
        if rest < length {
            month = at;
            break;
        }
        rest -= length;
    }
    let weekday = DAYS.iter().cycle().nth(usize::try_from(days % 7).unwrap_or(0)).unwrap_or(&"Thu");
    let (hour, minute, second) = (seconds / 3600 % 24, seconds / 60 % 60, seconds % 60);
    format!("{weekday}, {:02} {} {year} {hour:02}:{minute:02}:{second:02} +0000", rest + 1, MONTHS[month])
}
