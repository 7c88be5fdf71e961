//! "Not found" of what? A call names more than what it is done to: a server, a snapshot, a project. Only what it is done to is
//! missing from the console's point of view; for anything else there is another way on, which is told.

use super::decode::ObjectReader;
use voldeck_core::fill;
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

/// What the operation is about, in the API's nouns; empty where it makes or lists something.
fn target(operation: &str) -> &'static [&'static str] {
    let ends = |end| operation.ends_with(end);
    if operation.contains("/servers/") {
        return if operation.ends_with("-volume") { &["volume"] } else { &["server"] };
    }
    match operation.split(' ').next() {
        // A snapshot is taken of a volume; a volume is made of nothing that is the target.
        Some("POST") if ends("/snapshots") => &["volume"],
        Some("POST") if ends("/volumes") || ends("-from-object-storage") => &[],
        Some("POST") => &["snapshot"],
        // One reading for volumes and snapshots, of one or of all.
        Some("GET") => &["volume", "snapshot"],
        _ if operation.contains("/snapshots/") => &["snapshot"],
        _ => &["volume"],
    }
}

/// What an answer says is not there, if it says so. `kind` is what its type means, `message` its words.
pub fn what(operation: &str, kind: ErrorKind, body: Option<&ObjectReader>, message: &str) -> Option<Missing> {
    let target = target(operation);
    let named = match (kind, body) {
        (ErrorKind::NotFound, Some(body)) => body.text("resource").or_else(|| first_noun(message)),
        (ErrorKind::NotFound, None) => None,
        (ErrorKind::Invalid, Some(body)) => Some(argument(body)?),
        _ => return None,
    };
    // Without a name it is what the call is about.
    let Some(noun) = named.map(|named| plain(&named)) else {
        return if target.is_empty() { Some(Missing::Other(hint("resource"))) } else { Some(Missing::Target) };
    };
    if target.contains(&noun.as_str()) { Some(Missing::Target) } else { Some(Missing::Other(hint(&noun))) }
}

/// `instance_volume` and `sbs_volume` are volumes, `base_snapshot` is a snapshot.
fn plain(noun: &str) -> String {
    let noun = noun.to_ascii_lowercase();
    let noun = noun.trim_end_matches("_id");
    let known = ["volume_type", "volume", "snapshot", "server", "project", "organization", "bucket", "zone", "key"];
    let found = known.into_iter().find(|known| noun == *known || noun.ends_with(&["_", known].concat()));
    found.unwrap_or(noun).replace('_', " ")
}

/// `Server "…" not found.`: the older answers say it in words only.
fn first_noun(message: &str) -> Option<String> {
    let (noun, rest) = message.split_once(' ')?;
    let word = noun.chars().all(|c| c.is_ascii_alphabetic()) && noun != "resource";
    (word && noun != "method" && rest.contains("not found")).then(|| noun.to_owned())
}

/// The argument of an `invalid_arguments` that names something which is not there.
fn argument(body: &ObjectReader) -> Option<String> {
    let details = body.objects("details");
    let unknown = details.iter().find(|detail| {
        let help = detail.text("help_message").unwrap_or_default();
        detail.text("reason").as_deref() == Some("unknown") || help.contains("not found") || help.contains("does not exist")
    })?;
    unknown.text("argument_name").map(|name| name.rsplit('.').next().unwrap_or_default().to_owned())
}

/// The way on.
fn hint(noun: &str) -> String {
    match noun {
        "server" => t("This server is not in the volume’s zone, or it was deleted. Choose another server.").to_owned(),
        "snapshot" => t("This snapshot is not in the zone, or it was deleted. Choose another snapshot.").to_owned(),
        "volume" => t("The volume is not in the zone, or it was deleted.").to_owned(),
        "project" | "organization" => fill!("Choose another {noun}: this one is unknown, or not the API key’s.", noun),
        "volume type" => t("Choose another type: this one is not offered in the zone.").to_owned(),
        "zone" => t("Scaleway does not know this zone, or does not offer the product there. Check the zones of the connection.").to_owned(),
        "bucket" | "object" => t("The bucket has to be in the region of the zone, and the object in it.").to_owned(),
        "key" => t("The key has to be in Key Manager, in the region of the zone.").to_owned(),
        "resource" => t("The call names something that is not there.").to_owned(),
        noun => fill!("The {noun} that the call names is not there.", noun),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ErrorKind::{Invalid, NotFound, WrongState};

    #[test]
    fn what_is_missing_is_told_from_what_the_call_is_about() {
        let check = |operation: &str, kind, body: &str, message: &str, expected: Option<&str>| {
            let found = what(operation, kind, ObjectReader::parse(body).ok().as_ref(), message);
            match (found, expected) {
                (None, None) | (Some(Missing::Target), Some("target")) => {}
                (Some(Missing::Other(hint)), Some(words)) => assert!(hint.contains(words), "{operation} {body}: {hint}"),
                (found, _) => panic!("{operation} {body}: {found:?}"),
            }
        };
        let attach = "POST /instance/v1/zones/{zone}/servers/{server_id}/attach-volume";
        let read = "GET /{api}/v1/zones/{zone}/volumes/{id}, …/snapshots/{id}";
        let create = "POST /block/v1/zones/{zone}/volumes";
        let taken = "POST /block/v1/zones/{zone}/snapshots";
        let export = "POST /block/v1/zones/{zone}/snapshots/{snapshot_id}/export-to-object-storage";
        let import = "POST /block/v1/zones/{zone}/snapshots/import-from-object-storage";
        let of = |resource: &str| format!(r#"{{"type":"not_found","resource":"{resource}"}}"#);
        check(attach, NotFound, &of("volume"), "", Some("target"));
        check(attach, NotFound, &of("instance_volume"), "", Some("target"));
        check(attach, NotFound, &of("instance_server"), "", Some("Choose another server"));
        check(attach, NotFound, "{}", "Server 'x' not found.", Some("Choose another server"));
        check(read, NotFound, &of("instance_snapshot"), "", Some("target"));
        check(read, NotFound, &of("project"), "", Some("Choose another project"));
        check(read, NotFound, "{}", "\"x\" not found", Some("target"));
        check(create, NotFound, &of("snapshot"), "", Some("Choose another snapshot"));
        check(create, NotFound, &of("project"), "", Some("Choose another project"));
        check(create, NotFound, &of("key"), "", Some("Key Manager"));
        check(create, NotFound, &of("security_group"), "", Some("security group"));
        check(taken, NotFound, &of("volume"), "", Some("target"));
        check(export, NotFound, &of("snapshot"), "", Some("target"));
        check(export, NotFound, &of("bucket"), "", Some("bucket has to be"));
        check(import, NotFound, &of("object"), "", Some("bucket has to be"));
        check("DELETE /volumes/{id}", NotFound, "{}", "Volume 'x' not found.", Some("target"));
        check("GET /{api}/v1/zones/{zone}/volumes, …/snapshots", NotFound, &of("zone"), "", Some("does not know this zone"));
        let unknown = |name: &str| {
            format!(r#"{{"details":[{{"argument_name":"x","reason":"format"}},{{"argument_name":"{name}","reason":"unknown"}}]}}"#)
        };
        check(create, Invalid, &unknown("zone"), "", Some("does not know this zone"));
        check(create, Invalid, &unknown("from_snapshot.snapshot_id"), "", Some("Choose another snapshot"));
        check(create, Invalid, &unknown("volume_type"), "", Some("another type"));
        check(create, Invalid, r#"{"details":[{"argument_name":"size","reason":"constraint"}]}"#, "", None);
        check(create, WrongState, &of("snapshot"), "", None);
    }
}
