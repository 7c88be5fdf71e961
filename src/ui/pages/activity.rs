//! What this console did since it was opened.

use leptos::prelude::*;

use crate::model::Timestamp;
use crate::route::{Page, Route};
use crate::ui::markup::{Markup, markup};
use crate::ui::parts::call::Call;
use crate::ui::store::{Entry, Store};
use crate::ui::widgets::{Ago, Go};

/// The page.
#[component]
pub fn Activity() -> Markup {
    let store = expect_context::<Store>();
    let list = move || {
        let all = store.activity.get();
        if all.is_empty() {
            return markup! { <div class="empty"><h2>"No activity yet"</h2><p>"Every action of this console is written down here with its request and the provider’s answer, until the tab is closed."</p></div> };
        }
        markup! { <section class="region" aria-label="What was done"><ol class="timeline">{all.into_iter().map(entry).collect::<Vec<_>>()}</ol></section> }
    };
    markup! { <main class="main reads" id="main">{list}</main> }
}

/// One entry, with its request.
pub fn entry(entry: Entry) -> Markup {
    let about = entry.about.clone().map(|(kind, address)| markup! { <Go to=Route::to(Page::List(kind, Some(address)))>"Open"</Go> });
    markup! {
        <li>
            <span class="mark" data-state=entry.state aria-hidden="true"></span>
            <div class="timeline-what">{entry.what}" "{about}
                {(!entry.detail.is_empty()).then(|| markup! { <p>{entry.detail.clone()}</p> })}
                <p>{entry.connection}</p>
                <Call text=entry.call/>
            </div>
            <div class="timeline-side"><Ago time=Timestamp::from_millis(entry.at)/></div>
        </li>
    }
}
