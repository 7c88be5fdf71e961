//! Testing a connection, step by step, with reads only.

use super::api::{List, ListProjects, ListServers};
use super::link::ScalewayLink;
use super::wire::Api;
use crate::http::{Endpoint, Error, ErrorKind};
use crate::model::{Kind, Phase};
use crate::provider::{Link, Step};

/// One item of one zone.
fn one(api: Api, kind: Kind, zone: &str) -> List<'_> {
    List { api, kind, zone, page: 1, size: 1, project: "", volume: None }
}

/// Tries address, product, credentials, rights, every zone, and whether a relay hides headers.
///
/// # Errors
///
/// The first failure that makes the rest pointless: nothing answers, it is not Scaleway, the key is not accepted.
pub async fn test(link: &ScalewayLink, tell: &dyn Fn(Step)) -> Result<(), Error> {
    let session = link.session();
    let mut since = session.clock.now_millis();
    let mut step = |title: &'static str, brief: &str, phase: Phase, words: &str, limits: Vec<String>| {
        let now = session.clock.now_millis();
        tell(Step { title, brief: brief.to_owned(), phase, words: words.to_owned(), limits, millis: now.saturating_sub(since) });
        since = now;
    };
    let api = if link.is_legacy() { Api::Legacy } else { Api::Instance };
    let zones = link.zones_of(api);
    let first = one(api, Kind::Volume, zones.first().copied().unwrap_or_default());
    let answer = session.exchange(<List as Endpoint>::NAME, List::EFFECT, first.request(), session.timeout_millis).await;
    let (found, hidden) = match &answer {
        Err(error) if error.status.is_none() => {
            step("Address", "no answer", Phase::Failed, &error.message, Vec::new());
            return Err(error.clone());
        }
        Ok(response) => (first.decode(response).map_err(|wrong| wrong.0), first.decode(response).is_ok_and(|page| page.total.is_none())),
        Err(error) if matches!(error.kind, ErrorKind::Unreadable | ErrorKind::Unsupported) => (Err(error.message.clone()), false),
        Err(_) => (Ok(super::api::Page::default()), false),
    };
    step("Address", &session.base, Phase::Ready, "Something answers here.", Vec::new());
    if let Err(words) = found {
        let words = ["This is not Scaleway: ", &words].concat();
        step("Product", "not Scaleway", Phase::Failed, &words, Vec::new());
        return Err(Error::new(ErrorKind::Unreadable, <List as Endpoint>::NAME, words));
    }
    let product = if link.is_legacy() { "The original API." } else { "Instance v1 answers." };
    step("Product", "Scaleway", Phase::Ready, product, Vec::new());
    if let Err(error) = answer.as_ref()
        && error.kind == ErrorKind::Unauthenticated
    {
        step("Credentials", "refused", Phase::Failed, &["The secret key is not accepted: ", &error.message].concat(), Vec::new());
        return Err(error.clone());
    }
    step("Credentials", "accepted", Phase::Ready, "The secret key is accepted.", Vec::new());
    let missing = rights(link, zones.first().copied().unwrap_or_default()).await;
    if missing.is_empty() {
        step("Rights", "all reads", Phase::Ready, "Everything can be read. Rights to change show when they are used.", missing);
    } else {
        step("Rights", &format!("{} missing", missing.len()), Phase::Degraded, "Not everything can be read.", missing);
    }
    if !link.is_legacy() {
        let mut silent = Vec::new();
        for zone in &zones {
            if let Err(error) = session.call(&one(api, Kind::Volume, zone)).await
                && error.kind != ErrorKind::Forbidden
            {
                silent.push([*zone, ": ", &error.message].concat());
            }
        }
        let brief = format!("{} of {}", zones.len() - silent.len(), zones.len());
        let phase = if silent.is_empty() { Phase::Ready } else { Phase::Degraded };
        step("Zones", &brief, phase, "Zones that answer.", silent);
    }
    if hidden {
        let words = "X-Total-Count cannot be read, so a list ends with a page that is not full. The relay has to name it, and X-Request-Id, in Access-Control-Expose-Headers.";
        step("Headers", "hidden", Phase::Degraded, words, Vec::new());
    }
    Ok(())
}

/// What cannot be read, and what will be off because of it.
async fn rights(link: &ScalewayLink, zone: &str) -> Vec<String> {
    let session = link.session();
    let mut limits = Vec::new();
    let mut note = |error: Option<Error>, words: &str| {
        if let Some(error) = error {
            limits.push([words, " (", &error.message, ")"].concat());
        }
    };
    for api in Api::ALL.into_iter().filter(|api| link.lacks(*api).is_none()) {
        let zones = link.zones_of(api);
        let Some(zone) = zones.first() else { continue };
        for kind in [Kind::Volume, Kind::Snapshot] {
            let words = ["The ", kind.plural(), " of the API “", api.word(), "” cannot be listed."].concat();
            note(session.call(&one(api, kind, zone)).await.err(), &words);
        }
    }
    if !link.is_legacy() {
        note(
            session.call(&ListServers { zone, page: 1 }).await.err(),
            "Servers cannot be listed: users have no names, and none can be chosen.",
        );
        if !link.organization().is_empty() {
            let projects = ListProjects { organization: link.organization(), page: 1 };
            note(session.call(&projects).await.err(), "Projects cannot be chosen from a list.");
        }
    }
    limits
}
