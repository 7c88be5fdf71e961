//! What depends on a resource, as far as it is known: named before something is destroyed.

use crate::model::{Kind, Resource};
use crate::texts::t;

/// Something that depends on a resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dependent {
    /// What it is; for the icon.
    pub kind: Kind,
    /// What it is called.
    pub name: String,
    /// The provider's id of it, where its name is another.
    pub id: Option<String>,
    /// How it depends: `snapshot of it`.
    pub how: &'static str,
    /// Its state, in the provider's word.
    pub state: String,
}

/// What depends on a resource among all that is known of its connection: its snapshots, volumes made of it, and other registrations
/// of the same storage. Each is named once, however often it was read.
pub fn dependents<'a>(target: &Resource, known: impl IntoIterator<Item = &'a Resource>) -> Vec<Dependent> {
    let mut found: Vec<Dependent> = Vec::new();
    let mut seen: Vec<&crate::model::Id> = Vec::new();
    for other in known {
        if other.id == target.id && other.kind == target.kind || seen.contains(&&other.id) {
            continue;
        }
        let Some(how) = depends(other, target) else { continue };
        seen.push(&other.id);
        found.push(Dependent {
            kind: other.kind,
            name: other.name.clone(),
            id: Some(other.provider_id.clone()).filter(|id| *id != other.name),
            how,
            state: other.status.label.clone(),
        });
    }
    crate::sort::sort(&mut found, |a, b| (a.how, &a.name, &a.id).cmp(&(b.how, &b.name, &b.id)));
    found
}

fn depends(other: &Resource, target: &Resource) -> Option<&'static str> {
    let is_target = |id: &String| !id.is_empty() && (*id == target.provider_id || Some(id) == target.storage_id.as_ref());
    let made_of_it = other.source.as_ref().is_some_and(is_target);
    match (target.kind, other.kind) {
        (Kind::Volume, Kind::Snapshot) if made_of_it => Some(t("snapshot of it")),
        (Kind::Volume | Kind::Snapshot, Kind::Volume) if made_of_it => Some(t("made of it")),
        (Kind::Volume, Kind::Volume) if target.storage_id.is_some() && other.storage_id == target.storage_id => {
            Some(t("the same storage, registered again"))
        }
        _ => None,
    }
}

/// Whether another resource of the kind has the same name, so that the name does not say which one is meant.
pub fn same_name<'a>(target: &Resource, known: impl IntoIterator<Item = &'a Resource>) -> bool {
    known.into_iter().any(|other| other.kind == target.kind && other.name == target.name && other.id != target.id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Id, Status};

    fn one(kind: Kind, id: &str, source: Option<&str>, storage: Option<&str>) -> Resource {
        let mut one = Resource::new(
            kind,
            Id::new(&format!("{}/{id}", kind.noun())),
            id.into(),
            Some(format!("n-{id}")),
            Status::not_reported(),
            "{}",
        );
        one.source = source.map(str::to_owned);
        one.storage_id = storage.map(str::to_owned);
        one
    }

    #[test]
    fn each_dependent_is_named_once_with_how_it_depends() {
        let target = one(Kind::Volume, "v", None, Some("ext-7"));
        let known = [
            target.clone(),
            one(Kind::Snapshot, "by-id", Some("v"), None),
            one(Kind::Snapshot, "by-id", Some("v"), None),
            one(Kind::Snapshot, "by-storage", Some("ext-7"), None),
            one(Kind::Snapshot, "of-another", Some("w"), None),
            one(Kind::Volume, "twin", None, Some("ext-7")),
            one(Kind::Volume, "clone", Some("ext-7"), Some("ext-8")),
            one(Kind::Volume, "stranger", None, None),
        ];
        let found: Vec<_> = dependents(&target, &known).into_iter().map(|one| format!("{} {}", one.name, one.how)).collect();
        assert_eq!(
            found,
            ["n-clone made of it", "n-by-id snapshot of it", "n-by-storage snapshot of it", "n-twin the same storage, registered again"]
        );
    }

    #[test]
    fn volumes_made_of_a_snapshot_depend_on_it() {
        let snapshot = one(Kind::Snapshot, "s", Some("v"), None);
        let known =
            [one(Kind::Volume, "restored", Some("s"), None), one(Kind::Volume, "v", None, None), one(Kind::Snapshot, "t", Some("s"), None)];
        let found: Vec<_> = dependents(&snapshot, &known).into_iter().map(|one| one.name).collect();
        assert_eq!(found, ["n-restored"]);
    }

    #[test]
    fn a_name_that_another_one_has_too_does_not_say_which_is_meant() {
        let mut other = one(Kind::Volume, "w", None, None);
        let target = one(Kind::Volume, "v", None, None);
        assert!(!same_name(&target, [&target, &other]));
        other.name.clone_from(&target.name);
        assert!(same_name(&target, [&target, &other]));
        other.kind = Kind::Snapshot;
        assert!(!same_name(&target, [&other]));
    }
}
