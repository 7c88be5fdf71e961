//! Looking, after a lost answer: did it happen? Only reads.

use super::class;
use super::legal::client;
use crate::nomad::api::{named, namespace_of};
use crate::nomad::decode::{ResourceRef, ResourceType};
use voldeck_core::action::verify::Looking;
use voldeck_core::action::{ActionContext, Values, Verification};
use voldeck_core::client::{Listing, ReadResult};
use voldeck_core::fill;
use voldeck_core::http::Error;
use voldeck_core::json;
use voldeck_core::model::{Kind, Resource};
use voldeck_core::texts::t;

pub(super) async fn target(context: &ActionContext<'_>) -> Result<Option<Resource>, Error> {
    match context.target {
        Some(target) => context.find(target.kind, &target.id).await,
        None => Ok(None),
    }
}

fn number(resource: &Resource, key: &str) -> u64 {
    json::member(resource.raw.text(), key).and_then(|text| text.parse().ok()).unwrap_or_default()
}

pub(super) fn no_longer() -> Verification {
    Verification::CannotTell(t("The volume is no longer there.").into())
}

/// Register: is there a volume of this id now?
pub fn written<'a>(context: &'a ActionContext<'a>, values: &'a Values) -> Looking<'a> {
    Box::pin(async move {
        let id = values.text("ID");
        Ok(match context.find(Kind::Volume, &named(values)).await? {
            Some(volume) => {
                Verification::Happened(fill!("{id} is there, made at index {volume}.", id, volume = number(&volume, "CreateIndex")))
            }
            None => Verification::NotSeen(fill!("There is no {id} in this namespace.", id)),
        })
    })
}

/// Edit: was the volume modified since it was last read?
pub fn changed<'a>(context: &'a ActionContext<'a>, _: &'a Values) -> Looking<'a> {
    Box::pin(async move {
        let Some(volume) = target(context).await? else { return Ok(no_longer()) };
        let (before, now) = (context.target.map_or(0, |target| number(target, "ModifyIndex")), number(&volume, "ModifyIndex"));
        Ok(if now > before {
            Verification::Happened(fill!("{name} was modified: its index went from {before} to {now}.", name = volume.name, before, now))
        } else {
            Verification::NotSeen(fill!("{name} was not modified: its index is still {now}.", name = volume.name, now))
        })
    })
}

/// Deregister, delete what has nothing behind it: is it gone?
pub fn gone<'a>(context: &'a ActionContext<'a>, _: &'a Values) -> Looking<'a> {
    Box::pin(async move {
        let name = context.name();
        Ok(match target(context).await? {
            None => Verification::Happened(fill!("{name} is gone.", name)),
            Some(_) => Verification::NotSeen(fill!("{name} is still there.", name)),
        })
    })
}

/// Detach: does the node still claim it?
pub fn detached<'a>(context: &'a ActionContext<'a>, values: &'a Values) -> Looking<'a> {
    Box::pin(async move {
        let Some(volume) = target(context).await? else { return Ok(no_longer()) };
        let node = values.text("node");
        if volume.attached.is_none() {
            return Ok(Verification::CannotTell(fill!("The server does not say who claims {name}.", name = volume.name)));
        }
        let mut here = volume.attachments.iter().filter(|user| user.host_id.as_deref() == Some(node)).peekable();
        Ok(if here.peek().is_none() {
            Verification::Happened(fill!("{node} no longer claims {name}.", node, name = volume.name))
        } else if here.all(|user| user.role.as_deref() == Some("being freed")) {
            Verification::Happened(fill!("The claims of {node} on {name} are being freed.", node, name = volume.name))
        } else if json::member(volume.raw.text(), "PastClaims").is_none() {
            // Most releases do not tell that a claim is on its way out.
            Verification::CannotTell(fill!(
                "{node} still claims {name}. The server does not tell whether that claim is being freed.",
                node,
                name = volume.name
            ))
        } else {
            Verification::NotSeen(fill!("{node} still claims {name}.", node, name = volume.name))
        })
    })
}

/// Release: is the claim still listed?
pub fn released<'a>(context: &'a ActionContext<'a>, values: &'a Values) -> Looking<'a> {
    Box::pin(async move {
        let volume = context.target.and_then(|target| ResourceRef::of(&target.id));
        let (Some(client), Some(volume)) = (client(context), volume) else { return Ok(no_longer()) };
        // Not by reading the volume, which is shown without its claims where they cannot be read.
        let claims = client.sticky_claims(&volume).await?;
        Ok(match claims.iter().find(|claim| claim.id == values.text("claim")) {
            None => Verification::Happened(fill!("The claim on {name} is no longer listed.", name = context.name())),
            Some(claim) => Verification::NotSeen(fill!("{name} still claims {other}.", name = claim.name, other = context.name())),
        })
    })
}

/// What a list holds that was not known before.
fn news(context: &ActionContext<'_>, listing: Result<ReadResult<Listing>, Error>) -> Result<Vec<Resource>, Error> {
    let ReadResult::Found(listing) = listing? else { return Ok(Vec::new()) };
    let known = |resource: &Resource| context.knows(&resource.id);
    Ok(listing.items.into_iter().flatten().filter(|resource| !known(resource)).collect())
}

/// Snapshot: is there one of this volume that was not known, and not made long ago?
pub fn snapped<'a>(context: &'a ActionContext<'a>, values: &'a Values) -> Looking<'a> {
    Box::pin(async move {
        let Some(volume) = context.target else { return Ok(no_longer()) };
        let listing = context.client.list_snapshots(volume).await.map(ReadResult::Found);
        let found = news(context, listing)?;
        // The clocks of storage systems differ from the browser's by minutes.
        let since = context.client.session().clock.now_millis().saturating_sub(super::PLUGIN_MILLIS + 300_000);
        let fresh = |snapshot: &&Resource| context.is_new(snapshot, since);
        let name = values.some("Name");
        Ok(match found.iter().find(|snapshot| Some(snapshot.name.as_str()) == name).or_else(|| found.iter().find(fresh)) {
            Some(snapshot) => {
                Verification::Happened(fill!("There is a new snapshot of {name}: {other}.", name = volume.name, other = snapshot.name))
            }
            None => Verification::NotSeen(fill!("There is no new snapshot of {name}.", name = volume.name)),
        })
    })
}

/// Host volumes get their id from the server: is there one of this name that was not known?
pub fn host_made<'a>(context: &'a ActionContext<'a>, values: &'a Values) -> Looking<'a> {
    Box::pin(async move {
        let listing = context.client.list(Kind::Volume, "host", None).await;
        let (name, namespace) = (values.text("Name"), namespace_of(values));
        let found = news(context, listing)?;
        let volume = found.iter().find(|volume| {
            class(volume) == Some(ResourceType::Host) && volume.name == name && volume.text_attribute("namespace") == Some(namespace)
        });
        Ok(match volume {
            Some(volume) => Verification::Happened(fill!(
                "{name} is there, {label}, with the id {provider_id}.",
                name,
                label = volume.status.label,
                provider_id = volume.provider_id
            )),
            None => Verification::NotSeen(fill!("There is no new host volume {name} in {namespace}.", name, namespace)),
        })
    })
}
