//! What keeps the cache true: reads what is on screen, holds readings where the server can, looks again where it cannot.
//!
//! What to read follows from the state ([`crate::subscriptions`]); a task compares it with what is being read. Nothing is read while
//! nobody can see the page, and leaving a page ends its readings at once. How long to wait between readings is `cache::Pace`'s to say.

use std::future::Future;
use std::rc::Rc;
use std::sync::Arc;
use std::task::{Context, Waker};

use futures::StreamExt as _;
use futures::future::{AbortHandle, abortable};
use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::cache::QueryCache;
use super::clients::Clients;
use super::clock::Clock;
use super::connections::Connections;
use super::router::Router;
use crate::browser::{clock, page};
use crate::subscriptions::subscriptions;
use crate::ui::changes::changes;
use voldeck_core::cache::{Cache, Data, Key, Pace, Part};
use voldeck_core::client::{Client, Held, Listing};
use voldeck_core::http::Error;
use voldeck_core::model::{Kind, Phase};
use voldeck_core::vec_map::VecMap;

/// How long to wait for what something belongs to, before it is looked for again, in milliseconds.
const OWNER_MILLIS: u64 = 100;

/// What is to be kept up to date. A keystroke in the filter changes the route but not this.
pub fn watched(router: Router, connections: Connections, clients: Clients) -> Memo<Vec<Key>> {
    let visible = RwSignal::new(!page::is_hidden());
    let listener = window_event_listener(ev::visibilitychange, move |_| visible.set(!page::is_hidden()));
    on_cleanup(move || listener.remove());
    Memo::new(move |_| {
        if !visible.get() || !connections.ready.get() {
            return Vec::new();
        }
        let actions = |name: &str| clients.actions(name).unwrap_or_default();
        router.route.with(|route| connections.all.with(|all| subscriptions(route, all, &actions)))
    })
}

/// What is being read: each key with how often it was invalidated when its reading began.
type Running = StoredValue<VecMap<Key, (u64, AbortHandle)>>;

/// What reads, and what it writes to.
#[derive(Clone, Copy)]
pub struct Polling {
    read: RwSignal<Cache>,
    clients: Clients,
    clock: Clock,
    running: Running,
}

impl Polling {
    /// Starts and stops readings as what is watched changes, until the console is taken away.
    pub fn run(cache: QueryCache, clients: Clients, clock: Clock) {
        let QueryCache { read, watched, .. } = cache;
        let polling = Self { read, clients, clock, running: StoredValue::default() };
        // With how often each was invalidated: one that is stale is read anew.
        let wanted = Memo::new(move |_| {
            read.with(|cache| watched.get().into_iter().map(|key| (cache.invalidations(&key), key)).collect::<Vec<_>>())
        });
        // At once, not when the page has been drawn: what is to be shown is on its way while the page is built.
        polling.follow(wanted.get_untracked());
        let mut changes = changes(wanted);
        spawn_local(async move {
            while let Some(wanted) = changes.next().await {
                polling.follow(wanted);
            }
        });
        on_cleanup(move || polling.running.with_value(|running| running.iter().for_each(|(_, (_, handle))| handle.abort())));
    }

    /// Ends readings that are no longer wanted as they are, and begins those that are not under way.
    fn follow(self, wanted: Vec<(u64, Key)>) {
        let begun = self.running.try_update_value(|running| {
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
            let handle = start(self.keep(key.clone()));
            self.running.update_value(|running| {
                running.insert(key, (invalidations, handle));
            });
        }
    }

    /// Keeps a key true for as long as it is looked at.
    async fn keep(self, key: Key) {
        let (clock, cache) = (clock::shared(), self.read);
        let (mut pace, mut mark, mut client) = (Pace::default(), None, None);
        loop {
            let began = clock.now_millis();
            let Some(generation) = cache.try_update(|cache| cache.begin(&key, mark.is_none())) else { return };
            let early = |part| {
                cache.try_update(|cache| cache.partial(&key, generation, Data::List(Arc::new(part)), began));
            };
            let answer = match self.client_of(&key, &mut client).await {
                Ok(client) => self.read(&*client, &key, mark, &early).await,
                Err(error) => Some(Err(error)),
            };
            let Some(answer) = answer else {
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
                    self.after_answer(&key).await;
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
                    self.clock.advance();
                    match pace.after_failure(&error, failures, known, clock.chance()) {
                        Some(pause) => pause,
                        None => return,
                    }
                }
            };
            clock.sleep(pause).await;
        }
    }

    /// The client to read a key with, got once. That its driver cannot be loaded is a failed reading like any other. What is shown of
    /// one resource depends on what the server is; a list does not wait for that.
    async fn client_of(self, key: &Key, got: &mut Option<Rc<dyn Client>>) -> Result<Rc<dyn Client>, Error> {
        if let Some(client) = got {
            return Ok(client.clone());
        }
        let client = self.clients.client(&key.connection).await?;
        if !matches!(key.part, Part::List(_)) {
            self.clients.detect_version(&key.connection).await;
        }
        *got = Some(client.clone());
        Ok(client)
    }

    /// Reads a key once; with a mark, the server may hold the reading until something changes. `None`: what it belongs to is not known
    /// yet.
    async fn read(self, client: &dyn Client, key: &Key, mark: Option<u64>, early: &dyn Fn(Listing)) -> Option<Result<Held<Answer>, Error>> {
        Some(match &key.part {
            Part::List(source) => client.list_with_progress(key.kind, source, mark, early).await.map(|held| held.map(Answer::list)),
            Part::Item(id) => client.get_held(key.kind, id, mark).await.map(|held| {
                held.map(|(resource, mark)| Answer { mark, changing: resource.status.phase == Phase::Changing, data: Data::Item(resource) })
            }),
            Part::Related(kind, id) => {
                let owner = self.read.with_untracked(|cache| cache.resource(&key.connection, *kind, id))?;
                let answer = if key.kind == Kind::Volume { client.list_members(&owner).await } else { client.list_snapshots(&owner).await };
                answer.map(|listing| {
                    let answer = Answer::list(listing);
                    Held::Read(Answer { mark: None, changing: answer.changing || owner.status.phase == Phase::Changing, ..answer })
                })
            }
        })
    }

    /// After a good reading: what the server is, which the first list asks for, and what a full reading taught of its plugins.
    async fn after_answer(self, key: &Key) {
        match key.part {
            Part::List(_) => {
                self.clock.advance();
                self.clients.detect_version(&key.connection).await;
            }
            Part::Item(_) => self.clients.learned(),
            Part::Related(..) => {}
        }
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
