//! One renderer for every field of every form.

use futures::StreamExt as _;
use futures::future::{self, Either};
use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local_scoped_with_cancellation;

use crate::interaction::form::{Entry, comes_to, entries, is_dropped, opens_advanced, parted, size_parts, size_text};
use crate::ui::changes::changes;
use crate::ui::primitives::{Icon, listener};
use crate::ui::root::Root;
use voldeck_core::action::{Field, FieldKind, SelectOption, Values};
use voldeck_core::fill;
use voldeck_core::http::{Error, FieldError, LocalBoxFuture};
use voldeck_core::model::Unit;
use voldeck_core::texts::{t, within};

/// Reads the choices of a look-up.
pub type LookUp = std::sync::Arc<dyn Fn(&'static str) -> LocalBoxFuture<'static, Result<Vec<SelectOption>, Error>> + Send + Sync>;

/// A form's fields: the plain ones, then the others behind “More”.
#[component]
pub fn Fields(
    /// What has to be filled in.
    fields: Vec<Field>,
    /// What was filled in.
    values: RwSignal<Values>,
    /// What is wrong.
    errors: RwSignal<Vec<FieldError>>,
    /// A prefix for the elements' ids.
    prefix: &'static str,
    /// How choices are read.
    look_up: LookUp,
) -> AnyView {
    let (plain, more) = parted(fields);
    let names: Vec<&'static str> = more.iter().map(|field| field.name).collect();
    let labels: Vec<String> = more.iter().map(|field| within(field.label)).collect();
    let one = {
        let look_up = look_up.clone();
        move |field: Field| view! { <OneField field=field values=values errors=errors prefix=prefix look_up=look_up.clone()/> }.into_any()
    };
    let plain: Vec<_> = plain.into_iter().map(one.clone()).collect();
    let more: Vec<_> = more.into_iter().map(one).collect();
    // An error behind “More” opens it.
    let hidden_error = Memo::new(move |_| errors.with(|errors| opens_advanced(&names, errors)));
    let more = (!more.is_empty()).then(|| {
        let summary = labels.join(", ");
        view! { <details class="disclose" prop:open=move || hidden_error.get()><summary><Icon name="right"/>{t("Advanced")}<span class="push faint">{summary}</span></summary><div class="form-more">{more}</div></details> }.into_any()
    });
    view! { {plain}{more} }.into_any()
}

/// Gives the focus to the first of these fields that can have it, once what is wrong stands beside them: one whose options are still
/// being read cannot.
pub fn focus_first(root: Root, prefix: &'static str, fields: Vec<&'static str>) {
    request_animation_frame(move || {
        let is_off = |field: &web_sys::HtmlElement| field.matches(":disabled").unwrap_or(false);
        let can = |name| root.by_id(&format!("{prefix}-{name}")).filter(|field| !is_off(field));
        if let Some(first) = fields.into_iter().find_map(can) {
            let _ = first.focus();
        }
    });
}

#[component]
fn OneField(field: Field, values: RwSignal<Values>, errors: RwSignal<Vec<FieldError>>, prefix: &'static str, look_up: LookUp) -> AnyView {
    let shown = {
        let field = field.clone();
        Memo::new(move |_| values.with(|values| field.shown(values)))
    };
    view! { {move || shown.get().then(|| draw(field.clone(), values, errors, prefix, look_up.clone()))} }.into_any()
}

fn draw(field: Field, values: RwSignal<Values>, errors: RwSignal<Vec<FieldError>>, prefix: &'static str, look_up: LookUp) -> AnyView {
    let name = field.name;
    let id = format!("{prefix}-{name}");
    let (help_id, error_id) = (format!("{id}-help"), format!("{id}-error"));
    let error =
        Memo::new(move |_| errors.with(|errors| errors.iter().find(|error| error.field == name).map(|error| error.message.clone())));
    let set = move |text: String| {
        values.update(|values| values.set(name, text));
        errors.update(|errors| errors.retain(|error| error.field != name));
    };
    let text = Memo::new(move |_| values.with(|values| values.text(name).to_owned()));
    let invalid = move || error.with(Option::is_some).then_some("true");
    let described = format!("{error_id} {help_id}");
    let optional = (!field.required && !matches!(field.kind, FieldKind::Flag | FieldKind::Select(_)))
        .then(|| view! { <span class="optional">{t("optional")}</span> }.into_any());
    let error_view = {
        let error_id = error_id.clone();
        move || {
            error.get().map(|message| view! { <p class="error" id=error_id.clone()><span class="mark" data-state="failed" aria-hidden="true"></span><span>{message}</span></p> }.into_any())
        }
    };
    let help = (!field.help.is_empty()).then(|| view! { <p class="help" id=help_id>{field.help.clone()}</p> }.into_any());
    let example = field.example;
    let class = if matches!(field.kind, FieldKind::Text) { "input" } else { "input mono" };
    let required = field.required.then_some("true");
    let control = match field.kind.clone() {
        FieldKind::Flag => {
            let label = t(field.label);
            return view! {
                <div class="field"><label class="tick"><input class="check" type="checkbox" prop:checked=move || text.with(|t| t == "true") aria-describedby=described
                    on:change=listener(move |event: ev::Event| set(if event_target_checked(&event) { "true".into() } else { String::new() }))/><span>{label}</span></label>{move || error_view()}{help}</div>
            }.into_any();
        }
        FieldKind::Text | FieldKind::Code | FieldKind::Address => view! {
            <input class=class id=id.clone() type="text" autocomplete="off" spellcheck="false" placeholder=example prop:value=text aria-invalid=move || invalid() aria-required=required aria-describedby=described on:input=listener(move |event: ev::Event| set(event_target_value(&event)))/>
        }.into_any(),
        FieldKind::Secret => {
            let seen = RwSignal::new(false);
            let what = within(field.label);
            view! {
                <div class="affix">
                    <input class="input mono" id=id.clone() type=move || if seen.get() { "text" } else { "password" } autocomplete="off" spellcheck="false" prop:value=text aria-invalid=move || invalid() aria-required=required aria-describedby=described on:input=listener(move |event: ev::Event| set(event_target_value(&event)))/>
                    <button class="button plain" type="button" aria-label=fill!("Show the {what}", what) aria-pressed=move || seen.get().to_string() on:click=listener(move |_| seen.update(|s| *s = !*s))><Icon name="eye"/></button>
                </div>
            }.into_any()
        }
        FieldKind::Lines | FieldKind::Pairs | FieldKind::SecretPairs => {
            let secret = field.kind == FieldKind::SecretPairs;
            view! { <textarea class="input mono" class:conceals=secret id=id.clone() rows="2" autocomplete="off" spellcheck="false" placeholder=example prop:value=text aria-invalid=move || invalid() aria-required=required aria-describedby=described on:input=listener(move |event: ev::Event| set(event_target_value(&event)))></textarea> }.into_any()
        }
        FieldKind::Size { .. } => size(id.clone(), text, set, invalid, described, field.label),
        FieldKind::Select(choices) => select(id.clone(), choices, text, set, invalid, described, field.required),
        FieldKind::RemoteSelect(what) => {
            let of = field.of;
            let place = Memo::new(move |_| values.with(|values| values.text(of).to_owned()));
            let loaded: RwSignal<Option<Result<Vec<SelectOption>, Error>>> = RwSignal::new(None);
            let mut places = changes(place);
            spawn_local_scoped_with_cancellation(async move {
                let (mut place, mut moved) = (places.next().await, false);
                while place.is_some() {
                    if moved {
                        loaded.try_set(None);
                    }
                    // An answer for another place than the last is not waited for.
                    place = match future::select(look_up(what), places.next()).await {
                        Either::Right((next, _)) => next,
                        Either::Left((answer, next)) => {
                            // What was chosen elsewhere may be none of the choices here.
                            let chosen = text.try_get_untracked().unwrap_or_default();
                            if is_dropped(&chosen, moved, &answer) {
                                set(String::new());
                            }
                            loaded.try_set(Some(answer));
                            next.await
                        }
                    };
                    moved = true;
                }
            });
            let id = id.clone();
            let inner = move || match loaded.get() {
                None => {
                    view! { <select class="select" id=id.clone() aria-busy="true" disabled=true><option>{t("Loading options…")}</option></select> }.into_any()
                }
                Some(Ok(choices)) if !choices.is_empty() => {
                    select(id.clone(), choices, text, set, invalid, described.clone(), field.required)
                }
                other => {
                    let why = match other {
                        Some(Err(error)) => fill!("The choices could not be read ({error}). Type the value.", error),
                        _ => t("There are no choices to show. Type the value.").to_owned(),
                    };
                    view! {
                        <input class="input mono" id=id.clone() type="text" autocomplete="off" spellcheck="false" placeholder=example prop:value=text aria-invalid=move || invalid() aria-required=required aria-describedby=described.clone() on:input=listener(move |event: ev::Event| set(event_target_value(&event)))/>
                        <p class="help">{why}</p>
                    }.into_any()
                }
            };
            view! { {move || inner()} }.into_any()
        }
    };
    view! { <div class="field"><label for=id>{t(field.label)}{optional}</label>{control}{move || error_view()}{help}</div> }.into_any()
}

/// A number and its unit; what it comes to stands inside.
fn size(
    id: String,
    text: Memo<String>,
    set: impl Fn(String) + Copy + Send + Sync + 'static,
    invalid: impl Fn() -> Option<&'static str> + Copy + Send + Sync + 'static,
    described: String,
    label: &'static str,
) -> AnyView {
    let (number, unit) = text.with_untracked(|text| size_parts(text));
    let (typed, unit) = (RwSignal::new(number), RwSignal::new(unit));
    let write = move || set(size_text(&typed.get_untracked(), unit.get_untracked()));
    let units: Vec<_> = Unit::ALL
        .iter()
        .map(|choice| view! { <option value=choice.name selected=move || unit.get() == choice.name>{choice.name}</option> }.into_any())
        .collect();
    view! {
        <div class="affix">
            <input class="input" id=id inputmode="decimal" autocomplete="off" prop:value=typed aria-invalid=move || invalid() aria-describedby=described on:input=listener(move |event: ev::Event| { typed.set(event_target_value(&event)); write(); })/>
            <span class="affix-text">{move || text.with(|text| comes_to(text))}</span>
            <select class="select" aria-label=fill!("Unit of {field}", field = within(label)) on:change=listener(move |event: ev::Event| {
                if let Some(chosen) = Unit::named(&event_target_value(&event)) { unit.set(chosen.name); write(); }
            })>{units}</select>
        </div>
    }.into_any()
}

fn select(
    id: String,
    choices: Vec<SelectOption>,
    text: Memo<String>,
    set: impl Fn(String) + Copy + Send + Sync + 'static,
    invalid: impl Fn() -> Option<&'static str> + Copy + Send + Sync + 'static,
    described: String,
    required: bool,
) -> AnyView {
    let options: Vec<_> = entries(choices, &text.get_untracked(), required)
        .into_iter()
        .map(|Entry { value, words, disabled }| {
            let mine = value.clone();
            view! { <option value=value disabled=disabled selected=move || text.with(|text| *text == mine)>{words}</option> }.into_any()
        })
        .collect();
    view! { <select class="select" id=id aria-invalid=move || invalid() aria-describedby=described prop:value=text on:change=listener(move |event: ev::Event| set(event_target_value(&event)))>{options}</select> }.into_any()
}
