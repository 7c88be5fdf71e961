//! The account's state, and how time changes it.

use super::Scalarium;
use crate::frame::{id, time};
use serde_json::{Value, json};
use std::fmt::Write;

/// The word in a volume's name by which what was accepted comes to nothing.
const FALLS_BACK: &str = "falls-back";
/// How long EC2 takes to destroy a volume.
pub(super) const DELETE_MS: u64 = 4_000;
/// How long a snapshot of one GB takes, and how long one takes at least.
const SNAPSHOT_MS: (u64, u64) = (300, 8_000);

/// Something that is shown as it is stored, and what becomes of it by itself.
pub(super) struct Row {
    pub shown: Value,
    /// When it changes, milliseconds; `u64::MAX` for never.
    pub due: u64,
    /// What it changes to.
    pub then: &'static str,
}

/// A snapshot.
pub(super) struct Snapshot {
    pub id: String,
    /// Scalarium's id of its volume.
    pub volume: String,
    /// EC2's id of its volume.
    pub ec2: String,
    pub begun: u64,
    pub takes: u64,
    /// Its status and progress where time does not move them.
    pub fixed: Option<(&'static str, &'static str)>,
    /// Whether EC2 gives it up on the way.
    pub fails: bool,
}

impl Snapshot {
    /// As the list shows it.
    pub fn view(&self, now: u64) -> Value {
        let percent = (now.saturating_sub(self.begun).saturating_mul(100) / self.takes.max(1)).min(100);
        let moving = match percent {
            0..50 => ("pending", format!("{percent}%")),
            _ if self.fails => ("error", "50%".to_owned()),
            50..100 => ("pending", format!("{percent}%")),
            _ => ("completed", "100%".to_owned()),
        };
        let (status, progress) = self.fixed.map_or(moving, |(status, progress)| (status, progress.to_owned()));
        json!({"volume_id": self.ec2, "status": status, "progress": progress, "started_at": slashes(self.begun), "id": self.id})
    }
}

/// A text field, empty if absent.
pub(super) fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_default()
}

/// A moment as the API writes it: `2011/08/26 08:46:13 +0000`.
pub(super) fn slashes(millis: u64) -> String {
    let text = time::seconds(millis);
    text.replace('-', "/").replace('T', " ").replace('Z', " +0000")
}

/// Hexadecimal digits that follow from a name.
pub(super) fn hex(name: &str, digits: usize) -> String {
    let mut hash = id::hash(name);
    let mut text = String::new();
    while text.len() < digits {
        if !text.is_empty() {
            hash = id::hash_from(hash, &[name, &text].concat());
        }
        hash ^= hash >> 29;
        let _ = write!(text, "{hash:016x}");
    }
    text.truncate(digits);
    text
}

impl Scalarium {
    /// Carries out every change that is due by `now`.
    pub(super) fn advance(&mut self, now: u64) {
        self.now = self.now.max(now);
        let now = self.now;
        let before = self.volumes.len();
        self.volumes.retain(|volume| volume.due > now || volume.then != "gone");
        let mut moved = self.volumes.len() != before;
        for row in self.volumes.iter_mut().chain(&mut self.instances).filter(|row| row.due <= now) {
            let key = if row.then == "attached" { "attachment_status" } else { "status" };
            row.shown[key] = row.then.into();
            row.due = u64::MAX;
            moved = true;
        }
        self.version += u64::from(moved);
    }

    /// The next id, of this many digits.
    pub(super) fn next_hex(&mut self, digits: usize) -> String {
        self.counter += 1;
        self.version += 1;
        hex(&format!("new-{}", self.counter), digits)
    }

    /// Where the volume of Scalarium's id is.
    pub(super) fn place(&self, id: &str) -> Option<usize> {
        self.volumes.iter().position(|volume| text(&volume.shown, "id") == id)
    }

    /// Begins a snapshot of a volume.
    pub(super) fn begin_snapshot(&mut self, place: usize) -> String {
        let id = format!("snap-{}", self.next_hex(8));
        let volume = &self.volumes[place].shown;
        let takes = (volume["size"].as_u64().unwrap_or(1) * SNAPSHOT_MS.0).max(SNAPSHOT_MS.1);
        let fails = text(volume, "name").contains(FALLS_BACK);
        self.snapshots.push(Snapshot {
            id: id.clone(),
            volume: text(volume, "id").to_owned(),
            ec2: text(volume, "volume_id").to_owned(),
            begun: self.now,
            takes,
            fixed: None,
            fails,
        });
        id
    }

    /// Begins to destroy a volume.
    pub(super) fn begin_delete(&mut self, place: usize) {
        self.version += 1;
        let (now, volume) = (self.now, &mut self.volumes[place]);
        volume.shown["status"] = "deleting".into();
        volume.shown["attachment_status"] = Value::Null;
        let stays = text(&volume.shown, "name").contains(FALLS_BACK);
        (volume.due, volume.then) = (now + DELETE_MS, if stays { "available" } else { "gone" });
    }
}
