//! What is kept for as long as the tab is open: encrypted in the tab's storage, under a key in the browser's database that no script can
//! read, only use. So nothing stands in clear in either; whoever has both has everything, which `docs/credentials.md` says.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

use crate::browser::crypto::{self, Key};
use crate::browser::database::{self, Store};
use crate::browser::storage;
use crate::credentials::Keep;
use crate::credentials::contents::Contents;
use crate::credentials::problem::Problem;
use crate::credentials::vault_file::IV;
use crate::ui::state::{Connections, SESSION};
use voldeck_core::json;

/// What is authenticated beside the contents: what they are.
const WHAT: &str = "voldeck-session 1";

/// As it stands in the tab's storage.
#[derive(Serialize, Deserialize)]
struct Sealed {
    version: u32,
    /// The key's name in the database.
    key: String,
    iv: String,
    contents: String,
}

/// Whether anything is kept.
pub fn exists() -> bool {
    storage::of_tab(SESSION).is_some()
}

/// What is kept; nothing where it cannot be had any more.
pub async fn contents() -> Contents {
    match read().await {
        Some((_, _, contents)) => contents,
        None => Contents::default(),
    }
}

async fn read() -> Option<(String, Key, Contents)> {
    let Sealed { key: name, iv, contents: sealed, version: 1 } = serde_json::from_str(&storage::of_tab(SESSION)?).ok()? else {
        return None;
    };
    let key = Key::from_value(database::value(Store::SessionKeys, &name).await.ok()??)?;
    let (iv, sealed) = (STANDARD.decode(iv).ok()?, STANDARD.decode(sealed).ok()?);
    let contents = Contents::read(&crypto::open(&key, &iv, WHAT, &sealed).await?)?;
    Some((name, key, contents))
}

/// Changes what is kept.
pub async fn change(edit: &dyn Fn(&mut Contents)) -> Result<(), Problem> {
    if !crypto::is_available() {
        return Err(Problem::NoEncryption);
    }
    let (name, key, mut contents) = match read().await {
        Some(before) => before,
        None => new_key().await?,
    };
    edit(&mut contents);
    if contents.is_empty() {
        storage::remove_of_tab(SESSION);
        return Ok(());
    }
    let iv = crypto::random::<IV>().ok_or(Problem::NoEncryption)?;
    let sealed = crypto::seal(&key, &iv, WHAT, &contents.text()).await.ok_or(Problem::NoEncryption)?;
    let sealed = Sealed { version: 1, key: name, iv: STANDARD.encode(iv), contents: STANDARD.encode(sealed) };
    if storage::set_of_tab(SESSION, &json::text(&sealed)) { Ok(()) } else { Err(Problem::Full) }
}

async fn new_key() -> Result<(String, Key, Contents), Problem> {
    let name = STANDARD.encode(crypto::random::<12>().ok_or(Problem::NoEncryption)?);
    let key = crypto::new_key().await.ok_or(Problem::NoEncryption)?;
    database::put(Store::SessionKeys, &name, key.value()).await?;
    Ok((name, key, Contents::default()))
}

/// Signs in the connections whose credentials are kept so.
pub async fn restore(connections: Connections) {
    connections.sign_in(Keep::Session, &contents().await);
}
