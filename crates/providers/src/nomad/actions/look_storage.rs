//! Looking at both ends of calls that ask a plugin first: what Nomad has, and what the storage has.
//!
//! The plugin acts, then Nomad looks at its own state and may refuse. What is at the storage, the plugin's own list tells; see
//! [`PLUGIN_FIRST`](crate::nomad::faults::PLUGIN_FIRST).

use super::class;
use super::legal::client;
use super::look::{no_longer, target};
use crate::nomad::api::{named, namespace_of};
use crate::nomad::decode::{ResourceType, plugin_of};
use voldeck_core::action::verify::Looking;
use voldeck_core::action::{ActionContext, Values, Verification};
use voldeck_core::client::Listing;
use voldeck_core::fill;
use voldeck_core::model::{Bytes, Kind, Resource};
use voldeck_core::texts::t;

/// Delete: what is gone, the volume, its storage, or both?
pub fn destroyed<'a>(context: &'a ActionContext<'a>, _: &'a Values) -> Looking<'a> {
    Box::pin(async move {
        let name = context.name();
        let Some(volume) = target(context).await? else { return Ok(Verification::Happened(fill!("{name} is gone.", name))) };
        let listed = match at_storage(context, &volume).await {
            Ok(listed) => listed,
            Err(reason) => {
                let words = fill!("Nomad still lists {name}. Whether its storage is still there cannot be seen: {reason}", name, reason);
                return Ok(Verification::CannotTell(words));
            }
        };
        Ok(if listed.is_some() {
            Verification::NotSeen(fill!(
                "The plugin was asked first: the storage is still there; Nomad still lists the volume {name}.",
                name
            ))
        } else {
            Verification::Partly {
                words: fill!("The plugin was asked first: the storage is gone; Nomad still lists the volume {name}.", name),
                next: Some(("csi-deregister", Kind::Volume, volume.id.clone())),
            }
        })
    })
}

/// Create, restore, clone: is there a volume of this id now, or has the plugin made one that Nomad does not know?
pub fn made<'a>(context: &'a ActionContext<'a>, values: &'a Values) -> Looking<'a> {
    Box::pin(async move {
        let (id, plugin) = (values.text("ID"), values.text("PluginID"));
        if let Some(volume) = context.find(Kind::Volume, &named(values)).await? {
            return Ok(Verification::Happened(fill!("{id} is there, {label}.", id, label = volume.status.label)));
        }
        let none = fill!("There is no {id} in the namespace {values}", id, values = namespace_of(values));
        let Some(client) = client(context) else { return Ok(Verification::NotSeen(format!("{none}."))) };
        let before = before(context, plugin);
        let listing = match client.external_now(plugin).await {
            Ok(listing) => listing,
            Err(reason) => {
                return Ok(Verification::CannotTell(fill!(
                    "{none}. Whether the plugin has made a volume cannot be seen: {reason}",
                    none,
                    reason
                )));
            }
        };
        let new: Vec<Resource> = listing.items.into_iter().flatten().filter(|volume| may_be(volume, values, before.as_deref())).collect();
        Ok(match &new[..] {
            [] => Verification::NotSeen(fill!("{none}, and the plugin {plugin} lists no new volume.", none, plugin)),
            [one] => {
                let sure = if before.is_some() { "" } else { t(", unless it was there before: they were not listed until now") };
                Verification::Partly {
                    words: fill!(
                        "{none}. The plugin has made a volume that Nomad does not know: {provider_id}{sure}.",
                        none,
                        provider_id = one.provider_id,
                        sure
                    ),
                    next: Some(("external-register", Kind::Volume, one.id.clone())),
                }
            }
            several => {
                let ids: Vec<_> = several.iter().map(|volume| volume.provider_id.as_str()).collect();
                let words = fill!(
                    "{none}. The plugin has volumes that Nomad does not know, one of which may be the new one: {ids}.",
                    none,
                    ids = ids.join(", ")
                );
                // What nobody listed before the call may have been there.
                if before.is_some() { Verification::Partly { words, next: None } } else { Verification::CannotTell(words) }
            }
        })
    })
}

/// What the plugin listed before the call; `None` if nobody looked.
fn before(context: &ActionContext, plugin: &str) -> Option<Vec<String>> {
    let shown = context.known.iter().filter(|known| class(known) == Some(ResourceType::External) && plugin_of(known) == Some(plugin));
    let mut ids: Vec<String> = shown.map(|known| known.provider_id.clone()).collect();
    let listed = client(context).and_then(|client| client.external_before(plugin));
    if ids.is_empty() && listed.is_none() {
        return None;
    }
    ids.extend(listed.unwrap_or_default());
    Some(ids)
}

/// Whether a volume at the storage can be what these values asked for.
fn may_be(volume: &Resource, values: &Values, before: Option<&[String]>) -> bool {
    let new = before.is_none_or(|before| !before.contains(&volume.provider_id));
    // Where it is not told what is registered, only what is new can be meant.
    let stranger = volume.status.label == "not registered" || (before.is_some() && volume.status.label != "registered");
    let large = match (volume.size, values.bytes("RequestedCapacityMin")) {
        (Some(size), Some(asked)) => size >= asked,
        _ => true,
    };
    let from = values.some("SnapshotID").or_else(|| values.some("CloneID"));
    new && stranger && large && (volume.source.is_none() || volume.source.as_deref() == from)
}

/// Expand: is it as large as asked for, for Nomad and at the storage?
pub fn expanded<'a>(context: &'a ActionContext<'a>, values: &'a Values) -> Looking<'a> {
    Box::pin(async move {
        let Some(volume) = target(context).await? else { return Ok(no_longer()) };
        let asked = values.bytes("RequestedCapacityMin").or_else(|| values.bytes("RequestedCapacityMinBytes")).unwrap_or_default();
        let name = &volume.name;
        if let Some(size) = volume.size.filter(|size| *size >= asked) {
            return Ok(Verification::Happened(fill!("{name} has {size} now.", name, size)));
        }
        let stored = match class(&volume) {
            Some(ResourceType::Csi) => at_storage(context, &volume).await.ok().flatten().and_then(|stored| stored.size),
            _ => None,
        };
        Ok(match (volume.size, stored.filter(|size| *size >= asked)) {
            (size, Some(stored)) => {
                let says =
                    size.map_or_else(|| t("does not say how large it is").to_owned(), |size: Bytes| fill!("still says {size}", size));
                Verification::Partly {
                    words: fill!("The plugin was asked first: {name} has {stored} at the storage; Nomad {says}.", name, stored, says),
                    next: Some(("csi-expand", Kind::Volume, volume.id.clone())),
                }
            }
            (Some(size), None) => Verification::NotSeen(fill!("{name} still has {size}.", name, size)),
            (None, None) => Verification::CannotTell(fill!("Nomad does not say how large {name} is.", name)),
        })
    })
}

/// What the plugin lists of a volume's storage, or why that cannot be known.
async fn at_storage(context: &ActionContext<'_>, volume: &Resource) -> Result<Option<Resource>, String> {
    let (Some(client), Some(plugin), Some(external)) = (client(context), plugin_of(volume), volume.storage_id.as_deref()) else {
        return Err(t("Nomad does not say what the storage calls it.").to_owned());
    };
    let Listing { items, .. } = client.external_now(plugin).await?;
    // A line that cannot be read may be the one.
    if items.iter().any(|item| item.as_ref().is_err_and(|bad| bad.raw.text().contains(external))) {
        return Err(fill!("What the plugin {plugin} lists of it cannot be read.", plugin));
    }
    Ok(items.into_iter().flatten().find(|stored| stored.provider_id == external))
}
