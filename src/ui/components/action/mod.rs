//! The form of an action, drawn from its row: at the side, or as a dialog where something is at stake. The request that is
//! shown is the request that is sent.

mod dependents;
mod draft;
mod form;
mod prepare;
mod submit;

use leptos::prelude::*;

use crate::interaction::focus::is_given_back;
use crate::ui::doors;
use crate::ui::store::Store;
use voldeck_core::action::{Action, ActionContext, Values};
use voldeck_core::http::Request;
use voldeck_core::model::Resource;

use prepare::Prepare;

/// Does something with the scene of an action.
fn in_scene<T>(
    store: Store,
    connection: &str,
    target: Option<&Resource>,
    known: &[Resource],
    act: impl FnOnce(&ActionContext) -> T,
) -> Option<T> {
    let link = store.client(connection)?;
    Some(act(&ActionContext { client: &*link, target, known }))
}

/// The request as it will be sent, credentials included: renderings mask those. Without any, it is shown as it is.
fn signed(scene: &ActionContext, action: &Action, values: &Values) -> Request {
    let request = (action.request)(scene, values);
    scene.client.session().signer.sign(request.clone(), doors::clock().now_millis()).unwrap_or(request)
}

/// The action form that is open, if one is: once its target is known.
#[component]
pub fn Doer() -> AnyView {
    let store = expect_context::<Store>();
    let doing = Memo::new(move |_| store.route.with(|route| route.doing.clone()));
    let before: leptos::prelude::StoredValue<Option<web_sys::Element>, LocalStorage> = leptos::prelude::StoredValue::new_local(None);
    let shown = move || {
        let Some(doing) = doing.get() else {
            give_back(before.try_update_value(Option::take).flatten());
            return None;
        };
        before.update_value(|before| *before = before.take().or_else(|| document().active_element()));
        let action = store.doing().map(|(_, action)| action)?;
        Some(view! { <Prepare doing=doing action=action/> }.into_any())
    };
    view! { {move || shown()} }.into_any()
}

/// When a form closes, the focus goes back to where it was before, unless something else has taken it.
fn give_back(before: Option<web_sys::Element>) {
    let Some(before) = before else { return };
    request_animation_frame(move || {
        let active = document().active_element().map(|active| active.tag_name());
        if is_given_back(active.as_deref(), before.is_connected()) {
            let _ = wasm_bindgen::JsCast::unchecked_into::<web_sys::HtmlElement>(before).focus();
        }
    });
}
