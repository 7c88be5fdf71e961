//! What is looked up beside groups and volumes: services, containers, nodes, and groups for their names.
//!
//! Only a few fields are kept. The others are dropped as soon as an answer is read: a service carries its variables, with
//! passwords among them.

use super::moment;
use crate::tutum::place::uuid_of;
use voldeck_core::decode::ObjectReader;
use voldeck_core::fill;
use voldeck_core::json;
use voldeck_core::model::{Phase, Status, Timestamp};

/// A service, a container, a node or a group, as far as it describes something else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedRef {
    /// Its uuid.
    pub uuid: String,
    /// What a person calls it; a node by the name it has in the network.
    pub name: String,
    /// Its state; for a service with the count of its containers.
    pub status: Status,
    /// Since when it runs.
    pub since: Option<Timestamp>,
    /// What is mounted where in it: the uuid of a volume or group, where that is told, and the path.
    pub mounts: Vec<(Option<String>, String)>,
}

/// States of services, containers and nodes. `Not running` and `Stopped` are no failure, but nothing uses the volume then.
/// <https://github.com/tutumcloud/api-docs/blob/master/source/includes/service.md>, `container.md`, `node.md`.
fn phase(word: &str) -> Phase {
    match word {
        "Running" | "Deployed" | "Created" => Phase::Ready,
        "Starting" | "Stopping" | "Scaling" | "Redeploying" | "Terminating" | "Deploying" | "Upgrading" => Phase::Changing,
        "Init" | "Not running" | "Partly running" | "Stopped" | "Terminated" | "Unreachable" => Phase::Degraded,
        _ => Phase::Unknown,
    }
}

/// What is read of a thing, and therefore kept of it.
const KEPT: [&str; 9] = [
    "bindings",
    "deployed_datetime",
    "external_fqdn",
    "name",
    "running_num_containers",
    "started_datetime",
    "state",
    "target_num_containers",
    "uuid",
];

/// The text of a thing without what is not kept; what is no object stays what it is.
pub fn kept(raw: &str) -> String {
    let Some(parts) = json::entries(raw).filter(|_| raw.starts_with('{')) else { return raw.to_owned() };
    let mut kept = json::ObjectBuilder::default();
    for (name, value) in parts {
        if KEPT.contains(&&*name) {
            kept.put(&name, json::RawJson(value));
        }
    }
    json::text(&kept)
}

impl NamedRef {
    /// Reads one.
    ///
    /// # Errors
    ///
    /// Names the field that cannot be read and what was found in it.
    pub fn of(raw: &str) -> Result<Self, String> {
        let thing = ObjectReader::parse(raw)?;
        let uuid = thing.required_string("uuid")?;
        let mut status = Status::told(thing.text("state"), phase);
        if let (Some(running), Some(target)) = (thing.unsigned("running_num_containers"), thing.unsigned("target_num_containers")) {
            status.detail = Some(fill!("{running} of {target} containers", running, target));
        }
        let mut mounts = Vec::new();
        for binding in thing.objects("bindings") {
            let Some(mut path) = binding.text("container_path") else { continue };
            if binding.flag("rewritable") == Some(false) {
                path.push_str(" (read only)");
            }
            let of = binding.text("volume").or_else(|| binding.text("volume_group"));
            mounts.push((of.map(|of| uuid_of(&of).to_owned()), path));
        }
        let time = |name| thing.get_with(name, "a time", moment).flatten();
        let made = Self {
            name: thing.text("name").or_else(|| thing.text("external_fqdn")).unwrap_or_else(|| uuid.clone()),
            uuid,
            status,
            since: time("started_datetime").or_else(|| time("deployed_datetime")),
            mounts,
        };
        Ok(made)
    }

    /// Where this volume or group is mounted in it. One that has only one mount, and does not tell of what, means this one.
    pub fn mount(&self, of: &str) -> Option<String> {
        let mut paths = Vec::new();
        for (uuid, path) in &self.mounts {
            let only = uuid.is_none() && self.mounts.len() == 1;
            if only || uuid.as_deref() == Some(of) {
                paths.push(path.as_str());
            }
        }
        (!paths.is_empty()).then(|| paths.join(", "))
    }
}
