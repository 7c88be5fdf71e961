//! The account that the demo opens with: the containers of the old shop, in the form of Docker Cloud.
//!
//! Nothing fails on purpose here. A group that no service uses any more is worth finding. One service starts at the beginning, and
//! runs after a minute.

use super::seed::rows;
use super::value::uuid;
use super::{ApiVersion, Event, Options, Seed, Tutum};

const MINUTE: u64 = 60_000;

/// As [`super::catalog::SERVICES`].
const SERVICES: &str = "\
catalog-db|old-shop|Running|postgres:9.5|data1|catalog_db=/var/lib/postgresql/data
catalog|old-shop|Running|acme/catalog:2.3|web1 web2|catalog_media=/srv/media
sessions|old-shop|Running|redis:3.2|data1|sessions_redis=/data
mailer|old-shop|Starting|acme/mailer:5|data2:Starting|mailer_spool=/var/spool/mailer
jenkins|build|Running|jenkins:1.651|batch1|build_jenkins=/var/jenkins_home";

/// As [`super::catalog::LEFT`].
const LEFT: &str = "\
catalog_db_94|Created|data2";

impl Tutum {
    /// The account at `now` (milliseconds since the epoch).
    pub(super) fn fleet(now: u64) -> Self {
        let mut tutum = Self::new(Options { api_version: ApiVersion::Cloud, seed: Seed::Empty }, now);
        for [name, stack, state, image, containers, mounts] in rows(SERVICES) {
            tutum.seed_service(name, stack, state, image, containers, mounts);
        }
        for [name, state, nodes, ..] in rows(LEFT) {
            let group = tutum.group(name, state);
            for node in nodes.split_whitespace() {
                tutum.volume(&group, name, node, state);
            }
        }
        for (id, field, value) in [
            ("service mailer", "state", "Running".into()),
            ("service mailer", "running_num_containers", 1.into()),
            ("container mailer-1", "state", "Running".into()),
        ] {
            tutum.events.push(Event { at: now + MINUTE, uuid: uuid(id), field, value });
        }
        tutum
    }
}
