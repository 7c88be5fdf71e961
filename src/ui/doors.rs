//! The browser behind the doors: time, storage that outlives the page, the clipboard. The only file that touches them.

use std::rc::Rc;

use leptos::prelude::{document, window};
use wasm_bindgen::JsValue;

use crate::browser::clock::BrowserClock;
use voldeck_core::http::Clock;

/// The clock, to be handed to transports and providers.
pub fn clock() -> Rc<dyn Clock> {
    Rc::new(BrowserClock)
}

/// Reads what was kept under this name. `None` where storage is forbidden.
pub fn recall(name: &str) -> Option<String> {
    window().local_storage().ok()??.get_item(name).ok()?
}

/// Keeps a text under this name. Never a secret. `false` where storage is forbidden or full.
pub fn keep(name: &str, text: &str) -> bool {
    matches!(window().local_storage(), Ok(Some(storage)) if storage.set_item(name, text).is_ok())
}

/// The host's configuration as the start script read it; `None` on pages that start the console otherwise.
pub fn config_read_at_start() -> Option<String> {
    document().query_selector("meta[name='voldeck-app']").ok()??.get_attribute("data-config")
}

/// Puts a text into the clipboard; `false` if the browser does not allow it.
pub async fn copy(text: &str) -> bool {
    // Through Reflect: the clipboard is absent on pages that are neither https nor loopback.
    let clipboard = js_sys::Reflect::get(&window().navigator(), &"clipboard".into()).unwrap_or(JsValue::UNDEFINED);
    let write = js_sys::Reflect::get(&clipboard, &"writeText".into()).unwrap_or(JsValue::UNDEFINED);
    let Ok(write) = wasm_bindgen::JsCast::dyn_into::<js_sys::Function>(write) else { return false };
    match write.call1(&clipboard, &text.into()).map(js_sys::Promise::from) {
        Ok(promise) => wasm_bindgen_futures::JsFuture::from(promise).await.is_ok(),
        Err(_) => false,
    }
}

/// Whether nobody can see the page now.
pub fn hidden() -> bool {
    document().visibility_state() == web_sys::VisibilityState::Hidden
}
