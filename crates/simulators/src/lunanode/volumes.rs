//! `volume/*`: volumes. <https://www.lunanode.com/api/volume>

use serde_json::Value;

use super::auth::Request;
use super::catalog::region;
use super::response::{ApiResult, object};
use super::state::{BRIEF_MILLIS, Change, Volume, WORK_MILLIS, uuid};
use super::{ApiVersion, LunaNode, lookup};
use crate::frame::time;

/// The account that all of it belongs to.
pub(super) const USER_ID: &str = "36";

fn whole(text: &str) -> Result<u64, String> {
    text.parse().ok().filter(|size| *size > 0).ok_or_else(|| "invalid size".to_owned())
}

impl LunaNode {
    pub(super) fn volume(&mut self, request: &Request) -> Result<&mut Volume, String> {
        let id = request.get("volume_id");
        self.volumes.iter_mut().find(|volume| volume.id == id).ok_or_else(|| "invalid volume".to_owned())
    }

    pub(super) fn create_volume(&mut self, request: &Request) -> ApiResult {
        let region = region(request.get("region"))?;
        let size = whole(request.get("size"))?;
        let (image, snapshot) = (request.get("image"), request.get("snapshot_id"));
        if !image.is_empty() && !self.images.iter().any(|known| known.id == image && known.region == region && known.usable()) {
            return Err("invalid image".to_owned());
        }
        if !snapshot.is_empty() {
            let found = self.snapshots.iter().find(|known| known.id == snapshot && known.region == region);
            let Some(found) = found else { return Err("invalid snapshot".to_owned()) };
            if found.state != "available" {
                return Err("Invalid snapshot: Originating snapshot status must be one of 'available' values".to_owned());
            }
            if size < found.size {
                return Err(format!(
                    "Invalid input received: Volume size '{size}'GB cannot be smaller than the snapshot size {}GB. They must be >= original snapshot size.",
                    found.size
                ));
            }
        }
        let id = self.next_id();
        let (state, millis) = if image.is_empty() { ("creating", WORK_MILLIS) } else { ("downloading", 2 * WORK_MILLIS) };
        self.volumes.push(Volume {
            uuid: uuid(&["volume ", &id].concat()),
            id: id.clone(),
            name: request.get("label").to_owned(),
            region: region.to_owned(),
            size,
            state: state.to_owned(),
            vm: String::new(),
            created: self.now,
            change: self.then(millis, "available"),
        });
        Ok(if self.api_version == ApiVersion::Early { Vec::new() } else { vec![("volume_id", id.into())] })
    }

    pub(super) fn list_volumes(&mut self, request: &Request) -> ApiResult {
        let wanted = request.get("region");
        if wanted.is_empty() && self.api_version == ApiVersion::Early {
            return Err("region not set".to_owned());
        }
        if !wanted.is_empty() {
            region(wanted)?;
        }
        let here = self.volumes.iter().filter(|volume| wanted.is_empty() || volume.region == wanted);
        Ok(vec![("volumes", here.map(|volume| self.in_list(volume)).collect::<Vec<_>>().into())])
    }

    /// A volume as lists show it: its status is a coarse one.
    pub(super) fn in_list(&self, volume: &Volume) -> Value {
        let status = match volume.state.as_str() {
            "creating" | "downloading" => "pending",
            state if state.starts_with("error") => "error",
            _ => "active",
        };
        let (size, created) = (volume.size.to_string(), time::seconds(volume.created));
        let fields = [
            ("region", volume.region.as_str()),
            ("id", &volume.id),
            ("name", &volume.name),
            ("size", &size),
            ("status", status),
            ("identification", &volume.uuid),
            ("time_created", &created),
            ("user_id", USER_ID),
        ];
        object(if self.api_version == ApiVersion::Early { &fields[..5] } else { &fields })
    }

    pub(super) fn volume_info(&mut self, request: &Request) -> ApiResult {
        let volume = self.volume(request)?;
        if volume.state == "lingering" {
            return Err("invalid volume".to_owned());
        }
        // A volume that is being detached is still someone's.
        let (size, created) = (volume.size.to_string(), time::seconds(volume.created));
        let fields = [
            ("attached", volume.vm.as_str()),
            ("created", &created),
            ("id", &volume.id),
            ("identification", &volume.uuid),
            ("name", &volume.name),
            ("size", &size),
            ("status", &volume.state),
        ];
        Ok(vec![("volume", object(&fields))])
    }

    pub(super) fn attach_volume(&mut self, request: &Request) -> ApiResult {
        let vm = lookup::vm(request.get("vm_id"))?;
        let change = self.then(BRIEF_MILLIS, "in-use");
        let volume = self.volume(request)?;
        if vm.region != volume.region {
            return Err("invalid vm".to_owned());
        }
        if request.get("target") != "auto" && !request.get("target").starts_with("/dev/") {
            return Err("invalid target".to_owned());
        }
        needs(volume, "available", "attach")?;
        "attaching".clone_into(&mut volume.state);
        vm.id.clone_into(&mut volume.vm);
        volume.change = change;
        Ok(Vec::new())
    }

    pub(super) fn detach_volume(&mut self, request: &Request) -> ApiResult {
        let change = self.then(BRIEF_MILLIS, "available");
        let volume = self.volume(request)?;
        needs(volume, "in-use", "detach")?;
        "detaching".clone_into(&mut volume.state);
        volume.change = change;
        Ok(Vec::new())
    }

    pub(super) fn extend_volume(&mut self, request: &Request) -> ApiResult {
        let size = whole(request.get("size"))?;
        let at = self.now + WORK_MILLIS;
        let volume = self.volume(request)?;
        needs(volume, "available", "extend")?;
        if size <= volume.size {
            let now = volume.size;
            return Err(format!(
                "Invalid input received: New size for extend must be greater than current size. (current: {now}, extended: {size})."
            ));
        }
        "extending".clone_into(&mut volume.state);
        volume.change = Some(Change { at, state: "available", size: Some(size) });
        Ok(Vec::new())
    }

    pub(super) fn rename_volume(&mut self, request: &Request) -> ApiResult {
        request.get("name").clone_into(&mut self.volume(request)?.name);
        Ok(Vec::new())
    }

    pub(super) fn delete_volume(&mut self, request: &Request) -> ApiResult {
        let change = self.then(BRIEF_MILLIS, "");
        let kept = self.snapshots.iter().any(|snapshot| snapshot.volume == request.get("volume_id"));
        let volume = self.volume(request)?;
        if kept || !["available", "error", "error_extending"].contains(&volume.state.as_str()) {
            return Err("Invalid volume: Volume status must be available or error or error_restoring or error_extending or error_managing and must not be migrating, attached, belong to a group, have snapshots or be disassociated from snapshots after volume transfer.".to_owned());
        }
        "deleting".clone_into(&mut volume.state);
        volume.change = change;
        Ok(Vec::new())
    }
}

/// Cinder's refusal where a volume is in another state.
fn needs(volume: &Volume, state: &str, to: &str) -> Result<(), String> {
    if volume.state == state {
        return Ok(());
    }
    Err(format!("Invalid volume: Volume {} status must be '{state}' to {to}, currently {}.", volume.uuid, volume.state))
}
