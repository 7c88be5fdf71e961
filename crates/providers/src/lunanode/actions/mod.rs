//! What one may do with volumes and snapshots at `LunaNode`, one row each.
//!
//! Legality is decided on the word of `volume/info`, as Cinder behind the API decides; where only the list's coarser word is known,
//! and for words that this console has not met, the server decides.

mod attach;
mod follow;
mod look;
mod make;
mod snapshot;
mod volume;

use super::client::LunaNodeClient;
use super::decode::{GB, phase, state, unusable};
use voldeck_core::action::{self, Action, ActionContext, Field, FieldKind, Form, SelectOption, Values};
use voldeck_core::fill;
use voldeck_core::http::FieldError;
use voldeck_core::model::{Bytes, Phase};
use voldeck_core::texts::t;

/// Every row, in the order of menus.
pub const ALL: &[Action] = &[
    make::CREATE,
    make::RESTORE,
    volume::EXTEND,
    volume::RENAME,
    attach::ATTACH,
    attach::DETACH,
    snapshot::TAKE,
    snapshot::REPLICATE,
    volume::DELETE,
    snapshot::DELETE,
];

/// What rows have in common. The API waits for what is behind it.
const BASE: Action = Action { timeout_millis: 60_000, ..action::BASE };

/// The largest size of Cinder's that is a whole number of GB.
const MOST: u64 = i64::MAX as u64 / GB * GB;

fn client<'a>(context: &ActionContext<'a>) -> Option<&'a LunaNodeClient> {
    context.client.as_any().downcast_ref()
}

/// Why the target's state forbids it: it is a known one, and none of these.
fn require_state(context: &ActionContext, allowed: &[&str], rule: &str) -> Option<String> {
    let state = state(context.target?);
    let open = state == "active" || phase(state) == Phase::Unknown || allowed.contains(&state);
    (!open).then(|| fill!("It is {state}. {rule}", state, rule))
}

/// A field of a form; all of them are needed.
struct Spec {
    name: &'static str,
    label: &'static str,
    kind: Takes,
    value: &'static str,
    example: &'static str,
    help: &'static str,
    visible_if: Option<(&'static str, &'static str)>,
}

/// What a field takes.
enum Takes {
    Text,
    /// A size of whole GB.
    Size,
    Loaded(&'static str),
    /// Values and notes.
    One(&'static [(&'static str, &'static str)]),
}

/// What fields have in common.
const FIELD: Spec = Spec { name: "", label: "", kind: Takes::Text, value: "", example: "", help: "", visible_if: None };

/// The size of a volume.
const SIZE: Spec = Spec { name: "size", label: "Size", kind: Takes::Size, ..FIELD };

/// A form of these fields, its size at least this.
fn form(specs: &[Spec], min: u64) -> Form {
    let field = |spec: &Spec| Field {
        name: spec.name,
        label: spec.label,
        help: t(spec.help).to_owned(),
        required: true,
        kind: match spec.kind {
            Takes::Text => FieldKind::Text,
            Takes::Size => FieldKind::Size { min: min.min(MOST), max: MOST },
            Takes::Loaded(name) => FieldKind::RemoteSelect(name),
            Takes::One(choices) => {
                FieldKind::Select(choices.iter().map(|(value, note)| SelectOption::new(*value, *value, *note)).collect())
            }
        },
        value: spec.value.to_owned(),
        example: spec.example,
        advanced: false,
        visible_if: spec.visible_if,
        of: if spec.name == "region" { "" } else { "region" },
    };
    Form { fields: specs.iter().map(field).collect() }
}

fn check_size(_: &ActionContext, values: &Values) -> Vec<FieldError> {
    let size = values.bytes("size").unwrap_or_default().0;
    let whole = size / GB;
    // What is below one GB the field itself refuses.
    if size.is_multiple_of(GB) || whole == 0 {
        return Vec::new();
    }
    vec![FieldError::new(
        "size",
        fill!("LunaNode counts in whole GB of 2^30 bytes: {gb} or {next}.", gb = Bytes(whole * GB), next = Bytes((whole + 1) * GB)),
    )]
}
