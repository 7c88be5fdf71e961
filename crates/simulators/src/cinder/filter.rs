//! Filters of lists: which keys a member may use, and what each lets through.
//!
//! Source: `etc/cinder/resource_filters.json` and <https://docs.openstack.org/cinder/latest/admin/generalized_filters.html>.

use serde_json::{Value, json};

use super::request::{Request, yes};
use super::response::{ApiResult, bad, bad_input, success};
use super::state::{Row, Table};

/// The keys that members may filter by.
const ALLOWED: [(&str, Table, &[&str]); 6] = [
    (
        "volume",
        Table::Volume,
        &[
            "name",
            "status",
            "metadata",
            "bootable",
            "migration_status",
            "availability_zone",
            "group_id",
            "size",
            "created_at",
            "updated_at",
            "consumes_quota",
        ],
    ),
    ("backup", Table::Backup, &["name", "status", "volume_id"]),
    ("snapshot", Table::Snapshot, &["name", "status", "volume_id", "metadata", "availability_zone", "consumes_quota"]),
    ("group", Table::Group, &["name"]),
    ("group_snapshot", Table::GroupSnapshot, &["name", "status", "group_id"]),
    ("message", Table::Message, &["resource_uuid", "resource_type", "event_id", "request_id", "message_level"]),
];

/// Parameters that are no filters.
const OTHER: [&str; 9] = ["limit", "marker", "offset", "sort", "sort_key", "sort_dir", "all_tenants", "project_id", "list_volume"];

/// Lists that tell how many there are: `with_count` is no filter of theirs.
pub(super) const COUNTED: [Table; 3] = [Table::Volume, Table::Snapshot, Table::Backup];

/// `GET /resource_filters`
pub(super) fn allowed_filters(request: &Request) -> ApiResult {
    let wanted = request.query("resource");
    let shown: Vec<_> = ALLOWED
        .iter()
        .filter(|(name, ..)| wanted.is_none_or(|wanted| wanted == *name))
        .map(|(name, _, keys)| json!({"resource": name, "filters": keys}))
        .collect();
    success(200, &json!({"resource_filters": shown}))
}

/// Keeps what the filters of a request let through.
pub(super) fn sift(request: &Request, table: Table, rows: &mut Vec<&Row>) -> ApiResult<()> {
    let known = ALLOWED.iter().find(|(_, of, _)| *of == table).map_or(&[][..], |(.., keys)| keys);
    // Transfers are not filtered, whatever is asked for.
    if table == Table::Transfer {
        return Ok(());
    }
    let counted = COUNTED.contains(&table);
    let mut wrong = Vec::new();
    for (key, value) in request.queries().iter().filter(|(key, _)| !(OTHER.contains(&key.as_str()) || counted && key == "with_count")) {
        let plain = key.trim_end_matches('~');
        let like = plain.len() < key.len();
        // The name with its tilde is not in the list of any default cloud.
        if !request.is_admin() && !known.contains(&key.as_str()) {
            if request.minor >= 31 {
                wrong.push(key.as_str());
            }
            continue;
        }
        if like && request.minor < 34 {
            rows.clear();
            continue;
        }
        if plain == "bootable" && request.minor >= 2 && !["true", "false", "1", "0"].contains(&value.to_ascii_lowercase().as_str()) {
            return bad_input(&format!("'bootable = {value}'"));
        }
        let times = if matches!(plain, "created_at" | "updated_at") && table == Table::Volume { Some(times(value)?) } else { None };
        rows.retain(|row| {
            let text = row.body[plain].as_str();
            match (&times, plain) {
                (Some(times), _) => text.is_some_and(|text| times.iter().all(|(operator, limit)| compare(operator, text, limit))),
                (None, "metadata") => has(&row.body["metadata"], value),
                (None, "bootable" | "consumes_quota") => yes(&row.body[plain]) == yes(&Value::from(value.as_str())),
                (None, _) if like => text.is_some_and(|text| text.contains(value.as_str())),
                (None, _) => text.map_or_else(|| value.parse::<Value>().is_ok_and(|value| value == row.body[plain]), |text| text == value),
            }
        });
    }
    if wrong.is_empty() { Ok(()) } else { bad(&format!("Invalid filters {} are found in query options.", wrong.join(","))) }
}

/// Whether metadata hold every pair of a filter, which is JSON or Python's way of writing the same.
fn has(metadata: &Value, wanted: &str) -> bool {
    let wanted: Value = serde_json::from_str(&wanted.replace('\'', "\"")).unwrap_or_default();
    wanted.as_object().is_some_and(|wanted| wanted.iter().all(|(key, value)| metadata[key] == *value))
}

/// `gte:2020-01-01T00:00:00,lt:…`
fn times(text: &str) -> ApiResult<Vec<(&str, &str)>> {
    let mut times = Vec::new();
    for part in text.split(',') {
        let (operator, time) = part.split_once(':').unwrap_or((part, part));
        if !["gt", "gte", "eq", "neq", "lt", "lte"].contains(&operator) {
            return bad(&format!("Invalid {operator} operator"));
        }
        if time.len() < 10 || !time.is_ascii() || !time.bytes().take(4).all(|byte| byte.is_ascii_digit()) {
            return bad(&format!("Invalid {time} value"));
        }
        times.push((operator, time));
    }
    Ok(times)
}

/// Compares moments to the second.
fn compare(operator: &str, at: &str, limit: &str) -> bool {
    let limit = limit.trim_end_matches('Z');
    let at = at.get(..limit.len()).unwrap_or(at);
    match operator {
        "gt" => at > limit,
        "gte" => at >= limit,
        "lt" => at < limit,
        "lte" => at <= limit,
        "eq" => at == limit,
        _ => at != limit,
    }
}
