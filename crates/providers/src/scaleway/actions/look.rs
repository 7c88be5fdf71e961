//! Looking, after a lost answer: did it happen? Only reads.

use super::{client, is_block};
use voldeck_core::action::verify::{Looking, happened, target};
use voldeck_core::action::{ActionContext, Values, Verification};
use voldeck_core::http::ErrorKind;

use crate::scaleway::api::{tag_lines, zone_of};
use crate::scaleway::client::reference_state;
use crate::scaleway::decode::Api;
use crate::scaleway::faults::{DELETED, HIDDEN_SNAPSHOT};
use voldeck_core::client::Client;
use voldeck_core::fill;
use voldeck_core::model::{Kind, Resource, Value};
use voldeck_core::texts::t;

/// How long before now something may have been made to be what was asked for, in milliseconds: patience, and clocks that differ.
const RECENT_MILLIS: u64 = 600_000;

/// Create, restore, snapshot, import: is there a new one of this name in the zone?
pub fn made<'a>(context: &'a ActionContext<'a>, values: &'a Values, api: Api, kind: Kind) -> Looking<'a> {
    Box::pin(async move {
        let Some(client) = client(context) else { return Ok(Verification::CannotTell(t("There is no connection.").into())) };
        let zone = match api {
            Api::Legacy => "-".to_owned(),
            _ => zone_of(context, values),
        };
        let name = values.text("name");
        let since = client.session().clock.now_millis().saturating_sub(RECENT_MILLIS);
        let listing = client.gather(api, kind, vec![&zone], None).await?;
        // A snapshot of another volume may have the name too.
        let volume = context.target.filter(|target| target.kind == Kind::Volume).map(|target| target.provider_id.as_str());
        let fresh =
            |one: &&Resource| one.name == name && context.is_new(one, since) && (volume.is_none() || one.source.as_deref() == volume);
        let words = match listing.items.iter().flatten().find(fresh) {
            Some(one) => {
                return Ok(Verification::Happened(
                    [name, t(" is there, "), &one.status.label, t(", with the id "), &one.provider_id, "."].concat(),
                ));
            }
            None => [t("There is no new "), kind.noun(), " ", name, "."].concat(),
        };
        // Pages that could not be read may hold it.
        Ok(if listing.notes.is_empty() { Verification::NotSeen(words) } else { Verification::CannotTell(words) })
    })
}

/// Edit: are name and tags what was asked for?
pub fn changed<'a>(context: &'a ActionContext<'a>, values: &'a Values) -> Looking<'a> {
    target(context, values, |context, values, now| {
        let tags = tag_lines(&ActionContext { target: Some(now), ..*context });
        let (named, tagged) = (now.name.trim() == values.text("name"), tags == values.lines("tags"));
        happened(named && tagged, now, t("is as it was asked for"), t("is not changed"))
    })
}

/// Resize: is it as large as asked for, or on its way?
pub fn resized<'a>(context: &'a ActionContext<'a>, values: &'a Values) -> Looking<'a> {
    target(context, values, |context, values, now| match now.size {
        None => not_told(now, t("its size")),
        size => grown(context, now, size >= values.bytes("size")),
    })
}

/// IOPS: is it as fast as asked for, or on its way?
pub fn sped<'a>(context: &'a ActionContext<'a>, values: &'a Values) -> Looking<'a> {
    target(context, values, |context, values, now| {
        let asked = values.text("perf_iops").parse().ok().map(Value::Number);
        match now.attribute("iops") {
            Some(Value::Number(_)) => grown(context, now, now.attribute("iops") == asked.as_ref()),
            _ => not_told(now, t("its IOPS")),
        }
    })
}

fn grown(context: &ActionContext, now: &Resource, done: bool) -> Verification {
    let under_way = matches!(now.status.label.as_str(), "updating" | "resizing") && now.status.label != context.state();
    let yes = if done { t("is as it was asked for") } else { t("is being changed") };
    happened(done || under_way, now, yes, t("is not changed"))
}

/// What an answer does not say cannot be told from it.
fn not_told(now: &Resource, what: &str) -> Verification {
    Verification::CannotTell([now.name.as_str(), t(" is "), &now.status.label, "; ", what, t(" is not reported.")].concat())
}

/// Attach: does the server use it? The Instance API makes a reference first and tells the server then, so that one may be left over.
pub fn attached<'a>(context: &'a ActionContext<'a>, values: &'a Values) -> Looking<'a> {
    target(context, values, |_, values, now| {
        let user = now.attachments.iter().find(|user| user.id == values.text("server"));
        match user.map(|user| (user, reference_state(user))) {
            Some((user, "error")) => Verification::Partly {
                words: [now.name.as_str(), t(" has a reference to "), &user.name, t(", which is in error. Detaching removes it.")].concat(),
                next: Some((if is_block(now) { "block-detach" } else { "instance-detach" }, now.kind, now.id.clone())),
            },
            Some((user, _)) => happened(true, now, &[t("is used by "), &user.name].concat(), ""),
            None if now.attached.is_none() => not_told(now, t("who uses it")),
            None => happened(false, now, "", t("is not used by that server")),
        }
    })
}

/// Detach: has the server let go of it, or is it doing so?
pub fn detached<'a>(context: &'a ActionContext<'a>, values: &'a Values) -> Looking<'a> {
    target(context, values, |_, values, now| {
        let user = now.attachments.iter().find(|user| user.id == values.text("server"));
        match user.map(reference_state) {
            Some("error") => {
                Verification::CannotTell([now.name.as_str(), t(" has a reference to that server, which is in error.")].concat())
            }
            Some("detaching") => happened(true, now, t("is being detached"), ""),
            Some(_) => happened(false, now, "", t("is still attached")),
            None if now.attached.is_none() => not_told(now, t("who uses it")),
            None => happened(true, now, t("is detached"), ""),
        }
    })
}

/// Export: only while it lasts can it be seen.
pub fn exported<'a>(context: &'a ActionContext<'a>, values: &'a Values) -> Looking<'a> {
    target(context, values, |_, _, now| match now.status.label.as_str() {
        "exporting" => happened(true, now, t("is exporting"), ""),
        word => Verification::CannotTell(fill!(
            "{name} is {word}: the export did not begin, or is over. The bucket shows which.",
            name = now.name,
            word
        )),
    })
}

/// Delete: is it gone?
pub fn gone<'a>(context: &'a ActionContext<'a>, _: &'a Values) -> Looking<'a> {
    Box::pin(async move {
        let Some(target) = context.target else { return Ok(Verification::CannotTell(t("There is nothing to look at.").into())) };
        Ok(match context.client.get(target.kind, &target.id, None).await {
            Ok((now, _)) if now.status.label == DELETED.documented => happened(true, target, t("is gone"), ""),
            Ok((now, _)) => happened(now.status.label == "deleting", &now, t("is being deleted"), t("is still there")),
            Err(error) if error.kind == ErrorKind::NotFound => happened(true, target, t("is gone"), ""),
            // Block answers 403 for a snapshot that it does not show, gone or not.
            Err(error) if error.kind == ErrorKind::Forbidden => Verification::CannotTell(fill!(
                "{name} can no longer be read: {message}. {shown}",
                name = target.name,
                message = error.message,
                shown = HIDDEN_SNAPSHOT.shown
            )),
            Err(error) => return Err(error),
        })
    })
}
