//! What the views are functions of, in small parts, each a copyable handle to signals and a context of its own: a component takes
//! those that it needs. None holds a rule about storage: those are the providers'.
//!
//! - [`router`]: where one is. - [`site`]: what whoever runs the console decided. - [`clock`]: the time. - [`connections`]: which there are. - [`clients`]: the ways to their providers.
//! - [`cache`]: what was read. - [`polling`] and [`reading`]: what keeps that true. - [`activity`]: what was done. - [`preferences`]: what the person chose. - [`deployment`]: the version on the server.

mod activity;
mod cache;
mod clients;
mod clock;
mod connections;
mod deployment;
mod polling;
mod preferences;
mod reading;
mod router;
mod site;
mod vault;

use std::rc::Rc;

use leptos::prelude::*;

pub use activity::Activity;
pub use cache::QueryCache;
pub use clients::{Clients, ConnectError};
pub use clock::Clock;
pub use connections::{Connections, SESSION, new_id};
pub use deployment::{Deployed, Deployment};
pub use preferences::Preferences;
pub use router::Router;
pub use site::Site;
pub use vault::Vault;

use super::location::Location;
use super::on_demand::Chunks;
use super::root::Root;
use crate::browser::{clock::now_millis, page};
use crate::connection::names;
use voldeck_core::cache::Cache;

/// Makes a state in which nothing was read yet, and provides its parts.
pub fn provide(root: Root, location: Rc<dyn Location>, chunks: Chunks) {
    let (router, clients) = (Router::new(location), Clients::new(chunks, root));
    let read = RwSignal::new(Cache::default());
    let connections = Connections::new(clients, read, root);
    let watched = polling::watched(router, connections, clients);
    provide_context(root);
    provide_context(router);
    let site = Site::new(root);
    provide_context(site);
    provide_context(Preferences::new(site, root));
    provide_context(Deployment::new());
    provide_context(clients);
    provide_context(connections);
    provide_context(Vault::new(connections));
    provide_context(QueryCache::new(read, watched, connections));
    provide_context(Clock::new());
    provide_context(Activity::new(root));
}

/// Begins to read what is on screen, and lets the time go on.
pub fn run() {
    let (cache, clock) = (expect_context::<QueryCache>(), expect_context::<Clock>());
    follow_names(expect_context(), expect_context());
    polling::run(cache, reading::Reader::new(cache, expect_context(), clock, expect_context()));
    clock.run(move || {
        // What is on a page that is hidden is wanted again when it is seen.
        if !page::is_hidden() {
            cache.drop_expired(now_millis());
        }
    });
}

/// A link by an old name of a connection leads to it, and the address says its name of now. What is typed into the filter meanwhile
/// stays as it is typed.
fn follow_names(router: Router, connections: Connections) {
    let place = Memo::new(move |_| router.route.with(|route| (route.page.clone(), route.action.clone())));
    Effect::new(move |_| {
        // Read, not only tracked: a memo that was never read follows nothing, and so tells nobody.
        place.with(|_| ());
        connections.ready.track();
        let now = connections.all.with(|all| router.route.with_untracked(|route| route.with_names(&|name| names::current(all, name))));
        if let Some(route) = now {
            router.replace(route);
        }
    });
}
