//! Whole lists: page after page, as each names the next, and the lists that several readings share.

use std::cell::RefCell;
use std::rc::Rc;

use futures::FutureExt;
use futures::future::{Shared, WeakShared};

use super::TutumClient;
use crate::tutum::api::{self, List};
use crate::tutum::place::{Collection, Place};
use voldeck_core::decode::text_of;
use voldeck_core::fill;
use voldeck_core::http::{Error, ErrorKind, LocalBoxFuture, Session};
use voldeck_core::texts::t;

/// After how many pages to stop following: a server that always names another would hold us for ever.
const MOST_PAGES: usize = 400;

/// A list, read to its end.
#[derive(Debug, Clone, Default)]
pub struct FullList {
    /// The text of each object, none twice.
    pub objects: Vec<String>,
    /// Why it may not be all there is.
    pub note: Option<Error>,
}

/// How long a list is used again, in milliseconds: less than the console waits before it reads a list anew.
pub const FRESH_MILLIS: u64 = 20_000;
/// The same for a list that is asked for itself, in milliseconds: one that another reading asked for just now.
pub const NOW_MILLIS: u64 = 1_500;

/// A list under way: several readings wait for the same calls.
type Reading = (Shared<LocalBoxFuture<'static, ()>>, Slot);
type Calls = LocalBoxFuture<'static, Result<Rc<FullList>, Error>>;
/// Where what came of a reading is put, so that readings of everything are shared by the same code.
type Slot = Rc<RefCell<Option<Result<Rc<FullList>, Error>>>>;

/// A list of a noun that is being read or was read.
pub struct Table {
    noun: &'static Collection,
    /// When its reading began, in milliseconds since the epoch.
    began: u64,
    /// Its reading, which ends when nobody waits for it any more.
    reading: Option<WeakShared<LocalBoxFuture<'static, ()>>>,
    /// What came of it.
    slot: Slot,
}

impl Table {
    fn whole(&self) -> Option<Rc<FullList>> {
        self.slot.borrow().as_ref()?.as_ref().ok().cloned()
    }
}

/// Reads all pages. Pages are counted in objects, so a list that changes between two of them tells one twice or hides one:
/// what is told twice is taken once, and where one is missing by the server's own count the list is read once more.
pub fn all(session: Session, place: Rc<Place>, noun: &'static Collection, first: String) -> Calls {
    Box::pin(async move {
        let mut whole = FullList::default();
        for _ in 0..2 {
            whole = FullList::default();
            let (mut seen, mut known) = (Vec::new(), Vec::new());
            let mut total = None;
            let mut path = Some(first.clone());
            while let Some(here) = path {
                let page = session.call(&List { noun, path: &here }).await?;
                let empty = page.objects.is_empty();
                for object in page.objects {
                    // What has no uuid cannot be told from another, and is shown each time.
                    let Some(uuid) = text_of(&object, "uuid") else {
                        whole.objects.push(object);
                        continue;
                    };
                    if let Err(at) = known.binary_search(&uuid) {
                        known.insert(at, uuid);
                        whole.objects.push(object);
                    }
                }
                seen.push(here);
                total = page.total;
                path = None;
                if let Some(next) = page.next.filter(|_| !empty) {
                    match place.follow(&next) {
                        Some(next) if seen.contains(&next) || seen.len() == MOST_PAGES => {
                            whole.note = Some(note(noun, t("The server names next pages without an end; the rest was not read.")));
                        }
                        Some(next) => path = Some(next),
                        None => whole.note = Some(note(noun, &[t("The rest was not read: the next page is named "), &next].concat())),
                    }
                }
            }
            let missing = total.is_some_and(|total| total > whole.objects.len() as u64);
            if whole.note.is_some() || !missing {
                return Ok(Rc::new(whole));
            }
            let words = fill!(
                "The list changed while it was read: {objects} of {total} came.",
                objects = whole.objects.len(),
                total = total.unwrap_or_default()
            );
            whole.note = Some(note(noun, &words));
        }
        Ok(Rc::new(whole))
    })
}

fn note(noun: &'static Collection, words: &str) -> Error {
    Error::new(ErrorKind::Unreadable, noun.list, words)
}

impl TutumClient {
    /// The whole list of a noun: one that is not older than this, the one that is being read, or a new one.
    pub(super) fn table(&self, noun: &'static Collection, age_millis: u64) -> LocalBoxFuture<'_, Result<Rc<FullList>, Error>> {
        Box::pin(async move {
            if let Some(known) = self.known(noun, age_millis) {
                return Ok(known);
            }
            let (reading, slot) = self.reading(noun).unwrap_or_else(|| {
                let first = api::first(self.place.list(noun), &[]);
                let calls = all(self.session.clone(), self.place.clone(), noun, first);
                let slot = Slot::default();
                let filled = slot.clone();
                let reading: LocalBoxFuture<'static, ()> = Box::pin(async move {
                    let whole = calls.await;
                    *filled.borrow_mut() = Some(whole);
                });
                let reading = reading.shared();
                let mut tables = self.tables.borrow_mut();
                tables.retain(|table| table.noun != noun);
                tables.push(Table { noun, began: self.session.clock.now_millis(), reading: reading.downgrade(), slot: slot.clone() });
                (reading, slot)
            });
            reading.await;
            let whole = slot.borrow().clone();
            whole.unwrap_or_else(|| Ok(Rc::default()))
        })
    }

    /// Whether the list of a noun costs no further call.
    pub(super) fn has(&self, noun: &Collection) -> bool {
        self.known(noun, FRESH_MILLIS).is_some() || self.reading(noun).is_some()
    }

    fn known(&self, noun: &Collection, age_millis: u64) -> Option<Rc<FullList>> {
        let now = self.session.clock.now_millis();
        let tables = self.tables.borrow();
        tables.iter().find(|table| table.noun == noun && now.saturating_sub(table.began) <= age_millis)?.whole()
    }

    fn reading(&self, noun: &Collection) -> Option<Reading> {
        let tables = self.tables.borrow();
        let table = tables.iter().find(|table| table.noun == noun && table.whole().is_none())?;
        Some((table.reading.as_ref()?.upgrade()?, table.slot.clone()))
    }
}
