//! The form for a connection, and its test. The same form adds one, changes one, and takes a token again.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::browser::clock::now_millis;
use crate::connection::{Connection, ConnectionConfig, Origin};
use crate::interaction::form::wrong_fields;
use crate::route::{Page, Route};
use crate::ui::components::banner;
use crate::ui::components::field::{Fields, LookUp, focus_first};
use crate::ui::primitives::{Icon, Link};
use crate::ui::state::{Clients, ConnectError, Connections, Router, connect, network};
use voldeck_core::action::{ActionContext, FieldKind, Values};
use voldeck_core::client::{Check, Client};
use voldeck_core::http::{Error, FieldError};
use voldeck_core::model::Phase;
use voldeck_core::provider::Provider;

/// What the ids of the form's fields begin with.
const PREFIX: &str = "c";

/// A value that is not for other threads, which a page does not have.
type Local<T> = leptos::prelude::StoredValue<T, LocalStorage>;

/// The page for a new connection.
#[component]
pub fn NewConnection() -> AnyView {
    view! { <main class="main reads" id="main"><ConnectForm connection=None/></main> }.into_any()
}

/// What a test came to.
#[derive(Clone, Default)]
struct Test {
    running: bool,
    steps: Vec<Check>,
    error: Option<Error>,
    ended: Option<u64>,
    /// The number of the test: steps of an earlier one are dropped.
    turn: u64,
}

/// The form and, beside it, the test of what it is given.
#[component]
pub fn ConnectForm(
    /// The connection that is changed; none for a new one.
    connection: Option<Connection>,
) -> AnyView {
    let (router, connections, clients) = (expect_context::<Router>(), expect_context::<Connections>(), expect_context::<Clients>());
    let old = StoredValue::new(connection.clone());
    let first = voldeck_providers::ALL.first().copied();
    let chosen: RwSignal<&'static str> =
        RwSignal::new(connection.as_ref().and_then(Connection::provider).or(first).map_or("", Provider::id));
    let provider = move || voldeck_providers::by_id(chosen.get());
    let name = RwSignal::new(connection.as_ref().map(|c| c.config.name.clone()).unwrap_or_default());
    let read_only = RwSignal::new(connection.as_ref().is_some_and(|c| c.config.read_only));
    let values = RwSignal::new(connection.as_ref().map_or_else(
        || voldeck_providers::by_id(chosen.get_untracked()).map(|p| p.sign_in().initial()).unwrap_or_default(),
        |c| c.config.values(),
    ));
    let errors: RwSignal<Vec<FieldError>> = RwSignal::new(Vec::new());
    let test = RwSignal::new(Test::default());
    let demo = connection.as_ref().is_some_and(|c| c.origin == Origin::Demo);
    // That the driver could not be loaded is not about what was typed, which stays.
    let not_loaded: RwSignal<Option<(String, Error)>> = RwSignal::new(None);
    let wrong_values = move |wrong: Vec<FieldError>| {
        if let Some(provider) = chosen.try_get_untracked().and_then(voldeck_providers::by_id) {
            let given = values.try_get_untracked().unwrap_or_default();
            focus_first(PREFIX, wrong_fields(&provider.sign_in().fields, &given, &wrong));
        }
        errors.try_set(wrong);
    };
    // What is filled in, if it may be; nothing is loaded for it.
    let filled_in = move || -> Option<(&'static dyn Provider, Values)> {
        not_loaded.set(None);
        let provider = voldeck_providers::by_id(chosen.get_untracked())?;
        let given = values.get_untracked();
        let wrong = provider.sign_in().check(&given);
        if wrong.is_empty() {
            return Some((provider, given));
        }
        wrong_values(wrong);
        None
    };
    let told = move |error: ConnectError| match error {
        ConnectError::Driver(error) => drop(not_loaded.try_set(Some((NOT_LOADED.to_owned(), error)))),
        ConnectError::Values(wrong) => wrong_values(wrong),
    };
    let tested: Local<Option<std::rc::Rc<dyn Client>>> = Local::new_local(None);
    let run_test = move || {
        let Some((provider, given)) = filled_in() else { return };
        let before = test.get_untracked();
        test.update(|test| *test = Test { running: true, turn: test.turn + 1, ..Test::default() });
        let turn = test.with_untracked(|test| test.turn);
        let update = move |change: &dyn Fn(&mut Test)| {
            test.try_update(|test| {
                if test.turn == turn {
                    change(test);
                }
            });
        };
        spawn_local(async move {
            // The demo's way is the simulator in the page; everything else goes over the network.
            let simulated = old.try_get_value().flatten().filter(|_| demo);
            let client = match simulated {
                Some(connection) => clients.client(&connection.config.name).await.map_err(ConnectError::Driver),
                None => connect(provider, &given, network()).await.map(|connected| connected.client),
            };
            let client = match client {
                Ok(client) => client,
                Err(error) => {
                    update(&|test| *test = Test { turn, ..before.clone() });
                    return told(error);
                }
            };
            if chosen.try_get_untracked() == Some(provider.id()) {
                tested.try_update_value(|tested| *tested = Some(client.clone()));
            }
            let ended = client.test(&|step| update(&|test| test.steps.push(step.clone()))).await;
            let fields = ended.as_ref().err().map_or_else(Vec::new, |error| error.fields.clone());
            if test.try_with_untracked(|test| test.turn == turn) == Some(true) {
                errors.try_set(fields);
            }
            update(&|test| {
                test.running = false;
                test.error = ended.as_ref().err().cloned();
                test.ended = Some(now_millis());
            });
        });
    };
    let saving = RwSignal::new(false);
    let save = move || {
        if saving.get_untracked() {
            return;
        }
        let Some((provider, given)) = filled_in() else { return };
        let wanted = Some(name.get_untracked().trim().to_owned()).filter(|n| !n.is_empty()).unwrap_or_else(|| provider.id().to_owned());
        let config = ConnectionConfig::new(provider, &wanted, &given, read_only.get_untracked());
        let here = router.route.get_untracked().page;
        saving.set(true);
        spawn_local(async move {
            let connected = connect(provider, &given, network()).await;
            saving.try_set(false);
            let connected = match connected {
                Ok(connected) => connected,
                Err(error) => return told(error),
            };
            // Who has gone elsewhere while the driver was loaded does not want it any more.
            if router.route.try_with_untracked(|route| route.page == here) != Some(true) {
                return;
            }
            match old.try_get_value().flatten() {
                Some(connection) => connections.change(&connection.config.name, config, connected),
                None => connections.add_by_hand(config, connected),
            }
            router.go(Route::default());
        });
    };
    let choices: Vec<_> = voldeck_providers::ALL
        .iter()
        .map(|provider| {
            let id = provider.id();
            let choose = move |_| {
                tested.set_value(None);
                chosen.set(id);
                values.set(provider.sign_in().initial());
            };
            view! { <label class="option"><input type="radio" name="provider" prop:checked=move || chosen.get() == id on:change=choose/><span>{provider.title()}</span><span class="faint">{provider.covers()}</span></label> }.into_any()
        })
        .collect();
    // The tick writes the address of this site's proxy into the form, so that what is sent where stays visible.
    let proxy = move || proxy_of(chosen.get());
    let field = move || provider()?.sign_in().fields.into_iter().find(|field| field.kind == FieldKind::Address);
    let proxied = Memo::new(move |_| values.with(|values| field().is_some_and(|field| values.text(field.name) == proxy())));
    let through = move |event: leptos::ev::Event| {
        let Some(field) = field() else { return };
        let address = if event_target_checked(&event) { proxy() } else { field.value };
        values.update(|values| values.set(field.name, address));
    };
    // What there is to choose from is known to who was asked: after a test, what it reached is.
    let look_up: LookUp = Arc::new(move |what| {
        let (client, values) = (tested.get_value(), values.get_untracked());
        Box::pin(async move {
            match &client {
                Some(client) => client.options(what, ActionContext { client: &**client, target: None, known: &[] }, &values).await,
                None => Ok(Vec::new()),
            }
        })
    });
    let offered = Memo::new(move |_| {
        let loads = provider().is_some_and(|p| p.sign_in().fields.iter().any(|field| matches!(field.kind, FieldKind::RemoteSelect(_))));
        if loads { test.with(|test| test.ended) } else { None }
    });
    let fields = move || {
        offered.get();
        let look_up = look_up.clone();
        provider().map(|provider| {
            view! { <Fields fields=provider.sign_in().fields values=values errors=errors prefix=PREFIX look_up=look_up/> }.into_any()
        })
    };
    let adding = connection.is_none();
    let on_submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        save();
    };
    view! {
        <div class="split connect">
            <form class="form" id="connect-form" aria-label="Connection" novalidate=true on:submit=on_submit>
                {adding.then(|| view! { <fieldset class="field"><legend>"Provider"</legend><div class="options cols">{choices}</div></fieldset> }.into_any())}
                {adding.then(|| view! { <div class="field"><label for="c-name">"Name"<span class="optional">"optional"</span></label>
                    <input class="input" id="c-name" autocomplete="off" spellcheck="false" prop:value=name on:input=move |event| name.set(event_target_value(&event)) aria-describedby="c-name-help"/>
                    <p class="help" id="c-name-help">"Shown in every row. Lower case keeps it short."</p></div> }.into_any())}
                <div class="field"><label class="tick"><input class="check" type="checkbox" prop:checked=proxied on:change=through/><span>"Use this site’s proxy "<span class="faint">{move || format!("{}, where its host has set one up", proxy())}</span></span></label></div>
                {move || fields()}
                <p class="help">"Secrets are kept in memory until this tab is closed, and nowhere else. They are sent to this address only."</p>
                <div class="field"><label class="tick"><input class="check" type="checkbox" prop:checked=read_only on:change=move |event| read_only.set(event_target_checked(&event))/><span>"Read-only "<span class="faint">"every write is disabled, with this as the reason"</span></span></label></div>
                {move || not_loaded.get().map(|(words, error)| failure(words, &error))}
                <div class="actions form-end">
                    {(!demo).then(|| view! { <button class="button primary" type="submit" aria-disabled=move || saving.get().then_some("true")>{if adding { "Add connection" } else { "Save" }}</button> }.into_any())}
                    <button class="button" type="button" on:click=move |_| run_test()><Icon name="retry"/>{move || if test.with(|t| t.ended.is_some()) { "Test again" } else { "Test" }}</button>
                    <Link to=Route::default() class="button plain">"Cancel"</Link>
                    {old.get_value().map(|c| view! { <button class="button warns push-end" type="button" on:click=move |_| { connections.remove(&c.config.name); router.go(Route::default()); }><Icon name="x"/>"Remove connection"</button> }.into_any())}
                </div>
            </form>
            <section class="region" aria-labelledby="c-test" aria-live="polite">{move || results(&test.get())}</section>
        </div>
    }.into_any()
}

/// What is said where a driver could not be loaded.
const NOT_LOADED: &str = "The provider’s part of the console could not be loaded. What is filled in stays.";

fn failure(words: String, error: &Error) -> AnyView {
    view! { <div class="banner failed inset" role="alert"><span class="mark" data-state="failed" aria-hidden="true"></span><p><b>{words}</b>" "{banner::sentence(error)}</p></div> }.into_any()
}

/// Where a host that proxies this provider does so by convention (`deploy/Caddyfile`).
fn proxy_of(provider: &str) -> String {
    format!("/relay/{provider}")
}

fn results(test: &Test) -> AnyView {
    let passed = test.steps.iter().filter(|step| step.phase == Phase::Ready).count();
    let count = (!test.steps.is_empty()).then(|| format!("{passed} of {} without limits", test.steps.len()));
    let total: u64 = test.steps.iter().map(|step| step.millis).sum();
    let note = match (test.running, test.ended) {
        (true, _) => "running; only reads are sent".to_owned(),
        (false, Some(_)) => format!("{total} ms in all; only reads were sent"),
        (false, None) => "Test sends reads only, and changes nothing".to_owned(),
    };
    let steps: Vec<_> = test
        .steps
        .iter()
        .map(|step| {
            let limits: Vec<_> = step.limits.iter().map(|limit| view! { <li><span class="mark" data-state="refused" aria-hidden="true"></span><span>{limit.clone()}</span></li> }.into_any()).collect();
            view! {
                <li><span class="mark" data-state=step.phase.word() aria-hidden="true"></span>
                    <div><h3>{step.title}<span class="faint">{step.brief.clone()}</span></h3><p>{step.words.clone()}</p>{(!limits.is_empty()).then(|| view! { <ul>{limits}</ul> }.into_any())}</div>
                    <span class="num">{step.millis}" ms"</span></li>
            }.into_any()
        })
        .collect();
    let error = test.error.as_ref().map(|error| view! { <div class="banner failed inset" role="alert"><span class="mark" data-state="failed" aria-hidden="true"></span><p>{banner::sentence(error)}</p></div> }.into_any());
    view! {
        <div class="region-head"><h2 id="c-test">"Test"<span class="count">{count}</span></h2><span class="region-note">{note}</span></div>
        <ol class="steps">{steps}</ol>{error}
    }
    .into_any()
}

/// Where a page for a connection that is not there leads.
pub fn missing(name: &str) -> AnyView {
    view! { <div class="empty"><h2>{format!("There is no connection {name} here")}</h2><p>"Connections are kept in the browser they were added in."</p><div class="actions"><Link to=Route::to(Page::NewConnection) class="button primary">"Add a connection"</Link></div></div> }.into_any()
}
