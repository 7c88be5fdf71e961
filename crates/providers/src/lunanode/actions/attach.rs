//! Letting virtual machines use volumes. <https://www.lunanode.com/api/volume>

use super::{BASE, FIELD, Spec, Takes, follow, form, look, require_state};
use crate::lunanode::api;
use voldeck_core::action::{Action, Confirmation, Target, Verb};
use voldeck_core::fill;
use voldeck_core::model::Kind;
use voldeck_core::texts::t;

/// What an attachment needs. The documentation's text has the two devices, its example has `auto`.
const PLACE: &[Spec] = &[
    Spec {
        name: "vm_id",
        label: "Virtual machine",
        kind: Takes::Loaded("vms"),
        example: "7b3a9c52-1f60-4d1e-9a44-3c5e0d9f1b27",
        help: "Of the volume’s region.",
        ..FIELD
    },
    Spec {
        name: "target",
        label: "Device",
        kind: Takes::One(&[("auto", "the next that is free"), ("/dev/vda", "virtio"), ("/dev/hda", "IDE")]),
        value: "auto",
        ..FIELD
    },
];

/// Gives it to a virtual machine.
pub const ATTACH: Action = Action {
    name: "volume-attach",
    verb: Verb::Attach,
    label: "Attach",
    title: "Attach volume",
    on: Target::Resource(Kind::Volume),
    endpoint: &api::ATTACH_VOLUME,
    consequence: |_| t("The virtual machine gets the volume as a further disk.").into(),
    disabled_reason: |context| {
        require_state(context, &["available"], t("Only an available volume can be attached, and to one virtual machine at a time."))
    },
    form: |_| form(PLACE, 0),
    done: |context, values, _| fill!("Attaching {name} to {text}.", name = context.name(), text = values.text("vm_id")),
    verify: look::attached,
    follow: Some(follow::attached),
    ..BASE
};

/// Takes it away from the virtual machine.
pub const DETACH: Action = Action {
    name: "volume-detach",
    verb: Verb::Detach,
    label: "Detach",
    title: "Detach volume",
    on: Target::Resource(Kind::Volume),
    endpoint: &api::DETACH_VOLUME,
    confirmation: Confirmation::Confirm,
    consequence: |context| {
        let attachments: Vec<_> = context.target.iter().flat_map(|volume| &volume.attachments).map(|user| user.name.as_str()).collect();
        let attachments = if attachments.is_empty() { t("the virtual machine").to_owned() } else { attachments.join(", ") };
        fill!("{name} is taken away from {attachments}, also if it is mounted there and written to.", name = context.name(), attachments)
    },
    disabled_reason: |context| require_state(context, &["in-use"], t("Only a volume in use can be detached.")),
    done: |context, _, _| fill!("Detaching {name}.", name = context.name()),
    verify: look::detached,
    follow: Some(follow::detached),
    ..BASE
};
