//! The page that the console stands in: whether anybody sees it.

use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, VisibilityState, window};

/// Whether nobody can see the page now.
pub fn is_hidden() -> bool {
    window().and_then(|window| window.document()).is_some_and(|document| document.visibility_state() == VisibilityState::Hidden)
}

/// The host's configuration as the start script read it; `None` on pages that start the console otherwise. Taken, so that what does not
/// belong into that file does not stand in the page either.
pub fn config_read_at_start() -> Option<String> {
    let meta = window()?.document()?.query_selector("meta[name='voldeck-app']").ok()??;
    let config = meta.get_attribute("data-config");
    let _ = meta.remove_attribute("data-config");
    config
}

/// Gives the page other values of the style sheet's tokens, and another density. Through the object model: the policy of the page forbids
/// attributes of style.
pub fn theme(tokens: &[(String, String)], density: &str) {
    let root = window().and_then(|window| window.document()?.document_element()?.dyn_into::<HtmlElement>().ok());
    let Some(root) = root else { return };
    for (name, value) in tokens {
        let _ = root.style().set_property(name, value);
    }
    if !density.is_empty() {
        let _ = root.set_attribute("data-density", density);
    }
}
