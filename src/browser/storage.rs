//! Storage that outlives the page. Never for a secret.

/// What was kept under this name. `None` where nothing was, or storage is forbidden.
pub fn get(name: &str) -> Option<String> {
    web_sys::window()?.local_storage().ok()??.get_item(name).ok()?
}

/// Keeps a text under this name. `false` where storage is forbidden or full.
pub fn set(name: &str, text: &str) -> bool {
    let storage = web_sys::window().and_then(|window| window.local_storage().ok()?);
    storage.is_some_and(|storage| storage.set_item(name, text).is_ok())
}
