//! The account that the demo opens with: a shop in four zones, on Block Storage and Instances as they are now.
//!
//! No resource fails on purpose here. Some of it is worth finding: volumes whose server is gone, snapshots whose volume is gone, and one
//! zone whose Block Storage is out of order, so that what is there cannot be listed. Two things are on their way at the beginning: a
//! volume grows, and a snapshot is taken.

use serde_json::json;

use super::block::GB;
use super::request::Request;
use super::response::json;
use super::seed::{project, rows};
use super::state::{Table, uuid};
use super::{ApiVersion, Scaleway, Seed};
use crate::frame::Response;

const MINUTE: u64 = 60_000;
/// How long the growing volume and the new snapshot take from the beginning.
const GROWS: u64 = 3 * MINUTE;
const TAKEN: u64 = 5 * MINUTE;

/// The zone whose Block Storage is out of order.
const DOWN: &str = "pl-waw-2";

/// As [`super::catalog::SERVERS`].
const SERVERS: &str = "\
fr-par-1|shop-db-1|POP2-8C-32G|running|prod
fr-par-1|shop-db-2|POP2-8C-32G|running|prod
fr-par-1|storefront-1|PRO2-S|running|prod
fr-par-1|storefront-2|PRO2-S|running|prod
fr-par-1|payments-1|PRO2-S|running|prod
fr-par-1|staging-1|PRO2-XS|stopped|staging
fr-par-2|kafka-eu-1|PRO2-M|running|prod
fr-par-2|kafka-eu-2|PRO2-M|running|prod
fr-par-2|analytics-1|POP2-16C-64G|running|research
nl-ams-1|edge-ams-1|PRO2-XS|running|prod
nl-ams-1|edge-ams-2|PRO2-XS|running|prod
pl-waw-1|offsite-1|PRO2-XS|running|prod
";

/// As [`super::catalog::BLOCK_VOLUMES`].
const BLOCK_VOLUMES: &str = "\
fr-par-1|shop-db-data|1000|15000|in_use|shop-db-1|env=prod,team=shop|prod|388|
fr-par-1|shop-db-wal|100|15000|in_use|shop-db-1|env=prod,team=shop|prod|388|
fr-par-1|shop-db-replica|1000|15000|in_use|shop-db-2|env=prod,team=shop|prod|211|shop-db-data for the replica
fr-par-1|storefront-assets|500|5000|in_use|storefront-1|env=prod,team=shop|prod|388|
fr-par-1|storefront-varnish|120|15000|in_use|storefront-2|env=prod,team=shop|prod|74|
fr-par-1|payments-db|250|15000|in_use|payments-1|env=prod,team=payments|prod|302|
fr-par-1|staging-db-data|200|5000|in_use|staging-1|env=staging,team=shop|staging|140|
fr-par-1|black-friday-load|400|5000|available||env=staging,team=shop|staging|229|
fr-par-2|kafka-eu-broker-1|1200|15000|in_use|kafka-eu-1|env=prod,team=data|prod|265|
fr-par-2|kafka-eu-broker-2|1200|15000|in_use|kafka-eu-2|env=prod,team=data|prod|265|
fr-par-2|clickhouse-analytics|4000|5000|in_use|analytics-1|env=prod,team=data|research|176|
nl-ams-1|edge-logs|300|5000|in_use|edge-ams-1|env=prod,team=edge|prod|96|
nl-ams-1|edge-cache|80|15000|in_use|edge-ams-2|env=prod,team=edge|prod|31|
nl-ams-1|old-checkout-sessions|60|15000|available||env=prod,team=shop|prod|540|
pl-waw-1|offsite-backup|8000|5000|in_use|offsite-1|env=prod,team=platform|prod|488|
pl-waw-1|shop-db-standby|1000|5000|available||env=prod,team=shop|prod|35|
";

/// As [`super::catalog::BLOCK_SNAPSHOTS`]; `-` where the volume is gone.
const BLOCK_SNAPSHOTS: &str = "\
fr-par-1|shop-db-data for the replica|1000|in_use|keep|prod|212|shop-db-data
fr-par-1|shop-db-data before-17.4-upgrade|1000|available|keep|prod|9|shop-db-data
fr-par-1|shop-db-data nightly|1000|available|nightly|prod|1|shop-db-data
fr-par-1|payments-db nightly|250|available|nightly|prod|1|payments-db
fr-par-1|storefront-assets weekly|500|available|weekly|prod|5|storefront-assets
fr-par-1|voucher-db final|180|available|keep|prod|610|-
fr-par-2|kafka-eu-broker-1 before-4.1-upgrade|1200|creating||prod|0|kafka-eu-broker-1
fr-par-2|clickhouse-analytics month end|4000|available|monthly|research|22|clickhouse-analytics
nl-ams-1|edge-varnish-2024 final|90|available||prod|430|-
";

/// As [`super::catalog::VOLUMES`].
const VOLUMES: &str = "\
fr-par-1|storefront-1-root|l_ssd|40|available|storefront-1|env=prod|prod|388|
fr-par-1|payments-1-root|l_ssd|40|available|payments-1|env=prod|prod|302|
fr-par-1|staging-1-root|l_ssd|40|available|staging-1|env=staging|staging|140|
fr-par-2|analytics-spill|scratch|1500|available|analytics-1|env=prod|research|176|
";

/// As [`super::catalog::SNAPSHOTS`].
const SNAPSHOTS: &str = "\
fr-par-1|storefront-1-root golden|40|available|keep|prod|60|storefront-1-root|
";

impl Scaleway {
    /// The account at `now` (milliseconds since the epoch).
    pub(super) fn fleet(now: u64) -> Self {
        let mut scaleway = Self::new(ApiVersion::Current, Seed::Empty, now);
        scaleway.rows.retain(|row| row.table != Table::Server);
        scaleway.down = DOWN;
        for [zone, name, kind, state, of, ..] in rows(SERVERS) {
            scaleway.seed_server(zone, name, kind, state, &project(of));
        }
        rows(BLOCK_SNAPSHOTS).for_each(|row| scaleway.seed_block_snapshot(row));
        rows(BLOCK_VOLUMES).for_each(|row| scaleway.seed_block_volume(row));
        rows(VOLUMES).for_each(|row| scaleway.seed_volume(row));
        rows(SNAPSHOTS).for_each(|row| scaleway.seed_snapshot(row));
        for row in &mut scaleway.rows {
            match row.text("name") {
                "shop-db-data for the replica" => {
                    row.body["references"][0]["product_resource_id"] = uuid("block volume fr-par-1 shop-db-replica").into();
                }
                "clickhouse-analytics" => {
                    row.set(&json!({"status": "resizing"}), now.saturating_sub(MINUTE / 3));
                    row.later(now + GROWS, json!({"status": "in_use", "size": 5_000 * GB}));
                }
                _ if row.state() == "creating" => {
                    row.then.clear();
                    row.later(now + TAKEN, json!({"status": "available"}));
                }
                _ => {}
            }
        }
        scaleway
    }

    /// What a zone answers whose Block Storage is out of order, whatever it is asked.
    pub(super) fn outage(&self, request: &Request) -> Option<Response> {
        let hit = !self.down.is_empty() && request.part(0) == "block" && request.part(3) == self.down;
        hit.then(|| json(500, &json!({"message": "internal error", "type": "internal_error"})))
    }
}
