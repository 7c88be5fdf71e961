//! The form of an action, drawn from its row: at the side, or as a dialog where something is at stake. The request that is
//! shown is the request that is sent.

use std::sync::Arc;

use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::banner;
use super::call::{Call, CopyCurl};
use super::field::{Fields, LookUp};
use crate::action::{Action, Budget, Danger, Finding, Outcome, Scene, Settled, Values, run_telling};
use crate::http::{Error, FieldError, Request};
use crate::model::{Kind, Resource};
use crate::provider;
use crate::route::{Address, Doing, Page};
use crate::ui::doors;
use crate::ui::markup::{Draw, Markup, markup};
use crate::ui::readings;
use crate::ui::signals::{Effect, Memo, RwSignal, Signal, StoredValue};
use crate::ui::store::{Entry, Store};
use crate::ui::widgets::{Go, Icon};

/// Does something with the scene of an action.
fn in_scene<T>(store: Store, connection: &str, target: Option<&Resource>, known: &[Resource], act: impl FnOnce(&Scene) -> T) -> Option<T> {
    let link = store.link(connection)?;
    Some(act(&Scene { link: &*link, target, known }))
}

/// The request as it will be sent, credentials included: renderings mask those. Without any, it is shown as it is.
fn signed(scene: &Scene, action: &Action, values: &Values) -> Request {
    let request = (action.request)(scene, values);
    scene.link.session().signer.sign(request.clone(), doors::clock().now_millis()).unwrap_or(request)
}

/// The action form that is open, if one is: once its target is known.
#[component]
pub fn Doer() -> Markup {
    let store = expect_context::<Store>();
    let doing = Memo::new(move |_| store.route.with(|route| route.doing.clone()));
    let before: leptos::prelude::StoredValue<Option<web_sys::Element>, LocalStorage> = leptos::prelude::StoredValue::new_local(None);
    (move || {
        let Some(doing) = doing.get() else {
            give_back(before.try_update_value(Option::take).flatten());
            return None;
        };
        before.update_value(|before| *before = before.take().or_else(|| document().active_element()));
        let action = store.doing().map(|(_, action)| action)?;
        Some(markup! { <Prepare doing=doing action=action/> })
    })
    .draw()
}

/// When a form closes, the focus goes back to where it was before, unless something else has taken it.
fn give_back(before: Option<web_sys::Element>) {
    let Some(before) = before else { return };
    request_animation_frame(move || {
        let nowhere = document().active_element().is_none_or(|active| active.tag_name() == "BODY");
        if nowhere && before.is_connected() {
            let _ = wasm_bindgen::JsCast::unchecked_into::<web_sys::HtmlElement>(before).focus();
        }
    });
}

/// Reads what the form needs to be right: what the server is, and the resource in full.
#[component]
fn Prepare(doing: Doing, action: &'static Action) -> Markup {
    let store = expect_context::<Store>();
    let ready: RwSignal<Option<Result<Option<Arc<Resource>>, Error>>> = RwSignal::new(None);
    let connection = doing.connection.clone();
    match doing.on.clone() {
        // What is open is being read already: its reading is waited for. A good one is kept true, so it will do.
        Some((kind, id)) if is_open(store, kind, &Store::address(&connection, &id)) => {
            let cell = store.detail(kind, &Store::address(&connection, &id));
            let learned = RwSignal::new(false);
            spawn_local(async move {
                store.learn(&connection).await;
                if let Some(link) = store.link(&connection) {
                    link.prepare(action).await;
                }
                learned.try_set(true);
            });
            Effect::new(move |_| {
                let read = cell.with(|cell| match (cell.value(), &cell.error) {
                    (Some(value), None) => Some(Ok(Some(value.clone()))),
                    (_, Some(error)) if !cell.reading => Some(Err(error.clone())),
                    _ => None,
                });
                // Once: what a person is filling in is not to change under their hands.
                if let Some(read) = read.filter(|_| learned.get() && ready.with_untracked(Option::is_none)) {
                    ready.set(Some(read));
                }
            });
        }
        on => spawn_local(async move {
            store.learn(&connection).await;
            let Some(link) = store.link(&connection) else { return };
            link.prepare(action).await;
            let target = match on {
                None => Ok(None),
                Some((kind, id)) => link.get(kind, &id, None).await.map(|(resource, _)| Some(Arc::new(resource))),
            };
            ready.try_set(Some(target));
        }),
    }
    (move || {
        match ready.get() {
        None => markup! { <aside class="panel form-panel" aria-busy="true" aria-label=action.title><div class="panel-head"><div class="panel-title"><h2>{action.title}</h2></div></div><p class="form faint">"Reading what it is done to…"</p></aside> },
        Some(target) => markup! { <ActionForm doing=doing.clone() action=action read=target/> },
    }
    }).draw()
}

/// Whether this is the resource that the panel or the page shows.
fn is_open(store: Store, kind: Kind, address: &Address) -> bool {
    store.route.with_untracked(|route| route.open().is_some_and(|(open, at)| open == kind && at == address))
}

#[component]
fn ActionForm(doing: Doing, action: &'static Action, read: Result<Option<Arc<Resource>>, Error>) -> Markup {
    let store = expect_context::<Store>();
    let connection = doing.connection.clone();
    let failed = read.as_ref().err().cloned();
    let target = StoredValue::new(read.ok().flatten());
    let known = StoredValue::new(store.all_of(&connection));
    let name = StoredValue::new(connection.clone());
    let scene = move |act: &mut dyn FnMut(&Scene)| {
        name.with_value(|name| {
            known.with_value(|known| target.with_value(|target| in_scene(store, name, target.as_deref(), known, |scene| act(scene))))
        });
    };
    let (mut form, mut refused, mut consequence, mut base) = (crate::action::Form::default(), None, String::new(), String::new());
    scene(&mut |scene| {
        form = (action.form)(scene);
        refused = (action.refuse)(scene);
        consequence = (action.consequence)(scene);
        base.clone_from(&scene.link.session().base);
    });
    if store.connection_now(&connection).is_some_and(|c| c.saved.read_only) {
        refused = Some("This connection is read-only.".to_owned());
    }
    let values = RwSignal::new(form.initial());
    let errors: RwSignal<Vec<FieldError>> = RwSignal::new(Vec::new());
    let trouble: RwSignal<Option<Error>> = RwSignal::new(failed.clone());
    let sending = RwSignal::new(false);
    let typed = RwSignal::new(String::new());
    let base = StoredValue::new(base);
    let call = Memo::new(move |_| {
        let (values, mut text) = (values.get(), String::new());
        scene(&mut |scene| text = signed(scene, action, &values).shown(&base.get_value()));
        text
    });
    let budgets = Memo::new(move |_| {
        let (values, mut found) = (values.get(), Vec::new());
        scene(&mut |scene| found = (action.budget)(scene, &values));
        found
    });
    let curl = Memo::new(move |_| {
        let (values, mut text) = (values.get(), String::new());
        scene(&mut |scene| text = signed(scene, action, &values).curl(&base.get_value()));
        text
    });
    let word = target.with_value(|target| target.as_ref().map(|t| t.name.clone())).unwrap_or_default();
    let confirm = StoredValue::new(if action.danger == Danger::TypeName { word.clone() } else { String::new() });
    let unconfirmed = Memo::new(move |_| confirm.with_value(|word| !word.is_empty() && typed.with(|typed| typed.trim() != word.trim())));
    let refusal = StoredValue::new(refused.clone());
    let off = move || {
        sending.get()
            || unconfirmed.get()
            || refusal.with_value(Option::is_some)
            || target.with_value(|t| t.is_none() && doing.on.is_some())
    };
    let off = Memo::new(move |_| off());
    let submit = move || {
        if off.get_untracked() {
            return;
        }
        let wanted = values.get_untracked();
        sending.set(true);
        trouble.set(None);
        let connection = name.get_value();
        let (target, known) = (target.get_value(), known.get_value());
        let shown = call.get_untracked();
        // Not tied to the form: a write that was sent is followed to its end, whatever the person looks at meanwhile.
        spawn_local(async move {
            let Some(link) = store.link(&connection) else { return };
            let scene = Scene { link: &*link, target: target.as_deref(), known: &known };
            let about = target.as_deref().map(|t| (t.kind, Store::address(&connection, &t.id)));
            let told = std::cell::Cell::new(None);
            let title = format!("{} {}", action.label, target.as_deref().map_or(String::new(), |t| t.name.clone()));
            let entry = |state, what: String, detail: String| Entry {
                at: doors::clock().now_millis(),
                state,
                what,
                detail,
                call: shown.clone(),
                about: about.clone(),
                connection: connection.clone(),
            };
            let settled = run_telling(action, &scene, &wanted, &|error| {
                told.set(Some(store.say(
                    entry(
                        "unknown",
                        format!("{}: outcome unknown", title.trim()),
                        format!("{} Looking at what is there now.", error.message),
                    ),
                    true,
                )));
            })
            .await;
            sending.try_set(false);
            match settled {
                Settled::Done(outcome) => done(store, action, &connection, outcome, entry),
                Settled::NotSent(wrong) => {
                    errors.try_set(wrong);
                    focus_first_error();
                    return;
                }
                Settled::Refused(error) => {
                    let open = trouble.try_set(Some(error.clone())).is_none();
                    errors.try_set(error.fields.clone());
                    let (state, word) = if error.kind.is_refusal() { ("refused", "refused") } else { ("failed", "failed") };
                    if !error.kind.is_refusal() {
                        readings::read_again(store);
                    }
                    let words = entry(state, format!("{}: {word}", title.trim()), error.to_string());
                    if open {
                        store.activity.update(|all| all.insert(0, words));
                    } else {
                        store.say(words, true);
                    }
                    return;
                }
                Settled::Unknown { error, found } => {
                    let (state, words) = match found {
                        Ok(Finding::Happened(words)) => ("ready", format!("It happened. {words}")),
                        Ok(Finding::NotSeen(words)) => (
                            "failed",
                            format!(
                                "It did not happen, as of {}. {words}",
                                crate::model::Timestamp::from_millis(doors::clock().now_millis()).clock()
                            ),
                        ),
                        Ok(Finding::CannotTell(words)) => ("unknown", words),
                        Err(look) => ("unknown", format!("Looking failed as well: {look}")),
                    };
                    let words = entry(state, format!("{}: the answer was lost", title.trim()), format!("{} {words}", error.message));
                    match told.get() {
                        Some(number) => store.say_instead(number, words, true),
                        None => {
                            store.say(words, true);
                        }
                    }
                }
            }
            let still_open = untrack(|| store.doing()).is_some_and(|(open, _)| open.action == action.name && open.connection == connection);
            if still_open {
                store.close_form();
            }
            readings::read_again(store);
        });
    };
    let look_up: LookUp = Arc::new(move |what, told| {
        let (connection, target, known, values) = (name.get_value(), target.get_value(), known.get_value(), values.get_untracked());
        spawn_local(async move {
            let Some(link) = store.link(&connection) else { return };
            let scene = Scene { link: &*link, target: target.as_deref(), known: &known };
            told(link.look_up(what, scene, &values).await);
        });
    });
    let fields = form.fields;
    let has_fields = !fields.is_empty();
    let provider = store.connection_now(&connection).and_then(|c| provider::by_id(&c.saved.provider));
    let (tag, title) = provider.map_or(("", ""), |p| (p.tag(), p.title()));
    let unread = failed.is_some();
    let said = move |error: &Error| match (unread, error.kind.is_refusal()) {
        (true, _) => "What it would be done to could not be read. ".to_owned(),
        (false, true) => format!("{title} refused it; nothing was done. "),
        (false, false) => format!("{title} failed at it. Its answer does not say whether part of it was done. "),
    };
    let banner_view = move || {
        trouble.get().map(|error| {
            markup! {
                <div class="banner failed inset" role="alert"><span class="mark" data-state="failed" aria-hidden="true"></span>
                    <p><b>{said(&error)}</b>{banner::sentence(&error)}</p></div>
            }
        })
    };
    let refused_view = refused.map(|reason| markup! { <div class="banner degraded inset" role="status"><span class="mark" data-state="refused" aria-hidden="true"></span><p>{reason}</p></div> });
    let heading = match &word {
        word if word.is_empty() => action.title.to_owned(),
        word => format!("{} {word}", action.label),
    };
    let close = Signal::derive(move || store.route.with(|route| route.with_doing(None)));
    let button = move || if sending.get() { "Waiting for the answer…".to_owned() } else { action.label.to_owned() };
    let inner = markup! {
        {banner_view}{refused_view}
        {move || quota(&budgets.get())}
        {has_fields.then(|| markup! { <Fields fields=fields values=values errors=errors prefix="act" look_up=look_up/> })}
        {confirm.with_value(|word| (!word.is_empty()).then(|| markup! {
            <div class="field"><label for="act-confirm">"Type "<code>{word.clone()}</code></label>
                <input class="input mono" id="act-confirm" autocomplete="off" spellcheck="false" prop:value=typed aria-describedby="act-confirm-help" on:input=move |event| typed.set(event_target_value(&event))/>
                <p class="help" id="act-confirm-help">{move || if unconfirmed.get() { "The name as it stands above: it cannot be undone." } else { "It matches." }}</p></div>
        }))}
    };
    let on_submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        submit();
    };
    if action.danger == Danger::None {
        let first = NodeRef::<html::H2>::new();
        focus_when_drawn(first);
        markup! {
            <aside class="panel form-panel" aria-labelledby="action-title">
                <header class="panel-head">
                    <div class="panel-title"><h2 id="action-title" tabindex="-1" node_ref=first>{heading}</h2>
                        <Go to=close class="button plain icon-only"><Icon name="x"/><span class="visually-hidden">"Close, nothing is sent"</span></Go></div>
                    <div class="panel-sub"><span class="prov" title=title><span class="prov-tag" aria-hidden="true">{tag}</span><span class="prov-name">{connection}</span></span><a class="faint" href=action.docs target="_blank" rel="noreferrer">{action.operation}</a></div>
                    <p class="soft form-intro">{consequence}</p>
                </header>
                <form class="panel-body form" id="action-form" aria-label=action.title novalidate=true tabindex="0" on:submit=on_submit>{inner}</form>
                <Call text=call class="panel-call" open=true/>
                <footer class="panel-foot"><span class="push"></span><CopyCurl command=curl/><Go to=close class="button plain">"Cancel"</Go>
                    <button class="button primary" type="submit" form="action-form" aria-disabled=move || off.get().then_some("true")>{button}</button></footer>
            </aside>
        }
    } else {
        let dialog = NodeRef::<html::Dialog>::new();
        let cancel = NodeRef::<html::Button>::new();
        Effect::new(move |_| {
            if let Some(dialog) = dialog.get() {
                let _ = dialog.show_modal();
                if let Some(cancel) = cancel.get_untracked() {
                    let _ = cancel.focus();
                }
            }
        });
        let dismissed = move |event: leptos::ev::Event| {
            event.prevent_default();
            store.close_form();
        };
        let depends = target.with_value(|target| target.as_ref().map(|t| dependents(store, &connection, t)));
        markup! {
            <dialog class="dialog" node_ref=dialog aria-labelledby="action-title" aria-describedby="action-text" on:cancel=dismissed>
                <div class="dialog-head"><h2 id="action-title">{format!("{heading}?")}</h2><p id="action-text">{consequence}</p></div>
                <form class="dialog-body" id="action-form" novalidate=true on:submit=on_submit>{depends}{inner}<Call text=call class=""/></form>
                <div class="dialog-foot"><p class="push">{connection.clone()}" · "{action.operation}</p>
                    <button class="button plain" type="button" node_ref=cancel on:click=move |_| store.close_form()>"Cancel"</button>
                    <button class="button danger" type="submit" form="action-form" aria-disabled=move || off.get().then_some("true")>{button}</button></div>
            </dialog>
        }
    }
}

/// What is taken from limits, line by line.
fn quota(budgets: &[Budget]) -> Option<Markup> {
    let line = |budget: &Budget| {
        let over = budget.is_over().then(|| markup! { <span class="mark" data-state="failed" aria-hidden="true"></span> });
        markup! { <div><dt>{budget.what.clone()}</dt><dd><span class="cell-pair">{over}<span>{budget.words()}</span></span></dd></div> }
    };
    let lines: Vec<_> = budgets.iter().map(line).collect();
    (!lines.is_empty()).then(|| markup! { <section class="field" aria-label="Quota"><dl class="facts">{lines}</dl></section> })
}

fn done(store: Store, action: &'static Action, connection: &str, outcome: Outcome, entry: impl Fn(&'static str, String, String) -> Entry) {
    let mut words = entry("ready", outcome.done, outcome.said.clone().unwrap_or_default());
    if let Some(created) = outcome.created {
        words.about = Some((action.makes(), Store::address(connection, &created)));
    }
    let stays = outcome.said.is_some() || outcome.once.is_some();
    let number = store.say(words, stays);
    if let Some(once) = outcome.once {
        store.tell_once(number, once);
    }
    let gone = matches!(action.verb, crate::action::Verb::Delete | crate::action::Verb::Deregister);
    let route = store.route.get_untracked();
    if gone && let Some((kind, _)) = route.open() {
        store.go(route.with_page(Page::List(kind, None)));
    }
}

/// What depends on a resource: who uses it, and the snapshots that are known of it.
fn dependents(store: Store, connection: &str, target: &Resource) -> Option<Markup> {
    let users = target.users.iter().map(|user| {
        let host = user.host.clone().map(|host| format!("on {host}")).unwrap_or_default();
        markup! { <li><Icon name="attach"/><div><b>{user.name.clone()}</b>" "<span class="faint">{host}</span><p>{user.role.clone().unwrap_or_default()}</p></div><span class="faint">{user.status.label.clone()}</span></li> }
    });
    let snapshots = store
        .all_of(connection)
        .into_iter()
        .filter(|r| {
            r.kind == Kind::Snapshot
                && r.source.as_ref().is_some_and(|s| {
                    !s.is_empty()
                        && (*s == target.vendor_id
                            || target.facts.iter().any(|f| matches!(&f.value, crate::model::Value::Code(c) if c == s)))
                })
        })
        .count();
    let mut items: Vec<Markup> = users.collect();
    if snapshots > 0 {
        items.push(markup! { <li><Icon name="snapshots"/><div><b>{format!("{snapshots} known snapshots")}</b></div><span></span></li> });
    }
    if items.is_empty() {
        return None;
    }
    let count = items.len();
    Some(
        markup! { <section aria-labelledby="dep-title"><div class="region-head"><h3 id="dep-title">"What depends on it"<span class="count">{count}</span></h3></div><ul class="dependents">{items}</ul></section> },
    )
}

/// The first field takes the focus, or, in a form without fields, its heading.
fn focus_when_drawn(heading: NodeRef<html::H2>) {
    Effect::new(move |_| {
        if let Some(heading) = heading.get() {
            request_animation_frame(move || {
                let first = document().query_selector("#action-form input, #action-form select, #action-form textarea").ok().flatten();
                let _ = first.map_or(heading.into(), wasm_bindgen::JsCast::unchecked_into::<web_sys::HtmlElement>).focus();
            });
        }
    });
}

fn focus_first_error() {
    request_animation_frame(|| {
        if let Ok(Some(first)) = document().query_selector("#action-form [aria-invalid=true]") {
            let _ = wasm_bindgen::JsCast::unchecked_into::<web_sys::HtmlElement>(first).focus();
        }
    });
}
