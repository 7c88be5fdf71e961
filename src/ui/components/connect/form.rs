//! The form as it is seen: the provider, its fields, where calls go, the buttons; beside it the test.

use leptos::ev;
use leptos::prelude::*;

use super::draft::{ConnectDraft, PREFIX};
use super::keep::KeepChoice;
use super::remove::RemoveQuestion;
use super::test::results;
use crate::browser::page;
use crate::connection::color::Color;
use crate::connection::{Connection, Origin};
use crate::route::Route;
use crate::ui::components::banner;
use crate::ui::components::field::Fields;
use crate::ui::primitives::{Icon, Link, listener};
use crate::ui::state::Site;
use voldeck_core::texts::t;

/// The form and, beside it, the test of what it is given.
#[component]
pub fn ConnectForm(
    /// The connection that is changed; none for a new one.
    connection: Option<Connection>,
) -> AnyView {
    let adding = connection.is_none();
    let draft = ConnectDraft::new(connection);
    let offered = draft.offered();
    let fields = move || {
        offered.get();
        match draft.form() {
            Some(form) => {
                view! { <Fields fields=form.fields values=draft.values errors=draft.errors prefix=PREFIX look_up=draft.options()/> }
                    .into_any()
            }
            None if draft.not_loaded.with(Option::is_some) => ().into_any(),
            None => view! { <p class="faint" role="status">{t("Loading…")}</p> }.into_any(),
        }
    };
    // It writes into a field, so that has to be there.
    let site = expect_context::<Site>();
    // In somebody else's page, what is beside it is that page's.
    let is_page = draft.root.is_page();
    let has_proxy =
        move || site.config.with(|config| (is_page || config.proxies.is_some()) && config.proxy(draft.chosen.get(), "").is_some());
    let proxy_tick = move || draft.form().filter(|_| has_proxy()).map(|_| view! { <ProxyTick draft=draft/> }.into_any());
    let read_only = draft.read_only;
    // In somebody else's page nothing is kept: that page gives the credentials, or keeps what it wants.
    let keeps = !draft.is_demo() && draft.root.is_page();
    let kept = move || {
        draft.has_kept.get().then(|| {
            view! { <p class="help">{t("What is kept is used for secrets that are left empty, as long as the address stays.")}</p> }
                .into_any()
        })
    };
    view! {
        <div class="split connect">
            <form class="form" id="connect-form" aria-label=t("Connection") novalidate=true on:submit=listener(move |event: ev::SubmitEvent| { event.prevent_default(); draft.save(); })>
                {adding.then(|| view! { <ProviderChoice draft=draft/> }.into_any())}
                {(!draft.is_demo()).then(|| view! { <NameAndColor draft=draft/> }.into_any())}
                {move || proxy_tick()}
                {move || fields()}
                {move || kept()}
                {keeps.then(|| view! { <KeepChoice draft=draft.keeping/> }.into_any())}
                <div class="field"><label class="tick"><input class="check" type="checkbox" prop:checked=read_only on:change=listener(move |event: ev::Event| read_only.set(event_target_checked(&event)))/><span>{t("Read-only ")}<span class="faint">{t("every write is disabled, with this as the reason")}</span></span></label></div>
                <Buttons draft=draft/>
            </form>
            <section class="region" aria-labelledby="c-test" aria-live="polite">{move || results(&draft.test.get())}</section>
        </div>
    }.into_any()
}

/// What the connection is called, and its colour.
#[component]
fn NameAndColor(draft: ConnectDraft) -> AnyView {
    let ConnectDraft { name, name_refusal, color, .. } = draft;
    // The name of one that a site gives is the site's to choose.
    let is_named_here = draft.old.with_value(|old| old.as_ref().is_none_or(|old| old.origin == Origin::Person));
    let is_new = draft.old.with_value(Option::is_none);
    let error = move || {
        name_refusal.get().map(|words| view! { <p class="error" id="c-name-error"><span class="mark" data-state="failed" aria-hidden="true"></span><span>{words}</span></p> }.into_any())
    };
    let typed = move |event: ev::Event| {
        name_refusal.set(None);
        name.set(event_target_value(&event));
    };
    let help = if is_new { t("Shown in every row. Lower case keeps it short.") } else { t("Links by its old names go on leading to it.") };
    let named = is_named_here.then(|| {
        view! {
            <div class="field"><label for="c-name">{t("Name")}{is_new.then(|| view! { <span class="optional">{t("optional")}</span> }.into_any())}</label>
                <input class="input" id="c-name" autocomplete="off" spellcheck="false" prop:value=name aria-invalid=move || name_refusal.with(Option::is_some).then_some("true") aria-describedby="c-name-error c-name-help" on:input=listener(typed)/>
                {move || error()}<p class="help" id="c-name-help">{help}</p></div>
        }
        .into_any()
    });
    let one = move |of: Option<Color>| {
        let label = t(of.map_or("none", Color::name));
        view! { <label class="swatch" title=label><input type="radio" name="c-color" aria-label=label prop:checked=move || color.get() == of on:change=listener(move |_| color.set(of))/><span class="prov-tag" data-color=of.map(Color::name) aria-hidden="true"></span></label> }.into_any()
    };
    let swatches: Vec<_> = std::iter::once(None).chain(Color::ALL.into_iter().map(Some)).map(one).collect();
    view! { {named}<fieldset class="field"><legend>{t("Colour")}</legend><div class="swatches">{swatches}</div></fieldset> }.into_any()
}

/// Which provider a new connection is for.
#[component]
fn ProviderChoice(draft: ConnectDraft) -> AnyView {
    let chosen = draft.chosen;
    let site = untrack(|| expect_context::<Site>().config.get());
    let choices: Vec<_> = voldeck_providers::ALL
        .iter()
        .filter(|provider| site.allows(provider.id))
        .map(|provider| {
            let id = provider.id;
            view! { <label class="option"><input type="radio" name="provider" prop:checked=move || chosen.get() == id on:change=listener(move |_| draft.choose(provider))/><span>{provider.title}</span><span class="faint">{t(provider.covers)}</span></label> }.into_any()
        })
        .collect();
    view! {
        <fieldset class="field"><legend>{t("Provider")}</legend><div class="options cols">{choices}</div></fieldset>
    }
    .into_any()
}

/// The tick that writes the address of this site's proxy into the form, so that what is sent where stays visible.
#[component]
fn ProxyTick(draft: ConnectDraft) -> AnyView {
    let site = expect_context::<Site>();
    let proxy = move || site.config.with(|config| config.proxy(draft.chosen.get(), &page::path()).unwrap_or_default());
    let is_named = move || site.config.with(|config| config.proxies.is_some());
    let values = draft.values;
    let proxied = Memo::new(move |_| values.with(|values| draft.address().is_some_and(|field| values.text(field.name) == proxy())));
    let through = move |event: leptos::ev::Event| {
        let Some(field) = untrack(|| draft.address()) else { return };
        let address = if event_target_checked(&event) { untrack(proxy) } else { field.value };
        values.update(|values| values.set(field.name, address));
    };
    view! { <div class="field"><label class="tick"><input class="check" type="checkbox" prop:checked=proxied on:change=listener(through)/><span>{t("Use this site’s proxy ")}<span class="faint">{proxy}{move || if is_named() { "" } else { t(", where its host has set one up") }}</span></span></label></div> }.into_any()
}

/// What is done with what is filled in, and above it, why the last of these was not.
#[component]
fn Buttons(draft: ConnectDraft) -> AnyView {
    let not_loaded = move || {
        draft.not_loaded.get().map(|error| view! {
            <div class="banner failed inset" role="alert"><span class="mark" data-state="failed" aria-hidden="true"></span>
                <p><b>{t("The provider’s part of the console could not be loaded. What is filled in stays.")}</b>" "{banner::sentence(&error)}</p>
                <button class="button small" type="button" on:click=listener(move |_| draft.load())><Icon name="retry"/>{t("Retry")}</button></div>
        }.into_any())
    };
    let old = draft.old.get_value();
    let save = if old.is_none() { t("Add connection") } else { t("Save") };
    let test = move || if draft.test.with(|test| test.ended.is_some()) { t("Test again") } else { t("Test") };
    let remove = old.map(|old| {
        let removing = RwSignal::new(None);
        view! { <button class="button warns push-end" type="button" on:click=listener(move |_| removing.set(Some(old.clone())))><Icon name="x"/>{t("Remove connection…")}</button><RemoveQuestion removing=removing/> }
            .into_any()
    });
    view! {
        {move || not_loaded()}
        <div class="actions form-end">
            {(!draft.is_demo()).then(|| view! { <button class="button primary" type="submit" aria-disabled=move || draft.saving.get().then_some("true")>{save}</button> }.into_any())}
            <button class="button" type="button" on:click=listener(move |_| draft.run_test())><Icon name="retry"/>{move || test()}</button>
            <Link to=Route::default() class="button plain">{t("Cancel")}</Link>
            {remove}
        </div>
    }
    .into_any()
}
