//! The menu tells the truth: what a row offers, the server accepts; what it refuses, the server refuses too.
//!
//! Every seeded resource meets every row that fits it, each on a fresh server, with believable values. A refused action is
//! sent all the same, past the row. What does not agree is listed, and every disagreement needs a reason below.
#![cfg(feature = "demo")]

mod desk;

use desk::{BEGIN, Desk, shared};
use futures_executor::block_on;
use voldeck_core::action::{Action, ActionContext, ActionResult, On, Values, Verb, run};
use voldeck_core::http::Access;
use voldeck_core::model::{Kind, Resource};
use voldeck_core::provider::Provider;
use voldeck_providers::{ALL, by_id};
use voldeck_simulators::nomad::{Nomad as Server, Options, Seed, Shape};

/// Disagreements that are right: the beginning of a resource's name, the row, why.
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

struct Meeting {
    server: String,
    resource: String,
    /// What the resource is called.
    called: String,
    action: &'static str,
    row: String,
    answer: Result<(), String>,
}

fn sentinel(name: &str) -> bool {
    name.starts_with("zz test:") || ["fail-", "slow-", "lost-", "html", "truncated", "read-"].iter().any(|word| name.starts_with(word))
}

/// Why it is right that they disagree.
fn excused(meeting: &Meeting) -> Option<&'static str> {
    let class = match meeting {
        meeting if sentinel(&meeting.resource) || sentinel(&meeting.called) => "sentinel",
        meeting if meeting.row.contains("beginning of their id") => "prefix",
        Meeting { answer: Err(words), .. } if words.contains("cannot detach by node") => "detach",
        meeting if meeting.resource == "malformed-example" => "untold",
        _ => return None,
    };
    EXCEPTIONS.iter().find(|(kind, action, _)| *kind == class && (action.is_empty() || *action == meeting.action)).map(|(.., why)| *why)
}

/// Two buttons side by side never say the same.
fn labels_differ(whose: &str, actions: impl Iterator<Item = &'static Action>) {
    let mut labels: Vec<_> = actions.map(|action| action.label).collect();
    labels.sort_unstable();
    let twice: Vec<_> = labels.windows(2).filter(|two| two[0] == two[1]).map(|two| two[0]).collect();
    assert!(twice.is_empty(), "{whose}: {twice:?}");
}

#[test]
fn what_makes_new_ones_is_told_apart_by_its_label() {
    for (provider, kind) in ALL.iter().flat_map(|provider| Kind::ALL.map(|kind| (provider, kind))) {
        labels_differ(provider.title(), provider.actions().iter().filter(|action| action.on == On::Connection(kind)));
    }
}

fn meet(name: &str, make: &dyn Fn() -> Desk) -> Vec<Meeting> {
    let all = make().known();
    assert!(all.len() > 10, "{name} has almost nothing to try");
    let mut meetings = Vec::new();
    // Those names ask the server to misbehave; where ids are names too, the exceptions tell of it.
    for resource in all.iter().filter(|resource| !resource.name.starts_with("zz test: ") || sentinel(&resource.vendor_id)) {
        let fitting =
            || make().provider.actions().iter().filter(|action| action.on == On::Resource(resource.kind) && (action.applies_to)(resource));
        labels_differ(&resource.name, fitting());
        for action in fitting() {
            let desk = make();
            desk.detect_version();
            // As the console does it: read in full, then offer.
            let target: Resource = desk.get(resource.kind, &resource.id).unwrap_or_else(|_| resource.clone());
            let scene = ActionContext { client: &*desk.client, target: Some(&target), known: &all };
            let values: Values = desk.fill(&scene, &(action.form)(&scene));
            let (row, answer) = match (action.disabled_reason)(&scene) {
                Some(reason) => {
                    let request = (action.endpoint.request)(&scene, &values);
                    let sent =
                        block_on(desk.client.session().exchange(action.endpoint.operation, Access::Write, request, action.timeout_millis));
                    // A size that an old server ignores, or that was asked of a volume that cannot grow, was not accepted.
                    let acted =
                        action.verb != Verb::Extend || desk.get(resource.kind, &resource.id).is_ok_and(|now| now.size > target.size);
                    let sent = sent.map(|_| ()).map_err(|error| error.to_string());
                    (reason, sent.and_then(|()| if acted { Ok(()) } else { Err("nothing changed".into()) }))
                }
                None => match block_on(run(action, &scene, &values)) {
                    ActionResult::Done(_) => (String::new(), Ok(())),
                    ActionResult::Refused(error) | ActionResult::Gone(error) | ActionResult::Unknown { error, .. } => {
                        (String::new(), Err(error.to_string()))
                    }
                    ActionResult::NotSent(wrong) => (format!("not sent: {wrong:?}"), Err("not sent".into())),
                },
            };
            meetings.push(Meeting {
                server: name.to_owned(),
                resource: target.vendor_id.clone(),
                called: target.name.clone(),
                action: action.name,
                row,
                answer,
            });
        }
    }
    meetings
}

fn report(meetings: &[Meeting]) {
    let offered = meetings.iter().filter(|meeting| meeting.row.is_empty()).count();
    println!("{} meetings, {offered} offered", meetings.len());
    assert!(offered > 20 && offered < meetings.len(), "rows that offer all or nothing tell nothing");
    let wrong: Vec<_> = meetings
        .iter()
        .filter(|meeting| meeting.row.is_empty() != meeting.answer.is_ok())
        .filter(|meeting| excused(meeting).is_none())
        .collect();
    for Meeting { server, resource, action, row, answer, .. } in &wrong {
        let row = if row.is_empty() { "offers it" } else { row };
        let answer = answer.as_ref().map_or_else(|error| error.as_str().chars().take(160).collect(), |()| "accepts it".to_owned());
        println!("{server} | {resource} | {action} | row: {row} | server: {answer}");
    }
    assert!(wrong.is_empty(), "{} disagreements, listed above", wrong.len());
}

#[test]
fn what_the_demos_offer_is_accepted_and_what_they_refuse_is_refused() {
    let mut meetings = Vec::new();
    for provider in ALL {
        for at in 0..provider.demos().len() {
            let make = || {
                let demo = &provider.demos()[at];
                Desk::at(*provider, voldeck_simulators::simulator(demo.name, BEGIN).unwrap(), &demo.values())
            };
            let name = provider.demos()[at].name;
            meetings.extend(meet(name, &make));
        }
    }
    report(&meetings);
}

#[test]
fn the_oldest_server_is_told_nothing_it_cannot_do() {
    let nomad: &'static dyn Provider = by_id("nomad").unwrap();
    let make = || {
        let server = Server::new(Options { shape: Shape::V011, acl: false, seed: Seed::Demo }, BEGIN);
        Desk::at(nomad, shared(server), &Values::default().with("address", "http://n"))
    };
    report(&meet("0.11", &make));
}

#[test]
fn an_administrator_and_an_older_cloud_are_offered_what_they_can_do() {
    use voldeck_simulators::cinder::{Cinder, Options};
    let cinder: &'static dyn Provider = by_id("cinder").unwrap();
    for (user, newest) in [("root", 71), ("alice", 44)] {
        let make = || {
            let server = Cinder::new(Options { newest, ..Options::default() }, BEGIN);
            let password = format!("demo-{user}-password");
            let values = Values::default().with("address", "http://c/identity").with("auth", "password").with("user", user);
            Desk::at(cinder, shared(server), &values.with("password", password).with("project", "storage").with("region", "RegionOne"))
        };
        report(&meet(&format!("{user} at 3.{newest}"), &make));
    }
}
