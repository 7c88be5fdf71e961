//! Which columns a table has, beside those that all have.
//!
//! The rows of one provider have all of its columns. Rows of several have the few that most rows fill: a column that is empty
//! in almost every row would push the name out of sight.

use super::Row;
use voldeck_core::model::Kind;
use voldeck_core::order::sort;
use voldeck_core::provider::Column;
use voldeck_providers::by_id;

/// A column is shown if at least one row in this many fills it.
const ONE_IN: usize = 6;

/// The columns for these rows.
pub fn columns(kind: Kind, rows: &[Row]) -> Vec<Column> {
    let mut providers: Vec<&'static str> = Vec::new();
    for row in rows {
        if !providers.contains(&row.provider) {
            providers.push(row.provider);
        }
    }
    let mut found: Vec<Column> = Vec::new();
    for column in providers.iter().filter_map(|id| by_id(id)).flat_map(|provider| provider.columns(kind)) {
        match found.iter_mut().find(|known| known.key == column.key) {
            // Of several names for one thing the shorter one is the more general: zone, availability zone.
            Some(known) if column.label.len() < known.label.len() => known.label = column.label,
            Some(_) => {}
            None => found.push(*column),
        }
    }
    if providers.len() < 2 {
        return found;
    }
    let filled = |key: &str| rows.iter().filter(|row| row.resource().is_some_and(|resource| resource.fact(key).is_some())).count();
    let mut counted: Vec<(usize, Column)> = found.into_iter().map(|column| (filled(column.key), column)).collect();
    // What a provider itself ranks last is for those who look for it.
    counted.retain(|(count, column)| column.rank < 7 && count * ONE_IN >= rows.len());
    sort(&mut counted, |(a, _), (b, _)| b.cmp(a));
    // The fuller, the longer it stays as the table narrows; more than these would crowd out the name.
    let ranked = counted.into_iter().zip([3, 3, 4, 5, 6]).map(|((_, column), rank)| Column { rank, ..column });
    ranked.collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use voldeck_core::model::{Fact, Id, Phase, Resource, Status, Value};
    use voldeck_providers::ALL;

    /// A row with facts of these keys.
    fn row(provider: &'static str, keys: &[&'static str]) -> Row {
        let facts = keys.iter().map(|key| Fact { key, label: "", value: Value::Text("x".into()) }).collect();
        let mut resource =
            Resource::new(Kind::Volume, Id::new("i"), "i".into(), Some("n".into()), Status::new(Phase::Ready, "ready"), "{}");
        resource.facts = facts;
        Row::new("c".into(), provider, Arc::new(Ok(resource)))
    }

    #[test]
    fn one_provider_has_all_its_columns_and_several_those_that_are_filled() {
        let [one, other] = [ALL[0], ALL[1]];
        let all = one.columns(Kind::Volume);
        assert_eq!(columns(Kind::Volume, &[row(one.id(), &[])]).len(), all.len());
        let mixed = [row(one.id(), &[all[0].key]), row(one.id(), &[all[1].key, all[0].key]), row(other.id(), &[])];
        let keys: Vec<_> = columns(Kind::Volume, &mixed).iter().map(|column| column.key).collect();
        assert_eq!(keys, [all[0].key, all[1].key]);
        assert!(columns(Kind::Volume, &[]).is_empty());
    }
}
