//! Parts of the bodies of volumes: what fields of forms become. Names are those of the wire.
//!
//! <https://developer.hashicorp.com/nomad/docs/other-specifications/volume>

use voldeck_core::action::Values;
use voldeck_core::json::ObjectBuilder;

/// One capability.
pub fn capability(access: &str, attachment: &str) -> ObjectBuilder {
    ObjectBuilder::default().with("AccessMode", access).with("AttachmentMode", attachment)
}

/// The capabilities as Nomad 1.1 and later takes them.
pub(super) fn capabilities(values: &Values) -> Vec<ObjectBuilder> {
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
pub(super) fn put_modes(values: &Values, volume: &mut ObjectBuilder) {
    for name in ["AccessMode", "AttachmentMode"] {
        volume.put(name, values.text(name));
    }
}

/// A size in bytes, if it is filled in.
pub(super) fn put_size(values: &Values, name: &str, volume: &mut ObjectBuilder) {
    if let Some(size) = values.bytes(name) {
        volume.put(name, size.0);
    }
}

/// A size in bytes that was put into a volume.
pub(super) fn limit(volume: &ObjectBuilder, name: &str) -> Option<u64> {
    volume.get(name)?.parse().ok()
}

/// A topology of a line, `key=value, key=value`.
pub fn topology(line: &str) -> Option<ObjectBuilder> {
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

pub(super) fn put_topologies(values: &Values, volume: &mut ObjectBuilder) {
    let list = |name| values.lines(name).iter().filter_map(|line| topology(line)).collect::<Vec<_>>();
    let (required, preferred) = (list("RequiredTopologies"), list("PreferredTopologies"));
    if !required.is_empty() || !preferred.is_empty() {
        volume.put("RequestedTopologies", ObjectBuilder::default().with("Required", required).with("Preferred", preferred));
    }
}

/// A constraint of a line, `LTarget Operand RTarget`.
pub fn constraint(line: &str) -> Option<ObjectBuilder> {
    let mut words = line.splitn(3, char::is_whitespace);
    let (left, operand) = (words.next()?, words.next()?);
    let right = words.next().unwrap_or_default().trim();
    let object = ObjectBuilder::default().with("LTarget", left).with("Operand", operand);
    Some(object.with("RTarget", right))
}

pub(super) fn put_constraints(values: &Values, volume: &mut ObjectBuilder) {
    let list: Vec<_> = values.lines("Constraints").iter().filter_map(|line| constraint(line)).collect();
    if !list.is_empty() {
        volume.put("Constraints", list);
    }
}
