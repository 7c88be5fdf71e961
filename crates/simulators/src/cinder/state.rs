//! The server's state: every resource as the object that an administrator reads, and its changes to come.
//!
//! Keys that begin with `_` are never shown.

use serde_json::{Value, json};

use super::Cinder;
use super::request::Request;
use super::response::{ApiResult, refuse};
use crate::frame::{id, time};

/// What a row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Table {
    Volume,
    Snapshot,
    Group,
    GroupSnapshot,
    Attachment,
    Transfer,
    Backup,
    Message,
    Type,
    GroupType,
}

impl Table {
    /// What is said where there is none of this id.
    pub fn missing(self, id: &str) -> String {
        let noun = match self {
            Self::Volume => "Volume",
            Self::Snapshot => "Snapshot",
            Self::Group => "Group",
            Self::GroupSnapshot => "GroupSnapshot",
            Self::Attachment => return format!("Volume attachment could not be found with filter: attachment_id = {id}."),
            Self::Transfer => "Transfer",
            Self::Backup => "Backup",
            Self::Message => "Message",
            Self::Type => "Volume type",
            Self::GroupType => "Group type",
        };
        format!("{noun} {id} could not be found.")
    }
}

/// A message to the user: action, detail, and whether a volume, a snapshot or a backup is meant.
pub(super) type Words = (&'static str, &'static str);

/// The scheduler found no back end.
pub(super) const NO_BACKEND: Words = ("001_003", "schedule allocate volume:Could not find any available weighted backend.");
/// The back end could not make it.
pub(super) const DRIVER_FAILED: Words = ("008_012", "create volume from backend storage:Driver failed to create the volume.");
/// The back end could not extend it.
pub(super) const EXTEND_FAILED: Words = ("007_010", "extend volume:Volume Driver failed to extend volume.");
/// There is no backup service.
pub(super) const NO_BACKUP: Words = ("013_024", "create backup:Backup failed to schedule. Service not found for creating backup.");
/// The back end has something in use that depends on it.
pub(super) const SNAPSHOT_BUSY: Words = ("010_015", "delete snapshot:Snapshot is busy.");
/// How long a change takes that ends where it began, in milliseconds.
pub(super) const BACK: u64 = 6_000;
/// The back end could not take it.
pub(super) const SNAPSHOT_FAILED: Words = ("009_013", "create snapshot:Snapshot failed to create.");

/// What will happen by itself.
pub(super) struct Later {
    at: u64,
    /// The fields then; null for what will be gone.
    fields: Value,
    message: Option<Words>,
}

/// A resource.
pub(super) struct Row {
    pub table: Table,
    /// The id of its project; empty for what belongs to all.
    pub project: String,
    pub region: &'static str,
    pub body: Value,
    pub then: Vec<Later>,
}

impl Row {
    pub fn text(&self, key: &str) -> &str {
        self.body[key].as_str().unwrap_or_default()
    }

    pub fn id(&self) -> &str {
        self.text("id")
    }

    pub fn status(&self) -> &str {
        self.text("status")
    }

    /// Whether its status is one of these.
    pub fn is(&self, statuses: &[&str]) -> bool {
        statuses.contains(&self.status())
    }

    /// Whether it is one of a table that a request can know of: its own project's, and for an administrator everyone's.
    pub fn known_to(&self, request: &Request, table: Table) -> bool {
        let own = self.project.is_empty() || self.project == request.who.project || request.is_admin();
        self.table == table && self.region == request.region && own
    }

    /// In GiB.
    pub fn size(&self) -> u64 {
        self.body["size"].as_u64().unwrap_or_default()
    }

    /// Sets fields, as of this time.
    pub fn set(&mut self, fields: &Value, now: u64) {
        for (key, value) in fields.as_object().into_iter().flatten() {
            self.body[key] = value.clone();
        }
        if self.body.get("updated_at").is_some() {
            self.body["updated_at"] = date(now).into();
        }
    }

    /// Will have these fields at this time; null makes it disappear.
    pub fn later(&mut self, at: u64, fields: Value) {
        self.then.push(Later { at, fields, message: None });
    }

    /// What will be after a while as it was before, perhaps with words to the user.
    pub fn back(&mut self, now: u64, status: &str, message: Option<Words>) {
        self.then.push(Later { at: now + BACK, fields: json!({ "status": status }), message });
    }

    /// The same, with words to the user that say what went wrong.
    pub fn fails(&mut self, at: u64, fields: Value, message: Words) {
        self.then.push(Later { at, fields, message: Some(message) });
    }
}

impl Cinder {
    /// Carries out every change that is due by `now`.
    pub(super) fn advance(&mut self, now: u64) {
        self.now = self.now.max(now);
        let now = self.now;
        let mut messages = Vec::new();
        let before = self.version;
        for row in &mut self.rows {
            let (mut due, then): (Vec<_>, Vec<_>) = std::mem::take(&mut row.then).into_iter().partition(|later| later.at <= now);
            row.then = then;
            due.sort_by_key(|later| later.at);
            for later in due {
                self.version += 1;
                if let Some(words) = later.message {
                    messages.push((later.at, words, row.table, row.id().to_owned(), row.project.clone(), row.text("_request").to_owned()));
                }
                if later.fields.is_null() {
                    row.body = Value::Null;
                    break;
                }
                row.set(&later.fields, later.at);
            }
        }
        if self.version == before {
            return;
        }
        self.rows.retain(|row| !row.body.is_null());
        for (at, words, table, id, project, request) in messages {
            self.tell(at, words, table, &id, &project, &request);
        }
    }

    /// Leaves a message for the user.
    pub(super) fn tell(&mut self, at: u64, (event, words): Words, table: Table, resource: &str, project: &str, request: &str) {
        let kind = match table {
            Table::Snapshot => "VOLUME_SNAPSHOT",
            Table::Backup => "VOLUME_BACKUP",
            _ => "VOLUME",
        };
        let id = self.fresh("message");
        let region = self.rows.iter().find(|row| row.id() == resource).map_or(super::REGIONS[0], |row| row.region);
        let body = json!({
            "id": id, "event_id": format!("VOLUME_{kind}_{event}"), "user_message": words, "message_level": "ERROR", "created_at": date(at),
            "guaranteed_until": date(at + 30 * 86_400_000), "request_id": request, "resource_type": kind, "resource_uuid": resource,
        });
        self.add(Table::Message, project, region, body);
    }

    /// Adds a resource.
    pub(super) fn add(&mut self, table: Table, project: &str, region: &'static str, body: Value) -> &mut Row {
        self.version += 1;
        self.rows.push(Row { table, project: project.to_owned(), region, body, then: Vec::new() });
        let last = self.rows.len() - 1;
        &mut self.rows[last]
    }

    /// Everything of a table that a request can know of.
    pub(super) fn seen<'a>(&'a self, request: &'a Request, table: Table) -> impl Iterator<Item = &'a Row> {
        self.rows.iter().filter(move |row| row.known_to(request, table))
    }

    /// One of those, or the refusal.
    pub(super) fn find(&self, request: &Request, table: Table, id: &str) -> ApiResult<&Row> {
        match self.rows.iter().find(|row| row.id() == id && row.known_to(request, table)) {
            Some(row) => Ok(row),
            None => refuse(404, &table.missing(id)),
        }
    }

    /// The same, to be changed.
    pub(super) fn get(&mut self, request: &Request, table: Table, id: &str) -> ApiResult<&mut Row> {
        self.find(request, table, id)?;
        self.version += 1;
        let region = request.region;
        match self.rows.iter_mut().find(|row| row.table == table && row.region == region && row.id() == id) {
            Some(row) => Ok(row),
            None => refuse(404, &table.missing(id)),
        }
    }

    /// Those of a table whose field is this, in whichever project.
    pub(super) fn with<'a>(&'a self, table: Table, key: &'a str, value: &'a str) -> impl Iterator<Item = &'a Row> {
        self.rows.iter().filter(move |row| row.table == table && row.text(key) == value)
    }

    /// The same, to be changed.
    pub(super) fn with_mut<'a>(&'a mut self, table: Table, key: &'a str, value: &'a str) -> impl Iterator<Item = &'a mut Row> {
        self.version += 1;
        self.rows.iter_mut().filter(move |row| row.table == table && row.text(key) == value)
    }

    /// Removes a resource for good.
    pub(super) fn remove(&mut self, id: &str) {
        self.version += 1;
        self.rows.retain(|row| row.id() != id);
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

/// 32 digits that follow from words, as Keystone's ids are.
pub(super) fn hex(words: &str) -> String {
    let (high, low) = id::hash_pair(words);
    format!("{high:016x}{low:016x}")
}

/// `2026-11-21T03:04:41.730844`: Cinder writes moments without a zone, and they are UTC.
pub(super) fn date(millis: u64) -> String {
    time::micros(millis)
}

/// The same as Keystone writes it: whole seconds, and a zone.
pub(super) fn zulu(millis: u64) -> String {
    format!("{}000000Z", &date(millis)[..20])
}
