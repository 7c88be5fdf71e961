//! What this console did since it was opened.

use leptos::prelude::*;

use crate::activity::Entry;
use crate::route::{Page, Route};
use crate::ui::components::request_preview::RequestPreview;
use crate::ui::primitives::{Link, RelativeTime};
use crate::ui::state::Activity;
use voldeck_core::model::Timestamp;
use voldeck_core::texts::t;

/// The page.
#[component]
pub fn ActivityPage() -> AnyView {
    let entries = expect_context::<Activity>().entries;
    let some = move || entries.with(|all| !all.is_empty());
    let none = || {
        view! { <div class="empty"><h2>{t("No activity yet")}</h2><p>{t("Every action of this console is written down here with its request and the provider’s answer, until the tab is closed.")}</p></div> }
    };
    view! {
        <main class="main reads" id="main">
            <Show when=some fallback=none>
                <section class="region" aria-label=t("What was done")><Timeline entries=entries/></section>
            </Show>
        </main>
    }
    .into_any()
}

/// Entries, newest first. One that changes stays the element it is, with its request open or folded as it was left.
#[component]
pub fn Timeline(
    /// What is shown.
    #[prop(into)]
    entries: Signal<Vec<Entry>>,
) -> AnyView {
    view! {
        <ol class="timeline">
            <For each=move || entries.get() key=|entry| entry.number children=move |entry| view! { <OneEntry first=entry entries=entries/> }/>
        </ol>
    }.into_any()
}

/// One entry, as it is known at the time, with its request.
#[component]
fn OneEntry(first: Entry, entries: Signal<Vec<Entry>>) -> AnyView {
    let call = first.call.clone();
    let entry = Memo::new(move |was: Option<&Entry>| {
        let last = was.unwrap_or(&first);
        entries.with(|all| all.iter().find(|entry| entry.number == last.number).unwrap_or(last).clone())
    });
    let about = move || {
        entry.get().about.map(|(kind, address)| view! { <Link to=Route::to(Page::List(kind, Some(address)))>{t("Open")}</Link> }.into_any())
    };
    let detail = move || Some(entry.get().detail).filter(|detail| !detail.is_empty()).map(|detail| view! { <p>{detail}</p> }.into_any());
    view! {
        <li>
            <span class="mark" data-state=move || entry.with(|entry| entry.status.mark()) aria-hidden="true"></span>
            <div class="timeline-what">{move || entry.get().what}" "{about}
                {move || detail()}
                <p>{move || entry.get().connection}</p>
                <RequestPreview text=call/>
            </div>
            <div class="timeline-side">{move || view! { <RelativeTime time=Timestamp::from_millis(entry.with(|entry| entry.at))/> }}</div>
        </li>
    }
    .into_any()
}
