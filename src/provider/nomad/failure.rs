//! What an answer of Nomad means that is not a good one.
//!
//! Errors are plain text, and most of them are 500: a missing volume, one in use, a field that is not valid, a plugin that
//! failed. The meaning is in the words, often behind `rpc error:` or a plugin's prefix, so they are matched by substring.
//! The texts were read in <https://github.com/hashicorp/nomad/tree/v1.10.5/nomad> (`csi_endpoint.go`, `host_volume_endpoint.go`,
//! `structs/csi.go`, `structs/errors.go`) and `command/agent/http.go`.

use super::wire::is_html;
use crate::http::{Error, ErrorKind, FieldError, Response, Verdict};
use ErrorKind::{
    Busy, Exists, Failed, Forbidden, Invalid, Limited, NotFound, OutcomeUnknown, Unauthenticated, Unreadable, Unsupported, WrongState,
};

/// Words of a 500 and what they mean; the first that is found counts.
const WORDS: &[(&str, ErrorKind)] = &[
    ("Permission denied", Forbidden),
    ("ACL token not found", Unauthenticated),
    ("ACL token expired", Unauthenticated),
    ("No cluster leader", Busy),
    ("No path to region", Invalid),
    ("volume exists", Exists),
    ("volume in use", WrongState),
    ("in use by allocations", WrongState),
    ("cannot update a volume in use", WrongState),
    ("from unknown node without force", WrongState),
    ("compatible with existing", WrongState),
    ("while in use", WrongState),
    ("does not support", Unsupported),
    ("is not implemented by", Unsupported),
    ("unimplemented for this plugin", Unsupported),
    ("plugin has no controller", Unsupported),
    ("volume not found", NotFound),
    ("no such volume", NotFound),
    ("no CSI plugin named", NotFound),
    ("no such plugin", NotFound),
    ("plugin not found", NotFound),
    ("nonexistent namespace", NotFound),
    ("does not exist", NotFound),
    ("snapshot not found", NotFound),
    ("Unknown node", NotFound),
    ("node not found", NotFound),
    ("cannot be less than existing", Limited),
    ("code = ResourceExhausted", Limited),
    ("code = OutOfRange", Limited),
    ("code = AlreadyExists", Exists),
    ("code = NotFound", NotFound),
    ("code = Unimplemented", Unsupported),
    ("code = FailedPrecondition", WrongState),
    ("code = InvalidArgument", Invalid),
    ("code = Unauthenticated", Failed),
    ("code = Internal", Failed),
    ("code = Unavailable", Busy),
    ("code = Aborted", Busy),
    ("validation", Invalid),
    ("missing ", Invalid),
    ("invalid ", Invalid),
    ("cannot be updated", Invalid),
    ("cannot register volume", Invalid),
    ("only one of snapshot_id and clone_id", Invalid),
    ("must include", Invalid),
    ("must be larger", Invalid),
    ("could not place volume", Invalid),
    ("failed to read result page", Invalid),
    ("failed to create result paginator", Invalid),
];

/// Words that name a field, and the field of our forms. `RequestedCapacityMin` and `Max` are spelled with `Bytes` behind
/// them for host volumes.
const FIELDS: &[(&str, &str)] = &[
    ("missing plugin id", "PluginID"),
    ("plugin ID cannot be updated", "PluginID"),
    ("no CSI plugin named", "PluginID"),
    ("no such plugin", "PluginID"),
    ("missing volume id", "ID"),
    ("volume exists", "ID"),
    ("missing namespace", "Namespace"),
    ("nonexistent namespace", "Namespace"),
    ("missing access mode", "AccessMode"),
    ("invalid access mode", "AccessMode"),
    ("capability block", "AccessMode"),
    ("missing attachment mode", "AttachmentMode"),
    ("invalid attachment mode", "AttachmentMode"),
    ("only one of snapshot_id and clone_id", "SnapshotID"),
    ("required topology is missing", "RequiredTopologies"),
    ("missing name", "Name"),
    ("volume name cannot be updated", "Name"),
    ("external ID cannot be updated", "ExternalID"),
    ("parameters cannot be updated", "Parameters"),
    ("node ID is required", "NodeID"),
    ("node ID cannot be updated", "NodeID"),
    ("detach requires node ID", "node"),
    ("host path is required", "HostPath"),
    ("capacity_max", "RequestedCapacityMax"),
    ("maximum capacity", "RequestedCapacityMax"),
    ("max requested capacity", "RequestedCapacityMax"),
    ("invalid force value", "force"),
];

/// Judges a response. Ours to say which text means what; the text itself is passed on.
///
/// # Errors
///
/// Whatever is not a 2xx, and any answer that is an HTML page.
pub fn judge(operation: &'static str, response: &Response) -> Verdict {
    let read = operation.starts_with("GET");
    let text = response.body.trim();
    if is_html(text) {
        let what = "The server answered an HTML page, where Nomad answers JSON or plain text.";
        return Err(Error::answered(Unreadable, operation, response, what));
    }
    if response.ok() {
        return Ok(());
    }
    let kind = match response.status {
        401 => Unauthenticated,
        403 if text.contains("ACL token") => Unauthenticated,
        403 => Forbidden,
        404 if text.contains("ACL token not found") => Unauthenticated,
        // The paths of the API itself, not what they lead to.
        404 if text.is_empty() || text.contains("resource not found") || text.contains("page not found") => Unsupported,
        404 => NotFound,
        405 | 501 => Unsupported,
        429 => Busy,
        // A gateway spoke in Nomad's place, which has neither of these: whether a write reached Nomad is not known.
        408 | 502..=599 => {
            if read {
                Busy
            } else {
                OutcomeUnknown
            }
        }
        400 if text.contains("ACL support disabled") => Unsupported,
        400..=499 => Invalid,
        // The plugin or another server was still at it when Nomad stopped waiting.
        _ if !read && (text.contains("DeadlineExceeded") || text.contains("context deadline exceeded")) => OutcomeUnknown,
        _ => WORDS.iter().find(|(words, _)| text.contains(words)).map_or(Failed, |(_, kind)| *kind),
    };
    let message = if text.is_empty() { "The server gave no reason.".to_owned() } else { one_line(text) };
    let mut error = Error::answered(kind, operation, response, &message);
    for (words, field) in FIELDS {
        if text.contains(words) && !error.fields.iter().any(|known| known.field == *field) {
            let host = operation.contains("/host/");
            let field = match *field {
                "RequestedCapacityMax" if host => "RequestedCapacityMaxBytes",
                field => field,
            };
            error.fields.push(FieldError::new(field, sentence_with(text, words)));
        }
    }
    Err(error)
}

/// `1 error occurred:\n\t* could not …\n\n` as `could not …`: the layout is that of a terminal, the words are kept.
/// <https://github.com/hashicorp/go-multierror/blob/main/format.go>
pub fn one_line(text: &str) -> String {
    let mut parts = text.split("\n\t* ");
    let head = parts.next().unwrap_or_default().trim();
    let items: Vec<_> = parts.map(|part| part.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
    if items.is_empty() {
        return text.split_whitespace().collect::<Vec<_>>().join(" ");
    }
    let head =
        head.strip_suffix("occurred:").map_or(head, |head| head.trim_end().trim_end_matches("errors").trim_end_matches("error").trim_end());
    let head = head.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end().trim_end_matches(':');
    if head.is_empty() { items.join("; ") } else { format!("{head}: {}", items.join("; ")) }
}

/// The item of a multierror, or of a comma-separated validation, that holds these words.
fn sentence_with(text: &str, words: &str) -> String {
    let line = one_line(text);
    line.split("; ").find(|part| part.contains(words)).unwrap_or(&line).to_owned()
}
