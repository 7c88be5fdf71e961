//! Policies: their rules in HCL, and what those allow.
//!
//! Only the shape that policies have is read: blocks with or without a label, and in them attributes that are a text or a
//! list of texts. Source: `acl/policy.go` (`Parse`, `expandNamespacePolicy`).

use super::id::hash;
use super::state::Table;
use super::value::{empty, field, fill, is, items, set, text};
use super::{ApiVersion, Nomad};
use serde_json::{Map, Value};

/// What `policy = "read"` in a namespace stands for.
const READ: &str = "list-jobs parse-job read-job csi-list-volume csi-read-volume read-job-scaling list-scaling-policies \
    read-scaling-policy host-volume-read";
/// What `policy = "write"` adds to it.
const WRITE: &str = "scale-job submit-job dispatch-job read-logs read-fs alloc-exec alloc-lifecycle csi-mount-volume \
    csi-write-volume submit-recommendation host-volume-write";

/// Capabilities that imply others.
const IMPLIED: [(&str, &str); 3] = [
    ("host-volume-write", "host-volume-register host-volume-create host-volume-delete host-volume-read"),
    ("host-volume-register", "host-volume-create host-volume-read"),
    ("host-volume-create", "host-volume-read"),
];

/// Blocks that may stand once, and their names in the answer.
const COARSE: [(&str, &str); 5] =
    [("agent", "Agent"), ("node", "Node"), ("operator", "Operator"), ("plugin", "Plugin"), ("quota", "Quota")];

/// The words, texts and signs of a policy; a text begins with its quote.
fn tokens(rules: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = rules.trim_start();
    while let Some(first) = rest.chars().next() {
        if first == '"' {
            let (text, after) = rest[1..].split_once('"').unwrap_or((&rest[1..], ""));
            found.push(["\"", text].concat());
            rest = after.trim_start();
            continue;
        }
        let end = match first {
            '{' | '}' | '[' | ']' | '=' | ',' => 1,
            _ => rest.find(|c: char| c.is_whitespace() || "{}[]=,\"".contains(c)).unwrap_or(rest.len()),
        };
        found.push(rest[..end].to_owned());
        rest = rest[end..].trim_start();
    }
    found
}

/// A policy's rules as the answer shows them under `RulesJSON`.
pub(super) fn parse(rules: &str, api_version: ApiVersion) -> Value {
    let mut parsed = fill(
        r#"{"Agent":null,"HostVolumes":null,"Namespaces":null,"Node":null,"NodePools":null,"Operator":null,"Plugin":null,"Quota":null}"#,
        &[],
    );
    if api_version >= ApiVersion::V200 {
        set(&mut parsed, "ExtraKeysHCL", Value::Null);
        set(&mut parsed, "Sentinel", Value::Null);
    }
    set(&mut parsed, "Raw", rules.into());
    let tokens = tokens(rules);
    let mut rest = tokens.iter().map(String::as_str).peekable();
    while let Some(kind) = rest.next() {
        let label = rest.next_if(|next| next.starts_with('"')).map(|label| label[1..].to_owned());
        let (mut policy, mut capabilities, mut attribute) = (String::new(), Vec::new(), "");
        for token in rest.by_ref().take_while(|token| *token != "}") {
            match (token.strip_prefix('"'), attribute) {
                (Some(text), "policy") => text.clone_into(&mut policy),
                (Some(text), "capabilities") => capabilities.push(text.to_owned()),
                (None, _) if token.chars().all(|c| c.is_ascii_lowercase() || c == '_') => attribute = token,
                _ => {}
            }
        }
        if let Some((_, name)) = COARSE.iter().find(|(block, _)| *block == kind) {
            set(&mut parsed, name, Value::Object(Map::from_iter([("Policy".to_owned(), policy.into())])));
            continue;
        }
        let list = match kind {
            "namespace" => "Namespaces",
            "host_volume" => "HostVolumes",
            "node_pool" => "NodePools",
            _ => continue,
        };
        let mut row = empty();
        if list == "Namespaces" {
            expand(&mut capabilities, &policy);
            set(&mut row, "Variables", Value::Null);
        }
        set(&mut row, "Name", label.unwrap_or_default().into());
        set(&mut row, "Policy", policy.into());
        set(&mut row, "Capabilities", if capabilities.is_empty() { Value::Null } else { capabilities.into() });
        let mut rows = items(&parsed, list).to_vec();
        rows.push(row);
        set(&mut parsed, list, rows.into());
    }
    parsed
}

/// Adds what the policy of a namespace, and the capabilities themselves, stand for.
fn expand(capabilities: &mut Vec<String>, policy: &str) {
    let add = |capabilities: &mut Vec<String>, more: &str| {
        for one in more.split_ascii_whitespace() {
            if !capabilities.iter().any(|have| have == one) {
                capabilities.push(one.to_owned());
            }
        }
    };
    match policy {
        "read" => add(capabilities, READ),
        "write" => {
            add(capabilities, READ);
            add(capabilities, WRITE);
        }
        _ => {}
    }
    for (one, more) in IMPLIED {
        if capabilities.iter().any(|have| have == one) {
            add(capabilities, more);
        }
    }
}

/// Whether these rules grant one of these rights in this namespace; `*` means in any. `plugin:list` and the like are of
/// the cluster.
pub(super) fn rights(rules: &Value, wanted: &str, namespace: &str) -> bool {
    wanted.split(' ').any(|right| match right.split_once(':') {
        Some((of, level)) => {
            let block = COARSE.iter().find(|(block, _)| *block == of).map_or(&Value::Null, |(_, name)| field(rules, name));
            let enough: &[&str] = if level == "list" { &["list", "read", "write"] } else { &["read", "write"] };
            enough.contains(&text(block, "Policy"))
        }
        None => items(rules, "Namespaces").iter().any(|rule| {
            let name = text(rule, "Name");
            let here = namespace == "*" || name == namespace || name.strip_suffix('*').is_some_and(|start| namespace.starts_with(start));
            // `*` is any capability.
            let granted = || items(rule, "Capabilities").iter().any(|have| right == "*" || have == right);
            here && !is(rule, "Policy", "deny") && granted()
        }),
    })
}

impl Nomad {
    /// Keeps a policy, its rules taken apart.
    pub(super) fn keep_policy(&mut self, name: &str, rules: &str) {
        let index = self.bump(Table::Namespaces);
        let mut policy = fill(
            r#"{"Name":"?","Description":"","JobACL":null,"Hash":"?","CreateIndex":?,"ModifyIndex":?}"#,
            &[&name, &format!("{:016x}", hash(rules)), &index, &index],
        );
        set(&mut policy, "RulesJSON", parse(rules, self.api_version));
        set(&mut policy, "Rules", rules.into());
        self.policies.retain(|other| !is(other, "Name", name));
        self.policies.push(policy);
    }
}
