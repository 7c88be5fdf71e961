//! What becomes of changes that Nomad carries out after its answer.
//!
//! A host volume is pending until its node has seen it, a detached claim is freed step by step, a snapshot is made ready by its
//! storage. Everything else is done when the answer comes.

use crate::nomad::client::NomadClient;
use crate::nomad::decode::plugin_of;
use voldeck_core::action::follow::{Accepted, changed, gone, made};
use voldeck_core::action::{Follow, Progress};
use voldeck_core::fill;
use voldeck_core::http::{Error, LocalBoxFuture};
use voldeck_core::json;
use voldeck_core::model::{Kind, Resource};

type Looking<'a> = LocalBoxFuture<'a, Result<Progress, Error>>;

/// A new host volume: pending, then ready or unavailable.
pub const MADE: Option<Follow> = Some(|accepted| made(accepted));

/// A snapshot that was deleted.
pub const GONE: Option<Follow> = Some(|accepted| gone(accepted));

/// A host volume that grows.
pub const EXPANDED: Option<Follow> = Some(|accepted| changed(accepted, is_larger, |_, now| larger(now)));

/// The size that a host volume was last asked to have, in bytes.
fn asked(volume: &Resource) -> u64 {
    json::member(volume.raw.text(), "RequestedCapacityMinBytes").and_then(|text| text.parse().ok()).unwrap_or(0)
}

/// Not every plugin tells a size: then Nomad's own note of what was asked for has to do.
fn is_larger(accepted: &Accepted, now: &Resource) -> bool {
    let wanted = accepted.values.bytes("RequestedCapacityMinBytes").unwrap_or_default();
    now.size.map_or(asked(now) >= wanted.0, |size| size >= wanted)
}

fn larger(now: &Resource) -> String {
    match now.size {
        Some(size) => fill!("{name} has {size} now.", name = now.name, size),
        None => fill!("{name} is {label}. Its plugin does not tell a size.", name = now.name, label = now.status.label),
    }
}

/// A volume that is detached from a node: its claims there are freed.
pub const DETACHED: Option<Follow> = Some(detached);

fn detached(accepted: Accepted<'_>) -> Looking<'_> {
    Box::pin(async move {
        let Some(target) = accepted.context.target else { return Ok(Progress::Done(accepted.outcome.done.clone())) };
        let node = accepted.values.text("node");
        let Some(now) = accepted.context.find(Kind::Volume, &target.id).await? else {
            return Ok(Progress::Failed(fill!("{name} is no longer there.", name = target.name)));
        };
        let here: Vec<_> = now.attachments.iter().filter(|user| user.host_id.as_deref() == Some(node)).collect();
        // Once its claims are free, only the reading before tells what the node is called.
        let host = target.attachments.iter().chain(&now.attachments).find(|user| user.host_id.as_deref() == Some(node));
        let name = host.and_then(|user| user.host.as_deref()).unwrap_or(node);
        Ok(if here.is_empty() {
            Progress::Done(fill!("Detached {name} from {node}.", name = now.name, node = name))
        } else if here.iter().any(|user| user.role.as_deref() == Some("being freed")) {
            Progress::Changing("being freed".to_owned())
        } else {
            let attachments: Vec<_> = here.iter().map(|user| user.name.as_str()).collect();
            Progress::Back(fill!(
                "{name} is still claimed on {node} by {attachments}.",
                name = now.name,
                node = name,
                attachments = attachments.join(", ")
            ))
        })
    })
}

/// A new snapshot: not ready, then ready.
pub const SNAPPED: Option<Follow> = Some(snapped);

fn snapped(accepted: Accepted<'_>) -> Looking<'_> {
    let client: Option<&NomadClient> = accepted.context.client.as_any().downcast_ref();
    let plugin = accepted.context.target.and_then(plugin_of);
    let silent =
        client.zip(plugin).and_then(|(client, plugin)| client.plugin(plugin)).is_some_and(|plugin| plugin.list_snapshots == Some(false));
    if silent {
        let words =
            fill!("{done} The plugin does not list its snapshots, so whether it is ready cannot be seen.", done = accepted.outcome.done);
        return Box::pin(std::future::ready(Ok(Progress::Done(words))));
    }
    made(accepted)
}
