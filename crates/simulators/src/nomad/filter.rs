//! The filter language of list endpoints, as far as consoles need it.
//!
//! `==`, `!=`, `contains`, `in`, `is empty` (each with `not`), bare booleans, `and`, `or`, `not`, parentheses, dotted
//! fields; `matches` is refused. Source: <https://developer.hashicorp.com/nomad/api-docs#filtering>, `go-bexpr`.

use super::value::among;
use serde_json::Value;

/// An expression, in pieces: it is read anew for every object. Without an object it is only read, and what it says means
/// nothing; that is also how `and` and `or` skip what no longer matters.
pub(super) struct Filter(Vec<Token>);

/// What a field is tested for.
#[derive(Clone, Copy, PartialEq)]
enum Operator {
    Equal,
    Contains,
    Empty,
    True,
}

/// A quoted string, or a word or sign.
struct Token {
    quoted: bool,
    text: String,
}

impl Filter {
    /// Takes an expression apart, and refuses one that cannot be read.
    pub fn parse(text: &str) -> Result<Self, String> {
        let filter = Self(tokens(text)?);
        filter.holds(None)?;
        Ok(filter)
    }

    /// Whether it holds for an object.
    pub fn holds(&self, object: Option<&Value>) -> Result<bool, String> {
        let mut rest = &self.0[..];
        let holds = any(&mut rest, object)?;
        match rest.first() {
            None => Ok(holds),
            Some(Token { text, .. }) => Err(format!("no match found, unexpected \"{text}\"")),
        }
    }
}

/// A field of an object, dots going deeper.
fn value_of<'a>(object: &'a Value, field: &str) -> Result<Option<&'a Value>, String> {
    let mut found = object;
    for (part, name) in field.split('.').enumerate() {
        found = match found.get(name) {
            Some(inner) => inner,
            None if part > 0 => return Ok(None),
            None => {
                return Err(format!(
                    "error finding value in datum: /{name} at part 0: couldn't find key: struct field with name \"{name}\""
                ));
            }
        };
    }
    Ok(Some(found))
}

fn test(found: &Value, operator: Operator, value: &str) -> Result<bool, String> {
    Ok(match (operator, found) {
        (Operator::Equal, Value::String(text)) => text == value,
        (Operator::Equal, Value::Number(number)) => {
            let wanted: i64 = value.parse().map_err(|_| format!("error coercing value \"{value}\" to an int"))?;
            number.as_i64() == Some(wanted)
        }
        (Operator::Equal, Value::Bool(flag)) => match value {
            "true" => *flag,
            "false" => !*flag,
            _ => return Err(format!("error coercing value \"{value}\" to a bool")),
        },
        (Operator::Contains, Value::String(text)) => text.contains(value),
        (Operator::Contains, Value::Array(items)) => items.iter().any(|item| item.as_str() == Some(value)),
        (Operator::Contains, Value::Object(map)) => map.contains_key(value),
        (Operator::Empty, Value::String(text)) => text.is_empty(),
        (Operator::Empty, Value::Array(items)) => items.is_empty(),
        (Operator::Empty, Value::Object(map)) => map.is_empty(),
        (Operator::True, Value::Bool(flag)) => *flag,
        (Operator::Empty, Value::Null) => true,
        (_, Value::Null) => false,
        _ => return Err("cannot perform this operation on the type of the selected value".to_owned()),
    })
}

/// Tokens: quoted or backquoted strings, brackets, comparison signs, and words of everything else.
fn tokens(text: &str) -> Result<Vec<Token>, String> {
    let mut found = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let end = match first {
            '"' | '`' => {
                let end = rest[1..].find(first).ok_or("unterminated string literal")?;
                found.push(Token { quoted: true, text: rest[1..=end].to_owned() });
                rest = rest[end + 2..].trim_start();
                continue;
            }
            '(' | ')' => 1,
            '=' | '!' => 2.min(rest.len()),
            _ => rest.find(|c: char| c.is_whitespace() || "()=!\"`".contains(c)).unwrap_or(rest.len()),
        };
        let word = rest.get(..end).ok_or("no match found")?;
        found.push(Token { quoted: false, text: word.to_owned() });
        rest = rest[end..].trim_start();
    }
    Ok(found)
}

/// Takes the next token if it is this word.
fn take(rest: &mut &[Token], word: &str) -> bool {
    match rest.split_first() {
        Some((Token { quoted: false, text }, after)) if text == word => {
            *rest = after;
            true
        }
        _ => false,
    }
}

fn any(rest: &mut &[Token], object: Option<&Value>) -> Result<bool, String> {
    let mut holds = all(rest, object)?;
    while take(rest, "or") {
        let next = all(rest, object.filter(|_| !holds))?;
        holds = holds || next;
    }
    Ok(holds)
}

fn all(rest: &mut &[Token], object: Option<&Value>) -> Result<bool, String> {
    let mut holds = one(rest, object)?;
    while take(rest, "and") {
        let next = one(rest, object.filter(|_| holds))?;
        holds = holds && next;
    }
    Ok(holds)
}

fn one(rest: &mut &[Token], object: Option<&Value>) -> Result<bool, String> {
    if take(rest, "not") {
        return Ok(!one(rest, object)?);
    }
    if take(rest, "(") {
        let holds = any(rest, object)?;
        return if take(rest, ")") { Ok(holds) } else { Err("no match found, expected: \")\"".to_owned()) };
    }
    let left = operand(rest)?;
    let (negated, operator, swapped) = operator(rest)?;
    let right = if matches!(operator, Operator::Equal | Operator::Contains) { operand(rest)? } else { "" };
    let (field, value) = if swapped { (right, left) } else { (left, right) };
    let Some(object) = object else { return Ok(false) };
    let holds = match value_of(object, field)? {
        Some(found) => test(found, operator, value)?,
        None => false,
    };
    Ok(holds != negated)
}

/// The operator, whether it is negated, and whether the value stands before it.
fn operator(rest: &mut &[Token]) -> Result<(bool, Operator, bool), String> {
    if take(rest, "==") {
        return Ok((false, Operator::Equal, false));
    }
    if take(rest, "!=") {
        return Ok((true, Operator::Equal, false));
    }
    if take(rest, "is") {
        let negated = take(rest, "not");
        return if take(rest, "empty") {
            Ok((negated, Operator::Empty, false))
        } else {
            Err("no match found, expected: \"empty\"".to_owned())
        };
    }
    let negated = take(rest, "not");
    if take(rest, "contains") {
        return Ok((negated, Operator::Contains, false));
    }
    if take(rest, "in") {
        return Ok((negated, Operator::Contains, true));
    }
    match rest.first() {
        None => Ok((false, Operator::True, false)),
        Some(next) if !negated && !next.quoted && among("and or )", &next.text) => Ok((false, Operator::True, false)),
        Some(next) => Err(format!("no match found, expected an operator, found \"{}\"", next.text)),
    }
}

fn operand<'a>(rest: &mut &'a [Token]) -> Result<&'a str, String> {
    match rest.split_first() {
        Some((Token { quoted, text }, after)) if *quoted || !text.starts_with(['(', ')', '=', '!']) && !among("and or in is", text) => {
            *rest = after;
            Ok(text)
        }
        _ => Err("no match found, expected a selector or a value".to_owned()),
    }
}
