//! What the API key may do, as its policies say: <https://www.scaleway.com/en/developers/api/iam/>. A key belongs to a user or to an
//! application; their policies, and those of their groups, have rules; a rule gives permission sets in some projects or in all.
//! Without a policy that lets it read IAM, a key cannot know what it may do.

use super::decode::{Api, ObjectReader};
use voldeck_core::fill;
use voldeck_core::model::Timestamp;
use voldeck_core::sort::sort;
use voldeck_core::texts::t;

/// What a key may do.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rights {
    /// Whether it is the owner's of the organization, who may do everything.
    pub owner: bool,
    /// What the rules of its policies give.
    pub grants: Vec<Grant>,
    /// When it was made.
    pub created: Option<Timestamp>,
    /// When it expires.
    pub expires: Option<Timestamp>,
}

/// One rule of a policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// Names of permission sets: `BlockStorageReadOnly`.
    pub sets: Vec<String>,
    /// The projects that it is for; `None` is all of the organization.
    pub projects: Option<Vec<String>>,
}

impl Grant {
    /// Reads a rule.
    pub fn of(rule: &ObjectReader) -> Self {
        let projects = rule.texts("project_ids");
        Self { sets: rule.texts("permission_set_names"), projects: (!projects.is_empty()).then_some(projects) }
    }

    /// Whether it gives anything of a product; with `write`, more than reading. A set that is not known and is not named as one
    /// that only reads may give everything.
    fn gives(&self, product: &str, write: bool) -> bool {
        let of_it = |set: &&String| set.starts_with("AllProducts") || set.starts_with(product);
        self.sets.iter().filter(of_it).any(|set| !write || !set.ends_with("ReadOnly"))
    }
}

/// What the permission sets of an API begin with; the original one has none.
pub fn product(api: Api) -> Option<&'static str> {
    match api {
        Api::Block => Some("BlockStorage"),
        Api::Instance => Some("Instances"),
        Api::Legacy => None,
    }
}

impl Rights {
    /// Why nothing of a product can be changed, in this project or, without one, anywhere.
    pub fn refusal(&self, product: &str, project: Option<&str>) -> Option<String> {
        let here = |grant: &&Grant| match (&grant.projects, project) {
            (Some(projects), Some(project)) => projects.iter().any(|one| one == project),
            _ => true,
        };
        let may = self.owner || self.grants.iter().filter(here).any(|grant| grant.gives(product, true));
        let place = if project.is_some() { t(" for this project") } else { "" };
        (!may).then(|| fill!("The API key lacks the permission set {product}FullAccess{place}.", product, place))
    }

    /// Why a list of a product may not hold everything.
    pub fn hides(&self, product: &str, what: &str) -> Option<String> {
        if self.owner {
            return None;
        }
        let reading: Vec<_> = self.grants.iter().filter(|grant| grant.gives(product, false)).collect();
        if reading.is_empty() {
            return Some(fill!("The API key lacks the permission set {product}ReadOnly: {what} may be hidden from it.", product, what));
        }
        let mut projects: Vec<&str> = Vec::new();
        for grant in reading {
            // One that is for all projects is enough.
            projects.extend(grant.projects.as_ref()?.iter().map(String::as_str));
        }
        sort(&mut projects, Ord::cmp);
        projects.dedup();
        Some(fill!(
            "The API key may read this only in {projects}; {what} of other projects are hidden from it.",
            projects = projects.join(", "),
            what
        ))
    }

    /// All permission sets, each once.
    pub fn sets(&self) -> String {
        let mut sets: Vec<&str> = self.grants.iter().flat_map(|grant| &grant.sets).map(String::as_str).collect();
        sort(&mut sets, Ord::cmp);
        sets.dedup();
        sets.join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rights(rules: &[&str]) -> Rights {
        Rights { grants: rules.iter().map(|rule| Grant::of(&ObjectReader::parse(rule).unwrap())).collect(), ..Rights::default() }
    }

    #[test]
    fn what_a_key_may_change_and_see_follows_from_its_rules() {
        let check = |rules: &[&str], product: &str, project: Option<&str>, may: bool, hides: Option<&str>| {
            let rights = rights(rules);
            assert_eq!(rights.refusal(product, project).is_none(), may, "{rules:?} {product} {project:?}");
            let hidden = rights.hides(product, "volumes");
            assert!(hidden.is_some() == hides.is_some() && hidden.unwrap_or_default().contains(hides.unwrap_or_default()), "{rules:?}");
        };
        let all = r#"{"permission_set_names":["AllProductsFullAccess"],"organization_id":"o"}"#;
        let reads = r#"{"permission_set_names":["AllProductsReadOnly","IAMReadOnly"],"organization_id":"o"}"#;
        let block = r#"{"permission_set_names":["BlockStorageFullAccess"],"project_ids":["p","q"]}"#;
        let part = r#"{"permission_set_names":["InstancesSomethingNew"],"project_ids":["p"]}"#;
        check(&[all], "BlockStorage", Some("p"), true, None);
        check(&[reads], "BlockStorage", Some("p"), false, None);
        check(&[reads, block], "BlockStorage", Some("p"), true, None);
        check(&[block], "BlockStorage", Some("p"), true, Some("only in p, q"));
        check(&[block], "BlockStorage", Some("other"), false, Some("only in p, q"));
        check(&[block], "BlockStorage", None, true, Some("only in p, q"));
        check(&[block], "Instances", Some("p"), false, Some("InstancesReadOnly"));
        check(&[part], "Instances", Some("p"), true, Some("only in p"));
        check(&[], "Instances", None, false, Some("InstancesReadOnly"));
        let owner = Rights { owner: true, ..Rights::default() };
        assert_eq!((owner.refusal("BlockStorage", Some("p")), owner.hides("Instances", "volumes")), (None, None));
        let words = rights(&[block]).refusal("BlockStorage", Some("other")).unwrap();
        assert_eq!(words, "The API key lacks the permission set BlockStorageFullAccess for this project.");
        assert_eq!(rights(&[reads, block, block]).sets(), "AllProductsReadOnly, BlockStorageFullAccess, IAMReadOnly");
    }
}
