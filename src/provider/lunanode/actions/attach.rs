//! Letting virtual machines use volumes. <https://www.lunanode.com/api/volume>

use super::{BASE, call, id, look, name, unless};
use crate::action::{Action, Choice, Danger, Field, FieldKind, Form, On, Outcome, Verb};
use crate::model::Kind;

/// The documentation's text has the two devices, its example has `auto`.
const TARGETS: [(&str, &str); 3] = [("auto", "the next that is free"), ("/dev/vda", "virtio"), ("/dev/hda", "IDE")];

/// Gives it to a virtual machine.
pub const ATTACH: Action = Action {
    name: "volume-attach",
    verb: Verb::Attach,
    label: "Attach",
    title: "Attach this volume to a virtual machine",
    on: On::Resource(Kind::Volume),
    operation: "volume/attach",
    consequence: |_| "The virtual machine gets the volume as a further disk.".into(),
    refuse: |scene| unless(scene, &["available"], "Only an available volume can be attached, and to one virtual machine at a time."),
    form: |_| {
        let targets = TARGETS.map(|(target, note)| Choice::new(target, target, note));
        Form {
            fields: vec![
                Field::new("vm_id", "Virtual machine", FieldKind::Loaded("vms"))
                    .required()
                    .example("7b3a9c52-1f60-4d1e-9a44-3c5e0d9f1b27")
                    .help("Of the volume’s region."),
                Field::new("target", "As", FieldKind::Choice(targets.into())).required().value(TARGETS[0].0),
            ],
        }
    },
    request: |scene, values| {
        call("volume/attach", &[("volume_id", id(scene)), ("vm_id", values.text("vm_id")), ("target", values.text("target"))])
    },
    outcome: |scene, values, _| Outcome::done(format!("Attaching {} to {}.", name(scene), values.text("vm_id"))),
    probe: look::attached,
    ..BASE
};

/// Takes it away from the virtual machine.
pub const DETACH: Action = Action {
    name: "volume-detach",
    verb: Verb::Detach,
    label: "Detach",
    title: "Detach this volume",
    on: On::Resource(Kind::Volume),
    operation: "volume/detach",
    danger: Danger::Confirm,
    consequence: |scene| {
        let user = scene.target.and_then(|volume| volume.users.first()).map_or("the virtual machine", |user| &user.name);
        format!("{} is taken away from {user}, also if it is mounted there and written to.", name(scene))
    },
    refuse: |scene| unless(scene, &["in-use"], "Only a volume in use can be detached."),
    request: |scene, _| call("volume/detach", &[("volume_id", id(scene))]),
    outcome: |scene, _, _| Outcome::done(format!("Detaching {}.", name(scene))),
    probe: look::detached,
    ..BASE
};
