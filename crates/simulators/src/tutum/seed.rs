//! Builds the account from the tables of [`super::catalog`]. Everything follows from names and the given time: no randomness.
//!
//! A service has one group for each of its mount points, and a group one volume for each container, on the container's node.

use super::catalog::{CLUSTERS, LEFT, NODES, SERVICES, STRANGE};
use super::value::{date, link, push, set, text, uuid};
use super::{Event, Row, Seed, Tutum};
use crate::frame::id::hash;
use crate::frame::table;
use serde_json::{Value, json};

const MINUTE: u64 = 60_000;
const HOUR: u64 = 60 * MINUTE;

/// The columns of a table's lines; missing ones are empty.
pub(super) fn rows(table: &'static str) -> impl Iterator<Item = [&'static str; 6]> {
    table::rows(table)
}

/// The state of a service's containers, where the table does not name another.
fn container_state(service: &str) -> &str {
    match service {
        "Partly running" | "Scaling" => "Running",
        "Redeploying" => "Starting",
        "Not running" => "Stopped",
        other => other,
    }
}

impl Tutum {
    /// Fills an empty server.
    pub(super) fn seed_data(&mut self, seed: Seed) {
        self.seed_nodes();
        if seed == Seed::Empty {
            return;
        }
        for [name, stack, state, image, containers, mounts] in rows(SERVICES) {
            self.seed_service(name, stack, state, image, containers, mounts);
        }
        for [name, state, nodes, ..] in rows(LEFT) {
            let group = self.group(name, state);
            for node in nodes.split_whitespace() {
                self.volume(&group, name, node, state);
            }
        }
        for name in STRANGE {
            self.seed_strange(name);
        }
        if let Seed::Many(extra) = seed {
            for number in 0..extra {
                let name = format!("load_{:04}", number / 5);
                let group = uuid(&name);
                if number % 5 == 0 {
                    self.group(&name, "Created");
                }
                self.volume(&group, &format!("{name} {number}"), ["data1", "data2", "web1"][number % 3], "Created");
            }
        }
        self.seed_events();
    }

    /// Adds an object, with what all have.
    fn add(&mut self, noun: &'static str, id: &str, state: &str, mut body: Value, more: Value) {
        set(&mut body, "uuid", id.into());
        set(&mut body, "resource_uri", link(noun, id));
        set(&mut body, "state", state.into());
        self.rows.push(Row { noun, from: 0, body, more });
    }

    /// The object of this noun and uuid.
    fn of(&mut self, noun: &str, id: &str) -> Option<&mut Row> {
        self.rows.iter_mut().find(|row| row.noun == noun && text(&row.body, "uuid") == id)
    }

    /// Hours ago, as many as the name says.
    fn ago(&self, name: &str) -> Value {
        date(self.now.saturating_sub((2 + hash(name) % 900) * HOUR + hash(name) % HOUR)).into()
    }

    fn seed_nodes(&mut self) {
        for [name, region, kind, state, ..] in rows(CLUSTERS) {
            let of = |noun: &str, path: &str| if path.is_empty() { Value::Null } else { link(noun, path) };
            let nodes = rows(NODES).filter(|node| node[1] == name).count();
            let body = json!({"name": name, "node_type": of("nodetype", kind), "region": of("region", region), "deployed_datetime": self.ago(name),
                "destroyed_datetime": null, "current_num_nodes": nodes, "target_num_nodes": nodes});
            let links: Vec<Value> = rows(NODES).filter(|node| node[1] == name).map(|node| link("node", &uuid(node[0]))).collect();
            self.add("nodecluster", &uuid(&["cluster ", name].concat()), state, body, json!({"actions": [], "nodes": links}));
        }
        for [key, cluster, state, ..] in rows(NODES) {
            let id = uuid(key);
            let region = rows(CLUSTERS).find(|row| row[0] == cluster).map_or("", |row| row[1]);
            let deployed = !matches!(state, "Deploying");
            let body = json!({"external_fqdn": format!("{}-acme.node.tutum.io", &id[..8]), "public_ip": format!("203.0.113.{}", hash(key) % 250),
                "node_cluster": link("nodecluster", &uuid(&["cluster ", cluster].concat())),
                "region": if region.is_empty() { Value::Null } else { link("region", region) },
                "node_type": link("nodetype", "digitalocean/2gb"), "disk": 40, "docker_version": "1.9.1", "docker_graphdriver": "aufs",
                "docker_execdriver": "native-0.2", "current_num_containers": 3, "last_seen": date(self.now.saturating_sub(MINUTE)),
                "deployed_datetime": if deployed { self.ago(key) } else { Value::Null },
                "destroyed_datetime": if state == "Terminated" { self.ago("destroyed") } else { Value::Null }});
            self.add("node", &id, state, body, json!({"actions": []}));
        }
    }

    pub(super) fn seed_service(&mut self, name: &str, stack: &str, state: &str, image: &str, containers: &str, mounts: &str) {
        let id = uuid(&["service ", name].concat());
        let of_stack = uuid(&["stack ", stack].concat());
        if !stack.is_empty() {
            if self.of("stack", &of_stack).is_none() {
                let body = json!({"name": stack, "synchronized": true, "deployed_datetime": self.ago(stack), "destroyed_datetime": null});
                self.add("stack", &of_stack, "Running", body, json!({"actions": [], "services": []}));
            }
            if let Some(row) = self.of("stack", &of_stack) {
                push(&mut row.more, "services", link("service", &id));
            }
        }
        let all: Vec<&str> = containers.split_whitespace().collect();
        let stopped = all.iter().filter(|word| word.contains(':')).count();
        let running = if container_state(state) == "Running" { all.len() - stopped } else { 0 };
        let started = if state == "Not running" { Value::Null } else { self.ago(name) };
        let body = json!({"name": name, "stack": if stack.is_empty() { Value::Null } else { link("stack", &of_stack) }, "image_name": image,
            "image_tag": link("image", &image.replace(':', "/tag/")), "autodestroy": "OFF", "autoredeploy": false, "autorestart": "ON_FAILURE",
            "container_ports": [], "cpu_shares": null, "memory": null, "privileged": false, "entrypoint": null, "run_command": null,
            "deployment_strategy": "EMPTIEST_NODE", "sequential_deployment": false, "synchronized": true,
            "public_dns": format!("{name}.acme.svc.tutum.io"), "deployed_datetime": self.ago(name), "started_datetime": started,
            "stopped_datetime": null, "destroyed_datetime": if state == "Terminated" { self.ago("destroyed") } else { Value::Null },
            "target_num_containers": all.len(), "current_num_containers": all.len(), "running_num_containers": running,
            "stopped_num_containers": if state == "Stopped" { all.len() } else { stopped }});
        // Secrets that a console must not keep: only the full reading of a service has them.
        let more = json!({"actions": [], "bindings": [], "containers": [], "container_envvars": [{"key": "DB_PASS", "value": "s3cr3t-of-the-service"}],
            "link_variables": {}, "linked_from_service": [], "linked_to_service": [], "roles": []});
        self.add("service", &id, state, body, more);
        let mut homes = Vec::new();
        for (word, number) in all.into_iter().zip(1..) {
            let (node, of_container) = word.split_once(':').unwrap_or((word, container_state(state)));
            let name = format!("{name}-{number}");
            let container = uuid(&["container ", &name].concat());
            let body = json!({"name": name, "service": link("service", &id), "node": link("node", &uuid(node)), "image_name": image,
                "container_ports": [], "deployed_datetime": self.ago(&name), "destroyed_datetime": null, "exit_code": null, "exit_code_msg": null,
                "started_datetime": if of_container == "Running" { self.ago(&name) } else { Value::Null }, "stopped_datetime": null,
                "public_dns": format!("{name}.{}.cont.tutum.io", &container[..8]), "synchronized": true});
            self.add("container", &container, of_container, body, json!({"actions": [], "bindings": [], "container_envvars": []}));
            if let Some(row) = self.of("service", &id) {
                push(&mut row.more, "containers", link("container", &container));
            }
            homes.push((container, node));
        }
        for mount in mounts.split_whitespace() {
            self.mount(&id, mount, &homes, if state == "Terminated" { state } else { "Created" });
        }
    }

    /// Binds a group to a service and its volumes to the containers.
    fn mount(&mut self, service: &str, mount: &str, homes: &[(String, &str)], state: &str) {
        let (name, path) = mount.split_once('=').unwrap_or((mount, "/"));
        let (path, rewritable) = path.strip_suffix(":ro").map_or((path, true), |path| (path, false));
        let group = match name.strip_prefix('+') {
            Some(other) => uuid(other),
            None => self.group(name, state),
        };
        let name = name.trim_start_matches('+');
        let binding = |of: &str, to: Value| {
            let mut binding = json!({"host_path": null, "container_path": path, "rewritable": rewritable, "volumes_from": null});
            set(&mut binding, of, to);
            binding
        };
        if let Some(row) = self.of("volumegroup", &group) {
            push(&mut row.body, "services", link("service", service));
        }
        if let Some(row) = self.of("service", service) {
            push(&mut row.more, "bindings", binding("volume_group", link("volumegroup", &group)));
        }
        for (container, node) in homes {
            let volume = self.volume(&group, name, node, state);
            if let Some(row) = self.of("volume", &volume) {
                push(&mut row.body, "containers", link("container", container));
            }
            if let Some(row) = self.of("container", container) {
                push(&mut row.more, "bindings", binding("volume", link("volume", &volume)));
            }
        }
    }

    /// A new group; gives its uuid.
    pub(super) fn group(&mut self, name: &str, state: &str) -> String {
        let id = uuid(name);
        self.add("volumegroup", &id, state, json!({"name": name, "services": [], "volumes": []}), json!({}));
        id
    }

    /// The volume of a group on a node, made if there is none; gives its uuid.
    pub(super) fn volume(&mut self, group: &str, name: &str, node: &str, state: &str) -> String {
        let id = uuid(&["volume ", name, " ", node].concat());
        if self.of("volume", &id).is_none() {
            let body = json!({"containers": [], "node": link("node", &uuid(node)), "volume_group": link("volumegroup", group)});
            self.add("volume", &id, state, body, json!({}));
            if let Some(row) = self.of("volumegroup", group) {
                push(&mut row.body, "volumes", link("member volume", &id));
            }
        }
        id
    }

    fn seed_strange(&mut self, name: &str) {
        let group = self.group(name, if name.ends_with("nobody knows") { "Quarantined" } else { "Created" });
        if name.ends_with("left out") || name.ends_with("is gone") {
            self.volume(&group, name, "web2", "Created");
        }
        let Some(row) = self.of("volumegroup", &group) else { return };
        if name.ends_with("no state") {
            set(&mut row.body, "state", Value::Null);
        } else if name.ends_with("is gone") {
            push(&mut row.body, "volumes", link("member volume", &uuid("nowhere")));
        } else if name.ends_with("is a word") {
            set(&mut row.body, "services", "none".into());
        } else if name.ends_with("left out")
            && let Value::Object(map) = &mut row.body
        {
            map.remove("volumes");
            map.remove("services");
        }
    }

    /// What happens by itself: a service starts and its group appears with it; one ends, and its group with it.
    fn seed_events(&mut self) {
        let now = self.now;
        let mut at = |after: u64, id: String, field: &'static str, value: Value| {
            self.events.push(Event { at: now + after, uuid: id, field, value });
        };
        let influx = uuid("service influxdb");
        at(MINUTE / 2, influx.clone(), "state", "Running".into());
        at(MINUTE / 2, influx, "running_num_containers", 1.into());
        at(MINUTE / 2, uuid("container influxdb-1"), "state", "Running".into());
        let (group, volume) = (uuid("mongo_db"), uuid("volume mongo_db batch2"));
        for (id, container) in
            [(uuid("service mongo"), false), (uuid("container mongo-1"), true), (group.clone(), false), (volume.clone(), false)]
        {
            at(MINUTE, id, "state", "Terminated".into());
            if container {
                at(MINUTE, volume.clone(), "containers", json!([]));
                at(MINUTE, group.clone(), "services", json!([]));
            }
        }
        // Listed for a while, then not any more.
        for id in [group, volume, uuid("service mongo"), uuid("container mongo-1")] {
            at(30 * MINUTE, id, "", Value::Null);
        }
        for name in ["influxdb_data", "volume influxdb_data office1"] {
            let id = uuid(name);
            for row in self.rows.iter_mut().filter(|row| text(&row.body, "uuid") == id) {
                row.from = now + MINUTE / 4;
            }
        }
    }
}
