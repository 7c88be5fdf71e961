//! The calls that replace metadata.
//!
//! <https://docs.openstack.org/api-ref/block-storage/v3/#update-a-volume-s-metadata>: what is not sent is gone.

use super::BASE;
use super::target::{about, with};
use crate::body::pairs;
use crate::cinder::decode;
use voldeck_core::action::{ActionContext, Values, WriteEndpoint};
use voldeck_core::http::Request;

/// Replaces what a volume is tagged with.
pub const REPLACE_VOLUME_METADATA: WriteEndpoint =
    WriteEndpoint { operation: "PUT /v3/{project_id}/volumes/{volume_id}/metadata", request: replace, ..BASE };

/// Replaces what a snapshot is tagged with.
pub const REPLACE_SNAPSHOT_METADATA: WriteEndpoint =
    WriteEndpoint { operation: "PUT /v3/{project_id}/snapshots/{snapshot_id}/metadata", request: replace, ..BASE };

fn replace(context: &ActionContext, values: &Values) -> Request {
    let mut all = pairs(values, "metadata");
    for (key, value) in no_lines(context, values) {
        all.put(&key, value);
    }
    with(about(context, http::Method::PUT, "/metadata"), "metadata", &all)
}

/// Whether a pair can be written as a line of a form and read from it again.
pub fn is_line((key, value): &(String, String)) -> bool {
    let plain = |text: &str| text.trim() == text && !text.contains(['\n', '\r']);
    plain(key) && plain(value) && !key.contains('=') && !key.is_empty()
}

/// The pairs of the target that no line of a form can hold, as long as no line has their key: what is not sent would be gone.
pub fn no_lines(context: &ActionContext, values: &Values) -> Vec<(String, String)> {
    let now = context.target.map_or_else(Vec::new, |target| decode::own_metadata(target.raw.text()));
    let lines = values.pairs("metadata");
    now.into_iter().filter(|pair| !is_line(pair) && !lines.iter().any(|(key, _)| *key == pair.0)).collect()
}
