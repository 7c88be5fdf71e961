//! Credentials that outlive the page, where the person wants that: the pure rules are in [`crate::credentials`], what encrypts and stores
//! in [`crate::browser`]. Loaded with the views about connections.
//!
//! - [`vault`]: opened with a passphrase. - [`session`]: of this tab. - [`lock`]: when the vault is locked.

pub mod lock;
pub mod session;
pub mod vault;

use leptos::prelude::*;

use crate::browser::database::StorageError;
use crate::connection::ConnectionConfig;
use crate::credentials::Keep;
use crate::credentials::contents::Credentials;
use crate::credentials::problem::Problem;
use crate::ui::state::Vault;

impl From<StorageError> for Problem {
    fn from(error: StorageError) -> Self {
        match error {
            StorageError::Forbidden => Self::Forbidden,
            StorageError::Full => Self::Full,
            StorageError::Failed => Self::Storage,
        }
    }
}

/// Keeps the credentials of a connection where that says; the vault has to be open.
pub async fn keep(vault: Vault, config: &ConnectionConfig, credentials: Credentials) -> Result<(), Problem> {
    match config.keep {
        Keep::Memory => Ok(()),
        Keep::Session => session::change(&|contents| contents.set(&config.id, credentials.clone())).await,
        Keep::Vault => vault::change(vault, &|contents| contents.set(&config.id, credentials.clone())).await,
    }
}

/// Drops the credentials of a connection from everywhere but `but`. Those in a vault that is locked stay until it is opened.
pub async fn drop_elsewhere(vault: Vault, id: &str, but: Keep) {
    if but != Keep::Session && session::exists() {
        let _ = session::change(&|contents| contents.remove(id)).await;
    }
    if but != Keep::Vault && vault.open.try_get_untracked() == Some(true) {
        let _ = vault::change(vault, &|contents| contents.remove(id)).await;
    }
}

/// The credentials that are kept of a connection and can be had now.
pub async fn kept(vault: Vault, config: &ConnectionConfig) -> Option<Credentials> {
    let contents = match config.keep {
        Keep::Memory => return None,
        Keep::Session => session::contents().await,
        Keep::Vault => vault::contents(vault).await.ok()?,
    };
    contents.of(config).cloned()
}
