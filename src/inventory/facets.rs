//! What a list can be divided by: the values of a column, and the tokens that ask for them.

use super::Row;
use super::columns::base_column;
use voldeck_core::model::Value;
use voldeck_core::sort::sort;

/// How many values a facet shows at most; the query finds the others.
const VALUES: usize = 30;

/// A value that rows have in a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FacetValue {
    /// The value, as it is shown and asked for.
    pub value: String,
    /// How many rows have it.
    pub count: usize,
    /// The mark of a state; empty for other values.
    pub mark: &'static str,
}

/// The values of a column over all rows, the most frequent first, equally frequent ones by name.
pub fn facet_values(rows: &[Row], key: &str) -> Vec<FacetValue> {
    let mut all: Vec<(String, &'static str)> = rows.iter().filter_map(|row| value_of(row, key)).collect();
    sort(&mut all, |a, b| a.0.cmp(&b.0));
    let mut values: Vec<FacetValue> = Vec::new();
    for (value, mark) in all {
        match values.last_mut() {
            Some(last) if last.value == value => last.count += 1,
            _ => values.push(FacetValue { value, count: 1, mark }),
        }
    }
    sort(&mut values, |a, b| b.count.cmp(&a.count));
    values.truncate(VALUES);
    values
}

/// What divides a row from others; `None` for what would make a part of each row, such as a size.
fn value_of(row: &Row, key: &str) -> Option<(String, &'static str)> {
    row.resource()?;
    match row.value(key)? {
        Value::Text(text) | Value::Code(text) | Value::Link(_, _, text) => Some((text, "")),
        // A resource has the state its provider calls it; of what belongs to it, such as a plugin, the word for it is enough.
        Value::State(status) if base_column(key).is_some() => Some((status.label, status.phase.word())),
        Value::State(status) => Some((status.phase.word().to_owned(), status.phase.word())),
        Value::Odd(_) | Value::Number(_) | Value::Size(_) | Value::Time(_) => None,
    }
}

/// The token that asks for a value, quoted where it has spaces.
pub fn token(key: &str, value: &str) -> String {
    if value.contains(char::is_whitespace) { format!("{key}:\"{value}\"") } else { format!("{key}:{value}") }
}

/// A query with a token more, or without it if it has it.
pub fn toggled(query: &str, token: &str) -> String {
    let next = if query.contains(token) { query.replace(token, "") } else { format!("{query} {token}") };
    next.split("  ").collect::<Vec<_>>().join(" ").trim().to_owned()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::rows::tests::row;
    use super::*;
    use voldeck_core::model::{Attribute, Bytes, Phase, Status};

    fn with(value: Value) -> Row {
        let mut resource = row("v", 1).resource().unwrap().clone();
        resource.attributes = vec![Attribute { key: "class", label: "Class", value }];
        Row::new("c".into(), "nomad", Arc::new(Ok(resource)))
    }

    fn values(rows: &[Row], key: &str) -> Vec<(String, usize, &'static str)> {
        facet_values(rows, key).into_iter().map(|value| (value.value, value.count, value.mark)).collect()
    }

    #[test]
    fn values_are_counted_and_the_most_frequent_comes_first() {
        let rows: Vec<Row> = ["b", "a", "c", "b"].map(|text| with(Value::Text(text.into()))).into();
        assert_eq!(values(&rows, "class"), [("b".into(), 2, ""), ("a".into(), 1, ""), ("c".into(), 1, "")]);
        let many: Vec<Row> = (0..40).map(|i| with(Value::Code(i.to_string()))).collect();
        assert_eq!(values(&many, "class").len(), VALUES);
    }

    #[test]
    fn a_state_has_its_mark_and_a_number_divides_nothing() {
        let health = Status::new(Phase::Degraded, "1 of 2 nodes");
        assert_eq!(values(&[with(Value::State(health))], "class"), [("degraded".into(), 1, "degraded")]);
        assert_eq!(values(&[row("v", 1)], "state"), [("in use".into(), 1, "ready")]);
        assert_eq!(values(&[row("v", 1)], "connection"), [("nomad".into(), 1, "")]);
        assert_eq!(values(&[with(Value::Size(Bytes(1))), with(Value::Number(2))], "class"), []);
    }

    #[test]
    fn a_token_is_added_and_taken_out_again() {
        assert_eq!(token("state", "in use"), "state:\"in use\"");
        let one = toggled("pg", &token("state", "in use"));
        assert_eq!(one, "pg state:\"in use\"");
        assert_eq!(toggled(&one, &token("zone", "a")), "pg state:\"in use\" zone:a");
        assert_eq!(toggled("pg state:\"in use\" zone:a", "state:\"in use\""), "pg zone:a");
        assert_eq!(toggled("zone:a", "zone:a"), "");
    }
}
