//! Builds the account at the beginning from the tables of [`super::catalog`]. Everything follows from names and the given time.

use super::catalog::{IMAGES, SNAPSHOTS, VOLUMES, rows};
use super::state::{Change, Image, Snapshot, Volume, uuid};
use super::{LunaNode, lookup};
use crate::frame::Seed;

const DAY_MILLIS: u64 = 86_400_000;
const MINUTE_MILLIS: u64 = 60_000;

impl LunaNode {
    /// Fills an empty account.
    pub(super) fn seed_data(&mut self, seed: Seed) {
        for [id, name, region, status, size, ..] in rows(IMAGES) {
            let size = size.parse::<u64>().unwrap_or(1) << 30;
            let text = str::to_owned;
            let image = Image { id: text(id), name: text(name), region: text(region), status: text(status), size, change: None };
            self.images.push(image);
        }
        if seed == Seed::Empty {
            return;
        }
        for [name, region, size, state, vm, days, minutes] in rows(VOLUMES) {
            let number = |text: &str| text.parse::<u64>().unwrap_or_default();
            let age = number(days) * DAY_MILLIS + name.len() as u64 * 7 * MINUTE_MILLIS + number(minutes) * 1_000;
            let vm = lookup::vms().into_iter().find(|known| known.name == vm).map_or("", |vm| vm.id);
            let at = self.now + number(minutes) * MINUTE_MILLIS;
            let change = (!minutes.is_empty()).then_some(Change { at, state: "available", size: None });
            self.put(name, region, number(size), state, vm, age, change);
        }
        for [name, of, state, ..] in rows(SNAPSHOTS) {
            let Some(volume) = self.volumes.iter().find(|volume| volume.name == of) else { continue };
            self.snapshots.push(Snapshot {
                id: uuid(&["snapshot ", name].concat()),
                name: name.to_owned(),
                region: volume.region.clone(),
                size: volume.size,
                state: state.to_owned(),
                volume: volume.id.clone(),
                change: None,
            });
        }
        if let Seed::Many(more) = seed {
            for number in 0..more {
                let region = ["toronto", "montreal", "roubaix"][number % 3];
                let size = 10 + number as u64 % 490;
                self.put(&format!("bulk-{number:05}"), region, size, "available", "", number as u64 * MINUTE_MILLIS, None);
            }
        }
    }

    #[expect(clippy::too_many_arguments, reason = "a row of a table")]
    fn put(&mut self, name: &str, region: &str, size: u64, state: &str, vm: &str, age: u64, change: Option<Change>) {
        let id = self.next_id();
        self.volumes.push(Volume {
            uuid: uuid(&["volume ", &id].concat()),
            id,
            name: name.to_owned(),
            region: region.to_owned(),
            size,
            state: state.to_owned(),
            vm: vm.to_owned(),
            created: self.now.saturating_sub(age),
            change,
        });
    }
}
