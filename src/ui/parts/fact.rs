//! Facts: what a provider says of a resource, in a cell or on a line.

use leptos::prelude::*;

use crate::model::{Fact, Kind, Resource, Value};
use crate::route::{Page, Route};
use crate::ui::markup::{Draw, Markup, markup};
use crate::ui::store::Store;
use crate::ui::widgets::{Ago, Copy, CutCode, Go, OddText, Size, StateWord, not_reported};

/// The value of a fact.
#[component]
pub fn FactValue(
    /// The value.
    value: Value,
    /// Whether there is only room for the word of a state; what is added to it is then the title.
    #[prop(optional)]
    brief: bool,
) -> Markup {
    match value {
        Value::State(mut status) if brief => {
            let title = status.detail.take();
            markup! { <span title=title><StateWord status=status/></span> }
        }
        Value::Text(text) => markup! { <span title=text.clone()>{text.clone()}</span> },
        Value::Code(text) => markup! { <CutCode text=text/> },
        Value::Number(number) => number.to_string().draw(),
        Value::Link(_, _, name) => name.draw(),
        Value::Size(size) => markup! { <Size size=Some(size)/> },
        Value::Time(time) => markup! { <Ago time=time after=" ago"/> },
        Value::State(status) => markup! { <StateWord status=status/> },
        Value::Odd(odd) => markup! { <OddText odd=odd/> },
    }
}

/// The facts of a resource as lines, after size, creation and id.
#[component]
pub fn Facts(
    /// The resource.
    resource: Resource,
    /// The connection it was read from.
    connection: String,
) -> Markup {
    let size = resource
        .size
        .map_or_else(not_reported, |size| markup! { <span>{size.to_string()} " " <span class="faint">{size.exact()}</span></span> });
    let size = resource.fact(Fact::SIZE).is_none().then(|| markup! { <div><dt>"Size"</dt><dd>{size}</dd></div> });
    let created = resource.created.map(|time| markup! { <div><dt>"Created"</dt><dd><Ago time=time after=" ago"/></dd></div> });
    // Where the provider has a fact of it, that one is a link or has a name.
    let of_volume = resource.kind == Kind::Snapshot && resource.fact(Fact::SOURCE).is_none();
    let source = resource.source.clone().filter(|_| of_volume).map(|source| {
        markup! { <div><dt>"Source volume"</dt><dd><span class="cell-pair"><CutCode text=source.clone()/><Copy text=source what="source volume"/></span></dd></div> }
    });
    let facts: Vec<_> = resource
        .facts
        .iter()
        .map(|fact| {
            let copy = if let Value::Code(text) = &fact.value {
                Some(markup! { <Copy text=text.clone() what=fact.label.to_ascii_lowercase()/> })
            } else {
                None
            };
            let value = match &fact.value {
                Value::Link(kind, id, name) => {
                    let to = Route::to(Page::List(*kind, Some(Store::address(&connection, id))));
                    let name = name.clone();
                    markup! { <Go to=to>{name}</Go> }
                }
                value => markup! { <FactValue value=value.clone()/> },
            };
            markup! { <div><dt>{fact.label}</dt><dd><span class="cell-pair">{value}{copy}</span></dd></div> }
        })
        .collect();
    let odd: Vec<_> =
        resource.odd.iter().cloned().map(|odd| markup! { <div><dt>{odd.path.clone()}</dt><dd><OddText odd=odd/></dd></div> }).collect();
    markup! { <dl class="facts">{size}{created}{source}{facts}{odd}</dl> }
}
