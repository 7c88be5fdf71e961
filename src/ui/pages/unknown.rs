//! Where an address leads that is none of the console's.

use leptos::prelude::*;

use crate::route::{PAGES, Route};
use crate::ui::primitives::{Icon, Link};
use crate::ui::state::Site;
use voldeck_core::texts::t;

/// The page: what was asked for, and every page that there is.
#[component]
pub fn UnknownPage(
    /// The path, as it stands in the address.
    path: String,
) -> AnyView {
    let shown = percent_encoding::percent_decode_str(&path).decode_utf8_lossy().into_owned();
    let site = expect_context::<Site>();
    let pages: Vec<_> = PAGES
        .iter()
        .filter(|info| !info.icon.is_empty() && untrack(|| site.has(&info.page)))
        .map(|info| view! { <Link to=Route::to(info.page.clone()) class="button"><Icon name=info.icon/>{t(info.title)}</Link> }.into_any())
        .collect();
    view! {
        <main class="main reads" id="main"><div class="empty">
            <h2>{t("There is no page at this address")}</h2>
            <p><code>{shown}</code></p>
            <p>{t("The address may be mistyped or incomplete, or come from another version of the console. These pages are here:")}</p>
            <div class="actions">{pages}</div>
        </div></main>
    }
    .into_any()
}
