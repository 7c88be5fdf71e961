//! Facts: what a provider says of a resource, in a cell or on a line.

use leptos::prelude::*;

use crate::route::{Address, Page, Route};
use crate::ui::primitives::{Copy, Link, OddText, RelativeTime, Size, StateWord, TruncatedId, not_reported};
use voldeck_core::model::{Attribute, Kind, Resource, Value};
use voldeck_core::texts::{t, within};

/// The value of an attribute.
#[component]
pub fn AttributeView(
    /// The value.
    value: Value,
    /// Whether there is only room for the word of a state; what is added to it is then the title.
    #[prop(optional)]
    brief: bool,
) -> AnyView {
    match value {
        Value::State(mut status) if brief => {
            let title = status.detail.take();
            view! { <span title=title><StateWord status=status/></span> }.into_any()
        }
        Value::Text(text) => view! { <span title=text.clone()>{text.clone()}</span> }.into_any(),
        Value::Code(text) => view! { <TruncatedId text=text/> }.into_any(),
        Value::Number(number) => number.to_string().into_any(),
        Value::Link(_, _, name) => name.into_any(),
        Value::Size(size) => view! { <Size size=Some(size)/> }.into_any(),
        Value::Time(time) => view! { <RelativeTime time=time ago=true/> }.into_any(),
        Value::State(status) => view! { <StateWord status=status/> }.into_any(),
        Value::Odd(odd) => view! { <OddText odd=odd/> }.into_any(),
    }
}

/// The attributes of a resource as lines, after size, creation and id.
#[component]
pub fn AttributeList(
    /// The resource.
    resource: Resource,
    /// The connection it was read from.
    connection: String,
) -> AnyView {
    let size = resource.size.map_or_else(not_reported, |size| {
        view! { <span>{size.to_string()} " " <span class="faint">{size.exact()}</span></span> }.into_any()
    });
    let size = resource.attribute(Attribute::SIZE).is_none().then(|| view! { <div><dt>{t("Size")}</dt><dd>{size}</dd></div> }.into_any());
    let created =
        resource.created.map(|time| view! { <div><dt>{t("Created")}</dt><dd><RelativeTime time=time ago=true/></dd></div> }.into_any());
    // Where the provider has an attribute of it, that one is a link or has a name.
    let of_volume = resource.kind == Kind::Snapshot && resource.attribute(Attribute::SOURCE).is_none();
    let source = resource.source.clone().filter(|_| of_volume).map(|source| {
        view! { <div><dt>{t("Source volume")}</dt><dd><span class="cell-pair"><TruncatedId text=source.clone()/><Copy text=source what=t("source volume")/></span></dd></div> }.into_any()
    });
    let attributes: Vec<_> = resource
        .attributes
        .iter()
        .map(|attribute| {
            let copy = if let Value::Code(text) = &attribute.value {
                Some(view! { <Copy text=text.clone() what=within(attribute.label)/> }.into_any())
            } else {
                None
            };
            let value = match &attribute.value {
                Value::Link(kind, id, name) => {
                    let to = Route::to(Page::List(*kind, Some(Address::new(&connection, id))));
                    let name = name.clone();
                    view! { <Link to=to>{name}</Link> }.into_any()
                }
                value => view! { <AttributeView value=value.clone()/> }.into_any(),
            };
            view! { <div><dt>{t(attribute.label)}</dt><dd><span class="cell-pair">{value}{copy}</span></dd></div> }.into_any()
        })
        .collect();
    let odd: Vec<_> = resource
        .odd
        .iter()
        .cloned()
        .map(|odd| view! { <div><dt>{odd.path.clone()}</dt><dd><OddText odd=odd/></dd></div> }.into_any())
        .collect();
    view! { <dl class="attributes">{size}{created}{source}{attributes}{odd}</dl> }.into_any()
}
