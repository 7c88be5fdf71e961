//! The shell: sidebar, top bar, the page, what is open beside it, and the keys that work everywhere.

use std::time::Duration;

use leptos::ev::{KeyboardEvent, MouseEvent};
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::components::action::{ActionOverlay, open_action};
use super::components::sidebar::Sidebar;
use super::components::toasts::Toasts;
use super::components::topbar::Topbar;
use super::on_demand::{self, Chunks, OnDemand};
use super::pages;
use super::primitives::{Sprite, listener};
use super::root::Root;
use super::splash;
use super::state::{self, Clients, Connections, Deployment, Preferences, Router, Site};
use crate::interaction::keys::{self, Asked, Pressed};
use crate::route::{OpenAction, PAGES, Page, Route};
use voldeck_core::action::Confirmation;
use voldeck_core::texts::t;

/// The console, in the state that [`state::provide`] made.
#[component]
pub fn App(
    /// What whoever hosts or embeds it configures: `voldeck.json`.
    config: String,
    /// How the parts are had that are not needed at once.
    chunks: Chunks,
) -> AnyView {
    let deployment = expect_context::<Deployment>();
    provide_context(OnDemand::new(chunks, deployment));
    let root = expect_context::<Root>();
    let (router, connections) = (expect_context::<Router>(), expect_context::<Connections>());
    let site = expect_context::<Site>();
    let config = site.open(config);
    expect_context::<Preferences>().apply_all();
    connections.open(&config);
    state::run();
    splash::take_away();
    on_demand::load_while_idle();
    let query = NodeRef::<html::Input>::new();
    let help = NodeRef::<html::Dialog>::new();
    let helped = RwSignal::new(false);
    listen(root, router, query, move || {
        helped.set(true);
        if let Some(help) = help.get_untracked() {
            let _ = help.show_modal();
        }
    });
    let page = Memo::new(move |_| router.route.with(|route| route.page.clone()));
    // Where volumes have no page, what leads home leads to the first that has.
    Effect::new(move |_| {
        let home = Route::default();
        if page.with(|page| *page == home.page) && !site.has(&home.page) {
            let first = PAGES.iter().find(|info| site.has(&info.page)).map(|info| info.page.clone());
            router.replace(Route::to(first.unwrap_or(Page::Settings)));
        }
    });
    // The list stays as it is while a panel opens and closes beside it.
    let base = Memo::new(move |_| page.with(Page::base));
    let main = move || pages::view(base.get(), query);
    let clients = expect_context::<Clients>();
    // What is still being loaded is announced at the side.
    let form_at_side = Memo::new(move |_| {
        if router.route.with(|route| route.action.as_ref().is_some_and(OpenAction::is_create)) {
            return true;
        }
        let action = open_action(router, connections, clients);
        action.is_some_and(|(_, action)| action.is_none_or(|action| action.confirmation == Confirmation::None))
    });
    let panel = move || match page.get() {
        Page::List(kind, Some(address)) if !form_at_side.get() && site.has(&Page::List(kind, None)) => {
            Some(on_demand::panel(kind, address))
        }
        _ => None,
    };
    let title = move || format!("{} · {}", page.with(Page::title), site.title());
    if root.is_page() {
        Effect::new(move |_| document().set_title(&title()));
    }
    // Looked into once the rows are there.
    let is_idle = expect_context::<OnDemand>().is_idle;
    let problems = move || site.suspect.get().filter(|_| is_idle.get()).map(on_demand::config_problems);
    // A page that is open all day is asked about once an hour.
    if root.is_page() {
        set_timeout(move || deployment.ask(), Duration::from_secs(3600));
    }
    let is_asked = Memo::new(move |_| root.is_page() && deployment.asked.get() > 0);
    let version = move || is_asked.get().then(on_demand::new_version);
    // Drawn when it is first asked for.
    let keys = move || {
        let line = |(key, what)| view! { <div><dt><kbd>{key}</kbd></dt><dd>{what}</dd></div> }.into_any();
        helped.get().then(|| keys::help().into_iter().map(line).collect::<Vec<_>>())
    };
    let shell = move || {
        view! {
            <Sprite/>
            <a class="skip" href="#main" on:click=listener(move |event| skip(root, &event))>{t("Skip to content")}</a>
            <div class="shell"><Sidebar/><Topbar/><div class="shell-notes">{move || problems()}{move || version()}</div>{move || main()}{move || panel()}<ActionOverlay/><Toasts/></div>
            <dialog class="dialog" node_ref=help aria-labelledby="keys-title">
                <div class="dialog-head"><h2 id="keys-title">{t("Keyboard")}</h2></div>
                <div class="dialog-body"><dl class="attributes">{move || keys()}</dl></div>
                <form method="dialog" class="dialog-foot"><button class="button">{t("Close")}</button></form>
            </dialog>
        }
        .into_any()
    };
    let drawn = on_demand::drivers_first();
    view! { {move || drawn.get().then(|| shell())} }.into_any()
}

/// The route lives behind `#`, so the skip link cannot.
fn skip(root: Root, event: &MouseEvent) {
    event.prevent_default();
    if let Some(main) = root.by_id("main") {
        let _ = main.set_attribute("tabindex", "-1");
        let _ = main.focus();
    }
}

/// The keys that work wherever one is, but not while one types.
fn listen(root: Root, router: Router, query: NodeRef<html::Input>, help: impl Fn() + 'static) {
    let after_g = StoredValue::new(false);
    root.on_keydown(move |event: KeyboardEvent| {
        if event.ctrl_key() || event.meta_key() || event.alt_key() || event.default_prevented() {
            return;
        }
        let active = root.active_element();
        let typing = active.as_ref().is_some_and(|active| matches!(active.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT"));
        let modal = root.query("dialog[open], [popover]:popover-open").is_some();
        let key = event.key();
        let pressed = Pressed { key: &key, typing, modal, after_g: after_g.get_value() };
        if !typing && !modal {
            after_g.set_value(key == "g");
        }
        let asked = router.route.with_untracked(|route| keys::asked(pressed, route));
        // What is typed here, and what means something here, is not for the keys of the page around it.
        if !root.is_page() && (typing || asked.is_some()) {
            event.stop_propagation();
        }
        match asked {
            Some(Asked::CloseForm) => router.close_form(),
            Some(Asked::ClosePanel) => router.close_panel(),
            Some(Asked::LeaveField) => {
                if let Some(active) = active {
                    let _ = active.unchecked_into::<web_sys::HtmlElement>().blur();
                }
            }
            Some(Asked::Filter) => {
                if let Some(input) = query.get_untracked() {
                    event.prevent_default();
                    let _ = input.focus();
                    input.select();
                }
            }
            Some(Asked::Help) => help(),
            Some(Asked::Go(page)) => router.go(Route::to(page)),
            None => {}
        }
    });
}
