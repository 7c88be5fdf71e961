//! Making dynamic host volumes and telling Nomad of them. Nomad 1.10 and later.
//!
//! One object under `Volume`, unlike CSI's list; an `ID` in it makes the call an update.
//! <https://developer.hashicorp.com/nomad/api-docs/volumes#create-dynamic-host-volume>,
//! <https://github.com/hashicorp/nomad/blob/v1.10.5/nomad/structs/host_volumes.go> (`Validate`, `ValidateUpdate`)

use super::fields::{MOST, check_constraints, check_modes, check_sizes, constraints, modes, namespace, pairs, sizes};
use super::legal::{check_right, forbidden};
use super::{BASE, PLUGIN_MILLIS, follow, look};
use crate::nomad::api;
use crate::nomad::api::{MAX, MIN, lacks};
use crate::nomad::rights::{CREATE_HOST, REGISTER_HOST, Right};
use crate::nomad::version::HOST;
use voldeck_core::action::{Action, ActionContext, Field, FieldKind, Form, Values, Verb};
use voldeck_core::fill;
use voldeck_core::http::FieldError;
use voldeck_core::model::Kind;
use voldeck_core::texts::t;

/// Makes a volume on a node.
pub const CREATE: Action = Action {
    name: "host-create",
    verb: Verb::Create,
    label: "Create host volume",
    title: "Create host volume",
    endpoint: &api::CREATE_HOST_VOLUME,
    consequence: |_| t("A plugin on one node makes the volume. It is pending until the node has seen it.").into(),
    disabled_reason: |context| lacks(context, HOST).or_else(|| forbidden(context, &[CREATE_HOST])),
    form: |context| form(context, false),
    check: |context, values| check(context, values, CREATE_HOST),
    done: |_, values, _| fill!("Creating {text}.", text = values.text("Name")),
    verify: look::host_made,
    follow: follow::MADE,
    creates: Some(Kind::Volume),
    timeout_millis: PLUGIN_MILLIS,
    ..BASE
};

/// Tells Nomad of a directory or mount that exists on a node.
pub const REGISTER: Action = Action {
    name: "host-register",
    verb: Verb::Register,
    label: "Register host volume",
    title: "Register host volume",
    endpoint: &api::REGISTER_HOST_VOLUME,
    consequence: |_| {
        t("Nomad learns of a directory that exists on the node. Nothing is made, and deleting the volume leaves the directory where it is.")
            .into()
    },
    disabled_reason: |context| lacks(context, HOST).or_else(|| forbidden(context, &[REGISTER_HOST])),
    form: |context| form(context, true),
    check: |context, values| check(context, values, REGISTER_HOST),
    done: |_, values, _| fill!("Registering {text}.", text = values.text("Name")),
    verify: look::host_made,
    follow: follow::MADE,
    creates: Some(Kind::Volume),
    ..BASE
};

pub fn policy_override() -> Field {
    Field::new("PolicyOverride", t("Override policies"), FieldKind::Flag)
        .help(t("Enterprise edition: sets soft-mandatory Sentinel policies aside."))
        .advanced()
}

/// The two sizes.
pub fn host_sizes(from: u64) -> [Field; 2] {
    let [min, max] = sizes(MIN, MAX, from);
    [min, max.help(t("Empty takes the smallest size."))]
}

fn form(context: &ActionContext, register: bool) -> Form {
    let mut fields = vec![
        Field::new("Name", "Name", FieldKind::Text).required().example("scratch").help(t("Jobs name the volume by it.")),
        namespace(context),
    ];
    let plugin = Field::new("PluginID", "Plugin", FieldKind::Code).example("mkdir");
    let node = Field::new("NodeID", "Node", FieldKind::RemoteSelect("nodes"));
    let [min, max] = host_sizes(1);
    if register {
        fields.push(node.required());
        fields.push(Field::new("HostPath", t("Host path"), FieldKind::Code).required().example("/srv/scratch"));
        fields
            .push(plugin.help(t("Usually empty: no plugin made the directory, and none is asked when the volume is deleted.")).advanced());
        fields.push(Field::new("CapacityBytes", "Size", FieldKind::Size { min: 1, max: MOST }).example("10 GiB"));
        fields.extend([min.advanced(), max]);
    } else {
        fields.push(plugin.value("mkdir").required().help(t("mkdir is built in; others are installed on the nodes.")));
        fields.extend([min, max]);
        fields.push(node.help(t("Empty lets Nomad choose one that fits.")));
        fields.push(Field::new("NodePool", t("Node pool"), FieldKind::RemoteSelect("pools")).example("").advanced());
        fields.push(constraints());
    }
    fields.extend(modes(true, true));
    fields.push(pairs("Parameters", "Parameters", "mode=0755", t("Passed to the plugin as they are.")));
    fields.push(policy_override());
    Form { fields }
}

fn check(context: &ActionContext, values: &Values, right: Right) -> Vec<FieldError> {
    let mut wrong = Vec::new();
    check_right(context, values, right, &mut wrong);
    check_sizes(values, MIN, MAX, &mut wrong);
    check_modes(values, true, &mut wrong);
    check_constraints(values, &mut wrong);
    wrong
}
