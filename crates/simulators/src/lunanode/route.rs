//! Which handler answers which action, and the parameters that each requires.

use super::LunaNode;
use super::auth::Request;
use super::response::ApiResult;
use crate::frame;

/// An action: its name, the parameters it needs, its handler.
type Route = (&'static str, &'static [&'static str], fn(&mut LunaNode, &Request) -> ApiResult);

/// The table of <https://www.lunanode.com/api/volume>, and look-ups.
const ROUTES: &[Route] = &[
    ("volume/create", &["region", "label", "size"], LunaNode::create_volume),
    ("volume/list", &[], LunaNode::list_volumes),
    ("volume/info", &["volume_id"], LunaNode::volume_info),
    ("volume/attach", &["volume_id", "vm_id", "target"], LunaNode::attach_volume),
    ("volume/detach", &["volume_id"], LunaNode::detach_volume),
    ("volume/extend", &["volume_id", "size"], LunaNode::extend_volume),
    ("volume/rename", &["volume_id", "name"], LunaNode::rename_volume),
    ("volume/delete", &["volume_id"], LunaNode::delete_volume),
    ("volume/snapshot-create", &["volume_id", "label"], LunaNode::create_snapshot),
    ("volume/snapshot-list", &["region"], LunaNode::list_snapshots),
    ("volume/snapshot-replicate", &["region", "snapshot_id", "image_name", "dst_region"], LunaNode::replicate_snapshot),
    ("volume/snapshot-delete", &["region", "snapshot_id"], LunaNode::delete_snapshot),
    ("region/list", &[], LunaNode::list_regions),
    ("image/list", &[], LunaNode::list_images),
    ("image/details", &["image_id"], LunaNode::image_details),
    ("vm/list", &[], LunaNode::list_vms),
    ("vm/info", &["vm_id"], LunaNode::vm_info),
];

/// Category and action of `POST /api/{category}/{action}/`.
pub(super) fn target(call: &frame::Request) -> Option<(&str, &str)> {
    let (category, action) = call.path.strip_prefix("/api/")?.strip_suffix('/')?.split_once('/')?;
    (call.method == "POST" && !action.contains('/')).then_some((category, action))
}

impl LunaNode {
    /// Answers a call.
    pub(super) fn route(&mut self, request: &Request) -> ApiResult {
        let Some((_, needed, handler)) = ROUTES.iter().find(|(name, ..)| *name == request.action) else {
            return Err("invalid category or action".to_owned());
        };
        if needed.iter().any(|name| request.get(name).is_empty()) {
            return Err(format!("{} not set", several(needed)));
        }
        handler(self, request)
    }
}

/// `a`, `a and/or b`, `a, b, and/or c`.
fn several(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [one, other] => format!("{one} and/or {other}"),
        [others @ .., last] => format!("{}, and/or {last}", others.join(", ")),
    }
}
