//! What stands in for the actions of a connection while they are loaded, and says so if they could not be.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::banner;
use crate::route::Route;
use crate::ui::on_demand;
use crate::ui::primitives::{Icon, listener};
use crate::ui::state::{Clients, Router};
use voldeck_core::http::Error;
use voldeck_core::texts::t;

/// Loads them; gives why that failed, if it did, and what tries again. Once they are there, another view takes the place of this.
fn load(connection: String) -> (RwSignal<Option<Error>>, Callback<()>) {
    let clients = expect_context::<Clients>();
    let failed = RwSignal::new(None);
    let load = Callback::new(move |()| {
        failed.set(None);
        let connection = connection.clone();
        spawn_local(async move {
            if let Err(error) = clients.load_actions(&connection).await {
                failed.try_set(Some(error));
            }
        });
    });
    load.run(());
    (failed, load)
}

/// In a menu, or among buttons.
#[component]
pub fn ActionsLoader(connection: String) -> AnyView {
    let (failed, load) = load(connection);
    let shown = move || {
        match failed.get() {
        None => view! { <p class="menu-head" role="status">{t("Loading…")}</p> }.into_any(),
        Some(error) => view! {
            <div class="banner failed inset" role="alert"><span class="mark" data-state="failed" aria-hidden="true"></span><p>{banner::sentence(&error)}</p>
                <button class="button small" type="button" on:click=listener(move |_| load.run(()))><Icon name="retry"/>{t("Retry")}</button></div>
        }
        .into_any(),
    }
    };
    view! { {move || shown()} }.into_any()
}

/// In the place of the form of an action.
#[component]
pub fn ActionFormLoader(connection: String) -> AnyView {
    let router = expect_context::<Router>();
    let (failed, load) = load(connection);
    let shown = move || {
        let back = router.route.with_untracked(|route| Route { action: None, ..route.clone() });
        on_demand::loading(failed.get(), load, back)
    };
    view! { <aside class="panel form-panel" aria-label=t("Action")>{move || shown()}</aside> }.into_any()
}
