//! The question before a connection is removed: it says what goes.

use leptos::html;
use leptos::prelude::*;

use crate::connection::{Connection, Origin};
use crate::credentials::Keep;
use crate::route::{Page, Route};
use crate::ui::credentials::drop_elsewhere;
use crate::ui::primitives::listener;
use crate::ui::root::Root;
use crate::ui::state::{Connections, Router, Vault};
use voldeck_core::fill;
use voldeck_core::texts::t;

/// The question, while there is a connection to be asked about.
#[component]
pub fn RemoveQuestion(
    /// The connection that is asked about.
    removing: RwSignal<Option<Connection>>,
) -> AnyView {
    let (connections, vault, root) = (expect_context::<Connections>(), expect_context::<Vault>(), expect_context::<Root>());
    let router = expect_context::<Router>();
    let dialog = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        if let (Some(dialog), true) = (dialog.get(), removing.with(Option::is_some)) {
            let _ = dialog.show_modal();
        }
    });
    let remove = move |connection: &Connection| {
        connections.remove(&connection.config.name);
        let id = connection.config.id.clone();
        root.spawn(async move { drop_elsewhere(vault, &id, Keep::Memory).await });
        removing.set(None);
        // Nothing is left to be seen on its own page.
        if router.route.with_untracked(|route| route.page == Page::Connection(connection.config.name.clone())) {
            router.go(Route::to(Page::Connections));
        }
    };
    let asked = move || {
        let connection = removing.get()?;
        let words = match connection.origin {
            Origin::Person => t("What this browser keeps of it goes, its credentials included. Nothing is done at the provider."),
            Origin::Host => t("This site gives it, so it comes back when the page is loaded again. Disable it to keep it away."),
            Origin::Demo => t("It comes back when the page is loaded again. Disable it to keep it away."),
        };
        let title = fill!("Remove {name}?", name = connection.config.name);
        let close = listener(move |_| removing.set(None));
        Some(view! {
            <dialog class="dialog" node_ref=dialog aria-labelledby="remove-title" aria-describedby="remove-text" on:close=listener(move |_| removing.set(None))>
                <div class="dialog-head"><h2 id="remove-title">{title}</h2><p id="remove-text">{words}</p></div>
                <div class="dialog-foot"><span class="push"></span><button class="button plain" type="button" autofocus=true on:click=close>{t("Cancel")}</button>
                    <button class="button danger" type="button" on:click=listener(move |_| remove(&connection))>{t("Remove connection")}</button></div>
            </dialog>
        }.into_any())
    };
    view! { {move || asked()} }.into_any()
}
