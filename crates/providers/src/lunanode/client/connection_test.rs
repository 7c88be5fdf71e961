//! Testing a connection, one check after the other, with reads only.

use super::LunaNodeClient;
use crate::connection_test::{ConnectionTest, limits};
use voldeck_core::client::{Check, Client};
use voldeck_core::http::{Error, ErrorKind, LocalBoxFuture};
use voldeck_core::model::{Kind, Phase, Timestamp};
use voldeck_core::texts::t;

/// Tries address, product, credentials, regions and rights.
///
/// # Errors
///
/// The first failure that makes the rest pointless: nothing answers, it is not `LunaNode`, the key is not accepted.
pub async fn test(client: &LunaNodeClient, tell: &dyn Fn(Check)) -> Result<(), Error> {
    let session = client.session();
    let began = session.clock.now_millis();
    let checks = ConnectionTest::new(session, tell);

    let answer = client.read_regions().await;
    checks.address(answer.as_ref().err())?;
    let answer = match answer {
        Err(error) if matches!(error.kind, ErrorKind::Unreadable | ErrorKind::Unsupported) => return Err(checks.other("LunaNode", error)),
        answer => answer,
    };
    checks.good("Product", "LunaNode", t("LunaNode’s Dynamic API."));
    let answer = match answer {
        Err(error) if error.kind == ErrorKind::Unauthenticated => {
            let words = [&error.message, t(" The call was signed at "), &Timestamp::from_millis(began).absolute(), "."].concat();
            return Err(checks.fail("Credentials", t("refused"), error.saying(words)));
        }
        answer => answer,
    };
    checks.good("Credentials", t("accepted"), t("The signature is accepted."));
    if let Err(error) = &answer {
        let limits = vec![t("Snapshots can only be listed of a region that the connection names.").to_owned()];
        checks.report("Regions", t("not known"), Phase::Degraded, &error.message, limits);
    }
    let regions = answer.unwrap_or_default();
    if !regions.is_empty() {
        let names: Vec<_> = regions.iter().map(|region| region.name.as_str()).collect();
        checks.good(
            "Regions",
            &voldeck_core::decode::count(regions.len() as u64, ["{number} region", "{number} regions"]),
            &names.join("; "),
        );
    }

    let first = Some(client.region()).filter(|region| !region.is_empty()).or(regions.first().map(|region| region.id.as_str()));
    let first = first.unwrap_or_default();
    let readings = vec![
        (failure(client.items(Kind::Volume, first)), t("Volumes cannot be listed.")),
        (failure(client.items(Kind::Snapshot, first)), t("Snapshots cannot be listed.")),
        (failure(client.images(first)), t("Images cannot be listed.")),
        (failure(client.vms(0)), t("Virtual machines cannot be listed.")),
    ];
    let all = t("All lists can be read. Rights to change show when they are used.");
    let some = t("Not everything can be read. The panel can restrict a key to some actions.");
    checks.rights("", all, some, limits(readings).await);
    Ok(())
}

/// Why a reading fails, if it does.
fn failure<T: 'static>(reading: LocalBoxFuture<'_, Result<T, Error>>) -> LocalBoxFuture<'_, Option<Error>> {
    Box::pin(async move { reading.await.err() })
}
