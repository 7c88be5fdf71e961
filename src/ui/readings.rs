//! What keeps the cache true: reads what is on screen, holds readings where the server can, looks again where it cannot.
//!
//! At most three readings of one connection are held at once (two lists and an open resource): browsers allow six
//! connections a host, and writes need some of them. Nothing is read while nobody can see the page, and leaving a page ends
//! its readings at once. How long to wait between readings is `cache::Pace`'s to say.

use std::future::Future;
use std::sync::Arc;
use std::task::{Context, Waker};

use futures::future::{AbortHandle, abortable};
use leptos::ev;
use leptos::prelude::*;
use leptos::reactive::effect::RenderEffect;
use leptos::task::spawn_local;

use super::doors;
use super::store::Store;
use crate::route::{Page, Route};
use voldeck_core::cache::{Data, Key, Pace, Part};
use voldeck_core::client::{Client, Held, Listing};
use voldeck_core::http::Error;
use voldeck_core::model::{Kind, Phase};
use voldeck_core::vec_map::VecMap;

/// How long to wait for what something belongs to, before it is looked for again, in milliseconds.
const OWNER_MILLIS: u64 = 100;

/// Starts and stops readings as the route, the connections and the page's visibility say.
pub fn keep_true(store: Store) {
    let visible = RwSignal::new(!doors::hidden());
    let listener = window_event_listener(ev::visibilitychange, move |_| visible.set(!doors::hidden()));
    on_cleanup(move || listener.remove());
    let running: StoredValue<VecMap<Key, (u64, AbortHandle)>> = StoredValue::new(VecMap::default());
    // What is wanted, as a value: a keystroke in the filter changes the route but not this.
    let keys = Memo::new(move |_| if visible.get() && store.ready.get() { wanted(store) } else { Vec::new() });
    // With how often each was invalidated: one that is stale is read anew.
    let wanted = Memo::new(move |_| {
        store.cache.with(|cache| keys.get().into_iter().map(|key| (cache.invalidations(&key), key)).collect::<Vec<_>>())
    });
    // At once, not when the page has been drawn: what is to be shown is on its way while the page is built.
    let keeping = RenderEffect::new(move |_| {
        let wanted = wanted.get();
        running.update_value(|running| {
            let mut ended = Vec::new();
            running.retain(|key, (invalidations, handle)| {
                let stays = wanted.iter().any(|(now, wanted)| now == invalidations && wanted == key);
                if !stays {
                    handle.abort();
                    ended.push(key.clone());
                }
                stays
            });
            let begun: Vec<_> = wanted.into_iter().filter(|(_, key)| running.get(key).is_none()).collect();
            if !begun.is_empty() || !ended.is_empty() {
                let now = doors::clock().now_millis();
                // Begun before ended: what is only read anew is watched all the time.
                store.cache.update(|cache| {
                    for (_, key) in &begun {
                        cache.watch(key);
                    }
                    for key in &ended {
                        cache.unwatch(key, now);
                    }
                });
            }
            for (invalidations, key) in begun {
                let handle = start(keep(store, key.clone()));
                running.insert(key, (invalidations, handle));
            }
        });
    });
    on_cleanup(move || {
        drop(keeping);
        running.with_value(|running| running.iter().for_each(|(_, (_, handle))| handle.abort()));
    });
    let tick = move || {
        let now = doors::clock().now_millis();
        store.now.set(now);
        // What is on a page that is hidden is wanted again when it is seen.
        if !doors::hidden() && store.cache.with_untracked(|cache| cache.has_expired(now)) {
            store.cache.update(|cache| cache.drop_expired(now));
        }
    };
    if let Ok(ticking) = set_interval_with_handle(tick, std::time::Duration::from_secs(5)) {
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

/// Everything that is on screen.
fn wanted(store: Store) -> Vec<Key> {
    let mut wanted = Vec::new();
    let lists = store
        .route
        .with(|route| route.kind().filter(|_| !matches!(route.page, Page::Full(..))).map(|kind| (kind, route.view.more.clone())));
    if let Some((kind, more)) = lists {
        for connection in store.connections.get() {
            if !connection.is_read() || store.client(&connection.saved.name).is_none() {
                continue;
            }
            for source in Store::sources(&connection, kind) {
                if source.at_once || more.iter().any(|name| name == source.name) {
                    wanted.push(Key::list(&connection.saved.name, kind, source.name));
                }
            }
        }
    }
    let open = store.route.with(|route| route.open().map(|(kind, address)| (kind, address.clone(), related(route, kind))));
    if let Some((kind, address, related)) = open
        && store.connection(&address.connection).is_some_and(|connection| connection.is_read())
        && store.client(&address.connection).is_some()
    {
        wanted.push(Key::item(&address.connection, kind, &address.id));
        for what in related.into_iter().filter(|what| super::components::detail::has_related(store, kind, &address.connection, *what)) {
            wanted.push(Key::related(&address.connection, what, (kind, address.id.clone())));
        }
    }
    wanted
}

/// The kinds of what belongs to the open resource and is on screen: all of it on a page, what the tab shows in the panel.
fn related(route: &Route, kind: Kind) -> Vec<Kind> {
    match (&route.page, route.tab.as_str(), kind) {
        (Page::Full(..), _, _) => vec![Kind::Volume, Kind::Snapshot],
        (_, "snapshots", _) => vec![Kind::Snapshot],
        (_, "members", _) | (_, "", Kind::Group) => vec![Kind::Volume],
        _ => Vec::new(),
    }
}

/// What came of one reading: what was read, how to be told of changes after it, and whether anything in it is changing.
struct Answer {
    data: Data,
    mark: Option<u64>,
    changing: bool,
}

impl Answer {
    fn list(listing: Listing) -> Self {
        let changing = listing.items.iter().flatten().any(|resource| resource.status.phase == Phase::Changing);
        Self { mark: listing.mark, changing, data: Data::List(Arc::new(listing)) }
    }
}

/// Reads a key once; with a mark, the server may hold the reading until something changes. `None`: what it belongs to is not known
/// yet.
async fn read(
    store: Store,
    link: &dyn Client,
    key: &Key,
    mark: Option<u64>,
    early: &dyn Fn(Listing),
) -> Option<Result<Held<Answer>, Error>> {
    Some(match &key.part {
        Part::List(source) => link.list_with_progress(key.kind, source, mark, early).await.map(|held| held.map(Answer::list)),
        Part::Item(id) => link.get_held(key.kind, id, mark).await.map(|held| {
            held.map(|(resource, mark)| Answer { mark, changing: resource.status.phase == Phase::Changing, data: Data::Item(resource) })
        }),
        Part::Related(kind, id) => {
            let owner = store.cache.with_untracked(|cache| cache.resource(&key.connection, *kind, id))?;
            let answer = if key.kind == Kind::Volume { link.list_members(&owner).await } else { link.list_snapshots(&owner).await };
            answer.map(|listing| {
                let answer = Answer::list(listing);
                Held::Read(Answer { mark: None, changing: answer.changing || owner.status.phase == Phase::Changing, ..answer })
            })
        }
    })
}

/// Keeps a key true for as long as it is looked at.
async fn keep(store: Store, key: Key) {
    let Some(link) = store.client(&key.connection) else { return };
    let (clock, cache) = (doors::clock(), store.cache);
    let is_list = matches!(key.part, Part::List(_));
    if !is_list {
        store.detect_version(&key.connection).await;
    }
    let (mut pace, mut mark) = (Pace::default(), None);
    loop {
        let began = clock.now_millis();
        let Some(generation) = cache.try_update(|cache| cache.begin(&key, mark.is_none())) else { return };
        let early = |part| {
            cache.try_update(|cache| cache.partial(&key, generation, Data::List(Arc::new(part)), began));
        };
        let Some(answer) = read(store, &*link, &key, mark, &early).await else {
            clock.sleep(OWNER_MILLIS).await;
            continue;
        };
        let now = clock.now_millis();
        let took = now.saturating_sub(began);
        let pause = match answer {
            Ok(Held::Cut) => {
                if cache.try_update(|cache| cache.cut(&key, generation, now)).is_none() {
                    return;
                }
                let (pause, again) = pace.after_cut(took, clock.chance());
                mark = mark.filter(|_| again);
                pause
            }
            Ok(Held::Read(answer)) => {
                mark = answer.mark;
                let changing = answer.changing;
                if cache.try_update(|cache| cache.finish(&key, generation, Ok(answer.data), now)).is_none() {
                    return;
                }
                learned(store, &key, now).await;
                pace.after_answer(mark.is_some(), changing, took)
            }
            Ok(Held::Absent(reason)) => {
                let nothing = Data::List(Arc::new(Listing { absent: Some(reason), ..Listing::default() }));
                if cache.try_update(|cache| cache.finish(&key, generation, Ok(nothing), now)).is_none() {
                    return;
                }
                mark = None;
                pace.after_answer(false, false, took)
            }
            Err(error) => {
                let counted = cache.try_update(|cache| {
                    let (_, known) = cache.failures(&key);
                    cache.finish(&key, generation, Err(error.clone()), now);
                    (cache.failures(&key).0, known)
                });
                let Some((failures, known)) = counted else { return };
                mark = None;
                store.now.set(now);
                match pace.after_failure(&error, failures, known, clock.chance()) {
                    Some(pause) => pause,
                    None => return,
                }
            }
        };
        clock.sleep(pause).await;
    }
}

/// After a good reading: what the server is, which the first list asks for, and what a full reading taught of its plugins.
async fn learned(store: Store, key: &Key, now: u64) {
    match key.part {
        Part::List(_) => {
            store.now.set(now);
            store.detect_version(&key.connection).await;
        }
        Part::Item(_) => store.learned.update(|n| *n += 1),
        Part::Related(..) => {}
    }
}
