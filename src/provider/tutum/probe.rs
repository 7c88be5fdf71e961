//! Testing a connection, step by step, with reads only.
//!
//! `GET /api/v1/auth/`, which the clients sign in with, is not asked: it answers the API key. A list that can be read says the
//! same of the credentials.

use super::link::{TutumLink, sample};
use super::place::{CONTAINER, GROUP, NODE, SERVICE, VOLUME};
use super::{READ_ONLY, api};
use crate::http::{Error, ErrorKind};
use crate::model::Phase;
use crate::provider::{Link, Step};
use crate::wire::count;

/// Tells of a step: its title, the word for it, what came of it, the same in a sentence, and what will be off.
type Telling<'a> = dyn FnMut(&'static str, &str, Phase, &str, Vec<String>) + 'a;

/// Tries address, form of addresses, credentials, and what can be read.
///
/// # Errors
///
/// The first failure that makes the rest pointless: nothing answers, it is not Tutum, the key is not accepted.
pub async fn test(link: &TutumLink, tell: &dyn Fn(Step)) -> Result<(), Error> {
    let session = link.session();
    let mut since = session.clock.now_millis();
    let step: &mut Telling = &mut |title, brief, phase, words, limits| {
        let now = session.clock.now_millis();
        tell(Step { title, brief: brief.to_owned(), phase, words: words.to_owned(), limits, millis: now.saturating_sub(since) });
        since = now;
    };
    let groups = match sample(link, &GROUP).await {
        Err(error) if error.status.is_none() => {
            step("Address", "no answer", Phase::Failed, &error.message, Vec::new());
            return Err(error);
        }
        groups => groups,
    };
    step("Address", &session.base, Phase::Ready, "Something answers here.", Vec::new());
    let groups = match groups {
        Ok(groups) => groups,
        Err(error) if error.kind == ErrorKind::Unauthenticated => {
            step("Credentials", "refused", Phase::Failed, &error.message, Vec::new());
            return Err(error);
        }
        Err(error) if error.kind == ErrorKind::Unreadable => {
            let words = format!("This is not Tutum: {}", error.message);
            step("Product", "not Tutum", Phase::Failed, &words, Vec::new());
            return Err(error.saying(words));
        }
        Err(error) => {
            let form = "Another form of addresses, or another namespace, may be right.";
            let more = if error.kind == ErrorKind::NotFound { form } else { "" };
            let words = [&link.place().list(&GROUP), " could not be read: ", &error.message, " ", more].concat();
            step("Product", "no volume groups", Phase::Failed, words.trim_end(), Vec::new());
            return Err(error.saying(words.trim_end()));
        }
    };
    step("Product", "Tutum", Phase::Ready, &format!("Volume groups are at {}.", link.place().list(&GROUP)), Vec::new());
    step("Credentials", "accepted", Phase::Ready, "The user and the key are accepted.", Vec::new());

    let (volumes, (services, (containers, nodes))) = futures::future::join(
        sample(link, &VOLUME),
        futures::future::join(sample(link, &SERVICE), futures::future::join(sample(link, &CONTAINER), sample(link, &NODE))),
    )
    .await;
    let many = |page: &api::Page, noun: &str| page.total.map_or_else(|| format!("{noun}s"), |total| count(total, noun));
    let mut limits = Vec::new();
    let mut brief = vec![many(&groups, "group")];
    match &volumes {
        Ok(volumes) => brief.push(many(volumes, "volume")),
        Err(error) => limits.push(format!("Volumes cannot be listed. ({})", error.message)),
    }
    let without = [
        (services, "Services cannot be read: who uses a group is a uuid."),
        (containers, "Containers cannot be read: who uses a volume is a uuid."),
        (nodes, "Nodes cannot be read: where a volume is is a uuid."),
    ];
    for (answer, words) in without {
        if let Err(error) = answer {
            limits.push(format!("{words} ({})", error.message));
        }
    }
    let (phase, words) = if limits.is_empty() {
        (Phase::Ready, "Groups, volumes, services, containers and nodes can be read.")
    } else {
        (Phase::Degraded, "Not everything can be read.")
    };
    step("Rights", &brief.join(", "), phase, words, limits);
    step("Changes", "read only", Phase::Ready, READ_ONLY, Vec::new());
    Ok(())
}
