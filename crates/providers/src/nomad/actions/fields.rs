//! Fields that several forms share, and how their values become JSON. Names are those of the wire.
//!
//! <https://developer.hashicorp.com/nomad/docs/other-specifications/volume>

use super::legal::client;
use crate::nomad::api::{constraint, server, topology};
use crate::nomad::version::NAMESPACES;
use voldeck_core::action::{ActionContext, Field, FieldKind, SelectOption, Values};
use voldeck_core::fill;
use voldeck_core::http::FieldError;
use voldeck_core::texts::t;

/// The largest size in bytes that Nomad's integers hold.
pub const MOST: u64 = i64::MAX as u64;

pub fn namespace(context: &ActionContext) -> Field {
    let home = client(context).map_or("default", |client| client.home());
    let field = Field::new("Namespace", "Namespace", FieldKind::RemoteSelect("namespaces")).required().value(home).example("default");
    match server(context).lacks(NAMESPACES) {
        Some(reason) => field.help(reason).advanced(),
        None => field,
    }
}

/// All modes of CSI. <https://github.com/hashicorp/nomad/blob/v1.10.5/nomad/structs/csi.go>
const CSI_ACCESS: &[(&str, &str)] = &[
    ("single-node-writer", "one node writes"),
    ("single-node-reader-only", "one node reads"),
    ("multi-node-reader-only", "many nodes read"),
    ("multi-node-single-writer", "many nodes read, one writes"),
    ("multi-node-multi-writer", "many nodes write"),
];

/// The modes of host volumes. <https://github.com/hashicorp/nomad/blob/v1.10.5/nomad/structs/host_volumes.go>
const HOST_ACCESS: &[(&str, &str)] = &[
    ("single-node-writer", "its node writes"),
    ("single-node-reader-only", "its node reads"),
    ("single-node-single-writer", "one allocation writes"),
    ("single-node-multi-writer", "many allocations write"),
];

const ATTACHMENT: &[(&str, &str)] = &[("file-system", "mounted"), ("block-device", "as a raw device")];

fn choices(list: &[(&str, &'static str)]) -> FieldKind {
    FieldKind::Select(list.iter().map(|(mode, note)| SelectOption::new(*mode, *mode, t(note))).collect())
}

/// The first capability, and lines for more of them where the server takes several.
pub fn modes(host: bool, several: bool) -> Vec<Field> {
    let access = choices(if host { HOST_ACCESS } else { CSI_ACCESS });
    let mut fields = vec![
        Field::new("AccessMode", t("Access mode"), access).required().value("single-node-writer").example("single-node-writer"),
        Field::new("AttachmentMode", t("Attachment mode"), choices(ATTACHMENT)).required().value("file-system").example("file-system"),
    ];
    if several {
        fields.push(
            Field::new("RequestedCapabilities", t("Additional modes"), FieldKind::Lines)
                .help(t("One a line, access mode and attachment mode: multi-node-reader-only file-system. A volume is used in one of its modes at a time."))
                .example("multi-node-reader-only file-system")
                .advanced(),
        );
    }
    fields
}

pub fn check_modes(values: &Values, host: bool, wrong: &mut Vec<FieldError>) {
    let access = if host { HOST_ACCESS } else { CSI_ACCESS };
    let is = |list: &[(&str, &str)], word: Option<&str>| word.is_some_and(|word| list.iter().any(|(mode, _)| *mode == word));
    for line in values.lines("RequestedCapabilities") {
        let mut words = line.split_whitespace();
        if !is(access, words.next()) || !is(ATTACHMENT, words.next().or(Some("file-system"))) || words.next().is_some() {
            wrong.push(FieldError::new("RequestedCapabilities", fill!("“{line}” is not an access mode and an attachment mode.", line)));
        }
    }
}

/// How it is mounted. Nomad never tells the flags again.
pub fn mount(help: &'static str) -> Vec<Field> {
    vec![
        Field::new("FSType", t("File system"), FieldKind::Code).example("ext4").help(help).advanced(),
        Field::new("MountFlags", t("Mount flags"), FieldKind::Lines)
            .example("noatime")
            .help(t("One a line. Nomad does not show them again."))
            .advanced(),
    ]
}

pub fn secrets(help: &'static str) -> Field {
    Field::new("Secrets", "Secrets", FieldKind::SecretPairs).example("password=example").help(help).advanced()
}

pub fn pairs(name: &'static str, label: &'static str, example: &'static str, help: &'static str) -> Field {
    Field::new(name, label, FieldKind::Pairs).example(example).help(help).advanced()
}

/// Smallest and largest size; the names differ between CSI and host volumes.
pub fn sizes(min: &'static str, max: &'static str, from: u64) -> [Field; 2] {
    [
        Field::new(min, t("Minimum capacity"), FieldKind::Size { min: from, max: MOST })
            .example("10 GiB")
            .help(t("What the plugin is asked for; it may round up. Empty leaves it to the plugin.")),
        Field::new(max, t("Maximum capacity"), FieldKind::Size { min: from, max: MOST })
            .example("20 GiB")
            .help(t("Empty sets no limit."))
            .advanced(),
    ]
}

pub fn check_sizes(values: &Values, min: &'static str, max: &'static str, wrong: &mut Vec<FieldError>) {
    if let (Some(least), Some(most)) = (values.bytes(min), values.bytes(max))
        && most < least
    {
        wrong.push(FieldError::new(max, fill!("At least as much as the smallest size, {least}.", least)));
    }
}

/// Where a volume has to be, or should rather be, reachable from.
pub fn topologies() -> [Field; 2] {
    let field = |name, label, help: &'static str| {
        Field::new(name, label, FieldKind::Lines).example("topology.ebs.csi.aws.com/zone=eu-central-1a").help(help).advanced()
    };
    [
        field(
            "RequiredTopologies",
            t("Required topologies"),
            t("One a line, each key=value or several with commas between. The volume is reachable from at least one of them."),
        ),
        field("PreferredTopologies", t("Preferred topologies"), t("The same, tried in order.")),
    ]
}

pub fn check_topologies(values: &Values, wrong: &mut Vec<FieldError>) {
    for name in ["RequiredTopologies", "PreferredTopologies"] {
        if let Some(line) = values.lines(name).iter().find(|line| topology(line).is_none()) {
            wrong.push(FieldError::new(name, fill!("“{line}” is not key=value, key=value.", line)));
        }
    }
}

/// `LTarget Operand RTarget` on each line.
pub fn constraints() -> Field {
    Field::new("Constraints", "Constraints", FieldKind::Lines)
        .example("${node.class} = storage")
        .help(t("One a line: attribute, operator, value, as in a job’s constraint block. Used where no node is chosen."))
        .advanced()
}

pub fn check_constraints(values: &Values, wrong: &mut Vec<FieldError>) {
    if let Some(line) = values.lines("Constraints").iter().find(|line| constraint(line).is_none()) {
        wrong.push(FieldError::new("Constraints", fill!("“{line}” is not attribute, operator, value.", line)));
    }
}
