//! What may be done now, and why not: by the server's version, the plugin's flags, the token's rights and who uses a volume.
//!
//! What nobody knows is allowed: the server then says no.

use crate::nomad::api::{is_claimed, lacks, namespace_of, scope_and_id, server};
use crate::nomad::client::NomadClient;
use crate::nomad::decode;
use crate::nomad::decode::{Plugin, plugin_of};
use crate::nomad::faults::DETACHES_NOTHING;
use crate::nomad::rights::Right;
use crate::nomad::version::CREATE;
use voldeck_core::action::{ActionContext, Values};
use voldeck_core::fill;
use voldeck_core::http::FieldError;
use voldeck_core::texts::t;

pub fn client<'a>(context: &ActionContext<'a>) -> Option<&'a NomadClient> {
    context.client.as_any().downcast_ref()
}

/// Why the target's plugin cannot do this; `None` if it can, or if nobody knows.
pub fn plugin_lacks(context: &ActionContext, does: &str, pick: fn(&Plugin) -> Option<bool>) -> Option<String> {
    let id = context.target.and_then(plugin_of)?;
    let plugin = client(context)?.plugin(id)?;
    if pick(&plugin) == Some(false) {
        return Some(fill!("The plugin {id} does not {does}.", id, does));
    }
    (plugin.healthy_controller == Some(false)).then(|| fill!("No controller of the plugin {id} is healthy.", id))
}

/// Why the target's plugin cannot check a volume that is registered again: it needs a controller, and none works. Servers before 1.1
/// take the volume all the same.
pub fn cannot_check(context: &ActionContext) -> Option<String> {
    if lacks(context, CREATE).is_some() {
        return None;
    }
    let id = context.target.and_then(plugin_of)?;
    let plugin = client(context)?.plugin(id)?;
    let broken = plugin.needs_controller == Some(true) && plugin.healthy_controller == Some(false);
    broken.then(|| fill!("No controller of the plugin {id} is healthy, and Nomad has it check the volume.", id))
}

/// Which right the token is known to lack: in the namespace of the target, or, where there is none yet, in every namespace.
pub fn forbidden(context: &ActionContext, rights: &[Right]) -> Option<String> {
    let known = client(context)?.rights();
    let here =
        context.target.filter(|target| matches!(target.text_attribute("class"), Some("CSI" | "host"))).map(|_| scope_and_id(context).0);
    let namespace = here.as_deref().unwrap_or("*");
    let right = rights.iter().find(|right| known.lacks(**right, namespace).is_some())?;
    let place = match (right, &here) {
        (Right::Namespace(_), Some(here)) => fill!(" in the namespace {here}", here),
        _ => String::new(),
    };
    Some(fill!("This token may not do that: {name} is missing{place}.", name = right.name(), place))
}

/// The same for the namespace that a form names.
pub fn check_right(context: &ActionContext, values: &Values, right: Right, wrong: &mut Vec<FieldError>) {
    let namespace = namespace_of(values);
    let lacks = client(context).and_then(|client| client.rights().lacks(right, namespace));
    if let Some(name) = lacks.filter(|_| !wrong.iter().any(|error| error.field == "Namespace")) {
        wrong.push(FieldError::new("Namespace", fill!("This token may not do that in {namespace}: {name} is missing.", namespace, name)));
    }
}

/// Whether an id can be called at all.
pub fn addressable(context: &ActionContext) -> Option<String> {
    decode::addressable(&scope_and_id(context).1).err()
}

/// Why a CSI volume cannot be let go of: it is claimed. A reading that does not tell is no reason.
pub fn claimed(context: &ActionContext) -> Option<String> {
    let target = context.target.filter(|target| is_claimed(target))?;
    let counts = target.usage.as_ref()?;
    // The list has counts; who it is, the volume itself tells.
    let names: Vec<_> = target.attachments.iter().filter(|user| !decode::terminal(user)).map(|user| user.name.as_str()).collect();
    let by = if names.is_empty() { format!(": {counts}") } else { fill!(" by {names}", names = names.join(", ")) };
    let detach = if DETACHES_NOTHING.of(&server(context)) == Some(true) { "" } else { t(", or detach it") };
    Some(fill!("It is in use{by}. Stop the jobs that use it{detach}.", by, detach))
}
