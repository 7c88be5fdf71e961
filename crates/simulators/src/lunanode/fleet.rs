//! The account that the demo opens with: what a company tries out, and keeps away from the rest.
//!
//! Nothing fails on purpose here. A volume that nobody uses and a snapshot whose volume is gone are worth finding. Two things are
//! on their way at the beginning: a volume grows, and a snapshot is taken.

use super::catalog::rows;
use super::state::{Change, Snapshot, Volume, uuid};
use super::{ApiVersion, LunaNode, Options, Seed, lookup};

const MINUTE: u64 = 60_000;
const HOUR: u64 = 60 * MINUTE;
/// How long the growing volume and the new snapshot take from the beginning.
const GROWS: u64 = 4 * MINUTE;
const TAKEN: u64 = 3 * MINUTE;

/// The number of a volume that is not there any more.
const GONE: &str = "3911";

/// Name, region, GB, state, virtual machine, age in hours, GB that it grows to.
const VOLUMES: &str = "\
lab-gitea|toronto|120|in-use|web-01|17500
lab-postgres-18|toronto|60|in-use|db-01|410
lab-package-mirror|toronto|750|extending||8200|1000
lab-ci-cache|montreal|80|available||2900
lab-monitoring|montreal|150|in-use|monitor|7200
lab-mysql-restored|montreal|200|available||12
lab-cloud-files|roubaix|600|in-use|cloud|23900
lab-photo-archive-2019|roubaix|1024|available||38000";

/// Name, volume (empty if it is gone), state, region and GB where the volume does not tell them.
const SNAPSHOTS: &str = "\
lab-gitea nightly|lab-gitea|available
lab-postgres-18 before-18.1|lab-postgres-18|available
lab-cloud-files weekly|lab-cloud-files|creating
lab-photo-archive-2019 sealed|lab-photo-archive-2019|available
lab-redmine last state||available|montreal|40";

impl LunaNode {
    /// The account at `now` (milliseconds since the epoch).
    pub(super) fn fleet(now: u64) -> Self {
        let mut server = Self::new(Options { api_version: ApiVersion::Documented, seed: Seed::Empty }, now);
        server.laboratory = false;
        let number = |text: &str| text.parse::<u64>().unwrap_or_default();
        for [name, region, size, state, vm, hours, larger] in rows(VOLUMES) {
            let vm = lookup::vms().into_iter().find(|known| known.name == vm).map_or("", |vm| vm.id);
            let grows = Change { at: now + GROWS, state: "available", size: Some(number(larger)) };
            let id = server.next_id();
            server.volumes.push(Volume {
                uuid: uuid(&["volume ", &id].concat()),
                id,
                name: name.to_owned(),
                region: region.to_owned(),
                size: number(size),
                state: state.to_owned(),
                vm: vm.to_owned(),
                created: now.saturating_sub(number(hours) * HOUR + name.len() as u64 * MINUTE),
                change: (!larger.is_empty()).then_some(grows),
            });
        }
        for [name, of, state, region, size, ..] in rows(SNAPSHOTS) {
            let volume = server.volumes.iter().find(|volume| volume.name == of);
            let ready = Change { at: now + TAKEN, state: "available", size: None };
            server.snapshots.push(Snapshot {
                id: uuid(&["snapshot ", name].concat()),
                name: name.to_owned(),
                region: volume.map_or(region, |volume| &volume.region).to_owned(),
                size: volume.map_or(number(size), |volume| volume.size),
                state: state.to_owned(),
                volume: volume.map_or(GONE, |volume| &volume.id).to_owned(),
                change: (state == "creating").then_some(ready),
            });
        }
        server
    }
}
