//! JSON as text: what was sent stays as it was sent, and what is sent is put together as text.
//!
//! A value is a slice of the text it stands in. Nothing is turned into numbers or trees on the way, so integers keep all their
//! digits, objects their order and unknown members their spelling. A body is checked once, as a whole ([`check`]); after that
//! its [`parts`] are taken as they are needed. Knows nothing of storage or HTTP.

use std::borrow::Cow;
use std::fmt::Write;

/// The name of a member, empty in a list, and the text of its value.
pub type Part<'a> = (Cow<'a, str>, &'a str);

/// Whether the whole text is one JSON value.
///
/// # Errors
///
/// Says in a sentence what is wrong, and where: `Topologies[0].Segments: expected value.`
pub fn check(text: &str) -> Result<(), String> {
    let mut scan = Scan { text, at: 0, open: Vec::new() };
    let checked = scan.value().and_then(|_| if scan.next() == 0 && scan.at == text.len() { Ok(()) } else { Err("trailing characters") });
    checked.map_err(|words| scan.sentence(words))
}

/// The parts of an object or a list, in the order of sending; `None` for anything else. Behind its end may stand what it will.
pub fn parts(text: &str) -> Option<Vec<Part<'_>>> {
    whole(text).map(|(parts, _)| parts)
}

/// The values of a list, of a text that is nothing but this list: otherwise `None`, and [`check`] says why.
pub fn values(text: &str) -> Option<Vec<&str>> {
    let (parts, behind) = whole(text)?;
    (text.trim_start().starts_with('[') && behind.trim().is_empty()).then(|| parts.into_iter().map(|(_, value)| value).collect())
}

/// The parts, and what stands behind them.
fn whole(text: &str) -> Option<(Vec<Part<'_>>, &str)> {
    let mut scan = Scan { text, at: 0, open: Vec::new() };
    let close = match scan.next() {
        b'{' => b'}',
        b'[' => b']',
        _ => return None,
    };
    let mut parts = Vec::new();
    scan.at += 1;
    if scan.next() == close {
        return Some((parts, &text[scan.at + 1..]));
    }
    loop {
        let mut name = Cow::default();
        if close == b'}' {
            let key = scan.key().ok()?;
            let plain = &key[1..key.len() - 1];
            name = if plain.contains('\\') { Cow::Owned(string(key)?) } else { Cow::Borrowed(plain) };
        }
        parts.push((name, scan.value().ok()?));
        match scan.next() {
            b',' => scan.at += 1,
            next => return (next == close).then(|| (parts, &text[scan.at + 1..])),
        }
    }
}

/// The value of a member; `None` where there is no such member, or no object. Of several of one name the last counts, as in Go
/// and in browsers.
pub fn member<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    find(&parts(text)?, name)
}

/// The same among parts.
pub fn find<'a>(parts: &[Part<'a>], name: &str) -> Option<&'a str> {
    parts.iter().rev().find(|(have, _)| have == name).map(|(_, value)| *value)
}

/// What a string says; `None` if it is no string, or holds half a character.
pub fn string(text: &str) -> Option<String> {
    let mut rest = text.trim().strip_prefix('"')?.strip_suffix('"')?;
    let mut said = String::with_capacity(rest.len());
    while let Some((plain, escape)) = rest.split_once('\\') {
        said.push_str(plain);
        rest = escape.get(1..)?;
        said.push(match escape.as_bytes()[0] {
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let mut code = unit(&mut rest)?;
                // A character beyond the first 65 536 is two units.
                if (0xd800..0xdc00).contains(&code) {
                    rest = rest.strip_prefix("\\u")?;
                    let low = unit(&mut rest)?.checked_sub(0xdc00).filter(|low| *low < 0x400)?;
                    code = 0x1_0000 + ((code - 0xd800) << 10) + low;
                }
                char::from_u32(code)?
            }
            other => char::from(other),
        });
    }
    said.push_str(rest);
    Some(said)
}

fn unit(rest: &mut &str) -> Option<u32> {
    let (unit, behind) = rest.split_at_checked(4)?;
    *rest = behind;
    u32::from_str_radix(unit, 16).ok()
}

/// A string as JSON.
pub fn quote(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            '\n' => quoted.push_str("\\n"),
            c if c < ' ' => drop(write!(quoted, "\\u{:04x}", u32::from(c))),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

/// A list of values that are JSON already.
pub fn list(values: &[String]) -> String {
    format!("[{}]", values.join(","))
}

/// An object in the making: names, and values that are JSON already, in the order they were put in.
#[derive(Debug, Clone, Default)]
pub struct Object(Vec<(String, String)>);

impl Object {
    /// Puts in a value that is JSON; another of this name goes.
    pub fn put(&mut self, name: &str, value: impl Into<String>) {
        self.take(name);
        self.0.push((name.to_owned(), value.into()));
    }

    /// The same, for chains.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.put(name, value);
        self
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The value of this name.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(have, _)| have == name).map(|(_, value)| value.as_str())
    }

    /// Takes a value out.
    pub fn take(&mut self, name: &str) {
        self.0.retain(|(have, _)| have != name);
    }

    /// As JSON.
    pub fn text(&self) -> String {
        let mut text = "{".to_owned();
        for (name, value) in &self.0 {
            if text.len() > 1 {
                text.push(',');
            }
            text.extend([&quote(name), ":", value]);
        }
        text.push('}');
        text
    }
}

/// Where one is in a text that is checked, and what is open there.
struct Scan<'a> {
    text: &'a str,
    at: usize,
    open: Vec<Open<'a>>,
}

/// An object or a list whose end was not reached yet.
struct Open<'a> {
    /// What ends it: `}` or `]`.
    close: u8,
    /// In an object, the present name with its quotes.
    key: &'a str,
    /// In a list, the present place.
    place: usize,
}

/// What is wrong at the present place.
type Fault = &'static str;

impl<'a> Scan<'a> {
    /// The byte at the present place, 0 at the end.
    fn byte(&self) -> u8 {
        self.text.as_bytes().get(self.at).copied().unwrap_or(0)
    }

    /// The next byte that is no white space.
    fn next(&mut self) -> u8 {
        while matches!(self.byte(), b' ' | b'\n' | b'\r' | b'\t') {
            self.at += 1;
        }
        self.byte()
    }

    /// Passes a value, however deep, and gives its text. Without recursion: a body may be nested deeper than the stack.
    fn value(&mut self) -> Result<&'a str, Fault> {
        self.next();
        let begin = self.at;
        let above = self.open.len();
        loop {
            let ended = match self.next() {
                b'{' => self.enter(b'}')?,
                b'[' => self.enter(b']')?,
                b'"' => {
                    self.string()?;
                    true
                }
                b'-' | b'0'..=b'9' => {
                    self.number()?;
                    true
                }
                _ => {
                    let rest = &self.text[self.at..];
                    let word = ["true", "false", "null"].into_iter().find(|word| rest.starts_with(word)).ok_or("expected value")?;
                    self.at += word.len();
                    true
                }
            };
            if ended && self.leave(above)? {
                return Ok(&self.text[begin..self.at]);
            }
        }
    }

    /// Goes into an object or a list, to its first value. Whether it was empty, and is passed already.
    fn enter(&mut self, close: u8) -> Result<bool, Fault> {
        self.at += 1;
        if self.next() == close {
            self.at += 1;
            return Ok(true);
        }
        self.open.push(Open { close, key: "", place: 0 });
        self.name()?;
        Ok(false)
    }

    /// After a value: closes what ends here and goes on to the next value. Whether all that was opened is closed.
    fn leave(&mut self, above: usize) -> Result<bool, Fault> {
        while self.open.len() > above {
            let next = self.next();
            let Some(inner) = self.open.last_mut() else { break };
            if next == inner.close {
                self.open.pop();
                self.at += 1;
            } else if next == b',' {
                inner.place += 1;
                self.at += 1;
                self.name()?;
                return Ok(false);
            } else {
                return Err(if inner.close == b'}' { "expected `,` or `}`" } else { "expected `,` or `]`" });
            }
        }
        Ok(true)
    }

    /// In an object, passes the name of a member and notes it.
    fn name(&mut self) -> Result<(), Fault> {
        if self.open.last().is_some_and(|inner| inner.close == b'}') {
            let key = self.key()?;
            if let Some(inner) = self.open.last_mut() {
                inner.key = key;
            }
        }
        Ok(())
    }

    /// Passes the name of a member and its colon; gives it with its quotes.
    fn key(&mut self) -> Result<&'a str, Fault> {
        if self.next() != b'"' {
            return Err("key must be a string");
        }
        let begin = self.at;
        self.string()?;
        let key = &self.text[begin..self.at];
        if self.next() != b':' {
            return Err("expected `:`");
        }
        self.at += 1;
        Ok(key)
    }

    fn string(&mut self) -> Result<(), Fault> {
        self.at += 1;
        loop {
            let rest = &self.text.as_bytes()[self.at..];
            self.at += rest.iter().position(|byte| matches!(byte, b'"' | b'\\' | 0..b' ')).unwrap_or(rest.len());
            match self.byte() {
                b'"' => break,
                b'\\' => self.escape()?,
                _ => return Err(r"control character (\u0000-\u001F) found while parsing a string"),
            }
        }
        self.at += 1;
        Ok(())
    }

    fn escape(&mut self) -> Result<(), Fault> {
        self.at += 1;
        let digits = match self.byte() {
            b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => 0,
            b'u' => 4,
            _ => return Err("invalid escape"),
        };
        self.at += 1;
        for _ in 0..digits {
            if !self.byte().is_ascii_hexdigit() {
                return Err("invalid escape");
            }
            self.at += 1;
        }
        Ok(())
    }

    fn number(&mut self) -> Result<(), Fault> {
        if self.byte() == b'-' {
            self.at += 1;
        }
        if self.byte() == b'0' {
            self.at += 1;
        } else {
            self.digits()?;
        }
        if self.byte() == b'.' {
            self.at += 1;
            self.digits()?;
        }
        if matches!(self.byte(), b'e' | b'E') {
            self.at += 1;
            if matches!(self.byte(), b'+' | b'-') {
                self.at += 1;
            }
            self.digits()?;
        }
        Ok(())
    }

    fn digits(&mut self) -> Result<(), Fault> {
        let begin = self.at;
        while self.byte().is_ascii_digit() {
            self.at += 1;
        }
        if self.at == begin { Err("invalid number") } else { Ok(()) }
    }

    /// What is wrong, with the path of the place.
    fn sentence(&self, words: Fault) -> String {
        if self.at >= self.text.len() {
            return "It breaks off in the middle.".to_owned();
        }
        let mut path = String::new();
        for inner in &self.open {
            if inner.close == b']' {
                path = place(&path, inner.place);
            } else if inner.key.len() > 1 {
                path = below(&path, &inner.key[1..inner.key.len() - 1]);
            }
        }
        if path.is_empty() { format!("{words}.") } else { format!("{path}: {words}.") }
    }
}

/// The path of a member: `Topologies[0].Segments`.
pub fn below(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { [path, ".", name].concat() }
}

/// The path of an item of a list: `Topologies[0]`.
pub fn place(path: &str, place: usize) -> String {
    format!("{path}[{place}]")
}

/// Indents JSON without reading it: only white space between tokens changes.
pub fn indent(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    let (mut depth, mut in_string, mut escaped) = (0usize, false, false);
    let mut chars = text.trim().chars().peekable();
    let line = |out: &mut String, depth: usize| {
        out.push('\n');
        out.extend(std::iter::repeat_n("  ", depth));
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
                depth = depth.saturating_sub(1);
                line(&mut out, depth);
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
        check(r#"{"a":[1,{"b":x}]}"#, "a[1].b: expected value.");
        check(r#"{"a":1 "b":2}"#, "a: expected `,` or `}`.");
        check("[1,]", "[1]: expected value.");
        check("{1:2}", "key must be a string.");
        check(r#"{"a" 1}"#, "expected `:`.");
        check("[01]", "[0]: expected `,` or `]`.");
        check("[1.]", "[0]: invalid number.");
        check(r#"["\x"]"#, "[0]: invalid escape.");
        check("\"a\nb\"", "control character (\\u0000-\\u001F) found while parsing a string.");
        check("1 2", "trailing characters.");
        check(&format!("{}1{}", "[".repeat(100_000), "]".repeat(100_000)), "");
    }

    #[test]
    fn parts_are_slices_of_what_was_sent() {
        let text = r#" {"a": 1.10 ,"b\n":[ 1 , {"x":"],"} ],"a":18446744073709551615}"#;
        let found = parts(text).unwrap();
        let words: Vec<_> = found.iter().map(|(name, value)| format!("{name}={value}")).collect();
        assert_eq!(words, ["a=1.10", "b\n=[ 1 , {\"x\":\"],\"} ]", "a=18446744073709551615"]);
        assert_eq!(member(text, "a"), Some("18446744073709551615"));
        assert_eq!(parts(found[1].1).unwrap()[1].1, r#"{"x":"],"}"#);
        for text in ["", "1", "\"a\"", "{", "[1", "{\"a\"}", "[1;2]", "{\"a\":1,"] {
            assert_eq!(parts(text), None, "{text}");
        }
    }

    #[test]
    fn strings_survive_both_ways() {
        for text in ["", "plain", "a\"b\\c\n\t\u{1}/", "データ", "🦀"] {
            assert!(check(&quote(text)).is_ok());
            assert_eq!(string(&quote(text)).as_deref(), Some(text));
        }
        assert_eq!(string(r#""\ud83e\udd80\u00e9\/""#).as_deref(), Some("🦀é/"));
        for half in [r#""\ud83e""#, r#""\ud83e\u0041""#, r#""\udd80""#, "1", "\""] {
            assert_eq!(string(half), None, "{half}");
        }
    }

    #[test]
    fn a_list_is_taken_apart_only_if_it_is_all_there_is() {
        assert_eq!(values(" [1, {\"a\": []},\"b\"] \n"), Some(vec!["1", "{\"a\": []}", "\"b\""]));
        assert_eq!(values("[]"), Some(vec![]));
        for other in ["[1] 2", "[1", "{}", "{\"a\":1}", "null", "", "[1,]", "[1 2]", "[tru]"] {
            assert_eq!(values(other), None, "{other}");
        }
    }

    #[test]
    fn indenting_changes_white_space_only() {
        let text = r#"{ "a":[ ],"b":"x, {\"y\":1}", "n":1e400 }"#;
        assert_eq!(indent(text), "{\n  \"a\": [],\n  \"b\": \"x, {\\\"y\\\":1}\",\n  \"n\": 1e400\n}");
    }
}
