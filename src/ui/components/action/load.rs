//! What a form needs before it can be drawn: the provider's actions, what the server is, the resource in full, and what
//! depends on it.

use std::sync::Arc;

use futures::StreamExt as _;
use leptos::prelude::*;
use leptos::task::spawn_local_scoped_with_cancellation;

use super::form::ActionForm;
use crate::route::{Address, OpenAction};
use crate::ui::changes::changes;
use crate::ui::state::{Clients, Connections, QueryCache, Router};
use voldeck_core::action::{Action, Confirmation};
use voldeck_core::cache::Key;
use voldeck_core::client::{Client, ReadResult};
use voldeck_core::fill;
use voldeck_core::http::{Error, ErrorKind};
use voldeck_core::model::{Kind, Resource};
use voldeck_core::provider::Provider;
use voldeck_core::texts::t;

/// What was read for a form.
#[derive(Clone)]
pub(super) struct Prepared {
    /// The resource that it is done to, in full; none where it is done to a connection, or where it could not be read.
    pub target: Option<Resource>,
    /// Why it could not be read.
    pub failed: Option<Error>,
    /// Everything that is known of the connection.
    pub known: Arc<Vec<Resource>>,
    /// What may depend on it could not be read: what, and why.
    pub untold: Vec<String>,
}

/// Reads what the form needs to be right: what the server is, and the resource in full.
#[component]
pub fn ActionLoader(open: OpenAction, action: &'static Action) -> AnyView {
    let (clients, cache, router) = (expect_context::<Clients>(), expect_context::<QueryCache>(), expect_context::<Router>());
    let (connection, target) = (open.connection.clone(), open.target.clone());
    let provider = expect_context::<Connections>().provider(&connection);
    // What is open is being read already: its reading is waited for. A good one is kept true, so it will do.
    let on_screen = target.as_ref().filter(|(kind, id)| is_on_screen(router, *kind, &Address::new(&connection, id)));
    let key = on_screen.map(|(kind, id)| Key::item(&connection, *kind, id));
    let is_read = key.is_some();
    let read_already = Memo::new(move |_| {
        cache.look(key.as_ref()?, |query| match (query.resource(), &query.error) {
            (Some(value), None) => Some(Ok(value.clone())),
            (_, Some(error)) if !query.fetching => Some(Err(error.clone())),
            _ => None,
        })
    });
    let ready: RwSignal<Option<Prepared>> = RwSignal::new(None);
    let mut readings = changes(read_already);
    spawn_local_scoped_with_cancellation(async move {
        clients.detect_version(&connection).await;
        let Some(client) = clients.get(&connection) else { return };
        if action.takes_from_quotas() {
            client.load_quotas().await;
        }
        let read = match target {
            None => None,
            // As it is by now, once: what a person is filling in is not to change under their hands.
            Some(_) if is_read => loop {
                if let Some(read) = read_already.try_get_untracked().flatten() {
                    break Some(read);
                }
                // At the end of these, the form has gone.
                if readings.next().await.is_none() {
                    return;
                }
            },
            Some((kind, id)) => Some(client.get(kind, &id, None).await.map(|(resource, _)| resource)),
        };
        let prepared = prepare(cache, provider, &*client, &connection, action, read).await;
        ready.try_set(Some(prepared));
    });
    let shown = move || match ready.get() {
        None => view! { <Preparing title=t(action.title)/> }.into_any(),
        Some(prepared) => view! { <ActionForm open=open.clone() action=action prepared=prepared/> }.into_any(),
    };
    view! { {move || shown()} }.into_any()
}

/// What stands there until the form does.
#[component]
fn Preparing(title: &'static str) -> AnyView {
    view! {
        <aside class="panel form-panel" aria-busy="true" aria-label=title>
            <div class="panel-head"><div class="panel-title"><h2>{title}</h2></div></div>
            <p class="form faint">{t("Loading…")}</p>
        </aside>
    }
    .into_any()
}

/// Whether this is the resource that the panel or the page shows.
fn is_on_screen(router: Router, kind: Kind, address: &Address) -> bool {
    router.route.with_untracked(|route| route.open().is_some_and(|(open, at)| open == kind && at == address))
}

async fn prepare(
    cache: QueryCache,
    provider: Option<&'static Provider>,
    client: &dyn Client,
    connection: &str,
    action: &Action,
    read: Option<Result<Resource, Error>>,
) -> Prepared {
    let (target, failed) = match read {
        None => (None, None),
        Some(Ok(full)) => {
            // A list may count users that the full answer leaves out.
            let listed = untrack(|| cache.resource(full.kind, &Address::new(connection, &full.id)));
            (Some(listed.map_or_else(|| full.clone(), |listed| full.or(&listed))), None)
        }
        Some(Err(error)) => (None, Some(error)),
    };
    let mut prepared = Prepared { target, failed, known: cache.known(connection), untold: Vec::new() };
    if let (Confirmation::TypeName, Some(target), Some(provider)) = (action.confirmation, prepared.target.clone(), provider) {
        let (more, untold) = read_dependents(cache, provider, client, connection, &target).await;
        let mut known = (*prepared.known).clone();
        known.extend(more.into_iter().filter(|one| !prepared.known.iter().any(|known| known.kind == one.kind && known.id == one.id)));
        prepared.known = Arc::new(known);
        prepared.untold = untold;
    }
    prepared
}

/// What may depend on a resource and is not on screen: the snapshots of a volume, the volumes that may be made of a snapshot.
async fn read_dependents(
    cache: QueryCache,
    provider: &Provider,
    client: &dyn Client,
    connection: &str,
    target: &Resource,
) -> (Vec<Resource>, Vec<String>) {
    let (mut found, mut untold) = (Vec::new(), Vec::new());
    match target.kind {
        Kind::Volume if !provider.sources(Kind::Snapshot).is_empty() => match client.list_snapshots(target).await {
            Ok(listing) => {
                found.extend(listing.items.into_iter().flatten());
                untold.extend(listing.remarks);
                untold.extend(listing.notes.into_iter().map(|note| note.to_string()));
            }
            // What cannot have snapshots has none.
            Err(error) if error.kind == ErrorKind::Unsupported => untold.push(error.message.clone()),
            Err(error) => untold.push(fill!("Its snapshots could not be read: {error}", error)),
        },
        Kind::Snapshot => {
            for source in provider.sources(Kind::Volume).iter().filter(|source| source.at_once) {
                let key = Key::list(connection, Kind::Volume, source.name);
                if untrack(|| cache.look(&key, |query| query.value().is_some() && query.error.is_none())) {
                    continue;
                }
                match client.list(Kind::Volume, source.name, None).await {
                    Ok(ReadResult::Found(listing)) => found.extend(listing.items.into_iter().flatten()),
                    Ok(ReadResult::Unsupported(_) | ReadResult::Cut) => {}
                    Err(error) => untold.push(fill!("{label} could not be read: {error}", label = t(source.label), error)),
                }
            }
        }
        Kind::Volume | Kind::Group => {}
    }
    (found, untold)
}
