//! A button that copies a text, and says whether it did.

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{Icon, listener};
use crate::browser::clipboard;
use voldeck_core::fill;
use voldeck_core::texts::t;

/// What is said once it is in the clipboard.
const COPIED: &str = "Copied";

/// Copies a text and calls back with whether it worked.
pub fn copy_text(text: String, done: impl Fn(bool) + 'static) {
    spawn_local(async move { done(clipboard::write(&text).await) });
}

/// A button without words that copies a text.
#[component]
pub fn Copy(
    /// What is copied.
    #[prop(into)]
    text: Signal<String>,
    /// What it is, for the label: “Copy id”.
    #[prop(into)]
    what: String,
) -> AnyView {
    let state = RwSignal::new("");
    let label = fill!("Copy {what}", what);
    let click = move |_| {
        copy_text(text.get_untracked(), move |ok| {
            state.try_set(if ok { t(COPIED) } else { t("The browser refused") });
            set_timeout(
                move || {
                    state.try_set("");
                },
                Duration::from_millis(1500),
            );
        });
    };
    view! {
        <button class="copy" type="button" aria-label=label.clone() title=move || if state.get().is_empty() { label.clone() } else { state.get().to_owned() } on:click=listener(click)>
            {move || view! { <Icon name=if state.get() == t(COPIED) { "done" } else { "copy" }/> }.into_any()}
            <span class="visually-hidden" role="status">{state}</span>
        </button>
    }.into_any()
}
