//! Looking, after a lost answer or one that leaves open what was done: did it happen? Only reads.

use super::{client, ends};
use crate::cinder::decode::{ResourceRef, collection, split, text_of};
use voldeck_core::action::verify::{Looking, happened, target};
use voldeck_core::action::{ActionContext, Values, Verification};
use voldeck_core::client::{Client, Listing};
use voldeck_core::model::{Kind, Resource};
use voldeck_core::texts::t;

/// How long before now something may have been made to be what was asked for, in milliseconds: patience, and clocks that differ.
const RECENT_MILLIS: u64 = 600_000;

fn cannot_tell(words: &str) -> Verification {
    Verification::CannotTell(words.to_owned())
}

/// Create: is there a new one of this name?
pub fn made<'a>(context: &'a ActionContext<'a>, values: &'a Values, word: &'static str) -> Looking<'a> {
    Box::pin(async move {
        let (Some(client), Some(of)) = (client(context), collection(word)) else { return Ok(cannot_tell(t("There is no connection."))) };
        let name = values.text("name");
        let listing = client.all(of, None).await?;
        // Something made of another source may have the name too.
        let source = context.target.filter(|target| target.kind != Kind::Group && of.word != "groups").map(|one| &one.provider_id);
        let its = |one: &&Resource| one.name == name && (source.is_none() || one.source.is_none() || one.source.as_ref() == source);
        let since = client.session().clock.now_millis().saturating_sub(RECENT_MILLIS);
        let new: Vec<_> = listing.items.iter().flatten().filter(|one| context.is_new(one, since)).filter(its).collect();
        Ok(match new[..] {
            [one] => {
                Verification::Happened([name, t(" is there, "), &one.status.label, t(", with the id "), &one.provider_id, "."].concat())
            }
            [] => missing(&listing, [t("There is no new "), of.kind.noun(), " ", name, "."].concat()),
            [..] => {
                let ids: Vec<_> = new.iter().map(|one| one.provider_id.as_str()).collect();
                Verification::CannotTell(
                    [&new.len().to_string(), t(" new "), t(of.kind.plural()), t(" are called "), name, ": ", &ids.join(", "), "."].concat(),
                )
            }
        })
    })
}

/// That something is not in a list, unless part of the list could not be read.
fn missing(listing: &Listing, words: String) -> Verification {
    let whole = listing.notes.is_empty() && listing.items.iter().all(Result::is_ok);
    if whole {
        Verification::NotSeen(words)
    } else {
        Verification::CannotTell([&words, t(" Part of the list could not be read.")].concat())
    }
}

/// Accept a transfer: who accepts does not see it before or after, so a volume that was not known is looked for.
pub fn accepted<'a>(context: &'a ActionContext<'a>, _: &'a Values) -> Looking<'a> {
    Box::pin(async move {
        let (Some(client), Some(of)) = (client(context), collection("volumes")) else {
            return Ok(cannot_tell(t("There is no connection.")));
        };
        if !context.known.iter().any(|known| known.kind == Kind::Volume) {
            return Ok(cannot_tell(t("Which volumes there were before is not known: look whether the volume is in the list.")));
        }
        let listing = client.all(of, None).await?;
        let new: Vec<_> = listing.items.iter().flatten().filter(|one| !context.knows(&one.id)).collect();
        Ok(match new[..] {
            [] => missing(&listing, t("There is no volume that was not there before.").to_owned()),
            [one] => Verification::Happened([t("The volume "), &one.name, t(" is here now, with the id "), &one.provider_id, "."].concat()),
            [..] => cannot_tell(t("Several volumes have come meanwhile: look whether the one of the transfer is among them.")),
        })
    })
}

/// Attach: is it reserved, or attached to who was named?
pub fn attached<'a>(context: &'a ActionContext<'a>, values: &'a Values) -> Looking<'a> {
    target(context, values, |context, values, now| {
        let word = now.status.label.as_str();
        let before = context.target.map_or("", |target| target.status.label.as_str());
        let who = values.some("instance_uuid").or(values.some("host_name"));
        let has = || now.attachments.iter().any(|user| who.is_some_and(|who| user.id == who || user.host.as_deref() == Some(who)));
        if has() || matches!(word, "reserved" | "attaching") || word == "in-use" && before != "in-use" {
            happened(true, now, [t("is "), word].concat().as_str(), "")
        } else if word == "in-use" {
            Verification::CannotTell(
                [&now.name, t(" was in use before. Whether there is another attachment is not told: look at them.")].concat(),
            )
        } else {
            happened(false, now, "", t("is not reserved"))
        }
    })
}

/// Detach: is the attachment still there?
pub fn detached<'a>(context: &'a ActionContext<'a>, values: &'a Values) -> Looking<'a> {
    Box::pin(async move {
        let (Some(client), Some(target)) = (client(context), context.target) else { return Ok(cannot_tell(t("There is no connection."))) };
        let (now, _) = context.client.get(Kind::Volume, &target.id, None).await?;
        let mut there = ends::has_attachment(&now, values);
        // One that is only reserved is in no volume.
        if !there && client.lacks(27).is_none() {
            let list = client.table("attachments").await?;
            let all = split(&list).unwrap_or_default();
            there = all.into_iter().any(|one| text_of(one, "id").as_deref() == Some(values.text("attachment")));
        }
        Ok(happened(!there, &now, t("no longer has the attachment"), t("still has the attachment")))
    })
}

/// Members: is the volume in the group, or outside, as was asked for?
pub fn member<'a>(context: &'a ActionContext<'a>, values: &'a Values, field: &'static str) -> Looking<'a> {
    Box::pin(async move {
        let Some(group) = context.target else { return Ok(cannot_tell(t("There is no group."))) };
        let (now, _) = context.client.get(Kind::Volume, &ResourceRef::to_id("volumes", values.text(field)), None).await?;
        let inside = ends::is_in(&now, &group.id);
        let words = if inside { t("is in the group") } else { t("is not in the group") };
        Ok(happened(inside == (field == "add_volumes"), &now, words, words))
    })
}

/// Delete: is it gone, or going?
pub fn gone<'a>(context: &'a ActionContext<'a>, _: &'a Values) -> Looking<'a> {
    Box::pin(async move {
        let Some(target) = context.target else { return Ok(cannot_tell(t("There is nothing to look at."))) };
        let Some(now) = context.find(target.kind, &target.id).await? else { return Ok(happened(true, target, t("is gone"), "")) };
        Ok(match now.status.label.as_str() {
            "error_deleting" if target.status.label != "error_deleting" => given_up(context, &now).await,
            word @ ("deleting" | "deleted" | "error_managing_deleting") => happened(true, &now, [t("is "), word].concat().as_str(), ""),
            word => happened(false, &now, "", [t("is still there: "), word].concat().as_str()),
        })
    })
}

/// A deletion that was begun and given up: what is left, and what can be done about it.
async fn given_up(context: &ActionContext<'_>, now: &Resource) -> Verification {
    let mut words = [now.name.as_str(), t(" is there, error_deleting: its deletion was begun and given up.")].concat();
    if let (Kind::Volume, Ok(left)) = (now.kind, context.client.list_snapshots(now).await) {
        let told: Vec<_> = left.items.iter().flatten().map(|one| [one.name.as_str(), t(" is "), &one.status.label].concat()).collect();
        let snapshots = if told.is_empty() { t("none is left").to_owned() } else { told.join(", ") };
        words = [&words, t(" Of its snapshots "), &snapshots, "."].concat();
    }
    // Only an administrator can do anything with it.
    let next = client(context).is_some_and(|client| client.is_admin() != Some(false));
    let reset = match ResourceRef::of(&now.id).map_or("", |place| place.of.word) {
        "volumes" => "volume-reset",
        "snapshots" => "snapshot-reset",
        "groups" => "group-reset",
        _ => "group-snapshot-reset",
    };
    if !next {
        words.push_str(t(" An administrator has to reset its state."));
    }
    Verification::Partly { words, next: next.then(|| (reset, now.kind, now.id.clone())) }
}
