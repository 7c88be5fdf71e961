//! The server's state: every resource as the object that a read shows, and its changes to come.

use serde_json::{Value, json};

use super::response::{ApiResult, not_found, refuse};
use super::{ApiVersion, Scaleway};
use crate::frame::{id, time};

/// The zone of what is about to be removed.
const GONE: &str = "gone";

/// What a row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Table {
    BlockVolume,
    BlockSnapshot,
    Volume,
    Snapshot,
    Server,
    Project,
}

impl Table {
    /// What errors call it.
    pub fn noun(self) -> &'static str {
        match self {
            Self::BlockVolume => "volume",
            Self::BlockSnapshot => "snapshot",
            Self::Volume => "instance_volume",
            Self::Snapshot => "instance_snapshot",
            Self::Server => "instance_server",
            Self::Project => "project",
        }
    }

    fn is_block(self) -> bool {
        matches!(self, Self::BlockVolume | Self::BlockSnapshot | Self::Project)
    }

    /// The key of its state.
    pub fn state_key(self) -> &'static str {
        if self.is_block() { "status" } else { "state" }
    }
}

/// A resource.
#[derive(Clone)]
pub(super) struct Row {
    pub table: Table,
    /// Empty in the original API, which knows no zones.
    pub zone: String,
    /// What a reading shows.
    pub body: Value,
    /// What will change by itself: when, and the fields then; null for what will be gone.
    pub then: Vec<(u64, Value)>,
}

impl Row {
    pub fn text(&self, key: &str) -> &str {
        self.body[key].as_str().unwrap_or_default()
    }

    /// Its state.
    pub fn state(&self) -> &str {
        self.text(self.table.state_key())
    }

    pub fn size(&self) -> u64 {
        self.body["size"].as_u64().unwrap_or_default()
    }

    /// Sets fields, as of this time.
    pub fn set(&mut self, fields: &Value, now: u64) {
        for (key, value) in fields.as_object().into_iter().flatten() {
            self.body[key] = value.clone();
        }
        let (key, time) = if self.table.is_block() { ("updated_at", zulu(now)) } else { ("modification_date", offset(now)) };
        self.body[key] = time.into();
    }

    /// Will have these fields at this time.
    pub fn later(&mut self, at: u64, fields: Value) {
        self.then.push((at, fields));
    }
}

impl Scaleway {
    /// Carries out every change that is due by `now`.
    pub(super) fn advance(&mut self, now: u64) {
        self.now = self.now.max(now);
        let now = self.now;
        let mut changed = false;
        for row in &mut self.rows {
            let (due, then): (Vec<_>, Vec<_>) = std::mem::take(&mut row.then).into_iter().partition(|(at, _)| *at <= now);
            row.then = then;
            changed |= !due.is_empty();
            for (at, fields) in due {
                if fields.is_null() {
                    row.zone = GONE.into();
                } else {
                    row.set(&fields, at);
                }
            }
        }
        if changed {
            self.rows.retain(|row| row.zone != GONE);
            self.version += 1;
        }
    }

    /// Adds a resource.
    pub(super) fn add(&mut self, table: Table, zone: &str, body: Value) -> &mut Row {
        self.version += 1;
        self.rows.push(Row { table, zone: zone.to_owned(), body, then: Vec::new() });
        let last = self.rows.len() - 1;
        &mut self.rows[last]
    }

    /// The resource of this id, if it is in this zone.
    pub(super) fn find(&self, table: Table, zone: &str, id: &str) -> Option<&Row> {
        self.rows.iter().find(|row| row.table == table && row.zone == zone && row.text("id") == id && row.text("status") != "deleted")
    }

    /// The same to be changed, or the refusal.
    pub(super) fn get(&mut self, table: Table, zone: &str, id: &str) -> ApiResult<&mut Row> {
        if self.find(table, zone, id).is_none() {
            return self.missing(table, id);
        }
        self.version += 1;
        let found = self.rows.iter_mut().find(|row| row.table == table && row.zone == zone && row.text("id") == id);
        found.map_or_else(|| not_found(table.noun(), id), Ok)
    }

    /// The refusal of an id that does not exist here.
    pub(super) fn missing<T>(&self, table: Table, id: &str) -> ApiResult<T> {
        if self.api_version == ApiVersion::Legacy {
            return refuse(404, &json!({"message": format!("\"{id}\" not found"), "type": "unknown_resource"}));
        }
        // Block answers 403 where the key may not know whether a snapshot exists. (Recorded.)
        if table == Table::BlockSnapshot && !super::request::is_uuid(id) {
            return super::response::denied("read", "snapshot");
        }
        not_found(table.noun(), id)
    }

    /// Removes a resource for good.
    pub(super) fn remove(&mut self, table: Table, id: &str) {
        self.version += 1;
        self.rows.retain(|row| !(row.table == table && row.text("id") == id));
    }

    /// An id that there was not before.
    pub(super) fn fresh(&mut self, what: &str) -> String {
        self.counter += 1;
        uuid(&format!("{what} {}", self.counter))
    }
}

/// An id that follows from words.
pub(super) fn uuid(words: &str) -> String {
    let (high, low) = id::hash_pair(words);
    id::uuid_v4(high, low)
}

/// A moment as Block and Account write it.
pub(super) fn zulu(millis: u64) -> String {
    time::micros(millis) + "Z"
}

/// A moment as Instance and the original API write it.
pub(super) fn offset(millis: u64) -> String {
    time::micros(millis) + "+00:00"
}
