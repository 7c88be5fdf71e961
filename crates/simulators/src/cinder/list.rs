//! Lists: order, pages and the links to what follows.
//!
//! A link is there whenever a page is full, so what follows may be empty.
//! Source: <https://docs.openstack.org/api-ref/block-storage/v3/#list-accessible-volumes>, `cinder/api/common.py`.

use std::cmp::Ordering;

use form_urlencoded::Serializer;
use serde_json::{Value, json};

use super::Cinder;
use super::filter::{COUNTED, sift};
use super::request::{Request, is_boolean, yes};
use super::response::{ApiResult, bad, bad_input, refuse, success};
use super::state::{Row, Table};

/// The largest page, and what one is without a limit: `osapi_max_limit`.
const MOST: usize = 1000;

/// What can be sorted by.
const SORTED: [&str; 16] = [
    "id",
    "status",
    "size",
    "name",
    "description",
    "availability_zone",
    "created_at",
    "updated_at",
    "bootable",
    "user_id",
    "volume_id",
    "volume_type_id",
    "snapshot_id",
    "group_id",
    "event_id",
    "message_level",
];

/// How a list is answered.
pub(super) struct Listing {
    /// The key of the items and the path below the version: `volumes`.
    pub name: &'static str,
    /// The key of the links, where it is not the name's own.
    pub links: &'static str,
    pub table: Table,
    pub detail: bool,
}

/// Which part of a list is asked for.
fn number(request: &Request, key: &str) -> ApiResult<Option<usize>> {
    match request.query(key) {
        None => Ok(None),
        Some(text) if text.strip_prefix('-').is_some_and(|rest| rest.parse::<usize>().is_ok()) => {
            bad(&format!("{key} param must be positive"))
        }
        Some(text) => {
            let what = if key == "limit" { "limit param" } else { key };
            text.parse().map_or_else(|_| bad(&format!("{what} must be an integer")), |number| Ok(Some(number)))
        }
    }
}

/// Keys, and whether each is sorted downwards.
fn order(request: &Request, table: Table) -> ApiResult<Vec<(String, bool)>> {
    let mut keys: Vec<(String, String)> = Vec::new();
    if let Some(sort) = request.query("sort") {
        for part in sort.split(',').filter(|part| !part.is_empty()) {
            let (key, direction) = part.trim().split_once(':').unwrap_or((part.trim(), "desc"));
            keys.push((key.to_owned(), direction.to_owned()));
        }
    } else {
        let (key, direction) = (request.query("sort_key"), request.query("sort_dir"));
        keys.push((key.unwrap_or("created_at").to_owned(), direction.unwrap_or("desc").to_owned()));
    }
    let mut order = Vec::new();
    for (key, direction) in keys {
        // OpenStack's own client has older names for some.
        let key = key.strip_prefix("display_").unwrap_or(&key).to_owned();
        let nameless = matches!(table, Table::Transfer | Table::Message | Table::Attachment) && key == "name";
        if nameless || !SORTED.contains(&key.as_str()) {
            return bad_input("Invalid sort key");
        }
        if !["asc", "desc"].contains(&direction.as_str()) {
            return bad_input("Unknown sort direction, must be 'desc' or 'asc'.");
        }
        order.push((key, direction == "desc"));
    }
    if !order.iter().any(|(key, _)| key == "id") {
        let downwards = order.last().is_none_or(|(_, downwards)| *downwards);
        order.push(("id".to_owned(), downwards));
    }
    Ok(order)
}

/// Where values of a kind are among others: null comes first, as in `SQLite`.
fn rank(value: &Value) -> u8 {
    match value {
        Value::Null => 0,
        Value::Number(_) => 1,
        _ => 2,
    }
}

fn compare(a: &Value, b: &Value) -> Ordering {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => a.as_f64().partial_cmp(&b.as_f64()).unwrap_or(Ordering::Equal),
        (Value::String(a), Value::String(b)) => a.cmp(b),
        _ => rank(a).cmp(&rank(b)),
    }
}

impl Cinder {
    /// Answers a list, each row as `show` shows it.
    pub(super) fn list(&self, request: &Request, listing: &Listing, show: &dyn Fn(&Row) -> Value) -> ApiResult {
        let Listing { name, links, table, detail } = *listing;
        let (limit, offset, order) = (number(request, "limit")?, number(request, "offset")?.unwrap_or(0), order(request, table)?);
        let limit = limit.unwrap_or(MOST).min(MOST);
        let everyone = request.is_admin() && request.asks("all_tenants");
        let project = request.query("project_id").filter(|_| everyone);
        let mut rows: Vec<&Row> = self.seen(request, table).collect();
        rows.retain(|row| {
            row.project.is_empty()
                || project.map_or_else(|| everyone || row.project == request.who.project, |project| row.project == project)
        });
        sift(request, table, &mut rows)?;
        rows.sort_by(|a, b| {
            let by = |(key, downwards): &(String, bool)| {
                let order = compare(&a.body[key.as_str()], &b.body[key.as_str()]);
                if *downwards { order.reverse() } else { order }
            };
            order.iter().map(by).find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
        });
        let total = rows.len();
        let skip = match request.query("marker") {
            None => offset,
            Some(marker) => match rows.iter().position(|row| row.id() == marker) {
                Some(at) => at + 1 + offset,
                None => return refuse(404, &table.missing(marker)),
            },
        };
        let page: Vec<&Row> = rows.into_iter().skip(skip).take(limit).collect();
        let items: Vec<Value> = page.iter().map(|row| show(row)).collect();
        let mut body = json!({ name: items });
        if limit > 0
            && page.len() == limit
            && let Some(last) = page.last()
        {
            let path = if detail { format!("{name}/detail") } else { name.to_owned() };
            body[links] = json!([{"rel": "next", "href": next(request, &path, last.id())}]);
        }
        if let Some(asked) = request.query("with_count").filter(|_| request.minor >= 45 && COUNTED.contains(&table)) {
            if !is_boolean(&asked.into()) {
                return bad(&format!("Value '{asked}' for 'with_count' is not a boolean."));
            }
            if yes(&asked.into()) {
                body["count"] = total.into();
            }
        }
        success(200, &body)
    }
}

fn next(request: &Request, path: &str, marker: &str) -> String {
    let mut query = Serializer::new(String::new());
    for (key, value) in request.queries().iter().filter(|(key, _)| key != "marker") {
        query.append_pair(key, value);
    }
    query.append_pair("marker", marker);
    format!("{}/{path}?{}", base(request), query.finish())
}

/// Where a project's resources are, as links say it.
pub(super) fn base(request: &Request) -> String {
    let at = usize::from(request.region != super::REGIONS[0]);
    format!("{}/{}/v3/{}", request.origin, super::ROOTS[at], request.who.project)
}

/// The two links of a resource.
pub(super) fn links(request: &Request, collection: &str, id: &str) -> Value {
    let base = base(request);
    let bookmark = base.replace("/v3/", "/");
    json!([
        {"rel": "self", "href": format!("{base}/{collection}/{id}")},
        {"rel": "bookmark", "href": format!("{bookmark}/{collection}/{id}")},
    ])
}
