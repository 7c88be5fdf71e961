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

/// The path of the page on its host: `/`, `/console/`, `/console/index.html`.
pub fn path() -> String {
    window().and_then(|window| window.location().pathname().ok()).unwrap_or_default()
}
