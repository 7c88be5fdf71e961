//! Look-ups: availability zones, services, pools, messages.
//!
//! <https://docs.openstack.org/api-ref/block-storage/v3/#availability-zones-os-availability-zone> and the sections after it.

use serde_json::{Value, json};

use super::Cinder;
use super::catalog::{POOLS, ZONES};
use super::list::Listing;
use super::request::Request;
use super::response::{ApiResult, done, success};
use super::state::{Table, date};
use super::view::copy;

const MESSAGE: [&str; 9] =
    ["id", "event_id", "user_message", "message_level", "created_at", "guaranteed_until", "request_id", "resource_type", "resource_uuid"];

/// `GET /os-availability-zone`
pub(super) fn zones() -> ApiResult {
    let zones: Vec<Value> = ZONES.iter().map(|(name, up)| json!({"zoneName": name, "zoneState": {"available": up}})).collect();
    success(200, &json!({"availabilityZoneInfo": zones}))
}

/// `GET /extensions`
pub(super) fn extensions() -> ApiResult {
    let known = ["os-services", "os-quota-sets", "os-availability-zone", "scheduler-stats", "os-extended-snapshot-attributes"];
    let shown: Vec<Value> = known
        .iter()
        .map(|alias| json!({"alias": alias, "name": alias, "description": "", "links": [], "updated": "2014-09-07T00:00:00+00:00"}))
        .collect();
    success(200, &json!({ "extensions": shown }))
}

fn message(request: &Request, row: &super::state::Row) -> Value {
    let mut shown = copy(row, &MESSAGE);
    shown["links"] = super::list::links(request, "messages", row.id());
    shown
}

impl Cinder {
    /// `GET /os-services`, for administrators.
    pub(super) fn services(&self, request: &Request) -> ApiResult {
        let service = |binary: &str, host: &str, zone: &str, state: &str, status: &str, ago: u64| {
            let mut service = json!({
                "binary": binary, "host": host, "zone": zone, "status": status, "state": state,
                "updated_at": date(self.now.saturating_sub(ago)), "disabled_reason": null,
            });
            if request.minor >= 7 {
                service["cluster"] = Value::Null;
            }
            if binary == "cinder-volume" {
                service["replication_status"] = "disabled".into();
                service["active_backend_id"] = Value::Null;
                service["frozen"] = false.into();
                if request.minor >= 49 {
                    service["backend_state"] = state.into();
                }
            }
            service
        };
        let mut all = vec![service("cinder-scheduler", "cinder-1", "nova", "up", "enabled", 3_200)];
        for (at, (host, ..)) in POOLS.iter().enumerate() {
            let node = host.split('#').next().unwrap_or(host);
            all.push(service("cinder-volume", node, "nova", "up", "enabled", 2_000 + at as u64 * 700));
        }
        all.push(service("cinder-volume", "cinder-3@retired-san", "fra-c", "down", "disabled", 150 * 86_400_000));
        all.retain(|one| ["binary", "host"].iter().all(|key| request.query(key).is_none_or(|wanted| one[*key] == wanted)));
        success(200, &json!({ "services": all }))
    }

    /// `GET /scheduler-stats/get_pools`, for administrators: capacities are numbers, or one of two words.
    pub(super) fn pools(&self, request: &Request) -> ApiResult {
        let pools = POOLS.iter().map(|(host, capacity, protocol)| {
            let mut pool = json!({ "name": host });
            if request.asks("detail") {
                let on =
                    |row: &&super::state::Row| row.table == Table::Volume && row.region == request.region && row.text("_host") == *host;
                let used: u64 = self.rows.iter().filter(on).map(super::state::Row::size).sum();
                let capacity: Option<u64> = capacity.parse().ok();
                pool["capabilities"] = json!({
                    "total_capacity_gb": capacity.map_or_else(|| "unknown".into(), Value::from),
                    "free_capacity_gb": capacity.map_or_else(|| "infinite".into(), |capacity| Value::from(capacity.saturating_sub(used))),
                    "allocated_capacity_gb": used, "provisioned_capacity_gb": used, "max_over_subscription_ratio": "20.0",
                    "thin_provisioning_support": true, "thick_provisioning_support": false, "reserved_percentage": 0, "QoS_support": false,
                    "volume_backend_name": host.split(['@', '#']).nth(1), "storage_protocol": protocol, "multiattach": *protocol == "ceph",
                    "driver_version": "1.2.0", "vendor_name": "Open Source", "location_info": null, "timestamp": date(self.now),
                });
            }
            pool
        });
        success(200, &json!({"pools": pools.collect::<Vec<Value>>()}))
    }

    pub(super) fn list_messages(&self, request: &Request) -> ApiResult {
        let listing = Listing { name: "messages", links: "messages_links", table: Table::Message, detail: false };
        self.list(request, &listing, &|row| message(request, row))
    }

    pub(super) fn show_message(&self, request: &Request) -> ApiResult {
        let row = self.find(request, Table::Message, request.part(1))?;
        success(200, &json!({"message": message(request, row)}))
    }

    pub(super) fn delete_message(&mut self, request: &Request) -> ApiResult {
        self.find(request, Table::Message, request.part(1))?;
        self.remove(request.part(1));
        done(204)
    }
}
