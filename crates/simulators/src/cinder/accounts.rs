//! The cloud's users, projects and roles, and one application credential.

use super::request::Role;
use super::state::hex;

/// The project that everything is in.
pub const PROJECT_STORAGE: &str = "5a1f9b3c7d2e4f60a1b2c3d4e5f60718";
/// A second project, with small quotas.
pub const PROJECT_ANALYTICS: &str = "b7c6d5e4f3a24b1c9d8e7f6051423324";
/// An application credential of alice's.
pub const APP_CREDENTIAL: &str = "0e3a6d9f4c5b4b0f9a4f5a1f1e2d3c4b";
/// Its secret.
pub const APP_SECRET: &str = "demo-appcred-secret";

/// The only domain: its id and its name.
pub(super) const DOMAIN: (&str, &str) = ("default", "Default");

/// Someone who can sign in.
pub(super) struct User {
    pub name: &'static str,
    pub password: &'static str,
    /// Projects by name, and the role there.
    pub projects: &'static [(&'static str, Role)],
}

impl User {
    pub fn id(&self) -> String {
        hex(&format!("user {}", self.name))
    }
}

pub(super) const USERS: &[User] = &[
    User { name: "alice", password: "demo-alice-password", projects: &[("storage", Role::Member), ("analytics", Role::Member)] },
    User { name: "rita", password: "demo-rita-password", projects: &[("storage", Role::Reader)] },
    User { name: "root", password: "demo-root-password", projects: &[("storage", Role::Admin), ("analytics", Role::Admin)] },
    User { name: "dora", password: "demo-dora-password", projects: &[] },
    // Whose projects are named after what goes wrong with their lists.
    User { name: "tess", password: "demo-tess-password", projects: LISTS },
];

/// Projects whose lists fail by their names.
pub(super) const LISTS: &[(&str, Role)] = &[
    ("zz test: list-fail-401", Role::Member),
    ("zz test: list-fail-403", Role::Member),
    ("zz test: list-fail-500", Role::Member),
    ("zz test: list-fail-503", Role::Member),
    ("zz test: list-slow", Role::Member),
    ("zz test: list-html-200", Role::Member),
    ("zz test: list-html", Role::Member),
    ("zz test: list-truncated", Role::Member),
    ("zz test: list-lost", Role::Member),
];

/// Names and descriptions of projects.
const PROJECTS: [(&str, &str); 2] = [("storage", "Everything that customers see"), ("analytics", "Small quotas, to be reached")];

/// Every project's name.
fn names() -> impl Iterator<Item = &'static str> {
    PROJECTS.iter().map(|(name, _)| *name).chain(LISTS.iter().map(|(name, _)| *name))
}

/// A project's description.
pub(super) fn about(name: &str) -> &'static str {
    PROJECTS.iter().find(|(known, _)| *known == name).map_or("", |(_, about)| about)
}

/// A project's id.
pub(super) fn project_id(name: &str) -> String {
    match name {
        "storage" => PROJECT_STORAGE.to_owned(),
        "analytics" => PROJECT_ANALYTICS.to_owned(),
        other => hex(&format!("project {other}")),
    }
}

/// A project's name.
pub(super) fn project_name(id: &str) -> Option<&'static str> {
    names().find(|name| project_id(name) == id)
}
