//! Changes that are accepted and then come to nothing, end in an error, or are shown late. Cinder behind the API answers before it
//! acts: <https://docs.openstack.org/api-ref/block-storage/v3/#volumes-volumes>.

use super::LunaNode;
use super::auth::Request;
use super::state::{BRIEF_MILLIS, Change};

/// How long a list shows a volume that is gone, in milliseconds.
const LINGERS_MILLIS: u64 = 45_000;

impl LunaNode {
    /// Makes the change that was just accepted fail later.
    pub(super) fn fail_later(&mut self, request: &Request, effect: &str) {
        let at = self.now + BRIEF_MILLIS;
        let state = |action: &str| match (effect, action) {
            ("ends-in-error", "volume/delete") => Some("error_deleting"),
            ("ends-in-error", "volume/extend") => Some("error_extending"),
            ("ends-in-error", _) => Some("error"),
            ("falls-back", "volume/detach") => Some("in-use"),
            // What was made is gone again.
            ("falls-back", "volume/create" | "volume/snapshot-create") => Some(""),
            ("falls-back", _) => Some("available"),
            _ => None,
        };
        let Some(state) = state(&request.action) else {
            if effect == "lingers" && request.action == "volume/delete" {
                let at = self.now + LINGERS_MILLIS;
                if let Ok(volume) = self.volume(request) {
                    "lingering".clone_into(&mut volume.state);
                    volume.change = Some(Change { at, state: "", size: None });
                }
            }
            return;
        };
        let then = Some(Change { at, state, size: None });
        match request.action.as_str() {
            "volume/create" => {
                if let Some(volume) = self.volumes.last_mut() {
                    volume.change = then;
                }
            }
            "volume/snapshot-create" => {
                if let Some(snapshot) = self.snapshots.last_mut() {
                    snapshot.change = then;
                }
            }
            "volume/snapshot-delete" => {
                let id = request.get("snapshot_id");
                if let Some(snapshot) = self.snapshots.iter_mut().find(|snapshot| snapshot.id == id) {
                    snapshot.change = then;
                }
            }
            "volume/snapshot-replicate" => {
                let killed = Some(Change { at, state: "killed", size: None });
                match self.images.last_mut() {
                    Some(image) if effect == "ends-in-error" => image.change = killed,
                    _ => drop(self.images.pop()),
                }
            }
            "volume/attach" | "volume/detach" | "volume/extend" | "volume/delete" => {
                if let Ok(volume) = self.volume(request) {
                    volume.change = then;
                }
            }
            _ => {}
        }
    }
}
