//! What an answer of Nomad means that is not a good one.
//!
//! Errors are plain text, and most of them are 500: a missing volume, one in use, a field that is not valid, a plugin that
//! failed. The meaning is in the words, often behind `rpc error:` or a plugin's prefix, so they are matched by substring.
//! The texts were read in <https://github.com/hashicorp/nomad/tree/v1.10.5/nomad> (`csi_endpoint.go`, `host_volume_endpoint.go`,
//! `structs/csi.go`, `structs/errors.go`) and `command/agent/http.go`.

mod words;

use super::decode::is_html;
use super::faults::WAYS_TO_DETACH;
use ErrorKind::{
    Busy, Exists, Failed, Forbidden, Invalid, Limited, NotFound, OutcomeUnknown, Unauthenticated, Unreadable, Unsupported, WrongState,
};
use voldeck_core::http::{Error, ErrorKind, FieldError, Response};
use voldeck_core::texts::t;
use words::{FIELDS, Meaning, meaning};

/// The error that a response means, if it means one. Ours to say which text means what; the text itself is passed on.
///
/// # Errors
///
/// Whatever is not a 2xx, and any answer that is an HTML page.
pub fn parse_error(operation: &'static str, response: &Response) -> Result<(), Error> {
    let read = operation.starts_with("GET");
    let text = response.body.trim();
    if is_html(text) {
        let what = t("The server answered an HTML page, where Nomad answers JSON or plain text.");
        return Err(Error::answered(Unreadable, operation, response, what));
    }
    if response.ok() {
        return Ok(());
    }
    let known = (response.status == 500).then(|| meaning(operation, text)).flatten();
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
        _ => known.map_or(Failed, |known| known.kind),
    };
    let message = match text {
        "" if response.status == 404 && read => {
            t("The server answered 404 and no word: what was asked for is not there, or this server has no such call.").to_owned()
        }
        "" => t("The server gave no reason.").to_owned(),
        _ => one_line(text),
    };
    let mut error = Error::answered(kind, operation, response, &message);
    if response.status < 502 && kind != OutcomeUnknown {
        error.fields = fields(operation, text);
        error.in_part = !read && in_part(operation, text, kind);
        if let Some(hint) = hint(operation, known, error.in_part) {
            error = error.hinting(hint);
        }
    }
    if detaches_nothing(operation, text) {
        error = error.saying(t("This release cannot detach by node (Unknown allocation)."));
    }
    Err(error)
}

/// Whether this is the answer of the releases that cannot detach by node.
fn detaches_nothing(operation: &str, text: &str) -> bool {
    operation.ends_with("/detach") && text.contains("Unknown allocation")
}

/// What may help, where more can be said than the kind of error says.
fn hint(operation: &str, known: Option<&Meaning>, in_part: bool) -> Option<String> {
    if in_part && operation.ends_with("/delete") {
        return Some(
            t("The plugin was asked before Nomad looked at its own state, so the storage may be gone although Nomad refused.").to_owned(),
        );
    }
    let known = known?;
    let mut words = t(known.hint).to_owned();
    if in_part {
        words.insert_str(0, t("The plugin was asked before, and may have made the volume. "));
    }
    if known.detach {
        words.push_str(t(WAYS_TO_DETACH));
    }
    Some(words.trim_end().to_owned()).filter(|words| !words.is_empty())
}

/// Whether part of a write may have been done although it was refused.
///
/// Creating and deleting ask the plugin first; what Nomad's own state says comes afterwards. What the plugin itself refuses was not
/// done, unless it says that it was interrupted or is still at it.
/// <https://github.com/hashicorp/nomad/blob/v1.10.5/nomad/csi_endpoint.go> (`Create`, `Delete`, `Unpublish`),
/// <https://github.com/container-storage-interface/spec/blob/master/spec.md#error-scheme>
fn in_part(operation: &str, text: &str, kind: ErrorKind) -> bool {
    if !kind.is_refusal() {
        return false;
    }
    if text.contains("code = ") {
        // The controller had grown it by then.
        let late = text.contains("NodeExpandVolume");
        return late || text.contains("code = Unavailable") || text.contains("code = Aborted");
    }
    // Nomad's client checks a request before it hands it to the plugin.
    let unsent = text.contains("CSI.Controller") || text.contains("no healthy controllers");
    let state = matches!(kind, WrongState | Exists | Limited);
    match operation {
        _ if unsent => false,
        "DELETE /v1/volume/csi/:id/delete" => state,
        "PUT /v1/volume/csi/:id/create" => state || text.contains("nonexistent namespace"),
        "DELETE /v1/volume/csi/:id/detach" => text.contains("could not detach from controller"),
        _ => false,
    }
}

/// The fields that a text names, each with the sentence that names it.
fn fields(operation: &str, text: &str) -> Vec<FieldError> {
    let mut fields: Vec<FieldError> = Vec::new();
    for (words, field) in FIELDS {
        let field = match *field {
            "RequestedCapacityMax" if operation.contains("/host/") => "RequestedCapacityMaxBytes",
            // Of a pair of sources the snapshot stands first, empty if the volume is meant.
            "SnapshotID" if fields.iter().any(|known| known.field == "CloneID") => continue,
            field => field,
        };
        if text.contains(words) && !fields.iter().any(|known| known.field == field) {
            fields.push(FieldError::new(field, sentence_with(text, words)));
        }
    }
    fields
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
