//! One reading that is kept up: held where the server can, made again where it cannot. How long to wait between is `cache::Pace`'s to
//! say.

use std::rc::Rc;
use std::sync::Arc;

use leptos::prelude::*;

use super::cache::QueryCache;
use super::clients::Clients;
use super::clock::Clock;
use crate::browser::clock;
use crate::ui::root::Root;
use voldeck_core::cache::{Cache, Data, Key, Pace, Part};
use voldeck_core::client::{Client, Listing, ReadResult};
use voldeck_core::http::{Error, ErrorKind};
use voldeck_core::model::{Kind, Phase};

/// How long to wait for what something belongs to, before it is looked for again, in milliseconds.
const OWNER_MILLIS: u64 = 100;

/// What reads, and what it writes to.
#[derive(Clone, Copy)]
pub struct Reader {
    read: RwSignal<Cache>,
    clients: Clients,
    clock: Clock,
    root: Root,
}

impl Reader {
    /// Writes what the clients read into the cache.
    pub fn new(cache: QueryCache, clients: Clients, clock: Clock, root: Root) -> Self {
        Self { read: cache.read, clients, clock, root }
    }

    /// Keeps a key true for as long as it is looked at.
    pub async fn keep(self, key: Key) {
        let (clock, cache) = (clock::shared(), self.read);
        let (mut pace, mut index, mut client) = (Pace::default(), None, None);
        loop {
            let began = clock.now_millis();
            let Some(generation) = cache.try_update(|cache| cache.begin(&key, index.is_none())) else { return };
            let early = |part| {
                cache.try_update(|cache| cache.partial(&key, generation, Data::List(Arc::new(part)), began));
            };
            let answer = match self.client_of(&key, &mut client).await {
                Ok(client) => self.read(&*client, &key, index, &early).await,
                Err(error) => Some(Err(error)),
            };
            let Some(answer) = answer else {
                clock.sleep(OWNER_MILLIS).await;
                continue;
            };
            let now = clock.now_millis();
            let took = now.saturating_sub(began);
            let pause = match answer {
                Ok(ReadResult::Cut) => {
                    if cache.try_update(|cache| cache.cut(&key, generation, now)).is_none() {
                        return;
                    }
                    let (pause, again) = pace.after_cut(took, clock.chance());
                    index = index.filter(|_| again);
                    pause
                }
                Ok(ReadResult::Found(answer)) => {
                    index = answer.index;
                    let changing = answer.changing;
                    if cache.try_update(|cache| cache.finish(&key, generation, Ok(answer.data), now)).is_none() {
                        return;
                    }
                    self.after_answer(&key).await;
                    pace.after_answer(index.is_some(), changing, took)
                }
                Ok(ReadResult::Unsupported(reason)) => {
                    let nothing = Data::List(Arc::new(Listing { absent: Some(reason), ..Listing::default() }));
                    if cache.try_update(|cache| cache.finish(&key, generation, Ok(nothing), now)).is_none() {
                        return;
                    }
                    index = None;
                    pace.after_answer(false, false, took)
                }
                Err(error) => {
                    if self.asks_again(&key, &error, &mut client) {
                        index = None;
                        continue;
                    }
                    let counted = cache.try_update(|cache| {
                        let (_, known) = cache.failures(&key);
                        cache.finish(&key, generation, Err(error.clone()), now);
                        (cache.failures(&key).0, known)
                    });
                    let Some((failures, known)) = counted else { return };
                    if failures == 1 {
                        let status = error.status.map(|status| status.to_string()).unwrap_or_default();
                        self.root.tell("error", &[("connection", &key.connection), ("message", &error.to_string()), ("status", &status)]);
                    }
                    index = None;
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

    /// Reads a key once; with an index, the server may hold the reading until something changes. `None`: what it belongs to is not known
    /// yet.
    async fn read(
        self,
        client: &dyn Client,
        key: &Key,
        index: Option<u64>,
        early: &dyn Fn(Listing),
    ) -> Option<Result<ReadResult<Answer>, Error>> {
        Some(match &key.part {
            Part::List(source) => client.list_with_progress(key.kind, source, index, early).await.map(|held| held.map(Answer::list)),
            Part::Item(id) => client.get_held(key.kind, id, index).await.map(|held| {
                held.map(|(resource, index)| Answer {
                    index,
                    changing: resource.status.phase == Phase::Changing,
                    data: Data::Item(resource),
                })
            }),
            Part::Related(kind, id) => {
                let owner = self.read.with_untracked(|cache| cache.resource(&key.connection, *kind, id))?;
                let answer = if key.kind == Kind::Volume { client.list_members(&owner).await } else { client.list_snapshots(&owner).await };
                answer.map(|listing| {
                    let answer = Answer::list(listing);
                    ReadResult::Found(Answer { index: None, changing: answer.changing || owner.status.phase == Phase::Changing, ..answer })
                })
            }
        })
    }

    /// Whether to read again at once with other secrets, which the page that embeds the console is asked for. What could be read before and
    /// is now refused may be refused for the same reason.
    fn asks_again(self, key: &Key, error: &Error, client: &mut Option<Rc<dyn Client>>) -> bool {
        let was_read = || self.read.try_with_untracked(|cache| cache.failures(key).1) == Some(true);
        let is_refused = error.kind == ErrorKind::Unauthenticated || error.kind == ErrorKind::Forbidden && was_read();
        is_refused && client.take().is_some_and(|client| self.clients.refused(&key.connection, &client))
    }

    /// After a good reading: what the server is, which the first list asks for, and what a full reading taught of its plugins.
    async fn after_answer(self, key: &Key) {
        match key.part {
            Part::List(_) => {
                self.clock.advance();
                self.clients.took(&key.connection);
                self.clients.detect_version(&key.connection).await;
            }
            Part::Item(_) => self.clients.learned(),
            Part::Related(..) => {}
        }
    }
}

/// What came of one reading: what was read, how to be told of changes after it, and whether anything in it is changing.
struct Answer {
    data: Data,
    index: Option<u64>,
    changing: bool,
}

impl Answer {
    fn list(listing: Listing) -> Self {
        let changing = listing.items.iter().flatten().any(|resource| resource.status.phase == Phase::Changing);
        Self { index: listing.index, changing, data: Data::List(Arc::new(listing)) }
    }
}
