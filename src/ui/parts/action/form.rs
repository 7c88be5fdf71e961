//! The form itself.

use std::sync::Arc;

use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::dependents::{dependent_list, identity, unique_name};
use super::prepare::Prepared;
use super::submit::{Ended, Submission, submit};
use super::{in_scene, signed};
use crate::action::{Action, Budget, Danger, Scene};
use crate::http::{Error, FieldError};
use crate::provider;
use crate::route::Doing;
use crate::texts::t;
use crate::ui::parts::banner;
use crate::ui::parts::call::{Call, CopyCurl};
use crate::ui::parts::field::{Fields, LookUp};
use crate::ui::store::Store;
use crate::ui::widgets::{Go, Icon};

#[component]
pub(super) fn ActionForm(doing: Doing, action: &'static Action, prepared: Prepared) -> AnyView {
    let store = expect_context::<Store>();
    let connection = doing.connection.clone();
    let Prepared { target, failed, known, untold } = prepared;
    let subject = target.clone();
    let confirm = match (&subject, action.danger) {
        (Some(target), Danger::TypeName) => unique_name(target, &known),
        _ => String::new(),
    };
    let depends = subject.as_ref().and_then(|target| dependent_list(target, &known, &untold));
    let target = StoredValue::new(target);
    let known = StoredValue::new(known);
    let name = StoredValue::new(connection.clone());
    let scene = move |act: &mut dyn FnMut(&Scene)| {
        name.with_value(|name| {
            known.with_value(|known| target.with_value(|target| in_scene(store, name, target.as_ref(), known, |scene| act(scene))))
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
    let unread = "What it would be done to could not be read.";
    let trouble: RwSignal<Option<(String, Error)>> = RwSignal::new(failed.map(|error| (unread.to_owned(), error)));
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
    let confirm = StoredValue::new(confirm);
    let unconfirmed = Memo::new(move |_| confirm.with_value(|word| !word.is_empty() && typed.with(|typed| typed.trim() != word.trim())));
    let is_refused = refused.is_some();
    let no_target = doing.on.is_some() && subject.is_none();
    let off = Memo::new(move |_| sending.get() || unconfirmed.get() || is_refused || no_target);
    let send = move || {
        if off.get_untracked() {
            return;
        }
        sending.set(true);
        trouble.set(None);
        let submission = Submission {
            action,
            connection: name.get_value(),
            target: target.get_value(),
            known: known.get_value(),
            values: values.get_untracked(),
            shown: call.get_untracked(),
        };
        let connection = name.get_value();
        // Not tied to the form: a write that was sent is followed to its end, whatever the person looks at meanwhile.
        submit(store, submission, move |ended| {
            sending.try_set(false);
            match ended {
                Ended::Wrong(wrong) => {
                    errors.try_set(wrong);
                    focus_first_error();
                }
                Ended::Not(words, error) => {
                    errors.try_set(error.fields.clone());
                    trouble.try_set(Some((words, error)));
                }
                Ended::Settled => {
                    let open =
                        untrack(|| store.doing()).is_some_and(|(open, row)| row.name == action.name && open.connection == connection);
                    if open {
                        store.close_form();
                    }
                }
            }
        });
    };
    let look_up: LookUp = Arc::new(move |what, told| {
        let (connection, target, known, values) = (name.get_value(), target.get_value(), known.get_value(), values.get_untracked());
        spawn_local(async move {
            let Some(link) = store.link(&connection) else { return };
            let scene = Scene { link: &*link, target: target.as_ref(), known: &known };
            told(link.look_up(what, scene, &values).await);
        });
    });
    let fields = form.fields;
    let has_fields = !fields.is_empty();
    let provider = store.connection_now(&connection).and_then(|c| provider::by_id(&c.saved.provider));
    let (tag, title) = provider.map_or(("", ""), |p| (p.tag(), p.title()));
    let banner_view = move || {
        trouble.get().map(|(words, error)| {
            view! {
                <div class="banner failed inset" role="alert"><span class="mark" data-state="failed" aria-hidden="true"></span>
                    <p><b>{words}</b>" "{banner::sentence(&error)}</p></div>
            }
            .into_any()
        })
    };
    let refused_view = refused.map(|reason| view! { <div class="banner degraded inset" role="status"><span class="mark" data-state="refused" aria-hidden="true"></span><p>{reason}</p></div> }.into_any());
    let heading = action.heading(subject.as_ref().map_or("", |target| &target.name));
    let close = Signal::derive(move || store.route.with(|route| route.with_doing(None)));
    let button = move || if sending.get() { "Submitting…".to_owned() } else { t(action.label).to_owned() };
    let inner = view! {
        {move || banner_view()}{refused_view}
        {move || quota(&budgets.get())}
        {has_fields.then(|| view! { <Fields fields=fields values=values errors=errors prefix="act" look_up=look_up/> }.into_any())}
        {confirm.with_value(|word| (!word.is_empty()).then(|| view! {
            <div class="field"><label for="act-confirm">"Type "<code>{word.clone()}</code></label>
                <input class="input mono" id="act-confirm" autocomplete="off" spellcheck="false" prop:value=typed aria-describedby="act-confirm-help" on:input=move |event| typed.set(event_target_value(&event))/>
                <p class="help" id="act-confirm-help">{move || if unconfirmed.get() { "Type it to confirm. This cannot be undone." } else { "It matches." }}</p></div>
        }.into_any()))}
    }.into_any();
    let on_submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        send();
    };
    if action.danger == Danger::None {
        let first = NodeRef::<html::H2>::new();
        focus_when_drawn(first);
        view! {
            <aside class="panel form-panel" aria-labelledby="action-title">
                <header class="panel-head">
                    <div class="panel-title"><h2 id="action-title" tabindex="-1" node_ref=first>{heading}</h2>
                        <Go to=close class="button plain icon-only"><Icon name="x"/><span class="visually-hidden">"Close, nothing is sent"</span></Go></div>
                    <div class="panel-sub"><span class="prov" title=title><span class="prov-tag" aria-hidden="true">{tag}</span><span class="prov-name">{connection}</span></span><a class="faint" href=action.docs target="_blank" rel="noreferrer">{action.operation}</a></div>
                    <p class="soft form-intro">{consequence}</p>
                </header>
                <form class="panel-body form" id="action-form" aria-label=t(action.title) novalidate=true tabindex="0" on:submit=on_submit>{inner}</form>
                <Call text=call class="panel-call" open=true/>
                <footer class="panel-foot"><span class="push"></span><CopyCurl command=curl/><Go to=close class="button plain">"Cancel"</Go>
                    <button class="button primary" type="submit" form="action-form" aria-disabled=move || off.get().then_some("true")>{move || button()}</button></footer>
            </aside>
        }.into_any()
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
        let which = subject.as_ref().map(|target| identity(target, provider));
        view! {
            <dialog class="dialog" node_ref=dialog aria-labelledby="action-title" aria-describedby="action-text" on:cancel=dismissed>
                <div class="dialog-head"><h2 id="action-title">{format!("{heading}?")}</h2><p id="action-text">{consequence}</p></div>
                <form class="dialog-body" id="action-form" novalidate=true on:submit=on_submit>{which}{depends}{inner}<Call text=call class=""/></form>
                <div class="dialog-foot"><p class="push">{connection.clone()}" · "{action.operation}</p>
                    <button class="button plain" type="button" node_ref=cancel on:click=move |_| store.close_form()>"Cancel"</button>
                    <button class="button danger" type="submit" form="action-form" aria-disabled=move || off.get().then_some("true")>{move || button()}</button></div>
            </dialog>
        }.into_any()
    }
}

/// What is taken from limits, line by line.
fn quota(budgets: &[Budget]) -> Option<AnyView> {
    let line = |budget: &Budget| {
        let over = budget.is_over().then(|| view! { <span class="mark" data-state="failed" aria-hidden="true"></span> }.into_any());
        view! { <div><dt>{budget.what.clone()}</dt><dd><span class="cell-pair">{over}<span>{budget.words()}</span></span></dd></div> }
            .into_any()
    };
    let lines: Vec<_> = budgets.iter().map(line).collect();
    (!lines.is_empty()).then(|| view! { <section class="field" aria-label="Quota"><dl class="facts">{lines}</dl></section> }.into_any())
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
