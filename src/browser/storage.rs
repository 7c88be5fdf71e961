//! Storage that outlives the page: of the browser, and of one tab. Never for a secret in clear.

use web_sys::Storage;

/// What was kept under this name. `None` where nothing was, or storage is forbidden.
pub fn get(name: &str) -> Option<String> {
    web_sys::window()?.local_storage().ok()??.get_item(name).ok()?
}

/// Keeps a text under this name. `false` where storage is forbidden or full.
pub fn set(name: &str, text: &str) -> bool {
    let storage = web_sys::window().and_then(|window| window.local_storage().ok()?);
    storage.is_some_and(|storage| storage.set_item(name, text).is_ok())
}

/// What was kept under this name for as long as the tab is open. A copy of the tab has it too.
pub fn of_tab(name: &str) -> Option<String> {
    tab()?.get_item(name).ok()?
}

/// Keeps a text under this name while the tab is open. `false` where storage is forbidden or full.
pub fn set_of_tab(name: &str, text: &str) -> bool {
    tab().is_some_and(|storage| storage.set_item(name, text).is_ok())
}

/// Drops what was kept under this name.
pub fn remove_of_tab(name: &str) {
    if let Some(storage) = tab() {
        let _ = storage.remove_item(name);
    }
}

fn tab() -> Option<Storage> {
    web_sys::window()?.session_storage().ok()?
}
