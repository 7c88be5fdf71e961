//! Creating, registering and updating dynamic host volumes: `PUT /v1/volume/host/create` and `/register`.
//!
//! One object under `Volume`; an `ID` makes it an update. Source: `nomad/host_volume_endpoint.go` (`Create`, `Register`,
//! `placeHostVolume`), `nomad/structs/host_volumes.go` (`Validate`, `ValidateUpdate`).

use super::Nomad;
use super::object::object;
use super::reply::{Failure, Outcome, good};
use super::request::{Request, field, int, text};
use super::state::{FINGERPRINT_MS, Host, Node, Table, nanos};
use serde_json::Value;

const ACCESS: [&str; 4] = ["single-node-reader-only", "single-node-writer", "single-node-single-writer", "single-node-multi-writer"];

impl Nomad {
    /// Creates or registers the volume of the body.
    pub(super) fn submit_host(&mut self, request: &Request, register: bool) -> Outcome {
        let body = request.json(self.shape)?;
        let wanted = field(&body, "Volume");
        let own = text(wanted, "Namespace");
        let namespace = if own.is_empty() { request.namespace() } else { &own };
        if wanted.is_null() {
            return Err(Failure::internal("missing volume definition"));
        }
        let right = if register { "host-volume-register" } else { "host-volume-create" };
        self.demand(request, &[right, "host-volume-write"], namespace)?;
        let mut volume = decode(wanted, namespace)?;
        if register {
            for (missing, what) in [(volume.node.is_empty(), "node ID"), (volume.path.is_empty(), "host path")] {
                if missing {
                    return Err(Failure::internal(format!("cannot register volume: {what} is required")));
                }
            }
        }
        validate(&volume)?;
        if !self.namespaces.iter().any(|(name, _)| name == namespace) {
            return Err(Failure::internal(format!("volume validation failed: no such namespace \"{namespace}\"")));
        }
        if !volume.id.is_empty() {
            self.merge(&mut volume)?;
        }
        self.check_places(&volume)?;
        self.place(&mut volume, register)?;
        self.commit(volume)
    }

    /// Takes over from the existing volume what an update leaves open.
    fn merge(&self, new: &mut Host) -> Result<(), Failure> {
        let old = self.hosts.get(&(new.namespace.clone(), new.id.clone()));
        let old = old.ok_or_else(|| Failure::internal(format!("cannot update volume \"{}\": volume does not exist", new.id)))?;
        let users: Vec<&str> = old.claims.iter().filter(|claim| !claim.terminal).map(|claim| claim.alloc.as_str()).collect();
        let mut errors = Vec::new();
        if !users.is_empty() {
            errors.push(format!("cannot update a volume in use: claimed by allocs ({})", users.join(", ")));
        }
        if !new.node.is_empty() && new.node != old.node {
            errors.push("node ID cannot be updated".to_owned());
        }
        if !new.pool.is_empty() && new.pool != old.pool {
            errors.push("node pool cannot be updated".to_owned());
        }
        if new.max > 0 && new.max < old.capacity {
            errors.push(format!("capacity_max ({}) cannot be less than existing provisioned capacity ({})", new.max, old.capacity));
        }
        if !errors.is_empty() {
            return Err(Failure::several(&format!("validating volume \"{}\" update failed: ", new.id), &errors));
        }
        new.node.clone_from(&old.node);
        new.pool.clone_from(&old.pool);
        new.capacity = new.capacity.max(old.capacity);
        new.claims.clone_from(&old.claims);
        (new.create_index, new.created) = (old.create_index, old.created);
        if new.path.is_empty() {
            new.path.clone_from(&old.path);
        }
        Ok(())
    }

    /// Node and pool must exist and fit.
    fn check_places(&self, volume: &Host) -> Result<(), Failure> {
        let node = self.node(&volume.node);
        let problem = if !volume.node.is_empty() && node.is_none() {
            format!("node \"{}\" does not exist", volume.node)
        } else if !volume.pool.is_empty() && !self.nodes.iter().any(|node| node.pool == volume.pool) {
            format!("node pool \"{}\" does not exist", volume.pool)
        } else if !volume.pool.is_empty() && node.is_some_and(|node| node.pool != volume.pool) {
            format!("node ID \"{}\" is not in pool \"{}\"", volume.node, volume.pool)
        } else {
            return Ok(());
        };
        Err(Failure::internal(format!("validating volume \"{}\" against state failed: {problem}", volume.name)))
    }

    /// Chooses a node, and lets its plugin make the directory unless it is there already.
    fn place(&self, volume: &mut Host, register: bool) -> Result<(), Failure> {
        let named = |node: &Node| self.hosts.values().any(|other| other.node == node.id && other.name == volume.name);
        let able = |node: &Node| node.plugins.split(' ').any(|plugin| plugin == volume.plugin);
        let node = if volume.node.is_empty() {
            let pool: Vec<&Node> = self.nodes.iter().filter(|node| volume.pool.is_empty() || node.pool == volume.pool).collect();
            let (free, taken): (Vec<&Node>, Vec<&Node>) = pool.into_iter().partition(|node| !named(node));
            let fit = |node: &&&Node| node.status == "ready" && node.held.is_empty() && able(node) && feasible(node, &volume.constraints);
            free.iter().find(fit).copied().ok_or_else(|| {
                let (taken, infeasible) = (taken.len(), free.len());
                Failure::internal(format!(
                    "could not place volume \"{}\": no node meets constraints: {taken} nodes had existing volume, \
                     0 nodes filtered by node pool governance, {infeasible} nodes were infeasible",
                    volume.name
                ))
            })?
        } else {
            self.node(&volume.node).ok_or_else(|| Failure::internal("Unknown node"))?
        };
        if node.status != "ready" {
            return Err(Failure::internal("No path to node"));
        }
        if !register {
            if !able(node) {
                return Err(Failure::internal(format!("rpc error: no such plugin: \"{}\"", volume.plugin)));
            }
            // The built-in plugin makes plain directories, which have no size.
            volume.capacity = if volume.plugin == "mkdir" { 0 } else { volume.capacity.max(volume.min) };
        }
        volume.node.clone_from(&node.id);
        volume.pool.clone_from(&node.pool);
        Ok(())
    }

    fn commit(&mut self, mut volume: Host) -> Outcome {
        let index = self.bump(Table::Host);
        if volume.id.is_empty() {
            volume.id = self.next_uuid();
            volume.create_index = index;
            volume.created = nanos(self.now, index);
        }
        if volume.path.is_empty() {
            volume.path = format!("/opt/nomad/data/host_volumes/{}", volume.id);
        }
        volume.modify_index = index;
        volume.modified = nanos(self.now, index);
        "pending".clone_into(&mut volume.state);
        volume.due = Some(self.now + FINGERPRINT_MS);
        self.schedule(self.now + FINGERPRINT_MS);
        let full = self.host_full(&volume);
        self.hosts.insert((volume.namespace.clone(), volume.id.clone()), volume);
        good(object!({ "Volume": full, "Warnings": "" }))
    }
}

fn decode(value: &Value, namespace: &str) -> Result<Host, Failure> {
    let filled = |key: &str| Some(field(value, key)).filter(|found| !found.is_null()).cloned();
    let plugin = text(value, "PluginID");
    Ok(Host {
        namespace: namespace.to_owned(),
        id: text(value, "ID"),
        name: text(value, "Name"),
        plugin: if plugin.is_empty() { "default".to_owned() } else { plugin },
        pool: text(value, "NodePool"),
        node: text(value, "NodeID"),
        path: text(value, "HostPath"),
        capacity: int(value, "CapacityBytes")?,
        min: int(value, "RequestedCapacityMinBytes")?,
        max: int(value, "RequestedCapacityMaxBytes")?,
        constraints: filled("Constraints").unwrap_or_default(),
        parameters: filled("Parameters").unwrap_or_default(),
        capabilities: filled("RequestedCapabilities").unwrap_or_else(default_capability),
        ..Host::default()
    })
}

/// What a volume without a word about its modes can do.
pub(super) fn default_capability() -> Value {
    Value::Array(vec![object!({ "AttachmentMode": "file-system", "AccessMode": "single-node-writer" })])
}

fn validate(volume: &Host) -> Result<(), Failure> {
    let mut errors = Vec::new();
    if !volume.id.is_empty() && !is_uuid(&volume.id) {
        errors.push(format!("invalid ID \"{}\"", volume.id));
    }
    if volume.name.is_empty() {
        errors.push("missing name".to_owned());
    }
    if volume.max > 0 && volume.max < volume.min {
        errors.push(format!("capacity_max ({}) must be larger than capacity_min ({})", volume.max, volume.min));
    }
    for capability in volume.capabilities.as_array().into_iter().flatten() {
        let (attachment, access) = (text(capability, "AttachmentMode"), text(capability, "AccessMode"));
        if !["file-system", "block-device"].contains(&attachment.as_str()) {
            errors.push(format!("invalid attachment mode: \"{attachment}\""));
        }
        if !ACCESS.contains(&access.as_str()) {
            errors.push(format!("invalid access mode: \"{access}\""));
        }
    }
    if errors.is_empty() { Ok(()) } else { Err(Failure::several("volume validation failed: ", &errors)) }
}

fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| if [8, 13, 18, 23].contains(&at) { byte == b'-' } else { byte.is_ascii_hexdigit() })
}

/// Whether a node meets the constraints on its class, datacenter, name, pool or kernel; others are taken as met.
fn feasible(node: &Node, constraints: &Value) -> bool {
    constraints.as_array().into_iter().flatten().all(|constraint| {
        let (target, wanted, operand) = (text(constraint, "LTarget"), text(constraint, "RTarget"), text(constraint, "Operand"));
        let found = match target.as_str() {
            "${node.class}" => &node.class,
            "${node.datacenter}" => &node.datacenter,
            "${node.pool}" => &node.pool,
            "${node.unique.name}" => &node.name,
            "${node.unique.id}" => &node.id,
            "${attr.kernel.name}" => "linux",
            _ => return true,
        };
        match operand.as_str() {
            "" | "=" | "==" | "is" => found == wanted,
            "!=" | "not" => found != wanted,
            _ => true,
        }
    })
}
