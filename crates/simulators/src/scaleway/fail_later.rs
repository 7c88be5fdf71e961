//! Changes that are accepted and then come to nothing, or end in an error. Block answers before it acts; that this happens is told by its
//! states `error` and `available`, and by the states of references. <https://www.scaleway.com/en/developers/api/block/>

use serde_json::{Value, json};

use super::Scaleway;
use super::block::SHORT;
use super::state::{Row, Table};

/// The words that ask for it.
pub(super) const WORDS: [&str; 2] = ["falls-back", "ends-in-error"];

/// Why, where the API says so.
const REASON: &str = "the storage of this zone did not answer";

impl Scaleway {
    /// Makes the change that was just accepted fail later: the rows go back to what they were, or into an error state.
    pub(super) fn fail_later(&mut self, before: &[Row], back: bool) {
        let at = self.now + SHORT;
        let removed: Vec<Row> = before.iter().filter(|old| !self.rows.iter().any(|row| same(row, old))).cloned().collect();
        for mut old in removed {
            let was = old.body.clone();
            // Only Block has a word for it.
            if matches!(old.table, Table::BlockVolume | Table::BlockSnapshot) {
                old.body["status"] = "deleting".into();
            }
            old.then = vec![(at, if back { was } else { in_error(&old) })];
            self.rows.push(old);
        }
        for row in &mut self.rows {
            let old = before.iter().find(|old| same(row, old));
            let touched = old.is_none_or(|old| old.body != row.body);
            if !touched || row.then.first().is_some_and(|(_, then)| then["status"] == "error") {
                continue;
            }
            match (old, back) {
                (Some(old), true) => row.then = vec![(at, old.body.clone())],
                (None, true) => row.then = vec![(at, Value::Null)],
                (_, false) if matches!(row.table, Table::Server | Table::Project) => {}
                (_, false) => row.then = vec![(at, in_error(row))],
            }
        }
        self.version += 1;
    }
}

fn same(row: &Row, other: &Row) -> bool {
    row.table == other.table && row.body["id"] == other.body["id"]
}

/// The fields of a row that has failed: of an attachment only the reference fails.
fn in_error(row: &Row) -> Value {
    if matches!(row.table, Table::Volume | Table::Snapshot) {
        return json!({"state": "error", "error_details": REASON});
    }
    let mut references = row.body["references"].clone();
    let under_way = matches!(references[0]["status"].as_str(), Some("attaching" | "detaching"));
    if under_way {
        references[0]["status"] = "error".into();
        return json!({ "references": references });
    }
    json!({"status": "error"})
}
