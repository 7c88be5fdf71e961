//! Reading what Go writes, field by field: lists and maps that may be `null`, times in three spellings, and errors in words.

use crate::json::{self, Part};
use crate::model::Timestamp;

/// An object of an answer, read field by field. A field that is missing or `null` is `None`; one of another type than asked for
/// is an error that names it and says what was found: `CurrentWriters: found the string "two", where a whole number belongs.`
pub struct Object<'a> {
    /// Where it stands in the answer; empty for the whole of it.
    path: String,
    parts: Vec<Part<'a>>,
}

/// What was found instead of what was expected.
pub(super) fn wrong(path: &str, text: &str, expected: &str) -> String {
    let text = text.trim();
    let found = match text.as_bytes().first() {
        Some(b'{') => "an object".to_owned(),
        Some(b'[') => "a list".to_owned(),
        Some(b'n') => "null".to_owned(),
        Some(b'"') => format!("the string {text}"),
        Some(b't' | b'f') => format!("the boolean {text}"),
        _ if text.contains(['.', 'e', 'E']) => format!("the floating point {text}"),
        _ => format!("the integer {text}"),
    };
    let colon = if path.is_empty() { "" } else { ": " };
    format!("{path}{colon}found {found}, where {expected} belongs.")
}

/// Reads a text that stands at this place.
fn text_at(path: &str, text: &str) -> Result<String, String> {
    json::string(text).ok_or_else(|| wrong(path, text, "text"))
}

/// Reads a text that is the whole of an answer.
///
/// # Errors
///
/// Says what was found instead.
pub fn text(answer: &str) -> Result<String, String> {
    text_at("", answer)
}

/// Nanoseconds since the epoch as an integer, or RFC 3339. 0, `""` and Go's zero time are no time.
#[expect(clippy::option_option, reason = "not a time at all, no time, a time")]
fn time(text: &str) -> Option<Option<Timestamp>> {
    if let Some(text) = json::string(text) {
        let time = Timestamp::from_rfc3339(&text);
        return (time.is_some() || text.is_empty() || text.starts_with("0001-01-01")).then_some(time);
    }
    let nanos = text.parse().or_else(|_| text.parse::<u64>().map(|_| i64::MAX)).ok()?;
    Some((nanos > 0).then_some(Timestamp(nanos)))
}

impl<'a> Object<'a> {
    /// Reads one item of a list or the whole of a single answer, as far as that it is an object.
    ///
    /// # Errors
    ///
    /// Says what was found instead.
    pub fn of(text: &'a str) -> Result<Self, String> {
        Self::at(String::new(), text)
    }

    fn at(path: String, text: &'a str) -> Result<Self, String> {
        match json::parts(text) {
            Some(parts) if text.trim_start().starts_with('{') => Ok(Self { path, parts }),
            _ => Err(wrong(&path, text, "an object")),
        }
    }

    /// The text of a field.
    pub fn get(&self, name: &str) -> Option<&'a str> {
        json::find(&self.parts, name).filter(|text| *text != "null")
    }

    fn scalar<T>(&self, name: &str, expected: &str, read: fn(&str) -> Option<T>) -> Result<Option<T>, String> {
        let Some(text) = self.get(name) else { return Ok(None) };
        read(text).map(Some).ok_or_else(|| wrong(&json::below(&self.path, name), text, expected))
    }

    /// A text; an empty one is none.
    ///
    /// # Errors
    ///
    /// As for all fields: names it and says what was found.
    pub fn text(&self, name: &str) -> Result<Option<String>, String> {
        Ok(self.scalar(name, "text", json::string)?.filter(|text| !text.is_empty()))
    }

    /// A whole number, 0 or above.
    ///
    /// # Errors
    ///
    /// As for all fields: names it and says what was found.
    pub fn unsigned(&self, name: &str) -> Result<Option<u64>, String> {
        self.scalar(name, "a whole number", |text| text.parse().ok())
    }

    /// A whole number.
    ///
    /// # Errors
    ///
    /// As for all fields: names it and says what was found.
    pub fn signed(&self, name: &str) -> Result<Option<i64>, String> {
        self.scalar(name, "a whole number", |text| text.parse().ok())
    }

    /// Yes or no.
    ///
    /// # Errors
    ///
    /// As for all fields: names it and says what was found.
    pub fn flag(&self, name: &str) -> Result<Option<bool>, String> {
        self.scalar(name, "true or false", |text| text.parse().ok())
    }

    /// A moment: nanoseconds since the epoch, or RFC 3339. 0, `""` and Go's zero time are none.
    ///
    /// # Errors
    ///
    /// As for all fields: names it and says what was found.
    pub fn time(&self, name: &str) -> Result<Option<Timestamp>, String> {
        Ok(self.scalar(name, "a time", time)?.flatten())
    }

    /// An object within this one.
    ///
    /// # Errors
    ///
    /// As for all fields: names it and says what was found.
    pub fn object(&self, name: &str) -> Result<Option<Self>, String> {
        self.get(name).map(|text| Self::at(json::below(&self.path, name), text)).transpose()
    }

    /// A list or a map of objects, with their keys, which are empty in a list; `null` for an object is `None`. A missing one is
    /// empty, and so are `[]` for a map and `{}` for a list.
    ///
    /// # Errors
    ///
    /// As for all fields: names it and says what was found.
    pub fn bag(&self, name: &str) -> Result<Vec<(String, Option<Self>)>, String> {
        let read = |(path, key, text): (String, String, &'a str)| {
            let object = if text == "null" { None } else { Some(Self::at(path, text)?) };
            Ok((key, object))
        };
        self.within(name)?.into_iter().map(read).collect()
    }

    /// The same without keys and without what is `null`.
    ///
    /// # Errors
    ///
    /// As for all fields: names it and says what was found.
    pub fn objects(&self, name: &str) -> Result<Vec<Self>, String> {
        Ok(self.bag(name)?.into_iter().filter_map(|(_, object)| object).collect())
    }

    /// A list or a map of texts.
    ///
    /// # Errors
    ///
    /// As for all fields: names it and says what was found.
    pub fn texts(&self, name: &str) -> Result<Vec<String>, String> {
        self.within(name)?.into_iter().map(|(path, _, text)| text_at(&path, text)).collect()
    }

    /// Path, key and text of everything in a list or a map.
    fn within(&self, name: &str) -> Result<Vec<(String, String, &'a str)>, String> {
        let Some(text) = self.get(name) else { return Ok(Vec::new()) };
        let path = json::below(&self.path, name);
        let parts = json::parts(text).ok_or_else(|| wrong(&path, text, "a list or a map"))?;
        let list = text.starts_with('[');
        let place = |(i, (key, text)): (usize, Part<'a>)| {
            (if list { json::place(&path, i) } else { json::below(&path, &key) }, key.into_owned(), text)
        };
        Ok(parts.into_iter().enumerate().map(place).collect())
    }

    /// Reads an answer that is a list of objects, or a map of them; what is `null` is left out.
    ///
    /// # Errors
    ///
    /// Says what was found instead.
    pub fn list(answer: &'a str) -> Result<Vec<Self>, String> {
        Self::whole(answer).objects("")
    }

    /// Reads an answer that is a list of texts.
    ///
    /// # Errors
    ///
    /// Says what was found instead.
    pub fn list_of_texts(answer: &'a str) -> Result<Vec<String>, String> {
        Self::whole(answer).texts("")
    }

    /// The whole of an answer as the one field of an object, so that lists in answers are read like lists in objects.
    fn whole(answer: &'a str) -> Self {
        Self { path: String::new(), parts: vec![("".into(), answer.trim())] }
    }
}
