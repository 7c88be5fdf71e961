//! Creating, registering and updating dynamic host volumes: `PUT /v1/volume/host/create` and `/register`.
//!
//! One object under `Volume`; an `ID` makes it an update. Source: `nomad/host_volume_endpoint.go` (`Create`, `Register`,
//! `placeHostVolume`), `nomad/structs/host_volumes.go` (`Validate`, `ValidateUpdate`).

use super::Nomad;
use super::host::host_full;
use super::reply::{Failure, Outcome, good, refuse};
use super::request::{Request, int};
use super::state::{FINGERPRINT_MS, HOST, Table, nanos, stamp, users};
use super::value::{among, copy, field, fill, find, is, items, number, position, set, store, text};
use serde_json::Value;

const ATTACHMENT: &str = "file-system block-device";
const ACCESS: &str = "single-node-reader-only single-node-writer single-node-single-writer single-node-multi-writer";

impl Nomad {
    /// Creates or registers the volume of the body.
    pub(super) fn submit_host(&mut self, request: &Request) -> Outcome {
        let register = request.ends_with("register");
        let body = request.json(self.shape)?;
        let wanted = field(&body, "Volume");
        let own = text(wanted, "Namespace");
        let namespace = if own.is_empty() { request.namespace() } else { own };
        if wanted.is_null() {
            return refuse!("missing volume definition");
        }
        let rights = if register { "host-volume-register host-volume-write" } else { "host-volume-create host-volume-write" };
        self.demand(request, rights, namespace)?;
        let mut volume = decode(wanted, namespace)?;
        for (key, what) in [("NodeID", "node ID"), ("HostPath", "host path")] {
            if register && text(&volume, key).is_empty() {
                return refuse!("cannot register volume: {what} is required");
            }
        }
        validate(&volume)?;
        if find(&self.namespaces, "Name", namespace).is_none() {
            return refuse!("volume validation failed: no such namespace \"{namespace}\"");
        }
        if !is(&volume, "ID", "") {
            self.merge(&mut volume)?;
        }
        self.check_places(&volume)?;
        self.place(&mut volume, register)?;
        self.commit(volume)
    }

    /// Takes over from the existing volume what an update leaves open.
    fn merge(&self, new: &mut Value) -> Result<(), Failure> {
        let id = text(new, "ID");
        let Ok(place) = position(&self.hosts, text(new, "Namespace"), id) else {
            return refuse!("cannot update volume \"{id}\": volume does not exist");
        };
        let old = &self.hosts[place];
        let users = users(old);
        let mut errors = Vec::new();
        if !users.is_empty() {
            errors.push(format!("cannot update a volume in use: claimed by allocs ({})", users.join(", ")));
        }
        for (key, what) in [("NodeID", "node ID"), ("NodePool", "node pool")] {
            if !["", text(old, key)].contains(&text(new, key)) {
                errors.push(format!("{what} cannot be updated"));
            }
        }
        let (max, capacity) = (number(new, "RequestedCapacityMaxBytes"), number(old, "CapacityBytes"));
        if max > 0 && max < capacity {
            errors.push(format!("capacity_max ({max}) cannot be less than existing provisioned capacity ({capacity})"));
        }
        if !errors.is_empty() {
            return Err(Failure::several(&format!("validating volume \"{id}\" update failed: "), &errors));
        }
        let capacity = capacity.max(number(new, "CapacityBytes"));
        copy(old, "NodeID NodePool claims CreateIndex CreateTime", new);
        set(new, "CapacityBytes", capacity.into());
        if is(new, "HostPath", "") {
            copy(old, "HostPath", new);
        }
        Ok(())
    }

    /// Node and pool must exist and fit.
    fn check_places(&self, volume: &Value) -> Result<(), Failure> {
        let (name, id, pool) = (text(volume, "Name"), text(volume, "NodeID"), text(volume, "NodePool"));
        let node = self.node(id);
        let problem = if !id.is_empty() && node.is_none() {
            format!("node \"{id}\" does not exist")
        } else if !pool.is_empty() && find(&self.nodes, "NodePool", pool).is_none() {
            format!("node pool \"{pool}\" does not exist")
        } else if !pool.is_empty() && node.is_some_and(|node| !is(node, "NodePool", pool)) {
            format!("node ID \"{id}\" is not in pool \"{pool}\"")
        } else {
            return Ok(());
        };
        refuse!("validating volume \"{name}\" against state failed: {problem}")
    }

    /// Chooses a node, and lets its plugin make the directory unless it is there already.
    fn place(&self, volume: &mut Value, register: bool) -> Result<(), Failure> {
        let (name, plugin, pool) = (text(volume, "Name"), text(volume, "PluginID"), text(volume, "NodePool"));
        let able = |node: &Value| among(text(node, "plugins"), plugin);
        let mut node = self.node(text(volume, "NodeID"));
        if node.is_none() {
            let (mut taken, mut infeasible) = (0, 0);
            for other in self.nodes.iter().filter(|node| pool.is_empty() || is(node, "NodePool", pool)) {
                let here = |volume: &Value| text(volume, "NodeID") == text(other, "ID") && is(volume, "Name", name);
                let fit = || is(other, "Status", "ready") && is(other, "held", "") && able(other);
                if self.hosts.iter().any(here) {
                    taken += 1;
                } else if node.is_none() && fit() && feasible(other, volume) {
                    node = Some(other);
                } else {
                    infeasible += 1;
                }
            }
            if node.is_none() {
                return refuse!(
                    "could not place volume \"{name}\": no node meets constraints: {taken} nodes had existing volume, \
                     0 nodes filtered by node pool governance, {infeasible} nodes were infeasible"
                );
            }
        }
        let Some(node) = node.filter(|node| is(node, "Status", "ready")) else { return refuse!("No path to node") };
        if !register {
            if !able(node) {
                return refuse!("rpc error: no such plugin: \"{plugin}\"");
            }
            // The built-in plugin makes plain directories, which have no size.
            let least = number(volume, "CapacityBytes").max(number(volume, "RequestedCapacityMinBytes"));
            let capacity = if plugin == "mkdir" { 0 } else { least };
            set(volume, "CapacityBytes", capacity.into());
        }
        set(volume, "NodeID", field(node, "ID").clone());
        copy(node, "NodePool", volume);
        Ok(())
    }

    fn commit(&mut self, mut volume: Value) -> Outcome {
        let index = self.bump(Table::Host);
        let now = nanos(self.now, index);
        if is(&volume, "ID", "") {
            set(&mut volume, "ID", self.next_uuid().into());
            stamp(&mut volume, "Create", index, now);
        }
        if is(&volume, "HostPath", "") {
            let path = ["/opt/nomad/data/host_volumes/", text(&volume, "ID")].concat();
            set(&mut volume, "HostPath", path.into());
        }
        stamp(&mut volume, "Modify", index, now);
        set(&mut volume, "State", "pending".into());
        set(&mut volume, "due", (self.now + FINGERPRINT_MS).into());
        self.schedule(self.now + FINGERPRINT_MS);
        let answer = fill(r#"{"Volume":?,"Warnings":""}"#, &[&host_full(&volume)]);
        store(&mut self.hosts, volume);
        good(answer)
    }
}

fn decode(value: &Value, namespace: &str) -> Result<Value, Failure> {
    let mut volume = fill(HOST, &[]);
    for key in ["ID", "Name", "PluginID", "NodePool", "NodeID", "HostPath"] {
        set(&mut volume, key, text(value, key).into());
    }
    set(&mut volume, "Namespace", namespace.into());
    if is(&volume, "PluginID", "") {
        set(&mut volume, "PluginID", "default".into());
    }
    for key in ["CapacityBytes", "RequestedCapacityMinBytes", "RequestedCapacityMaxBytes"] {
        set(&mut volume, key, int(value, key)?.into());
    }
    for key in ["Constraints", "Parameters", "RequestedCapabilities"] {
        if !field(value, key).is_null() {
            copy(value, key, &mut volume);
        }
    }
    Ok(volume)
}

fn validate(volume: &Value) -> Result<(), Failure> {
    let mut errors = Vec::new();
    let id = text(volume, "ID");
    if !id.is_empty() && !is_uuid(id) {
        errors.push(format!("invalid ID \"{id}\""));
    }
    if is(volume, "Name", "") {
        errors.push("missing name".to_owned());
    }
    let (min, max) = (number(volume, "RequestedCapacityMinBytes"), number(volume, "RequestedCapacityMaxBytes"));
    if max > 0 && max < min {
        errors.push(format!("capacity_max ({max}) must be larger than capacity_min ({min})"));
    }
    for capability in items(volume, "RequestedCapabilities") {
        for (key, what, known) in [("AttachmentMode", "attachment", ATTACHMENT), ("AccessMode", "access", ACCESS)] {
            let mode = text(capability, key);
            if !among(known, mode) {
                errors.push(format!("invalid {what} mode: \"{mode}\""));
            }
        }
    }
    if errors.is_empty() { Ok(()) } else { Err(Failure::several("volume validation failed: ", &errors)) }
}

fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| if [8, 13, 18, 23].contains(&at) { byte == b'-' } else { byte.is_ascii_hexdigit() })
}

/// Whether a node meets a volume's constraints on class, datacenter, name, pool or kernel; others are taken as met.
fn feasible(node: &Value, volume: &Value) -> bool {
    items(volume, "Constraints").iter().all(|constraint| {
        let found = match text(constraint, "LTarget") {
            "${node.class}" => text(node, "NodeClass"),
            "${node.datacenter}" => text(node, "Datacenter"),
            "${node.pool}" => text(node, "NodePool"),
            "${node.unique.name}" => text(node, "Name"),
            "${node.unique.id}" => text(node, "ID"),
            "${attr.kernel.name}" => "linux",
            _ => return true,
        };
        let equal = found == text(constraint, "RTarget");
        match text(constraint, "Operand") {
            "" | "=" | "==" | "is" => equal,
            "!=" | "not" => !equal,
            _ => true,
        }
    })
}
