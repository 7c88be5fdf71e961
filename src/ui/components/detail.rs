//! One resource in full: at the side of the table, or as a page. The same regions in both.

use leptos::html;
use leptos::prelude::*;

use super::attribute::AttributeList;
use super::banner;
use super::connection_tag::ConnectionTag;
use super::menu::ActionBar;
use crate::activity::Entry;
use crate::interaction::focus::is_given_back;
use crate::interaction::table::row_id;
use crate::route::{Address, Page, Route};
use crate::subscriptions::has_related;
use crate::ui::pages::activity::Timeline;
use crate::ui::primitives::{Copy, Icon, Link, RelativeTime, Size, StateWord, TruncatedId, copy_text, listener};
use crate::ui::root::Root;
use crate::ui::state::{Activity, Clients, Clock, Connections, QueryCache, Router, Site, Vault};
use voldeck_core::cache::{Freshness, Key};
use voldeck_core::fill;
use voldeck_core::http::ErrorKind;
use voldeck_core::model::{Attachment, Kind, NOT_REPORTED, Raw, Resource, Timestamp};
use voldeck_core::texts::t;

/// The parts of a detail, with the name each has in the address.
const TABS: [(&str, &str); 6] = [
    ("", "Summary"),
    ("members", "Members"),
    ("snapshots", "Snapshots"),
    ("activity", "Activity"),
    ("fields", "All fields"),
    ("json", "JSON"),
];

/// Whether snapshots of a resource are shown. What the actions tell of it counts once they are loaded.
fn has_snapshots(connections: Connections, clients: Clients, kind: Kind, connection: String) -> Memo<bool> {
    let shows = untrack(|| expect_context::<Site>().has(&Page::List(Kind::Snapshot, None)));
    Memo::new(move |_| {
        let actions = clients.actions(&connection).unwrap_or_default();
        shows && connections.get_untracked(&connection).is_some_and(|connection| has_related(&connection, actions, kind, Kind::Snapshot))
    })
}

/// What is known of the resource that is open.
fn known(cache: QueryCache, kind: Kind, address: &Address) -> Memo<Option<Resource>> {
    let address = address.clone();
    Memo::new(move |_| cache.resource(kind, &address))
}

/// What is wrong with the reading of the resource, above what is still known of it.
#[component]
fn ErrorBanner(kind: Kind, address: Address) -> AnyView {
    let (cache, clock) = (expect_context::<QueryCache>(), expect_context::<Clock>());
    let key = Key::item(&address.connection, kind, &address.id);
    let failed = {
        let key = key.clone();
        Memo::new(move |_| cache.look(&key, |query| query.error.clone().map(|error| (error, query.read_at()))))
    };
    let shown = move || {
        failed.get().map(|(error, read_at)| {
            let key = key.clone();
            let (state, words) = match (error.kind, read_at) {
                (ErrorKind::NotFound, Some(_)) => ("unknown", t("It is gone. This is what was known of it.").to_owned()),
                (ErrorKind::NotFound, None) => ("unknown", String::new()),
                (_, Some(at)) => ("failed", fill!("Shown as read {time} ago.", time = Timestamp::from_millis(at).ago(clock.time()))),
                (_, None) => ("failed", String::new()),
            };
            view! {
                <div class=format!("banner {state}") role="alert">
                    <span class="mark" data-state=state aria-hidden="true"></span>
                    <p>{banner::sentence(&error)}" "{words}</p>
                    <button class="button small" type="button" on:click=listener(move |_| cache.refresh_one(&key))><Icon name="retry"/>{t("Retry")}</button>
                </div>
            }.into_any()
        })
    };
    view! { {move || shown()} }.into_any()
}

/// The panel at the side.
#[component]
pub fn Panel(
    /// The kind.
    kind: Kind,
    /// The resource.
    address: Address,
) -> AnyView {
    let router = expect_context::<Router>();
    let known = known(expect_context(), kind, &address);
    let heading = NodeRef::<html::H2>::new();
    Effect::new(move |_| {
        if let Some(heading) = heading.get() {
            let _ = heading.focus();
        }
    });
    // Closing returns to the row.
    let root = expect_context::<Root>();
    let back = row_id(&address.connection, address.id.as_str());
    on_cleanup(move || {
        request_animation_frame(move || {
            if let Some(row) = root.by_id(&back).filter(|_| is_given_back(root.active_tag().as_deref(), true)) {
                let _ = row.focus();
            }
        });
    });
    let name = {
        let address = address.clone();
        move || known.get().map_or_else(|| address.id.to_string(), |r| r.name.clone())
    };
    let page = {
        let address = address.clone();
        Signal::derive(move || router.route.with(|route| route.with_page(Page::Full(kind, address.clone()))))
    };
    let close = Signal::derive(move || router.route.with(|route| route.with_page(Page::List(kind, None))));
    let sub = move || known.get().map(|r| view! { <Subtitle resource=r.clone()/> }.into_any());
    let there = Memo::new(move |_| known.with(Option::is_some));
    let bar = {
        let address = address.clone();
        move || there.get().then(|| view! { <ActionBar address=address.clone() resource=known id="panel"/> }.into_any())
    };
    let body = {
        let address = address.clone();
        move || {
            let tab = router.route.with(|route| route.tab.clone());
            match known.get() {
                Some(resource) => view! { <Body address=address.clone() resource=resource tab=tab/> }.into_any(),
                None => view! { <DetailSkeleton kind=kind address=address.clone()/> }.into_any(),
            }
        }
    };
    view! {
        <aside class="panel" aria-labelledby="detail-name">
            <header class="panel-head">
                <div class="panel-title">
                    <h2 id="detail-name" tabindex="-1" node_ref=heading>{move || name()}</h2>
                    <Link to=page class="button plain icon-only"><Icon name="open"/><span class="visually-hidden">{t("Open as a page")}</span></Link>
                    <Link to=close class="button plain icon-only"><Icon name="x"/><span class="visually-hidden">{t("Close the panel")}</span></Link>
                </div>
                {move || sub()}{move || bar()}
                <Tabs kind=kind connection=address.connection.clone() known=known/>
            </header>
            <ErrorBanner kind=kind address=address/>
            <div class="panel-body" role="tabpanel" id="detail-body" tabindex="0" aria-label=t("Detail")>{move || body()}</div>
        </aside>
    }
    .into_any()
}

/// Nothing is known yet.
#[component]
fn DetailSkeleton(kind: Kind, address: Address) -> AnyView {
    let (cache, connections) = (expect_context::<QueryCache>(), expect_context::<Connections>());
    let key = Key::item(&address.connection, kind, &address.id);
    let failed = Memo::new(move |_| cache.look(&key, |query| query.freshness() == Freshness::Failed));
    let connection = connections.get_untracked(&address.connection);
    if connection.as_ref().is_none_or(|connection| connection.locked) {
        let is_open = expect_context::<Vault>().open.get_untracked();
        if !is_open && connection.is_some_and(|connection| connection.config.keep.is_vault()) {
            return view! { <div class="empty"><p>{fill!("The vault with the credentials of {connection} is locked.", connection = address.connection)}</p><Link to=Route::to(Page::Vault) class="button">{t("Unlock")}</Link></div> }.into_any();
        }
        let to = Route::to(Page::Connection(address.connection.clone()));
        return view! { <div class="empty"><p>{fill!("{connection} is not connected here, or sign-in is required.", connection = address.connection)}</p><Link to=to class="button">{t("Open the connection")}</Link></div> }.into_any();
    }
    let line = |width: &'static str| {
        view! { <div><dt><span class="skeleton w3"></span></dt><dd><span class=format!("skeleton {width}")></span></dd></div> }.into_any()
    };
    let shown = move || {
        (!failed.get()).then(|| view! { <section class="region" aria-busy="true" aria-label=t("Loading")><dl class="attributes">{line("w4")}{line("w2")}{line("w5")}{line("w3")}</dl></section> }.into_any())
    };
    view! { {move || shown()} }.into_any()
}

/// State, size and id under the name.
#[component]
fn Subtitle(resource: Resource) -> AnyView {
    view! {
        <div class="panel-sub">
            <StateWord status=resource.status.clone()/>
            {resource.size.map(|size| view! { <span title=size.exact()>{size.to_string()}</span> }.into_any())}
            <span class="cell-pair own-line"><TruncatedId text=resource.provider_id.clone()/><Copy text=resource.provider_id.clone() what="id"/></span>
        </div>
    }.into_any()
}

#[component]
fn Tabs(kind: Kind, connection: String, known: Memo<Option<Resource>>) -> AnyView {
    let (router, connections, clients) = (expect_context::<Router>(), expect_context::<Connections>(), expect_context::<Clients>());
    let fields = Memo::new(move |_| known.get().map(|r| r.raw.leaves().len()));
    let has_snapshots = has_snapshots(connections, clients, kind, connection);
    let is_shown = move |part: &str| match part {
        "members" => kind == Kind::Group,
        "snapshots" => has_snapshots.get(),
        _ => true,
    };
    let tabs = move || {
        TABS.iter().copied().filter(|(name, _)| is_shown(name))
.map(|(name, label)| {
            let here = Memo::new(move |_| router.route.with(|route| route.tab == name));
            let count = (name == "fields").then(|| view! { <span class="count">{move || fields.get()}</span> }.into_any());
            let keys = move |event: leptos::ev::KeyboardEvent| {
                let step: isize = match event.key().as_str() { "ArrowRight" => 1, "ArrowLeft" => -1, _ => return };
                event.prevent_default();
                let tab = event.current_target().map(wasm_bindgen::JsCast::unchecked_into::<web_sys::Element>);
                let next = tab.and_then(|tab| if step > 0 { tab.next_element_sibling() } else { tab.previous_element_sibling() });
                if let Some(next) = next.map(wasm_bindgen::JsCast::unchecked_into::<web_sys::HtmlElement>) {
                    let _ = next.focus();
                    next.click();
                }
            };
            view! {
                <button class="tab" role="tab" type="button" aria-selected=move || here.get().to_string() aria-controls="detail-body" tabindex=move || if here.get() { 0 } else { -1 }
                    on:keydown=listener(keys) on:click=listener(move |_| router.replace(router.route.get_untracked().with_tab(name)))>{t(label)}{count}</button>
            }.into_any()
        })
        .collect::<Vec<_>>()
    };
    view! { <div class="tabs" role="tablist" aria-label=t("Parts of the detail")>{move || tabs()}</div> }.into_any()
}

#[component]
fn Body(address: Address, resource: Resource, tab: String) -> AnyView {
    match tab.as_str() {
        "snapshots" => {
            view! { <section class="region"><RelatedList connection=address.connection of=resource kind=Kind::Snapshot/></section> }.into_any()
        }
        "members" => view! { <section class="region"><RelatedList connection=address.connection of=resource kind=Kind::Volume/></section> }.into_any(),
        "activity" => view! { <section class="region" aria-label=t("Activity")><ActivityList address=address/></section> }.into_any(),
        "fields" => view! { <section class="region"><Fields raw=resource.raw.clone()/></section> }.into_any(),
        "json" => view! { <section class="region"><Json raw=resource.raw.clone()/></section> }.into_any(),
        _ => view! {
            <section class="region" aria-label=t("Details")><DetailAttributes address=address.clone() resource=resource.clone()/></section>
            {(resource.kind == Kind::Group).then(|| view! {
                <section class="region" aria-labelledby="d-members"><div class="region-head"><h3 id="d-members">{t("Members")}</h3></div><RelatedList connection=address.connection.clone() of=resource.clone() kind=Kind::Volume/></section>
            }.into_any())}
            {(resource.kind != Kind::Snapshot).then(|| view! {
                <section class="region" aria-labelledby="d-used"><div class="region-head"><h3 id="d-used">{t("Attached to")}</h3></div><Users resource=resource.clone()/></section>
            }.into_any())}
            <section class="region" aria-labelledby="d-acts"><div class="region-head"><h3 id="d-acts">{t("Activity")}</h3></div><ActivityList address=address/></section>
        }.into_any(),
    }
}

/// The connection, then the attributes.
#[component]
fn DetailAttributes(address: Address, resource: Resource) -> AnyView {
    let title = expect_context::<Connections>().provider(&address.connection).map_or("", |provider| provider.title);
    view! {
        <dl class="attributes"><div><dt>{t("Connection")}</dt><dd><span class="prov" title=title><ConnectionTag connection=address.connection.clone()/><span class="prov-name">{address.connection.clone()}</span></span></dd></div></dl>
        <AttributeList resource=resource connection=address.connection/>
    }.into_any()
}

/// Who uses a volume.
#[component]
fn Users(resource: Resource) -> AnyView {
    if resource.attachments.is_empty() {
        let words = match (&resource.usage, resource.attached) {
            (Some(usage), _) => usage.clone(),
            (None, Some(true)) => t("In use. The provider does not report by whom.").to_owned(),
            (None, Some(false)) if resource.kind == Kind::Volume => t("Not attached.").to_owned(),
            (None, Some(false)) => t("Nothing uses it.").to_owned(),
            (None, None) => t("Not reported.").to_owned(),
        };
        return view! { <p class="soft">{words}</p> }.into_any();
    }
    let items: Vec<_> = resource.attachments.iter().cloned().map(one_user).collect();
    view! { <ol class="timeline">{items}</ol> }.into_any()
}

fn one_user(user: Attachment) -> AnyView {
    let host = user.host.clone().or(user.host_id.clone());
    let words: Vec<String> = [user.role.clone(), Some(user.status.label.clone()).filter(|l| !l.is_empty()), user.status.detail.clone()]
        .into_iter()
        .flatten()
        .collect();
    view! {
        <li>
            <span class="mark" data-state=user.status.phase.word() aria-hidden="true"></span>
            <div class="timeline-what"><b>{user.name}</b>" "<span class="faint">{host.map(|host| fill!("on {host}", host))}</span>
                <p>{words.join(" · ")}</p>
                <p><span class="cell-pair"><TruncatedId text=user.id.clone()/><Copy text=user.id what="id"/></span></p>
            </div>
            <div class="timeline-side">{user.since.map(|since| view! { <RelativeTime time=since/> }.into_any())}</div>
        </li>
    }
    .into_any()
}

/// What belongs to a resource, of one kind: the members of a group, the snapshots of a volume or a group.
#[component]
fn RelatedList(connection: String, of: Resource, kind: Kind) -> AnyView {
    let cache = expect_context::<QueryCache>();
    let key = Key::related(&connection, kind, (of.kind, of.id.clone()));
    let whole = of.kind;
    let changed = {
        let key = key.clone();
        Memo::new(move |_| (cache.version(&key), cache.look(&key, |query| query.error.clone())))
    };
    let shown = move || {
        let (_, failed) = changed.get();
        untrack(|| {
            cache.look(&key, |query| {
            let listing = query.listing();
            let error = failed.clone().map(|error| view! {
                <div class="banner failed inset" role="alert"><span class="mark" data-state="failed" aria-hidden="true"></span><p>{banner::sentence(&error)}</p></div>
            }.into_any());
            let notes: Vec<_> = listing.map(|l| l.notes.iter().map(|note| view! { <p class="soft">{banner::sentence(note)}</p> }.into_any()).collect()).unwrap_or_default();
            let remarks: Vec<_> = listing.map(|l| l.remarks.iter().map(|remark| view! { <p class="soft">{remark.clone()}</p> }.into_any()).collect()).unwrap_or_default();
            let list = match listing {
                None if failed.is_some() => ().into_any(),
                None => view! { <p class="faint" aria-busy="true">{t("Loading…")}</p> }.into_any(),
                Some(listing) if listing.items.is_empty() && !listing.remarks.is_empty() => ().into_any(),
                Some(listing) if listing.items.is_empty() => view! { <p class="soft">{if kind == Kind::Snapshot && whole == Kind::Volume { t("None. A snapshot keeps the volume as it is at one moment.") } else { t("None.") }}</p> }.into_any(),
                Some(listing) => {
                    let items: Vec<_> = listing
                        .items
                        .iter()
                        .map(|item| match item {
                            Ok(one) => {
                                let (one, name) = (one.clone(), one.name.clone());
                                let to = Route::to(Page::List(kind, Some(Address::new(&connection, &one.id))));
                                view! {
                                    <li>
                                        <span class="mark" data-state=one.status.phase.word() aria-hidden="true"></span>
                                        <div class="timeline-what"><Link to=to>{name.clone()}</Link><p>{one.status.label.clone()}</p></div>
                                        <div class="timeline-side"><span class="num"><Size size=one.size/></span>{one.created.map(|time| view! { <RelativeTime time=time/> }.into_any())}</div>
                                    </li>
                                }.into_any()
                            }
                            Err(bad) => view! { <li><span class="mark" data-state="unknown" aria-hidden="true"></span><div class="timeline-what">{fill!("Item {number} could not be read. {reason}", number = bad.number, reason = bad.reason)}</div></li> }.into_any(),
                        })
                        .collect();
                    view! { <ol class="timeline">{items}</ol> }.into_any()
                }
            };
            view! { {error}{notes}{remarks}{list} }.into_any()
        })
        })
    };
    view! { {move || shown()} }.into_any()
}

/// What this console did to a resource.
#[component]
fn ActivityList(address: Address) -> AnyView {
    let entries = expect_context::<Activity>().entries;
    let mine = Memo::new(move |_| {
        let about_it = |entry: &&Entry| entry.about.as_ref().is_some_and(|(_, about)| *about == address);
        entries.with(|all| all.iter().filter(about_it).cloned().collect::<Vec<_>>())
    });
    let none = || view! { <p class="soft">{t("No activity yet")}</p> };
    view! { <Show when=move || mine.with(|mine| !mine.is_empty()) fallback=none><Timeline entries=mine/></Show> }.into_any()
}

/// Every value that was sent.
#[component]
fn Fields(raw: Raw) -> AnyView {
    let leaves = raw.leaves();
    let all: String = leaves.iter().flat_map(|leaf| [&leaf.path, "\t", &leaf.text, "\n"]).collect();
    let rows: Vec<_> = leaves
        .into_iter()
        .map(|leaf| {
            view! { <div><dt>{leaf.path.clone()}</dt><dd><span class=if leaf.empty { "null" } else { "" }>{if leaf.text.is_empty() { "\"\"".to_owned() } else { leaf.text.clone() }}</span><Copy text=leaf.text what=leaf.path/></dd></div> }.into_any()
        })
        .collect();
    let count = rows.len();
    view! {
        <div class="region-head"><h3>{t("All fields")}<span class="count">{count}</span></h3>
            <button class="button plain small" type="button" on:click=listener(move |_| copy_text(all.clone(), |_| ()))><Icon name="copy"/>{t("Copy all")}</button></div>
        <dl class="fields">{rows}</dl>
    }.into_any()
}

/// The text as it was sent.
#[component]
fn Json(raw: Raw) -> AnyView {
    let text = raw.text().to_owned();
    view! {
        <div class="region-head"><h3>{t("Raw JSON")}</h3><button class="button plain small" type="button" on:click=listener(move |_| copy_text(text.clone(), |_| ()))><Icon name="copy"/>{t("Copy")}</button></div>
        <pre class="code" tabindex="0" role="region" aria-label=t("The item as JSON")>{raw.pretty()}</pre>
    }.into_any()
}

/// The resource as a page of its own.
#[component]
pub fn Full(
    /// The kind.
    kind: Kind,
    /// The resource.
    address: Address,
) -> AnyView {
    let (connections, clients) = (expect_context::<Connections>(), expect_context::<Clients>());
    let known = known(expect_context(), kind, &address);
    let has_snapshots = has_snapshots(connections, clients, kind, address.connection.clone());
    let there = Memo::new(move |_| known.with(Option::is_some));
    let bar = {
        let address = address.clone();
        move || there.get().then(|| view! { <ActionBar address=address.clone() resource=known id="full"/> }.into_any())
    };
    let heading = {
        let address = address.clone();
        move || {
            match known.get() {
            None => view! { <div class="head-title"><h1>{address.id.to_string()}</h1></div> }.into_any(),
            Some(resource) => view! {
                <div class="head-title"><h1 tabindex="-1">{resource.name.clone()}</h1>
                    <div class="panel-sub"><StateWord status=resource.status.clone()/><span>{address.connection.clone()}</span><span class="cell-pair"><TruncatedId text=resource.provider_id.clone()/><Copy text=resource.provider_id.clone() what="id"/></span></div></div>
            }.into_any(),
        }
        }
    };
    let body = {
        let address = address.clone();
        move || match known.get() {
            None => view! { <DetailSkeleton kind=kind address=address.clone()/> }.into_any(),
            Some(resource) => {
                let size = resource.size.map_or_else(
                    || view! { <div><dt>{t("Size")}</dt><dd>"–"</dd><dd>{t(NOT_REPORTED)}</dd></div> }.into_any(),
                    |size| {
                        let (number, unit) = size.parts();
                        view! { <div><dt>{t("Size")}</dt><dd>{number}<span class="unit">{unit}</span></dd><dd>{size.exact()}</dd></div> }
                            .into_any()
                    },
                );
                let figures: Vec<_> = connections.provider(&address.connection)
                .map_or(&[][..], |provider| provider.columns(kind))
                .iter()
                .filter_map(|column| resource.attribute(column.key).map(|value| view! { <div><dt>{t(column.label)}</dt><dd class="figure-text"><super::attribute::AttributeView value=value.clone()/></dd></div> }.into_any()))
                .take(5)
                .collect();
                let created = resource.created.map(|time| {
                    view! { <div><dt>{t("Created")}</dt><dd><RelativeTime time=time ago=true/></dd><dd>{time.absolute()}</dd></div> }
                        .into_any()
                });
                view! {
                    <dl class="figures">{size}{figures}{created}</dl>
                    <div class="split even-start">
                        <div>
                            {(kind == Kind::Group).then(|| view! { <section class="region" aria-labelledby="h-members"><div class="region-head"><h2 id="h-members">{t("Members")}</h2></div><RelatedList connection=address.connection.clone() of=resource.clone() kind=Kind::Volume/></section> }.into_any())}
                            {(kind != Kind::Snapshot).then(|| view! { <section class="region" aria-labelledby="h-used"><div class="region-head"><h2 id="h-used">{t("Attached to")}</h2></div><Users resource=resource.clone()/></section> }.into_any())}
                            {has_snapshots.get().then(|| view! { <section class="region" aria-labelledby="h-snaps"><div class="region-head"><h2 id="h-snaps">{t("Snapshots")}</h2></div><RelatedList connection=address.connection.clone() of=resource.clone() kind=Kind::Snapshot/></section> }.into_any())}
                            <section class="region" aria-labelledby="h-attributes"><div class="region-head"><h2 id="h-attributes">{t("Details")}</h2></div><AttributeList resource=resource.clone() connection=address.connection.clone()/></section>
                            <section class="region" aria-labelledby="h-acts"><div class="region-head"><h2 id="h-acts">{t("Activity")}</h2></div><ActivityList address=address.clone()/></section>
                        </div>
                        <div>
                            <section class="region"><Fields raw=resource.raw.clone()/></section>
                            <section class="region"><Json raw=resource.raw.clone()/></section>
                        </div>
                    </div>
                }.into_any()
            }
        }
    };
    view! { <main class="main reads" id="main"><header class="head">{move || heading()}{move || bar()}</header><ErrorBanner kind=kind address=address/>{move || body()}</main> }.into_any()
}
