//! What a form needs before it can be drawn: what the server is, the resource in full, and what depends on it.

use std::sync::Arc;

use futures::StreamExt as _;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::form::ActionForm;
use crate::route::{Address, Doing};
use crate::ui::changes::changes;
use crate::ui::store::Store;
use voldeck_core::action::{Action, Confirmation};
use voldeck_core::cache::Key;
use voldeck_core::client::{Client, Held};
use voldeck_core::http::{Error, ErrorKind};
use voldeck_core::model::{Kind, Resource};
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
pub(super) fn Prepare(doing: Doing, action: &'static Action) -> AnyView {
    let store = expect_context::<Store>();
    let (connection, on) = (doing.connection.clone(), doing.on.clone());
    // What is open is being read already: its reading is waited for. A good one is kept true, so it will do.
    let open = on.as_ref().filter(|(kind, id)| is_open(store, *kind, &Store::address(&connection, id)));
    let key = open.map(|(kind, id)| Key::item(&connection, *kind, id));
    let is_read = key.is_some();
    let read_already = Memo::new(move |_| {
        store.look(key.as_ref()?, |query| match (query.resource(), &query.error) {
            (Some(value), None) => Some(Ok(value.clone())),
            (_, Some(error)) if !query.fetching => Some(Err(error.clone())),
            _ => None,
        })
    });
    let ready: RwSignal<Option<Prepared>> = RwSignal::new(None);
    let mut readings = changes(read_already);
    spawn_local(async move {
        store.detect_version(&connection).await;
        let Some(link) = store.client(&connection) else { return };
        if action.takes_from_quotas() {
            link.load_quotas().await;
        }
        let read = match on {
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
            Some((kind, id)) => Some(link.get(kind, &id, None).await.map(|(resource, _)| resource)),
        };
        let prepared = prepare(store, &connection, action, read).await;
        ready.try_set(Some(prepared));
    });
    let shown = move || match ready.get() {
        None => view! { <Preparing title=t(action.title)/> }.into_any(),
        Some(prepared) => view! { <ActionForm doing=doing.clone() action=action prepared=prepared/> }.into_any(),
    };
    view! { {move || shown()} }.into_any()
}

/// What stands there until the form does.
#[component]
fn Preparing(title: &'static str) -> AnyView {
    view! {
        <aside class="panel form-panel" aria-busy="true" aria-label=title>
            <div class="panel-head"><div class="panel-title"><h2>{title}</h2></div></div>
            <p class="form faint">"Loading…"</p>
        </aside>
    }
    .into_any()
}

/// Whether this is the resource that the panel or the page shows.
fn is_open(store: Store, kind: Kind, address: &Address) -> bool {
    store.route.with_untracked(|route| route.open().is_some_and(|(open, at)| open == kind && at == address))
}

async fn prepare(store: Store, connection: &str, action: &Action, read: Option<Result<Resource, Error>>) -> Prepared {
    let (target, failed) = match read {
        None => (None, None),
        Some(Ok(full)) => {
            // A list may count users that the full answer leaves out.
            let listed = store.cache.with_untracked(|cache| cache.resource(connection, full.kind, &full.id));
            (Some(listed.map_or_else(|| full.clone(), |listed| full.or(&listed))), None)
        }
        Some(Err(error)) => (None, Some(error)),
    };
    let mut prepared = Prepared { target, failed, known: store.known(connection), untold: Vec::new() };
    if let (Confirmation::TypeName, Some(target), Some(link)) = (action.confirmation, prepared.target.clone(), store.client(connection)) {
        let (more, untold) = read_dependents(store, connection, &*link, &target).await;
        let mut known = (*prepared.known).clone();
        known.extend(more.into_iter().filter(|one| !prepared.known.iter().any(|known| known.kind == one.kind && known.id == one.id)));
        prepared.known = Arc::new(known);
        prepared.untold = untold;
    }
    prepared
}

/// What may depend on a resource and is not on screen: the snapshots of a volume, the volumes that may be made of a snapshot.
async fn read_dependents(store: Store, connection: &str, link: &dyn Client, target: &Resource) -> (Vec<Resource>, Vec<String>) {
    let Some(provider) = store.provider(connection) else { return Default::default() };
    let (mut found, mut untold) = (Vec::new(), Vec::new());
    match target.kind {
        Kind::Volume if !provider.sources(Kind::Snapshot).is_empty() => match link.list_snapshots(target).await {
            Ok(listing) => {
                found.extend(listing.items.into_iter().flatten());
                untold.extend(listing.remarks);
                untold.extend(listing.notes.into_iter().map(|note| note.to_string()));
            }
            // What cannot have snapshots has none.
            Err(error) if error.kind == ErrorKind::Unsupported => untold.push(error.message.clone()),
            Err(error) => untold.push(format!("Its snapshots could not be read: {error}")),
        },
        Kind::Snapshot => {
            for source in provider.sources(Kind::Volume).iter().filter(|source| source.at_once) {
                let key = Key::list(connection, Kind::Volume, source.name);
                if store.cache.with_untracked(|cache| cache.get(&key).is_some_and(|query| query.value().is_some() && query.error.is_none()))
                {
                    continue;
                }
                match link.list(Kind::Volume, source.name, None).await {
                    Ok(Held::Read(listing)) => found.extend(listing.items.into_iter().flatten()),
                    Ok(Held::Absent(_) | Held::Cut) => {}
                    Err(error) => untold.push(format!("{} could not be read: {error}", source.label)),
                }
            }
        }
        Kind::Volume | Kind::Group => {}
    }
    (found, untold)
}
