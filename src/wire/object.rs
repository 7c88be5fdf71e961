//! Reading objects field by field: lists and maps that may be `null`, numbers that may be strings, times in three spellings, and
//! errors in words.

use std::cell::RefCell;
use std::rc::Rc;

use crate::json::{self, Part};
use crate::model::Timestamp;

/// An object of an answer, read field by field. A field that is missing or `null` is none; so is one of another type than asked
/// for, but [`Object::done`] then tells of it: `CurrentWriters: found the string "two", where a whole number belongs.`
pub struct Object<'a> {
    /// Where it stands in the answer; empty for the whole of it.
    path: String,
    parts: Vec<Part<'a>>,
    /// The first thing that could not be read, here or in an object within.
    fault: Rc<RefCell<Option<String>>>,
}

/// What was found instead of what was expected.
pub fn wrong(path: &str, text: &str, expected: &str) -> String {
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

/// Reads a text that is the whole of an answer.
///
/// # Errors
///
/// Says what was found instead.
pub fn text(answer: &str) -> Result<String, String> {
    json::string(answer).ok_or_else(|| wrong("", answer, "text"))
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
        let whole = Self { path: String::new(), parts: Vec::new(), fault: Rc::default() };
        let object = whole.within(String::new(), text);
        whole.done(object)?.ok_or_else(|| wrong("", text, "an object"))
    }

    /// What was made of the object, if everything in it was what it was read as.
    ///
    /// # Errors
    ///
    /// Names the first field that could not be read and says what was found in it.
    pub fn done<T>(&self, made: T) -> Result<T, String> {
        self.fault.take().map_or(Ok(made), Err)
    }

    /// Notes what was found instead of what was expected, unless something was before.
    fn blame(&self, path: &str, text: &str, expected: &str) {
        self.fault.borrow_mut().get_or_insert_with(|| wrong(path, text, expected));
    }

    /// An object that stands in this one, at this path of the answer.
    fn within(&self, path: String, text: &'a str) -> Option<Self> {
        match json::parts(text) {
            Some(parts) if text.starts_with('{') => Some(Self { path, parts, fault: self.fault.clone() }),
            _ => {
                self.blame(&path, text, "an object");
                None
            }
        }
    }

    /// The text of a field.
    pub fn get(&self, name: &str) -> Option<&'a str> {
        json::find(&self.parts, name).filter(|text| *text != "null")
    }

    /// A field by a rule of the provider's own, given the JSON of its value; `expected` says what it should have been.
    pub fn scalar<T>(&self, name: &str, expected: &str, read: fn(&str) -> Option<T>) -> Option<T> {
        let text = self.get(name)?;
        let value = read(text);
        if value.is_none() {
            self.blame(&json::below(&self.path, name), text, expected);
        }
        value
    }

    /// A text; an empty one is none.
    pub fn text(&self, name: &str) -> Option<String> {
        self.scalar(name, "text", json::string).filter(|text| !text.is_empty())
    }

    /// A text that there has to be.
    ///
    /// # Errors
    ///
    /// Says that there is none, or what was found instead.
    pub fn need(&self, name: &str) -> Result<String, String> {
        let text = self.text(name);
        self.done(())?;
        text.ok_or_else(|| format!("{name}: there is none."))
    }

    /// A text, or the digits of a number: an API that sends its numbers as text need not always do so. An empty one is none.
    pub fn word(&self, name: &str) -> Option<String> {
        let read = |text: &str| {
            let digits = text.starts_with(|c: char| c == '-' || c.is_ascii_digit());
            if digits { Some(text.to_owned()) } else { json::string(text) }
        };
        self.scalar(name, "text or a number", read).filter(|text| !text.is_empty())
    }

    /// A whole number, 0 or above, sent as a number or as text. An empty text is none.
    pub fn figure(&self, name: &str) -> Option<u64> {
        let number = self.word(name)?.trim().parse().ok();
        if number.is_none() {
            self.blame(&json::below(&self.path, name), self.get(name)?, "a whole number");
        }
        number
    }

    /// A whole number, 0 or above.
    pub fn unsigned(&self, name: &str) -> Option<u64> {
        self.scalar(name, "a whole number", |text| text.parse().ok())
    }

    /// A whole number.
    pub fn signed(&self, name: &str) -> Option<i64> {
        self.scalar(name, "a whole number", |text| text.parse().ok())
    }

    /// Yes or no.
    pub fn flag(&self, name: &str) -> Option<bool> {
        self.scalar(name, "true or false", |text| text.parse().ok())
    }

    /// A moment: nanoseconds since the epoch, or RFC 3339. 0, `""` and Go's zero time are none.
    pub fn time(&self, name: &str) -> Option<Timestamp> {
        self.scalar(name, "a time", time).flatten()
    }

    /// An object within this one.
    pub fn object(&self, name: &str) -> Option<Self> {
        self.within(json::below(&self.path, name), self.get(name)?)
    }

    /// A list or a map of objects, with their keys, which are empty in a list; `null` for an object is `None`. A missing one is
    /// empty, and so are `[]` for a map and `{}` for a list.
    pub fn bag(&self, name: &str) -> Vec<(String, Option<Self>)> {
        let mut bag = Vec::new();
        self.each(name, &mut |path, key, text| bag.push((key, if text == "null" { None } else { self.within(path, text) })));
        bag
    }

    /// The same without keys and without what is `null`.
    pub fn objects(&self, name: &str) -> Vec<Self> {
        self.bag(name).into_iter().filter_map(|(_, object)| object).collect()
    }

    /// A list or a map of texts.
    pub fn texts(&self, name: &str) -> Vec<String> {
        let mut texts = Vec::new();
        self.each(name, &mut |path, _, text| match json::string(text) {
            Some(text) => texts.push(text),
            None => self.blame(&path, text, "text"),
        });
        texts
    }

    /// Path, key and text of everything in a list or a map.
    fn each(&self, name: &str, take: &mut dyn FnMut(String, String, &'a str)) {
        let Some(text) = self.get(name) else { return };
        let path = json::below(&self.path, name);
        let Some(parts) = json::parts(text) else { return self.blame(&path, text, "a list or a map") };
        for (i, (key, value)) in parts.into_iter().enumerate() {
            let path = if text.starts_with('[') { json::place(&path, i) } else { json::below(&path, &key) };
            take(path, key.into_owned(), value);
        }
    }

    /// The whole of an answer as the field of no name, so that lists that are answers are read like lists in objects.
    pub fn around(answer: &'a str) -> Self {
        Self { path: String::new(), parts: vec![("".into(), answer)], fault: Rc::default() }
    }
}
