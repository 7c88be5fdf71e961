//! A link within the console.

use leptos::ev::MouseEvent;
use leptos::prelude::*;

use super::listener;
use crate::route::Route;
use crate::ui::state::Router;

/// Whether a click on a link means to go there. With a modifier key or another button the browser does what it always does.
#[inline(never)]
pub fn is_plain(click: &MouseEvent) -> bool {
    click.button() == 0 && !(click.ctrl_key() || click.meta_key() || click.shift_key() || click.alt_key())
}

/// Goes to a route.
#[component]
pub fn Link(
    /// Where to.
    #[prop(into)]
    to: Signal<Route>,
    /// Its classes.
    #[prop(into, optional)]
    class: String,
    /// What it says.
    children: Children,
) -> AnyView {
    let router = expect_context::<Router>();
    let click = move |event: MouseEvent| {
        if is_plain(&event) {
            event.prevent_default();
            router.go(to.get_untracked());
        }
    };
    view! { <a class=class href=move || to.with(|to| router.href(to)) on:click=listener(click)>{children()}</a> }.into_any()
}
