//! A field for a passphrase. What is typed into it is no attribute of the document.

use leptos::ev;
use leptos::prelude::*;

use super::listener;

/// Gives the focus to a field by its id, once what is wrong stands beside it.
pub fn focus(id: &'static str) {
    request_animation_frame(move || {
        if let Some(field) = document().get_element_by_id(id) {
            let _ = wasm_bindgen::JsCast::unchecked_into::<web_sys::HtmlElement>(field).focus();
        }
    });
}

/// The field.
#[component]
pub fn Passphrase(
    /// Its id.
    id: &'static str,
    /// What it is.
    label: &'static str,
    /// What is typed.
    value: RwSignal<String>,
    /// What is wrong with it.
    error: Signal<Option<String>>,
    /// What is to be known of it; may be empty.
    help: &'static str,
) -> AnyView {
    let (help_id, error_id) = (format!("{id}-help"), format!("{id}-error"));
    let described = format!("{error_id} {help_id}");
    let wrong = move || {
        let id = error_id.clone();
        error.get().map(|words| {
            view! { <p class="error" id=id><span class="mark" data-state="failed" aria-hidden="true"></span><span>{words}</span></p> }
                .into_any()
        })
    };
    let help = (!help.is_empty()).then(|| view! { <p class="help" id=help_id>{help}</p> }.into_any());
    view! {
        <div class="field"><label for=id>{label}</label>
            <input class="input" id=id type="password" autocomplete="off" spellcheck="false" aria-required="true" prop:value=value aria-invalid=move || error.with(Option::is_some).then_some("true") aria-describedby=described on:input=listener(move |event: ev::Event| value.set(event_target_value(&event)))/>
            {move || wrong()}{help}</div>
    }
    .into_any()
}
