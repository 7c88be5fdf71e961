//! Bodies of answers, read with care and without knowing whose they are.
//!
//! Lists are split into items first and each item is read alone: a bad one becomes a visible [`Unreadable`] row and spoils nothing.
//! Objects are read field by field ([`ObjectReader`]), so that everything a reader does not know stays in the item's exact text.

mod number;
mod object_reader;

pub use number::whole;
pub use object_reader::{ObjectReader, Read, list, text, texts, time, wrong};

use crate::fill;
use crate::http::DecodeError;
use crate::json;
use crate::model::{Attribute, Bytes, Item, Raw, Resource, Timestamp, Unreadable, Value};
use crate::sort::sort;
use crate::texts::t;

/// The JSON value that a body is, without the white space around it.
///
/// # Errors
///
/// Says in words what is wrong with it and where, or that it was an HTML page.
pub fn read(body: &str) -> Result<&str, DecodeError> {
    json::check(body).map_err(|reason| DecodeError(not_json(body).unwrap_or(reason)))?;
    Ok(body.trim())
}

/// Says what a body is that is not JSON at all.
fn not_json(body: &str) -> Option<String> {
    let start = body.trim_start();
    if start.is_empty() {
        Some(t("The answer is empty.").to_owned())
    } else if is_html(start) {
        Some(t("The server answered an HTML page, where the API answers JSON.").to_owned())
    } else if !start.starts_with(['{', '[', '"', 'n']) && !start.starts_with(|c: char| c.is_ascii_digit()) {
        Some(t("The answer is text, where the API answers JSON.").to_owned())
    } else {
        None
    }
}

/// Whether a body is an HTML page: a sign-in page, a proxy's error.
pub fn is_html(body: &str) -> bool {
    let start: String = body.trim_start().chars().take(15).collect::<String>().to_ascii_lowercase();
    start.starts_with("<!doctype html") || start.starts_with("<html")
}

/// Splits a JSON list into its items without reading them. `null` is an empty list, as Go writes one; anything else is none.
///
/// # Errors
///
/// When the body is no list.
pub fn split(body: &str) -> Result<Vec<&str>, DecodeError> {
    // Nearly every body is the list that it should be, and long ones are: they are passed once, not checked before.
    if let Some(items) = json::array(body) {
        return Ok(items);
    }
    let list = read(body)?;
    if list == "null" { Ok(Vec::new()) } else { Err(DecodeError(wrong("", list, "a list"))) }
}

/// Reads every item alone.
pub fn items(list: &[&str], read: &dyn Fn(&str) -> Result<Resource, String>) -> Vec<Item> {
    list.iter().enumerate().map(|(i, raw)| read(raw).or_else(|reason| unreadable(i + 1, raw, reason))).collect()
}

/// A list of which only the ends of its items are known yet: long ones are read in parts, so that the page can be used meanwhile.
#[derive(Debug, Clone, Default)]
pub struct Unread {
    body: String,
    /// Where each item begins and ends.
    places: Vec<(usize, usize)>,
    /// How many were read.
    done: usize,
}

impl Unread {
    /// Splits a body.
    ///
    /// # Errors
    ///
    /// When it is no list.
    pub fn of(body: &str) -> Result<Self, DecodeError> {
        let places = split(body)?.into_iter().map(|item| {
            let begin = item.as_ptr() as usize - body.as_ptr() as usize;
            (begin, begin + item.len())
        });
        let places = places.collect();
        Ok(Self { body: body.to_owned(), places, done: 0 })
    }

    /// How many items it has.
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// Reads the next items, each alone; none are left if there are fewer than asked for.
    pub fn next(&mut self, most: usize, read: &dyn Fn(&str) -> Result<Resource, String>) -> Vec<Item> {
        let end = self.done.saturating_add(most).min(self.places.len());
        let texts: Vec<&str> = self.places[self.done..end].iter().map(|(begin, end)| &self.body[*begin..*end]).collect();
        self.done = end;
        items(&texts, read)
    }
}

/// Adds what a list goes on with: unreadable items are numbered on.
pub fn append(items: &mut Vec<Item>, more: Vec<Item>) {
    let before = items.len();
    for mut item in more {
        if let Err(bad) = &mut item {
            bad.number += before;
        }
        items.push(item);
    }
}

fn unreadable(number: usize, raw: &str, reason: String) -> Item {
    let name = ["Name", "name", "ID", "id", "uuid", "ExternalID"].iter().find_map(|key| text_of(raw, key));
    Err(Box::new(Unreadable { number, name, reason, raw: Raw::new(raw) }))
}

/// The text of a member, where there is one that is not empty.
pub fn text_of(object: &str, name: &str) -> Option<String> {
    json::string(json::member(object, name)?).filter(|text| !text.is_empty())
}

/// Sorts by name, then address; unreadable items stand under the name they seem to have, nameless ones at the end.
pub fn sort_by_name(items: &mut Vec<Item>) {
    fn key(item: &Item) -> (bool, &str, &str) {
        match item {
            Ok(resource) => (false, &resource.name, resource.id.as_str()),
            Err(bad) => (bad.name.is_none(), bad.name.as_deref().unwrap_or_default(), ""),
        }
    }
    sort(items, |a, b| key(a).cmp(&key(b)));
}

/// Attributes of one resource, empty ones left out. What was sent in a form that cannot be read is an attribute as well: [`Value::Odd`].
#[derive(Default)]
pub struct AttributeList(pub Vec<Attribute>);

impl AttributeList {
    /// Adds an attribute.
    pub fn add(&mut self, key: &'static str, label: &'static str, value: Value) {
        self.0.push(Attribute { key, label, value });
    }

    /// Adds what a field was read as, if there is something.
    pub fn read<T>(&mut self, key: &'static str, label: &'static str, read: Read<T>, value: fn(T) -> Value) {
        match read {
            Ok(Some(read)) => self.add(key, label, value(read)),
            Ok(None) => {}
            Err(odd) => self.add(key, label, Value::Odd(odd)),
        }
    }

    /// Adds words, if there are any.
    pub fn text(&mut self, key: &'static str, label: &'static str, text: impl IntoRead<String>) {
        self.read(key, label, text.into_read().map(|text| text.filter(|text| !text.is_empty())), Value::Text);
    }

    /// Adds an id or other code, if there is one.
    pub fn code(&mut self, key: &'static str, label: &'static str, text: impl IntoRead<String>) {
        self.read(key, label, text.into_read().map(|text| text.filter(|text| !text.is_empty())), Value::Code);
    }

    /// Adds a moment, if there is one.
    pub fn time(&mut self, key: &'static str, label: &'static str, time: impl IntoRead<Timestamp>) {
        self.read(key, label, time.into_read(), Value::Time);
    }

    /// Adds a whole number, if there is one.
    pub fn number(&mut self, key: &'static str, label: &'static str, number: impl IntoRead<u64>) {
        self.read(key, label, number.into_read(), Value::Number);
    }

    /// A size of so many of these units, which stands beside the attributes; only what cannot be read becomes one. 0 is a size.
    pub fn size(&mut self, number: Read<u64>, unit: u64) -> Option<Bytes> {
        self.aside(Attribute::SIZE, "Size", number).map(|number| Bytes(number.saturating_mul(unit)))
    }

    /// A moment of creation, which stands beside the attributes; only what cannot be read becomes one.
    pub fn created(&mut self, time: Read<Timestamp>) -> Option<Timestamp> {
        self.aside(Attribute::CREATED, "Created", time)
    }

    fn aside<T>(&mut self, key: &'static str, label: &'static str, read: Read<T>) -> Option<T> {
        read.unwrap_or_else(|odd| {
            self.add(key, label, Value::Odd(odd));
            None
        })
    }
}

/// What an attribute can be made of: a value that may be missing, or a field as it was read.
pub trait IntoRead<T> {
    /// The same as a reading.
    ///
    /// # Errors
    ///
    /// The field as it was sent, if it cannot be read.
    fn into_read(self) -> Read<T>;
}

impl<T> IntoRead<T> for Option<T> {
    fn into_read(self) -> Read<T> {
        Ok(self)
    }
}

impl<T> IntoRead<T> for Read<T> {
    fn into_read(self) -> Read<T> {
        self
    }
}

/// `1 writer`, `2 writers`: out of `{number} writer` and `{number} writers`.
pub fn count(number: u64, [one, many]: [&'static str; 2]) -> String {
    fill!(if number == 1 { one } else { many }, number)
}
