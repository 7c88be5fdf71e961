//! The notice of index.html that the console is loading, `<p class="boot">`: as long as it stands there, nothing else is seen.

use std::time::Duration;

use leptos::prelude::*;

use super::root::Root;
use super::state::{Connections, QueryCache, Router};
use crate::route::Page;
use voldeck_core::cache::Freshness;

/// How long the console waits for its first list before it is seen without: less than a person notices.
const PATIENCE: Duration = Duration::from_millis(150);

/// Takes the notice away when the first list is there. To lay the page out once, with its rows, is a tenth less work for the
/// browser than to do so without them and a moment later again. What is more than a list is seen at once: it may take the focus.
pub fn take_away() {
    let Some(notice) = expect_context::<Root>().query(".boot") else { return };
    let (cache, connections) = (expect_context::<QueryCache>(), expect_context::<Connections>());
    let list = expect_context::<Router>().route.with_untracked(|route| match route.page {
        Page::List(kind, None) if route.action.is_none() => Some(kind),
        _ => None,
    });
    let Some(kind) = list else { return notice.remove() };
    let late = notice.clone();
    set_timeout(move || late.remove(), PATIENCE);
    Effect::new(move |_| {
        // What is not read here does not run this again: once the notice is gone, nothing does.
        if notice.is_connected() && connections.ready.get() {
            let lists = cache.lists_of(kind);
            if lists.is_empty() || lists.iter().any(|key| cache.look(key, |query| query.freshness() != Freshness::Loading)) {
                notice.remove();
            }
        }
    });
}
