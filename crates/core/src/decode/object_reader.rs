//! Reading objects field by field, with care: lists and maps that may be `null`, numbers in every spelling of JSON and as strings,
//! strings that came as numbers, moments in any spelling.
//!
//! A field that cannot be read costs itself and nothing else. It is noted ([`ObjectReader::finish`]) and shown as it was sent; only
//! what identifies an item ([`ObjectReader::required_string`]) makes it unreadable.

use std::cell::RefCell;
use std::rc::Rc;

use super::number::whole;
use crate::fill;
use crate::json::{self, Entry};
use crate::model::{Odd, Resource, Timestamp};

/// An object of an answer, read field by field. A field that is missing or `null` is none.
pub struct ObjectReader<'a> {
    /// Where it stands in the answer; empty for the whole of it.
    path: String,
    entries: Vec<Entry<'a>>,
    /// What could not be read, here and in objects within.
    odd: Rc<RefCell<Vec<Odd>>>,
}

/// A field as it was read: none, a value, or something that cannot be read.
pub type Read<T> = Result<Option<T>, Odd>;

/// What was found instead of what was expected.
pub fn wrong(path: &str, text: &str, expected: &str) -> String {
    let text = text.trim();
    let found = match text.as_bytes().first() {
        Some(b'{') => "an object".to_owned(),
        Some(b'[') => "a list".to_owned(),
        Some(b'n') => "null".to_owned(),
        Some(b'"') => fill!("the string {text}", text),
        Some(b't' | b'f') => fill!("the boolean {text}", text),
        _ => fill!("the number {text}", text),
    };
    let colon = if path.is_empty() { "" } else { ": " };
    fill!("{path}{colon}found {found}, where {expected} belongs.", path, colon, found, expected)
}

/// Reads a text that is the whole of an answer.
///
/// # Errors
///
/// Says what was found instead.
pub fn text(answer: &str) -> Result<String, String> {
    json::string(answer).ok_or_else(|| wrong("", answer, "text"))
}

/// Reads a list of objects that is the whole of an answer. `null` in it is nothing.
///
/// # Errors
///
/// When it is no list.
pub fn list<T>(answer: &str, read: &dyn Fn(&ObjectReader) -> T) -> Result<Vec<T>, String> {
    let parts = json::entries(answer).filter(|_| answer.starts_with('[')).ok_or_else(|| wrong("", answer, "a list"))?;
    Ok(parts.into_iter().filter_map(|(_, item)| ObjectReader::parse(item).ok()).map(|object| read(&object)).collect())
}

/// Reads a list of texts that is the whole of an answer.
///
/// # Errors
///
/// When it is no list.
pub fn texts(answer: &str) -> Result<Vec<String>, String> {
    let parts = json::entries(answer).filter(|_| answer.starts_with('[')).ok_or_else(|| wrong("", answer, "a list"))?;
    Ok(parts.into_iter().filter_map(|(_, item)| string_or_number(item)).collect())
}

/// A text, or the digits of a number.
fn string_or_number(text: &str) -> Option<String> {
    let digits = text.starts_with(|c: char| c == '-' || c.is_ascii_digit());
    if digits { Some(text.to_owned()) } else { json::string(text) }
}

/// The text of a string or number, without white space around it; empty for anything else.
fn spelled(text: &str) -> String {
    string_or_number(text).unwrap_or_default().trim().to_owned()
}

fn flag(text: &str) -> Option<bool> {
    match text.trim_matches('"') {
        yes if yes.eq_ignore_ascii_case("true") => Some(true),
        no if no.eq_ignore_ascii_case("false") => Some(false),
        _ => None,
    }
}

/// A moment in any spelling of RFC 3339, or a number since the epoch. 0, `""` and the year 1 mean "never", which is none.
pub fn time(text: &str) -> Option<Option<Timestamp>> {
    let text = string_or_number(text)?;
    let text = text.trim();
    if text.is_empty() {
        return Some(None);
    }
    let moment = whole(text).map(Timestamp::from_epoch).or_else(|| Timestamp::from_rfc3339(text))?;
    Some(moment.unless_never())
}

impl<'a> ObjectReader<'a> {
    /// Reads one item of a list or the whole of a single answer, as far as that it is an object.
    ///
    /// # Errors
    ///
    /// Says what was found instead.
    pub fn parse(text: &'a str) -> Result<Self, String> {
        match json::entries(text) {
            Some(entries) if text.starts_with('{') => Ok(Self { path: String::new(), entries, odd: Rc::default() }),
            _ => Err(wrong("", text, "an object")),
        }
    }

    /// The resource that was made of the object, with a note of every field that could not be read.
    pub fn finish(&self, mut resource: Resource) -> Resource {
        resource.odd.extend(self.odd.take());
        resource
    }

    /// Notes a field that could not be read.
    fn or_record<T>(&self, read: Read<T>) -> Option<T> {
        read.unwrap_or_else(|odd| {
            self.record_error(odd);
            None
        })
    }

    fn record_error(&self, odd: Odd) {
        self.odd.borrow_mut().push(odd);
    }

    fn odd(path: String, text: &str, expected: &'static str) -> Odd {
        Odd { path, text: json::string(text).unwrap_or_else(|| text.to_owned()), expected }
    }

    /// An object that stands in this one, at this path of the answer.
    fn within(&self, path: String, text: &'a str) -> Option<Self> {
        match json::entries(text) {
            Some(entries) if text.starts_with('{') => Some(Self { path, entries, odd: self.odd.clone() }),
            _ => self.or_record(Err(Self::odd(path, text, "an object"))),
        }
    }

    /// The JSON of a field; `null` is none.
    pub fn get(&self, name: &str) -> Option<&'a str> {
        json::find(&self.entries, name).filter(|text| *text != "null")
    }

    /// Whether the field was sent, be it as `null`.
    pub fn has(&self, name: &str) -> bool {
        json::find(&self.entries, name).is_some()
    }

    /// A field by a rule of the provider's own, given the JSON of its value; `expected` says what it should have been.
    ///
    /// # Errors
    ///
    /// The field as it was sent, where the rule does not know it.
    pub fn try_get_with<T>(&self, name: &str, expected: &'static str, read: fn(&str) -> Option<T>) -> Read<T> {
        let Some(text) = self.get(name) else { return Ok(None) };
        read(text).map(Some).ok_or_else(|| Self::odd(json::below(&self.path, name), text, expected))
    }

    /// The same; what cannot be read is none, and noted.
    pub fn get_with<T>(&self, name: &str, expected: &'static str, read: fn(&str) -> Option<T>) -> Option<T> {
        self.or_record(self.try_get_with(name, expected, read))
    }

    /// A text, or the digits of a number. An empty one is none.
    ///
    /// # Errors
    ///
    /// The field as it was sent, if it is neither.
    pub fn try_text(&self, name: &str) -> Read<String> {
        Ok(self.try_get_with(name, "text", string_or_number)?.filter(|text| !text.is_empty()))
    }

    /// The same; what cannot be read is none, and noted.
    pub fn text(&self, name: &str) -> Option<String> {
        self.or_record(self.try_text(name))
    }

    /// A text that there has to be: what identifies an item.
    ///
    /// # Errors
    ///
    /// Says that there is none, or what was found instead.
    pub fn required_string(&self, name: &str) -> Result<String, String> {
        let text = self.try_text(name).map_err(|odd| wrong(&odd.path, self.get(name).unwrap_or_default(), odd.expected))?;
        text.ok_or_else(|| fill!("{name}: there is none.", name))
    }

    /// A whole number, in any spelling and also as a string.
    ///
    /// # Errors
    ///
    /// The field as it was sent, if it is no whole number of 64 bits.
    pub fn try_signed(&self, name: &str) -> Read<i64> {
        if self.text_is_empty(name) {
            return Ok(None);
        }
        self.try_get_with(name, "a whole number", |text| i64::try_from(whole(&spelled(text))?).ok())
    }

    /// The same, 0 or above.
    ///
    /// # Errors
    ///
    /// The field as it was sent, if it is no such number.
    pub fn try_unsigned(&self, name: &str) -> Read<u64> {
        if self.text_is_empty(name) {
            return Ok(None);
        }
        self.try_get_with(name, "a whole number", |text| u64::try_from(whole(&spelled(text))?).ok())
    }

    fn text_is_empty(&self, name: &str) -> bool {
        self.get(name) == Some("\"\"")
    }

    /// A whole number, 0 or above; what cannot be read is none, and noted.
    pub fn unsigned(&self, name: &str) -> Option<u64> {
        self.or_record(self.try_unsigned(name))
    }

    /// A whole number; what cannot be read is none, and noted.
    pub fn signed(&self, name: &str) -> Option<i64> {
        self.or_record(self.try_signed(name))
    }

    /// Yes or no, also as a string.
    pub fn flag(&self, name: &str) -> Option<bool> {
        self.get_with(name, "true or false", flag)
    }

    /// A moment: RFC 3339 in any spelling, or a number since the epoch. 0, `""` and the year 1 are none.
    ///
    /// # Errors
    ///
    /// The field as it was sent, if it is no moment.
    pub fn try_time(&self, name: &str) -> Read<Timestamp> {
        Ok(self.try_get_with(name, "a time", time)?.flatten())
    }

    /// The same; what cannot be read is none, and noted.
    pub fn time(&self, name: &str) -> Option<Timestamp> {
        self.or_record(self.try_time(name))
    }

    /// An object within this one.
    pub fn object(&self, name: &str) -> Option<Self> {
        self.within(json::below(&self.path, name), self.get(name)?)
    }

    /// A list or a map of objects, with their keys, which are empty in a list; `null` for an object is `None`. A missing one is
    /// empty, and so are `[]` for a map and `{}` for a list.
    pub fn entries(&self, name: &str) -> Vec<(String, Option<Self>)> {
        let mut entries = Vec::new();
        self.each(name, &mut |path, key, text| entries.push((key, if text == "null" { None } else { self.within(path, text) })));
        entries
    }

    /// The same without keys and without what is `null`.
    pub fn objects(&self, name: &str) -> Vec<Self> {
        self.entries(name).into_iter().filter_map(|(_, object)| object).collect()
    }

    /// A list or a map of texts; `null` in it is nothing.
    pub fn texts(&self, name: &str) -> Vec<String> {
        let mut texts = Vec::new();
        self.each(name, &mut |path, _, text| match string_or_number(text) {
            Some(text) => texts.push(text),
            None if text == "null" => {}
            None => self.record_error(Self::odd(path, text, "text")),
        });
        texts
    }

    /// Path, key and text of everything in a list or a map.
    fn each(&self, name: &str, take: &mut dyn FnMut(String, String, &'a str)) {
        let Some(text) = self.get(name) else { return };
        let path = json::below(&self.path, name);
        let Some(parts) = json::entries(text) else { return self.record_error(Self::odd(path, text, "a list or a map")) };
        for (i, (key, value)) in parts.into_iter().enumerate() {
            let path = if text.starts_with('[') { json::place(&path, i) } else { json::below(&path, &key) };
            take(path, key.into_owned(), value);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Id, Kind, Status};

    fn odd(object: &ObjectReader) -> Vec<String> {
        let made = Resource::new(Kind::Volume, Id::new("i"), "i".into(), None, Status::not_reported(), "{}");
        object.finish(made).odd.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn numbers_are_read_in_every_spelling_and_as_strings() {
        let object =
            ObjectReader::parse(r#"{"a":5e+10,"b":10.0,"c":-0,"d":"42","e":"5e1","f":18446744073709551615,"g":"","h":null}"#).unwrap();
        let read: Vec<_> = ["a", "b", "c", "d", "e", "f", "g", "h", "i"].map(|name| object.unsigned(name)).into();
        assert_eq!(read, [Some(50_000_000_000), Some(10), Some(0), Some(42), Some(50), Some(u64::MAX), None, None, None]);
        assert_eq!(object.text("b").as_deref(), Some("10.0"), "a number where text belongs is its digits");
        assert!(odd(&object).is_empty());
    }

    #[test]
    fn what_cannot_be_read_is_none_and_noted_as_it_was_sent() {
        let object = ObjectReader::parse(
            r#"{"n":"many","m":-1,"t":{"a":1},"w":"yesterday","v":{},"f":2,"l":[1,null,{"x":2},"y"],"o":7,"s":{"p":[]}}"#,
        )
        .unwrap();
        assert_eq!((object.unsigned("n"), object.unsigned("m"), object.text("t")), (None, None, None));
        assert_eq!((object.time("w"), object.time("v"), object.flag("f"), object.object("o").is_none()), (None, None, None, true));
        assert_eq!(object.texts("l"), ["1", "y"]);
        assert_eq!(object.object("s").and_then(|inner| inner.text("p")), None);
        assert_eq!(
            odd(&object),
            [
                "n: found many, where a whole number belongs",
                "m: found -1, where a whole number belongs",
                "t: found {\"a\":1}, where text belongs",
                "w: found yesterday, where a time belongs",
                "v: found {}, where a time belongs",
                "f: found 2, where true or false belongs",
                "o: found 7, where an object belongs",
                "l[2]: found {\"x\":2}, where text belongs",
                "s.p: found [], where text belongs",
            ]
        );
    }

    #[test]
    fn moments_come_as_text_or_as_numbers_and_never_is_none() {
        let check = |json: &str, expected: Option<&str>| {
            let text = format!("{{\"t\":{json}}}");
            let object = ObjectReader::parse(&text).unwrap();
            assert_eq!(object.time("t").map(Timestamp::rfc3339).as_deref(), expected, "{json}");
            assert!(odd(&object).is_empty(), "{json}");
        };
        check("1745000000000000000", Some("2025-04-18T18:13:20Z"));
        check("1.745e9", Some("2025-04-18T18:13:20Z"));
        check("\"1745000000000\"", Some("2025-04-18T18:13:20Z"));
        check("\"2025-04-18T20:13:20.5+02:00\"", Some("2025-04-18T18:13:20Z"));
        for never in ["0", "\"\"", "null", "\"0\"", "\"0001-01-01T00:00:00Z\"", "-6795364578871345152"] {
            check(never, None);
        }
    }

    #[test]
    fn only_what_identifies_an_item_has_to_be_there() {
        let object = ObjectReader::parse(r#"{"id":7,"uuid":{"a":1},"name":""}"#).unwrap();
        assert_eq!(object.required_string("id").as_deref(), Ok("7"));
        assert!(object.required_string("uuid").unwrap_err().contains("uuid: found an object, where text belongs"));
        assert!(object.required_string("name").unwrap_err().contains("there is none"));
        assert!(ObjectReader::parse("[]").is_err() && ObjectReader::parse("null").is_err());
    }

    #[test]
    fn a_list_that_is_an_answer_has_to_be_one() {
        assert_eq!(list(r#"[{"a":"x"},null,{"a":7}]"#, &|object| object.text("a")), Ok(vec![Some("x".into()), Some("7".into())]));
        assert_eq!(texts(r#"["a",null,"b"]"#), Ok(vec!["a".into(), "b".into()]));
        for other in ["{}", r#"{"a":1}"#, "null", "7"] {
            assert!(list(other, &|_| ()).is_err() && texts(other).is_err(), "{other}");
        }
    }
}
