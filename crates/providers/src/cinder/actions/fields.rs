//! Fields of forms, spelled as on the wire, and what they become in a body.

use super::GIB;
use voldeck_core::action::{ActionContext, Field, FieldKind, Values};
use voldeck_core::http::FieldError;
use voldeck_core::texts::t;

/// More than any server has, in bytes: the limit of one volume is a quota of the server's.
const LARGEST: u64 = 1 << 50;

/// What it is called. Cinder would do without; what has a name can be found again after a lost answer.
pub fn called(example: &'static str) -> Field {
    Field::new("name", "Name", FieldKind::Text).required().example(example)
}

/// A name for something made of the target.
pub fn copy(context: &ActionContext) -> Field {
    let name = context.name();
    called("copy").value(if name.is_empty() { String::new() } else { [name, "-copy"].concat() })
}

pub fn description() -> Field {
    Field::new("description", "Description", FieldKind::Text)
}

/// A size from this many GiB on.
pub fn size(key: &'static str, min: u64) -> Field {
    Field::new(key, "Size", FieldKind::Size { min: min.max(1) * GIB, max: LARGEST }).example("10 GiB").help(t("In whole GiB."))
}

pub fn volume_type() -> Field {
    Field::new("volume_type", "Type", FieldKind::RemoteSelect("types")).help(t("Empty is the server’s default."))
}

pub fn zone() -> Field {
    Field::new("availability_zone", t("Availability zone"), FieldKind::RemoteSelect("zones")).help(t("Empty leaves it to the server."))
}

pub fn metadata() -> Field {
    Field::new("metadata", "Metadata", FieldKind::Pairs).example("env=prod").help(t("key=value, one a line."))
}

/// Names, sizes and metadata within what Cinder takes.
/// <https://opendev.org/openstack/cinder/src/branch/master/cinder/api/validation/parameter_types.py>
pub fn check(_: &ActionContext, values: &Values) -> Vec<FieldError> {
    let mut wrong = Vec::new();
    for key in ["name", "description"] {
        if values.text(key).chars().count() > 255 {
            wrong.push(FieldError::new(key, t("At most 255 characters.")));
        }
    }
    for key in ["size", "larger", "new_size"] {
        if values.bytes(key).is_some_and(|size| !size.0.is_multiple_of(GIB)) {
            wrong.push(FieldError::new(key, t("Sizes are whole GiB.")));
        }
    }
    let good = |key: &str| key.chars().all(|c| c.is_ascii_alphanumeric() || "-_:. /".contains(c));
    for (key, value) in values.pairs("metadata") {
        if !good(&key) || key.len() > 255 || value.chars().count() > 255 {
            let words = t("A key has up to 255 letters, digits and -_:. / of ASCII, a value up to 255 characters.");
            wrong.push(FieldError::new("metadata", words));
            break;
        }
    }
    wrong
}
