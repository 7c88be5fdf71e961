//! That the server has a newer version of the console than the one that runs. Asked when somebody wants to know, and every hour.

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local_scoped_with_cancellation;

use crate::browser::{deployed, page};
use crate::ui::primitives::{Icon, listener};
use crate::ui::state::{Deployed, Deployment};
use voldeck_core::texts::t;

/// How long until it is asked again.
pub const EVERY: Duration = Duration::from_secs(3600);

/// The message, where there is a newer one.
#[component]
pub fn NewVersion() -> AnyView {
    let Deployment { asked, found } = expect_context::<Deployment>();
    let dismissed = RwSignal::new(false);
    if let Ok(ticking) = set_interval_with_handle(
        move || {
            // Whoever does not look will be told when they do.
            if !page::is_hidden() {
                asked.try_update(|asked| *asked += 1);
            }
        },
        EVERY,
    ) {
        on_cleanup(move || ticking.clear());
    }
    Effect::new(move |_| {
        asked.track();
        spawn_local_scoped_with_cancellation(async move {
            found.try_set(match deployed::is_same().await {
                Ok(true) => Deployed::This,
                Ok(false) => Deployed::Another,
                Err(why) => Deployed::Unclear(why),
            });
        });
    });
    let shown = move || {
        (found.get() == Deployed::Another && !dismissed.get()).then(|| view! {
            <section class="notes" aria-label=t("Version")>
                <div class="banner" role="status"><span class="mark" data-state="remark" aria-hidden="true"></span>
                    <p><b>{t("A newer version of this console is deployed.")}</b>{t(" Reload when nothing is under way: what was typed into a form goes, and credentials that are in memory only.")}</p>
                    <div class="actions">
                        <button class="button small" type="button" on:click=listener(move |_| page::reload())><Icon name="retry"/>{t("Reload")}</button>
                        <button class="button plain small icon-only" type="button" aria-label=t("Dismiss") title=t("Dismiss") on:click=listener(move |_| dismissed.set(true))><Icon name="x"/></button>
                    </div></div>
            </section>
        }.into_any())
    };
    view! { {move || shown()} }.into_any()
}
