//! Testing a connection, one check after the other, with reads only.

use super::{Known, ScalewayClient};
use crate::connection_test::ConnectionTest;
use crate::scaleway::api::{List, ListProjects, ListServers};
use crate::scaleway::decode::Api;
use crate::scaleway::rights::{Rights, product};
use voldeck_core::client::{Check, Client};
use voldeck_core::fill;
use voldeck_core::http::{Access, Endpoint, Error, ErrorKind, Request};
use voldeck_core::model::{Kind, Phase};
use voldeck_core::texts::t;

/// One item of one zone.
fn one(api: Api, kind: Kind, zone: &str) -> List<'_> {
    List { api, kind, zone, page: 1, size: 1, project: "", volume: None }
}

/// Tries address, product, credentials, rights, every zone, and whether a proxy hides headers.
///
/// # Errors
///
/// The first failure that makes the rest pointless: nothing answers, it is not Scaleway, the key is not accepted.
pub async fn test(client: &ScalewayClient, tell: &dyn Fn(Check)) -> Result<(), Error> {
    let session = client.session();
    let checks = ConnectionTest::new(session, tell);
    let api = if client.is_legacy() { Api::Legacy } else { Api::Instance };
    let zones = client.zones_of(api);
    let first = one(api, Kind::Volume, zones.first().copied().unwrap_or_default());
    let answer = session.exchange(<List as Endpoint>::NAME, Access::Read, first.request(), session.timeout_millis).await;
    checks.address(answer.as_ref().err())?;
    let mut hidden = false;
    let wrong = match &answer {
        Ok(response) => match first.decode(response) {
            Ok(page) => {
                hidden = page.total.is_none();
                None
            }
            Err(wrong) => Some(Error::new(ErrorKind::Unreadable, <List as Endpoint>::NAME, wrong.0)),
        },
        Err(error) if matches!(error.kind, ErrorKind::Unreadable | ErrorKind::Unsupported) => {
            Some(error.clone().of_kind(ErrorKind::Unreadable))
        }
        Err(_) => None,
    };
    if let Some(error) = wrong {
        return Err(checks.other("Scaleway", error));
    }
    let product = if client.is_legacy() { t("The original API.") } else { t("Instance v1 answers.") };
    checks.good("Product", "Scaleway", product);
    match answer.as_ref().err() {
        Some(error) if error.kind == ErrorKind::Unauthenticated => {
            checks.report(
                "Credentials",
                t("refused"),
                Phase::Failed,
                &[t("The secret key is not accepted: "), &error.message].concat(),
                Vec::new(),
            );
            return Err(error.clone());
        }
        // Who is told that a right is missing is known.
        Some(error) if error.kind != ErrorKind::Forbidden => checks.open("Credentials", t("not known"), error),
        _ => checks.good("Credentials", t("accepted"), t("The secret key is accepted.")),
    }
    let missing = failing(client, rights(client)).await;
    client.detect_version().await;
    let all = match client.rights() {
        Known::Told(_) => t("Everything can be read.").to_owned(),
        Known::Never(reason) => {
            fill!("Everything can be read. What the key may change cannot be read ({reason}), and shows when it is used.", reason)
        }
        Known::Not => t("Everything can be read. Rights to change show when they are used.").to_owned(),
    };
    checks.rights("", &all, t("Not everything can be read."), missing);
    if let Known::Told(rights) = client.rights() {
        key(&checks, client, &rights);
    }
    if !client.is_legacy() {
        let call = |zone: &&str| (one(api, Kind::Volume, zone).request(), (*zone).to_owned());
        let silent = failing(client, zones.iter().map(call).collect()).await;
        let brief = fill!("{silent} of {zones}", silent = zones.len() - silent.len(), zones = zones.len());
        let phase = if silent.is_empty() { Phase::Ready } else { Phase::Degraded };
        checks.report("Zones", &brief, phase, t("Zones that answer."), silent);
    }
    if hidden {
        let words = t(
            "X-Total-Count cannot be read, so a list ends with a page that is not full. The proxy has to name it, and X-Request-Id, in Access-Control-Expose-Headers.",
        );
        checks.report("Headers", t("hidden"), Phase::Degraded, words, Vec::new());
    }
    Ok(())
}

/// What the policies of the key say.
fn key(checks: &ConnectionTest<'_>, client: &ScalewayClient, rights: &Rights) {
    let until = rights.expires.map(|time| fill!(" The key expires on {absolute}.", absolute = time.absolute())).unwrap_or_default();
    if rights.owner {
        return checks.good(
            t("API key"),
            "owner",
            &[t("The key is the owner’s of the organization, who may do everything."), &until].concat(),
        );
    }
    let off = |api, what: &str| client.denied(api, None).map(|reason| [what, t(" cannot be changed. "), &reason].concat());
    let mut limits: Vec<String> = [(Api::Block, t("Block Storage")), (Api::Instance, t("Instances and their volumes"))]
        .into_iter()
        .filter_map(|(api, what)| off(api, what))
        .collect();
    limits.extend([Api::Block, Api::Instance].into_iter().filter_map(|api| rights.hides(product(api)?, t("volumes and snapshots"))));
    let phase = if limits.is_empty() { Phase::Ready } else { Phase::Degraded };
    let brief = if limits.is_empty() { t("may change").to_owned() } else { fill!("{limits} missing", limits = limits.len()) };
    let sets = rights.sets();
    let words = if sets.is_empty() { t("Its policies give nothing.").to_owned() } else { fill!("Its policies give {sets}.", sets) };
    checks.report(t("API key"), &brief, phase, &[&words, &*until].concat(), limits);
}

/// A call, and what to say if it fails.
type Tried = (Request, String);

/// What to say of those calls that fail.
async fn failing(client: &ScalewayClient, calls: Vec<Tried>) -> Vec<String> {
    let session = client.session();
    let mut limits = Vec::new();
    for (request, words) in calls {
        if let Err(error) = session.exchange(<List as Endpoint>::NAME, Access::Read, request, session.timeout_millis).await {
            limits.push([&words, ": ", error.message.as_str()].concat());
        }
    }
    limits
}

/// What may not be readable, and what will be off because of it.
fn rights(client: &ScalewayClient) -> Vec<Tried> {
    let mut calls = Vec::new();
    for api in Api::ALL.into_iter().filter(|api| client.lacks(*api).is_none()) {
        let zones = client.zones_of(api);
        let Some(zone) = zones.first() else { continue };
        for kind in [Kind::Volume, Kind::Snapshot] {
            let words = [t("The "), t(kind.plural()), t(" of the API “"), api.word(), t("” cannot be listed")].concat();
            calls.push((one(api, kind, zone).request(), words));
        }
        if api == Api::Instance {
            let words = t("Servers cannot be listed, so users have no names and none can be chosen");
            calls.push((ListServers { zone, page: 1 }.request(), words.to_owned()));
        }
    }
    if !client.is_legacy() && !client.organization().is_empty() {
        let projects = ListProjects { organization: client.organization(), page: 1 };
        calls.push((projects.request(), t("Projects cannot be chosen from a list").to_owned()));
    }
    calls
}
