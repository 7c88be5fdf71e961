//! The form itself: at the side, or as a dialog where something is at stake.

use leptos::ev;
use leptos::html;
use leptos::prelude::*;

use super::ActionState;
use super::dependents::{dependent_list, identity};
use super::draft::{Draft, PREFIX};
use super::load::Prepared;
use crate::interaction::dialog::word_to_type;
use crate::interaction::focus::{First, first_in_form};
use crate::route::OpenAction;
use crate::ui::components::banner;
use crate::ui::components::connection_tag::ConnectionTag;
use crate::ui::components::field::Fields;
use crate::ui::components::request_preview::{CopyCurl, RequestPreview};
use crate::ui::primitives::{Icon, Link, listener};
use crate::ui::root::Root;
use crate::ui::state::Router;
use voldeck_core::action::{Action, Confirmation, QuotaUsage, Target};
use voldeck_core::texts::t;

#[component]
pub(super) fn ActionForm(open: OpenAction, action: &'static Action, prepared: Prepared) -> AnyView {
    let word = word_to_type(action.confirmation, prepared.target.as_ref(), &prepared.known);
    let depends = prepared.target.as_ref().and_then(|target| dependent_list(target, &prepared.known, &prepared.untold));
    let draft = Draft::new(&ActionState::expect(), &open, action, prepared, word);
    if action.confirmation == Confirmation::None {
        view! { <AtSide draft=draft/> }.into_any()
    } else {
        view! { <AsDialog draft=draft depends=depends/> }.into_any()
    }
}

/// Where nothing is at stake.
#[component]
fn AtSide(draft: Draft) -> AnyView {
    let (router, action) = (expect_context::<Router>(), draft.action);
    let connection = draft.place.connection.get_value();
    let title = draft.state.connections.provider(&connection).map_or("", |provider| provider.title);
    let first = NodeRef::<html::H2>::new();
    Effect::new(move |_| {
        if let Some(heading) = first.get() {
            request_animation_frame(move || focus_first(draft.state.root, false, &heading));
        }
    });
    let close = Signal::derive(move || router.route.with(|route| route.with_action(None)));
    let elsewhere = matches!(action.on, Target::Connection(_)) && draft.state.connections.all.with_untracked(|all| all.len() > 1);
    let change = elsewhere.then(|| {
        let to = router.route.with_untracked(|route| route.with_action(Some(OpenAction::create(&connection))));
        view! { <Link to=to>{t("Change…")}</Link> }.into_any()
    });
    view! {
        <aside class="panel form-panel" aria-labelledby="action-title">
            <header class="panel-head">
                <div class="panel-title"><h2 id="action-title" tabindex="-1" node_ref=first>{heading(&draft)}</h2>
                    <Link to=close class="button plain icon-only"><Icon name="x"/><span class="visually-hidden">{t("Close, nothing is sent")}</span></Link></div>
                <div class="panel-sub"><span class="prov" title=title><ConnectionTag connection=connection.clone()/><span class="prov-name">{connection.clone()}</span></span>{change}<a class="faint" href=action.endpoint.docs target="_blank" rel="noreferrer">{action.endpoint.operation}</a></div>
                <p class="soft form-intro">{consequence(&draft)}</p>
            </header>
            <form class="panel-body form" id="action-form" aria-label=t(action.title) novalidate=true tabindex="0" on:submit=listener(move |event: ev::SubmitEvent| { event.prevent_default(); draft.send(); })>
                <Inner draft=draft/>
            </form>
            <RequestPreview text=draft.call class="panel-call" open=true/>
            <footer class="panel-foot"><span class="push"></span><CopyCurl command=draft.curl()/><Link to=close class="button plain">{t("Cancel")}</Link><Send draft=draft class="button primary"/></footer>
        </aside>
    }.into_any()
}

/// Where something is at stake: with what it is done to, and what depends on that.
#[component]
fn AsDialog(draft: Draft, depends: Option<AnyView>) -> AnyView {
    let (router, action) = (expect_context::<Router>(), draft.action);
    let connection = draft.place.connection.get_value();
    let which = draft
        .place
        .target
        .with_value(|target| target.as_ref().map(|target| identity(target, draft.state.connections.provider(&connection))));
    let dialog = NodeRef::<html::Dialog>::new();
    let cancel = NodeRef::<html::Button>::new();
    Effect::new(move |_| {
        if let Some(dialog) = dialog.get() {
            let _ = dialog.show_modal();
            if let Some(cancel) = cancel.get_untracked() {
                focus_first(draft.state.root, true, &cancel);
            }
        }
    });
    let dismissed = move |event: leptos::ev::Event| {
        event.prevent_default();
        router.close_form();
    };
    view! {
        <dialog class="dialog" node_ref=dialog aria-labelledby="action-title" aria-describedby="action-text" on:cancel=listener(dismissed)>
            <div class="dialog-head"><h2 id="action-title">{format!("{}?", heading(&draft))}</h2><p id="action-text">{consequence(&draft)}</p></div>
            <form class="dialog-body" id="action-form" novalidate=true on:submit=listener(move |event: ev::SubmitEvent| { event.prevent_default(); draft.send(); })>
                {which}{depends}<Inner draft=draft/><RequestPreview text=draft.call class=""/>
            </form>
            <div class="dialog-foot"><p class="push">{connection}" · "{action.endpoint.operation}</p>
                <button class="button plain" type="button" node_ref=cancel on:click=listener(move |_| router.close_form())>{t("Cancel")}</button>
                <Send draft=draft class="button danger"/></div>
        </dialog>
    }.into_any()
}

/// What stands in the form, wherever it is: what is wrong, limits, fields, what has to be typed.
#[component]
fn Inner(draft: Draft) -> AnyView {
    let refused = draft.place.refused().map(|reason| {
        view! { <div class="banner degraded inset" role="status"><span class="mark" data-state="refused" aria-hidden="true"></span><p>{reason}</p></div> }.into_any()
    });
    let trouble = move || {
        draft.trouble.get().map(|(words, error)| {
            view! {
                <div class="banner failed inset" role="alert"><span class="mark" data-state="failed" aria-hidden="true"></span>
                    <p><b>{words}</b>" "{banner::sentence(&error)}</p></div>
            }
            .into_any()
        })
    };
    let quotas = draft.quotas();
    let fields = draft.fields.get_value();
    let fields = (!fields.is_empty()).then(|| {
        view! { <Fields fields=fields values=draft.values errors=draft.errors prefix=PREFIX look_up=draft.options()/> }.into_any()
    });
    view! { {move || trouble()}{refused}{move || quota(&quotas.get())}{fields}<Confirm draft=draft/> }.into_any()
}

/// The name that has to be typed where something is lost for good.
#[component]
fn Confirm(draft: Draft) -> AnyView {
    let word = draft.word.get_value();
    if word.is_empty() {
        return ().into_any();
    }
    let typed = draft.typed;
    let help = move || if draft.is_unconfirmed() { t("Type it to confirm. This cannot be undone.") } else { t("It matches.") };
    view! {
        <div class="field"><label for="act-confirm">{t("Type ")}<code>{word}</code></label>
            <input class="input mono" id="act-confirm" autocomplete="off" spellcheck="false" prop:value=typed aria-describedby="act-confirm-help" on:input=listener(move |event: ev::Event| typed.set(event_target_value(&event)))/>
            <p class="help" id="act-confirm-help">{move || help()}</p></div>
    }.into_any()
}

/// The button that sends.
#[component]
fn Send(draft: Draft, class: &'static str) -> AnyView {
    let off = Memo::new(move |_| draft.is_off());
    let words = move || if draft.sending.get() { t("Submitting…") } else { t(draft.action.label) };
    view! { <button class=class type="submit" form="action-form" aria-disabled=move || off.get().then_some("true")>{move || words()}</button> }.into_any()
}

fn heading(draft: &Draft) -> String {
    draft.place.target.with_value(|target| draft.action.heading(target.as_ref().map_or("", |target| &target.name)))
}

fn consequence(draft: &Draft) -> String {
    draft.place.in_context(draft.action.consequence).unwrap_or_default()
}

/// What is taken from limits, line by line.
fn quota(quotas: &[QuotaUsage]) -> Option<AnyView> {
    let line = |quota: &QuotaUsage| {
        let over = quota.is_over().then(|| view! { <span class="mark" data-state="failed" aria-hidden="true"></span> }.into_any());
        view! { <div><dt>{quota.what.clone()}</dt><dd><span class="cell-pair">{over}<span>{quota.words()}</span></span></dd></div> }
            .into_any()
    };
    let lines: Vec<_> = quotas.iter().map(line).collect();
    (!lines.is_empty())
        .then(|| view! { <section class="field" aria-label=t("Quota")><dl class="attributes">{lines}</dl></section> }.into_any())
}

/// Gives the focus to what has it first: the first field, or this, the form's heading or the button of a question that does nothing.
fn focus_first(root: Root, at_stake: bool, other: &web_sys::HtmlElement) {
    let field = root.query("#action-form input, #action-form select, #action-form textarea");
    let first = match first_in_form(at_stake, field.is_some()) {
        First::Field => field.as_ref(),
        First::Cancel | First::Heading => Some(other),
    };
    if let Some(first) = first {
        let _ = first.focus();
    }
}
