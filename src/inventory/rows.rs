//! A row of the table: an item of a connection, with what it is searched and sorted by worked out once.

use std::cmp::Ordering;
use std::sync::Arc;

use voldeck_core::model::{Bytes, Item, Resource, Value};

/// A row.
#[derive(Debug, Clone)]
pub struct Row {
    /// The connection's name.
    pub connection: Arc<str>,
    /// The provider's id.
    pub provider: &'static str,
    /// The item, understood or not.
    pub item: Arc<Item>,
    /// Everything it can be found by, in lower case.
    pub text: Arc<str>,
}

impl Row {
    /// A row of this item.
    pub fn new(connection: Arc<str>, provider: &'static str, item: Arc<Item>) -> Self {
        let mut text = format!("{connection} ");
        match &*item {
            Ok(resource) => {
                for part in [&resource.name, &resource.vendor_id, &resource.status.label] {
                    text.push_str(part);
                    text.push(' ');
                }
                text.push_str(resource.usage.as_deref().unwrap_or(""));
                for fact in &resource.facts {
                    if let Value::Text(value) | Value::Code(value) = &fact.value {
                        text.push(' ');
                        text.push_str(value);
                    }
                }
            }
            Err(unreadable) => text.push_str(unreadable.raw.text()),
        }
        Self { connection, provider, item, text: folded(&text).into() }
    }

    /// The resource, if it was understood.
    pub fn resource(&self) -> Option<&Resource> {
        self.item.as_ref().as_ref().ok()
    }

    /// A key that stays the same across readings.
    pub fn key(&self) -> String {
        match &*self.item {
            Ok(resource) => format!("{}\n{}", self.connection, resource.id),
            Err(unreadable) => format!("{}\n#{}\n{}", self.connection, unreadable.number, unreadable.raw.text()),
        }
    }

    /// Its size in bytes.
    pub fn size(&self) -> Option<u64> {
        self.resource().and_then(|resource| resource.size).map(|size| size.0)
    }

    /// Whether nobody uses it; `None` where that is not known.
    pub fn unattached(&self) -> Option<bool> {
        self.resource()?.attached.map(|attached| !attached)
    }

    /// The text of a field by the name used in queries and columns.
    pub fn field(&self, key: &str) -> Option<String> {
        let resource = self.resource();
        match key {
            "connection" => Some(self.connection.to_string()),
            "provider" => Some(self.provider.to_owned()),
            "name" => resource.map(|r| r.name.clone()),
            "id" => resource.map(|r| r.vendor_id.clone()),
            "state" => resource.map(|r| format!("{} {}", r.status.label, r.status.phase.word())),
            "source" => resource.and_then(|r| r.source.clone()),
            key => resource.and_then(|r| r.fact(key)).map(text_of),
        }
    }
}

/// The rows of a list that was read at this version. What full readings of its items tell, each with its version, stands in their
/// rows too; of what both tell, the later one is right.
pub fn rows(connection: &str, provider: &'static str, items: &[Item], version: u64, full: &[(&Resource, u64)]) -> Vec<Row> {
    let name: Arc<str> = connection.into();
    let one = |item: &Item| {
        let known = item.as_ref().ok().and_then(|listed| Some((listed, full.iter().find(|(full, _)| full.id == listed.id)?)));
        let item = match known {
            Some((listed, (full, at))) => Ok(if *at > version { full.or(listed) } else { listed.filled_from(full) }),
            None => item.clone(),
        };
        Row::new(name.clone(), provider, Arc::new(item))
    };
    items.iter().map(one).collect()
}

/// The text in lower case, as both sides of a search are compared. Character by character: a Greek sigma is the same at the end
/// of a word, where what is typed may go on.
pub(super) fn folded(text: &str) -> String {
    text.chars().flat_map(char::to_lowercase).map(|c| if c == 'ς' { 'σ' } else { c }).collect()
}

/// A fact as words.
fn text_of(value: &Value) -> String {
    match value {
        Value::Text(text) | Value::Code(text) | Value::Link(_, _, text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Size(size) => size.to_string(),
        Value::Time(time) => time.absolute(),
        Value::State(status) => format!("{} {}", status.label, status.phase.word()),
        Value::Odd(odd) => odd.text.clone(),
    }
}

/// The order of two rows by a column. Rows without a value, and unreadable ones, come last whichever way it goes; equal ones
/// are in the order of their names, so that the order is the same every time.
pub fn compare(a: &Row, b: &Row, key: &str, descending: bool) -> Ordering {
    fn turned(order: Ordering, descending: bool) -> Ordering {
        if descending { order.reverse() } else { order }
    }
    fn last<T: Ord>(a: Option<T>, b: Option<T>, descending: bool) -> Ordering {
        match (a, b) {
            (Some(a), Some(b)) => turned(a.cmp(&b), descending),
            (a, b) => b.is_some().cmp(&a.is_some()),
        }
    }
    let by_name = || natural(a.resource().map_or("", |r| &r.name), b.resource().map_or("", |r| &r.name));
    let readable = a.resource().is_none().cmp(&b.resource().is_none());
    let order = match key {
        "" | "name" => turned(by_name(), descending),
        "size" => last(a.size(), b.size(), descending),
        "created" => last(a.resource().and_then(|r| r.created), b.resource().and_then(|r| r.created), descending),
        "state" => last(
            a.resource().map(|r| (r.status.phase, r.status.label.clone())),
            b.resource().map(|r| (r.status.phase, r.status.label.clone())),
            descending,
        ),
        // Nobody comes first, then everybody by name; who does not tell comes last.
        "used" => last(a.resource().and_then(used), b.resource().and_then(used), descending),
        key => match (a.resource().and_then(|r| r.fact(key)), b.resource().and_then(|r| r.fact(key))) {
            (Some(Value::Number(x)), Some(Value::Number(y))) => turned(x.cmp(y), descending),
            (Some(Value::Size(x)), Some(Value::Size(y))) => turned(x.cmp(y), descending),
            (Some(Value::Time(x)), Some(Value::Time(y))) => turned(x.cmp(y), descending),
            (Some(Value::State(x)), Some(Value::State(y))) => turned(x.phase.cmp(&y.phase).then_with(|| x.label.cmp(&y.label)), descending),
            _ => match (a.field(key), b.field(key)) {
                (Some(x), Some(y)) => turned(natural(&x, &y), descending),
                (x, y) => y.is_some().cmp(&x.is_some()),
            },
        },
    };
    readable.then(order).then_with(by_name).then_with(|| a.key().cmp(&b.key()))
}

fn used(resource: &Resource) -> Option<String> {
    resource.attached?;
    Some(resource.users.first().map(|user| user.name.clone()).or_else(|| resource.usage.clone()).unwrap_or_default())
}

/// Compares texts as people do: without case, and with numbers inside them as numbers (`disk-2` before `disk-10`).
fn natural(a: &str, b: &str) -> Ordering {
    let (mut a, mut b) = (a.chars().peekable(), b.chars().peekable());
    loop {
        match (a.peek().copied(), b.peek().copied()) {
            (None, None) => return Ordering::Equal,
            (None, _) => return Ordering::Less,
            (_, None) => return Ordering::Greater,
            (Some(x), Some(y)) if x.is_ascii_digit() && y.is_ascii_digit() => {
                let order = number(&mut a).cmp(&number(&mut b));
                if order != Ordering::Equal {
                    return order;
                }
            }
            (Some(x), Some(y)) => {
                let order = x.to_lowercase().cmp(y.to_lowercase());
                if order != Ordering::Equal {
                    return order;
                }
                a.next();
                b.next();
            }
        }
    }
}

/// Takes a run of digits: its length without leading zeros, then its digits, which order like the number itself.
fn number(chars: &mut std::iter::Peekable<std::str::Chars>) -> (usize, String) {
    let mut digits = String::new();
    while let Some(digit) = chars.next_if(char::is_ascii_digit) {
        if digit != '0' || !digits.is_empty() {
            digits.push(digit);
        }
    }
    (digits.len(), digits)
}

/// What rows sum to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Totals {
    /// How many rows.
    pub rows: usize,
    /// Their sizes added up, as far as they are known; saturates.
    pub bytes: u64,
    /// How many have a known size.
    pub sized: usize,
}

/// Sums rows up.
pub fn totals<'a>(rows: impl Iterator<Item = &'a Row>) -> Totals {
    rows.fold(Totals::default(), |sum, row| Totals {
        rows: sum.rows + 1,
        bytes: sum.bytes.saturating_add(row.size().unwrap_or(0)),
        sized: sum.sized + usize::from(row.size().is_some()),
    })
}

/// The sum as a size.
pub fn size_bytes(totals: Totals) -> Bytes {
    Bytes(totals.bytes)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use voldeck_core::model::{Fact, Id, Kind, Phase, Status};

    pub(crate) fn row(name: &str, bytes: u64) -> Row {
        let mut resource =
            Resource::new(Kind::Volume, Id::new(name), name.into(), Some(name.into()), Status::new(Phase::Ready, "in use"), "{}");
        resource.size = (bytes > 0).then_some(Bytes(bytes));
        resource.usage = Some("1 writer".into());
        resource.attached = Some(true);
        resource.facts = vec![Fact { key: "plugin", label: "Plugin", value: Value::Text("ceph-rbd".into()) }];
        Row::new("nomad".into(), "nomad", Arc::new(Ok(resource)))
    }

    fn sorted(names: &[(&str, u64)], key: &str, descending: bool) -> Vec<String> {
        let mut rows: Vec<_> = names.iter().map(|(name, size)| row(name, *size)).collect();
        rows.sort_by(|a, b| compare(a, b, key, descending));
        rows.iter().map(|row| row.field("name").unwrap()).collect()
    }

    #[test]
    fn names_sort_as_people_read_them() {
        let names = [("disk-10", 0), ("Disk-2", 0), ("disk-1", 0), ("disk", 0)];
        assert_eq!(sorted(&names, "", false), ["disk", "disk-1", "Disk-2", "disk-10"]);
        assert_eq!(sorted(&names, "name", true), ["disk-10", "Disk-2", "disk-1", "disk"]);
    }

    #[test]
    fn what_a_full_reading_tells_stands_in_the_row_too() {
        let mut listed = row("v", 5).resource().unwrap().clone();
        (listed.attached, listed.usage) = (None, None);
        let mut full = listed.clone();
        full.used_by(vec![voldeck_core::model::User::new("pg.db[0]".into(), None, Status::not_reported())]);
        full.size = Some(Bytes(9));
        let items = [Ok(listed)];
        let shown = |full: &[(&Resource, u64)]| {
            let row = rows("c", "nomad", &items, 10, full).remove(0);
            (row.unattached(), row.size())
        };
        assert_eq!(shown(&[]), (None, Some(5)));
        assert_eq!(shown(&[(&full, 11)]), (Some(false), Some(9)));
        assert_eq!(shown(&[(&full, 9)]), (Some(false), Some(5)), "the list is the later reading of what it tells");
    }

    #[test]
    fn rows_without_a_value_come_last_both_ways() {
        let names = [("none", 0), ("small", 1), ("large", i64::MAX as u64)];
        assert_eq!(sorted(&names, "size", false), ["small", "large", "none"]);
        assert_eq!(sorted(&names, "size", true), ["large", "small", "none"]);
    }

    #[test]
    fn totals_do_not_overflow() {
        let rows = [row("a", u64::MAX), row("b", 5), row("c", 0)];
        assert_eq!(totals(rows.iter()), Totals { rows: 3, bytes: u64::MAX, sized: 2 });
    }
}
