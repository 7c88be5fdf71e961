//! Which handler answers which method and path, since which microversion, and who may call it.
//!
//! The policies and their names are those of `cinder/policies`:
//! <https://docs.openstack.org/cinder/latest/configuration/block-storage/policy.html>.

use super::Cinder;
use super::request::{Request, Role, Role::Admin, Role::Member, Role::Reader};
use super::response::ApiResult;
use super::state::Table;

pub(super) type Handler = fn(&mut Cinder, &Request) -> ApiResult;

/// Method, path (`*` is any segment), the first microversion, who may, the policy's name, what answers it.
type Route = (&'static str, &'static str, u32, Role, &'static str, Handler);

/// The key of the body, the rest as above.
type Action = (&'static str, u32, Role, &'static str, Handler);

/// What a call leads to.
pub(super) struct Found {
    pub since: u32,
    pub role: Role,
    pub policy: &'static str,
    pub handler: Handler,
    /// Why the body names no action, if it has to.
    pub no_action: Option<String>,
}

const ROUTES: &[Route] = &[
    ("GET", "volumes", 0, Reader, "volume:get_all", |sim, request| sim.list_volumes(request, false)),
    ("GET", "volumes/detail", 0, Reader, "volume:get_all", |sim, request| sim.list_volumes(request, true)),
    ("GET", "volumes/summary", 12, Reader, "volume:get_all", |sim, request| sim.summarize(request)),
    ("POST", "volumes", 0, Member, "volume:create", Cinder::create_volume),
    ("GET", "volumes/*", 0, Reader, "volume:get", |sim, request| sim.show_volume(request)),
    ("PUT", "volumes/*", 0, Member, "volume:update", Cinder::update_volume),
    ("DELETE", "volumes/*", 0, Member, "volume:delete", Cinder::delete_volume),
    ("GET", "volumes/*/metadata", 0, Reader, "volume:get_volume_metadata", |sim, request| sim.read_metadata(request, Table::Volume)),
    ("POST", "volumes/*/metadata", 0, Member, "volume:create_volume_metadata", |sim, request| sim.put_metadata(request, Table::Volume)),
    ("PUT", "volumes/*/metadata", 0, Member, "volume:update_volume_metadata", |sim, request| sim.put_metadata(request, Table::Volume)),
    ("GET", "volumes/*/metadata/*", 0, Reader, "volume:get_volume_metadata", |sim, request| sim.read_meta(request, Table::Volume)),
    ("PUT", "volumes/*/metadata/*", 0, Member, "volume:update_volume_metadata", |sim, request| sim.put_meta(request, Table::Volume)),
    ("DELETE", "volumes/*/metadata/*", 0, Member, "volume:delete_volume_metadata", |sim, request| sim.drop_meta(request, Table::Volume)),
    ("GET", "attachments", 27, Reader, "volume:attachment_get_all", |sim, request| sim.list_attachments(request, false)),
    ("GET", "attachments/detail", 27, Reader, "volume:attachment_get_all", |sim, request| sim.list_attachments(request, true)),
    ("POST", "attachments", 27, Member, "volume:attachment_create", Cinder::create_attachment),
    ("GET", "attachments/*", 27, Reader, "volume:attachment_get", |sim, request| sim.show_attachment(request)),
    ("PUT", "attachments/*", 27, Member, "volume:attachment_update", Cinder::update_attachment),
    ("DELETE", "attachments/*", 27, Member, "volume:attachment_delete", Cinder::delete_attachment),
    ("GET", "volume-transfers", 0, Reader, "volume:get_all_transfers", |sim, request| sim.list_transfers(request, false)),
    ("GET", "volume-transfers/detail", 0, Reader, "volume:get_all_transfers", |sim, request| sim.list_transfers(request, true)),
    ("POST", "volume-transfers", 0, Member, "volume:create_transfer", Cinder::create_transfer),
    ("GET", "volume-transfers/*", 0, Reader, "volume:get_transfer", |sim, request| sim.show_transfer(request)),
    ("DELETE", "volume-transfers/*", 0, Member, "volume:delete_transfer", Cinder::delete_transfer),
    ("POST", "volume-transfers/*/accept", 0, Member, "volume:accept_transfer", Cinder::accept_transfer),
    ("GET", "snapshots", 0, Reader, "volume:get_all_snapshots", |sim, request| sim.list_snapshots(request, false)),
    ("GET", "snapshots/detail", 0, Reader, "volume:get_all_snapshots", |sim, request| sim.list_snapshots(request, true)),
    ("POST", "snapshots", 0, Member, "volume:create_snapshot", Cinder::create_snapshot),
    ("GET", "snapshots/*", 0, Reader, "volume:get_snapshot", |sim, request| sim.show_snapshot(request)),
    ("PUT", "snapshots/*", 0, Member, "volume:update_snapshot", Cinder::update_snapshot),
    ("DELETE", "snapshots/*", 0, Member, "volume:delete_snapshot", Cinder::delete_snapshot),
    ("GET", "snapshots/*/metadata", 0, Reader, "volume:get_snapshot_metadata", |sim, request| sim.read_metadata(request, Table::Snapshot)),
    ("POST", "snapshots/*/metadata", 0, Member, "volume:update_snapshot_metadata", |sim, request| {
        sim.put_metadata(request, Table::Snapshot)
    }),
    ("PUT", "snapshots/*/metadata", 0, Member, "volume:update_snapshot_metadata", |sim, request| {
        sim.put_metadata(request, Table::Snapshot)
    }),
    ("GET", "snapshots/*/metadata/*", 0, Reader, "volume:get_snapshot_metadata", |sim, request| sim.read_meta(request, Table::Snapshot)),
    ("PUT", "snapshots/*/metadata/*", 0, Member, "volume:update_snapshot_metadata", |sim, request| sim.put_meta(request, Table::Snapshot)),
    ("DELETE", "snapshots/*/metadata/*", 0, Member, "volume:delete_snapshot_metadata", |sim, request| {
        sim.drop_meta(request, Table::Snapshot)
    }),
    ("GET", "group_types", 11, Reader, "group:get_all", |sim, request| sim.list_group_types(request)),
    ("POST", "group_types", 11, Admin, "group:group_types:create", Cinder::create_group_type),
    ("GET", "group_types/*", 11, Reader, "group:get_all", |sim, request| sim.show_group_type(request)),
    ("DELETE", "group_types/*", 11, Admin, "group:group_types:delete", Cinder::delete_group_type),
    ("GET", "group_types/*/group_specs", 11, Admin, "group:group_types_specs:get_all", |sim, request| sim.group_specs(request)),
    ("POST", "group_types/*/group_specs", 11, Admin, "group:group_types_specs:create", Cinder::create_group_specs),
    ("GET", "groups", 13, Reader, "group:get_all", |sim, request| sim.list_groups(request, false)),
    ("GET", "groups/detail", 13, Reader, "group:get_all", |sim, request| sim.list_groups(request, true)),
    ("POST", "groups", 13, Member, "group:create", Cinder::create_group),
    ("GET", "groups/*", 13, Reader, "group:get", |sim, request| sim.show_group(request)),
    ("PUT", "groups/*", 13, Member, "group:update", Cinder::update_group),
    // There is a route but no method behind it.
    ("DELETE", "groups/*", 0, Reader, "", |_, _| Err(super::response::broken())),
    ("GET", "group_snapshots", 14, Reader, "group:get_all_group_snapshots", |sim, request| sim.list_group_snapshots(request, false)),
    ("GET", "group_snapshots/detail", 14, Reader, "group:get_all_group_snapshots", |sim, request| sim.list_group_snapshots(request, true)),
    ("POST", "group_snapshots", 14, Member, "group:create_group_snapshot", Cinder::create_group_snapshot),
    ("GET", "group_snapshots/*", 14, Reader, "group:get_group_snapshot", |sim, request| sim.show_group_snapshot(request)),
    ("DELETE", "group_snapshots/*", 14, Member, "group:delete_group_snapshot", Cinder::delete_group_snapshot),
    ("GET", "backups", 0, Reader, "backup:get_all", |sim, request| sim.list_backups(request, false)),
    ("GET", "backups/detail", 0, Reader, "backup:get_all", |sim, request| sim.list_backups(request, true)),
    ("POST", "backups", 0, Member, "backup:create", Cinder::create_backup),
    ("GET", "backups/*", 0, Reader, "backup:get", |sim, request| sim.show_backup(request)),
    ("DELETE", "backups/*", 0, Member, "backup:delete", Cinder::delete_backup),
    ("POST", "backups/*/restore", 0, Member, "backup:restore", Cinder::restore_backup),
    ("GET", "types", 0, Reader, "volume_extension:type_get_all", |sim, request| sim.list_types(request)),
    ("POST", "types", 0, Admin, "volume_extension:type_create", Cinder::create_type),
    ("GET", "types/*", 0, Reader, "volume_extension:type_get", |sim, request| sim.show_type(request)),
    ("DELETE", "types/*", 0, Admin, "volume_extension:type_delete", Cinder::delete_type),
    ("GET", "os-availability-zone", 0, Reader, "volume:availability_zone_list", |_, _| super::lookups::zones()),
    ("GET", "limits", 0, Reader, "limits_extension:used_limits", |sim, request| sim.limits(request)),
    ("GET", "os-quota-sets/*", 0, Reader, "volume_extension:quotas:show", |sim, request| sim.show_quotas(request)),
    ("GET", "os-quota-sets/*/defaults", 0, Reader, "volume_extension:quotas:show", |sim, request| sim.default_quotas(request)),
    ("PUT", "os-quota-sets/*", 0, Admin, "volume_extension:quotas:update", Cinder::update_quotas),
    ("DELETE", "os-quota-sets/*", 0, Admin, "volume_extension:quotas:delete", Cinder::delete_quotas),
    ("GET", "os-services", 0, Admin, "volume_extension:services:index", |sim, request| sim.services(request)),
    ("GET", "scheduler-stats/get_pools", 0, Admin, "scheduler_extension:scheduler_stats:get_pools", |sim, request| sim.pools(request)),
    ("GET", "messages", 3, Reader, "message:get_all", |sim, request| sim.list_messages(request)),
    ("GET", "messages/*", 3, Reader, "message:get", |sim, request| sim.show_message(request)),
    ("DELETE", "messages/*", 3, Member, "message:delete", Cinder::delete_message),
    ("GET", "resource_filters", 33, Reader, "volume:get_all", |_, request| super::filter::allowed_filters(request)),
    ("GET", "extensions", 0, Reader, "volume:get_all", |_, _| super::lookups::extensions()),
];

/// What one can do to a resource with `…/action`.
const ACTIONS: &[(&str, &[Action])] = &[
    (
        "volumes/*/action",
        &[
            ("os-extend", 0, Member, "volume:extend", Cinder::extend),
            ("os-retype", 0, Member, "volume:retype", Cinder::retype),
            ("revert", 40, Member, "volume:revert_to_snapshot", Cinder::revert),
            ("os-set_bootable", 0, Member, "volume:update", Cinder::set_bootable),
            ("os-update_readonly_flag", 0, Member, "volume:update_readonly_flag", Cinder::set_readonly),
            ("os-reset_status", 0, Admin, "volume_extension:volume_admin_actions:reset_status", Cinder::reset_volume),
            ("os-force_delete", 0, Admin, "volume_extension:volume_admin_actions:force_delete", Cinder::force_delete_volume),
            ("os-reserve", 0, Member, "volume_extension:volume_actions:reserve", Cinder::reserve),
            ("os-unreserve", 0, Member, "volume_extension:volume_actions:unreserve", Cinder::unreserve),
            ("os-begin_detaching", 0, Member, "volume_extension:volume_actions:begin_detaching", Cinder::begin_detaching),
            ("os-roll_detaching", 0, Member, "volume_extension:volume_actions:roll_detaching", Cinder::roll_detaching),
            ("os-attach", 0, Member, "volume_extension:volume_actions:attach", Cinder::attach),
            ("os-detach", 0, Member, "volume_extension:volume_actions:detach", Cinder::detach),
        ],
    ),
    (
        "snapshots/*/action",
        &[
            ("os-reset_status", 0, Admin, "volume_extension:snapshot_admin_actions:reset_status", |sim, request| {
                sim.reset(request, Table::Snapshot)
            }),
            ("os-force_delete", 0, Admin, "volume_extension:snapshot_admin_actions:force_delete", Cinder::force_delete_snapshot),
        ],
    ),
    (
        "groups/*/action",
        &[
            ("delete", 13, Member, "group:delete", Cinder::delete_group),
            ("reset_status", 20, Admin, "group:reset_status", |sim, request| sim.reset(request, Table::Group)),
        ],
    ),
    ("groups/action", &[("create-from-src", 14, Member, "group:create", Cinder::create_group_from)]),
    (
        "group_snapshots/*/action",
        &[("reset_status", 19, Admin, "group:reset_group_snapshot_status", |sim, request| sim.reset(request, Table::GroupSnapshot))],
    ),
    ("attachments/*/action", &[("os-complete", 44, Member, "volume:attachment_complete", Cinder::complete_attachment)]),
];

/// Whether a path is one of this form.
fn fits(form: &str, path: &[String]) -> bool {
    // The older name of transfers.
    let same = |part: &str, segment: &str| part == "*" || part == segment || part == "volume-transfers" && segment == "os-volume-transfer";
    let mut path = path.iter();
    form.split('/').all(|part| path.next().is_some_and(|segment| same(part, segment))) && path.next().is_none()
}

/// What a request leads to.
pub(super) fn find(request: &Request) -> Option<Found> {
    let (method, path) = (request.method.as_str(), &request.path);
    if method == "POST"
        && let Some((_, actions)) = ACTIONS.iter().find(|(form, _)| fits(form, path))
    {
        return Some(action(actions, request));
    }
    let (_, _, since, role, policy, handler) = ROUTES.iter().find(|route| route.0 == method && fits(route.1, path))?;
    Some(Found { since: *since, role: *role, policy, handler: *handler, no_action: None })
}

fn action(actions: &[Action], request: &Request) -> Found {
    let keys: Vec<&str> = request.body.as_object().map_or_else(Vec::new, |body| body.keys().map(String::as_str).collect());
    let known = actions.iter().find(|(key, ..)| keys == [*key]);
    if let Some((_, since, role, policy, handler)) = known {
        return Found { since: *since, role: *role, policy, handler: *handler, no_action: None };
    }
    let words = match keys.as_slice() {
        [key] => format!("There is no such action: {key}. Verify the request body and Content-Type header and try again."),
        _ => "Malformed request body".to_owned(),
    };
    Found { since: 0, role: Reader, policy: "", handler: |_, _| Err(super::response::broken()), no_action: Some(words) }
}
