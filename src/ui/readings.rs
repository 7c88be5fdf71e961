//! What keeps the store true: reads what is on screen, holds readings where the server can, looks again where it cannot.
//!
//! At most three readings of one connection are held at once (two lists and an open resource): browsers allow six
//! connections a host, and writes need some of them. Nothing is read while nobody can see the page, and leaving a page ends
//! its readings at once.

use std::future::Future;
use std::sync::Arc;
use std::task::{Context, Waker};

use futures::future::{AbortHandle, abortable};
use leptos::ev;
use leptos::prelude::*;
use leptos::reactive::effect::RenderEffect;
use leptos::task::spawn_local;

use super::doors;
use super::store::{ListKey, Store};
use crate::cache::back_off_millis;
use crate::few::Few;
use crate::http::{Clock, ErrorKind};
use crate::model::{Kind, Phase};
use crate::provider::{Held, Listing};
use crate::route::Address;
use crate::ui::signals::{Memo, RwSignal, StoredValue};

/// The shortest time between two readings of one list, in milliseconds, however often it changes.
const FLOOR_MILLIS: u64 = 1_500;
/// How often a list is read that the server cannot hold, while something in it is changing, and otherwise.
const POLL_MILLIS: (u64, u64) = (5_000, 45_000);

/// A reading that is kept up.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Watched {
    List(ListKey),
    One(Kind, Address),
}

/// Starts and stops readings as the route, the connections and the page's visibility say.
pub fn keep_true(store: Store) {
    let visible = RwSignal::new(!doors::hidden());
    let listener = window_event_listener(ev::visibilitychange, move |_| visible.set(!doors::hidden()));
    on_cleanup(move || listener.remove());
    let running: StoredValue<Few<Watched, AbortHandle>> = StoredValue::new(Few::default());
    // What is wanted, as a value: a keystroke in the filter changes the route but not this.
    let wanted = Memo::new(move |_| if visible.get() && store.ready.get() { wanted(store) } else { Vec::new() });
    let again = Memo::new(move |_| store.again.get());
    // At once, not when the page has been drawn: what is to be shown is on its way while the page is built.
    let keeping = RenderEffect::new(move |last: Option<u64>| {
        let (wanted, again) = (wanted.get(), again.get());
        running.update_value(|running| {
            running.retain(|watched, handle| {
                let stays = wanted.contains(watched) && last.is_none_or(|last| last == again);
                if !stays {
                    handle.abort();
                }
                stays
            });
            for watched in wanted {
                if running.get(&watched).is_none() {
                    let handle = match watched.clone() {
                        Watched::List(key) => start(keep_list(store, key)),
                        Watched::One(kind, address) => start(keep_one(store, kind, address)),
                    };
                    running.insert(watched, handle);
                }
            }
        });
        again
    });
    on_cleanup(move || {
        drop(keeping);
        running.with_value(|running| running.iter().for_each(|(_, handle)| handle.abort()));
    });
    let ticking = set_interval_with_handle(move || store.now.set(doors::clock().now_millis()), std::time::Duration::from_secs(5));
    if let Ok(ticking) = ticking {
        on_cleanup(move || ticking.clear());
    }
}

/// Begins now, so that the first request leaves before whatever else is to be done, and goes on in the background.
fn start(work: impl Future<Output = ()> + 'static) -> AbortHandle {
    let (work, handle) = abortable(work);
    let mut work = Box::pin(work);
    // Whoever goes on polls again and says whom to wake.
    let begun = untrack(|| work.as_mut().poll(&mut Context::from_waker(Waker::noop())));
    if begun.is_pending() {
        spawn_local(async move {
            let _ = work.await;
        });
    }
    handle
}

fn wanted(store: Store) -> Vec<Watched> {
    let (kind, open, more) =
        store.route.with(|route| (route.kind(), route.open().map(|(kind, address)| (kind, address.clone())), route.view.more.clone()));
    let mut wanted = Vec::new();
    let full = store.route.with(|route| matches!(route.page, crate::route::Page::Full(..)));
    if let Some(kind) = kind.filter(|_| !full) {
        for connection in store.connections.get() {
            if connection.locked || store.link(&connection.saved.name).is_none() {
                continue;
            }
            for source in Store::sources(&connection, kind) {
                if source.at_once || more.iter().any(|name| name == source.name) {
                    wanted.push(Watched::List(ListKey { connection: connection.saved.name.clone(), kind, source: source.name.to_owned() }));
                }
            }
        }
    }
    if let Some((kind, address)) = open
        && store.link(&address.connection).is_some()
    {
        wanted.push(Watched::One(kind, address));
    }
    wanted
}

async fn keep_list(store: Store, key: ListKey) {
    let Some(link) = store.link(&key.connection) else { return };
    let (clock, cell) = (doors::clock(), store.list(&key));
    let mut mark = None;
    loop {
        let began = clock.now_millis();
        let Some(ticket) = cell.try_update(|cell| cell.begin(mark.is_none())) else { return };
        let early = |part| {
            cell.try_update(|cell| cell.part(ticket, part, began));
        };
        let answer = link.list_early(key.kind, &key.source, mark, &early).await;
        let now = clock.now_millis();
        let (answer, ends) = match answer {
            Ok(Held::Read(listing)) => (Ok(listing), false),
            // A source this server does not have: an empty list that need not be read again.
            Ok(Held::Absent(_)) => (Ok(Listing::default()), true),
            Err(error) => (Err(error), false),
        };
        let failed = answer.is_err();
        // Wrong credentials do not get better by asking again; a person has to act.
        let hopeless =
            matches!(&answer, Err(error) if matches!(error.kind, ErrorKind::Unauthenticated | ErrorKind::Forbidden | ErrorKind::Invalid));
        mark = answer.as_ref().map_or(mark, |listing| listing.mark);
        let changing = answer.as_ref().is_ok_and(|listing| listing.items.iter().flatten().any(|r| r.status.phase == Phase::Changing));
        if cell.try_update(|cell| cell.end(ticket, answer, now)).is_none() || ends || hopeless {
            return;
        }
        store.now.set(now);
        if !failed {
            store.learn(&key.connection).await;
        }
        if failed {
            mark = None;
        }
        let failures = cell.try_with_untracked(|cell| cell.failures).unwrap_or(0);
        clock.sleep(pause_millis(&*clock, failures, mark.is_some(), changing, now - began)).await;
    }
}

async fn keep_one(store: Store, kind: Kind, address: Address) {
    let Some(link) = store.link(&address.connection) else { return };
    let (clock, cell) = (doors::clock(), store.detail(kind, &address));
    store.learn(&address.connection).await;
    let mut mark = None;
    loop {
        let began = clock.now_millis();
        let Some(ticket) = cell.try_update(|cell| cell.begin(mark.is_none())) else { return };
        let answer = link.get(kind, &address.id, mark).await;
        let now = clock.now_millis();
        let gone = matches!(&answer, Err(error) if error.kind == ErrorKind::NotFound);
        let changing = answer.as_ref().is_ok_and(|(r, _)| r.status.phase == Phase::Changing);
        mark = answer.as_ref().map_or(None, |(_, mark)| *mark);
        if cell.try_update(|cell| cell.end(ticket, answer.map(|(resource, _)| Arc::new(resource)), now)).is_none() || gone {
            return;
        }
        store.learned.update(|n| *n += 1);
        let failures = cell.try_with_untracked(|cell| cell.failures).unwrap_or(0);
        clock.sleep(pause_millis(&*clock, failures, mark.is_some(), changing, now - began)).await;
    }
}

/// How long to wait after a reading: longer after each failure in a row, hardly where the server holds the next reading,
/// and otherwise by whether something is changing.
fn pause_millis(clock: &dyn Clock, failures: u32, held: bool, changing: bool, took_millis: u64) -> u64 {
    match (failures, held, changing) {
        (1.., _, _) => back_off_millis(failures, clock.chance()),
        (0, true, _) => FLOOR_MILLIS.saturating_sub(took_millis),
        (0, false, true) => POLL_MILLIS.0,
        (0, false, false) => POLL_MILLIS.1,
    }
}

/// Where the list is kept that belongs to one resource: the members of a group, the snapshots of a volume or a group.
pub fn related(connection: &str, resource: &crate::model::Resource, kind: Kind) -> ListKey {
    ListKey { connection: connection.to_owned(), kind, source: format!("of {}", resource.id) }
}

/// Reads that list into its cell, once.
pub fn read_related(store: Store, resource: Arc<crate::model::Resource>, connection: &str, kind: Kind) {
    let key = related(connection, &resource, kind);
    let cell = store.list(&key);
    let Some(link) = store.link(&key.connection) else { return };
    let Some(ticket) = cell.try_update(|cell| cell.begin(true)) else { return };
    spawn_local(async move {
        let answer = if kind == Kind::Volume { link.members_of(&resource).await } else { link.snapshots_of(&resource).await };
        cell.try_update(|cell| cell.end(ticket, answer, doors::clock().now_millis()));
    });
}

/// Reads again whatever cannot tell of changes by itself, after a write has made it stale.
pub fn read_again(store: Store) {
    store.again.update(|n| *n += 1);
}
