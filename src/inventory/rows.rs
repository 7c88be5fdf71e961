//! A row of the table: an item of a connection, with what it is searched and sorted by worked out once.

use std::cmp::Ordering;
use std::sync::Arc;

use super::columns::base_column;
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
                for part in [&resource.name, &resource.provider_id, &resource.status.label] {
                    text.push_str(part);
                    text.push(' ');
                }
                text.push_str(resource.usage.as_deref().unwrap_or(""));
                for attribute in &resource.attributes {
                    if let Value::Text(value) | Value::Code(value) = &attribute.value {
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

    /// What it has in a column: a base column's, or the attribute of this key.
    pub fn value(&self, key: &str) -> Option<Value> {
        match base_column(key) {
            Some(base) => (base.value)(self),
            None => self.resource()?.attribute(key).cloned(),
        }
    }

    /// What is shown in a column in place of its value.
    pub fn instead(&self, key: &str) -> Option<Value> {
        base_column(key).and_then(|base| (base.instead)(self))
    }

    /// What is shown in a column.
    pub fn shown(&self, key: &str) -> Option<Value> {
        self.instead(key).or_else(|| self.value(key))
    }

    /// The text that a token of a query with this key is compared with.
    pub fn field(&self, key: &str) -> Option<String> {
        if let Some(base) = base_column(key).filter(|base| base.searched) {
            return (base.value)(self).as_ref().map(text_of);
        }
        match key {
            "provider" => Some(self.provider.to_owned()),
            "id" => self.resource().map(|resource| resource.provider_id.clone()),
            key => self.resource()?.attribute(key).map(text_of),
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
    lowercase(text).replace('ς', "σ")
}

/// In lower case. Of letters beyond ASCII the browser has a table: ours would be 5 kB of the download.
fn lowercase(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    #[cfg(all(target_arch = "wasm32", feature = "ui"))]
    let lower = js_sys::JsString::from(text).to_lower_case().into();
    #[cfg(not(all(target_arch = "wasm32", feature = "ui")))]
    let lower = text.to_lowercase();
    lower
}

/// A value as words.
pub(super) fn text_of(value: &Value) -> String {
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
    let turned = |order: Ordering| if descending { order.reverse() } else { order };
    let by_name = || natural(a.resource().map_or("", |r| &r.name), b.resource().map_or("", |r| &r.name));
    let readable = a.resource().is_none().cmp(&b.resource().is_none());
    let order = match key {
        // What every list is sorted by at first, without a copy of each name.
        "" | "name" => turned(by_name()),
        key => {
            let base = base_column(key);
            // What is no column is sorted by as it is searched: by the id, for one.
            let value = |row: &Row| row.value(key).or_else(|| row.field(key).filter(|_| base.is_none()).map(Value::Text));
            let by = base.map_or(by_value as fn(&Value, &Value) -> Ordering, |base| base.order);
            match (value(a), value(b)) {
                (Some(x), Some(y)) => turned(by(&x, &y)),
                (x, y) => y.is_some().cmp(&x.is_some()),
            }
        }
    };
    readable.then(order).then_with(by_name).then_with(|| a.key().cmp(&b.key()))
}

/// The order of two values: of one type as that type goes, others as people read them.
pub(super) fn by_value(a: &Value, b: &Value) -> Ordering {
    match (a, b) {
        (Value::Number(x), Value::Number(y)) => x.cmp(y),
        (Value::Size(x), Value::Size(y)) => x.cmp(y),
        (Value::Time(x), Value::Time(y)) => x.cmp(y),
        (Value::State(x), Value::State(y)) => x.phase.cmp(&y.phase).then_with(|| x.label.cmp(&y.label)),
        _ => natural(&text_of(a), &text_of(b)),
    }
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
                let order = match (x.is_ascii(), y.is_ascii()) {
                    (true, true) => x.to_ascii_lowercase().cmp(&y.to_ascii_lowercase()),
                    _ => lowercase(x.encode_utf8(&mut [0; 4])).cmp(&lowercase(y.encode_utf8(&mut [0; 4]))),
                };
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
    use voldeck_core::model::{Attribute, Id, Kind, Phase, Status};

    pub(crate) fn row(name: &str, bytes: u64) -> Row {
        let mut resource =
            Resource::new(Kind::Volume, Id::new(name), name.into(), Some(name.into()), Status::new(Phase::Ready, "in use"), "{}");
        resource.size = (bytes > 0).then_some(Bytes(bytes));
        resource.usage = Some("1 writer".into());
        resource.attached = Some(true);
        resource.attributes = vec![Attribute { key: "plugin", label: "Plugin", value: Value::Text("ceph-rbd".into()) }];
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
        full.used_by(vec![voldeck_core::model::Attachment::new("pg.db[0]".into(), None, Status::not_reported())]);
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

    type Change<'a> = &'a dyn Fn(&mut Resource);

    /// The order of rows that these changes make of one row.
    fn order_by(key: &str, changes: &[(&str, Change)]) -> Vec<String> {
        let mut rows: Vec<Row> = Vec::new();
        for (name, change) in changes {
            let mut resource = row(name, 1).resource().unwrap().clone();
            change(&mut resource);
            rows.push(Row::new("c".into(), "nomad", Arc::new(Ok(resource))));
        }
        rows.sort_by(|a, b| compare(a, b, key, false));
        rows.iter().map(|row| row.field("name").unwrap()).collect()
    }

    #[test]
    fn each_base_column_sorts_by_what_it_shows() {
        let named = |name: &'static str| {
            move |r: &mut Resource| r.used_by(vec![voldeck_core::model::Attachment::new(name.into(), None, Status::not_reported())])
        };
        let nobody = |r: &mut Resource| (r.attached, r.usage) = (Some(false), None);
        let untold = |r: &mut Resource| (r.attached, r.usage) = (None, None);
        assert_eq!(
            order_by("used", &[("1", &untold), ("2", &named("web")), ("3", &named("db")), ("4", &nobody)]),
            ["4", "3", "2", "1"],
            "nobody comes first, and who does not tell comes last"
        );
        let at = |millis| move |r: &mut Resource| r.created = Some(voldeck_core::model::Timestamp::from_millis(millis));
        assert_eq!(order_by("created", &[("1", &at(9000)), ("2", &at(10_000)), ("3", &|_| ())]), ["1", "2", "3"]);
        let state = |phase, word: &'static str| move |r: &mut Resource| r.status = Status::new(phase, word);
        let states: [(&str, Change); 3] =
            [("1", &state(Phase::Failed, "error")), ("2", &state(Phase::Ready, "in-use")), ("3", &state(Phase::Ready, "available"))];
        assert_eq!(order_by("state", &states), ["3", "2", "1"]);
        let source = |id: &'static str| move |r: &mut Resource| r.source = Some(id.into());
        assert_eq!(order_by("source", &[("1", &|_| ()), ("2", &source("v-10")), ("3", &source("v-9"))]), ["3", "2", "1"]);
    }

    #[test]
    fn what_cannot_be_read_is_shown_and_sorted_last() {
        let mut resource = row("v", 0).resource().unwrap().clone();
        let odd = Value::Odd(voldeck_core::model::Odd { path: "size".into(), text: "ten".into(), expected: "a number" });
        resource.attributes = vec![Attribute { key: Attribute::SIZE, label: "Size", value: odd.clone() }];
        let row = Row::new("c".into(), "nomad", Arc::new(Ok(resource)));
        assert_eq!((row.shown("size"), row.value("size"), row.shown("created")), (Some(odd), None, None));
        assert_eq!(compare(&row, &self::row("w", 1), "size", false), Ordering::Greater);
    }

    #[test]
    fn a_snapshot_shows_the_name_of_its_volume_where_it_has_one_and_sorts_by_its_id() {
        let shown = |link: Option<&str>, id: Option<&str>| {
            let mut resource = row("s", 1).resource().unwrap().clone();
            resource.source = id.map(str::to_owned);
            let attribute = |name: &str| Attribute {
                key: Attribute::SOURCE,
                label: "Volume",
                value: Value::Link(Kind::Volume, Id::new("v-1"), name.into()),
            };
            resource.attributes = link.map(attribute).into_iter().collect();
            let row = Row::new("c".into(), "nomad", Arc::new(Ok(resource)));
            (row.shown("source").as_ref().map(text_of), row.value("source").as_ref().map(text_of))
        };
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(shown(Some("pg"), Some("v-1")), (some("pg"), some("v-1")));
        assert_eq!(shown(Some("v-1"), Some("v-1")), (some("v-1"), some("v-1")));
        assert_eq!(shown(Some("pg"), None), (some("pg"), None));
        assert_eq!(shown(None, Some("v-1")), (some("v-1"), some("v-1")));
        assert_eq!(shown(None, None), (None, None));
    }

    #[test]
    fn a_token_of_a_base_column_means_its_value_only_where_that_is_searched() {
        let mut resource = row("pg", 5).resource().unwrap().clone();
        resource.source = Some("v-1".into());
        let row = Row::new("prod".into(), "nomad", Arc::new(Ok(resource)));
        let fields = ["name", "state", "source", "connection", "plugin", "size", "used"].map(|key| row.field(key));
        let expected = [Some("pg"), Some("in use ready"), Some("v-1"), Some("prod"), Some("ceph-rbd"), None, None];
        assert_eq!(fields, expected.map(|text| text.map(str::to_owned)));
    }

    #[test]
    fn totals_do_not_overflow() {
        let rows = [row("a", u64::MAX), row("b", 5), row("c", 0)];
        assert_eq!(totals(rows.iter()), Totals { rows: 3, bytes: u64::MAX, sized: 2 });
    }
}
