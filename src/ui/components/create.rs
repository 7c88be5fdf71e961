//! The form that asks where something is created, and what: then the provider's own form follows.

use leptos::ev;
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::actions_loader::ActionsLoader;
use super::connection_tag::ConnectionTag;
use super::menu::Offers;
use crate::interaction::create::{LastChoice, Offer, Place, first_action, first_place, found, refusal};
use crate::inventory::Query;
use crate::route::OpenAction;
use crate::ui::primitives::{Icon, Link, listener};
use crate::ui::root::Root;
use crate::ui::state::{Clients, Connections, Router, Vault};
use voldeck_core::fill;
use voldeck_core::model::Kind;
use voldeck_core::texts::t;

/// How many connections there are at least before one can look for them.
const MANY: usize = 6;

/// The name under which the last choice is kept.
fn kept_as(kind: Kind) -> String {
    format!("voldeck.create.{}", kind.noun())
}

/// The form.
#[component]
pub fn CreateForm(
    /// What is to be created.
    kind: Kind,
    /// The connection that was chosen already; may be empty.
    at: String,
) -> AnyView {
    let (router, root, vault) = (expect_context::<Router>(), expect_context::<Root>(), expect_context::<Vault>());
    let (connections, clients, offers) = (expect_context::<Connections>(), expect_context::<Clients>(), Offers::expect());
    for name in clients.connected() {
        spawn_local(async move { drop(clients.load_actions(&name).await) });
    }
    let places = Memo::new(move |_| {
        let query = router.route.with(|route| Query::parse(&route.view.query));
        let place = |connection: crate::connection::Connection| {
            let refusal = refusal(&connection, vault.open.get(), kind, offers.of(&connection.config.name, kind, None).as_deref());
            let title = connection.provider().map_or("", |provider| provider.title);
            let is_in_view = query.reaches(&connection.config.name, &connection.config.provider);
            Place { name: connection.config.name, id: connection.config.id, title, refusal, is_in_view }
        };
        connections.all.get().into_iter().map(place).collect::<Vec<_>>()
    });
    let last = root.kept(&kept_as(kind)).and_then(|text| LastChoice::read(&text));
    let last = StoredValue::new(last);
    let (chosen, action) = (RwSignal::new(String::new()), RwSignal::new(""));
    let missing = RwSignal::new(false);
    let offered = Memo::new(move |_| {
        let name = chosen.get();
        Offered(if name.is_empty() { None } else { offers.of(&name, kind, None) })
    });
    let go = move |connection: String, action: &str, replace: bool| {
        let open = OpenAction { connection, action: action.to_owned(), target: None };
        let route = router.route.get_untracked().with_action(Some(open));
        if replace { router.replace(route) } else { router.go(route) }
    };
    // Until the person chooses, what is known of the connections may still change what is meant.
    let touched = StoredValue::new(false);
    Effect::new(move |_| {
        let (place, is_only) = places.with(|places| {
            let first = last.with_value(|last| first_place(places, &at, last.as_ref()).map(|(place, only)| (place.name.clone(), only)));
            first.unwrap_or_default()
        });
        if touched.get_value() {
            return;
        }
        // None, once it is known of the only one that nothing can be created there.
        chosen.set(place.clone());
        // Nothing is left to ask.
        if let (true, Some([(action, None)])) = (is_only, offers.of(&place, kind, None).as_deref()) {
            go(place, action.name, true);
        }
    });
    Effect::new(move |_| {
        // What is chosen stays while it can be done, whatever changes about the others.
        let now = action.get_untracked();
        let first = offered.with(|offered| {
            let offers = offered.0.as_deref().unwrap_or_default();
            if offers.iter().any(|(action, refusal)| action.name == now && refusal.is_none()) {
                return now;
            }
            last.with_value(|last| first_action(offers, last.as_ref()).map_or("", |action| action.name))
        });
        action.set(first);
    });
    let submit = move || {
        let (connection, action) = (chosen.get_untracked(), action.get_untracked());
        if connection.is_empty() || action.is_empty() {
            return missing.set(true);
        }
        let id = places.with_untracked(|places| places.iter().find(|place| place.name == connection).map(|place| place.id.clone()));
        root.keep(&kept_as(kind), &LastChoice { id: id.unwrap_or_default(), action: action.to_owned() }.text());
        go(connection, action, false);
    };
    let heading = NodeRef::<html::H2>::new();
    Effect::new(move |_| {
        if let Some(heading) = heading.get() {
            request_animation_frame(move || {
                let first = ["#create-form :checked", "#create-form input:enabled"].iter().find_map(|selectors| root.query(selectors));
                let _ = first.unwrap_or_else(|| heading.into()).focus();
            });
        }
    });
    let close = Signal::derive(move || router.route.with(|route| route.with_action(None)));
    let title = fill!("Create {noun}", noun = t(kind.noun()));
    let choose = move |name: String| {
        touched.set_value(true);
        missing.set(false);
        chosen.set(name);
    };
    let what = move || {
        let name = chosen.get();
        if name.is_empty() {
            return None;
        }
        Some(match offered.get().0 {
            Some(offers) => view! { <Actions offers=offers action=action/> }.into_any(),
            None => view! { <ActionsLoader connection=name/> }.into_any(),
        })
    };
    let error = move || {
        missing.get().then(|| view! { <p class="error" role="alert"><span class="mark" data-state="failed" aria-hidden="true"></span><span>{if chosen.get().is_empty() { t("Choose a connection.") } else { t("Nothing can be created there now.") }}</span></p> }.into_any())
    };
    view! {
        <aside class="panel form-panel" aria-labelledby="create-title">
            <header class="panel-head">
                <div class="panel-title"><h2 id="create-title" tabindex="-1" node_ref=heading>{title.clone()}</h2>
                    <Link to=close class="button plain icon-only"><Icon name="x"/><span class="visually-hidden">{t("Close, nothing is sent")}</span></Link></div>
                <p class="soft form-intro">{t("Choose where. The form of that provider follows; nothing is sent before.")}</p>
            </header>
            <form class="panel-body form" id="create-form" aria-label=title novalidate=true tabindex="0" on:submit=listener(move |event: ev::SubmitEvent| { event.prevent_default(); submit(); })>
                <Places places=places chosen=chosen choose=Callback::new(choose)/>
                {move || what()}{move || error()}
            </form>
            <footer class="panel-foot"><span class="push"></span><Link to=close class="button plain">{t("Cancel")}</Link><button class="button primary" type="submit" form="create-form">{t("Continue")}</button></footer>
        </aside>
    }
    .into_any()
}

/// What a connection offers, as a value: actions are the same where their names are.
#[derive(Clone)]
struct Offered(Option<Vec<Offer>>);

impl PartialEq for Offered {
    fn eq(&self, other: &Self) -> bool {
        let names =
            |offered: &Self| offered.0.as_ref().map(|all| all.iter().map(|(action, why)| (action.name, why.clone())).collect::<Vec<_>>());
        names(self) == names(other)
    }
}

/// The connections; where there are many, one can look for one.
#[component]
fn Places(places: Memo<Vec<Place>>, chosen: RwSignal<String>, choose: Callback<String>) -> AnyView {
    let typed = RwSignal::new(String::new());
    let many = Memo::new(move |_| places.with(|places| places.len() >= MANY));
    let search = move || {
        many.get().then(|| view! { <input class="input" type="search" aria-label=t("Find a connection") placeholder=t("Find a connection") autocomplete="off" spellcheck="false" prop:value=typed on:input=listener(move |event: ev::Event| typed.set(event_target_value(&event)))/> }.into_any())
    };
    let one = move |place: &Place| {
        let (name, of) = (place.name.clone(), place.name.clone());
        let off = place.refusal.is_some();
        let words = match &place.refusal {
            Some(reason) => format!("{}. {reason}", place.title),
            None => place.title.to_owned(),
        };
        view! {
            <label class="option"><input type="radio" name="create-at" disabled=off prop:checked=move || chosen.with(|chosen| *chosen == of) on:change=listener(move |_| choose.run(name.clone()))/>
                <span>{place.name.clone()}</span><ConnectionTag connection=place.name.clone()/><span class="faint">{words}</span></label>
        }
        .into_any()
    };
    let shown = move || places.with(|places| typed.with(|typed| found(places, typed).into_iter().map(one).collect::<Vec<_>>()));
    let none = move || {
        let none = places.with(|places| typed.with(|typed| found(places, typed).is_empty()));
        none.then(|| view! { <p class="help" role="status">{t("No connection is called so.")}</p> }.into_any())
    };
    view! { <fieldset class="field"><legend>{t("Connection")}</legend>{move || search()}<div class="options scrolls">{move || shown()}</div>{move || none()}</fieldset> }.into_any()
}

/// What can be created there.
#[component]
fn Actions(offers: Vec<Offer>, action: RwSignal<&'static str>) -> AnyView {
    let one = |(row, refusal): Offer| {
        let name = row.name;
        let off = refusal.is_some();
        let words = refusal.unwrap_or_else(|| row.endpoint.operation.to_owned());
        view! {
            <label class="option"><input type="radio" name="create-what" disabled=off prop:checked=move || action.get() == name on:change=listener(move |_| action.set(name))/>
                <span>{t(row.label)}</span><span class="faint">{words}</span></label>
        }
        .into_any()
    };
    let choices: Vec<_> = offers.into_iter().map(one).collect();
    view! { <fieldset class="field"><legend>{t("What")}</legend><div class="options">{choices}</div></fieldset> }.into_any()
}
