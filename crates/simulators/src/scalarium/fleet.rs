//! The account that the demo opens with: the old shop on EC2, as an archive of it is looked at.
//!
//! Nothing fails on purpose here. A volume that nobody uses any more is worth finding. Two things are on their way at the
//! beginning: a snapshot that is at 40 %, and a volume that is being made of one.

use super::seed::columns;
use super::state::{Snapshot, hex, text};
use super::{API_VERSIONS, Scalarium};
use crate::frame::Seed;

const MINUTE: u64 = 60_000;
const HOUR: u64 = 60 * MINUTE;
/// How long the snapshot takes that is on its way, from its own beginning.
const TAKES: u64 = 10 * MINUTE;

/// As the volumes of [`super::seed`].
const VOLUMES: &str = "magento mysql raid 1|250|eu-west-1a|in-use|attached|zeus|/dev/sdi1|/vol/mysql|magento|61000
magento mysql raid 2|250|eu-west-1a|in-use|attached|zeus|/dev/sdi2|/vol/mysql|magento|61000
catalog images 2014|400|eu-west-1a|in-use|attached|hera|/dev/sdi|/vol/images||52000
search index (sphinx)|80|eu-west-1b|in-use|attached|apollo|/dev/sdi|/vol/sphinx||43000
tomcat logs|50|eu-west-1a|in-use|attached|hermes|/dev/sdi|/var/log/tomcat||43000
orders until 2012|200|eu-west-1b|available||||||58000
orders for the auditors|200|eu-west-1b|creating|||||||4|available";

/// Volume, age in hours, `taking` for the one that is on its way.
const SNAPSHOTS: &str = "magento mysql raid 1|26
magento mysql raid 2|26
catalog images 2014|0|taking
search index (sphinx)|170
orders until 2012|9000";

impl Scalarium {
    /// The account at `now` (milliseconds since the epoch).
    pub(super) fn fleet(now: u64) -> Self {
        let mut account = Self::new(API_VERSIONS[0], Seed::Empty, now);
        for (at, line) in VOLUMES.lines().map(columns).enumerate() {
            account.seed_volume(at, line[0], line);
        }
        for (at, line) in SNAPSHOTS.lines().enumerate() {
            let [name, hours, taking, ..] = columns(line);
            let Some(volume) = account.volumes.iter().find(|volume| text(&volume.shown, "name") == name) else { continue };
            let (takes, age) =
                if taking.is_empty() { (MINUTE, hours.parse::<u64>().unwrap_or_default() * HOUR + MINUTE) } else { (TAKES, TAKES * 2 / 5) };
            account.snapshots.push(Snapshot {
                id: format!("snap-{}", hex(&format!("snapshot {at}"), 8)),
                volume: text(&volume.shown, "id").to_owned(),
                ec2: text(&volume.shown, "volume_id").to_owned(),
                begun: now.saturating_sub(age),
                takes,
                fixed: None,
                fails: false,
            });
        }
        account
    }
}
