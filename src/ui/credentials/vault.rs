//! The vault of this browser: made, opened, changed and forgotten. Other tabs may do the same at any time, so that each change begins from
//! what is stored, and is stored only if that is still so.

use std::rc::Rc;

use super::lock::Watch;
use crate::browser::clock::now_millis;
use crate::browser::crypto::{self, Key};
use crate::browser::database::{self, Change, Store};
use crate::browser::{storage, tabs};
use crate::credentials::Keep;
use crate::credentials::attempts::Attempts;
use crate::credentials::contents::Contents;
use crate::credentials::problem::Problem;
use crate::credentials::vault_file::{Header, ITERATIONS, VaultFile};
use crate::ui::state::{SESSION, Vault};

/// Where the vault is in the database, and beside it the wrong passphrases.
const FILE: &str = "file";
const ATTEMPTS: &str = "attempts";

/// What the tabs of this browser tell each other about it.
pub const CHANNEL: &str = "voldeck.vault";
/// It was changed, made or forgotten.
pub const CHANGED: &str = "changed";
/// It is to be locked everywhere.
pub const LOCKED: &str = "locked";

/// How often a change is tried again after another tab came first.
const TRIES: usize = 10;

/// What is held while it is open.
struct Open {
    key: Key,
    header: Header,
    _watch: Watch,
}

/// The vault as it is stored, if there is one.
pub async fn stored() -> Result<Option<String>, Problem> {
    if !crypto::is_available() {
        return Err(Problem::NoEncryption);
    }
    Ok(database::text(Store::Vault, FILE).await?)
}

/// Whether there is one that this console can read.
pub async fn look() -> Result<bool, Problem> {
    match stored().await? {
        None => Ok(false),
        Some(text) => VaultFile::read(&text).map(|_| true).map_err(Problem::Unreadable),
    }
}

/// Makes one, and opens it.
pub async fn create(vault: Vault, passphrase: &str) -> Result<(), Problem> {
    let (key, header) = new_key(passphrase).await?;
    let text = seal(&key, &header, &Contents::default()).await?;
    if !put(None, text).await? {
        return Err(Problem::Exists);
    }
    database::change(Store::Vault, ATTEMPTS, &mut |_| Change::Remove).await?;
    open(vault, key, header);
    tabs::tell(CHANNEL, CHANGED);
    Ok(())
}

/// Opens it, and signs in the connections whose credentials are in it.
pub async fn unlock(vault: Vault, passphrase: &str) -> Result<(), Problem> {
    let Opened { key, file, contents, .. } = try_passphrase(passphrase).await?;
    open(vault, key, file.header);
    vault.connections.sign_in(Keep::Vault, &contents);
    // What was to be taken out while it was locked.
    let stale = vault.connections.not_kept_in_vault(&contents);
    if stale.is_empty() { Ok(()) } else { change(vault, &|contents| stale.iter().for_each(|id| contents.remove(id))).await }
}

/// What is in it; it has to be open.
pub async fn contents(vault: Vault) -> Result<Contents, Problem> {
    Ok(read(vault).await?.1)
}

/// Changes what is in it; it has to be open.
pub async fn change(vault: Vault, edit: &dyn Fn(&mut Contents)) -> Result<(), Problem> {
    for _ in 0..TRIES {
        let (before, mut contents) = read(vault).await?;
        let held = vault.held::<Open>().ok_or(Problem::Locked)?;
        edit(&mut contents);
        let text = seal(&held.key, &held.header, &contents).await?;
        if put(Some(before), text).await? {
            tabs::tell(CHANNEL, CHANGED);
            return Ok(());
        }
    }
    Err(Problem::Busy)
}

/// Encrypts it anew under another passphrase. It is open afterwards.
pub async fn change_passphrase(vault: Vault, now: &str, new: &str) -> Result<(), Problem> {
    let Opened { before, contents, .. } = try_passphrase(now).await?;
    let (key, header) = new_key(new).await?;
    let text = seal(&key, &header, &contents).await?;
    if !put(Some(before), text).await? {
        return Err(Problem::Busy);
    }
    open(vault, key, header);
    vault.connections.sign_in(Keep::Vault, &contents);
    tabs::tell(CHANNEL, CHANGED);
    Ok(())
}

/// Locks it here; the connections whose credentials are in it are signed out.
pub fn lock(vault: Vault) {
    vault.hold(None);
    vault.connections.sign_out(Keep::Vault);
}

/// Locks it in every tab.
pub fn lock_everywhere(vault: Vault) {
    lock(vault);
    tabs::tell(CHANNEL, LOCKED);
}

/// Looks whether it still opens with the key that is held: another tab has changed it.
pub async fn check(vault: Vault) {
    let _ = read(vault).await;
}

/// Removes the vault and what tabs' sessions keep, whatever state they are in. The connections stay, without their credentials.
pub async fn forget(vault: Vault) -> Result<(), Problem> {
    database::clear(Store::Vault).await?;
    database::clear(Store::SessionKeys).await?;
    storage::remove_of_tab(SESSION);
    lock(vault);
    vault.connections.forget_kept();
    tabs::tell(CHANNEL, CHANGED);
    Ok(())
}

fn open(vault: Vault, key: Key, header: Header) {
    vault.hold(Some(Rc::new(Open { key, header, _watch: Watch::begin(vault) })));
}

struct Opened {
    key: Key,
    file: VaultFile,
    /// As it is stored.
    before: String,
    contents: Contents,
}

/// Opens what is stored. A try counts as wrong before it is made, so that leaving the page does not save it.
async fn try_passphrase(passphrase: &str) -> Result<Opened, Problem> {
    let before = stored().await?.ok_or(Problem::Gone)?;
    let file = VaultFile::read(&before).map_err(Problem::Unreadable)?;
    let (mut wait, mut next) = (0, 0);
    let mut count = |text: Option<String>| {
        let (attempts, now) = (Attempts::read(&text.unwrap_or_default()), now_millis());
        wait = attempts.wait_millis(now);
        if wait > 0 {
            return Change::Leave;
        }
        let attempts = attempts.begun(now);
        next = attempts.wait_millis(now);
        Change::Put(attempts.text())
    };
    // Where there is no room to count, the vault can be opened all the same: what is in it is not to be lost for that.
    let _ = database::change(Store::Vault, ATTEMPTS, &mut count).await;
    if wait > 0 {
        return Err(Problem::Wait(wait));
    }
    let key = crypto::derive(passphrase, &file.header.salt, file.header.iterations).await.ok_or(Problem::NoEncryption)?;
    let text = crypto::open(&key, &file.header.iv, &file.line, &file.sealed).await.ok_or(Problem::Wrong(next))?;
    let contents = Contents::read(&text).ok_or(Problem::Contents)?;
    let _ = database::change(Store::Vault, ATTEMPTS, &mut |_| Change::Remove).await;
    Ok(Opened { key, file, before, contents })
}

/// What is stored, and what is in it, with the key that is held. Where that does not fit any more, it is locked here.
async fn read(vault: Vault) -> Result<(String, Contents), Problem> {
    let held = vault.held::<Open>().ok_or(Problem::Locked)?;
    let opened = async {
        let text = stored().await?.ok_or(Problem::Gone)?;
        let file = VaultFile::read(&text).map_err(Problem::Unreadable)?;
        let opened = crypto::open(&held.key, &file.header.iv, &file.line, &file.sealed).await.ok_or(Problem::PassphraseChanged)?;
        Ok((text, Contents::read(&opened).ok_or(Problem::Contents)?))
    };
    let opened = opened.await;
    if matches!(opened, Err(Problem::Gone | Problem::Unreadable(_) | Problem::PassphraseChanged)) {
        // Meanwhile it may have been opened anew, with another key.
        if vault.held::<Open>().is_some_and(|now| Rc::ptr_eq(&now, &held)) {
            lock(vault);
        }
    }
    opened
}

async fn new_key(passphrase: &str) -> Result<(Key, Header), Problem> {
    let (Some(salt), Some(iv)) = (crypto::random(), crypto::random()) else { return Err(Problem::NoEncryption) };
    let header = Header { iterations: ITERATIONS, salt, iv };
    let key = crypto::derive(passphrase, &header.salt, header.iterations).await.ok_or(Problem::NoEncryption)?;
    Ok((key, header))
}

/// Encrypts under a fresh initialisation vector.
async fn seal(key: &Key, header: &Header, contents: &Contents) -> Result<String, Problem> {
    let header = Header { iv: crypto::random().ok_or(Problem::NoEncryption)?, ..header.clone() };
    let sealed = crypto::seal(key, &header.iv, &header.line(), &contents.text()).await.ok_or(Problem::NoEncryption)?;
    Ok(VaultFile::new(header, sealed).text())
}

/// Stores it if what is stored is still what it was; whether it was.
async fn put(before: Option<String>, text: String) -> Result<bool, Problem> {
    let mut same = false;
    database::change(Store::Vault, FILE, &mut |now| {
        same = now == before;
        if same { Change::Put(text.clone()) } else { Change::Leave }
    })
    .await?;
    Ok(same)
}
