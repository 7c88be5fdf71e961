//! What a test sets up by hand: a cluster without anything, nodes, namespaces, policies and tokens, and what happens in a
//! cluster besides calls to its volume API: jobs start and stop, plugins come and go.

use super::acl::token_row;
use super::alloc::{DEPLOYED_MS, Of, alloc_stub, event, tasks};
use super::id::uuid;
use super::plugin::node_name;
use super::seed::namespace_row;
use super::state::{Table, claims_of};
use super::time::nanos;
use super::value::{empty, extend, field, fill, find, flag, is, items, position, set, text};
use super::{ApiVersion, Nomad};
use serde_json::Value;

/// A task has this long to end after it was asked to.
const KILL_MS: u64 = 5_000;
/// A plugin is healthy this long after its job has started.
const HEALTHY_MS: u64 = 10_000;

/// A job of one allocation that uses volumes.
#[derive(Debug, Clone, Copy)]
pub struct Job<'a> {
    /// Its namespace, which is that of its volumes.
    pub namespace: &'a str,
    /// Its id.
    pub id: &'a str,
    /// Its task group, which its task is called after.
    pub group: &'a str,
    /// The name of the node it runs on.
    pub node: &'a str,
    /// The ids of the CSI volumes that it writes.
    pub csi: &'a [&'a str],
    /// The names of the dynamic host volumes of its node that it writes.
    pub hosts: &'a [&'a str],
    /// Whether it keeps its host volumes when it moves.
    pub sticky: bool,
}

/// A CSI plugin that runs as one job on one node, controller and node part in one.
#[derive(Debug, Clone, Copy)]
pub struct Plugin<'a> {
    /// Its id.
    pub id: &'a str,
    /// Its job.
    pub job: &'a str,
    /// The name of the node it runs on.
    pub node: &'a str,
    /// The driver's name: `hostpath.csi.k8s.io` is simulated by its source.
    pub provider: &'a str,
    /// The driver's version.
    pub version: &'a str,
    /// What its controller can do: `CreateDelete ListVolumes …`.
    pub abilities: &'a str,
}

impl Nomad {
    /// A server of which nothing is set up but the namespace `default`.
    pub fn bare(api_version: ApiVersion, acl: bool, now: u64) -> Self {
        let mut nomad = Self::blank(api_version, acl, now);
        nomad.add_namespace("default", "Default shared namespace");
        nomad
    }

    /// Adds a namespace with a description.
    pub fn add_namespace(&mut self, name: &str, about: &str) {
        let index = self.bump(Table::Namespaces);
        self.namespaces.push(namespace_row(name, about, index));
    }

    /// Adds a node: the fields of its list item, and of the simulator's own `plugins` (names of its host volume plugins),
    /// `paths` (the directories it has; without them, any), `data` (where its plugins make directories).
    pub fn add_node(&mut self, fields: Value) {
        let mut node =
            fill(r#"{"Datacenter":"dc1","NodePool":"default","NodeClass":"","Status":"ready","held":"","plugins":"mkdir","data":""}"#, &[]);
        extend(&mut node, fields);
        self.bump(Table::Nodes);
        self.nodes.push(node);
    }

    /// Adds a policy with its rules in HCL.
    pub fn add_policy(&mut self, name: &str, rules: &str) {
        self.keep_policy(name, rules);
    }

    /// Adds a token with these policies; without any it is a management token.
    pub fn add_token(&mut self, secret: &str, name: &str, policies: &[&str]) {
        self.index += 1;
        self.tokens.push(token_row(secret, name, policies, self.index, self.now));
    }

    /// Starts the job of a plugin. It is listed at once, and healthy after a while.
    pub fn start_plugin(&mut self, plugin: &Plugin) {
        let node = find(&self.nodes, "Name", plugin.node).cloned().unwrap_or_default();
        let index = self.bump(Table::Plugins);
        let mut row = fill(
            r#"{"ID":"?","Provider":"","Version":"","ProviderVersion":"","ControllerRequired":false,"Schedulable":false,
            "ControllersHealthy":0,"ControllersExpected":1,"NodesHealthy":0,"NodesExpected":1,"CreateIndex":?,"ModifyIndex":?,
            "supports":"","on":?,"job":"?","started":?}"#,
            &[&plugin.id, &index, &index, field(&node, "Name"), &plugin.job, &self.now],
        );
        let mut ready = row.clone();
        let more = fill(
            r#"{"Provider":"?","Version":"?","ProviderVersion":"?","ControllerRequired":true,"Schedulable":true,
            "ControllersHealthy":1,"NodesHealthy":1,"supports":"?"}"#,
            &[&plugin.provider, &plugin.version, &plugin.version, &plugin.abilities],
        );
        extend(&mut ready, more);
        let told = format!("plugin: {}", plugin.id);
        let details = format!(r#"{{"message":"{told}"}}"#);
        let ready_at = self.now + HEALTHY_MS;
        let mut events = begun(self.now);
        events.push(event("Plugin became healthy", &told, &details, ready_at, 0));
        let mut states = empty();
        set(&mut states, "plugin", self.running(self.now, events));
        set(&mut ready, "TaskStates", states);
        if self.api_version >= ApiVersion::V200 {
            set(&mut ready, "deployed", ready_at.into());
        }
        set(&mut row, "becomes", ready);
        set(&mut row, "due", ready_at.into());
        self.schedule(ready_at);
        self.plugins.retain(|other| !is(other, "ID", plugin.id));
        self.plugins.push(row);
    }

    /// Stops the job of a plugin: it is listed no more, and its volumes know of no healthy instance.
    pub fn stop_plugin(&mut self, id: &str) {
        self.bump(Table::Plugins);
        self.plugins.retain(|plugin| !is(plugin, "ID", id));
    }

    /// Runs a job: its allocation claims its volumes.
    pub fn run_job(&mut self, job: &Job) {
        let node = find(&self.nodes, "Name", job.node).cloned().unwrap_or_default();
        let id = uuid(&format!("{} {} {}", job.namespace, job.id, self.index));
        let of = Of { namespace: job.namespace, node: &node, job: job.id, group: job.group, kind: "service" };
        let mut alloc = fill(&alloc_stub(self.api_version, &id, &of, false, nanos(self.now, 7)), &[]);
        let mut states = empty();
        set(&mut states, job.group, self.running(self.now, begun(self.now)));
        set(&mut alloc, "TaskStates", states);
        set(&mut alloc, "deployed", (self.now + DEPLOYED_MS).into());
        let claim = |external: &str| {
            fill(
                r#"{"AllocationID":"?","NodeID":?,"ExternalNodeID":"?","Mode":1,"State":0,"terminal":false,"alloc":?}"#,
                &[&id, field(&node, "ID"), &external, &alloc],
            )
        };
        for volume in job.csi {
            let Ok(place) = position(&self.csi, job.namespace, volume) else { continue };
            let mut volume = self.csi[place].clone();
            self.remember(&mut volume);
            let external = node_name(&volume, &node);
            let modes = items(&volume, "RequestedCapabilities").first().cloned().unwrap_or_default();
            for key in ["AccessMode", "AttachmentMode"] {
                if is(&volume, key, "") {
                    set(&mut volume, key, text(&modes, key).into());
                }
            }
            if let Some(claims) = claims_of(&mut volume) {
                claims.push(claim(&external));
            }
            self.csi[place] = volume;
            self.touch_csi(place, self.now);
        }
        for place in 0..self.hosts.len() {
            let volume = &mut self.hosts[place];
            let named = job.hosts.iter().any(|name| is(volume, "Name", name));
            if !named || !is(volume, "Namespace", job.namespace) || !is(volume, "NodeID", text(&node, "ID")) {
                continue;
            }
            if let Some(claims) = claims_of(volume) {
                claims.push(claim(""));
            }
            if job.sticky {
                let index = self.bump(Table::Claims);
                self.sticky_claims.push(sticky_claim(&self.hosts[place], &id, job, index));
            }
        }
    }

    /// Stops a job: its allocation ends after a while, and then its claims do.
    pub fn stop_job(&mut self, namespace: &str, id: &str) {
        let end = self.now + KILL_MS;
        for volume in self.csi.iter_mut().chain(&mut self.hosts).filter(|volume| is(volume, "Namespace", namespace)) {
            for claim in claims_of(volume).into_iter().flatten() {
                if !is(field(claim, "alloc"), "JobID", id) || flag(claim, "terminal") {
                    continue;
                }
                set(claim, "terminal", true.into());
                set(claim, "due", end.into());
                let mut alloc = field(claim, "alloc").clone();
                let stop = fill(r#"{"DesiredStatus":"stop","DesiredDescription":"alloc not needed due to job update"}"#, &[]);
                extend(&mut alloc, stop);
                let told = "Sent interrupt. Waiting 5s before force killing";
                let killing = event("Killing", told, r#"{"kill_timeout":"5s"}"#, self.now, KILL_MS);
                for task in tasks(&mut alloc) {
                    let mut events = items(task, "Events").to_vec();
                    events.push(killing.clone());
                    set(task, "Events", events.into());
                }
                set(claim, "alloc", alloc);
            }
        }
        self.schedule(end);
    }

    /// The state of a task that runs since this time.
    fn running(&self, since: u64, events: Vec<Value>) -> Value {
        let of = Of { namespace: "", node: &Value::Null, job: "", group: "task", kind: "" };
        let stub = fill(&alloc_stub(self.api_version, "", &of, false, nanos(since, 3)), &[]);
        let mut state = field(field(&stub, "TaskStates"), "task").clone();
        set(&mut state, "Events", events.into());
        state
    }
}

/// What happens to a task that starts.
fn begun(at: u64) -> Vec<Value> {
    let building = "Building Task Directory";
    vec![
        event("Received", "Task received by client", "{}", at, 0),
        event("Task Setup", building, r#"{"message":"Building Task Directory"}"#, at, 0),
        event("Started", "Task started by client", "{}", at, 0),
    ]
}

fn sticky_claim(volume: &Value, alloc: &str, job: &Job, index: u64) -> Value {
    fill(
        r#"{"ID":"?","Namespace":"?","JobID":"?","TaskGroupName":"?","AllocID":"?","VolumeID":?,"VolumeName":?,"CreateIndex":?,
        "ModifyIndex":?}"#,
        &[
            &uuid(&["claim ", alloc].concat()),
            &job.namespace,
            &job.id,
            &job.group,
            &alloc,
            field(volume, "ID"),
            field(volume, "Name"),
            &index,
            &index,
        ],
    )
}
