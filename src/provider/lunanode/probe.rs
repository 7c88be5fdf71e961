//! Testing a connection, step by step, with reads only.

use super::link::LunaLink;
use crate::http::{Error, ErrorKind, LocalBoxFuture};
use crate::model::{Kind, Phase, Timestamp};
use crate::provider::{Link, Step};

/// Tells of a step: its title, the word for it, what came of it, the same in a sentence, and what will be off.
type Telling<'a> = dyn FnMut(&'static str, &str, Phase, &str, Vec<String>) + 'a;

/// Tries address, product, credentials, regions and rights.
///
/// # Errors
///
/// The first failure that makes the rest pointless: nothing answers, it is not `LunaNode`, the key is not accepted.
pub async fn test(link: &LunaLink, tell: &dyn Fn(Step)) -> Result<(), Error> {
    let session = link.session();
    let began = session.clock.now_millis();
    let mut since = began;
    let step: &mut Telling = &mut |title, brief, phase, words, limits| {
        let now = session.clock.now_millis();
        tell(Step { title, brief: brief.to_owned(), phase, words: words.to_owned(), limits, millis: now.saturating_sub(since) });
        since = now;
    };

    let answer = link.read_regions().await;
    let error = answer.as_ref().err();
    if error.is_none_or(|error| error.status.is_some()) {
        step("Address", &session.base, Phase::Ready, "Something answers here.", Vec::new());
    }
    if let Some(error) = error {
        let signed = format!("{} The call was signed at {}.", error.message, Timestamp::from_millis(began).absolute());
        let (title, brief, words) = match error.kind {
            _ if error.status.is_none() => ("Address", "no answer", error.message.clone()),
            ErrorKind::Unreadable | ErrorKind::Unsupported => {
                ("Product", "not LunaNode", format!("This is not LunaNode: {}", error.message))
            }
            ErrorKind::Unauthenticated => ("Credentials", "refused", signed),
            _ => ("Regions", "not known", error.message.clone()),
        };
        let fatal = title != "Regions";
        let limits = if fatal { vec![] } else { vec!["Snapshots can only be listed of a region that the connection names.".to_owned()] };
        step(title, brief, if fatal { Phase::Failed } else { Phase::Degraded }, &words, limits);
        if fatal {
            return Err(error.clone().saying(words));
        }
    }
    step("Product", "LunaNode", Phase::Ready, "LunaNode’s Dynamic API.", Vec::new());
    step("Credentials", "accepted", Phase::Ready, "The signature is accepted.", Vec::new());
    let regions = answer.unwrap_or_default();
    if !regions.is_empty() {
        let names: Vec<_> = regions.iter().map(|region| region.name.as_str()).collect();
        step("Regions", &crate::wire::count(regions.len() as u64, "region"), Phase::Ready, &names.join("; "), Vec::new());
    }

    let first = Some(link.region()).filter(|region| !region.is_empty()).or(regions.first().map(|region| region.id.as_str()));
    let first = first.unwrap_or_default();
    let reads = [
        ("Volumes", failure(link.items(Kind::Volume, first))),
        ("Snapshots", failure(link.items(Kind::Snapshot, first))),
        ("Images", failure(link.images(first))),
        ("Virtual machines", failure(link.vms(0))),
    ];
    let mut limits = Vec::new();
    for (what, read) in reads {
        limits.extend(read.await.map(|error| format!("{what} cannot be listed. ({})", error.message)));
    }
    if limits.is_empty() {
        step("Rights", "all reads", Phase::Ready, "All lists can be read. Rights to change show when they are used.", limits);
    } else {
        let words = "Not everything can be read. The panel can restrict a key to some actions.";
        step("Rights", &format!("{} missing", limits.len()), Phase::Degraded, words, limits);
    }
    Ok(())
}

/// Why a reading fails, if it does.
fn failure<T: 'static>(reading: LocalBoxFuture<'_, Result<T, Error>>) -> LocalBoxFuture<'_, Option<Error>> {
    Box::pin(async move { reading.await.err() })
}
