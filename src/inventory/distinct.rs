//! What tells rows apart that have the same name: a name is not an identity.

use std::collections::HashMap;

use super::Row;
use voldeck_core::provider::Column;
use voldeck_core::sort::sort;
use voldeck_providers::by_id;

/// For the key of each row whose name another row of its connection has too: what tells it from them, in words. The parts of a list
/// that differ (namespace, zone, region) are said if they tell all of them apart; otherwise the id is. Rows of several connections
/// are told apart by the column of those.
pub fn distinct(rows: &[Row]) -> HashMap<String, String> {
    let mut by_name: Vec<&Row> = rows.iter().filter(|row| row.resource().is_some()).collect();
    sort(&mut by_name, |a, b| named(a).cmp(&named(b)));
    let mut told = HashMap::new();
    for same in by_name.chunk_by(|a, b| named(a) == named(b)).filter(|same| same.len() > 1) {
        let parts: Vec<String> = same.iter().map(|row| parts(row, same)).collect();
        let enough = parts.iter().enumerate().all(|(i, part)| !part.is_empty() && !parts[..i].contains(part));
        for (row, part) in same.iter().zip(parts) {
            let id = row.resource().map(|resource| resource.provider_id.clone()).unwrap_or_default();
            told.insert(row.key(), if enough { part } else { id });
        }
    }
    told
}

/// What has to be the same for two rows to be told apart.
fn named(row: &Row) -> (&str, Option<&str>) {
    (&row.connection, row.resource().map(|resource| resource.name.as_str()))
}

/// The parts of the list that a row is in, as far as they are not the same for all of these.
fn parts(row: &Row, same: &[&Row]) -> String {
    let columns = row.resource().and_then(|resource| Some(by_id(row.provider)?.columns(resource.kind))).unwrap_or_default();
    let differs = |column: &&Column| same.iter().any(|other| other.field(column.key) != row.field(column.key));
    let words: Vec<String> =
        columns.iter().filter(|column| column.facet).filter(differs).filter_map(|column| row.field(column.key)).collect();
    words.join(", ")
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use voldeck_core::model::{Attribute, Value};

    fn row(name: &str, id: &str, namespace: &str) -> Row {
        let mut resource = super::super::rows::tests::row(name, 0).resource().unwrap().clone();
        resource.id = voldeck_core::model::Id::new(id);
        resource.provider_id = id.into();
        resource.attributes = vec![Attribute { key: "namespace", label: "Namespace", value: Value::Text(namespace.into()) }];
        Row::new("c".into(), "nomad", Arc::new(Ok(resource)))
    }

    fn told(rows: &[Row]) -> Vec<Option<String>> {
        let told = distinct(rows);
        rows.iter().map(|row| told.get(&row.key()).cloned()).collect()
    }

    #[test]
    fn rows_of_one_name_say_where_they_are_or_else_their_ids() {
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(told(&[row("a", "1", "x"), row("b", "2", "x")]), [None, None]);
        assert_eq!(told(&[row("a", "1", "x"), row("a", "2", "y"), row("b", "3", "y")]), [some("x"), some("y"), None]);
        assert_eq!(told(&[row("a", "1", "x"), row("a", "2", "x")]), [some("1"), some("2")]);
        assert_eq!(told(&[row("a", "1", "x"), row("a", "2", "x"), row("a", "3", "y")]), [some("1"), some("2"), some("3")]);
        let mut elsewhere = row("a", "1", "x");
        elsewhere.connection = "other".into();
        assert_eq!(told(&[row("a", "1", "x"), elsewhere]), [None, None]);
    }
}
