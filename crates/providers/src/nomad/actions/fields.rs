//! Fields that several forms share, and how their values become JSON. Names are those of the wire.
//!
//! <https://developer.hashicorp.com/nomad/docs/other-specifications/volume>

use crate::nomad::version::NAMESPACES;
use voldeck_core::action::{ActionContext, Choice, Field, FieldKind, Values};
use voldeck_core::http::FieldError;
use voldeck_core::json::ObjectBuilder;

use super::server;

/// The largest size in bytes that Nomad's integers hold.
pub const MOST: u64 = i64::MAX as u64;

pub fn namespace(scene: &ActionContext) -> Field {
    let home = super::client(scene).map_or("default", |client| client.home());
    let field = Field::new("Namespace", "Namespace", FieldKind::Loaded("namespaces")).required().value(home).example("default");
    match server(scene).lacks(NAMESPACES) {
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

fn choices(list: &[(&str, &str)]) -> FieldKind {
    FieldKind::Choice(list.iter().map(|(mode, note)| Choice::new(*mode, *mode, *note)).collect())
}

/// The first capability, and lines for more of them where the server takes several.
pub fn modes(host: bool, several: bool) -> Vec<Field> {
    let access = choices(if host { HOST_ACCESS } else { CSI_ACCESS });
    let mut fields = vec![
        Field::new("AccessMode", "Access mode", access).required().value("single-node-writer").example("single-node-writer"),
        Field::new("AttachmentMode", "Attachment mode", choices(ATTACHMENT)).required().value("file-system").example("file-system"),
    ];
    if several {
        fields.push(
            Field::new("RequestedCapabilities", "Additional modes", FieldKind::Lines)
                .help("One a line, access mode and attachment mode: multi-node-reader-only file-system. A volume is used in one of its modes at a time.")
                .example("multi-node-reader-only file-system")
                .advanced(),
        );
    }
    fields
}

/// One capability.
pub fn capability(access: &str, attachment: &str) -> ObjectBuilder {
    ObjectBuilder::default().with("AccessMode", access).with("AttachmentMode", attachment)
}

/// The capabilities as Nomad 1.1 and later takes them.
pub fn capabilities(values: &Values) -> Vec<ObjectBuilder> {
    let lines = values.lines("RequestedCapabilities");
    let mut list = vec![(values.text("AccessMode"), values.text("AttachmentMode"))];
    for line in &lines {
        let (access, attachment) = line.split_once(char::is_whitespace).unwrap_or((line, "file-system"));
        let more = (access, attachment.trim());
        if !list.contains(&more) {
            list.push(more);
        }
    }
    list.into_iter().map(|(access, attachment)| capability(access, attachment)).collect()
}

/// The one mode of servers before 1.1.
pub fn put_modes(values: &Values, volume: &mut ObjectBuilder) {
    for name in ["AccessMode", "AttachmentMode"] {
        volume.put(name, values.text(name));
    }
}

pub fn check_modes(values: &Values, host: bool, wrong: &mut Vec<FieldError>) {
    let access = if host { HOST_ACCESS } else { CSI_ACCESS };
    let is = |list: &[(&str, &str)], word: Option<&str>| word.is_some_and(|word| list.iter().any(|(mode, _)| *mode == word));
    for line in values.lines("RequestedCapabilities") {
        let mut words = line.split_whitespace();
        if !is(access, words.next()) || !is(ATTACHMENT, words.next().or(Some("file-system"))) || words.next().is_some() {
            wrong.push(FieldError::new("RequestedCapabilities", format!("“{line}” is not an access mode and an attachment mode.")));
        }
    }
}

/// How it is mounted. Nomad never tells the flags again.
pub fn mount(help: &'static str) -> Vec<Field> {
    vec![
        Field::new("FSType", "File system", FieldKind::Code).example("ext4").help(help).advanced(),
        Field::new("MountFlags", "Mount flags", FieldKind::Lines)
            .example("noatime")
            .help("One a line. Nomad does not show them again.")
            .advanced(),
    ]
}

pub fn put_mount(values: &Values, volume: &mut ObjectBuilder) {
    let flags = values.lines("MountFlags");
    if values.some("FSType").is_some() || !flags.is_empty() {
        let mount = ObjectBuilder::default().with("FSType", values.text("FSType")).with("MountFlags", flags);
        volume.put("MountOptions", mount);
    }
}

pub fn secrets(help: &'static str) -> Field {
    Field::new("Secrets", "Secrets", FieldKind::SecretPairs).example("password=example").help(help).advanced()
}

pub fn pairs(name: &'static str, label: &'static str, example: &'static str, help: &'static str) -> Field {
    Field::new(name, label, FieldKind::Pairs).example(example).help(help).advanced()
}

/// A text, if it is filled in.
pub fn put_text(values: &Values, name: &str, volume: &mut ObjectBuilder) {
    if let Some(text) = values.some(name) {
        volume.put(name, text);
    }
}

/// Pairs as an object, if there are any.
pub fn put_pairs(values: &Values, name: &str, volume: &mut ObjectBuilder) {
    let mut object = ObjectBuilder::default();
    for (key, value) in values.pairs(name) {
        object.put(&key, &value);
    }
    if !object.is_empty() {
        volume.put(name, object);
    }
}

/// A size in bytes, if it is filled in.
pub fn put_size(values: &Values, name: &str, volume: &mut ObjectBuilder) {
    if let Some(size) = values.bytes(name) {
        volume.put(name, size.0);
    }
}

/// Smallest and largest size; the names differ between CSI and host volumes.
pub fn sizes(min: &'static str, max: &'static str, from: u64) -> [Field; 2] {
    [
        Field::new(min, "Minimum capacity", FieldKind::Size { min: from, max: MOST })
            .example("10 GiB")
            .help("What the plugin is asked for; it may round up. Empty leaves it to the plugin."),
        Field::new(max, "Maximum capacity", FieldKind::Size { min: from, max: MOST })
            .example("20 GiB")
            .help("Empty sets no limit.")
            .advanced(),
    ]
}

pub fn check_sizes(values: &Values, min: &'static str, max: &'static str, wrong: &mut Vec<FieldError>) {
    if let (Some(least), Some(most)) = (values.bytes(min), values.bytes(max))
        && most < least
    {
        wrong.push(FieldError::new(max, format!("At least as much as the smallest size, {least}.")));
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
            "Required topologies",
            "One a line, each key=value or several with commas between. The volume is reachable from at least one of them.",
        ),
        field("PreferredTopologies", "Preferred topologies", "The same, tried in order."),
    ]
}

fn topology(line: &str) -> Option<ObjectBuilder> {
    let mut segments = ObjectBuilder::default();
    for pair in line.split(',') {
        let (key, value) = pair.split_once('=')?;
        if key.trim().is_empty() {
            return None;
        }
        segments.put(key.trim(), value.trim());
    }
    Some(ObjectBuilder::default().with("Segments", segments))
}

pub fn put_topologies(values: &Values, volume: &mut ObjectBuilder) {
    let list = |name| values.lines(name).iter().filter_map(|line| topology(line)).collect::<Vec<_>>();
    let (required, preferred) = (list("RequiredTopologies"), list("PreferredTopologies"));
    if !required.is_empty() || !preferred.is_empty() {
        volume.put("RequestedTopologies", ObjectBuilder::default().with("Required", required).with("Preferred", preferred));
    }
}

pub fn check_topologies(values: &Values, wrong: &mut Vec<FieldError>) {
    for name in ["RequiredTopologies", "PreferredTopologies"] {
        if let Some(line) = values.lines(name).iter().find(|line| topology(line).is_none()) {
            wrong.push(FieldError::new(name, format!("“{line}” is not key=value, key=value.")));
        }
    }
}

/// `LTarget Operand RTarget` on each line.
pub fn constraints() -> Field {
    Field::new("Constraints", "Constraints", FieldKind::Lines)
        .example("${node.class} = storage")
        .help("One a line: attribute, operator, value, as in a job’s constraint block. Used where no node is chosen.")
        .advanced()
}

fn constraint(line: &str) -> Option<ObjectBuilder> {
    let mut words = line.splitn(3, char::is_whitespace);
    let (left, operand) = (words.next()?, words.next()?);
    let right = words.next().unwrap_or_default().trim();
    let object = ObjectBuilder::default().with("LTarget", left).with("Operand", operand);
    Some(object.with("RTarget", right))
}

pub fn put_constraints(values: &Values, volume: &mut ObjectBuilder) {
    let list: Vec<_> = values.lines("Constraints").iter().filter_map(|line| constraint(line)).collect();
    if !list.is_empty() {
        volume.put("Constraints", list);
    }
}

pub fn check_constraints(values: &Values, wrong: &mut Vec<FieldError>) {
    if let Some(line) = values.lines("Constraints").iter().find(|line| constraint(line).is_none()) {
        wrong.push(FieldError::new("Constraints", format!("“{line}” is not attribute, operator, value.")));
    }
}
