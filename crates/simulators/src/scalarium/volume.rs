//! Volumes and snapshots. `support.scalarium.com/kb/api/volumes-list-delete-and-snapshot`

use super::Scalarium;
use super::response::{empty, invalid, json};
use super::state::text;
use crate::frame::Response;
use serde_json::Value;

impl Scalarium {
    /// `GET /volumes`.
    pub(super) fn list_volumes(&self) -> Response {
        json(200, &self.volumes.iter().map(|volume| volume.shown.clone()).collect())
    }

    /// `GET /volumes/:id`.
    pub(super) fn read_volume(&self, id: &str) -> Response {
        self.place(id).map_or_else(|| empty(404), |place| json(200, &self.volumes[place].shown))
    }

    /// `DELETE /volumes/:id`. What is in use is not deleted.
    pub(super) fn delete_volume(&mut self, id: &str) -> Response {
        let Some(place) = self.place(id) else { return empty(404) };
        let volume = &self.volumes[place].shown;
        if matches!(text(volume, "attachment_status"), "attaching" | "attached" | "detaching") || text(volume, "status") == "in-use" {
            return invalid("Can't delete volume while it is attached");
        }
        match text(volume, "status") {
            "available" | "error" => {
                self.begin_delete(place);
                empty(200)
            }
            status => invalid(&format!("Can't delete volume with status {status}")),
        }
    }

    /// `GET /volumes/:id/snapshots`.
    pub(super) fn list_snapshots(&self, id: &str) -> Response {
        if self.place(id).is_none() {
            return empty(404);
        }
        let of = self.snapshots.iter().filter(|snapshot| snapshot.volume == id);
        json(200, &of.map(|snapshot| snapshot.view(self.now)).collect())
    }

    /// `POST /volumes/:id/snapshot`. The later server answers nothing.
    pub(super) fn create_snapshot(&mut self, id: &str) -> Response {
        let Some(place) = self.place(id) else { return empty(404) };
        let status = text(&self.volumes[place].shown, "status").to_owned();
        if !matches!(status.as_str(), "available" | "in-use") {
            return invalid(&format!("Can't snapshot volume with status {status}"));
        }
        let id = self.begin_snapshot(place);
        if self.plural {
            return empty(202);
        }
        let mut made = Value::Null;
        made["id"] = id.into();
        made["progress"] = "0%".into();
        json(200, &made)
    }
}
