//! The clipboard.

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};

/// Puts a text into the clipboard; `false` if the browser does not allow it.
pub async fn write(text: &str) -> bool {
    let Some(window) = web_sys::window() else { return false };
    // Through Reflect: the clipboard is absent on pages that are neither https nor loopback.
    let clipboard = Reflect::get(&window.navigator(), &"clipboard".into()).unwrap_or(JsValue::UNDEFINED);
    let write = Reflect::get(&clipboard, &"writeText".into()).unwrap_or(JsValue::UNDEFINED);
    let Ok(write) = write.dyn_into::<Function>() else { return false };
    match write.call1(&clipboard, &text.into()).map(Promise::from) {
        Ok(promise) => wasm_bindgen_futures::JsFuture::from(promise).await.is_ok(),
        Err(_) => false,
    }
}
