//! Menus agree with the servers: an action that is offered is accepted, and an action that is disabled would be refused.
//!
//! Every resource of the demos is tried with every action that applies to it, each on a fresh server, with sample values. A disabled
//! action is sent all the same. Disagreements are listed, and each needs a reason in [`EXCEPTIONS`].
#![cfg(feature = "demo")]

mod harness;

use futures_executor::block_on;
use harness::{BEGIN, Harness, shared};
use voldeck_core::action::{Action, ActionContext, ActionResult, Target, Values, Verb, run};
use voldeck_core::http::Access;
use voldeck_core::model::{Kind, Resource};
use voldeck_core::provider::Provider;
use voldeck_providers::actions;
use voldeck_providers::{ALL, by_id};
use voldeck_simulators::nomad::{ApiVersion, Nomad as Server, Options, Seed};

/// Disagreements that are right: which kind of case, the action's name (empty: every action), and why.
const EXCEPTIONS: &[(&str, &str, &str)] = &[
    ("sentinel", "", "The name asks the server to misbehave: no state or flag tells of it."),
    (
        "prefix",
        "csi-deregister",
        "The server would remove a volume, but looks it up by the beginning of its id, and another one begins with it.",
    ),
    ("detach", "csi-detach", "Known releases cannot do it. It is offered with that warning, because a later one may be able to."),
    ("untold", "csi-detach", "How many claims it has cannot be read, and what is not told refuses nothing."),
];

/// One action, tried on one resource.
struct Case {
    server: String,
    /// The resource's id at the provider, and its name.
    resource: String,
    name: String,
    action: &'static str,
    /// Why the console disables the action; empty if it offers it.
    disabled: String,
    /// Whether the server accepted it, or what it said.
    accepted: Result<(), String>,
}

fn sentinel(name: &str) -> bool {
    name.starts_with("zz test:") || ["fail-", "slow-", "lost-", "html", "truncated", "read-"].iter().any(|word| name.starts_with(word))
}

/// Why it is right that they disagree.
fn excused(case: &Case) -> Option<&'static str> {
    let class = match case {
        case if sentinel(&case.resource) || sentinel(&case.name) => "sentinel",
        case if case.disabled.contains("beginning of their id") => "prefix",
        Case { accepted: Err(words), .. } if words.contains("cannot detach by node") => "detach",
        case if case.resource == "malformed-example" => "untold",
        _ => return None,
    };
    EXCEPTIONS.iter().find(|(kind, action, _)| *kind == class && (action.is_empty() || *action == case.action)).map(|(.., why)| *why)
}

/// Two buttons side by side never say the same.
fn labels_differ(whose: &str, actions: impl Iterator<Item = &'static Action>) {
    let mut labels: Vec<_> = actions.map(|action| action.label).collect();
    labels.sort_unstable();
    let twice: Vec<_> = labels.windows(2).filter(|two| two[0] == two[1]).map(|two| two[0]).collect();
    assert!(twice.is_empty(), "{whose}: {twice:?}");
}

#[test]
fn create_actions_beside_each_other_have_different_labels() {
    for (provider, kind) in ALL.iter().flat_map(|provider| Kind::ALL.map(|kind| (provider, kind))) {
        labels_differ(provider.title, actions(provider).iter().filter(|action| action.on == Target::Connection(kind)));
    }
}

fn check_legality(name: &str, make: &dyn Fn() -> Harness) -> Vec<Case> {
    let untouched = make();
    let (provider, all) = (untouched.provider, untouched.known());
    assert!(all.len() > 10, "{name} has almost nothing to try");
    let mut cases = Vec::new();
    // Those names ask the server to misbehave; where ids are names too, the exceptions tell of it.
    for resource in all.iter().filter(|resource| !resource.name.starts_with("zz test: ") || sentinel(&resource.provider_id)) {
        let fitting =
            || actions(provider).iter().filter(|action| action.on == Target::Resource(resource.kind) && (action.applies_to)(resource));
        labels_differ(&resource.name, fitting());
        for action in fitting() {
            let harness = make();
            harness.detect_version();
            // As the console does it: read in full, then offer.
            let target: Resource = harness.get(resource.kind, &resource.id).unwrap_or_else(|_| resource.clone());
            let context = ActionContext { client: &*harness.client, target: Some(&target), known: &all };
            let values: Values = harness.fill(&context, &(action.form)(&context));
            let (disabled, accepted) = match (action.disabled_reason)(&context) {
                Some(reason) => {
                    let request = (action.endpoint.request)(&context, &values);
                    let sent = block_on(harness.client.session().exchange(
                        action.endpoint.operation,
                        Access::Write,
                        request,
                        action.timeout_millis,
                    ));
                    // A size that an old server ignores, or that was asked of a volume that cannot grow, was not accepted.
                    let acted =
                        action.verb != Verb::Extend || harness.get(resource.kind, &resource.id).is_ok_and(|now| now.size > target.size);
                    let sent = sent.map(|_| ()).map_err(|error| error.to_string());
                    (reason, sent.and_then(|()| if acted { Ok(()) } else { Err("nothing changed".into()) }))
                }
                None => match block_on(run(action, &context, &values)) {
                    ActionResult::Done(_) => (String::new(), Ok(())),
                    ActionResult::Refused(error)
                    | ActionResult::Gone(error)
                    | ActionResult::Disallowed(error)
                    | ActionResult::Unknown { error, .. } => (String::new(), Err(error.to_string())),
                    ActionResult::NotSent(wrong) => (format!("not sent: {wrong:?}"), Err("not sent".into())),
                },
            };
            cases.push(Case {
                server: name.to_owned(),
                resource: target.provider_id.clone(),
                name: target.name.clone(),
                action: action.name,
                disabled,
                accepted,
            });
        }
    }
    cases
}

fn report(cases: &[Case]) {
    let offered = cases.iter().filter(|case| case.disabled.is_empty()).count();
    println!("{} cases, {offered} offered", cases.len());
    assert!(offered > 20 && offered < cases.len(), "a menu that offers everything or nothing proves nothing");
    let wrong: Vec<_> =
        cases.iter().filter(|case| case.disabled.is_empty() != case.accepted.is_ok()).filter(|case| excused(case).is_none()).collect();
    for Case { server, resource, action, disabled, accepted, .. } in &wrong {
        let console = if disabled.is_empty() { "offers it" } else { disabled };
        let server_says = accepted.as_ref().map_or_else(|error| error.as_str().chars().take(160).collect(), |()| "accepts it".to_owned());
        println!("{server} | {resource} | {action} | console: {console} | server: {server_says}");
    }
    assert!(wrong.is_empty(), "{} disagreements, listed above", wrong.len());
}

#[test]
fn what_the_demos_offer_is_accepted_and_what_they_disable_is_refused() {
    let mut cases = Vec::new();
    for provider in ALL {
        for at in 0..provider.demos.len() {
            let make = || {
                let demo = &provider.demos[at];
                Harness::at(provider, voldeck_simulators::simulator(demo.name, BEGIN).unwrap(), &demo.values())
            };
            let name = provider.demos[at].name;
            cases.extend(check_legality(name, &make));
        }
    }
    report(&cases);
}

#[test]
fn the_oldest_server_is_offered_nothing_it_cannot_do() {
    let nomad: &'static Provider = by_id("nomad").unwrap();
    let make = || {
        let server = Server::new(Options { api_version: ApiVersion::V011, acl: false, seed: Seed::Demo }, BEGIN);
        Harness::at(nomad, shared(server), &Values::default().with("address", "http://n"))
    };
    report(&check_legality("0.11", &make));
}

#[test]
fn an_administrator_and_an_older_cloud_are_offered_what_they_can_do() {
    use voldeck_simulators::cinder::{Cinder, Options};
    let cinder: &'static Provider = by_id("cinder").unwrap();
    for (user, newest) in [("root", 71), ("alice", 44)] {
        let make = || {
            let server = Cinder::new(Options { newest, ..Options::default() }, BEGIN);
            let password = format!("demo-{user}-password");
            let values = Values::default().with("address", "http://c/identity").with("auth", "password").with("user", user);
            Harness::at(cinder, shared(server), &values.with("password", password).with("project", "storage").with("region", "RegionOne"))
        };
        report(&check_legality(&format!("{user} at 3.{newest}"), &make));
    }
}
