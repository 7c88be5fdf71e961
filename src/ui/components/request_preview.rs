//! A request as it will be or was sent, secrets masked, and what it can be copied as.

use leptos::prelude::*;

use crate::ui::primitives::{Icon, copy_text, listener};
use voldeck_core::texts::t;

/// The request, which can be folded away.
#[component]
pub fn RequestPreview(
    /// The request as HTTP text.
    #[prop(into)]
    text: Signal<String>,
    /// Classes beside `disclose`.
    #[prop(optional)]
    class: &'static str,
    /// Whether it is open at first.
    #[prop(optional)]
    open: bool,
) -> AnyView {
    let lines = move || {
        let text = text.get();
        let (verb, rest) = text.split_once(' ').map(|(v, r)| (v.to_owned(), r.to_owned())).unwrap_or((text.clone(), String::new()));
        view! { <span class="verb">{verb}</span>" "{rest} }.into_any()
    };
    view! {
        <details class=format!("disclose {class}") open=open>
            <summary><Icon name="right"/>{t("Request")}<span class="push faint">{t("secrets hidden")}</span></summary>
            <pre class="code" tabindex="0" role="region" aria-label=t("The request")>{move || lines()}</pre>
        </details>
    }
    .into_any()
}

/// A button that copies the request as a `curl` command, secrets as shell variables.
#[component]
pub fn CopyCurl(
    /// The command.
    #[prop(into)]
    command: Signal<String>,
) -> AnyView {
    let said = RwSignal::new(t("Copy as curl"));
    let click = move |_| {
        copy_text(command.get_untracked(), move |ok| {
            said.try_set(if ok { t("Copied") } else { t("The browser refused") });
            set_timeout(
                move || {
                    said.try_set(t("Copy as curl"));
                },
                std::time::Duration::from_millis(1500),
            );
        });
    };
    view! { <button class="button plain" type="button" on:click=listener(click)><Icon name="copy"/><span role="status">{said}</span></button> }
        .into_any()
}
