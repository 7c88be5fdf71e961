//! Testing a connection, one check after the other, with reads only.

use super::CinderClient;
use crate::cinder::api::{Get, SIGN_IN};
use crate::cinder::decode::{split, text_of};
use crate::connection_test::{ConnectionTest, limits, tried};
use voldeck_core::client::{Check, Client};
use voldeck_core::fill;
use voldeck_core::http::{Error, ErrorKind};
use voldeck_core::model::Phase;
use voldeck_core::texts::t;

/// Tries address, credentials, project, endpoint, version and rights; where the account may see them, the services.
///
/// # Errors
///
/// The first failure that makes the rest pointless.
pub async fn test(client: &CinderClient, tell: &dyn Fn(Check)) -> Result<(), Error> {
    let session = client.session();
    let checks = ConnectionTest::new(session, tell);
    let plan = client.keys().plan();
    // Who presses the button wants the credentials tried, also those that were refused before.
    client.keys().forgive();
    let signed = client.keys().signed_in(None).await;
    let at_keystone = |error: &Error| error.operation == SIGN_IN || error.operation.contains("/auth/");
    if let Err(error) = &signed
        && (at_keystone(error) || !plan.renews())
        && error.status.is_none()
        && !error.kind.is_refusal()
    {
        return Err(checks.fail("Address", t("no answer"), error.clone()));
    }
    checks.good("Address", &plan.identity.base, t("Something answers here."));
    if let Err(error) = signed {
        let product = if plan.renews() { "Keystone" } else { "Cinder" };
        return Err(match error.kind {
            ErrorKind::Unreadable | ErrorKind::Unsupported | ErrorKind::NotFound if at_keystone(&error) || !plan.renews() => {
                checks.other(product, error.of_kind(ErrorKind::Unreadable))
            }
            ErrorKind::Unauthenticated => {
                let words = [product, t(" does not accept the credentials: "), &error.message].concat();
                checks.report("Credentials", t("refused"), Phase::Failed, &words, Vec::new());
                error
            }
            ErrorKind::Invalid => {
                let region = error.fields.first().is_some_and(|field| field.field == "region");
                checks.fail(if region { "Region" } else { "Project" }, t("to choose"), error)
            }
            _ if at_keystone(&error) => checks.fail("Credentials", t("not known"), error),
            _ => {
                let words = [
                    t("Signed in, but Cinder cannot be reached where the catalogue says: "),
                    &error.message,
                    t(" Its own CORS settings count, not Keystone’s; behind a proxy the form’s “Block storage endpoint” says where it is."),
                ]
                .concat();
                checks.fail("Endpoint", t("no answer"), error.saying(words))
            }
        });
    }
    let Some(access) = client.keys().access() else { return Ok(()) };
    let roles = access.roles.as_ref().map_or_else(String::new, |roles| [t(" Roles: "), &roles.join(", "), "."].concat());
    checks.good("Credentials", &access.project_name, &[t("The account is accepted."), &roles].concat());
    checks.good("Endpoint", &access.region, &access.base);
    let version = format!("3.{}", access.minor);
    let missing: Vec<_> = [(13, "Groups"), (27, "Attachments"), (40, t("Going back to a snapshot")), (42, t("Growing a volume in use"))]
        .iter()
        .filter_map(|(since, what)| client.lacks(*since).map(|why| [what, ": ", &why].concat()))
        .collect();
    let phase = if missing.is_empty() { Phase::Ready } else { Phase::Degraded };
    checks.report("Version", &version, phase, t("The microversion that the server and the console both speak."), missing);
    let lists = [("volumes", 0), ("snapshots", 0), ("groups", 13), ("os-quota-sets", 0)];
    let calls: Vec<_> = lists
        .iter()
        .filter(|(word, since)| client.lacks(*since).is_none() && (*word != "os-quota-sets" || !access.project.is_empty()))
        .map(|(word, _)| match *word {
            "os-quota-sets" => {
                Get::new("GET /v3/{project_id}/os-quota-sets/{project_id}", ["/os-quota-sets/", &access.project].concat(), "")
            }
            word => {
                let mut ask = Get::new("GET /v3/{project_id}/…/detail", ["/", word, "/detail"].concat(), "");
                ask.request = ask.request.query("limit", "1");
                ask
            }
        })
        .collect();
    let words = [
        t("Volumes cannot be listed"),
        t("Snapshots cannot be listed"),
        t("Groups cannot be listed"),
        t("Quotas cannot be read, so forms do not say what is left"),
    ];
    let found: Vec<_> = calls.iter().map(|call| (tried(session, call), word_of(&call.request.path, words))).collect();
    let found = limits(found).await;
    rights(client, &checks, found);
    // Administrators see them; others need not be told that they do not.
    if let Ok(list) = client.table("services").await {
        let services = split(&list).unwrap_or_default();
        let down = |raw: &&&str| text_of(raw, "state").as_deref() == Some("down");
        let dead: Vec<_> = services
            .iter()
            .filter(down)
            .map(|raw| {
                [text_of(raw, "binary"), Some(" on ".to_owned()), text_of(raw, "host"), Some(t(" is down").to_owned())]
                    .into_iter()
                    .flatten()
                    .collect()
            })
            .collect();
        let pools = client.table("pools").await.map_or(0, |list| split(&list).unwrap_or_default().len());
        let phase = if dead.is_empty() { Phase::Ready } else { Phase::Degraded };
        let brief = fill!("{dead} up", dead = services.len() - dead.len());
        checks.report("Services", &brief, phase, &fill!("{pools} pools of storage.", pools), dead);
    }
    Ok(())
}

/// What the account may do. Roles tell it by the default rules; a cloud may have rules of its own, which nobody can read.
fn rights(client: &CinderClient, checks: &ConnectionTest, mut missing: Vec<String>) {
    let only_reads = client.only_reads();
    if only_reads {
        missing.push(t("The role reader may not change anything").to_owned());
    }
    let changes = match client.is_admin() {
        Some(true) => t("By the default rules, the role admin may change everything."),
        Some(false) if only_reads => "",
        Some(false) => t(
            "By the default rules, everything can be changed except what needs the role admin: resetting a state, force delete. The cloud may have rules of its own.",
        ),
        None => t("Rights to change show when they are used."),
    };
    let brief = if only_reads && missing.len() == 1 { t("only reads") } else { "" };
    let all = [t("Everything can be read. "), changes].concat();
    let some = if only_reads && missing.len() == 1 {
        t("Everything can be read, nothing can be changed.")
    } else {
        t("Not everything can be read.")
    };
    checks.rights(brief, &all, some, missing);
}

/// What is missing when a call fails.
fn word_of<'a>(path: &str, words: [&'a str; 4]) -> &'a str {
    let at = ["/volumes", "/snapshots", "/groups"].iter().position(|word| path.starts_with(word)).unwrap_or(3);
    words[at]
}
