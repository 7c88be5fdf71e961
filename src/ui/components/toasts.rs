//! What happened in the background. An unknown outcome stays until it is settled or hidden.

use leptos::prelude::*;

use crate::activity::Toast;
use crate::route::{Page, Route};
use crate::ui::primitives::{Copy, Icon, Link, listener};
use crate::ui::state::{Activity, Router};
use voldeck_core::fill;
use voldeck_core::texts::t;

/// How long a message stays that needs nobody, in milliseconds.
const SHOWN_MILLIS: u64 = 8_000;

/// The messages, newest last.
#[component]
pub fn Toasts() -> AnyView {
    let activity = expect_context::<Activity>();
    view! {
        <section class="toasts" aria-label=t("Messages") aria-live="polite">
            <For each=move || activity.toasts.get() key=|toast| (toast.entry.number, toast.revision) children=|toast| view! { <OneToast toast=toast/> }/>
        </section>
    }.into_any()
}

#[component]
fn OneToast(toast: Toast) -> AnyView {
    let (activity, router) = (expect_context::<Activity>(), expect_context::<Router>());
    let Toast { entry, stays, once, .. } = toast;
    let number = entry.number;
    if !stays {
        let timer = set_timeout_with_handle(move || activity.hide(number), std::time::Duration::from_millis(SHOWN_MILLIS));
        if let Ok(timer) = timer {
            on_cleanup(move || timer.clear());
        }
    }
    let open = entry.about.clone().map(|(kind, address)| {
        view! { <Link to=Route::to(Page::List(kind, Some(address))) class="button small">{t("Open")}</Link> }.into_any()
    });
    let next = entry.next.clone().map(|(label, action)| {
        let to = Signal::derive(move || router.route.with(|route| route.with_action(Some(action.clone()))));
        view! { <Link to=to class="button small">{format!("{label}…")}</Link> }.into_any()
    });
    let once = once.map(|(what, secret)| {
        let text = secret.reveal().to_owned();
        view! { <p>{fill!("The {what}, which is not shown again: ", what)}<span class="cell-pair"><code>{text.clone()}</code><Copy text=text what=what/></span></p> }.into_any()
    });
    view! {
        <div class="toast" role=if stays { "alert" } else { "status" }>
            <span class="mark" data-state=entry.status.mark() aria-hidden="true"></span>
            <div>
                <p><b>{entry.what}</b></p>
                {(!entry.detail.is_empty()).then(|| view! { <p>{entry.detail.clone()}</p> }.into_any())}
                {once}
                <p class="meta">{entry.connection}" · "{entry.call.lines().next().unwrap_or("").to_owned()}</p>
                {(open.is_some() || next.is_some()).then(|| view! { <div class="actions">{next}{open}</div> }.into_any())}
            </div>
            <button class="button plain small icon-only" type="button" aria-label=t("Dismiss") on:click=listener(move |_| activity.hide(number))><Icon name="x"/></button>
        </div>
    }.into_any()
}
