//! Facts: what a provider says of a resource, in a cell or on a line.

use leptos::prelude::*;

use crate::model::{Resource, Value};
use crate::ui::widgets::{Ago, Copy, CutCode, Size, StateWord};

/// The value of a fact.
#[component]
pub fn FactValue(
    /// The value.
    value: Value,
) -> impl IntoView {
    match value {
        Value::Text(text) => view! { <span title=text.clone()>{text.clone()}</span> }.into_any(),
        Value::Code(text) => view! { <CutCode text=text/> }.into_any(),
        Value::Number(number) => number.to_string().into_any(),
        Value::Size(size) => view! { <Size size=Some(size)/> }.into_any(),
        Value::Time(time) => view! { <Ago time=time after=" ago"/> }.into_any(),
        Value::State(status) => view! { <StateWord status=status/> }.into_any(),
    }
}

/// The facts of a resource as lines, after size, creation and id.
#[component]
pub fn Facts(
    /// The resource.
    resource: Resource,
) -> impl IntoView {
    let size = match resource.size {
        Some(size) => view! { <span>{size.to_string()} " " <span class="faint">{size.exact()}</span></span> }.into_any(),
        None => view! { <span class="none">"not given"</span> }.into_any(),
    };
    let created = resource.created.map(|time| view! { <div><dt>"Created"</dt><dd><Ago time=time after=" ago"/></dd></div> });
    let source = resource.source.clone().map(|source| {
        view! { <div><dt>"Source volume"</dt><dd><span class="cell-pair"><CutCode text=source.clone()/><Copy text=source what="source volume"/></span></dd></div> }
    });
    let facts: Vec<_> = resource
        .facts
        .iter()
        .map(|fact| {
            let copy = if let Value::Code(text) = &fact.value {
                Some(view! { <Copy text=text.clone() what=fact.label.to_lowercase()/> })
            } else {
                None
            };
            view! { <div><dt>{fact.label}</dt><dd><span class="cell-pair"><FactValue value=fact.value.clone()/>{copy}</span></dd></div> }
        })
        .collect();
    view! { <dl class="facts"><div><dt>"Size"</dt><dd>{size}</dd></div>{created}{source}{facts}</dl> }.into_any()
}
