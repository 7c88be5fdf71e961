//! `markup!`: the syntax of Leptos' `view!`, with one type for all that is drawn.
//!
//! `view!` makes a type of its own for every element, attribute and text, and the compiler a copy of the renderer for
//! every type. `markup!` makes values of `crate::ui::markup::Markup` instead, which one renderer draws.
//!
//! ```text
//! markup! {
//!     <p class="error" hidden=move || error.get().is_none()>
//!         <Icon name="x"/>{move || error.get()}
//!     </p>
//! }
//! ```
//!
//! - An element in small letters: attributes, `class:name=` for one class, `prop:name=` for a property, `on:event=` for a
//!   listener, `node_ref=` for a reference. A closure as a value is run again when what it reads changes.
//! - A component in capitals: its properties, and `children` if there is something between its tags.
//! - Text in quotes, and `{anything that can be drawn}`.

use proc_macro::TokenStream;
use proc_macro2::TokenStream as Tokens;
use quote::{format_ident, quote, quote_spanned};
use rstml::Infallible;
use rstml::node::{KeyedAttribute, Node, NodeAttribute, NodeElement, NodeName};
use syn::spanned::Spanned;

/// Draws a value; see the crate.
#[proc_macro]
pub fn markup(input: TokenStream) -> TokenStream {
    let drawn = rstml::parse2(input.into()).and_then(|nodes| many(&nodes));
    drawn.unwrap_or_else(|error| error.to_compile_error()).into()
}

/// Several nodes as one.
fn many(nodes: &[Node]) -> syn::Result<Tokens> {
    let mut drawn = nodes.iter().map(one).collect::<syn::Result<Vec<_>>>()?;
    Ok(if drawn.len() == 1 {
        drawn.remove(0)
    } else {
        quote! { crate::ui::markup::Markup::many([#(#drawn),*]) }
    })
}

fn one(node: &Node) -> syn::Result<Tokens> {
    match node {
        Node::Text(text) => {
            let text = &text.value;
            Ok(quote! { crate::ui::markup::Markup::text(#text) })
        }
        Node::Block(block) => Ok(quote! { crate::ui::markup::Draw::draw(#[allow(unused_braces)] #block) }),
        Node::Fragment(fragment) => many(&fragment.children),
        Node::Element(element) if is_component(element.name()) => component(element),
        Node::Element(element) => self::element(element),
        other => Err(syn::Error::new(other.span(), "markup! draws elements, components, \"text\" and {blocks}")),
    }
}

/// Components are functions whose names begin with a capital.
fn is_component(name: &NodeName) -> bool {
    name.to_string().rsplit("::").next().is_some_and(|last| last.starts_with(char::is_uppercase))
}

/// An element is written step by step: a call a step is half the code of an array of values.
fn element(element: &NodeElement<Infallible>) -> syn::Result<Tokens> {
    let tag = element.name().to_string();
    let mut fixed = String::new();
    let mut steps = Vec::new();
    for attribute in element.attributes() {
        let attribute = keyed(attribute)?;
        match literal(attribute) {
            Some(pair) => {
                fixed.push_str(if fixed.is_empty() { "" } else { "\n" });
                fixed.push_str(&pair);
            }
            None => steps.push(self::attribute(attribute)?),
        }
    }
    for child in &element.children {
        steps.push(match child {
            Node::Text(text) => {
                let text = &text.value;
                quote! { element.text(#text); }
            }
            child => {
                let child = one(child)?;
                quote! { element.child(#child); }
            }
        });
    }
    let mutable = (!steps.is_empty()).then(|| quote! { mut });
    Ok(quote! {{
        let #mutable element = crate::ui::markup::Element::new(#tag, #fixed);
        #(#steps)*
        crate::ui::markup::Markup::from(element)
    }})
}

fn keyed(attribute: &NodeAttribute) -> syn::Result<&KeyedAttribute> {
    match attribute {
        NodeAttribute::Attribute(attribute) => Ok(attribute),
        NodeAttribute::Block(_) => Err(syn::Error::new(attribute.span(), "markup! takes attributes by name only")),
    }
}

/// `name=value` of an attribute that never changes. All of an element's together are one text in the program.
fn literal(attribute: &KeyedAttribute) -> Option<String> {
    let name = attribute.key.to_string();
    let value = attribute.value_literal_string()?;
    (!name.contains(':') && name != "node_ref" && value != "true" && value != "false").then(|| format!("{name}={value}"))
}

fn attribute(attribute: &KeyedAttribute) -> syn::Result<Tokens> {
    let name = attribute.key.to_string();
    let span = attribute.key.span();
    let value = attribute.value().map_or_else(|| quote! { true }, |value| quote! { #value });
    let of = |of: Tokens| quote_spanned! { span => element.give(crate::ui::markup::Of::#of, crate::ui::markup::Worth::value(#[allow(unused_braces)] { #value })); };
    Ok(match name.split_once(':') {
        None if name == "node_ref" => quote! { element.refer(#value); },
        None => of(quote! { Attribute(#name) }),
        Some(("class", class)) => of(quote! { Class(#class) }),
        Some(("prop", property)) => of(quote! { Property(#property) }),
        Some(("on", event)) => {
            let described = if event == "cancel" {
                // Leptos describes all events that the console hears but this one.
                quote! { ::leptos::ev::Custom::<::leptos::ev::Event>::new(#event) }
            } else {
                let event = format_ident!("{event}", span = span);
                quote! { ::leptos::ev::#event }
            };
            quote! { element.listen(#described, #value); }
        }
        Some(_) => return Err(syn::Error::new(span, "markup! knows class:, prop: and on:")),
    })
}

fn component(element: &NodeElement<Infallible>) -> syn::Result<Tokens> {
    let name = element.name();
    let mut properties = Vec::new();
    for attribute in element.attributes() {
        let attribute = keyed(attribute)?;
        let key = &attribute.key;
        let value = attribute.value().map_or_else(|| quote! { #key }, |value| quote! { #value });
        properties.push(quote! { .#key(#[allow(unused_braces)] { #value }) });
    }
    if !element.children.is_empty() {
        let children = many(&element.children)?;
        properties.push(quote! { .children(::std::boxed::Box::new(move || #children)) });
    }
    if properties.is_empty() {
        return Ok(quote! { #name() });
    }
    Ok(quote! { #name(::leptos::component::component_props_builder(&#name) #(#properties)* .build()) })
}
