//! The account at the beginning: a shop on EC2, in the year the console is looked at.
//!
//! Everything follows from names and the given time: no randomness. Missing columns are null.

use super::Scalarium;
use super::state::{Row, Snapshot, hex, slashes, text};
use crate::frame::Seed;
use serde_json::{Value, json};

const HOUR_MS: u64 = 3_600_000;

/// Name, region, theme of nicknames.
const CLOUDS: &str = "shop production|eu-west-1|greek_deities
shop staging|eu-west-1|futurama
analytics|us-east-1|star_trek";

/// Name, kind; every cloud has them.
const ROLES: &str = "Load Balancer|lb
Rails App Server|rails-app
MySQL Master|db-master
Memcached|memcached";

/// Nickname, cloud, state, number of its role, zone, type.
const INSTANCES: &str = "zeus|shop production|online|2|eu-west-1a|m1.xlarge
hera|shop production|online|1|eu-west-1a|c1.medium
apollo|shop production|online|1|eu-west-1b|c1.medium
hermes|shop production|online|0|eu-west-1a|m1.small
hades|shop production|stopped|1|eu-west-1b|c1.medium
fry|shop staging|online|2|eu-west-1a|m1.small
leela|shop staging|running_setup|1|eu-west-1a|m1.small
kirk|analytics|online|1|us-east-1d|m2.2xlarge
spock|analytics|connection_lost|1|us-east-1d|m2.2xlarge";

/// Name, GB, zone, status, attachment, instance (`i-…` for a machine that Scalarium does not manage), device, mount point, array,
/// age in hours, minutes until it changes, what it changes to.
const VOLUMES: &str = "mysql master raid 1|250|eu-west-1a|in-use|attached|zeus|/dev/sdi1|/vol/mysql|mysql|7800
mysql master raid 2|250|eu-west-1a|in-use|attached|zeus|/dev/sdi2|/vol/mysql|mysql|7800
mysql master raid 3|250|eu-west-1a|in-use|attached|zeus|/dev/sdi3|/vol/mysql|mysql|7800
mysql master raid 4|250|eu-west-1a|in-use|attached|zeus|/dev/sdi4|/vol/mysql|mysql|7800
mongo events raid 1|500|us-east-1d|in-use|attached|kirk|/dev/sdj1|/vol/mongo|mongo|3100
mongo events raid 2|500|us-east-1d|available||||/vol/mongo|mongo|3100
hadoop scratch raid 1|1000|us-east-1d|in-use|attached|spock|/dev/sdk1|/mnt/scratch|hadoop|2200
hadoop scratch raid 2|1000|us-east-1d|in-use|attached|spock|/dev/sdk2|/mnt/scratch|hadoop|2200
product images|400|eu-west-1a|in-use|attached|hera|/dev/sdi|/vol/images||6900
product images mirror|400|eu-west-1b|in-use|attached|apollo|/dev/sdi|/vol/images||6900
order exports|20|eu-west-1b|in-use|attached|hades|/dev/sdj|/vol/exports||5200
balancer logs|50|eu-west-1a|in-use|attached|hermes|/dev/sdi|/var/log/haproxy||4400
solr index|120|eu-west-1a|in-use|attaching|hera|/dev/sdk|/vol/solr||900|3|attached
sphinx index (old)|120|eu-west-1b|in-use|detaching|apollo|/dev/sdl|/vol/sphinx||8100
staging mysql|40|eu-west-1a|in-use|attached|fry|/dev/sdi|/vol/mysql||2600
staging uploads|10|eu-west-1a|available||||||2600
mysql before 5.5 upgrade|1000|eu-west-1a|available||||||1400
invoices 2010|200|eu-west-1b|available|detached|||||8600
geo tiles|80|us-east-1d|creating|||||||3|available
csv import 0412|30|eu-west-1a|deleting||||||70|5|gone
mysql slave (crashed)|250|eu-west-1b|error||||||700
session store|8|eu-west-1a|deleted||||||3900
nagios data|15|eu-west-1a|available|attached|hermes|/dev/sdm|/vol/nagios||1100
Synced from AWS|2|us-east-1d|in-use|attached|i-45c17e02||||2100
Synced from AWS|8|eu-west-1b|in-use|attached|i-9b03d4f1||||2100
Synced from AWS|100|eu-west-1a|available||||||2100
zz test: fail-401|1|eu-west-1a|available||||||48
zz test: fail-403|1|eu-west-1a|available||||||48
zz test: fail-404|1|eu-west-1a|available||||||48
zz test: fail-405|1|eu-west-1a|available||||||48
zz test: fail-409|1|eu-west-1a|available||||||48
zz test: fail-412|1|eu-west-1a|available||||||48
zz test: fail-429|1|eu-west-1a|available||||||48
zz test: fail-500|1|eu-west-1a|available||||||48
zz test: fail-503|1|eu-west-1a|available||||||48
zz test: fail-huge|1|eu-west-1a|available||||||48
zz test: slow-2s|1|eu-west-1a|available||||||48
zz test: slow-30s|1|eu-west-1a|available||||||48
zz test: lost-answer|1|eu-west-1a|available||||||48
zz test: lost-request|1|eu-west-1a|available||||||48
zz test: html|1|eu-west-1a|available||||||48
zz test: html-200|1|eu-west-1a|available||||||48
zz test: truncated|1|eu-west-1a|available||||||48
zz test: read-fail-500|1|eu-west-1a|available||||||48
zz test: read-html|1|eu-west-1a|available||||||48
zz test: read-lost|1|eu-west-1a|available||||||48
zz test: falls-back|1|eu-west-1a|available||||||48";

/// Volume, age in hours, status and progress where time does not move them. A snapshot without them is completed.
const SNAPSHOTS: &str = "mysql master raid 1|26
mysql master raid 2|26
mysql master raid 3|26
mysql master raid 4|26
mysql master raid 1|2|completed|70%
mysql master raid 2|2
mysql master raid 3|2
mysql master raid 4|2
product images|170
product images|2
staging mysql|50|error|12%
staging mysql|49
order exports|500
invoices 2010|8000|completed|100%
mongo events raid 1|1|pending|100%
solr index|0|pending|40%
mysql before 5.5 upgrade|1399";

/// The columns of a line; missing ones are empty.
pub(super) fn columns(line: &'static str) -> [&'static str; 12] {
    let mut columns = [""; 12];
    for (column, text) in columns.iter_mut().zip(line.split('|')) {
        *column = text;
    }
    columns
}

/// A text, or null.
fn nullable(text: &str) -> Value {
    if text.is_empty() { Value::Null } else { text.into() }
}

fn number(text: &str) -> u64 {
    text.parse().unwrap_or_default()
}

impl Scalarium {
    /// Fills an empty account.
    pub(super) fn seed_data(&mut self, seed: Seed) {
        self.seed_clouds();
        if seed == Seed::Empty {
            return;
        }
        for (at, line) in VOLUMES.lines().enumerate() {
            let line = columns(line);
            self.seed_volume(at, line[0], line);
        }
        if let Seed::Many(count) = seed {
            for at in 0..count {
                self.seed_volume(1000 + at, &format!("generated {at:05}"), columns("|10|eu-west-1a|available"));
            }
        }
        for (at, line) in SNAPSHOTS.lines().enumerate() {
            let [name, hours, status, progress, ..] = columns(line);
            let Some(volume) = self.volumes.iter().find(|volume| text(&volume.shown, "name") == name) else { continue };
            self.snapshots.push(Snapshot {
                id: format!("snap-{}", hex(&format!("snapshot {at}"), 8)),
                volume: text(&volume.shown, "id").to_owned(),
                ec2: text(&volume.shown, "volume_id").to_owned(),
                begun: self.now.saturating_sub(number(hours) * HOUR_MS + 95_000),
                takes: 60_000,
                fixed: (!status.is_empty()).then_some((status, progress)),
                fails: false,
            });
        }
    }

    fn seed_clouds(&mut self) {
        let (now, account) = (self.now, hex("account", 32));
        let old = slashes(now.saturating_sub(9_000 * HOUR_MS));
        for name in ["shop AWS account", "unused"] {
            self.credentials
                .push(json!({"id": hex(name, 32), "name": name, "aws_access_key_id": format!("AKIA{}", hex(name, 16).to_uppercase()),
                "created_at": old, "updated_at": old, "account_id": account}));
        }
        for line in CLOUDS.lines() {
            let [name, region, theme, ..] = columns(line);
            let id = hex(name, 32);
            self.clouds.push(
                json!({"id": id, "name": name, "region": region, "nickname_theme": theme, "created_at": old, "updated_at": old,
                "custom_json": null, "use_custom_cookbooks": true, "scm_type": "git", "scm_url": "git@git.shop.example:cookbooks.git",
                "scm_revision": "master", "scm_username": "deploy", "scm_password": "not-for-your-eyes",
                "scm_ssh_key": "-----BEGIN RSA PRIVATE KEY-----\nnot-for-your-eyes\n-----END RSA PRIVATE KEY-----", "account_id": account,
                "user_id": hex("user", 32), "ssh_key_id": hex("ssh", 32), "credential_id": hex("shop AWS account", 32)}),
            );
            for line in ROLES.lines() {
                let [role, kind, ..] = columns(line);
                self.roles.push(json!({"id": hex(&[name, role].concat(), 32), "name": role, "shortname": kind, "role_type": kind,
                    "disable_auto_healing": false, "cluster_id": id, "custom_recipes_setup": [], "packages": []}));
            }
        }
        for line in INSTANCES.lines() {
            let [name, cloud, status, role, zone, kind, ..] = columns(line);
            let role = ROLES.lines().nth(usize::try_from(number(role)).unwrap_or_default()).map_or("", |line| columns(line)[0]);
            let up = !matches!(status, "stopped");
            let dns = up.then(|| format!("ec2-{}.compute.amazonaws.com", hex(name, 6)));
            let shown = json!({"id": hex(name, 32), "nickname": name, "status": status, "dns_name": dns, "private_dns_name": null,
                "aws_instance_id": format!("i-{}", hex(name, 8)), "availability_zone": zone, "instance_type": kind,
                "role_ids": [hex(&[cloud, role].concat(), 32)], "cluster_id": hex(cloud, 32), "created_at": old});
            self.instances.push(Row { shown, due: u64::MAX, then: "" });
        }
    }

    pub(super) fn seed_volume(&mut self, at: usize, name: &str, line: [&'static str; 12]) {
        let [_, size, zone, status, attachment, user, device, mount, array, age, minutes, then] = line;
        let now = self.now;
        let created = now.saturating_sub(number(age) * HOUR_MS + 40_000);
        let attached = (!user.is_empty()).then(|| slashes(created + (now - created) / 3));
        let (machine, instance) = match user {
            "" => (Value::Null, Value::Null),
            machine if machine.starts_with("i-") => (machine.into(), Value::Null),
            nickname => (format!("i-{}", hex(nickname, 8)).into(), hex(nickname, 32).into()),
        };
        let restored = name.contains("before");
        let shown = json!({
            "id": hex(&format!("volume {at}"), 32),
            "aws_instance_id": machine,
            "raid_array_id": if array.is_empty() { Value::Null } else { hex(array, 32).into() },
            "volume_id": format!("vol-{}", hex(&format!("ebs {at}"), 8)),
            "availability_zone": zone,
            "status": status,
            "attachment_status": nullable(attachment),
            "created_at": slashes(created),
            "attached_at": attached,
            "updated_at": slashes(now.saturating_sub(30_000)),
            "device": nullable(device),
            "size": number(size),
            "credential_id": hex("shop AWS account", 32),
            "name": name,
            "mount_point": nullable(mount),
            "snapshot_id": if restored { format!("snap-{}", hex("snapshot 0", 8)).into() } else { Value::Null },
            "instance_id": instance,
        });
        let due = if minutes.is_empty() { u64::MAX } else { now + number(minutes) * 60_000 };
        self.volumes.push(Row { shown, due, then });
    }
}
