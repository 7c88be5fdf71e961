//! Testing a connection, one check after the other, with reads only.
//!
//! `GET /api/v1/auth/`, which the clients sign in with, is not asked: it answers the API key. A list that can be read says the
//! same of the credentials.

use super::{TutumClient, sample};
use crate::concurrency::join_limited;
use crate::connection_test::ConnectionTest;
use crate::tutum::place::{CONTAINER, GROUP, NODE, SERVICE, VOLUME};
use crate::tutum::{READ_ONLY, api};
use voldeck_core::client::{Check, Client};
use voldeck_core::decode::count;
use voldeck_core::http::{Error, ErrorKind};
use voldeck_core::texts::t;

/// Tries address, form of addresses, credentials, and what can be read.
///
/// # Errors
///
/// The first failure that makes the rest pointless: nothing answers, it is not Tutum, the key is not accepted.
pub async fn test(client: &TutumClient, tell: &dyn Fn(Check)) -> Result<(), Error> {
    let session = client.session();
    let checks = ConnectionTest::new(session, tell);
    let groups = sample(client, &GROUP).await;
    checks.address(groups.as_ref().err())?;
    let groups = match groups {
        Ok(groups) => groups,
        Err(error) if error.kind == ErrorKind::Unauthenticated => return Err(checks.fail("Credentials", t("refused"), error)),
        Err(error) if error.kind == ErrorKind::Unreadable => return Err(checks.other("Tutum", error)),
        Err(error) => {
            let more = error.hint.as_deref().unwrap_or_default();
            let words = [&client.place().list(&GROUP), t(" could not be read: "), &error.message, " ", more].concat();
            return Err(checks.fail("Product", t("no volume groups"), error.saying(words.trim_end())));
        }
    };
    checks.good("Product", "Tutum", &[t("Volume groups are at "), &client.place().list(&GROUP), "."].concat());
    checks.good("Credentials", t("accepted"), t("The user and the key are accepted."));

    let nouns = [
        (&VOLUME, t("Volumes cannot be listed.")),
        (&SERVICE, t("Services cannot be read: who uses a group is a uuid.")),
        (&CONTAINER, t("Containers cannot be read: who uses a volume is a uuid.")),
        (&NODE, t("Nodes cannot be read: where a volume is is a uuid.")),
    ];
    let answers = join_limited(nouns.iter().map(|(noun, _)| sample(client, noun)).collect()).await;
    let mut limits = Vec::new();
    let mut brief = many(&groups, ["{number} group", "{number} groups"], "groups");
    for (answer, (noun, words)) in answers.into_iter().zip(nouns) {
        match answer {
            Ok(volumes) if *noun == VOLUME => brief.extend([", ", &many(&volumes, ["{number} volume", "{number} volumes"], "volumes")]),
            Ok(_) => {}
            Err(error) => limits.push([words, " (", &error.message, ")"].concat()),
        }
    }
    let all = t("Groups, volumes, services, containers and nodes can be read.");
    checks.rights(&brief, all, t("Not everything can be read."), limits);
    checks.good("Changes", t("read only"), READ_ONLY);
    Ok(())
}

/// How many of a noun there are, as far as a page says.
fn many(page: &api::Page, nouns: [&'static str; 2], all: &'static str) -> String {
    page.total.map_or_else(|| t(all).to_owned(), |total| count(total, nouns))
}
