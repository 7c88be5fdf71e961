//! Which resource it is, and what depends on it, in the dialog that destroys it.

use leptos::prelude::*;

use crate::ui::primitives::{Icon, TruncatedId};
use voldeck_core::action::dependents;
use voldeck_core::fill;
use voldeck_core::model::{Kind, Resource, Value};
use voldeck_core::provider::Provider;
use voldeck_core::texts::t;

/// Its id and the parts of the list that it is in: namespace, zone, region.
pub(super) fn identity(target: &Resource, provider: Option<&'static Provider>) -> AnyView {
    let columns = provider.map_or(&[][..], |provider| provider.columns(target.kind)).iter().filter(|column| column.facet);
    let parts: Vec<_> = columns
        .filter_map(|column| match target.attribute(column.key)? {
            Value::Text(text) | Value::Code(text) => {
                Some(view! { <div><dt>{t(column.label)}</dt><dd>{text.clone()}</dd></div> }.into_any())
            }
            _ => None,
        })
        .collect();
    view! { <dl class="attributes"><div><dt>"ID"</dt><dd><TruncatedId text=target.provider_id.clone()/></dd></div>{parts}</dl> }.into_any()
}

/// What depends on a resource: who uses it, and what is known to be made of it. What could not be read is said as well.
pub(super) fn dependent_list(target: &Resource, known: &[Resource], untold: &[String]) -> Option<AnyView> {
    let attachments = target.attachments.iter().map(|user| {
        let host = user.host.clone().map(|host| fill!("on {host}", host)).unwrap_or_default();
        view! { <li><Icon name="attach"/><div><b>{user.name.clone()}</b>" "<span class="faint">{host}</span><p>{user.role.clone().unwrap_or_default()}</p></div><span class="faint">{user.status.label.clone()}</span></li> }.into_any()
    });
    let mut items: Vec<AnyView> = attachments.collect();
    for one in dependents(target, known) {
        let icon = if one.kind == Kind::Snapshot { "snapshots" } else { "volumes" };
        let id = one.id.map(|id| view! { <TruncatedId text=id/> }.into_any());
        items.push(view! { <li><Icon name=icon/><div><b>{one.name}</b>" "<span class="faint">{one.how}</span><p>{id}</p></div><span class="faint">{one.state}</span></li> }.into_any());
    }
    if items.is_empty() && untold.is_empty() {
        return None;
    }
    let count = items.len();
    let untold: Vec<_> = untold.iter().map(|words| view! { <p class="soft">{words.clone()}</p> }.into_any()).collect();
    Some(view! {
        <section aria-labelledby="dep-title"><div class="region-head"><h3 id="dep-title">{t("Dependent resources")}<span class="count">{count}</span></h3></div><ul class="dependents">{items}</ul>{untold}</section>
    }.into_any())
}
