//! Making dynamic host volumes and telling Nomad of them. Nomad 1.10 and later.
//!
//! One object under `Volume`, unlike CSI's list; an `ID` in it makes the call an update.
//! <https://developer.hashicorp.com/nomad/api-docs/volumes#create-dynamic-host-volume>,
//! <https://github.com/hashicorp/nomad/blob/v1.10.5/nomad/structs/host_volumes.go> (`Validate`, `ValidateUpdate`)

use super::fields::{
    MOST, capabilities, check_constraints, check_modes, check_sizes, constraints, modes, namespace, pairs, put_constraints, put_pairs,
    put_size, put_text, sizes,
};
use super::legal::{check_right, forbidden};
use super::{BASE, PLUGIN_MILLIS, follow, lacks, look, written};
use crate::nomad::rights::{CREATE_HOST, REGISTER_HOST, Right};
use crate::nomad::version::HOST;
use crate::nomad::wire::Class;
use voldeck_core::action::{Action, ActionContext, Field, FieldKind, Form, Outcome, Values, Verb};
use voldeck_core::http::{FieldError, Request, Response};
use voldeck_core::json::ObjectBuilder;

/// The smallest size in bytes.
pub const MIN: &str = "RequestedCapacityMinBytes";
/// The largest size in bytes. The server wants it with the smallest.
pub const MAX: &str = "RequestedCapacityMaxBytes";

/// Makes a volume on a node.
pub const CREATE: Action = Action {
    name: "host-create",
    verb: Verb::Create,
    label: "Create host volume",
    title: "Create host volume",
    operation: "PUT /v1/volume/host/create",
    docs: "https://developer.hashicorp.com/nomad/api-docs/volumes#create-dynamic-host-volume",
    consequence: |_| "A plugin on one node makes the volume. It is pending until the node has seen it.".into(),
    disabled_reason: |scene| lacks(scene, HOST).or_else(|| forbidden(scene, &[CREATE_HOST])),
    form: |scene| form(scene, false),
    check: |scene, values| check(scene, values, CREATE_HOST),
    request: |_, values| write(values, "create"),
    outcome: |_, values, response| made(values, response, "Creating"),
    verify: look::host_made,
    follow: follow::MADE,
    timeout_millis: PLUGIN_MILLIS,
    ..BASE
};

/// Tells Nomad of a directory or mount that exists on a node.
pub const REGISTER: Action = Action {
    name: "host-register",
    verb: Verb::Register,
    label: "Register host volume",
    title: "Register host volume",
    operation: "PUT /v1/volume/host/register",
    docs: "https://developer.hashicorp.com/nomad/api-docs/volumes#register-dynamic-host-volume",
    consequence: |_| {
        "Nomad learns of a directory that exists on the node. Nothing is made, and deleting the volume leaves the directory where it is."
            .into()
    },
    disabled_reason: |scene| lacks(scene, HOST).or_else(|| forbidden(scene, &[REGISTER_HOST])),
    form: |scene| form(scene, true),
    check: |scene, values| check(scene, values, REGISTER_HOST),
    request: |_, values| write(values, "register"),
    outcome: |_, values, response| made(values, response, "Registering"),
    verify: look::host_made,
    follow: follow::MADE,
    ..BASE
};

pub fn policy_override() -> Field {
    Field::new("PolicyOverride", "Override policies", FieldKind::Flag)
        .help("Enterprise edition: sets soft-mandatory Sentinel policies aside.")
        .advanced()
}

/// The two sizes.
pub fn host_sizes(from: u64) -> [Field; 2] {
    let [min, max] = sizes(MIN, MAX, from);
    [min, max.help("Empty takes the smallest size.")]
}

/// Puts in the two sizes: the server refuses a smallest size without a largest one that is not below it.
/// <https://github.com/hashicorp/nomad/blob/v1.10.5/nomad/structs/host_volumes.go> (`HostVolume.Validate`)
pub fn put_sizes(values: &Values, old_limit: Option<u64>, volume: &mut ObjectBuilder) {
    put_size(values, MIN, volume);
    put_size(values, MAX, volume);
    if let (Some(least), None) = (values.bytes(MIN), values.bytes(MAX)) {
        let most = old_limit.filter(|limit| *limit >= least.0).unwrap_or(least.0);
        volume.put(MAX, most);
    }
}

fn form(scene: &ActionContext, register: bool) -> Form {
    let mut fields = vec![
        Field::new("Name", "Name", FieldKind::Text).required().example("scratch").help("Jobs name the volume by it."),
        namespace(scene),
    ];
    let plugin = Field::new("PluginID", "Plugin", FieldKind::Code).example("mkdir");
    let node = Field::new("NodeID", "Node", FieldKind::Loaded("nodes"));
    let [min, max] = host_sizes(1);
    if register {
        fields.push(node.required());
        fields.push(Field::new("HostPath", "Host path", FieldKind::Code).required().example("/srv/scratch"));
        fields.push(plugin.help("Usually empty: no plugin made the directory, and none is asked when the volume is deleted.").advanced());
        fields.push(Field::new("CapacityBytes", "Size", FieldKind::Size { min: 1, max: MOST }).example("10 GiB"));
        fields.extend([min.advanced(), max]);
    } else {
        fields.push(plugin.value("mkdir").required().help("mkdir is built in; others are installed on the nodes."));
        fields.extend([min, max]);
        fields.push(node.help("Empty lets Nomad choose one that fits."));
        fields.push(Field::new("NodePool", "Node pool", FieldKind::Loaded("pools")).example("").advanced());
        fields.push(constraints());
    }
    fields.extend(modes(true, true));
    fields.push(pairs("Parameters", "Parameters", "mode=0755", "Passed to the plugin as they are."));
    fields.push(policy_override());
    Form { fields }
}

fn check(scene: &ActionContext, values: &Values, right: Right) -> Vec<FieldError> {
    let mut wrong = Vec::new();
    check_right(scene, values, right, &mut wrong);
    check_sizes(values, MIN, MAX, &mut wrong);
    check_modes(values, true, &mut wrong);
    check_constraints(values, &mut wrong);
    wrong
}

fn write(values: &Values, how: &str) -> Request {
    let mut volume = ObjectBuilder::default();
    for name in ["Name", "Namespace", "PluginID", "NodeID", "NodePool", "HostPath"] {
        put_text(values, name, &mut volume);
    }
    put_size(values, "CapacityBytes", &mut volume);
    put_sizes(values, None, &mut volume);
    put_constraints(values, &mut volume);
    volume.put("RequestedCapabilities", capabilities(values));
    put_pairs(values, "Parameters", &mut volume);
    send(values, &volume, how, values.some("Namespace").unwrap_or("default"))
}

pub fn send(values: &Values, volume: &ObjectBuilder, how: &str, namespace: &str) -> Request {
    let mut body = ObjectBuilder::default().with("Volume", volume);
    if values.flag("PolicyOverride") {
        body.put("PolicyOverride", true);
    }
    Request::new(http::Method::PUT, format!("/v1/volume/host/{how}")).query("namespace", namespace).json(&body, &[])
}

fn made(values: &Values, response: &Response, did: &str) -> Outcome {
    written(response, "Volume", Class::Host, did, values.some("Namespace").unwrap_or("default"), "", values.text("Name"))
}
