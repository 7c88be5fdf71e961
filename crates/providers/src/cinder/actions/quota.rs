//! What rows take from the quotas of the project. Snapshots take gigabytes as volumes do; a type may have quotas of its own.

use super::{GIB, client, gib};
use crate::cinder::api::gibibytes;
use voldeck_core::action::{ActionContext, QuotaUnit, QuotaUsage, Values};
use voldeck_core::texts::t;

/// Takes one of these things and so many GiB, of this type.
fn takes(context: &ActionContext, things: Option<(&str, &str)>, gigabytes: u64, of: Option<&str>) -> Vec<QuotaUsage> {
    let Some(client) = client(context) else { return Vec::new() };
    let quotas = client.quotas();
    let mut wanted = Vec::new();
    if let Some((name, what)) = things {
        wanted.push((name, what, QuotaUnit::Number, 1, 1));
    }
    wanted.push(("gigabytes", "Storage", QuotaUnit::Size, gigabytes, GIB));
    let mut found = Vec::new();
    for own in [None, of] {
        for (name, what, amount, takes, unit) in &wanted {
            let (key, what) = match own {
                None => ((*name).to_owned(), (*what).to_owned()),
                Some(own) => ([*name, "_", own].concat(), [*what, t(" of the type "), own].concat()),
            };
            // Those of a type are told where they limit anything.
            let told = |limit: Option<u64>| own.is_none() || limit.is_some();
            if let Some(quota) = quotas.iter().find(|quota| quota.name == key && *takes > 0 && told(quota.limit)) {
                let limit = quota.limit.map(|limit| limit.saturating_mul(*unit));
                found.push(QuotaUsage {
                    what,
                    amount: *amount,
                    used: quota.used.saturating_mul(*unit),
                    takes: takes.saturating_mul(*unit),
                    limit,
                });
            }
        }
        if of.is_none() {
            break;
        }
    }
    found
}

/// A volume of the size of the form, or else of what it is made of.
pub fn volume(context: &ActionContext, values: &Values) -> Vec<QuotaUsage> {
    let asked = [gibibytes(values, "size"), gibibytes(values, "larger")];
    let source = values.some("snapshot_id").or(values.some("source_volid"));
    let known = || context.known.iter().find(|one| Some(one.provider_id.as_str()) == source)?.size;
    let made_of = match values.text("from") {
        "empty" | "image" => asked[0],
        _ if asked[1] > 0 => asked[1],
        _ if context.target.is_some() => gib(context).unwrap_or(0),
        _ => known().map_or(0, |size| size.0 / GIB),
    };
    let of = values.some("volume_type").or_else(|| context.target.and_then(|target| target.text_attribute("type")));
    takes(context, Some(("volumes", "Volumes")), made_of, of)
}

/// What the target grows by.
pub fn growth(context: &ActionContext, values: &Values) -> Vec<QuotaUsage> {
    let of = context.target.and_then(|target| target.text_attribute("type"));
    // How much it grows by is not known where its size is not told.
    let Some(have) = gib(context) else { return Vec::new() };
    takes(context, None, gibibytes(values, "new_size").saturating_sub(have), of)
}

/// A snapshot of the target.
pub fn snapshot(context: &ActionContext, _: &Values) -> Vec<QuotaUsage> {
    let of = context.target.and_then(|target| target.text_attribute("type"));
    takes(context, Some(("snapshots", "Snapshots")), gib(context).unwrap_or(0), of)
}

/// A group without volumes.
pub fn group(context: &ActionContext, _: &Values) -> Vec<QuotaUsage> {
    takes(context, Some(("groups", "Groups")), 0, None)
}
