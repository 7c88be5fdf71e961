//! What a token may do, as far as its own policies tell.
//!
//! Nomad lets every token read the policies it has. The rules are put together as the server does it: several policies add up, a
//! `deny` beats them all, a namespace that is named beats one that only matches, and of those that match the closest one counts.
//! <https://github.com/hashicorp/nomad/blob/v1.10.5/acl/acl.go>, <https://github.com/hashicorp/nomad/blob/v1.10.5/acl/policy.go>

use super::decode::{NamespaceRule, Policy};

/// What is known of a token's rights.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Rights {
    /// Nothing: what is not known is tried.
    #[default]
    Unknown,
    /// Everything: a management token, or ACLs are off.
    All,
    /// What these policies give.
    Of(Vec<Policy>),
}

/// A right, by the name it has in a policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Right {
    /// Any of these capabilities in a namespace; the first is the one to ask for.
    Namespace(&'static [&'static str]),
    /// `plugin { policy = "read" }`.
    PluginRead,
    /// `plugin { policy = "list" }`.
    PluginList,
    /// `node { policy = "read" }`.
    NodeRead,
    /// `agent { policy = "read" }`.
    AgentRead,
}

/// Lists CSI volumes.
pub const LIST_CSI: Right = Right::Namespace(&["csi-list-volume", "csi-read-volume", "csi-mount-volume", "list-jobs"]);
/// Registers, creates, changes, deregisters and deletes CSI volumes; takes and deletes snapshots.
pub const WRITE_CSI: Right = Right::Namespace(&["csi-write-volume"]);
/// Detaches CSI volumes.
pub const MOUNT_CSI: Right = Right::Namespace(&["csi-mount-volume"]);
/// Lists and reads host volumes.
pub const READ_HOST: Right = Right::Namespace(&["host-volume-read"]);
/// Creates host volumes.
pub const CREATE_HOST: Right = Right::Namespace(&["host-volume-create"]);
/// Registers host volumes.
pub const REGISTER_HOST: Right = Right::Namespace(&["host-volume-register"]);
/// Deletes host volumes.
pub const DELETE_HOST: Right = Right::Namespace(&["host-volume-delete"]);
/// Deletes the claims of task groups. Some releases take the right to delete volumes for it.
pub const WRITE_HOST: Right = Right::Namespace(&["host-volume-write", "host-volume-delete"]);

/// What one capability brings with it.
const BRINGS: &[(&str, &[&str])] = &[
    ("host-volume-write", &["host-volume-register", "host-volume-create", "host-volume-delete", "host-volume-read"]),
    ("host-volume-register", &["host-volume-create", "host-volume-read"]),
    ("host-volume-create", &["host-volume-read"]),
];

/// What a namespace's `policy` stands for, of what storage needs.
const READS: &[&str] = &["list-jobs", "read-job", "csi-list-volume", "csi-read-volume", "host-volume-read"];
/// See [`READS`].
const WRITES: &[&str] = &["csi-mount-volume", "csi-write-volume", "submit-job", "host-volume-write"];

impl Right {
    /// What it is called in a policy: `csi-write-volume`, `plugin:read`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Namespace(any) => any.first().copied().unwrap_or_default(),
            Self::PluginRead => "plugin:read",
            Self::PluginList => "plugin:list",
            Self::NodeRead => "node:read",
            Self::AgentRead => "agent:read",
        }
    }
}

impl Rights {
    /// Whether the token has this right in this namespace; `None` if nobody knows. `*` asks for any namespace at all.
    pub fn has(&self, right: Right, namespace: &str) -> Option<bool> {
        let policies = match self {
            Self::Unknown => return None,
            Self::All => return Some(true),
            Self::Of(policies) => policies,
        };
        let any = |pick: fn(&Policy) -> &Option<String>, good: &[&str]| {
            let words: Vec<_> = policies.iter().filter_map(|policy| pick(policy).as_deref()).collect();
            !words.contains(&"deny") && words.iter().any(|word| good.contains(word))
        };
        Some(match right {
            Right::Namespace(capabilities) if namespace == "*" => {
                let mut names = policies.iter().flat_map(|policy| &policy.namespaces).map(|rule| rule.name.as_str());
                names.any(|name| grants(policies, name, capabilities))
            }
            Right::Namespace(capabilities) => grants(policies, namespace, capabilities),
            Right::PluginRead => any(|policy| &policy.plugin, &["read", "write"]),
            Right::PluginList => any(|policy| &policy.plugin, &["list", "read", "write"]),
            Right::NodeRead => any(|policy| &policy.node, &["read", "write"]),
            Right::AgentRead => any(|policy| &policy.agent, &["read", "write"]),
        })
    }

    /// The name of this right, if the token is known to lack it.
    pub fn lacks(&self, right: Right, namespace: &str) -> Option<&'static str> {
        (self.has(right, namespace) == Some(false)).then(|| right.name())
    }

    /// The namespaces that it has this right in, as its policies name them; `None` if that is all of them, or if nobody knows.
    pub fn only_in(&self, right: Right) -> Option<Vec<&str>> {
        let (Self::Of(policies), Right::Namespace(capabilities)) = (self, right) else { return None };
        let mut names: Vec<&str> = Vec::new();
        for rule in policies.iter().flat_map(|policy| &policy.namespaces) {
            if !names.contains(&rule.name.as_str()) {
                names.push(&rule.name);
            }
        }
        let everywhere = names.contains(&"*") && names.iter().all(|name| grants(policies, name, capabilities));
        names.retain(|name| grants(policies, name, capabilities));
        (!everywhere).then_some(names)
    }
}

/// Whether the rules that count for a namespace give any of these.
fn grants(policies: &[Policy], namespace: &str, capabilities: &[&str]) -> bool {
    let rules: Vec<&NamespaceRule> = policies.iter().flat_map(|policy| &policy.namespaces).collect();
    let Some(name) = closest(&rules, namespace) else { return false };
    let mut has: Vec<&str> = Vec::new();
    for rule in rules.iter().filter(|rule| rule.name == name) {
        let word = rule.policy.as_deref().unwrap_or_default();
        for capability in rule.capabilities.iter().map(String::as_str).chain([word]) {
            has.push(capability);
            has.extend(BRINGS.iter().filter(|(one, _)| *one == capability).flat_map(|(_, more)| *more));
        }
        if matches!(word, "read" | "write") {
            has.extend(READS);
        }
        if word == "write" {
            has.extend(WRITES);
            has.extend(BRINGS[0].1);
        }
    }
    !has.contains(&"deny") && capabilities.iter().any(|capability| has.contains(capability))
}

/// The name of the rule that counts: that of the namespace itself, or else the one that matches with the fewest letters left to `*`.
fn closest<'a>(rules: &[&'a NamespaceRule], namespace: &str) -> Option<&'a str> {
    let names = || rules.iter().map(|rule| rule.name.as_str());
    if let Some(own) = names().find(|name| *name == namespace) {
        return Some(own);
    }
    names().filter(|name| matches(name, namespace)).max_by_key(|name| (name.len() - stars(name), std::cmp::Reverse(stars(name))))
}

fn stars(pattern: &str) -> usize {
    pattern.matches('*').count()
}

/// Whether a name matches a pattern whose `*` stand for anything.
fn matches(pattern: &str, name: &str) -> bool {
    let Some((start, rest)) = pattern.split_once('*') else { return pattern == name };
    let Some(mut left) = name.strip_prefix(start) else { return false };
    let mut parts: Vec<&str> = rest.split('*').collect();
    let end = parts.pop().unwrap_or_default();
    for part in parts {
        let Some(at) = left.find(part) else { return false };
        left = &left[at + part.len()..];
    }
    left.ends_with(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn policy(rules: &[(&str, &str, &str)], plugin: &str) -> Policy {
        let rule = |(name, policy, capabilities): &(&str, &str, &str)| NamespaceRule {
            name: (*name).to_owned(),
            policy: Some((*policy).to_owned()).filter(|policy| !policy.is_empty()),
            capabilities: capabilities.split_whitespace().map(str::to_owned).collect(),
        };
        let plugin = Some(plugin.to_owned()).filter(|plugin| !plugin.is_empty());
        Policy { namespaces: rules.iter().map(rule).collect(), plugin, ..Policy::default() }
    }

    #[test]
    fn a_right_counts_where_the_closest_rule_gives_it_and_none_denies_it() {
        let rights = Rights::Of(vec![
            policy(&[("default", "", "csi-read-volume"), ("team-*", "read", ""), ("team-b", "deny", ""), ("*-prod", "write", "")], "list"),
            policy(
                &[
                    ("default", "", "csi-write-volume"),
                    ("team-b", "write", ""),
                    ("*", "", "list-jobs"),
                    ("scratch", "", "host-volume-register"),
                ],
                "",
            ),
        ]);
        let check = |right, namespace: &str, expected| assert_eq!(rights.has(right, namespace), Some(expected), "{right:?} {namespace}");
        check(WRITE_CSI, "default", true);
        check(MOUNT_CSI, "default", false);
        check(READ_HOST, "team-a", true);
        check(WRITE_CSI, "team-a", false);
        check(READ_HOST, "team-b", false);
        check(WRITE_CSI, "db-prod", true);
        check(DELETE_HOST, "db-prod", true);
        check(LIST_CSI, "anything", true);
        check(READ_HOST, "anything", false);
        check(CREATE_HOST, "scratch", true);
        check(DELETE_HOST, "scratch", false);
        check(WRITE_CSI, "*", true);
        check(Right::PluginList, "", true);
        check(Right::PluginRead, "", false);
        check(Right::NodeRead, "", false);
        assert_eq!(rights.lacks(MOUNT_CSI, "default"), Some("csi-mount-volume"));
        assert_eq!(rights.only_in(READ_HOST), Some(vec!["team-*", "*-prod", "scratch"]));
    }

    #[test]
    fn what_is_not_known_excludes_nothing_and_a_manager_may_do_all() {
        assert_eq!((Rights::Unknown.has(WRITE_CSI, "a"), Rights::Unknown.lacks(WRITE_CSI, "a")), (None, None));
        assert_eq!((Rights::All.has(Right::PluginRead, ""), Rights::All.only_in(READ_HOST)), (Some(true), None));
        assert_eq!(Rights::Of(Vec::new()).lacks(READ_HOST, "*"), Some("host-volume-read"));
        let everywhere = Rights::Of(vec![policy(&[("*", "write", "")], "")]);
        assert_eq!(everywhere.only_in(READ_HOST), None);
    }

    #[test]
    fn a_star_stands_for_anything() {
        for (pattern, name, expected) in [
            ("*", "", true),
            ("team-*", "team-", true),
            ("team-*", "teams", false),
            ("*-prod", "db-prod", true),
            ("a*b*c", "a1b2c", true),
            ("a*b*c", "a1c", false),
            ("ab*ba", "aba", false),
            ("plain", "plain", true),
        ] {
            assert_eq!(matches(pattern, name), expected, "{pattern} {name}");
        }
    }
}
