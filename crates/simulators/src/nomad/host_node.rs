//! What a node says to a dynamic host volume: whether it fits there, and what its plugin does with the directory.
//!
//! A node with `paths` has those directories and no others; one without is taken to have whatever is registered on it.
//! Source: `nomad/host_volume_endpoint.go` (`placeHostVolume`), `client/hostvolumemanager/{host_volumes,host_volume_plugin}.go`.

use super::response::{Failure, refuse};
use super::value::{among, copy, field, is, items, number, set, text};
use super::{ApiVersion, Nomad};
use serde_json::Value;

/// Where a node's plugins make directories.
const VOLUMES: &str = "/opt/nomad/data/host_volumes/";

impl Nomad {
    /// Chooses a node, unless one is named, which 2.0 judges as well.
    pub(super) fn place(&self, volume: &mut Value) -> Result<(), Failure> {
        let (name, plugin, pool) = (text(volume, "Name"), text(volume, "PluginID"), text(volume, "NodePool"));
        let able = |node: &Value| among(text(node, "plugins"), plugin) && !plugin.is_empty();
        let mut node = self.node(text(volume, "NodeID"));
        if let Some(named) = node.filter(|node| is(node, "Status", "ready") && self.api_version >= ApiVersion::V200) {
            if !able(named) || !feasible(named, volume) {
                return refuse!("could not place volume {name:?}: node {} is not feasible for volume", text(named, "ID"));
            }
        } else if node.is_none() {
            let mut nodes: Vec<&Value> = self.nodes.iter().filter(|node| ["", "all", text(node, "NodePool")].contains(&pool)).collect();
            if self.api_version >= ApiVersion::V200 {
                nodes.sort_by_key(|node| text(node, "ID"));
            }
            let (mut taken, mut infeasible) = (0, 0);
            for other in nodes {
                let fit = || is(other, "Status", "ready") && is(other, "held", "") && able(other);
                if self.hosts.iter().any(|volume| is(volume, "NodeID", text(other, "ID")) && is(volume, "Name", name)) {
                    taken += 1;
                } else if node.is_none() && fit() && feasible(other, volume) {
                    node = Some(other);
                } else {
                    infeasible += 1;
                }
            }
            if node.is_none() {
                return refuse!(
                    "could not place volume {name:?}: no node meets constraints: {taken} nodes had existing volume, \
                     0 nodes filtered by node pool governance, {infeasible} nodes were infeasible"
                );
            }
        }
        if let Some(node) = node {
            set(volume, "NodeID", field(node, "ID").clone());
            copy(node, "NodePool", volume);
        }
        Ok(())
    }

    /// The node of a volume, if it can be reached and has no other volume of this name.
    fn asked_node(&self, volume: &Value, call: &str) -> Result<&Value, Failure> {
        let (id, name) = (text(volume, "NodeID"), text(volume, "Name"));
        let Some(node) = self.node(id).filter(|node| is(node, "Status", "ready")) else { return refuse!("No path to node") };
        let other = |other: &Value| is(other, "NodeID", id) && is(other, "Name", name) && !is(other, "ID", text(volume, "ID"));
        if self.hosts.iter().any(other) {
            return refuse!("{call} error: volume name already exists on this node");
        }
        Ok(node)
    }

    /// Lets the plugin make the directory.
    pub(super) fn make_directory(&mut self, volume: &mut Value) -> Result<(), Failure> {
        let plugin = text(volume, "PluginID");
        let missing = |node: &Value| !among(text(node, "plugins"), plugin);
        if self.node(text(volume, "NodeID")).is_some_and(|node| is(node, "Status", "ready") && missing(node)) {
            return refuse!("HostVolume.Create error: no such plugin: {plugin:?}");
        }
        let node = self.asked_node(volume, "HostVolume.Create")?;
        let data = ["", text(node, "data"), VOLUMES][if is(node, "data", "") { 2 } else { 1 }];
        let path = [data, text(volume, "ID")].concat();
        if plugin == "mkdir" {
            check_parameters(field(volume, "Parameters"))?;
        }
        // The built-in plugin makes plain directories, which have no size.
        let least = number(volume, "CapacityBytes").max(number(volume, "RequestedCapacityMinBytes"));
        let capacity = if plugin == "mkdir" { 0 } else { least };
        let old = text(volume, "HostPath");
        let path = if old.is_empty() { path } else { old.to_owned() };
        self.change_paths(volume, |paths| {
            if !paths.iter().any(|known| *known == path) {
                paths.push(path.clone().into());
            }
        });
        set(volume, "CapacityBytes", capacity.into());
        set(volume, "HostPath", path.into());
        Ok(())
    }

    /// Takes a directory that is there already.
    pub(super) fn take_directory(&mut self, volume: &Value) -> Result<(), Failure> {
        let node = self.asked_node(volume, "HostVolume.Register")?;
        let path = text(volume, "HostPath");
        let known = field(node, "paths").as_array().is_none_or(|paths| paths.iter().any(|known| known == path));
        if known {
            return Ok(());
        }
        refuse!(
            "HostVolume.Register error: could not verify host path for {:?}: stat {path}: no such file or directory",
            text(volume, "Name")
        )
    }

    /// Removes the directory that the plugin made for a volume; one that was only registered stays.
    pub(super) fn forget_directory(&mut self, volume: &Value) {
        let made = !is(volume, "PluginID", "") && text(volume, "HostPath").ends_with(text(volume, "ID"));
        if made {
            self.change_paths(volume, |paths| paths.retain(|known| known != text(volume, "HostPath")));
        }
    }

    /// Changes the directories of a volume's node, if the node lists them.
    fn change_paths(&mut self, volume: &Value, change: impl FnOnce(&mut Vec<Value>)) {
        let node = self.nodes.iter_mut().find(|node| is(node, "ID", text(volume, "NodeID")));
        if let Some(paths) = node.and_then(|node| node.get_mut("paths")?.as_array_mut()) {
            change(paths);
        }
    }
}

/// What the built-in plugin says to its parameters.
fn check_parameters(parameters: &Value) -> Result<(), Failure> {
    for (key, value) in parameters.as_object().into_iter().flatten() {
        let value = value.as_str().unwrap_or("");
        let number = |digits: &str| !value.is_empty() && value.chars().all(|digit| digits.contains(digit));
        let (fits, call) = match key.as_str() {
            "mode" => (number("01234567"), "ParseUint"),
            "uid" | "gid" => (number("-0123456789"), "Atoi"),
            _ => return refuse!("HostVolume.Create error: unknown mkdir parameter: {key:?}"),
        };
        if !fits {
            return refuse!("HostVolume.Create error: invalid value for {key:?}: strconv.{call}: parsing {value:?}: invalid syntax");
        }
    }
    Ok(())
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
