//! Testing a connection, step by step, with reads only.

use super::api::{ListImages, ListRegions, ListSnapshots, ListVms, ListVolumes};
use super::link::LunaLink;
use crate::http::{Error, ErrorKind};
use crate::model::{Phase, Timestamp};
use crate::provider::{Link, Step};

/// Tries address, product, credentials, regions and rights.
///
/// # Errors
///
/// The first failure that makes the rest pointless: nothing answers, it is not `LunaNode`, the key is not accepted.
pub async fn test(link: &LunaLink, tell: &dyn Fn(Step)) -> Result<(), Error> {
    let session = link.session();
    let began = session.clock.now_millis();
    let mut since = began;
    let mut step = |title, brief: &str, phase, words: &str, limits| {
        let now = session.clock.now_millis();
        tell(Step { title, brief: brief.to_owned(), phase, words: words.to_owned(), limits, millis: now.saturating_sub(since) });
        since = now;
    };

    let signed_at = Timestamp::from_millis(began);
    let answer = session.call(&ListRegions).await;
    let failed = answer.as_ref().err();
    if let Some(error) = failed.filter(|error| error.status.is_none()) {
        let relay = vec![
            "Without CORS headers a page of another origin cannot read LunaNode’s answers: the address of a relay on this site helps."
                .to_owned(),
        ];
        step("Address", "no answer", Phase::Failed, &error.message, relay);
        return Err(error.clone());
    }
    step("Address", &session.base, Phase::Ready, "Something answers here.", Vec::new());
    if let Some(error) = failed.filter(|error| matches!(error.kind, ErrorKind::Unreadable | ErrorKind::Unsupported)) {
        let words = format!("This is not LunaNode: {}", error.message);
        step("Product", "not LunaNode", Phase::Failed, &words, Vec::new());
        return Err(error.clone().saying(words));
    }
    step("Product", "LunaNode", Phase::Ready, "LunaNode’s Dynamic API.", Vec::new());
    if let Some(error) = failed.filter(|error| error.kind == ErrorKind::Unauthenticated) {
        let words = format!("{} The call was signed at {}.", error.message, signed_at.absolute());
        step("Credentials", "refused", Phase::Failed, &words, Vec::new());
        return Err(error.clone().saying(words));
    }
    step("Credentials", "accepted", Phase::Ready, "The signature is accepted.", Vec::new());

    let mut limits = Vec::new();
    let mut first = link.region().to_owned();
    match answer {
        Ok(regions) => {
            let known = regions.iter().any(|region| region.id == first);
            if first.is_empty() {
                first = regions.first().map(|region| region.id.clone()).unwrap_or_default();
            } else if !known {
                limits.push(format!("region/list does not name the region {first}."));
            }
            let labels: Vec<_> = regions.iter().map(|region| region.label.as_str()).collect();
            let phase = if limits.is_empty() { Phase::Ready } else { Phase::Degraded };
            let brief = crate::wire::count(regions.len() as u64, "region");
            step("Regions", &brief, phase, &format!("{}.", labels.join("; ")), limits);
        }
        Err(error) => {
            limits.push("Without regions, snapshots can only be listed of a region that the connection names.".to_owned());
            step("Regions", "not known", Phase::Degraded, &error.message, limits);
        }
    }

    let mut limits = Vec::new();
    let mut note = |error: Option<Error>, words: &str| {
        if let Some(error) = error {
            limits.push(format!("{words} ({})", error.message));
        }
    };
    note(session.call(&ListVolumes { region: &first }).await.err(), "Volumes cannot be listed.");
    if !first.is_empty() {
        note(session.call(&ListSnapshots { region: &first }).await.err(), "Snapshots cannot be listed.");
    }
    note(session.call(&ListImages { region: &first }).await.err(), "Images cannot be chosen from a list.");
    note(session.call(&ListVms).await.err(), "Virtual machines cannot be chosen from a list, and are shown by their ids.");
    let (brief, phase, words) = match limits.len() {
        0 => (
            "all reads".to_owned(),
            Phase::Ready,
            "Volumes, snapshots, images and virtual machines can be read. Rights to change show when they are used.",
        ),
        some => (format!("{some} missing"), Phase::Degraded, "Not everything can be read. The panel can restrict a key to some actions."),
    };
    step("Rights", &brief, phase, words, limits);
    Ok(())
}
