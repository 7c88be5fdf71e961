//! The page as the server has it now, beside the one that runs.

use web_sys::{Document, window};

use super::fetch;
use voldeck_core::texts::t;

/// What stands in every page of the console, with the names of its files.
const APP: &str = "voldeck-app";

fn document() -> Option<Document> {
    window()?.document()
}

/// The names of the files of the program that runs: they follow from what is in them. Empty in a page of others.
pub fn names() -> Vec<String> {
    let app = document().and_then(|document| document.query_selector(&format!("meta[name={APP}]")).ok()?);
    app.into_iter().flat_map(|app| ["data-js", "data-wasm"].map(|name| app.get_attribute(name))).flatten().collect()
}

/// Whether the server has the same files.
///
/// # Errors
/// Says why it cannot be told.
pub async fn is_same() -> Result<bool, String> {
    let address = document().and_then(|document| document.base_uri().ok()?).unwrap_or_default();
    let address = address.split('#').next().unwrap_or_default();
    let page = fetch::page(address).await?;
    // A page to sign in at is no version.
    if !page.contains(APP) {
        return Err(t("the server answered with another page than this").to_owned());
    }
    Ok(names().iter().all(|name| page.contains(name.as_str())))
}
