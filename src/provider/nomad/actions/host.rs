//! Dynamic host volumes: create, register, expand, release a sticky claim, delete. Nomad 1.10 and later.
//!
//! One object under `Volume`, unlike CSI's list; an `ID` in it makes the call an update.
//! <https://developer.hashicorp.com/nomad/api-docs/volumes#create-dynamic-host-volume>,
//! <https://github.com/hashicorp/nomad/blob/v1.10.5/nomad/structs/host_volumes.go> (`Validate`, `ValidateUpdate`)

use super::fields::{
    MOST, capabilities, check_constraints, check_modes, check_sizes, constraints, modes, namespace, pairs, put_constraints, put_pairs,
    put_size, put_text, sizes,
};
use super::{BASE, PLUGIN_MILLIS, STATE_MILLIS, addressable, api, is_host, lacks, limit, look, name, path, place, sent, written};
use crate::action::{Action, Choice, Danger, Field, FieldKind, Form, On, Outcome, Scene, Values, Verb};
use crate::http::{FieldError, Request, Response, segment};
use crate::json::{self, Object};
use crate::model::{Kind, User};
use crate::provider::nomad::version::HOST;
use crate::provider::nomad::wire::{Class, sticky, terminal};

const MIN: &str = "RequestedCapacityMinBytes";
const MAX: &str = "RequestedCapacityMaxBytes";

/// Makes a volume on a node.
pub const CREATE: Action = Action {
    name: "host-create",
    verb: Verb::Create,
    label: "Create on a node",
    title: "Create a dynamic host volume",
    operation: "PUT /v1/volume/host/create",
    docs: "https://developer.hashicorp.com/nomad/api-docs/volumes#create-dynamic-host-volume",
    consequence: |_| "A plugin on one node makes the volume. It is pending until the node has seen it.".into(),
    refuse: |scene| lacks(scene, HOST),
    form: |scene| form(scene, false),
    check,
    request: |_, values| write(values, "create"),
    outcome: |_, values, response| made(values, response, "Created"),
    probe: look::host_made,
    timeout_millis: PLUGIN_MILLIS,
    ..BASE
};

/// Tells Nomad of a directory or mount that exists on a node.
pub const REGISTER: Action = Action {
    name: "host-register",
    verb: Verb::Register,
    label: "Register on a node",
    title: "Register a dynamic host volume",
    operation: "PUT /v1/volume/host/register",
    docs: "https://developer.hashicorp.com/nomad/api-docs/volumes#register-dynamic-host-volume",
    consequence: |_| "Nomad learns of a directory that exists on the node. Nothing is made.".into(),
    form: |scene| form(scene, true),
    request: |_, values| write(values, "register"),
    outcome: |_, values, response| made(values, response, "Registered"),
    timeout_millis: STATE_MILLIS,
    ..CREATE
};

/// Makes it larger, by creating it again with its id.
pub const EXPAND: Action = Action {
    name: "host-expand",
    verb: Verb::Extend,
    label: "Expand",
    title: "Expand this host volume",
    on: On::Resource(Kind::Volume),
    consequence: |_| {
        "Its plugin makes the volume larger, if it can: mkdir has no sizes. It can never shrink, and is pending until its node has seen it."
            .into()
    },
    fits: is_host,
    refuse: |scene| {
        let unavailable = scene.target.is_some_and(|volume| volume.status.label == "unavailable");
        lacks(scene, HOST)
            .or_else(|| in_use(scene))
            .or_else(|| unavailable.then(|| "It is unavailable: its node does not show it now.".into()))
            .or_else(|| (size(scene) >= MOST).then(|| "It has the largest size there is.".into()))
    },
    form: |scene| {
        let [min, max] = sizes(MIN, MAX, (size(scene) + 1).min(MOST));
        let now =
            scene.target.and_then(|volume| volume.size).map_or_else(|| "not known".to_owned(), |size| format!("{size}, {}", size.exact()));
        Form { fields: vec![Field { label: "New size, at least", ..min }.required().help(format!("Now {now}.")), max, policy_override()] }
    },
    check: |_, values| {
        let mut wrong = Vec::new();
        check_sizes(values, MIN, MAX, &mut wrong);
        wrong
    },
    request: |scene, values| {
        let read = sent(scene);
        let mut volume = Object::default();
        for key in [
            "ID",
            "Name",
            "Namespace",
            "PluginID",
            "NodePool",
            "NodeID",
            "HostPath",
            "Constraints",
            "RequestedCapabilities",
            "Parameters",
            MAX,
        ] {
            if let Some(value) = json::find(&read, key).filter(|value| !matches!(*value, "null" | "\"\"" | "0")) {
                volume.put(key, value);
            }
        }
        let asked = values.bytes(MIN).unwrap_or_default().0;
        if limit(&volume, MAX).is_none_or(|limit| limit < asked) {
            volume.take(MAX);
        }
        put_size(values, MIN, &mut volume);
        put_size(values, MAX, &mut volume);
        send(values, &volume, "create", &place(scene).0)
    },
    outcome: |scene, values, response| {
        let (namespace, id) = place(scene);
        let size = values.bytes(MIN).unwrap_or_default();
        let mut outcome =
            written(response, "Volume", Class::Host, "Expanding", &namespace, &id, &format!("{} to at least {size}", name(scene)));
        outcome.created = None;
        outcome
    },
    probe: look::expanded,
    ..CREATE
};

/// Lets a task group go elsewhere: its allocations no longer have to come back to this volume.
pub const RELEASE: Action = Action {
    name: "host-claim-release",
    verb: Verb::Detach,
    label: "Release a claim",
    title: "Release a sticky claim on this host volume",
    on: On::Resource(Kind::Volume),
    operation: "DELETE /v1/volumes/claim/:id",
    docs: "https://developer.hashicorp.com/nomad/api-docs/volumes#delete-task-group-host-volume-claim",
    danger: Danger::Confirm,
    consequence: |scene| {
        format!(
            "An allocation that runs keeps {}. The next time its task group is placed, it may get another volume, without what is on this one.",
            name(scene)
        )
    },
    fits: is_host,
    refuse: |scene| lacks(scene, HOST).or_else(|| claims(scene).next().is_none().then(|| "It has no sticky claims.".into())),
    form: |scene| {
        let note = |claim: &User| claim.status.detail.clone().unwrap_or_default();
        let choices: Vec<_> = claims(scene).map(|claim| Choice::new(&claim.id, &claim.name, note(claim))).collect();
        let first = choices.first().map(|choice| choice.value.clone()).unwrap_or_default();
        let field = Field::new("claim", "Claim", FieldKind::Choice(choices)).required().value(first);
        Form { fields: vec![field.help("The job and the task group that the volume is kept for.")] }
    },
    check: |_, values| {
        let wrong = api::addressable(values.text("claim")).err();
        wrong.map(|words| FieldError::new("claim", &words)).into_iter().collect()
    },
    request: |scene, values| {
        let path = format!("/v1/volumes/claim/{}", segment(values.text("claim")));
        Request::new(http::Method::DELETE, path).query("namespace", place(scene).0)
    },
    outcome: |scene, values, _| {
        let claim = claims(scene).find(|claim| claim.id == values.text("claim")).map_or("the claim", |claim| claim.name.as_str());
        Outcome::done(format!("Released {claim} from {}.", name(scene)))
    },
    probe: look::released,
    ..BASE
};

/// Destroys it.
pub const DELETE: Action = Action {
    name: "host-delete",
    verb: Verb::Delete,
    label: "Delete",
    title: "Delete this host volume",
    on: On::Resource(Kind::Volume),
    operation: "DELETE /v1/volume/host/:id",
    docs: "https://developer.hashicorp.com/nomad/api-docs/volumes#delete-dynamic-host-volume",
    danger: Danger::TypeName,
    consequence: |scene| format!("The plugin destroys {} and what is on it. This cannot be undone.", name(scene)),
    fits: is_host,
    refuse: |scene| addressable(scene).or_else(|| lacks(scene, HOST)).or_else(|| in_use(scene)),
    form: |_| {
        let field = Field::new("force", "Also if its node is gone", FieldKind::Flag).example("true");
        Form {
            fields: vec![
                field
                    .help("Nomad forgets the volume; what is on the node stays there. Needed only for a node that Nomad no longer knows.")
                    .advanced(),
            ],
        }
    },
    request: |scene, values| {
        let (namespace, id) = place(scene);
        let request = Request::new(http::Method::DELETE, path(Class::Host, &id, "")).query("namespace", namespace);
        if values.flag("force") { request.query("force", "true") } else { request }
    },
    outcome: |scene, _, _| Outcome::done(format!("Deleted {}.", name(scene))),
    probe: look::gone,
    timeout_millis: PLUGIN_MILLIS,
    ..BASE
};

fn size(scene: &Scene) -> u64 {
    scene.target.and_then(|volume| volume.size).unwrap_or_default().0
}

/// The sticky claims on the target.
fn claims<'a>(scene: &Scene<'a>) -> impl Iterator<Item = &'a User> + use<'a> {
    scene.target.into_iter().flat_map(|volume| &volume.users).filter(|user| sticky(user))
}

/// Allocations that have not stopped refuse an update and a delete; sticky claims do not.
fn in_use(scene: &Scene) -> Option<String> {
    let users: Vec<_> = scene.target?.users.iter().filter(|user| !sticky(user) && !terminal(user)).map(|user| user.name.as_str()).collect();
    (!users.is_empty()).then(|| format!("It is in use by {}.", users.join(", ")))
}

fn policy_override() -> Field {
    Field::new("PolicyOverride", "Override policies", FieldKind::Flag)
        .help("Enterprise edition: sets soft-mandatory Sentinel policies aside.")
        .advanced()
}

fn form(scene: &Scene, register: bool) -> Form {
    let mut fields = vec![
        Field::new("Name", "Name", FieldKind::Text).required().example("scratch").help("Jobs name the volume by it."),
        namespace(scene),
    ];
    let plugin = Field::new("PluginID", "Plugin", FieldKind::Code).value("mkdir").example("mkdir");
    let plugin = plugin.help("mkdir is built in; others are installed on the nodes.");
    let node = Field::new("NodeID", "Node", FieldKind::Loaded("nodes"));
    let [min, max] = sizes(MIN, MAX, 1);
    if register {
        fields.push(node.required());
        fields.push(Field::new("HostPath", "Path on the node", FieldKind::Code).required().example("/srv/scratch"));
        fields.push(plugin.advanced());
        fields.push(Field::new("CapacityBytes", "Size", FieldKind::Size { min: 1, max: MOST }).example("10 GiB"));
        fields.extend([min.advanced(), max]);
    } else {
        fields.push(plugin.required());
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

fn check(_: &Scene, values: &Values) -> Vec<FieldError> {
    let mut wrong = Vec::new();
    check_sizes(values, MIN, MAX, &mut wrong);
    check_modes(values, true, &mut wrong);
    check_constraints(values, &mut wrong);
    wrong
}

fn write(values: &Values, how: &str) -> Request {
    let mut volume = Object::default();
    for name in ["Name", "Namespace", "PluginID", "NodeID", "NodePool", "HostPath"] {
        put_text(values, name, &mut volume);
    }
    for name in ["CapacityBytes", MIN, MAX] {
        put_size(values, name, &mut volume);
    }
    put_constraints(values, &mut volume);
    volume.put("RequestedCapabilities", capabilities(values));
    put_pairs(values, "Parameters", &mut volume);
    send(values, &volume, how, values.some("Namespace").unwrap_or("default"))
}

fn send(values: &Values, volume: &Object, how: &str, namespace: &str) -> Request {
    let mut body = Object::default().with("Volume", volume.text());
    if values.flag("PolicyOverride") {
        body.put("PolicyOverride", "true");
    }
    Request::new(http::Method::PUT, format!("/v1/volume/host/{how}")).query("namespace", namespace).json(&body.text(), &[])
}

fn made(values: &Values, response: &Response, did: &str) -> Outcome {
    written(response, "Volume", Class::Host, did, values.some("Namespace").unwrap_or("default"), "", values.text("Name"))
}
