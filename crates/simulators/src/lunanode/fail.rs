//! Failures on demand: a name that contains one of these words makes the server misbehave in a known way.
//!
//! Writes look at every name they concern: labels and names given, and the stored name of what is addressed. `volume/info` looks
//! at `read-…` words of the volume's name, lists at `list-…` words of the region asked for. The words beside these that are the
//! same for every provider are [`fail::TRANSPORT_FAULTS`].

use super::LunaNode;
use super::auth::{REFUSED, RESTRICTED, Request};
use super::response::{json, object, page, refused};
use crate::frame::{Outcome, fail};

/// The failure words that are refusals of this provider, and what happens.
pub const SENTINELS: &[(&str, &str)] = &[
    ("fail-401", "the authentication failure"),
    ("fail-403", "the refusal of a restricted key"),
    ("fail-404", "`invalid volume`"),
    ("fail-409", "a refusal of Cinder’s: the volume is attached"),
    ("fail-429", "429 with a page of the web server"),
    ("fail-500", "500 without a body, as of a program that broke down"),
    ("done-500", "the server acts, then answers 500 without a body"),
    ("falls-back", "the server accepts; a few seconds later everything is as it was before, without a word"),
    ("ends-in-error", "the server accepts; a few seconds later it is in error"),
    ("lingers", "the server deletes at once, and lists the volume as active for 45 s more"),
    ("fail-escaped", "a refusal that is JSON within JSON, escaped for HTML"),
    ("fail-wordless", "`success: no` without a reason"),
    ("fail-silent", "an answer that does not say whether it succeeded"),
    ("fail-huge", "a refusal of 200 kB"),
    ("read-fail-403", "reading that volume: the refusal of a restricted key"),
    ("read-fail-404", "reading that volume: `invalid volume`"),
    ("read-fail-500", "reading that volume: 500 without a body"),
    ("list-fail-401", "listing that region: the authentication failure"),
    ("list-fail-403", "listing that region: the refusal of a restricted key"),
    ("list-fail-500", "listing that region: 500 without a body"),
    ("list-nothing", "listing that region: PHP’s empty text for an empty list"),
    ("list-map", "listing that region: a list with gaps, which PHP writes as a map"),
];

/// Every word.
const WORDS: [&str; SENTINELS.len() + fail::TRANSPORT_FAULTS.len()] = fail::words(&[SENTINELS, fail::TRANSPORT_FAULTS]);

/// A list without its second item: PHP then writes a map of numbers.
const MAP: &str = r#"{"success":"yes","volumes":{"0":{"id":"1","name":"a"},"2":{"id":"2","name":"b"}},"snapshots":{}}"#;

impl LunaNode {
    /// The failure word that applies to this request, without its `read-` or `list-`.
    pub(super) fn sentinel(&self, request: &Request) -> Option<&'static str> {
        let word = |name: &str, kind: &str| fail::find(name, kind, &WORDS);
        let volume = self.volumes.iter().filter(|volume| volume.id == request.get("volume_id")).map(|volume| volume.name.as_str());
        match request.action.as_str() {
            "volume/info" => volume.into_iter().find_map(|name| word(name, "read-")),
            // Only lists of storage fail: the choices of a failing region can still be read.
            "volume/list" | "volume/snapshot-list" => word(request.get("region"), "list-"),
            _ if request.reads() => None,
            _ => {
                let snapshot = self.snapshots.iter().filter(|snapshot| snapshot.id == request.get("snapshot_id"));
                let given = ["label", "name", "image_name"].map(|name| request.get(name));
                let names = given.into_iter().chain(volume).chain(snapshot.map(|snapshot| snapshot.name.as_str()));
                names.into_iter().find_map(|name| word(name, ""))
            }
        }
    }
}

/// The outcome after the server has acted.
pub(super) fn after_acting(effect: &str, response: crate::frame::Response) -> Outcome {
    if effect == "done-500" { Outcome::Now(page(500, "text/html", String::new())) } else { fail::after_acting(effect, response) }
}

/// The outcome instead of acting, if the word asks for one.
pub(super) fn instead_of_acting(effect: &str) -> Option<Outcome> {
    let response = match effect {
        "fail-401" => refused(REFUSED),
        "fail-403" => refused(RESTRICTED),
        "fail-404" => refused("invalid volume"),
        "fail-409" => refused("Invalid volume: Volume status must be available, but current status is: in-use."),
        "fail-429" => page(429, "text/html", fail::HTML.replace("502 Bad Gateway", "429 Too Many Requests")),
        "fail-500" => page(500, "text/html", String::new()),
        "fail-escaped" => refused(r#"{"message":"Invalid volume: <b>pg</b> status must be 'available' & unattached","code":400}"#),
        "fail-wordless" => json(&object(&[("success", "no")])),
        "fail-silent" => json(&object(&[("status", "ok")])),
        "fail-huge" => refused(&"Traceback (most recent call last): File /srv/dynamic/volume.php line 812\n".repeat(2_700)),
        "nothing" => json(&object(&[("success", "yes"), ("volumes", ""), ("snapshots", "")])),
        "map" => page(200, "application/json", MAP.to_owned()),
        _ => return fail::instead_of_acting(effect),
    };
    Some(Outcome::Now(response))
}
