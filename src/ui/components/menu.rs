//! Actions as buttons and menus, from the provider's rows. What is refused now is shown with its reason.

use leptos::prelude::*;

use super::actions_loader::ActionsLoader;
use crate::interaction::menu::{BUTTONS, danger_begins};
use crate::route::{Address, OpenAction};
use crate::ui::primitives::{Icon, Menu, close_menu, listener};
use crate::ui::root::Root;
use crate::ui::state::{Clients, Connections, QueryCache, Router, Site};
use voldeck_core::action::{Action, ActionContext, Target};
use voldeck_core::fill;
use voldeck_core::model::{Id, Kind, Resource};
use voldeck_core::texts::t;

/// The label of a button: “…” if a question follows.
fn label(action: &Action) -> String {
    format!("{}…", t(action.label))
}

fn open(router: Router, action: &'static Action, connection: &str, target: Option<(Kind, Id)>) {
    let route = router.route.get_untracked();
    router.go(route.with_action(Some(OpenAction { connection: connection.to_owned(), action: action.name.to_owned(), target })));
}

/// What there is to choose from, and what it depends on.
#[derive(Clone, Copy)]
pub(super) struct Offers {
    connections: Connections,
    clients: Clients,
    cache: QueryCache,
    site: Site,
}

impl Offers {
    pub fn expect() -> Self {
        Self { connections: expect_context(), clients: expect_context(), cache: expect_context(), site: expect_context() }
    }

    /// The actions that make sense on a resource, or on a connection for a kind, each with the reason if it is refused now. `None`
    /// until they are loaded.
    pub fn of(self, connection: &str, kind: Kind, target: Option<&Resource>) -> Option<Vec<(&'static Action, Option<String>)>> {
        let (actions, client) = (self.clients.actions(connection)?, self.clients.get(connection)?);
        let known = self.cache.known(connection);
        let context = ActionContext { client: &*client, target, known: &known };
        let config = self.connections.get(connection)?.config;
        let limits = &self.site.config.get().limits;
        let wanted = if target.is_some() { Target::Resource(kind) } else { Target::Connection(kind) };
        let shown = |action: &&'static Action| action.on == wanted && !limits.hides(&config.provider, action.name);
        let fitting = actions.iter().filter(shown).filter(|action| target.is_none_or(|target| (action.applies_to)(target)));
        let with_reason = |action: &'static Action| {
            let refusal = limits.refusal(&config, action.name).map(str::to_owned);
            (action, refusal.or_else(|| (action.disabled_reason)(&context)))
        };
        Some(fitting.map(with_reason).collect())
    }

    /// What stands in for the actions on a resource, once that is known, until they are loaded. Drawn once: what is read meanwhile does not
    /// begin it anew.
    fn loader(self, connection: String, resource: Signal<Option<Resource>>) -> impl Fn() -> Option<AnyView> {
        let name = connection.clone();
        let is_missing = move || self.immutable(&name).is_none() && self.clients.actions(&name).is_none();
        let waits = Memo::new(move |_| resource.with(Option::is_some) && is_missing());
        move || waits.get().then(|| view! { <ActionsLoader connection=connection.clone()/> }.into_any())
    }

    /// Why nothing can be changed over a connection, where its provider has no way to.
    fn immutable(self, connection: &str) -> Option<&'static str> {
        self.connections.get_untracked(connection)?.immutable()
    }
}

/// The actions on a resource as entries of a menu.
#[component]
pub fn ActionItems(
    /// The resource's connection.
    address: Address,
    /// The resource, as it is known at the time.
    #[prop(into)]
    resource: Signal<Option<Resource>>,
    /// The menu they stand in.
    #[prop(into)]
    menu: String,
    /// How many to leave out at the start: they have buttons.
    #[prop(optional)]
    skip: usize,
) -> AnyView {
    let (offers, router) = (Offers::expect(), expect_context::<Router>());
    let connection = address.connection.clone();
    let entries = move || {
        let resource = resource.get()?;
        if let Some(reason) = offers.immutable(&address.connection) {
            return Some(view! { <p class="menu-head">{reason}</p> }.into_any());
        }
        let on = Some((resource.kind, resource.id.clone()));
        let rows = offers.of(&address.connection, resource.kind, Some(&resource))?.into_iter().skip(skip);
        let rows = rows.map(|(action, reason)| (action, reason, address.connection.clone(), on.clone())).collect();
        Some(entries(router, rows, menu.clone()))
    };
    let loader = offers.loader(connection, resource);
    view! { {move || loader()}{move || entries()} }.into_any()
}

/// An action, the reason if it is refused, its connection, its resource.
type Offer = (&'static Action, Option<String>, String, Option<(Kind, Id)>);

fn entries(router: Router, offers: Vec<Offer>, menu: String) -> AnyView {
    let root = expect_context::<Root>();
    let danger = danger_begins(offers.iter().map(|(action, ..)| *action));
    let items: Vec<_> = offers
        .into_iter()
        .enumerate()
        .map(|(i, (action, reason, connection, on))| {
            let line = danger == Some(i);
            let refused = reason.is_some();
            let menu = menu.clone();
            let click = move |_| {
                if !refused {
                    close_menu(root, &menu);
                    open(router, action, &connection, on.clone());
                }
            };
            view! {
                {line.then(|| view! { <hr class="menu-line"/> }.into_any())}
                <button class="menu-item" role="menuitem" type="button" aria-disabled=refused.then_some("true") on:click=listener(click)>
                    <Icon name=action.verb.icon()/><span class="grow">{label(action)}</span>
                    {reason.map(|reason| view! { <span class="menu-why">{reason}</span> }.into_any())}
                </button>
            }
            .into_any()
        })
        .collect();
    items.into_any()
}

/// The first actions as buttons, the rest, if there are any, in a menu.
#[component]
pub fn ActionBar(
    /// The resource's address.
    address: Address,
    /// The resource, as it is known at the time: an open menu stays open when more is learnt.
    #[prop(into)]
    resource: Signal<Option<Resource>>,
    /// A prefix for the menu's id.
    #[prop(into)]
    id: String,
) -> AnyView {
    let (offers, router) = (Offers::expect(), expect_context::<Router>());
    let connection = address.connection.clone();
    if let Some(reason) = offers.immutable(&address.connection) {
        return view! { <p class="soft">{reason}</p> }.into_any();
    }
    let loader = offers.loader(connection.clone(), resource);
    let buttons = move || {
        let target = resource.get()?;
        let on = Some((target.kind, target.id.clone()));
        let rows = offers.of(&connection, target.kind, Some(&target))?;
        let drawn: Vec<_> = rows
            .into_iter()
            .take(BUTTONS)
            .enumerate()
            .map(|(i, (action, reason))| {
                let (connection, on) = (connection.clone(), on.clone());
                let refused = reason.is_some();
                let why = format!("why-{}-{i}", action.name);
                let describe = refused.then(|| why.clone());
                let click = move |_| {
                    if !refused {
                        open(router, action, &connection, on.clone());
                    }
                };
                view! {
                    <button class="button" type="button" aria-disabled=refused.then_some("true") aria-describedby=describe title=reason.clone() on:click=listener(click)>
                        <Icon name=action.verb.icon()/>{label(action)}
                    </button>
                    {reason.map(|reason| view! { <span class="visually-hidden" id=why>{reason}</span> }.into_any())}
                }.into_any()
            })
            .collect();
        Some(drawn.into_any())
    };
    let of = address.connection.clone();
    let more = Memo::new(move |_| {
        resource.get().is_some_and(|target| offers.of(&of, target.kind, Some(&target)).is_some_and(|rows| rows.len() > BUTTONS))
    });
    let menu = format!("{id}-more");
    let rest = move || {
        let (menu, inner, address) = (menu.clone(), menu.clone(), address.clone());
        more.get().then(|| {
            view! {
                <Menu id=menu class="button icon-only" label=t("More actions") button=|| view! { <Icon name="more"/> }
                    content=move || view! { <ActionItems address=address.clone() resource=resource menu=inner.clone() skip=BUTTONS/> }/>
            }
            .into_any()
        })
    };
    view! { <div class="actions">{move || loader()}{move || buttons()}{move || rest()}</div> }.into_any()
}

/// The button that begins to create something: the form asks where.
#[component]
pub fn CreateButton(
    /// Of which kind.
    kind: Kind,
) -> AnyView {
    let router = expect_context::<Router>();
    let click = move |_| router.go(router.route.get_untracked().with_action(Some(OpenAction::create(""))));
    view! { <button class="button primary shrinks" type="button" on:click=listener(click)><Icon name="plus"/><span>{fill!("Create {noun}", noun = t(kind.noun()))}</span></button> }.into_any()
}
