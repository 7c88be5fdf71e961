//! Actions as buttons and menus, from the provider's rows. What is refused now is shown with its reason.

use leptos::prelude::*;

use crate::action::{Action, Danger};
use crate::model::{Kind, Resource};
use crate::route::{Address, Doing};
use crate::ui::store::Store;
use crate::ui::widgets::{Icon, Menu, close_menu};

/// The label of a button: “…” if a question follows.
fn label(action: &Action) -> String {
    format!("{}…", action.label)
}

fn open(store: Store, action: &'static Action, connection: &str, on: Option<(Kind, crate::model::Id)>) {
    let route = store.route.get_untracked();
    store.go(route.with_doing(Some(Doing { connection: connection.to_owned(), action: action.name.to_owned(), on })));
}

/// The actions on a resource as entries of a menu.
#[component]
pub fn ActionItems(
    /// The resource's connection.
    address: Address,
    /// The resource.
    resource: Resource,
    /// The menu they stand in.
    #[prop(into)]
    menu: String,
    /// How many to leave out at the start: they have buttons.
    #[prop(optional)]
    skip: usize,
) -> impl IntoView {
    let store = expect_context::<Store>();
    let entries = move || {
        let menu = menu.clone();
        let on = Some((resource.kind, resource.id.clone()));
        let rows = store.actions(&address.connection, resource.kind, Some(&resource));
        entries(
            store,
            rows.into_iter()
                .skip(skip)
                .map(|(action, reason)| (action, reason, address.connection.clone(), on.clone(), String::new()))
                .collect(),
            menu,
        )
    };
    view! { {entries} }.into_any()
}

/// An action, the reason if it is refused, its connection, its resource, a note.
type Offer = (&'static Action, Option<String>, String, Option<(Kind, crate::model::Id)>, String);

fn entries(store: Store, offers: Vec<Offer>, menu: String) -> AnyView {
    let mut danger = false;
    let items: Vec<_> = offers
        .into_iter()
        .map(|(action, reason, connection, on, note)| {
            let line = !danger && action.danger == Danger::TypeName;
            danger |= line;
            let refused = reason.is_some();
            let menu = menu.clone();
            let click = move |_| {
                if !refused {
                    close_menu(&menu);
                    open(store, action, &connection, on.clone());
                }
            };
            view! {
                {line.then(|| view! { <hr class="menu-line"/> })}
                <button class="menu-item" role="menuitem" type="button" aria-disabled=refused.then_some("true") on:click=click>
                    <Icon name=action.verb.icon()/><span class="grow">{label(action)}</span>
                    {(!note.is_empty()).then(|| view! { <span class="faint">{note}</span> })}
                    {reason.map(|reason| view! { <span class="menu-why">{reason}</span> })}
                </button>
            }
        })
        .collect();
    items.into_any()
}

/// The first actions as buttons, the rest in a menu.
#[component]
pub fn ActionBar(
    /// The resource's address.
    address: Address,
    /// The resource.
    resource: Resource,
    /// A prefix for the menu's id.
    #[prop(into)]
    id: String,
) -> impl IntoView {
    const BUTTONS: usize = 3;
    let store = expect_context::<Store>();
    let (connection, target) = (address.connection.clone(), resource.clone());
    let buttons = move || {
        let on = Some((target.kind, target.id.clone()));
        store
            .actions(&connection, target.kind, Some(&target))
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
                        open(store, action, &connection, on.clone());
                    }
                };
                view! {
                    <button class="button" type="button" aria-disabled=refused.then_some("true") aria-describedby=describe title=reason.clone() on:click=click>
                        <Icon name=action.verb.icon()/>{label(action)}
                    </button>
                    {reason.map(|reason| view! { <span class="visually-hidden" id=why>{reason}</span> })}
                }
            })
            .collect::<Vec<_>>()
    };
    let menu = format!("{id}-more");
    let inner = menu.clone();
    view! {
        <div class="actions">
            {buttons}
            <Menu id=menu class="button icon-only" label="More actions" button=ViewFn::from(|| view! { <Icon name="more"/> })
                content=move || view! { <ActionItems address=address.clone() resource=resource.clone() menu=inner.clone() skip=BUTTONS/> }/>
        </div>
    }
    .into_any()
}

/// The button that makes something new: every connection's ways to do so.
#[component]
pub fn NewMenu(
    /// Of which kind.
    kind: Kind,
) -> impl IntoView {
    let store = expect_context::<Store>();
    let content = move || {
        let connections = store.connections.get();
        let several = connections.len() > 1;
        let groups: Vec<_> = connections
            .into_iter()
            .map(|connection| {
                let name = connection.saved.name.clone();
                let rows = store.actions(&name, kind, None);
                let head = several.then(|| view! { <p class="menu-head">{name.clone()}</p> });
                let items = entries(
                    store,
                    rows.into_iter().map(|(action, reason)| (action, reason, name.clone(), None, String::new())).collect(),
                    "new-menu".into(),
                );
                view! { {head}{items} }
            })
            .collect();
        groups.into_any()
    };
    view! {
        <Menu id="new-menu" class="button primary shrinks" button=ViewFn::from(move || view! { <Icon name="plus"/><span>{format!("New {}", kind.noun())}</span> }) content=content/>
    }
    .into_any()
}
