//! Looking at what an action was done to, after a lost answer: did it happen? Only reads.

use super::{ActionContext, Values, Verification};
use crate::http::{Error, LocalBoxFuture};
use crate::model::Resource;
use crate::texts::t;

/// What looking found, once it has read.
pub type Looking<'a> = LocalBoxFuture<'a, Result<Verification, Error>>;

/// What a reading of the target tells.
pub type Tell = fn(&ActionContext, &Values, &Resource) -> Verification;

/// Tells what became of the target by reading it. Where it is gone, nothing can be told.
pub fn target<'a>(context: &'a ActionContext<'a>, values: &'a Values, tell: Tell) -> Looking<'a> {
    let absent = match context.target {
        Some(target) => [&target.name, t(" is gone.")].concat(),
        None => t("There is nothing to look at.").to_owned(),
    };
    target_or(context, values, Verification::CannotTell(absent), tell)
}

/// The same; `absent` is what it means that there is none.
pub fn target_or<'a>(context: &'a ActionContext<'a>, values: &'a Values, absent: Verification, tell: Tell) -> Looking<'a> {
    Box::pin(async move {
        let now = match context.target {
            Some(target) => context.find(target.kind, &target.id).await?,
            None => None,
        };
        Ok(now.map_or(absent, |now| tell(context, values, &now)))
    })
}

/// That it happened or did not: `yes` or `no` about the resource, with more words behind its name.
pub fn happened(happened: bool, now: &Resource, yes: &str, no: &str) -> Verification {
    let words = [now.name.as_str(), " ", if happened { yes } else { no }, "."].concat();
    if happened { Verification::Happened(words) } else { Verification::NotSeen(words) }
}
