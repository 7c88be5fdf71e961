//! Testing a connection, one check after the other, with reads only.

use super::NomadClient;
use crate::connection_test::{ConnectionTest, limits, tried};
use crate::nomad::api::{ListNodes, ListPlugins, ListRegions, ListVolumes, Query, StatusLeader, TokenSelf};
use crate::nomad::decode::ResourceType;
use crate::nomad::rights::{CREATE_HOST, DELETE_HOST, MOUNT_CSI, REGISTER_HOST, Right, Rights, WRITE_CSI, WRITE_HOST};
use crate::nomad::version::{CREATE, DETACH, EXPAND, HOST, PAGES, SNAPSHOTS};
use voldeck_core::client::{Check, Client};
use voldeck_core::fill;
use voldeck_core::http::{Error, ErrorKind};
use voldeck_core::model::Phase;
use voldeck_core::texts::t;

/// Tries address, product, version, credentials, rights and whether changes can be followed.
///
/// # Errors
///
/// The first failure that makes the rest pointless: nothing answers, it is not Nomad, the token is not accepted.
pub async fn test(client: &NomadClient, tell: &dyn Fn(Check)) -> Result<(), Error> {
    let session = client.session();
    let checks = ConnectionTest::new(session, tell);

    let leader = session.call(&StatusLeader).await;
    checks.address(leader.as_ref().err())?;
    match leader {
        Ok(leader) if leader.is_empty() => {
            let words = t("The cluster has no leader now: nothing can be changed.");
            checks.report("Product", "Nomad", Phase::Degraded, words, Vec::new());
        }
        Ok(leader) => checks.good("Product", "Nomad", &[t("A Nomad cluster, led by "), &leader, "."].concat()),
        Err(error) if error.kind == ErrorKind::Busy => checks.report("Product", "Nomad", Phase::Degraded, &error.message, Vec::new()),
        Err(error) => return Err(checks.other("Nomad", error)),
    }

    client.forget_rights();
    client.detect_version().await;
    let server = client.server();
    let lacks: Vec<_> = [DETACH, CREATE, SNAPSHOTS, PAGES, EXPAND, HOST].into_iter().filter_map(|feature| server.lacks(feature)).collect();
    if let Some(text) = &server.text {
        checks.report("Version", text, Phase::Ready, &fill!("Nomad {text}.", text), lacks);
    } else {
        let words = t(
            "The token may not ask for the version (agent:read). Actions that the server may be too old for are offered, and may be refused by it.",
        );
        checks.report("Version", t("not known"), Phase::Unknown, words, lacks);
    }

    credentials(client, &checks).await?;
    let known = client.rights() != Rights::Unknown;
    let all = if known {
        t("Volumes, plugins and nodes can be read, and everything may be changed.")
    } else {
        t("Volumes, plugins and nodes can be read. Rights to change show when they are used.")
    };
    let some = if known { t("Not everything can be read or changed.") } else { t("Not everything can be read.") };
    checks.rights("", all, some, rights(client).await);

    let one = ListVolumes {
        class: ResourceType::Csi,
        namespace: client.namespace(),
        query: &Query::default(),
        per_page: Some(1),
        next_token: None,
        wait: None,
    };
    match session.call(&one).await {
        Ok(Some(page)) if page.index.is_some() => {
            checks.good(t("Live changes"), "followed", t("The server tells of changes as they happen."));
        }
        Ok(_) => {
            let words = t(
                "X-Nomad-Index cannot be read, so changes are looked for instead of being told. The proxy or Nomad has to name it in Access-Control-Expose-Headers.",
            );
            checks.report(
                t("Live changes"),
                t("looked for"),
                Phase::Degraded,
                words,
                vec![t("Changes by others show with a delay.").into()],
            );
        }
        Err(error) => checks.open(t("Live changes"), t("not known"), &error),
    }
    Ok(())
}

async fn credentials(client: &NomadClient, checks: &ConnectionTest<'_>) -> Result<(), Error> {
    let title = "Credentials";
    match client.session().call(&TokenSelf).await {
        Ok(token) => {
            let name = token.name.or(token.accessor).unwrap_or_default();
            let kind = token.kind.unwrap_or_default();
            let mut words = match (kind.as_str(), token.policies.is_empty()) {
                ("management", _) => t("A management token: it may do everything.").to_owned(),
                (_, false) => fill!("A {kind} token with the policies {policies}.", kind, policies = token.policies.join(", ")),
                (_, true) => fill!("A {kind} token without policies of its own.", kind),
            };
            if let Some(end) = token.expiration_time {
                words.extend([t(" It ends at "), &end.absolute(), "."]);
            }
            checks.good(title, &name, &words);
            Ok(())
        }
        Err(error) if error.message.contains("ACL support disabled") => {
            checks.good(title, t("ACLs off"), t("ACLs are off: everyone may do everything."));
            Ok(())
        }
        Err(error)
            if !client.has_token() && matches!(error.kind, ErrorKind::Unauthenticated | ErrorKind::Forbidden | ErrorKind::NotFound) =>
        {
            checks.report(title, "anonymous", Phase::Degraded, t("No token is given: the cluster treats this as anonymous."), Vec::new());
            Ok(())
        }
        // Nomad from 1.5 answers “Permission denied” to unknown, expired and malformed tokens alike; everyone may ask about a good one.
        Err(error) if matches!(error.kind, ErrorKind::Unauthenticated | ErrorKind::Forbidden) => {
            let words = [t("The server does not accept this token: "), &error.message].concat();
            checks.report(title, t("refused"), Phase::Failed, &words, Vec::new());
            Err(error.of_kind(ErrorKind::Unauthenticated))
        }
        Err(error) => {
            checks.open(title, t("not known"), &error);
            Ok(())
        }
    }
}

/// What cannot be read, with the right that is missing and what will be off because of it.
async fn rights(client: &NomadClient) -> Vec<String> {
    let session = client.session();
    let query = Query::default();
    let one = |class| ListVolumes { class, namespace: client.namespace(), query: &query, per_page: Some(1), next_token: None, wait: None };
    let (csi, host) = (one(ResourceType::Csi), one(ResourceType::Host));
    let mut readings = vec![
        (tried(session, &csi), t("CSI volumes cannot be listed: csi-list-volume is missing.")),
        (
            tried(session, &ListPlugins),
            t("Plugins cannot be listed, so neither can snapshots and external volumes: plugin:list is missing."),
        ),
        (tried(session, &ListNodes), t("Nodes cannot be chosen from a list: node:read is missing.")),
        (tried(session, &ListRegions), t("Regions cannot be read.")),
    ];
    if client.server().lacks(HOST).is_none() {
        readings.insert(1, (tried(session, &host), t("Host volumes cannot be listed: host-volume-read is missing.")));
    }
    let mut limits = limits(readings).await;
    limits.extend(changes(client));
    limits
}

/// What may not be changed, as far as the token's own policies tell.
const CHANGES: &[(Right, &str)] = &[
    (WRITE_CSI, "CSI volumes and snapshots cannot be created, changed or deleted"),
    (Right::PluginRead, "CSI volumes cannot be registered, created, expanded or deleted"),
    (MOUNT_CSI, "CSI volumes cannot be detached"),
];

/// The same of host volumes, on servers that have them.
const HOST_CHANGES: &[(Right, &str)] = &[
    (CREATE_HOST, "Host volumes cannot be created or expanded"),
    (REGISTER_HOST, "Host volumes cannot be registered"),
    (DELETE_HOST, "Host volumes cannot be deleted"),
    (WRITE_HOST, "Claims on host volumes cannot be deleted"),
];

fn changes(client: &NomadClient) -> Vec<String> {
    let rights = client.rights();
    let host = client.server().lacks(HOST).is_none();
    let mut words: Vec<String> = if host { client.hidden_hosts(false).into_iter().collect() } else { Vec::new() };
    for (right, what) in CHANGES.iter().chain(HOST_CHANGES.iter().filter(|_| host)) {
        let name = right.name();
        if rights.lacks(*right, client.namespace()).is_some() {
            words.push(fill!("{what}: {name} is missing.", what, name));
        } else if client.namespace() == "*"
            && let Some(names) = rights.only_in(*right)
        {
            words.push(fill!("{what} outside of {names}: {name} is missing there.", what, names = names.join(", "), name));
        }
    }
    words
}
