//! The filter language of list endpoints, as far as consoles need it.
//!
//! `==`, `!=`, `contains`, `in`, `is empty` (each with `not`), bare booleans, `and`, `or`, `not`, parentheses, dotted
//! fields; `matches` is refused. Source: <https://developer.hashicorp.com/nomad/api-docs#filtering>, `go-bexpr`.

use serde_json::Value;

/// A parsed expression.
pub(super) enum Filter {
    All(Vec<Filter>),
    Any(Vec<Filter>),
    Not(Box<Filter>),
    Test { field: String, operator: Operator, value: String },
}

/// What a field is tested for.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Operator {
    Equal,
    Contains,
    Empty,
    True,
}

enum Token {
    Word(String),
    Quoted(String),
}

impl Filter {
    /// Parses an expression.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut tokens = tokens(text)?;
        tokens.reverse();
        let filter = any(&mut tokens)?;
        match tokens.pop() {
            None => Ok(filter),
            Some(Token::Word(text) | Token::Quoted(text)) => Err(format!("no match found, unexpected \"{text}\"")),
        }
    }

    /// Whether it holds for an object.
    pub fn holds(&self, object: &Value) -> Result<bool, String> {
        match self {
            Self::All(parts) => parts.iter().try_fold(true, |so_far, part| Ok(so_far && part.holds(object)?)),
            Self::Any(parts) => parts.iter().try_fold(false, |so_far, part| Ok(so_far || part.holds(object)?)),
            Self::Not(part) => Ok(!part.holds(object)?),
            Self::Test { field, operator, value } => {
                let mut found = object;
                for (part, name) in field.split('.').enumerate() {
                    found = match found.get(name) {
                        Some(inner) => inner,
                        None if part > 0 => return Ok(false),
                        None => {
                            return Err(format!(
                                "error finding value in datum: /{name} at part 0: couldn't find struct field with name \"{name}\""
                            ));
                        }
                    };
                }
                test(found, *operator, value)
            }
        }
    }
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
                found.push(Token::Quoted(rest[1..=end].to_owned()));
                rest = rest[end + 2..].trim_start();
                continue;
            }
            '(' | ')' => 1,
            '=' | '!' => 2.min(rest.len()),
            _ => rest.find(|c: char| c.is_whitespace() || "()=!\"`".contains(c)).unwrap_or(rest.len()),
        };
        let word = rest.get(..end).ok_or("no match found")?;
        found.push(Token::Word(word.to_owned()));
        rest = rest[end..].trim_start();
    }
    Ok(found)
}

/// Takes the next token if it is this word.
fn take(tokens: &mut Vec<Token>, word: &str) -> bool {
    let is = matches!(tokens.last(), Some(Token::Word(next)) if next == word);
    if is {
        tokens.pop();
    }
    is
}

fn any(tokens: &mut Vec<Token>) -> Result<Filter, String> {
    let mut parts = vec![all(tokens)?];
    while take(tokens, "or") {
        parts.push(all(tokens)?);
    }
    Ok(Filter::Any(parts))
}

fn all(tokens: &mut Vec<Token>) -> Result<Filter, String> {
    let mut parts = vec![one(tokens)?];
    while take(tokens, "and") {
        parts.push(one(tokens)?);
    }
    Ok(Filter::All(parts))
}

fn one(tokens: &mut Vec<Token>) -> Result<Filter, String> {
    if take(tokens, "not") {
        return Ok(Filter::Not(Box::new(one(tokens)?)));
    }
    if take(tokens, "(") {
        let inner = any(tokens)?;
        return if take(tokens, ")") { Ok(inner) } else { Err("no match found, expected: \")\"".to_owned()) };
    }
    let left = operand(tokens)?;
    let (negated, operator, swapped) = operator(tokens)?;
    let right = if matches!(operator, Operator::Equal | Operator::Contains) { operand(tokens)? } else { String::new() };
    let (field, value) = if swapped { (right, left) } else { (left, right) };
    let test = Filter::Test { field, operator, value };
    Ok(if negated { Filter::Not(Box::new(test)) } else { test })
}

/// The operator, whether it is negated, and whether the value stands before it.
fn operator(tokens: &mut Vec<Token>) -> Result<(bool, Operator, bool), String> {
    if take(tokens, "==") {
        return Ok((false, Operator::Equal, false));
    }
    if take(tokens, "!=") {
        return Ok((true, Operator::Equal, false));
    }
    if take(tokens, "is") {
        let negated = take(tokens, "not");
        return if take(tokens, "empty") {
            Ok((negated, Operator::Empty, false))
        } else {
            Err("no match found, expected: \"empty\"".to_owned())
        };
    }
    let negated = take(tokens, "not");
    if take(tokens, "contains") {
        return Ok((negated, Operator::Contains, false));
    }
    if take(tokens, "in") {
        return Ok((negated, Operator::Contains, true));
    }
    match tokens.last() {
        None => Ok((false, Operator::True, false)),
        Some(Token::Word(word)) if !negated && ["and", "or", ")"].contains(&word.as_str()) => Ok((false, Operator::True, false)),
        Some(Token::Word(text) | Token::Quoted(text)) => Err(format!("no match found, expected an operator, found \"{text}\"")),
    }
}

fn operand(tokens: &mut Vec<Token>) -> Result<String, String> {
    match tokens.pop() {
        Some(Token::Quoted(text)) => Ok(text),
        Some(Token::Word(word)) if !word.starts_with(['(', ')', '=', '!']) && !["and", "or", "in", "is"].contains(&word.as_str()) => {
            Ok(word)
        }
        _ => Err("no match found, expected a selector or a value".to_owned()),
    }
}
