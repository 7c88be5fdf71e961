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

/// An element is one text for all of it that never changes, down to the last element within, and a call for each part that
/// does: code for what never changes would be several times as long.
fn element(element: &NodeElement<Infallible>) -> syn::Result<Tokens> {
    let (mut template, mut steps) = (String::new(), Vec::new());
    write(element, &mut template, &mut steps)?;
    Ok(if steps.is_empty() {
        quote! { crate::ui::markup::Markup::fixed(#template) }
    } else {
        quote! {{
            let mut element = crate::ui::markup::Element::new(#template);
            #(#steps)*
            crate::ui::markup::Markup::from(element)
        }}
    })
}

/// The steps of a template, as `crate::ui::markup` reads them.
mod step {
    pub const OPEN: char = '\x01';
    pub const CLOSE: char = '\x02';
    pub const FIXED: char = '\x03';
    pub const TEXT: char = '\x04';
    pub const CHILD: char = '\x05';
    pub const ATTRIBUTE: char = '\x06';
    pub const CLASS: char = '\x07';
    pub const PROPERTY: char = '\x08';
    pub const EVENT: char = '\x0b';
    pub const REFERENCE: char = '\x0c';
}

/// Writes an element to a template, and the calls for its parts in the same order.
fn write(element: &NodeElement<Infallible>, template: &mut String, steps: &mut Vec<Tokens>) -> syn::Result<()> {
    let mut put = |step: char, text: &str| {
        template.push(step);
        template.push_str(text);
    };
    put(step::OPEN, &element.name().to_string());
    for attribute in element.attributes() {
        let attribute = keyed(attribute)?;
        if let Some(pair) = literal(attribute) {
            put(step::FIXED, &pair);
        } else {
            let (step, name, call) = self::attribute(attribute)?;
            put(step, &name);
            steps.push(call);
        }
    }
    for child in &element.children {
        match child {
            Node::Text(text) => {
                template.push(step::TEXT);
                template.push_str(&text.value_string());
            }
            Node::Element(inner) if !is_component(inner.name()) => write(inner, template, steps)?,
            child => {
                let child = one(child)?;
                template.push(step::CHILD);
                steps.push(quote! { element.child(#child); });
            }
        }
    }
    template.push(step::CLOSE);
    Ok(())
}

fn keyed(attribute: &NodeAttribute) -> syn::Result<&KeyedAttribute> {
    match attribute {
        NodeAttribute::Attribute(attribute) => Ok(attribute),
        NodeAttribute::Block(_) => Err(syn::Error::new(attribute.span(), "markup! takes attributes by name only")),
    }
}

/// `name=value` of an attribute that never changes.
fn literal(attribute: &KeyedAttribute) -> Option<String> {
    let name = attribute.key.to_string();
    let value = attribute.value_literal_string()?;
    (!name.contains(':') && name != "node_ref" && value != "true" && value != "false").then(|| format!("{name}={value}"))
}

/// The step of an attribute that may change, what it is about, and the call that gives its part.
fn attribute(attribute: &KeyedAttribute) -> syn::Result<(char, String, Tokens)> {
    let name = attribute.key.to_string();
    let span = attribute.key.span();
    let value = attribute.value().map_or_else(|| quote! { true }, |value| quote! { #value });
    let give = || quote_spanned! { span => element.give(crate::ui::markup::Worth::value(#[allow(unused_braces)] { #value })); };
    Ok(match name.split_once(':') {
        None if name == "node_ref" => (step::REFERENCE, String::new(), quote! { element.refer(#value); }),
        None => (step::ATTRIBUTE, name, give()),
        Some(("class", class)) => (step::CLASS, class.to_owned(), give()),
        Some(("prop", property)) => (step::PROPERTY, property.to_owned(), give()),
        // Leptos describes all events that the console hears but this one.
        Some(("on", "cancel")) => (step::EVENT, "cancel".to_owned(), quote! { element.hear(::std::boxed::Box::new(#value)); }),
        Some(("on", event)) => {
            let described = format_ident!("{event}", span = span);
            (step::EVENT, event.to_owned(), quote! { element.listen(::leptos::ev::#described, #value); })
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
