//! Creating, registering and updating dynamic host volumes: `PUT /v1/volume/host/create` and `/register`.
//!
//! One object under `Volume`; an `ID` makes it an update. What a node says to it is in [`super::host_node`]. Source:
//! `nomad/host_volume_endpoint.go` (`Create`, `Register`, `placeHostVolume`), `nomad/structs/host_volumes.go` (`Validate`,
//! `ValidateUpdate`).

use super::Nomad;
use super::request::{Request, check_text, int};
use super::response::{ApiResult, Failure, refuse, success_at};
use super::state::{FINGERPRINT_MS, HOST, Table, stamp, users};
use super::time::nanos;
use super::value::{among, copy, extend, field, fill, find, is, items, number, position, set, store, text};
use serde_json::Value;

const ATTACHMENT: &str = "file-system block-device";
const ACCESS: &str = "single-node-reader-only single-node-writer single-node-single-writer single-node-multi-writer";
/// How constraints may compare.
const OPERANDS: &str = "= == is != not < <= > >= distinct_hosts distinct_property regexp version semver set_contains \
    set_contains_all set_contains_any is_set is_not_set";
/// Where `encoding/json` says that a field of the volume stands.
const WITHIN: &str = "HostVolume.Volume";

impl Nomad {
    /// Creates or registers the volume of the body.
    pub(super) fn submit_host(&mut self, request: &Request) -> ApiResult {
        let register = request.ends_with("register");
        let body = request.json(self.api_version)?;
        let wanted = field(&body, "Volume");
        let own = text(wanted, "Namespace");
        let namespace = if own.is_empty() { request.namespace() } else { own };
        let mut volume = decode(wanted, namespace)?;
        self.authenticate(request)?;
        if wanted.is_null() {
            return refuse!("missing volume definition");
        }
        self.demand(request, if register { "host-volume-register" } else { "host-volume-create" }, namespace)?;
        for (key, what) in [("NodeID", "node ID"), ("HostPath", "host path")] {
            if register && text(&volume, key).is_empty() {
                return refuse!("cannot register volume: {what} is required");
            }
        }
        validate(&volume)?;
        if find(&self.namespaces, "Name", namespace).is_none() {
            return refuse!("volume validation failed: no such namespace {namespace:?}");
        }
        let new = is(&volume, "ID", "");
        if new {
            set(&mut volume, "ID", self.next_uuid().into());
        } else {
            self.merge(&mut volume)?;
        }
        self.check_places(&volume, register)?;
        if register {
            self.take_directory(&volume)?;
        } else {
            self.place(&mut volume)?;
            self.make_directory(&mut volume)?;
        }
        self.commit(volume, new)
    }

    /// Takes over from the existing volume what an update leaves open.
    fn merge(&self, new: &mut Value) -> Result<(), Failure> {
        let id = text(new, "ID");
        let Ok(place) = position(&self.hosts, text(new, "Namespace"), id) else {
            return refuse!("cannot update volume {id:?}: volume does not exist");
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
            return Err(Failure::several(&format!("validating volume {id:?} update failed: "), &errors));
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
    fn check_places(&self, volume: &Value, register: bool) -> Result<(), Failure> {
        let (id, pool) = (text(volume, "NodeID"), text(volume, "NodePool"));
        let node = self.node(id);
        let problem = if !id.is_empty() && !is_uuid(id) {
            let why = if id.len() == 36 { "Invalid UUID" } else { "UUID must be 36 characters" };
            format!("node lookup failed: index error: {why}")
        } else if !id.is_empty() && node.is_none() {
            format!("node {id:?} does not exist")
        } else if !pool.is_empty() && pool != "all" && find(&self.nodes, "NodePool", pool).is_none() {
            format!("node pool {pool:?} does not exist")
        } else if !pool.is_empty() && node.is_some_and(|node| !is(node, "NodePool", pool)) {
            format!("node ID {id:?} is not in pool {pool:?}")
        } else {
            return Ok(());
        };
        refuse!("validating volume {:?} against state failed: {problem}", text(volume, if register { "ID" } else { "Name" }))
    }

    fn commit(&mut self, mut volume: Value, new: bool) -> ApiResult {
        let index = self.bump(Table::Host);
        let now = nanos(self.now, index);
        if new {
            stamp(&mut volume, "Create", index, now);
        }
        stamp(&mut volume, "Modify", index, now);
        set(&mut volume, "State", "pending".into());
        set(&mut volume, "due", (self.now + FINGERPRINT_MS).into());
        self.schedule(self.now + FINGERPRINT_MS);
        let mut shown = self.host_full(&volume);
        extend(&mut shown, fill(r#"{"CreateIndex":0,"ModifyIndex":0}"#, &[]));
        if let Some(node) = self.node(text(&volume, "NodeID")) {
            copy(node, "NodePool", &mut volume);
        }
        store(&mut self.hosts, volume);
        success_at(fill(r#"{"Volume":?,"Warnings":"","Index":?}"#, &[&shown, &index]), index)
    }
}

fn decode(value: &Value, namespace: &str) -> Result<Value, Failure> {
    let mut volume = fill(HOST, &[]);
    for key in ["ID", "Name", "PluginID", "NodePool", "NodeID", "HostPath"] {
        check_text(value, key, WITHIN)?;
        set(&mut volume, key, text(value, key).into());
    }
    set(&mut volume, "Namespace", namespace.into());
    for key in ["CapacityBytes", "RequestedCapacityMinBytes", "RequestedCapacityMaxBytes"] {
        set(&mut volume, key, int(value, key, WITHIN)?.into());
    }
    copy(value, "Constraints Parameters", &mut volume);
    if !items(value, "RequestedCapabilities").is_empty() {
        copy(value, "RequestedCapabilities", &mut volume);
    }
    Ok(volume)
}

fn validate(volume: &Value) -> Result<(), Failure> {
    let mut errors = Vec::new();
    let id = text(volume, "ID");
    if !id.is_empty() && !is_uuid(id) {
        errors.push(format!("invalid ID {id:?}"));
    }
    if is(volume, "Name", "") {
        errors.push("missing name".to_owned());
    }
    let (min, max) = (number(volume, "RequestedCapacityMinBytes"), number(volume, "RequestedCapacityMaxBytes"));
    if max < min {
        errors.push(format!("capacity_max ({max}) must be larger than capacity_min ({min})"));
    }
    for capability in items(volume, "RequestedCapabilities") {
        for (key, what, known) in [("AttachmentMode", "attachment", ATTACHMENT), ("AccessMode", "access", ACCESS)] {
            let mode = text(capability, key);
            if !among(known, mode) {
                errors.push(format!("invalid {what} mode: {mode:?}"));
            }
        }
    }
    for constraint in items(volume, "Constraints") {
        let operand = text(constraint, "Operand");
        if !operand.is_empty() && !among(OPERANDS, operand) {
            let unknown = Failure::several("", &[format!("Unknown constraint type {operand:?}")]);
            errors.push(format!("invalid constraint: {}", unknown.text()));
        }
    }
    // One error stands alone.
    match errors.as_slice() {
        [] => Ok(()),
        [one] => refuse!("volume validation failed: {one}"),
        several => Err(Failure::several("volume validation failed: ", several)),
    }
}

fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| if [8, 13, 18, 23].contains(&at) { byte == b'-' } else { byte.is_ascii_hexdigit() })
}
