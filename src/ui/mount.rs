//! How the console comes into a page, and goes: its own page's start script (`assets/boot.js`) and the package for other people's
//! pages (`assets/embed`) call the same function.

use js_sys::Reflect;
use leptos::mount::mount_to;
use leptos::prelude::*;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::HtmlElement;

use super::app::App;
use super::location;
use super::on_demand::Chunks;
use super::root::Root;
use super::state::{self, QueryCache, Router};
use crate::browser::host_page::HostPage;
use crate::route::Route;
use voldeck_core::json;

/// A console in a page. Whoever only lets go of it leaves the console where it is.
#[wasm_bindgen]
pub struct Mounted {
    router: Router,
    cache: QueryCache,
    end: Option<Box<dyn FnOnce()>>,
}

/// Puts the console into an element that holds nothing else: the body of a page of its own, or an element in a shadow tree.
///
/// `options` is an object: `config` is text, what `voldeck.json` may say; `location` is `hash`, or anything else for memory; `route` is where
/// it begins in memory; the rest are functions of the page that embeds it (`src/browser/host_page.rs`).
pub fn mount(element: HtmlElement, options: &JsValue, chunks: Chunks) -> Mounted {
    console_error_panic_hook::set_once();
    let text = |name: &str| Reflect::get(options, &name.into()).ok().and_then(|value| value.as_string()).unwrap_or_default();
    let (config, host_page) = (text("config"), HostPage::new(options));
    let location = if text("location") == "hash" { location::hash() } else { location::memory(&text("route"), host_page.clone()) };
    // An owner of its own: taking one console away takes nothing of another with it.
    let owner = Owner::new_root(None);
    let view = owner.with(|| {
        state::provide(Root::new(element.clone(), host_page), location, chunks);
        mount_to(element, move || view! { <App config=config chunks=chunks/> })
    });
    let (router, cache) = owner.with(|| (expect_context(), expect_context()));
    let end = move || {
        drop(view);
        // Ends what is under way; dropping it would wait for that.
        owner.cleanup();
    };
    Mounted { router, cache, end: Some(Box::new(end)) }
}

/// Takes up a catalogue of another language: English texts and their translations, as JSON. What is drawn already stays as it is, and what
/// cannot be read is left out.
#[wasm_bindgen]
pub fn learn(catalogue: &str) {
    let texts = json::entries(catalogue).into_iter().flatten();
    voldeck_core::texts::learn(texts.filter_map(|(english, other)| Some((english.into_owned(), json::string(other)?))));
}

#[wasm_bindgen]
impl Mounted {
    /// Takes the console away, and ends everything that is under way.
    pub fn unmount(mut self) {
        if let Some(end) = self.end.take() {
            end();
        }
    }

    /// Goes to a path such as `/snapshots`.
    pub fn navigate(&self, path: &str) {
        self.router.lead(Route::parse(path));
    }

    /// Where one is, as a path.
    pub fn path(&self) -> String {
        self.router.route.with_untracked(Route::text)
    }

    /// Reads anew what is on screen.
    pub fn refresh(&self) {
        self.cache.refresh_all();
    }
}

impl Drop for Mounted {
    fn drop(&mut self) {
        std::mem::forget(self.end.take());
    }
}
