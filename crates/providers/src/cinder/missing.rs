//! What a refusal says is not there: the resource that the call is about, or something else that the call names.
//!
//! Cinder writes one sentence for each kind of thing: `Volume type with name gold could not be found.`; Keystone writes
//! `Could not find project: blue.` <https://opendev.org/openstack/cinder/src/branch/master/cinder/exception.py>

use super::api::SIGN_IN;
use voldeck_core::fill;
use voldeck_core::http::{ErrorKind, FieldError};
use voldeck_core::texts::t;

/// How the sentences begin, what is meant, and the ids of operations that are about such a thing. Longer beginnings come first.
const NOUNS: &[(&str, &str, &str)] = &[
    ("Volume type", "volume type", ""),
    ("Volume Type", "volume type", ""),
    ("Volume attachment", "attachment", "{attachment_id}"),
    ("VolumeAttachment", "attachment", "{attachment_id}"),
    ("Volume", "volume", "{volume_id}"),
    ("GroupSnapshot", "group snapshot", "{group_snapshot_id}"),
    ("Group snapshot", "group snapshot", "{group_snapshot_id}"),
    ("Snapshot", "snapshot", "{snapshot_id}"),
    ("Group type", "group type", ""),
    ("Group Type", "group type", ""),
    ("Group", "group", "{group_id}"),
    ("ConsistencyGroup", "consistency group", ""),
    ("Image", "image", ""),
    ("Instance", "server", ""),
    ("Server", "server", ""),
    ("Backup", "backup", ""),
    ("Transfer", "transfer", "{transfer_id}"),
    ("Project", "project", ""),
    ("Service", "service", ""),
    ("Host", "host", ""),
    ("Quota", "quota", ""),
];

/// Operations that are about something whose id is not in their path.
const ABOUT: &[(&str, &str)] = &[
    ("POST /v3/{project_id}/snapshots", "volume"),
    ("POST /v3/{project_id}/attachments", "volume"),
    ("POST /v3/{project_id}/volume-transfers", "volume"),
    ("POST /v3/{project_id}/group_snapshots", "group"),
];

/// The field of a form that names such a thing, where an operation is of this form. The first that fits counts.
const FIELDS: &[(&str, &str, &str)] = &[
    ("volume type", "(os-retype)", "new_type"),
    ("volume type", "POST ", "volume_type"),
    ("group type", "POST ", "group_type"),
    ("volume", "(add_volumes)", "add_volumes"),
    ("volume", "(remove_volumes)", "remove_volumes"),
    ("volume", "POST /v3/{project_id}/volumes", "source_volid"),
    ("snapshot", "(revert)", "snapshot_id"),
    ("snapshot", "POST /v3/{project_id}/volumes", "snapshot_id"),
    ("backup", "POST ", "backup_id"),
    ("image", "POST ", "imageRef"),
    ("group", "POST /v3/{project_id}/volumes", "group_id"),
    ("server", "POST ", "instance_uuid"),
    ("zone", "POST ", "availability_zone"),
    ("attachment", "/attachments/", "attachment"),
    ("transfer", "/volume-transfers/", "transfer"),
];

/// What is missing.
pub struct Missing {
    /// Whether it is the target of the call.
    pub kind: ErrorKind,
    /// The way on.
    pub hint: String,
    /// The field that names it.
    pub field: Option<FieldError>,
}

/// What a 404 says is missing; `None` where its words name nothing.
pub fn named(operation: &'static str, said: &str) -> Option<Missing> {
    let noun = match said.strip_prefix("Could not find ") {
        Some(rest) => rest.split([':', ' ', '.']).next().filter(|noun| !noun.is_empty())?,
        None if said.contains("could not be found") => NOUNS.iter().find(|(start, ..)| begins(said, start))?.1,
        None => return None,
    };
    Some(of(operation, noun, said))
}

/// What a 400 says is missing: the image and the zone of a new volume are looked up while its fields are checked.
pub fn named_as_invalid(operation: &'static str, said: &str) -> Option<Missing> {
    let noun = if said.starts_with("Invalid image identifier") || said.starts_with("Invalid imageRef") {
        "image"
    } else if said.contains("vailability zone '") && said.ends_with("' is invalid.") {
        "zone"
    } else {
        return None;
    };
    Some(of(operation, noun, said))
}

fn begins(said: &str, start: &str) -> bool {
    said.strip_prefix(start).is_some_and(|rest| rest.starts_with(' '))
}

/// What an operation is about: the last id in its path, but for the project's.
fn is_about(operation: &str, noun: &str) -> bool {
    let path = operation.split(" (").next().unwrap_or(operation);
    let id = path.rfind('{').map(|at| &path[at..]).and_then(|rest| Some(&rest[..=rest.find('}')?]));
    let by_id = NOUNS.iter().any(|(_, its, key)| *its == noun && !key.is_empty() && Some(*key) == id);
    by_id || ABOUT.iter().any(|(known, its)| *known == path && *its == noun)
}

fn of(operation: &'static str, noun: &str, said: &str) -> Missing {
    if is_about(operation, noun) {
        let hint = t("It may have been removed by someone else.").to_owned();
        return Missing { kind: ErrorKind::NotFound, hint, field: None };
    }
    let hint = match noun {
        "volume type" | "group type" | "zone" | "image" => {
            [t("The server has no such "), noun, t(", or this project may not use it. Choose another one.")].concat()
        }
        "project" | "domain" | "user" => [t("Keystone has no such "), noun, t(". Check the connection.")].concat(),
        "server" => t("The server (instance) it names is not there. Check its id, or leave the field empty.").to_owned(),
        noun => fill!("The {noun} that the call names is not there, or this project may not see it. Choose another one.", noun),
    };
    let at = |(its, form, _): &&(&str, &str, &str)| *its == noun && operation.contains(form);
    let field = FIELDS.iter().find(at).filter(|_| operation != SIGN_IN).map(|(.., field)| FieldError::new(field, said.to_owned()));
    Missing { kind: ErrorKind::Missing, hint, field }
}
