//! `volume/snapshot-*`. <https://www.lunanode.com/api/volume>

use serde_json::Value;

use super::LunaNode;
use super::auth::Request;
use super::catalog::region;
use super::response::{ApiResult, object};
use super::state::{BRIEF_MILLIS, Image, Snapshot, WORK_MILLIS, uuid};
use super::volumes::USER_ID;

impl LunaNode {
    fn snapshot(&mut self, request: &Request) -> Result<&mut Snapshot, String> {
        let (region, id) = (region(request.get("region"))?, request.get("snapshot_id"));
        let found = self.snapshots.iter_mut().find(|snapshot| snapshot.id == id && snapshot.region == region);
        found.ok_or_else(|| "invalid snapshot".to_owned())
    }

    pub(super) fn create_snapshot(&mut self, request: &Request) -> ApiResult {
        let id = uuid(&["snapshot ", &self.next_id()].concat());
        let change = self.then(WORK_MILLIS, "available");
        let volume = self.volume(request)?;
        if !["available", "in-use"].contains(&volume.state.as_str()) {
            return Err(format!(
                "Invalid volume: Volume {} status must be available, but current status is: {}.",
                volume.uuid, volume.state
            ));
        }
        let snapshot = Snapshot {
            id: id.clone(),
            name: request.get("label").to_owned(),
            region: volume.region.clone(),
            size: volume.size,
            state: "creating".to_owned(),
            volume: volume.id.clone(),
            change,
        };
        self.snapshots.push(snapshot);
        Ok(vec![("snapshot_id", id.into())])
    }

    pub(super) fn list_snapshots(&mut self, request: &Request) -> ApiResult {
        let region = region(request.get("region"))?;
        let mut list = Vec::new();
        for snapshot in self.snapshots.iter().filter(|snapshot| snapshot.region == region) {
            let mut item = object(&[
                ("id", &snapshot.id),
                ("name", &snapshot.name),
                ("region", region),
                ("size", &snapshot.size.to_string()),
                ("status", &snapshot.state),
                ("user_id", USER_ID),
            ]);
            let of = self.volumes.iter().find(|volume| volume.id == snapshot.volume);
            // An empty map of PHP's where there is nothing to show.
            item["volume"] = of.map_or_else(|| Value::Array(Vec::new()), |volume| self.in_list(volume));
            list.push(item);
        }
        Ok(vec![("snapshots", list.into())])
    }

    pub(super) fn replicate_snapshot(&mut self, request: &Request) -> ApiResult {
        let to = region(request.get("dst_region"))?;
        let id = self.next_id();
        let change = self.then(WORK_MILLIS, "saving");
        let snapshot = self.snapshot(request)?;
        usable(snapshot, &["available"])?;
        let size = snapshot.size << 30;
        let image = Image {
            id: id.clone(),
            name: request.get("image_name").to_owned(),
            region: to.to_owned(),
            status: "queued".to_owned(),
            size,
            change,
        };
        self.images.push(image);
        Ok(vec![("image_id", id.into())])
    }

    pub(super) fn delete_snapshot(&mut self, request: &Request) -> ApiResult {
        let change = self.then(BRIEF_MILLIS, "");
        let snapshot = self.snapshot(request)?;
        usable(snapshot, &["available", "error"])?;
        "deleting".clone_into(&mut snapshot.state);
        snapshot.change = change;
        Ok(Vec::new())
    }
}

fn usable(snapshot: &Snapshot, states: &[&str]) -> Result<(), String> {
    if states.contains(&snapshot.state.as_str()) {
        return Ok(());
    }
    Err(format!("Invalid snapshot: Snapshot status must be {}.", states.join(" or ")))
}
