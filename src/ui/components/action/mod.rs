//! The form of an action, drawn from its row: at the side, or as a dialog where something is at stake. The request that is
//! shown is the request that is sent.

mod dependents;
mod draft;
mod form;
mod load;
mod submit;

use leptos::prelude::*;

use crate::browser::clock::now_millis;
use crate::interaction::focus::is_given_back;
use crate::route::{OpenAction, Route};
use crate::ui::components::actions_loader::ActionFormLoader;
use crate::ui::on_demand;
use crate::ui::root::Root;
use crate::ui::state::{Activity, Clients, Connections, QueryCache, Router, Site};
use voldeck_core::action::{Action, ActionContext, Values};
use voldeck_core::http::Request;
use voldeck_core::model::{Kind, Resource};

pub use load::ActionLoader;

/// What an action is carried out with: where one is, where it is done, what is known there, and where its outcome is told.
#[derive(Clone, Copy)]
struct ActionState {
    router: Router,
    connections: Connections,
    clients: Clients,
    cache: QueryCache,
    activity: Activity,
    site: Site,
    root: Root,
}

impl ActionState {
    fn expect() -> Self {
        Self {
            router: expect_context(),
            connections: expect_context(),
            clients: expect_context(),
            cache: expect_context(),
            activity: expect_context(),
            site: expect_context(),
            root: expect_context(),
        }
    }

    /// Why an action may not be carried out over a connection, whatever its provider would say.
    fn refusal(self, connection: &str, action: &Action) -> Option<String> {
        let connection = self.connections.get_untracked(connection)?;
        untrack(|| self.site.refusal(&connection.config, action.name)).map(str::to_owned)
    }

    /// Does something with the context of an action.
    fn in_context<T>(
        self,
        connection: &str,
        target: Option<&Resource>,
        known: &[Resource],
        act: impl FnOnce(&ActionContext) -> T,
    ) -> Option<T> {
        let client = self.clients.get(connection)?;
        Some(act(&ActionContext { client: &*client, target, known }))
    }
}

/// The request as it will be sent, credentials included: renderings mask those. Without any, it is shown as it is.
fn signed(context: &ActionContext, action: &Action, values: &Values) -> Request {
    let request = (action.endpoint.request)(context, values);
    context.client.session().signer.sign(request.clone(), now_millis()).unwrap_or(request)
}

/// The action form that is open, if what it names exists; its action, once it is loaded.
pub fn open_action(router: Router, connections: Connections, clients: Clients) -> Option<(OpenAction, Option<&'static Action>)> {
    let open = router.route.with(|route| route.action.clone())?;
    connections.get(&open.connection)?;
    let Some(actions) = clients.actions(&open.connection) else { return Some((open, None)) };
    let action = actions.iter().find(|action| action.name == open.action)?;
    Some((open, Some(action)))
}

/// The action form that is open, if one is: once its action and its target are known.
#[component]
pub fn ActionOverlay() -> AnyView {
    let (router, connections, clients) = (expect_context::<Router>(), expect_context::<Connections>(), expect_context::<Clients>());
    let root = expect_context::<Root>();
    let asked_for = Memo::new(move |_| router.route.with(|route| route.action.clone()));
    let now = move || open_action(router, connections, clients);
    let creates = move || {
        let open = asked_for.get().filter(OpenAction::is_create)?;
        Some((router.route.with_untracked(Route::kind).unwrap_or(Kind::Volume), open.connection))
    };
    // As values, so that it is drawn anew only when it is another form.
    let is_loaded = Memo::new(move |_| now().map(|(_, action)| action.is_some()));
    let before: StoredValue<Option<web_sys::Element>, LocalStorage> = StoredValue::new_local(None);
    let shown = move || {
        if asked_for.with(Option::is_none) {
            restore_focus(root, before.try_update_value(Option::take).flatten());
            return None;
        }
        before.update_value(|before| *before = before.take().or_else(|| root.active_element()));
        if let Some((kind, connection)) = creates() {
            return Some(on_demand::create(kind, connection));
        }
        // Read, not only tracked: a memo that was never read follows nothing, and so tells nobody.
        is_loaded.get()?;
        Some(match untrack(now)? {
            (open, Some(action)) => on_demand::form(open, action),
            (open, None) => view! { <ActionFormLoader connection=open.connection/> }.into_any(),
        })
    };
    view! { {move || shown()} }.into_any()
}

/// When a form closes, the focus goes back to where it was before, unless something else has taken it.
fn restore_focus(root: Root, before: Option<web_sys::Element>) {
    let Some(before) = before else { return };
    request_animation_frame(move || {
        if is_given_back(root.active_tag().as_deref(), before.is_connected()) {
            let _ = wasm_bindgen::JsCast::unchecked_into::<web_sys::HtmlElement>(before).focus();
        }
    });
}
