//! The table: which rows are drawn, when one is drawn anew, where a key or a click leads, which columns can be in sight.

use std::hash::{Hash, Hasher};
use std::sync::Arc;

use crate::inventory::{Row, base_column};
use crate::route::{Address, View};
use fnv::FnvHasher;
use voldeck_core::model::Resource;

/// How many rows are drawn before anything is seen: what a tall window shows.
pub const FIRST: usize = 30;
/// How many rows are drawn at first, and how many more each time the end comes near. Rows are of different heights, so
/// drawing on demand is simpler and steadier than guessing where each would lie.
pub const STEP: usize = 120;
/// How near the end is near, in pixels.
const NEAR: i32 = 1200;

/// The end of the id of a row's button; before it stands that of its link.
pub const MORE: &str = "-more";

/// How many rows are to be drawn, with this many drawn, the end of them this many pixels below what is seen, and this many there.
pub fn drawn_at_scroll(drawn: usize, pixels_below: i32, rows: usize) -> usize {
    if pixels_below < NEAR && drawn < rows { drawn + STEP } else { drawn }
}

/// Rows that are shared rather than compared: by what they were made of, where that has a number, or else by where they are.
#[derive(Clone, Default)]
pub struct Rows(pub Arc<Vec<Row>>, pub Option<u64>);

impl PartialEq for Rows {
    fn eq(&self, other: &Self) -> bool {
        self.1.is_some() && self.1 == other.1 || Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Rows {
    /// The resource whose link has this element id, and its address.
    pub fn by_id(&self, id: &str) -> Option<(Address, Resource)> {
        let of = |row: &Row| {
            let resource = row.resource()?;
            let address = || Address { connection: row.connection.to_string(), id: resource.id.clone() };
            (row_id(&row.connection, resource.id.as_str()) == id).then(|| (address(), resource.clone()))
        };
        self.0.iter().find_map(of)
    }

    /// The resource whose button for actions has this element id, and its address.
    pub fn by_button(&self, id: &str) -> Option<(Address, Resource)> {
        self.by_id(id.strip_suffix(MORE)?)
    }
}

/// The element id of a row's link, to come back to.
pub fn row_id(connection: &str, id: &str) -> String {
    let mut hasher = FnvHasher::default();
    (connection, id).hash(&mut hasher);
    format!("row-{:x}", hasher.finish())
}

/// A row as it is drawn.
#[derive(Clone)]
pub struct DrawnRow {
    /// Two with the same key look the same, and no two of a list have the same: rows that say the same are told apart by their order.
    pub key: (u64, usize),
    /// The row.
    pub row: Row,
    /// Whether what was read is old.
    pub aged: bool,
    /// What tells it from others of its name.
    pub told: Option<String>,
}

/// The first rows of a list as they are drawn. `aged` are the connections whose readings are old, `told` what tells rows of one name
/// apart.
pub fn drawn_rows(rows: &[Row], limit: usize, aged: &[String], told: &dyn Fn(&Row) -> Option<String>) -> Vec<DrawnRow> {
    let mut prints: Vec<u64> = Vec::new();
    let one = |row: &Row| {
        let aged = aged.iter().any(|name| **name == *row.connection);
        let told = told(row);
        let print = fingerprint(row, aged, told.as_ref());
        let (from, to) = (prints.partition_point(|other| *other < print), prints.partition_point(|other| *other <= print));
        prints.insert(to, print);
        DrawnRow { key: (print, to - from), row: row.clone(), aged, told }
    };
    rows.iter().take(limit).map(one).collect()
}

/// A number for what a row shows: the row is drawn anew only if it changes.
fn fingerprint(row: &Row, aged: bool, told: Option<&String>) -> u64 {
    let mut hasher = FnvHasher::default();
    row.key().hash(&mut hasher);
    match &*row.item {
        Ok(resource) => {
            resource.raw.text().hash(&mut hasher);
            // What is known of it beside its own text, from a full reading or from look-ups.
            (&resource.status.label, &resource.status.detail, resource.size, resource.attached, &resource.usage).hash(&mut hasher);
            resource.attachments.first().map(|user| &user.name).hash(&mut hasher);
            (resource.attachments.len(), resource.attributes.len()).hash(&mut hasher);
        }
        Err(unreadable) => unreadable.reason.hash(&mut hasher),
    }
    (aged, told).hash(&mut hasher);
    hasher.finish()
}

/// How many rows on a key leads. `None` for keys that lead to no row.
pub fn step(key: &str) -> Option<isize> {
    match key {
        "j" | "ArrowDown" => Some(1),
        "k" | "ArrowUp" => Some(-1),
        _ => None,
    }
}

/// Which row is so many on from the one that has the focus, as far as there are any; the first where none has it.
pub fn next_row(step: isize, at: Option<usize>, rows: usize) -> Option<usize> {
    let next = at.map_or(0, |at| at.saturating_add_signed(step).min(rows.saturating_sub(1)));
    Some(next).filter(|next| *next < rows)
}

/// Whether a list is sorted by this column: the way it goes.
pub fn sorted(view: &View, key: &str) -> Option<bool> {
    let sort = if view.sort.is_empty() { "name" } else { &view.sort };
    (sort == key).then_some(view.descending)
}

/// The view after a click on the heading of a column: sorted by it, or turned round.
pub fn resorted(view: &View, key: &str) -> View {
    let at_first = || base_column(key).is_some_and(|base| base.descending);
    let descending = sorted(view, key).map_or_else(at_first, |descending| !descending);
    View { sort: key.to_owned(), descending, ..view.clone() }
}

/// Up to which priority columns can be in sight in a window: `is_wide` says whether it is at least this many rem wide. What is
/// hidden in every table of such a window is not drawn at all; the rest is left to the style sheet, which knows the table's width.
pub fn priority_in_sight(is_wide: impl Fn(u16) -> bool) -> u8 {
    [(6, WINDOW_FOR_6), (5, WINDOW_FOR_5)].into_iter().find(|(_, rem)| is_wide(*rem)).map_or(4, |(priority, _)| priority)
}

// Read from the style sheet, where these widths stand.
const TABLE: &[u8] = include_bytes!("../../style/table.css");
const TOKENS: &[u8] = include_bytes!("../../style/tokens.css");
/// The sidebar is beside the table in every window that is wide enough for these columns.
const SIDEBAR: u16 = number_at(TOKENS, find(TOKENS, b"--vd-sidebar:") + b"--vd-sidebar:".len());
const WINDOW_FOR_5: u16 = hidden_below(b"rem) { .p5 {") + SIDEBAR;
const WINDOW_FOR_6: u16 = hidden_below(b"rem) { .p6 {") + SIDEBAR;

/// The width of a table below which a rule of the style sheet holds: the number before these words.
const fn hidden_below(words: &[u8]) -> u16 {
    let mut start = find(TABLE, words);
    while TABLE[start - 1].is_ascii_digit() {
        start -= 1;
    }
    number_at(TABLE, start)
}

/// The whole part of the first number from here on, after spaces.
const fn number_at(text: &[u8], mut at: usize) -> u16 {
    while text[at] == b' ' {
        at += 1;
    }
    assert!(text[at].is_ascii_digit(), "there is no number in the style sheet where one was");
    let mut number = 0;
    while text[at].is_ascii_digit() {
        number = number * 10 + (text[at] - b'0') as u16;
        at += 1;
    }
    number
}

/// Where these words are. Without them nothing compiles.
const fn find(text: &[u8], words: &[u8]) -> usize {
    let mut at = 0;
    while at + words.len() <= text.len() {
        let mut same = 0;
        while same < words.len() && text[at + same] == words[same] {
            same += 1;
        }
        if same == words.len() {
            return at;
        }
        at += 1;
    }
    panic!("the style sheet does not say any more when columns are hidden")
}

#[cfg(test)]
mod tests {
    use super::*;
    use voldeck_core::model::{Attachment, Attribute, Bytes, Id, Kind, Phase, Raw, Status, Unreadable, Value};

    type Change<'a> = &'a dyn Fn(&mut Resource);

    fn resource(id: &str) -> Resource {
        Resource::new(Kind::Volume, Id::new(id), id.into(), Some("name".into()), Status::new(Phase::Ready, "ready"), "{}")
    }

    fn row(resource: Resource) -> Row {
        Row::new("prod".into(), "nomad", Arc::new(Ok(resource)))
    }

    fn print(change: impl FnOnce(&mut Resource)) -> u64 {
        let mut changed = resource("a");
        change(&mut changed);
        fingerprint(&row(changed), false, None)
    }

    #[test]
    fn j_k_and_the_arrows_move_one_row_and_stop_at_the_ends() {
        let next = |key, at, rows| next_row(step(key)?, at, rows);
        let check = |key, at, expected| assert_eq!(next(key, at, 3), expected, "{key} from {at:?}");
        check("j", Some(0), Some(1));
        check("ArrowDown", Some(1), Some(2));
        check("j", Some(2), Some(2));
        check("k", Some(2), Some(1));
        check("ArrowUp", Some(0), Some(0));
        check("k", None, Some(0));
        check("j", None, Some(0));
        for key in ["Home", "End", "Enter", "J"] {
            check(key, Some(1), None);
        }
        assert_eq!(next("j", None, 0), None, "an empty table leaves the key to the page");
    }

    #[test]
    fn more_rows_are_drawn_as_the_end_comes_near_and_there_are_any() {
        assert_eq!(drawn_at_scroll(STEP, NEAR, 1000), STEP);
        assert_eq!(drawn_at_scroll(STEP, NEAR - 1, 1000), 2 * STEP);
        assert_eq!(drawn_at_scroll(STEP, 0, STEP), STEP);
        let rows: Vec<Row> = (0..200).map(|i| row(resource(&i.to_string()))).collect();
        let drawn = |limit| drawn_rows(&rows, limit, &[], &|_| None).len();
        assert_eq!([drawn(FIRST), drawn(STEP), drawn(2 * STEP)], [30, 120, 200]);
    }

    #[test]
    fn a_row_is_drawn_anew_when_what_it_shows_has_changed() {
        let same = print(|_| ());
        let changes: [(&str, Change); 9] = [
            ("text", &|r| r.raw = Raw::new("{ }")),
            ("id", &|r| r.id = Id::new("b")),
            ("label", &|r| r.status.label = "busy".into()),
            ("detail", &|r| r.status.detail = Some("10 %".into())),
            ("size", &|r| r.size = Some(Bytes(1))),
            ("attached", &|r| r.attached = Some(true)),
            ("usage", &|r| r.usage = Some("1 reader".into())),
            ("user", &|r| r.attachments = vec![Attachment::new("web".into(), None, Status::not_reported())]),
            ("attributes", &|r| r.attributes = vec![Attribute { key: "zone", label: "Zone", value: Value::Text("a".into()) }]),
        ];
        for (what, change) in changes {
            assert_ne!(print(change), same, "{what}");
        }
        let row = row(resource("a"));
        assert_ne!(fingerprint(&row, true, None), same, "its age");
        assert_ne!(fingerprint(&row, false, Some(&"zone a".to_owned())), same, "what tells it apart");
    }

    #[test]
    fn a_row_that_says_the_same_is_left_as_it_is() {
        let same = print(|_| ());
        assert_eq!(print(|_| ()), same);
        let mut found_otherwise = row(resource("a"));
        found_otherwise.text = "something else to be found by".into();
        assert_eq!(fingerprint(&found_otherwise, false, None), same);
    }

    #[test]
    fn no_two_rows_have_one_key_and_each_knows_its_age_and_what_tells_it_apart() {
        let twins = [row(resource("a")), row(resource("a")), row(resource("b"))];
        let told = |row: &Row| (row.key() == twins[2].key()).then(|| "zone b".to_owned());
        let drawn = drawn_rows(&twins, 9, &["prod".into()], &told);
        assert_eq!(drawn[0].key.0, drawn[1].key.0);
        assert_ne!(drawn[0].key, drawn[1].key);
        assert_ne!(drawn[0].key.0, drawn[2].key.0);
        assert_eq!(drawn.iter().map(|row| row.told.as_deref()).collect::<Vec<_>>(), [None, None, Some("zone b")]);
        assert!(drawn.iter().all(|row| row.aged) && !drawn_rows(&twins, 9, &["lab".into()], &told)[0].aged);
    }

    #[test]
    fn a_click_finds_the_row_of_its_connection() {
        let mut elsewhere = row(resource("a"));
        elsewhere.connection = "lab".into();
        let unreadable = Unreadable { number: 1, name: None, reason: "no id".into(), raw: Raw::new("7") };
        let broken = Row::new("prod".into(), "nomad", Arc::new(Err(Box::new(unreadable))));
        let rows = Rows(Arc::new(vec![broken, elsewhere, row(resource("a"))]), None);
        let found = |id: &str| rows.by_id(id).map(|(address, _)| address.connection);
        assert_eq!(found(&row_id("prod", "a")).as_deref(), Some("prod"));
        assert_eq!(found(&row_id("lab", "a")).as_deref(), Some("lab"));
        assert_eq!(found(&row_id("prod", "b")), None);
        let button = format!("{}{MORE}", row_id("lab", "a"));
        assert_eq!(rows.by_button(&button).map(|(address, _)| address.connection).as_deref(), Some("lab"));
        assert!(rows.by_button(&row_id("lab", "a")).is_none());
    }

    #[test]
    fn rows_are_the_same_if_they_were_made_of_the_same() {
        let rows = |version| Rows(Arc::default(), version);
        let unnumbered = rows(None);
        assert!(rows(Some(1)) == rows(Some(1)) && unnumbered == unnumbered.clone());
        assert!(rows(Some(1)) != rows(Some(2)) && rows(None) != rows(None));
    }

    #[test]
    fn a_click_on_a_heading_sorts_and_another_turns_round() {
        let view = View { query: "pg".into(), ..View::default() };
        let check = |view: &View, key: &str, text: (&str, bool)| {
            let next = resorted(view, key);
            assert_eq!((next.sort.as_str(), next.descending, next.query.as_str()), (text.0, text.1, "pg"));
            next
        };
        let name = check(&view, "name", ("name", true));
        check(&name, "name", ("name", false));
        let size = check(&view, "size", ("size", true));
        check(&size, "size", ("size", false));
        check(&size, "zone", ("zone", false));
        check(&name, "created", ("created", true));
        assert_eq!([sorted(&view, "name"), sorted(&view, "size"), sorted(&size, "size")], [Some(false), None, Some(true)]);
    }

    #[test]
    fn the_wider_the_window_the_more_columns_can_be_in_sight() {
        let in_window = |rem: u16| priority_in_sight(|least| rem >= least);
        assert_eq!([in_window(20), in_window(WINDOW_FOR_5 - 1)], [4, 4]);
        assert_eq!([in_window(WINDOW_FOR_5), in_window(WINDOW_FOR_6 - 1), in_window(WINDOW_FOR_6)], [5, 5, 6]);
        // As the style sheet says it for a person.
        let css = std::str::from_utf8(TABLE).unwrap();
        for (window, priority) in [(WINDOW_FOR_5, 5), (WINDOW_FOR_6, 6)] {
            let rule = format!("@container table (width < {}rem) {{ .p{priority} {{ display: none; }} }}", window - SIDEBAR);
            assert!(css.contains(&rule), "{rule}");
        }
    }
}
