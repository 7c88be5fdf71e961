//! Testing a connection, one check after the other, with reads only.

use super::ScalariumClient;
use crate::connection_test::ConnectionTest;
use crate::scalarium::api::{ListClouds, ListVolumes};
use voldeck_core::client::{Check, Client};
use voldeck_core::decode::count;
use voldeck_core::http::{Error, ErrorKind};
use voldeck_core::model::Phase;
use voldeck_core::texts::t;

/// Tries address, product, credentials, and the right to see volumes.
///
/// # Errors
///
/// The first failure that makes the rest pointless: nothing answers, it is not Scalarium, the token is not accepted.
pub async fn test(client: &ScalariumClient, tell: &dyn Fn(Check)) -> Result<(), Error> {
    let session = client.session();
    let checks = ConnectionTest::new(session, tell);
    // Clouds are for everyone with a token. What cannot be read of them is not shown: they carry passwords and keys.
    let clouds = session.call(&ListClouds).await.map_err(|mut error| {
        error.body = None;
        error
    });
    checks.address(clouds.as_ref().err())?;
    match clouds {
        Ok(clouds) => {
            checks.good("Product", "Scalarium", t("The API answers."));
            let words =
                [t("The token is accepted; it sees "), &count(clouds.len() as u64, ["{number} cloud", "{number} clouds"]), "."].concat();
            checks.good("Credentials", t("accepted"), &words);
        }
        Err(error) => {
            return Err(match error.kind {
                ErrorKind::Unauthenticated | ErrorKind::Forbidden => {
                    checks.fail("Credentials", t("refused"), error.of_kind(ErrorKind::Unauthenticated))
                }
                ErrorKind::Busy | ErrorKind::Failed => checks.fail("Product", t("out of order"), error),
                _ => {
                    let words = [t("This is not Scalarium’s API; its address ends with /api. "), &error.message].concat();
                    checks.fail("Product", t("not Scalarium"), error.saying(words))
                }
            });
        }
    }
    match session.call(&ListVolumes).await {
        Ok(volumes) => {
            let words = t("Volumes can be read. Rights to change show when they are used.");
            checks.good("Rights", &count(volumes.len() as u64, ["{number} volume", "{number} volumes"]), words);
            Ok(())
        }
        Err(error) => {
            let limits = vec![t("Neither volumes nor their arrays and snapshots can be shown.").to_owned()];
            checks.report("Rights", t("no volumes"), Phase::Failed, &error.message, limits);
            Err(error)
        }
    }
}
