//! Testing a connection, step by step, with reads only.

use super::api::{ListClouds, ListVolumes};
use super::link::ScalariumLink;
use crate::http::{Error, ErrorKind};
use crate::model::Phase;
use crate::provider::{Link, Step};
use crate::wire::count;

/// Tells of a step: its title, the word for it, what came of it, the same in a sentence, and what will be off.
type Telling<'a> = dyn FnMut(&'static str, &str, Phase, &str, &[&str]) + 'a;

/// Tries address, product, credentials, and the right to see volumes.
///
/// # Errors
///
/// The first failure that makes the rest pointless: nothing answers, it is not Scalarium, the token is not accepted.
pub async fn test(link: &ScalariumLink, tell: &dyn Fn(Step)) -> Result<(), Error> {
    let session = link.session();
    let mut since = session.clock.now_millis();
    let step: &mut Telling = &mut |title, brief, phase, words, limits| {
        let now = session.clock.now_millis();
        let limits = limits.iter().map(|limit| (*limit).to_owned()).collect();
        tell(Step { title, brief: brief.to_owned(), phase, words: words.to_owned(), limits, millis: now.saturating_sub(since) });
        since = now;
    };

    // Clouds are for everyone with a token. What cannot be read of them is not shown: they carry passwords and keys.
    match session.call(&ListClouds).await {
        Ok(clouds) => {
            step("Address", &session.base, Phase::Ready, "Something answers here.", &[]);
            step("Product", "Scalarium", Phase::Ready, "The API answers.", &[]);
            let words = format!("The token is accepted; it sees {}.", count(clouds.len() as u64, "cloud"));
            step("Credentials", "accepted", Phase::Ready, &words, &[]);
        }
        Err(mut error) => {
            error.body = None;
            let (title, brief) = match error.kind {
                _ if error.status.is_none() => ("Address", "no answer"),
                ErrorKind::Unauthenticated | ErrorKind::Forbidden => {
                    error.kind = ErrorKind::Unauthenticated;
                    ("Credentials", "refused")
                }
                ErrorKind::Busy | ErrorKind::Failed => ("Product", "out of order"),
                _ => {
                    error.message.insert_str(0, "This is not Scalarium’s API; its address ends with /api. ");
                    ("Product", "not Scalarium")
                }
            };
            if title != "Address" {
                step("Address", &session.base, Phase::Ready, "Something answers here.", &[]);
            }
            step(title, brief, Phase::Failed, &error.message, &[]);
            return Err(error);
        }
    }
    match session.call(&ListVolumes).await {
        Ok(volumes) => {
            let words = "Volumes can be read. Rights to change show when they are used.";
            step("Rights", &count(volumes.len() as u64, "volume"), Phase::Ready, words, &[]);
            Ok(())
        }
        Err(error) => {
            let limits = ["Neither volumes nor their arrays and snapshots can be shown."];
            step("Rights", "no volumes", Phase::Failed, &error.message, &limits);
            Err(error)
        }
    }
}
