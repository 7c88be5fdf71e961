//! A link within the console.

use leptos::ev::MouseEvent;
use leptos::prelude::*;

use crate::route::Route;
use crate::ui::markup::{Children, Markup, markup};
use crate::ui::signals::Signal;
use crate::ui::store::Store;

/// Goes to a route. With a modifier key or another button the browser does what it always does.
#[component]
pub fn Go(
    /// Where to.
    #[prop(into)]
    to: Signal<Route>,
    /// Its classes.
    #[prop(into, optional)]
    class: String,
    /// What it says.
    children: Children,
) -> Markup {
    let store = expect_context::<Store>();
    let click = move |event: MouseEvent| {
        if event.button() == 0 && !(event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key()) {
            event.prevent_default();
            store.go(to.get_untracked());
        }
    };
    markup! { <a class=class href=move || to.with(|to| store.href(to)) on:click=click>{children()}</a> }
}
