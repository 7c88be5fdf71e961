//! Testing a connection, step by step, with reads only.

use super::api::{ListNodes, ListPlugins, ListRegions, ListVolumes, Query, StatusLeader, TokenSelf};
use super::link::NomadLink;
use super::version::{CREATE, DETACH, EXPAND, HOST, PAGES, SNAPSHOTS};
use super::wire::Class;
use crate::http::{Error, ErrorKind};
use crate::model::Phase;
use crate::provider::{Link, Step};

/// Tells of a step: its title, the word for it, what came of it, the same in a sentence, and what will be off.
type Telling<'a> = dyn FnMut(&'static str, &str, Phase, &str, Vec<String>) + 'a;

/// Tries address, product, version, credentials, rights and whether changes can be followed.
///
/// # Errors
///
/// The first failure that makes the rest pointless: nothing answers, it is not Nomad, the token is not accepted.
pub async fn test(link: &NomadLink, tell: &dyn Fn(Step)) -> Result<(), Error> {
    let session = link.session();
    let mut since = session.clock.now_millis();
    let step: &mut Telling = &mut |title, brief, phase, words, limits| {
        let now = session.clock.now_millis();
        tell(Step { title, brief: brief.to_owned(), phase, words: words.to_owned(), limits, millis: now.saturating_sub(since) });
        since = now;
    };

    let leader = match session.call(&StatusLeader).await {
        Err(error) if error.status.is_none() => {
            step("Address", "no answer", Phase::Failed, &error.message, Vec::new());
            return Err(error);
        }
        leader => leader,
    };
    step("Address", &session.base, Phase::Ready, "Something answers here.", Vec::new());
    match leader {
        Ok(leader) if leader.is_empty() => {
            step("Product", "Nomad", Phase::Degraded, "The cluster has no leader now: nothing can be changed.", Vec::new());
        }
        Ok(leader) => step("Product", "Nomad", Phase::Ready, &format!("A Nomad cluster, led by {leader}."), Vec::new()),
        Err(error) if error.kind == ErrorKind::Busy => step("Product", "Nomad", Phase::Degraded, &error.message, Vec::new()),
        Err(error) => {
            let words = format!("This is not Nomad: {}", error.message);
            step("Product", "not Nomad", Phase::Failed, &words, Vec::new());
            return Err(error.saying(words));
        }
    }

    link.learn().await;
    let server = link.server();
    let lacks: Vec<_> = [DETACH, CREATE, SNAPSHOTS, PAGES, EXPAND, HOST].into_iter().filter_map(|feature| server.lacks(feature)).collect();
    if let Some(text) = &server.text {
        step("Version", text, Phase::Ready, &format!("Nomad {text}."), lacks);
    } else {
        let words = "The token may not ask for the version (agent:read). Actions that the server may be too old for are offered, and may be refused by it.";
        step("Version", "not known", Phase::Unknown, words, lacks);
    }

    credentials(link, step).await?;
    let limits = rights(link).await?;
    let phase = if limits.is_empty() { Phase::Ready } else { Phase::Degraded };
    let words = if limits.is_empty() {
        "Volumes, plugins and nodes can be read. Rights to change show when they are used."
    } else {
        "Not everything can be read."
    };
    let brief = if limits.is_empty() { "all reads".to_owned() } else { format!("{} missing", limits.len()) };
    step("Rights", &brief, phase, words, limits);

    let one = ListVolumes {
        class: Class::Csi,
        namespace: link.namespace(),
        query: &Query::default(),
        per_page: Some(1),
        next_token: None,
        wait: None,
    };
    match session.call(&one).await {
        Ok(Some(page)) if page.index.is_some() => {
            step("Live changes", "followed", Phase::Ready, "The server tells of changes as they happen.", Vec::new());
        }
        Ok(_) => {
            let words = "X-Nomad-Index cannot be read, so changes are looked for instead of being told. The relay or Nomad has to name it in Access-Control-Expose-Headers.";
            step("Live changes", "looked for", Phase::Degraded, words, vec!["Changes by others show with a delay.".into()]);
        }
        Err(error) => step("Live changes", "not known", Phase::Unknown, &error.message, Vec::new()),
    }
    Ok(())
}

async fn credentials(link: &NomadLink, step: &mut Telling<'_>) -> Result<(), Error> {
    let title = "Credentials";
    match link.session().call(&TokenSelf).await {
        Ok(token) => {
            let name = token.name.or(token.accessor).unwrap_or_default();
            let kind = token.kind.unwrap_or_default();
            let mut words = match (kind.as_str(), token.policies.is_empty()) {
                ("management", _) => "A management token: it may do everything.".to_owned(),
                (_, false) => format!("A {kind} token with the policies {}.", token.policies.join(", ")),
                (_, true) => format!("A {kind} token without policies of its own."),
            };
            if let Some(end) = token.expiration_time {
                words.extend([" It ends at ", &end.absolute(), "."]);
            }
            step(title, &name, Phase::Ready, &words, Vec::new());
            Ok(())
        }
        Err(error) if error.message.contains("ACL support disabled") => {
            step(title, "ACLs off", Phase::Ready, "ACLs are off: everyone may do everything.", Vec::new());
            Ok(())
        }
        Err(error)
            if !link.has_token() && matches!(error.kind, ErrorKind::Unauthenticated | ErrorKind::Forbidden | ErrorKind::NotFound) =>
        {
            step(title, "anonymous", Phase::Degraded, "No token is given: the cluster treats this as anonymous.", Vec::new());
            Ok(())
        }
        // Nomad from 1.5 answers “Permission denied” to unknown, expired and malformed tokens alike; everyone may ask about a good one.
        Err(error) if matches!(error.kind, ErrorKind::Unauthenticated | ErrorKind::Forbidden) => {
            step(title, "refused", Phase::Failed, &format!("The server does not accept this token: {}", error.message), Vec::new());
            Err(error.of_kind(ErrorKind::Unauthenticated))
        }
        Err(error) => {
            step(title, "not known", Phase::Unknown, &error.message, Vec::new());
            Ok(())
        }
    }
}

/// What cannot be read, with the right that is missing and what will be off because of it.
async fn rights(link: &NomadLink) -> Result<Vec<String>, Error> {
    let session = link.session();
    let mut limits = Vec::new();
    let mut note = |error: Option<Error>, words: &str| {
        if let Some(error) = error {
            let why = if error.kind == ErrorKind::Forbidden { String::new() } else { format!(" ({})", error.message) };
            limits.push(format!("{words}{why}"));
        }
    };
    let query = Query::default();
    let one = |class| ListVolumes { class, namespace: link.namespace(), query: &query, per_page: Some(1), next_token: None, wait: None };
    note(session.call(&one(Class::Csi)).await.err(), "CSI volumes cannot be listed: csi-list-volume is missing.");
    if link.server().lacks(HOST).is_none() {
        note(session.call(&one(Class::Host)).await.err(), "Host volumes cannot be listed: host-volume-read is missing.");
    }
    note(
        session.call(&ListPlugins).await.err(),
        "Plugins cannot be listed, so neither can snapshots and external volumes: plugin:list is missing.",
    );
    note(session.call(&ListNodes).await.err(), "Nodes cannot be chosen from a list: node:read is missing.");
    note(session.call(&ListRegions).await.err(), "Regions cannot be read.");
    Ok(limits)
}
