//! Testing a connection, step by step, with reads only.

use super::api::{ListClouds, ListVolumes};
use super::link::ScalariumLink;
use crate::http::{Error, ErrorKind};
use crate::model::Phase;
use crate::provider::{Link, Step};
use crate::wire::count;

/// Tries address, product, credentials, and the right to see volumes.
///
/// # Errors
///
/// The first failure that makes the rest pointless: nothing answers, it is not Scalarium, the token is not accepted.
pub async fn test(link: &ScalariumLink, tell: &dyn Fn(Step)) -> Result<(), Error> {
    let session = link.session();
    let mut since = session.clock.now_millis();
    let step: &mut dyn FnMut(&'static str, String, Phase, String, &[&str]) = &mut |title, brief, phase, words, limits| {
        let now = session.clock.now_millis();
        let limits = limits.iter().map(|limit| (*limit).to_owned()).collect();
        tell(Step { title, brief, phase, words, limits, millis: now.saturating_sub(since) });
        since = now;
    };

    // Clouds are for everyone with a token. What cannot be read of them is not shown: they carry passwords and keys.
    let clouds = session.call(&ListClouds).await.map_err(|error| Error { body: None, ..error });
    if let Err(error) = &clouds
        && error.status.is_none()
    {
        step("Address", "no answer".into(), Phase::Failed, error.message.clone(), &[]);
        return Err(error.clone());
    }
    step("Address", session.base.clone(), Phase::Ready, "Something answers here.".into(), &[]);
    match clouds {
        Ok(clouds) => {
            step("Product", "Scalarium".into(), Phase::Ready, "The API answers.".into(), &[]);
            let words = format!("The token is accepted; it sees {}.", count(clouds.len() as u64, "cloud"));
            step("Credentials", "accepted".into(), Phase::Ready, words, &[]);
        }
        Err(error) if matches!(error.kind, ErrorKind::Unauthenticated | ErrorKind::Forbidden) => {
            step("Credentials", "refused".into(), Phase::Failed, error.message.clone(), &[]);
            return Err(Error { kind: ErrorKind::Unauthenticated, ..error });
        }
        Err(error) if matches!(error.kind, ErrorKind::Busy | ErrorKind::Failed) => {
            step("Credentials", "not known".into(), Phase::Unknown, error.message, &["Users of volumes are shown by their ids."]);
        }
        Err(error) => {
            let words = format!("This is not Scalarium’s API; its address ends with /api. {}", error.message);
            step("Product", "not Scalarium".into(), Phase::Failed, words.clone(), &[]);
            return Err(Error { message: words, ..error });
        }
    }
    match session.call(&ListVolumes).await {
        Ok(volumes) => {
            let words = "Volumes can be read. Rights to change show when they are used.".into();
            step("Rights", count(volumes.len() as u64, "volume"), Phase::Ready, words, &[]);
            Ok(())
        }
        Err(error) => {
            let limits = ["Neither volumes nor their arrays and snapshots can be shown."];
            step("Rights", "no volumes".into(), Phase::Failed, error.message.clone(), &limits);
            Err(error)
        }
    }
}
