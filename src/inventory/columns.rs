//! The columns of a table: those that every table has, and between them those of the providers.
//!
//! Headings, widths, cells, sorting, tokens of a query and facets are all made from these rows: a new column is one more.

use std::cmp::Ordering;

use super::Row;
use super::rows::{by_value, text_of};
use voldeck_core::model::{Attribute, Kind, Resource, Value};
use voldeck_core::provider::Column;
use voldeck_core::sort::sort;
use voldeck_providers::by_id;

/// How a cell is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cell {
    /// The link to the resource: the row's heading.
    Name,
    /// The state with what is added to it.
    State,
    /// Who uses it.
    Attached,
    /// The provider's tag, the connection, the age of what was read.
    Connection,
    /// How long ago.
    Age,
    /// The value, as its type is drawn everywhere; words where there is none.
    Told,
    /// The value, as its type is drawn everywhere; a dash where there is none.
    Value,
}

/// A column that every table of these kinds has.
pub struct BaseColumn {
    /// What it has in common with the columns of providers.
    pub column: Column,
    /// Tables of which kinds have it.
    pub kinds: &'static [Kind],
    /// How its cells are drawn.
    pub cell: Cell,
    /// What a row has in it. Rows without a value are sorted last.
    pub value: fn(&Row) -> Option<Value>,
    /// What is shown in place of that: what was sent of it and cannot be read, or a name for it.
    pub instead: fn(&Row) -> Option<Value>,
    /// The order of two values.
    pub order: fn(&Value, &Value) -> Ordering,
    /// Whether a token of a query with its key means the value. Otherwise that means an attribute of this key, as everywhere.
    pub searched: bool,
    /// Whether the largest or latest comes first when it is first sorted by.
    pub descending: bool,
    /// Whether it only divides a list of several connections.
    pub of_several: bool,
}

/// What most of them are.
const BASE: BaseColumn = BaseColumn {
    column: Column::new("", "", Column::KEPT),
    kinds: &Kind::ALL,
    cell: Cell::Value,
    value: |_| None,
    instead: |_| None,
    order: by_value,
    searched: false,
    descending: false,
    of_several: false,
};

/// The columns before those of the providers.
const LEADING: &[BaseColumn] = &[
    BaseColumn {
        column: Column::new("name", "Name", Column::KEPT).width("name"),
        cell: Cell::Name,
        value: |row| row.resource().map(|resource| Value::Text(resource.name.clone())),
        searched: true,
        ..BASE
    },
    BaseColumn {
        column: Column::new("state", "State", Column::KEPT).width("state").facet(),
        cell: Cell::State,
        value: |row| row.resource().map(|resource| Value::State(resource.status.clone())),
        searched: true,
        ..BASE
    },
    BaseColumn {
        column: Column::new("size", "Size", Column::KEPT).width("size").numeric(),
        cell: Cell::Told,
        value: |row| row.resource()?.size.map(Value::Size),
        instead: |row| row.resource()?.attribute(Attribute::SIZE).cloned(),
        descending: true,
        ..BASE
    },
    BaseColumn {
        column: Column::new("used", "Attached to", 2).width("used"),
        kinds: &[Kind::Volume, Kind::Group],
        cell: Cell::Attached,
        // Nobody comes first, then everybody by name; who does not tell comes last.
        value: |row| row.resource().and_then(user).map(Value::Text),
        instead: |row| row.resource()?.attribute(Attribute::USED).cloned(),
        order: |a, b| text_of(a).cmp(&text_of(b)),
        ..BASE
    },
    BaseColumn {
        column: Column::new("source", "Source", 2).width("used"),
        kinds: &[Kind::Snapshot],
        cell: Cell::Told,
        value: |row| row.resource()?.source.clone().map(Value::Code),
        instead: |row| row.resource().and_then(name_of_source),
        searched: true,
        ..BASE
    },
    BaseColumn {
        column: Column::new("connection", "Connection", Column::KEPT).width("conn").facet(),
        cell: Cell::Connection,
        value: |row| Some(Value::Text(row.connection.to_string())),
        searched: true,
        of_several: true,
        ..BASE
    },
];

/// The columns after those of the providers.
const TRAILING: &[BaseColumn] = &[BaseColumn {
    column: Column::new("created", "Created", 4).width("when").numeric(),
    cell: Cell::Age,
    value: |row| row.resource()?.created.map(Value::Time),
    instead: |row| row.resource().filter(|resource| resource.created.is_none())?.attribute(Attribute::CREATED).cloned(),
    descending: true,
    ..BASE
}];

fn user(resource: &Resource) -> Option<String> {
    resource.attached?;
    Some(resource.attachments.first().map(|user| user.name.clone()).or_else(|| resource.usage.clone()).unwrap_or_default())
}

/// What a snapshot's volume is known by, where that is not its id.
fn name_of_source(resource: &Resource) -> Option<Value> {
    let attribute = resource.attribute(Attribute::SOURCE)?;
    let is_better = match (attribute, &resource.source) {
        (Value::Link(_, _, name), id) => id.as_ref() != Some(name),
        (_, id) => id.is_none(),
    };
    is_better.then(|| attribute.clone())
}

/// The base column of this key.
pub fn base_column(key: &str) -> Option<&'static BaseColumn> {
    LEADING.iter().chain(TRAILING).find(|base| base.column.key == key)
}

/// The base columns of a table that stand before those of providers.
pub fn leading(kind: Kind) -> impl Iterator<Item = &'static BaseColumn> {
    LEADING.iter().filter(move |base| base.kinds.contains(&kind))
}

/// The base columns of a table that stand after those of providers.
pub fn trailing(kind: Kind) -> impl Iterator<Item = &'static BaseColumn> {
    TRAILING.iter().filter(move |base| base.kinds.contains(&kind))
}

/// Which columns of providers a table has between them, where columns up to this priority can be in sight.
pub fn between(kind: Kind, of_providers: &[Column], priority: u8) -> Vec<Column> {
    // What a snapshot was made of has a column in every table of them.
    let twice = |column: &Column| kind == Kind::Snapshot && column.key == Attribute::SOURCE;
    of_providers.iter().filter(|column| column.priority <= priority && !twice(column)).copied().collect()
}

/// The base columns that a list can be filtered by: those of one connection, whose buttons come first, or those that only divide a
/// list of several, whose buttons come last. Between them stand those of providers.
pub fn base_facets(kind: Kind, of_several: bool) -> impl Iterator<Item = &'static BaseColumn> {
    leading(kind).chain(trailing(kind)).filter(move |base| base.column.facet && base.of_several == of_several)
}

/// A column is shown if at least one row in this many fills it.
const ONE_IN: usize = 6;

/// The columns of providers for these rows.
///
/// The rows of one provider have all of its columns. Rows of several have the few that most rows fill: a column that is empty
/// in almost every row would push the name out of sight.
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
    let filled = |key: &str| rows.iter().filter(|row| row.resource().is_some_and(|resource| resource.attribute(key).is_some())).count();
    let mut counted: Vec<(usize, Column)> = found.into_iter().map(|column| (filled(column.key), column)).collect();
    // What a provider itself puts last is for those who look for it.
    counted.retain(|(count, column)| column.priority < 7 && count * ONE_IN >= rows.len());
    sort(&mut counted, |(a, _), (b, _)| b.cmp(a));
    // The fuller, the longer it stays as the table narrows; more than these would crowd out the name.
    counted.into_iter().zip([3, 3, 4, 5, 6]).map(|((_, column), priority)| Column { priority, ..column }).collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use voldeck_core::model::{Id, Phase, Status};
    use voldeck_providers::ALL;

    /// A row with attributes of these keys.
    fn row(provider: &'static str, keys: &[&'static str]) -> Row {
        let attributes = keys.iter().map(|key| Attribute { key, label: "", value: Value::Text("x".into()) }).collect();
        let mut resource =
            Resource::new(Kind::Volume, Id::new("i"), "i".into(), Some("n".into()), Status::new(Phase::Ready, "ready"), "{}");
        resource.attributes = attributes;
        Row::new("c".into(), provider, Arc::new(Ok(resource)))
    }

    /// The columns of a table with these of providers.
    fn keys(kind: Kind, own: &[Column], priority: u8) -> Vec<&'static str> {
        let own = between(kind, own, priority);
        let all = leading(kind).map(|base| &base.column).chain(&own).chain(trailing(kind).map(|base| &base.column));
        all.map(|column| column.key).collect()
    }

    #[test]
    fn one_provider_has_all_its_columns_and_several_those_that_are_filled() {
        let [one, other] = [ALL[0], ALL[1]];
        let all = one.columns(Kind::Volume);
        assert_eq!(columns(Kind::Volume, &[row(one.id, &[])]).len(), all.len());
        let mixed = [row(one.id, &[all[0].key]), row(one.id, &[all[1].key, all[0].key]), row(other.id, &[])];
        let keys: Vec<_> = columns(Kind::Volume, &mixed).iter().map(|column| column.key).collect();
        assert_eq!(keys, [all[0].key, all[1].key]);
        assert!(columns(Kind::Volume, &[]).is_empty());
    }

    #[test]
    fn columns_of_providers_stand_between_those_of_every_table() {
        let own = [Column::new("zone", "Zone", 3), Column::new("project", "Project", 6)];
        assert_eq!(keys(Kind::Volume, &own, 4), ["name", "state", "size", "used", "connection", "zone", "created"]);
        assert_eq!(keys(Kind::Group, &own, 6), ["name", "state", "size", "used", "connection", "zone", "project", "created"]);
        assert_eq!(keys(Kind::Volume, &own, 2), ["name", "state", "size", "used", "connection", "created"]);
    }

    #[test]
    fn a_snapshot_shows_what_it_was_made_of_once() {
        let own = [Column::new(Attribute::SOURCE, "Volume", 3), Column::new("progress", "Progress", 2)];
        assert_eq!(keys(Kind::Snapshot, &own, 4), ["name", "state", "size", "source", "connection", "progress", "created"]);
        assert!(keys(Kind::Volume, &own, 4).contains(&Attribute::SOURCE));
    }

    #[test]
    fn every_list_is_filtered_by_state_and_one_of_several_connections_by_these() {
        for kind in Kind::ALL {
            let keys = |of_several| base_facets(kind, of_several).map(|base| base.column.key).collect::<Vec<_>>();
            assert_eq!([keys(false), keys(true)], [["state"], ["connection"]], "{kind:?}");
        }
    }

    /// The table draws and sorts a column by its key.
    #[test]
    fn no_column_of_a_provider_has_the_key_of_a_base_column() {
        for column in ALL.iter().flat_map(|provider| Kind::ALL.into_iter().flat_map(|kind| provider.columns(kind))) {
            assert!(base_column(column.key).is_none(), "{}", column.key);
        }
    }
}
