//! "Not found" of what? `invalid vm` is about what the call is about in `vm/info`, and about something else in `volume/attach`.

use voldeck_core::http::ErrorKind;
use voldeck_core::texts::t;

/// What is missing.
#[derive(Debug, PartialEq, Eq)]
pub enum Missing {
    /// What the call is about.
    Target,
    /// Something else that it names, and the way on.
    Other(String),
}

/// What things are called in the API's words and in those of Cinder and Nova behind it; longer ones first.
const NOUNS: &[(&str, &str)] = &[
    ("volume type", "volume type"),
    ("virtual machine", "vm"),
    ("availability zone", "region"),
    ("snapshot", "snapshot"),
    ("volume", "volume"),
    ("image", "image"),
    ("instance", "vm"),
    ("server", "vm"),
    ("vm", "vm"),
    ("region", "region"),
];

/// What an operation is about; empty where it makes or lists something.
fn target(operation: &str) -> &'static str {
    match operation {
        "volume/snapshot-replicate" | "volume/snapshot-delete" => "snapshot",
        "volume/create" => "",
        _ if operation.ends_with("list") => "",
        _ if operation.starts_with("volume/") => "volume",
        _ if operation.starts_with("vm/") => "vm",
        _ if operation.starts_with("image/") => "image",
        _ => "",
    }
}

/// What a refusal says is not there, if it says so.
pub fn what(operation: &str, kind: ErrorKind, message: &str) -> Option<Missing> {
    let words = message.to_ascii_lowercase();
    let noun = match kind {
        // Cinder's “Invalid volume: …” goes on and says what is wrong with its state; `invalid vm` ends there.
        ErrorKind::Invalid => {
            let thing = words.strip_prefix("invalid ")?.trim_end_matches('.').trim_end_matches("_id");
            NOUNS.iter().find(|(noun, _)| thing == *noun).map(|(_, noun)| *noun)?
        }
        // The first that is named is the one that is missing: `Volume type with name ssd could not be found.`
        ErrorKind::NotFound => {
            let named = NOUNS.iter().filter_map(|(noun, plain)| Some((words.find(noun)?, *plain)));
            match named.min_by_key(|(at, _)| *at) {
                Some((_, noun)) => noun,
                None => target(operation),
            }
        }
        _ => return None,
    };
    if !noun.is_empty() && noun == target(operation) { Some(Missing::Target) } else { Some(Missing::Other(hint(noun).to_owned())) }
}

/// The way on.
fn hint(noun: &str) -> &'static str {
    match noun {
        "vm" => t("This virtual machine is not in the volume’s region, or it is gone. Choose another one."),
        "region" => t("LunaNode has no such region. Choose one that it lists; the connection’s own is behind “Region”."),
        "image" => t("This image is not in the region, or it is gone. Choose another image."),
        "snapshot" => t("This snapshot is not in the region, or it is gone. Choose another snapshot."),
        "volume" => t("The volume is not in the region, or it is gone."),
        _ => t("The call names something that is not there."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ErrorKind::{Failed, Invalid, NotFound};

    #[test]
    fn what_is_missing_is_told_from_what_the_call_is_about() {
        let check = |operation: &str, kind, message: &str, expected: Option<&str>| {
            let found = what(operation, kind, message);
            match (&found, expected) {
                (None, None) | (Some(Missing::Target), Some("target")) => {}
                (Some(Missing::Other(hint)), Some(words)) => assert!(hint.contains(words), "{operation} {message}: {hint}"),
                _ => panic!("{operation} {message}: {found:?}"),
            }
        };
        check("volume/attach", Invalid, "invalid vm", Some("Choose another one"));
        check("volume/attach", Invalid, "invalid vm_id", Some("Choose another one"));
        check("volume/attach", NotFound, "Instance 7 could not be found.", Some("Choose another one"));
        check("volume/attach", Invalid, "invalid volume", Some("target"));
        check("volume/attach", NotFound, "Volume 7 could not be found.", Some("target"));
        check("vm/info", Invalid, "invalid vm", Some("target"));
        check("volume/create", Invalid, "invalid snapshot", Some("another snapshot"));
        check("volume/create", Invalid, "Invalid image.", Some("another image"));
        check("volume/create", NotFound, "Volume type with name ssd could not be found.", Some("something that is not there"));
        check("volume/list", Invalid, "invalid region", Some("no such region"));
        check("volume/snapshot-delete", Invalid, "invalid snapshot", Some("target"));
        check("volume/snapshot-delete", Invalid, "invalid region", Some("no such region"));
        check("volume/snapshot-create", Invalid, "invalid volume", Some("target"));
        check("volume/snapshot-create", NotFound, "not found", Some("target"));
        check("volume/attach", Invalid, "Invalid volume: status must be available", None);
        check("volume/extend", Invalid, "invalid size", None);
        check("volume/attach", Failed, "boom", None);
    }
}
