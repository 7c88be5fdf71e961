//! The query language: free words and tokens, as an operator types them.
//!
//! `postgres namespace:data -plugin:nfs size>20GiB state:"in use" unattached`
//!
//! Words are looked for in the name, the id and every attribute, in any case. Tokens compare one field; a leading `-` turns one
//! round. All have to hold, but of several values of one field any. What is not a token is a word, so that nothing typed is ever an error.

use super::Row;
use super::rows::folded;
use voldeck_core::model::Bytes;

/// One part of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Token {
    /// A word anywhere.
    Word(String),
    /// A field that holds a text.
    Has {
        /// The field: `state`, `plugin`, …
        key: String,
        /// The text, in lower case.
        text: String,
    },
    /// A size above (`true`) or below.
    Size {
        /// Whether larger is asked for.
        above: bool,
        /// The bound.
        bytes: u64,
    },
    /// Not used by anyone.
    Unattached,
}

/// A query: tokens, each perhaps turned round.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Query(Vec<(bool, Token)>);

impl Query {
    /// Reads what was typed.
    pub fn parse(text: &str) -> Self {
        Self(split(text).into_iter().filter(|part| !part.is_empty()).map(|part| token(&part)).collect())
    }

    /// Whether it lets everything through.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether a row is found.
    pub fn finds(&self, row: &Row) -> bool {
        self.lets_through(&|token| token.holds(row), false)
    }

    /// Whether it may find something of a connection: what it asks of the connection and its provider holds.
    pub fn reaches(&self, connection: &str, provider: &str) -> bool {
        self.lets_through(
            &|token| match token {
                Token::Has { key, text } if key == "connection" => Some(folded(connection).contains(text.as_str())),
                Token::Has { key, text } if key == "provider" => Some(provider.contains(text.as_str())),
                _ => None,
            },
            true,
        )
    }

    /// Whether all tokens hold. Of which it is not known, the token lets through what `unknown` says, whether it is turned round or
    /// not. Two values asked for of one field mean either of them: nothing has both.
    fn lets_through(&self, holds: &dyn Fn(&Token) -> Option<bool>, unknown: bool) -> bool {
        let another = |key: &str| {
            let same = |other: &Token| matches!(other, Token::Has { key: same, .. } if same == key) && holds(other) == Some(true);
            self.0.iter().any(|(not, other)| !not && same(other))
        };
        self.0.iter().all(|(not, token)| match (holds(token), token) {
            (Some(false), Token::Has { key, .. }) if !not => another(key),
            (Some(holds), _) => holds != *not,
            (None, _) => unknown,
        })
    }
}

impl Token {
    /// Whether it holds of a row; `None` where the row does not tell: who uses it, its size, its state.
    fn holds(&self, row: &Row) -> Option<bool> {
        match self {
            Self::Word(word) => Some(row.text.contains(word.as_str())),
            Self::Has { key, text } => {
                let holds = row.field(key).is_some_and(|value| folded(&value).contains(text.as_str()));
                let untold = key == "state" && row.resource().is_some_and(|resource| !resource.status.is_reported());
                if untold && !holds { None } else { Some(holds) }
            }
            Self::Size { above, bytes } => row.size().map(|size| if *above { size > *bytes } else { size < *bytes }),
            Self::Unattached => row.unattached(),
        }
    }
}

fn token(part: &str) -> (bool, Token) {
    let (not, rest) = match part.strip_prefix('-') {
        Some(rest) if !rest.is_empty() => (true, rest),
        _ => (false, part),
    };
    if rest.eq_ignore_ascii_case("unattached") {
        return (not, Token::Unattached);
    }
    if let Some(bound) = rest.strip_prefix("size").filter(|bound| bound.starts_with(['<', '>']))
        && let Ok(Bytes(bytes)) = Bytes::read(&bound[1..])
    {
        return (not, Token::Size { above: bound.starts_with('>'), bytes });
    }
    if let Some((key, text)) = rest.split_once(':')
        && !text.is_empty()
        && !key.is_empty()
        && key.chars().all(|c| c.is_ascii_alphabetic())
    {
        return (not, Token::Has { key: key.to_ascii_lowercase(), text: folded(text) });
    }
    (not, Token::Word(folded(rest)))
}

/// The query with the names that connections have now in place of old ones; `None` if there are no old ones in it.
pub fn with_names(text: &str, current: &dyn Fn(&str) -> Option<String>) -> Option<String> {
    let mut renamed = false;
    let quoted = |part: &str| if part.contains(char::is_whitespace) { format!("\"{part}\"") } else { part.to_owned() };
    let parts = split(text).into_iter().filter(|part| !part.is_empty()).map(|part| {
        let Some((before, name)) = part.split_once(':').filter(|(before, _)| before.trim_start_matches('-') == "connection") else {
            return quoted(&part);
        };
        let now = current(name);
        renamed |= now.is_some();
        format!("{before}:{}", quoted(now.as_deref().unwrap_or(name)))
    });
    let text = parts.collect::<Vec<_>>().join(" ");
    renamed.then_some(text)
}

/// Splits at white space outside quotes; quotes are dropped.
fn split(text: &str) -> Vec<String> {
    let (mut parts, mut part, mut quoted) = (Vec::new(), String::new(), false);
    for c in text.chars() {
        match c {
            '"' => quoted = !quoted,
            c if c.is_whitespace() && !quoted => parts.push(std::mem::take(&mut part)),
            c => part.push(c),
        }
    }
    parts.push(part);
    parts
}

#[cfg(test)]
mod tests {
    use super::super::rows::tests::row;
    use super::*;

    fn check(query: &str, expected: bool) {
        assert_eq!(Query::parse(query).finds(&row("pg-main-data", 30 << 30)), expected, "{query}");
    }

    #[test]
    fn words_tokens_and_their_opposites() {
        check("", true);
        check("MAIN", true);
        check("main -data", false);
        check("plugin:ceph", true);
        check("-plugin:ceph", false);
        check("nosuchfield:x", false);
        check("size>20GiB", true);
        check("size<20GiB", false);
        check("size>lots", false);
        check("state:\"in use\"", true);
        check("state:free", false);
        check("unattached", false);
        check("-unattached", true);
        check("plugin:nfs plugin:ceph", true);
        check("plugin:nfs plugin:ebs", false);
        check("connection:nomad provider:nomad", true);
        check("- main", true);
    }

    #[test]
    fn what_a_row_does_not_tell_is_found_neither_by_a_token_nor_by_its_opposite() {
        let mut resource = row("v", 0).resource().unwrap().clone();
        resource.attached = None;
        resource.usage = None;
        resource.status = voldeck_core::model::Status::not_reported();
        let row = Row::new("nomad".into(), "nomad", std::sync::Arc::new(Ok(resource)));
        let check = |query: &str, expected: bool| assert_eq!(Query::parse(query).finds(&row), expected, "{query}");
        for query in ["unattached", "-unattached", "size>1GiB", "-size>1GiB", "size<1GiB", "-size<1GiB", "state:free", "-state:free"] {
            check(query, false);
        }
        check("", true);
        check("state:\"not reported\"", true);
        check("v plugin:ceph", true);
    }

    #[test]
    fn old_names_of_connections_become_those_of_now() {
        let check = |text: &str, expected: Option<&str>| {
            assert_eq!(with_names(text, &|name| (name == "old").then(|| "new one".to_owned())).as_deref(), expected, "{text}");
        };
        check("connection:old", Some("connection:\"new one\""));
        check("pg  -connection:\"old\" state:\"in use\"", Some("pg -connection:\"new one\" \"state:in use\""));
        for text in ["", "old", "connection:older", "state:old", "connection:new"] {
            check(text, None);
        }
    }

    #[test]
    fn a_query_reaches_the_connections_that_it_does_not_exclude() {
        for (query, expected) in [
            ("", true),
            ("pg state:free", true),
            ("connection:prod", true),
            ("connection:PROD", true),
            ("connection:lab", false),
            ("connection:lab connection:prod", true),
            ("-connection:prod", false),
            ("-connection:lab", true),
            ("provider:nomad", true),
            ("provider:cinder", false),
            ("connection:prod provider:cinder", false),
            ("connection:lab -provider:cinder", false),
        ] {
            assert_eq!(Query::parse(query).reaches("nomad-prod", "nomad"), expected, "{query}");
        }
    }

    #[test]
    fn words_are_found_in_any_case_of_any_script() {
        for (name, query) in [("ÄRGER", "ärger"), ("Straße", "STRAßE"), ("ΟΔΟΣ-1", "οδος"), ("οδός", "ΟΔΌΣ"), ("Данные", "ДАННЫЕ")]
        {
            assert!(Query::parse(query).finds(&row(name, 0)), "{query} in {name}");
        }
    }
}
