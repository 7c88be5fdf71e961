//! What is wrong with the host's configuration, above every page: for whoever runs the site, and for who wonders what it does not do.

use leptos::prelude::*;

use crate::host_config::check::{Problem, problems};
use crate::ui::primitives::{Icon, listener};
use crate::ui::state::Site;
use voldeck_core::fill;
use voldeck_core::texts::t;

/// How many problems are seen at once; more are folded.
const MOST: usize = 3;

/// The problems of a file, if it has any.
#[component]
pub fn ConfigProblems(
    /// What stands in it.
    text: String,
) -> AnyView {
    let found = problems(&text);
    if found.is_empty() {
        return ().into_any();
    }
    let site = expect_context::<Site>();
    let title = match found.len() {
        1 => t("voldeck.json of this site has a problem.").to_owned(),
        several => fill!("voldeck.json of this site has {several} problems.", several),
    };
    let limits = site.config.with_untracked(|config| config.limits.unreadable);
    let in_use = if limits {
        t(" What could be read of it is in use. What it allows could not be, so nothing can be changed until it is mended.")
    } else {
        t(" What could be read of it is in use.")
    };
    let few = found.len() <= MOST;
    let lines: Vec<_> = found
        .into_iter()
        .map(|Problem { at, words }| {
            let at = (!at.is_empty()).then(|| view! { <code>{at}</code>" " }.into_any());
            view! { <li>{at}{words}</li> }.into_any()
        })
        .collect();
    view! {
        <section class="notes" aria-label=t("Configuration")>
            <div class="banner degraded" role="status"><span class="mark" data-state="degraded" aria-hidden="true"></span>
                <div><p><b>{title}</b>{in_use}</p>
                    <details class="disclose" open=few><summary><Icon name="right"/>{t("What is wrong")}</summary><ul class="problems">{lines}</ul></details></div>
                <div class="actions">
                    <a class="button small" href="voldeck.schema.json" target="_blank">{t("Keys it may have")}</a>
                    <button class="button plain small icon-only" type="button" aria-label=t("Dismiss") title=t("Dismiss") on:click=listener(move |_| site.suspect.set(None))><Icon name="x"/></button>
                </div></div>
        </section>
    }
    .into_any()
}
