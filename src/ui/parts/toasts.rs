//! What happened in the background. An unknown outcome stays until it is settled or hidden.

use leptos::prelude::*;

use crate::route::{Page, Route};
use crate::ui::markup::{Markup, Row, markup, rows};
use crate::ui::signals::Signal;
use crate::ui::store::{Store, Toast};
use crate::ui::widgets::{Copy, Go, Icon};

/// How long a message stays that needs nobody, in milliseconds.
const SHOWN_MILLIS: u64 = 8_000;

/// The messages, newest last.
#[component]
pub fn Toasts() -> Markup {
    let store = expect_context::<Store>();
    let all = move || {
        let row = |toast: Toast| Row {
            key: toast.entry.number.wrapping_mul(1 << 20).wrapping_add(toast.turn),
            draw: Box::new(move || markup! { <OneToast toast=toast/> }),
        };
        store.toasts.get().into_iter().map(row).collect()
    };
    markup! {
        <section class="toasts" aria-label="Messages" aria-live="polite">
            {rows(all)}
        </section>
    }
}

#[component]
fn OneToast(toast: Toast) -> Markup {
    let store = expect_context::<Store>();
    let Toast { entry, stays, once, .. } = toast;
    let number = entry.number;
    if !stays {
        let timer = set_timeout_with_handle(move || store.hide(number), std::time::Duration::from_millis(SHOWN_MILLIS));
        if let Ok(timer) = timer {
            on_cleanup(move || timer.clear());
        }
    }
    let open = entry.about.clone().map(|(kind, address)| {
        markup! { <Go to=Route::to(Page::List(kind, Some(address))) class="button small">"Open"</Go> }
    });
    let next = entry.next.clone().map(|(label, doing)| {
        let to = Signal::derive(move || store.route.with(|route| route.with_doing(Some(doing.clone()))));
        markup! { <Go to=to class="button small">{format!("{label}…")}</Go> }
    });
    let once = once.map(|(what, secret)| {
        let text = secret.reveal().to_owned();
        markup! { <p>{format!("The {what}, which is not shown again: ")}<span class="cell-pair"><code>{text.clone()}</code><Copy text=text what=what/></span></p> }
    });
    markup! {
        <div class="toast" role=if stays { "alert" } else { "status" }>
            <span class="mark" data-state=entry.state aria-hidden="true"></span>
            <div>
                <p><b>{entry.what}</b></p>
                {(!entry.detail.is_empty()).then(|| markup! { <p>{entry.detail.clone()}</p> })}
                {once}
                <p class="meta">{entry.connection}" · "{entry.call.lines().next().unwrap_or("").to_owned()}</p>
                {(open.is_some() || next.is_some()).then(|| markup! { <div class="actions">{next}{open}</div> })}
            </div>
            <button class="button plain small icon-only" type="button" aria-label="Dismiss" on:click=move |_| store.hide(number)><Icon name="x"/></button>
        </div>
    }
}
