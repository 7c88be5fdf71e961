//! Volume types and organizations.
//!
//! <https://www.scaleway.com/en/developers/api/account/project-api/>

use serde_json::json;

use super::ORGANIZATION;
use super::request::Request;
use super::response::{ApiResult, success};

/// `GET /block/v1/zones/{zone}/volume-types`
pub(super) fn volume_types(request: &Request) -> ApiResult {
    let zone = request.part(3);
    let price = |nanos: u32| json!({"currency_code": "EUR", "units": 0, "nanos": nanos});
    let make = |name: &str, iops: u32, nanos: u32| {
        json!({
            "type": name, "zone": zone, "pricing": price(nanos), "snapshot_pricing": price(64_000),
            "specs": {"perf_iops": iops, "class": "sbs"},
        })
    };
    let all = [make("sbs_5k", 5_000, 118_000), make("sbs_15k", 15_000, 177_000)];
    // The vendor's own SDK asks for pages until one is empty.
    let page = if matches!(request.query("page"), "" | "1") { &all[..] } else { &[] };
    success(&json!({"volume_types": page, "total_count": all.len()}))
}

/// `GET /instance/v1/zones/{zone}/products/volumes`: a map, not a list. (Recorded.)
pub(super) fn instance_volume_types() -> ApiResult {
    let mut response = success(&json!({"volumes": {
        "l_ssd": {"display_name": "Local SSD", "capabilities": {"snapshot": true}, "constraints": {"min": 1_000_000_000_u64, "max": 800_000_000_000_u64}},
        "scratch": {"display_name": "Scratch Storage", "capabilities": {"snapshot": false}, "constraints": {"min": 1_000_000_000_u64, "max": 60_000_000_000_000_u64}},
    }}))?;
    response.headers.push(("Link".to_owned(), "</products/volumes?page=1&per_page=50&>; rel=\"last\"".to_owned()));
    response.headers.push(("X-Total-Count".to_owned(), "2".to_owned()));
    Ok(response)
}

/// `GET /organizations` of the original account API.
pub(super) fn organizations() -> ApiResult {
    success(&json!({"organizations": [{"id": ORGANIZATION, "name": "Example Robotics", "users": []}]}))
}
