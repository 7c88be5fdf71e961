//! What is to be told of the lists beside their rows: above them, or in their place.

use leptos::prelude::*;

use crate::connection::Connection;
use crate::credentials::expiry;
use crate::inventory::Query;
use crate::route::{Page, Route};
use crate::ui::primitives::Link;
use crate::ui::state::{Clients, Clock, Connections, QueryCache, Router, Vault};
use voldeck_core::action::Target;
use voldeck_core::cache::Key;
use voldeck_core::fill;
use voldeck_core::http::Error;
use voldeck_core::model::{Kind, Timestamp};
use voldeck_core::texts::t;

/// How many rows of a list that failed are still shown, and how old they are.
pub type Kept = (usize, String);

/// What is to be told of the lists beside their rows.
#[derive(Debug, Clone, PartialEq)]
pub struct Told {
    /// Lists that failed, with what of them is still shown and its age; of one kind of trouble of a connection the first.
    pub failed: Vec<(Key, Error, Option<Kept>)>,
    /// What could be read in part, by connection.
    pub partly: Vec<(String, Error)>,
    /// What lists do not hold and why, by connection.
    pub remarks: Vec<(String, String)>,
    /// Connections that wait for a secret.
    pub locked: Vec<Connection>,
    /// Connections whose token or key ends soon, and when.
    pub expiring: Vec<(String, String)>,
    /// The names of those that wait for the vault.
    pub in_vault: Vec<String>,
}

impl Told {
    /// Of a connection that is not asked for, nothing is told.
    pub fn of(router: Router, connections: Connections, cache: QueryCache, clock: Clock, kind: Kind) -> Self {
        let query = router.route.with(|route| Query::parse(&route.view.query));
        let asked = |connection: &Connection| query.reaches(&connection.config.name, &connection.config.provider);
        let asked: Vec<Connection> = connections.all.get().into_iter().filter(asked).collect();
        let mut told = Self {
            failed: Vec::new(),
            partly: Vec::new(),
            remarks: Vec::new(),
            expiring: Vec::new(),
            locked: Vec::new(),
            in_vault: Vec::new(),
        };
        // Connections that have some of the kind, or may have: a list of them is still being read.
        let (mut absent, mut filled) = (Vec::new(), Vec::new());
        for key in cache.lists_of(kind) {
            if !asked.iter().any(|connection| connection.config.name == key.connection && connection.is_read()) {
                continue;
            }
            cache.look(&key, |query| {
                let listing = query.listing();
                if let Some(error) = &query.error
                    && !told.failed.iter().any(|(other, same, _)| other.connection == key.connection && same.kind == error.kind)
                {
                    let age = query.read_at().map(|at| Timestamp::from_millis(at).ago(clock.time()));
                    told.failed.push((key.clone(), error.clone(), listing.map(|listing| listing.items.len()).zip(age)));
                }
                let Some(listing) = listing else { return filled.push(key.connection.clone()) };
                if let Some(reason) = &listing.absent {
                    absent.push((key.connection.clone(), reason.clone()));
                } else if !listing.items.is_empty() {
                    filled.push(key.connection.clone());
                }
                told.partly.extend(listing.notes.iter().map(|note| (key.connection.clone(), note.clone())));
                for remark in &listing.remarks {
                    let remark = (key.connection.clone(), remark.clone());
                    if !told.remarks.contains(&remark) {
                        told.remarks.push(remark);
                    }
                }
            });
        }
        // That a server has no such list is told where its connection would seem to have none of the kind.
        absent.retain(|(connection, _)| !filled.contains(connection));
        told.remarks.extend(absent);
        let (vault, clients) = (expect_context::<Vault>(), expect_context::<Clients>());
        for connection in asked.iter().filter(|connection| connection.is_read()) {
            let name = &connection.config.name;
            let expiry = clients.is_connected(name).then(|| clients.get(name)?.expiry()).flatten();
            if let Some(expiry) = expiry.filter(|expiry| expiry::is_near(*expiry, clock.time())) {
                told.expiring.push((name.clone(), format!("{}: {}.", connection.secret(), expiry::words(expiry, clock.time()))));
            }
        }
        let is_open = vault.open.get();
        for connection in asked.into_iter().filter(|connection| connection.locked && !connection.config.disabled) {
            if connection.config.keep.is_vault() && !is_open {
                told.in_vault.push(connection.config.name);
            } else {
                told.locked.push(connection);
            }
        }
        told
    }
}

/// Whether any connection can make one.
pub fn creatable(connections: Connections, clients: Clients, kind: Kind) -> Memo<bool> {
    let creates = move |connection: &Connection| match clients.actions(&connection.config.name) {
        Some(all) => all.iter().any(|action| action.on == Target::Connection(kind)),
        // Not loaded yet: the button stands where it will be, so that nothing moves.
        None => connection.is_read() && connection.immutable().is_none() && !connection.sources(kind).is_empty(),
    };
    Memo::new(move |_| connections.all.with(|all| all.iter().any(|connection| !connection.config.disabled && creates(connection))))
}

/// The way to where its secret is entered.
pub fn unlock(connection: &Connection) -> AnyView {
    let to = Route::to(Page::Connection(connection.config.name.clone()));
    let words = fill!("Enter {secret}", secret = connection.secret());
    view! { <span class="actions"><Link to=to class="button small">{words}</Link></span> }.into_any()
}

/// Why a connection waits for its secret.
pub fn asked_again(connection: &Connection) -> String {
    let secret = connection.secret();
    if connection.config.keep.is_memory() {
        fill!("The {secret} is kept nowhere but in memory, so it has to be entered again.", secret)
    } else {
        fill!("What is kept of the {secret} is not for this address, or is gone, so it has to be entered again.", secret)
    }
}

/// Of connections whose credentials are in the vault, while that is locked.
pub const IN_VAULT: &str = "The vault with the credentials is locked.";

/// The way to the vault.
pub fn unlock_vault() -> AnyView {
    view! { <span class="actions"><Link to=Route::to(Page::Vault) class="button small">{t("Unlock")}</Link></span> }.into_any()
}
