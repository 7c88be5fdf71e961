//! Which readings are under way: what is on screen follows from the state ([`crate::subscriptions`]), and a task compares it with what
//! is being read.
//!
//! Nothing is read while nobody can see the page, and leaving a page ends its readings at once.

use std::future::Future;
use std::task::{Context, Waker};

use futures::StreamExt as _;
use futures::future::{AbortHandle, abortable};
use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::cache::QueryCache;
use super::clients::Clients;
use super::connections::Connections;
use super::reading::Reader;
use super::router::Router;
use crate::browser::page;
use crate::subscriptions::subscriptions;
use crate::ui::changes::changes;
use voldeck_core::cache::Key;
use voldeck_core::vec_map::VecMap;

/// What is on screen, and to be kept up to date. A keystroke in the filter changes the route but not this.
pub fn watched(router: Router, connections: Connections, clients: Clients) -> Memo<Vec<Key>> {
    Memo::new(move |_| {
        if !connections.ready.get() {
            return Vec::new();
        }
        let actions = |name: &str| clients.actions(name).unwrap_or_default();
        router.route.with(|route| connections.all.with(|all| subscriptions(route, all, &actions)))
    })
}

/// What is being read: each key with how often it was invalidated when its reading began.
type Running = StoredValue<VecMap<Key, (u64, AbortHandle)>>;

/// Starts and stops readings as what is watched changes, until the console is taken away.
pub fn run(cache: QueryCache, reader: Reader) {
    let QueryCache { read, watched, .. } = cache;
    let running = Running::default();
    let visible = RwSignal::new(!page::is_hidden());
    let listener = window_event_listener(ev::visibilitychange, move |_| visible.set(!page::is_hidden()));
    // With how often each was invalidated: one that is stale is read anew.
    let wanted = Memo::new(move |_| {
        let keys = if visible.get() { watched.get() } else { Vec::new() };
        read.with(|cache| keys.into_iter().map(|key| (cache.invalidations(&key), key)).collect::<Vec<_>>())
    });
    // At once, not when the page has been drawn: what is to be shown is on its way while the page is built.
    follow(running, reader, wanted.get_untracked());
    let mut changes = changes(wanted);
    spawn_local(async move {
        while changes.next().await.is_some() {
            let Some(wanted) = wanted.try_get_untracked() else { return };
            follow(running, reader, wanted);
        }
    });
    on_cleanup(move || {
        listener.remove();
        running.with_value(|running| running.iter().for_each(|(_, (_, handle))| handle.abort()));
    });
}

/// Ends readings that are no longer wanted as they are, and begins those that are not under way.
fn follow(running: Running, reader: Reader, wanted: Vec<(u64, Key)>) {
    let begun = running.try_update_value(|running| {
        running.retain(|key, (invalidations, handle)| {
            let stays = wanted.iter().any(|(now, wanted)| now == invalidations && wanted == key);
            if !stays {
                handle.abort();
            }
            stays
        });
        wanted.into_iter().filter(|(_, key)| running.get(key).is_none()).collect::<Vec<_>>()
    });
    for (invalidations, key) in begun.unwrap_or_default() {
        let handle = start(reader.keep(key.clone()));
        running.update_value(|running| {
            running.insert(key, (invalidations, handle));
        });
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
