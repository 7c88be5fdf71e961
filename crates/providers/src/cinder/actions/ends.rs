//! How accepted changes end: what has to be read for a change to be done.

use crate::cinder::decode::{ResourceRef, attachments, text_of};
use voldeck_core::action::Values;
use voldeck_core::action::follow::{self, Accepted, Progress};
use voldeck_core::http::{Error, LocalBoxFuture};
use voldeck_core::model::{Id, Kind, Phase, Resource, Value};
use voldeck_core::texts::t;

pub type Looking<'a> = LocalBoxFuture<'a, Result<Progress, Error>>;

/// A change of the target: done once `reached` says so and nothing goes on. `done` is what is told then, behind the name.
pub fn changed(accepted: Accepted<'_>, reached: fn(&Accepted, &Resource) -> bool) -> Looking<'_> {
    follow::changed(accepted, reached, |_, now| [now.name.as_str(), t(" is "), &now.status.label, t(" and as it was asked for.")].concat())
}

/// More space: done once it is as large as was asked for.
pub fn grown(accepted: Accepted<'_>) -> Looking<'_> {
    let reached = |accepted: &Accepted, now: &Resource| now.size.is_some() && now.size >= accepted.values.bytes("new_size");
    follow::changed(accepted, reached, |_, now| {
        let size = now.size.map(|size| size.to_string()).unwrap_or_default();
        [now.name.as_str(), t(" has "), &size, t(" now.")].concat()
    })
}

/// Another type.
pub fn retyped(accepted: Accepted<'_>) -> Looking<'_> {
    let done = |accepted: &Accepted, now: &Resource| {
        [now.name.as_str(), t(" has the type "), accepted.values.text("new_type"), t(" now.")].concat()
    };
    follow::changed(accepted, |accepted, now| has_type(now, accepted.values), done)
}

/// Whether a volume has the type of a form.
pub fn has_type(now: &Resource, values: &Values) -> bool {
    ["volume_type", "volume_type_id"].iter().any(|key| text_of(now.raw.text(), key).as_deref() == Some(values.text("new_type")))
}

/// Back to a snapshot. Nothing in a volume tells what it holds; that it has been written to the database since does.
pub fn reverted(accepted: Accepted<'_>) -> Looking<'_> {
    let reached = |accepted: &Accepted, now: &Resource| accepted.context.target.is_none_or(|before| touched(before, now));
    follow::changed(accepted, reached, |_, now| [now.name.as_str(), t(" is back at its snapshot.")].concat())
}

/// Whether a resource has been written since it was read.
pub fn touched(before: &Resource, now: &Resource) -> bool {
    text_of(before.raw.text(), "updated_at") != text_of(now.raw.text(), "updated_at")
}

/// An attachment that was taken away.
pub fn let_go(accepted: Accepted<'_>) -> Looking<'_> {
    let done = |_: &Accepted, now: &Resource| match &now.attachments[..] {
        [] => [now.name.as_str(), t(" is detached: "), &now.status.label, "."].concat(),
        _ => [now.name.as_str(), t(" is detached from one of its users; others still have it.")].concat(),
    };
    follow::changed(accepted, |accepted, now| !has_attachment(now, accepted.values), done)
}

/// Whether a volume still says that it has the attachment of a form.
pub fn has_attachment(now: &Resource, values: &Values) -> bool {
    let wanted = Some(values.text("attachment"));
    attachments(now).into_iter().any(|one| text_of(one, "attachment_id").as_deref() == wanted)
}

/// A state that was written over: nothing is waited for, whatever the word means.
pub fn reset(accepted: Accepted<'_>) -> Looking<'_> {
    Box::pin(async move {
        let Some(target) = accepted.context.target else { return Ok(Progress::Done(accepted.outcome.done.clone())) };
        let (now, _) = accepted.context.client.get(target.kind, &target.id, None).await?;
        let word = now.status.label.as_str();
        Ok(if word == accepted.values.text("status") {
            Progress::Done([now.name.as_str(), t(" is "), word, t(" now.")].concat())
        } else if now.status.phase == Phase::Changing {
            Progress::Changing(word.to_owned())
        } else {
            Progress::Back([now.name.as_str(), t(" is "), word, "."].concat())
        })
    })
}

/// A volume that was put into a group, or taken out: the group says when it is over, the volume where it is.
pub fn moved<'a>(accepted: Accepted<'a>, field: &'static str) -> Looking<'a> {
    Box::pin(async move {
        let Some(group) = accepted.context.target else { return Ok(Progress::Done(accepted.outcome.done.clone())) };
        let client = accepted.context.client;
        let (now, _) = client.get(Kind::Group, &group.id, None).await?;
        let word = now.status.label.as_str();
        match now.status.phase {
            Phase::Changing => return Ok(Progress::Changing(word.to_owned())),
            Phase::Failed if group.status.phase != Phase::Failed => {
                let words = [now.name.as_str(), t(" is "), word, t(". Volumes have to stand on the storage of the group.")].concat();
                return Ok(Progress::Failed(words));
            }
            _ => {}
        }
        let volume = ResourceRef::to_id("volumes", accepted.values.text(field));
        let Some(volume) = accepted.context.find(Kind::Volume, &volume).await? else {
            return Ok(Progress::Failed(t("The volume is no longer there.").to_owned()));
        };
        let inside = is_in(&volume, &group.id);
        let words = [volume.name.as_str(), if inside { t(" is in ") } else { t(" is not in ") }, &now.name, "."].concat();
        Ok(if inside == (field == "add_volumes") { Progress::Done(words) } else { Progress::Back(words) })
    })
}

/// Whether a volume says that it is in this group.
pub fn is_in(volume: &Resource, group: &Id) -> bool {
    matches!(volume.attribute("group"), Some(Value::Link(_, id, _)) if id == group)
}

/// Whether name and description are as in a form.
pub fn is_called(now: &Resource, values: &Values) -> bool {
    let said = |key| text_of(now.raw.text(), key).unwrap_or_default();
    said("name") == values.text("name") && said("description") == values.text("description")
}
