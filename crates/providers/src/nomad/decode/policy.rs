//! An ACL policy as the server understood it: `RulesJSON` of `GET /v1/acl/policy/:name`.
//!
//! <https://github.com/hashicorp/nomad/blob/v1.10.5/acl/policy.go> (`Policy`)

use super::ObjectReader;

/// The rules of a policy that storage needs. `None` where the policy has no such rule.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Policy {
    /// What may be done in which namespaces.
    pub namespaces: Vec<NamespaceRule>,
    /// `read`, `list`, `deny`.
    pub plugin: Option<String>,
    /// `read`, `write`, `deny`.
    pub node: Option<String>,
    /// `read`, `write`, `deny`.
    pub agent: Option<String>,
}

/// The rule of one namespace, or of those whose names match.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NamespaceRule {
    /// A name, with `*` for anything.
    pub name: String,
    /// `read`, `write`, `deny`, `list`, `scale`: a name for several capabilities.
    pub policy: Option<String>,
    /// `csi-read-volume`, `deny`.
    pub capabilities: Vec<String>,
}

/// Reads a policy; `None` where the server tells the rules only as a person wrote them.
///
/// # Errors
///
/// When it is no object.
pub fn policy(body: &str) -> Result<Option<Policy>, String> {
    let answer = ObjectReader::parse(body)?;
    let Some(rules) = answer.object("RulesJSON") else { return Ok(None) };
    let word = |name: &str| rules.object(name).and_then(|rule| rule.text("Policy"));
    let namespace = |rule: ObjectReader| {
        Some(NamespaceRule { name: rule.text("Name")?, policy: rule.text("Policy"), capabilities: rule.texts("Capabilities") })
    };
    let namespaces = rules.objects("Namespaces").into_iter().filter_map(namespace).collect();
    Ok(Some(Policy { namespaces, plugin: word("Plugin"), node: word("Node"), agent: word("Agent") }))
}
