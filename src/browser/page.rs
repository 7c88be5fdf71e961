//! The page that the console stands in: whether anybody sees it, and what its start script left there.

use web_sys::{VisibilityState, window};

/// Whether nobody can see the page now.
pub fn is_hidden() -> bool {
    window().and_then(|window| window.document()).is_some_and(|document| document.visibility_state() == VisibilityState::Hidden)
}

/// The host's configuration as the start script read it; `None` on pages that start the console otherwise.
pub fn config_read_at_start() -> Option<String> {
    window()?.document()?.query_selector("meta[name='voldeck-app']").ok()??.get_attribute("data-config")
}
