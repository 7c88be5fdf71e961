//! The page that the console stands in: whether anybody sees it.

use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, VisibilityState, window};

/// Whether nobody can see the page now.
pub fn is_hidden() -> bool {
    window().and_then(|window| window.document()).is_some_and(|document| document.visibility_state() == VisibilityState::Hidden)
}

/// The page as an element.
pub fn root() -> Option<HtmlElement> {
    window()?.document()?.document_element()?.dyn_into().ok()
}

/// Gives what stands in an element other values of the style sheet's tokens, and another density. Through the object model: the policy of
/// the page forbids attributes of style.
pub fn theme(root: &HtmlElement, tokens: &[(String, String)], density: &str) {
    for (name, value) in tokens {
        let _ = root.style().set_property(name, value);
    }
    if !density.is_empty() {
        let _ = root.set_attribute("data-density", density);
    }
}

/// Whether the device has a network, as far as the browser knows.
pub fn is_online() -> bool {
    window().is_none_or(|window| window.navigator().on_line())
}

/// Loads the page anew.
pub fn reload() {
    if let Some(window) = window() {
        let _ = window.location().reload();
    }
}

/// What the browser says of itself.
pub fn browser() -> String {
    window().and_then(|window| window.navigator().user_agent().ok()).unwrap_or_default()
}

/// How large the window is, in pixels of the style sheet: `1440 × 900`.
pub fn size() -> String {
    #[expect(clippy::cast_possible_truncation, reason = "whole pixels: code that writes fractions is ten kilobytes")]
    let side = |side: Option<wasm_bindgen::JsValue>| side.and_then(|side| side.as_f64()).unwrap_or_default() as i32;
    let window = window();
    let of = |read: &dyn Fn(&web_sys::Window) -> Option<wasm_bindgen::JsValue>| side(window.as_ref().and_then(read));
    format!("{} × {}", of(&|window| window.inner_width().ok()), of(&|window| window.inner_height().ok()))
}

/// The path of the page on its host: `/`, `/console/`, `/console/index.html`.
pub fn path() -> String {
    window().and_then(|window| window.location().pathname().ok()).unwrap_or_default()
}
