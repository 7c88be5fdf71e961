//! The shell: rail, top bar, the page, what is open beside it, and the keys that work everywhere.

use std::rc::Rc;

use leptos::ev::{self, KeyboardEvent};
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;

use super::location::Location;
use super::pages::activity::ActivityPage;
use super::pages::connect::NewConnection;
use super::pages::connection::ConnectionPage;
use super::pages::list::List;
use super::parts::action::{ActionOverlay, open_action};
use super::parts::detail::{Full, Panel};
use super::parts::rail::Rail;
use super::parts::toasts::Toasts;
use super::parts::topbar::Topbar;
use super::splash;
use super::state::{self, Clients, Connections, Router};
use super::widgets::Sprite;
use crate::browser::{fetch, page};
use crate::connection::HostConfig;
use crate::route::{Page, Route};
use voldeck_core::action::Confirmation;

/// What may be asked for with the keyboard.
const KEYS: [(&str, &str); 7] = [
    ("/", "Filter the list"),
    ("j  k  ↓  ↑", "Next and previous row, within the table"),
    ("Enter", "Open the row"),
    ("Esc", "Close the topmost thing; nothing is sent"),
    ("g v", "Volumes"),
    ("g s", "Snapshots"),
    ("?", "These keys"),
];

/// The console.
#[component]
pub fn App(
    /// Where the route is written.
    location: Rc<dyn Location>,
) -> AnyView {
    state::provide(location);
    let (router, connections) = (expect_context::<Router>(), expect_context::<Connections>());
    match page::config_read_at_start() {
        Some(text) => connections.open(&HostConfig::read(&text)),
        None => spawn_local(async move {
            let host = read_config().await;
            if connections.ready.try_get_untracked() == Some(false) {
                connections.open(&host);
            }
        }),
    }
    state::run();
    splash::take_away();
    let query = NodeRef::<html::Input>::new();
    let help = NodeRef::<html::Dialog>::new();
    keys(router, query, help);
    let page = Memo::new(move |_| router.route.with(|route| route.page.clone()));
    // The list stays as it is while a panel opens and closes beside it.
    let base = Memo::new(move |_| match page.get() {
        Page::List(kind, _) => Page::List(kind, None),
        other => other,
    });
    let main = move || match base.get() {
        Page::List(kind, _) => view! { <List kind=kind query=query/> }.into_any(),
        Page::Full(kind, address) => view! { <Full kind=kind address=address/> }.into_any(),
        Page::Activity => view! { <ActivityPage/> }.into_any(),
        Page::NewConnection => view! { <NewConnection/> }.into_any(),
        Page::Connection(name) => view! { <ConnectionPage name=name/> }.into_any(),
    };
    let clients = expect_context::<Clients>();
    // What is still being loaded is announced at the side.
    let form_at_side = Memo::new(move |_| {
        let action = open_action(router, connections, clients);
        action.is_some_and(|(_, action)| action.is_none_or(|action| action.confirmation == Confirmation::None))
    });
    let panel = move || match page.get() {
        Page::List(kind, Some(address)) if !form_at_side.get() => Some(view! { <Panel kind=kind address=address/> }.into_any()),
        _ => None,
    };
    let title = move || match page.get() {
        Page::List(kind, _) => format!("{} · Voldeck", crate::ui::parts::topbar::list_title(kind)),
        Page::Full(_, address) => format!("{} · Voldeck", address.id.as_str().rsplit('/').next().unwrap_or_default()),
        Page::Activity => "Activity · Voldeck".to_owned(),
        Page::NewConnection => "Add a connection · Voldeck".to_owned(),
        Page::Connection(name) => format!("{name} · Voldeck"),
    };
    Effect::new(move |_| document().set_title(&title()));
    let lines: Vec<_> = KEYS.iter().map(|(key, what)| view! { <div><dt><kbd>{*key}</kbd></dt><dd>{*what}</dd></div> }.into_any()).collect();
    view! {
        <Sprite/>
        <a class="skip" href="#main" on:click=skip>"Skip to content"</a>
        <div class="shell"><Rail/><Topbar/>{move || main()}{move || panel()}<ActionOverlay/><Toasts/></div>
        <dialog class="dialog" node_ref=help aria-labelledby="keys-title">
            <div class="dialog-head"><h2 id="keys-title">"Keyboard"</h2></div>
            <div class="dialog-body"><dl class="facts">{lines}</dl></div>
            <form method="dialog" class="dialog-foot"><button class="button">"Close"</button></form>
        </dialog>
    }
    .into_any()
}

/// The route lives behind `#`, so the skip link cannot.
fn skip(event: leptos::ev::MouseEvent) {
    event.prevent_default();
    if let Some(main) = document().get_element_by_id("main").and_then(|main| main.dyn_into::<web_sys::HtmlElement>().ok()) {
        let _ = main.set_attribute("tabindex", "-1");
        let _ = main.focus();
    }
}

/// The host's configuration, if there is one: `voldeck.json` beside the page.
async fn read_config() -> HostConfig {
    fetch::beside_the_page("voldeck.json").await.map(|text| HostConfig::read(&text)).unwrap_or_default()
}

/// The keys that work wherever one is, but not while one types.
fn keys(router: Router, query: NodeRef<html::Input>, help: NodeRef<html::Dialog>) {
    let going = StoredValue::new(false);
    let listener = window_event_listener(ev::keydown, move |event: KeyboardEvent| {
        if event.ctrl_key() || event.meta_key() || event.alt_key() || event.default_prevented() {
            return;
        }
        let typing =
            document().active_element().is_some_and(|active| matches!(active.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT"));
        let modal = document().query_selector("dialog[open], [popover]:popover-open").ok().flatten().is_some();
        if modal {
            return;
        }
        let key = event.key();
        if key == "Escape" {
            let route = router.route.get_untracked();
            if route.action.is_some() {
                router.close_form();
            } else if typing {
                if let Some(active) = document().active_element() {
                    let _ = active.unchecked_into::<web_sys::HtmlElement>().blur();
                }
            } else if matches!(route.page, Page::List(_, Some(_))) {
                router.close_panel();
            }
            return;
        }
        if typing {
            return;
        }
        let went = going.get_value();
        going.set_value(key == "g");
        match (went, key.as_str()) {
            (_, "/") => {
                if let Some(input) = query.get_untracked() {
                    event.prevent_default();
                    let _ = input.focus();
                    input.select();
                }
            }
            (_, "?") => {
                if let Some(help) = help.get_untracked() {
                    let _ = help.show_modal();
                }
            }
            (true, "v") => router.go(Route::to(Page::List(voldeck_core::model::Kind::Volume, None))),
            (true, "s") => router.go(Route::to(Page::List(voldeck_core::model::Kind::Snapshot, None))),
            _ => {}
        }
    });
    on_cleanup(move || listener.remove());
}
