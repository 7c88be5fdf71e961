//! A link within the console.

use leptos::ev::MouseEvent;
use leptos::prelude::*;

use crate::route::Route;
use crate::ui::store::Store;

/// Whether a click on a link means to go there. With a modifier key or another button the browser does what it always does.
#[inline(never)]
pub fn is_plain(click: &MouseEvent) -> bool {
    click.button() == 0 && !(click.ctrl_key() || click.meta_key() || click.shift_key() || click.alt_key())
}

/// Goes to a route.
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
) -> AnyView {
    let store = expect_context::<Store>();
    let click = move |event: MouseEvent| {
        if is_plain(&event) {
            event.prevent_default();
            store.go(to.get_untracked());
        }
    };
    view! { <a class=class href=move || to.with(|to| store.href(to)) on:click=click>{children()}</a> }.into_any()
}
