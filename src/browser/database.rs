//! The browser's database (`IndexedDB`), for what is kept of credentials: a change reads and writes in one transaction, so that two tabs
//! never undo each other's.

use idb::{Database, DatabaseEvent, Error, Factory, ObjectStore, ObjectStoreParams, Transaction, TransactionMode, TransactionResult};
use wasm_bindgen::JsValue;

/// The database's name.
const NAME: &str = "voldeck-credentials";

/// A part of the database: entries by name.
#[derive(Debug, Clone, Copy)]
pub enum Store {
    /// The vault and what belongs to it: texts.
    Vault,
    /// The keys of tabs' sessions.
    SessionKeys,
}

impl Store {
    const ALL: [Self; 2] = [Self::Vault, Self::SessionKeys];

    fn name(self) -> &'static str {
        match self {
            Self::Vault => "vault",
            Self::SessionKeys => "session-keys",
        }
    }
}

/// Why nothing is read or kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StorageError {
    /// The browser does not let this page keep anything.
    Forbidden,
    /// There is no room left.
    Full,
    /// Something else, which the browser does not explain.
    Failed,
}

/// What becomes of an entry.
pub enum Change {
    /// It stays as it is.
    Leave,
    /// This takes its place.
    Put(String),
    /// It goes.
    Remove,
}

/// Reads a text.
///
/// # Errors
/// Nothing can be read.
pub async fn text(store: Store, key: &str) -> Result<Option<String>, StorageError> {
    let (database, _, entries) = begin(store, TransactionMode::ReadOnly).await?;
    let value = get(&entries, key).await?;
    database.close();
    Ok(value.and_then(|value| value.as_string()))
}

/// Reads a text and says what becomes of it; what another tab does comes before or after, never between.
///
/// # Errors
/// Nothing was kept; all is as it was.
pub async fn change(store: Store, key: &str, decide: &mut dyn FnMut(Option<String>) -> Change) -> Result<(), StorageError> {
    let (database, transaction, entries) = begin(store, TransactionMode::ReadWrite).await?;
    let before = get(&entries, key).await?;
    match decide(before.and_then(|value| value.as_string())) {
        Change::Leave => {}
        Change::Put(text) => drop(entries.put(&text.into(), Some(&key.into())).map_err(|error| reason(&error))?),
        Change::Remove => drop(entries.delete(JsValue::from(key)).map_err(|error| reason(&error))?),
    }
    ended(database, transaction).await
}

/// Reads a value that is no text.
///
/// # Errors
/// Nothing can be read.
pub async fn value(store: Store, key: &str) -> Result<Option<JsValue>, StorageError> {
    let (database, _, entries) = begin(store, TransactionMode::ReadOnly).await?;
    let value = get(&entries, key).await;
    database.close();
    value
}

/// Keeps a value that is no text.
///
/// # Errors
/// It was not kept.
pub async fn put(store: Store, key: &str, value: &JsValue) -> Result<(), StorageError> {
    let (database, transaction, entries) = begin(store, TransactionMode::ReadWrite).await?;
    drop(entries.put(value, Some(&key.into())).map_err(|error| reason(&error))?);
    ended(database, transaction).await
}

/// Drops every entry.
///
/// # Errors
/// They are still there.
pub async fn clear(store: Store) -> Result<(), StorageError> {
    let (database, transaction, entries) = begin(store, TransactionMode::ReadWrite).await?;
    drop(entries.clear().map_err(|error| reason(&error))?);
    ended(database, transaction).await
}

async fn begin(store: Store, mode: TransactionMode) -> Result<(Database, Transaction, ObjectStore), StorageError> {
    let mut opening = Factory::new().and_then(|factory| factory.open(NAME, Some(1))).map_err(|_| StorageError::Forbidden)?;
    opening.on_upgrade_needed(|event| {
        if let Ok(database) = event.database() {
            for store in Store::ALL {
                drop(database.create_object_store(store.name(), ObjectStoreParams::new()));
            }
        }
    });
    let database = opening.await.map_err(|error| match reason(&error) {
        StorageError::Failed => StorageError::Forbidden,
        full => full,
    })?;
    let transaction = database.transaction(&[store.name()], mode).map_err(|error| reason(&error))?;
    let entries = transaction.object_store(store.name()).map_err(|error| reason(&error))?;
    Ok((database, transaction, entries))
}

async fn get(entries: &ObjectStore, key: &str) -> Result<Option<JsValue>, StorageError> {
    entries.get(JsValue::from(key)).map_err(|error| reason(&error))?.await.map_err(|error| reason(&error))
}

/// Only what is committed is kept.
async fn ended(database: Database, transaction: Transaction) -> Result<(), StorageError> {
    let ended = transaction.await;
    database.close();
    match ended.map_err(|error| reason(&error))? {
        TransactionResult::Committed => Ok(()),
        // Where there is no room, the browser gives up the transaction.
        TransactionResult::Aborted => Err(StorageError::Full),
    }
}

fn reason(error: &Error) -> StorageError {
    if error.to_string().contains("QuotaExceededError") { StorageError::Full } else { StorageError::Failed }
}
