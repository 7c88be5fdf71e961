//! Draws markup into a document and keeps it true, changing what is there rather than drawing anew: a text that is the
//! same, an input that has the focus, a row that moved all stay the nodes they are.

use std::borrow::Cow;
use std::collections::HashMap;
use std::mem;

use leptos::prelude::*;
use leptos::reactive::effect::RenderEffect;
use leptos::reactive::owner::Owner;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Event, Node};

use super::{Attribute, Element, Markup, Of, Row, Shape, Value};

/// Tags of drawings, which have a namespace of their own.
const DRAWINGS: [&str; 4] = ["svg", "symbol", "path", "use"];
/// That namespace.
const SVG: &str = "http://www.w3.org/2000/svg";

/// Something drawn into an element. Dropping it takes it away and ends everything that keeps it true.
pub struct Mounted {
    drawn: Drawn,
    owner: Owner,
}

impl Drop for Mounted {
    fn drop(&mut self) {
        mem::replace(&mut self.drawn, Drawn::Nothing).remove();
        self.owner.cleanup();
    }
}

/// Draws into an element, behind what it has.
pub fn mount(host: &web_sys::Element, draw: impl FnOnce() -> Markup) -> Mounted {
    // An error means that the page's executor is there already.
    let _ = any_spawner::Executor::init_wasm_bindgen();
    let owner = Owner::new();
    let drawn = owner.with(|| build(draw(), host, None));
    Mounted { drawn, owner }
}

/// What stands in the document.
enum Drawn {
    Nothing,
    Text {
        node: web_sys::Text,
        text: Cow<'static, str>,
    },
    Element(Box<DrawnElement>),
    Many(Vec<Drawn>),
    /// The effect holds what it drew; the comment marks where it ends.
    Live {
        effect: RenderEffect<Drawn>,
        end: web_sys::Comment,
    },
    Rows {
        effect: RenderEffect<Vec<DrawnRow>>,
        end: web_sys::Comment,
    },
}

struct DrawnElement {
    tag: &'static str,
    fixed: &'static str,
    node: web_sys::Element,
    attributes: Vec<Given>,
    children: Vec<Drawn>,
}

struct DrawnRow {
    key: u64,
    drawn: Drawn,
    /// Lives as long as the row.
    _owner: Owner,
}

/// An attribute as it was given: what has to be kept for it, and compared with.
enum Given {
    Fixed(Of, Fixed),
    /// Lives as long as the element.
    Live(Of, #[expect(dead_code, reason = "held, not read")] RenderEffect<Fixed>),
    Listener {
        event: Cow<'static, str>,
        node: web_sys::Element,
        heard: Closure<dyn FnMut(Event)>,
    },
    Reference,
}

impl Given {
    fn of(&self) -> Option<Of> {
        match self {
            Self::Fixed(of, _) | Self::Live(of, _) => Some(*of),
            _ => None,
        }
    }
}

impl Drop for Given {
    fn drop(&mut self) {
        if let Self::Listener { event, node, heard } = self {
            // An element that is taken away may still lose the focus, and nobody is there to hear it.
            let _ = node.remove_event_listener_with_callback(event, heard.as_ref().unchecked_ref());
        }
    }
}

/// A value that no longer changes.
#[derive(PartialEq, Eq)]
enum Fixed {
    Absent,
    Text(Cow<'static, str>),
    Flag(bool),
}

impl Value {
    /// The value as it is now. A live value within a live value is read here and now.
    fn now(self) -> Fixed {
        match self {
            Self::Absent => Fixed::Absent,
            Self::Text(text) => Fixed::Text(text),
            Self::Flag(flag) => Fixed::Flag(flag),
            Self::Live(mut read) => read().now(),
        }
    }
}

fn comment() -> web_sys::Comment {
    document().create_comment("")
}

fn insert(node: &Node, parent: &Node, before: Option<&Node>) {
    let _ = parent.insert_before(node, before);
}

fn detach(node: &Node) {
    if let Some(parent) = node.parent_node() {
        let _ = parent.remove_child(node);
    }
}

/// Draws into a parent, before a node or at its end.
fn build(markup: Markup, parent: &Node, before: Option<&Node>) -> Drawn {
    match markup.0 {
        Shape::Nothing => Drawn::Nothing,
        Shape::Text(text) => {
            let node = document().create_text_node(&text);
            insert(&node, parent, before);
            Drawn::Text { node, text }
        }
        Shape::Element(element) => {
            let drawn = build_element(*element);
            insert(&drawn.node, parent, before);
            Drawn::Element(Box::new(drawn))
        }
        Shape::Many(all) => Drawn::Many(all.into_iter().map(|one| build(one, parent, before)).collect()),
        Shape::Live(mut read) => {
            let end = comment();
            insert(&end, parent, before);
            let effect = {
                let end = end.clone();
                RenderEffect::new(move |drawn: Option<Drawn>| {
                    let markup = read();
                    let Some(parent) = end.parent_node() else { return drawn.unwrap_or(Drawn::Nothing) };
                    match drawn {
                        None => build(markup, &parent, Some(&end)),
                        Some(mut drawn) => {
                            patch(&mut drawn, markup, &parent, Some(&end));
                            drawn
                        }
                    }
                })
            };
            Drawn::Live { effect, end }
        }
        Shape::Rows(mut read) => {
            let end = comment();
            insert(&end, parent, before);
            let effect = {
                let end = end.clone();
                // Rows outlive one run of the effect, so their owner is that of the whole list.
                let parent_owner = Owner::current();
                RenderEffect::new(move |drawn: Option<Vec<DrawnRow>>| {
                    let rows = read();
                    let Some(parent) = end.parent_node() else { return drawn.unwrap_or_default() };
                    arrange(drawn.unwrap_or_default(), rows, &parent, &end, parent_owner.as_ref())
                })
            };
            Drawn::Rows { effect, end }
        }
    }
}

fn build_element(element: Element) -> DrawnElement {
    let Element { tag, fixed, attributes, children } = element;
    let document = document();
    let node = if DRAWINGS.contains(&tag) { document.create_element_ns(Some(SVG), tag) } else { document.create_element(tag) };
    let node = node.unwrap_or_else(|_| panic!("{tag} is not a tag"));
    let children = children.into_iter().map(|child| build(child, &node, None)).collect();
    for (name, value) in fixed.lines().filter_map(|line| line.split_once('=')) {
        let _ = node.set_attribute(name, value);
    }
    // After the children: the value of a select is one of its options.
    let attributes = attributes.into_iter().map(|attribute| give(attribute, &node)).collect();
    DrawnElement { tag, fixed, node, attributes, children }
}

fn give(attribute: Attribute, node: &web_sys::Element) -> Given {
    match attribute {
        Attribute::Value(of, Value::Live(mut read)) => {
            let node = node.clone();
            let effect = RenderEffect::new(move |was: Option<Fixed>| {
                let now = read().now();
                if was.as_ref() != Some(&now) {
                    set(&node, of, &now);
                }
                now
            });
            Given::Live(of, effect)
        }
        Attribute::Value(of, value) => {
            let now = value.now();
            set(node, of, &now);
            Given::Fixed(of, now)
        }
        Attribute::Listen(event, heard) => {
            let heard = Closure::wrap(heard);
            let _ = node.add_event_listener_with_callback(&event, heard.as_ref().unchecked_ref());
            Given::Listener { event, node: node.clone(), heard }
        }
        Attribute::Reference(take) => {
            take(node);
            Given::Reference
        }
    }
}

fn set(node: &web_sys::Element, of: Of, value: &Fixed) {
    let _ = match (of, value) {
        (Of::Attribute(name), Fixed::Absent | Fixed::Flag(false)) => node.remove_attribute(name),
        (Of::Attribute(name), Fixed::Flag(true)) => node.set_attribute(name, ""),
        (Of::Attribute(name), Fixed::Text(text)) => node.set_attribute(name, text),
        (Of::Class(name), value) => {
            let list = node.class_list();
            if *value == Fixed::Flag(true) { list.add_1(name) } else { list.remove_1(name) }
        }
        (Of::Property(name), value) => {
            let value = match value {
                Fixed::Absent => JsValue::UNDEFINED,
                Fixed::Flag(flag) => (*flag).into(),
                Fixed::Text(text) => (&**text).into(),
            };
            js_sys::Reflect::set(node, &name.into(), &value).map(drop)
        }
    };
}

/// Makes what is drawn into what is to be drawn.
fn patch(drawn: &mut Drawn, markup: Markup, parent: &Node, before: Option<&Node>) {
    match (&mut *drawn, markup.0) {
        (Drawn::Nothing, Shape::Nothing) => {}
        (Drawn::Text { node, text }, Shape::Text(now)) => {
            if *text != now {
                node.set_data(&now);
                *text = now;
            }
        }
        (Drawn::Element(have), Shape::Element(want)) if alike(have, &want) => patch_element(have, *want),
        (Drawn::Many(have), Shape::Many(want)) => patch_many(have, want, parent, before),
        (drawn, shape) => {
            let old = mem::replace(drawn, Drawn::Nothing);
            // The place is kept by what stands there until the new stands before it.
            let first = old.first();
            let new = build(Markup(shape), parent, first.as_ref().or(before));
            old.remove();
            *drawn = new;
        }
    }
}

fn patch_many(have: &mut Vec<Drawn>, want: Vec<Markup>, parent: &Node, before: Option<&Node>) {
    for extra in have.drain(want.len().min(have.len())..) {
        extra.remove();
    }
    for (i, markup) in want.into_iter().enumerate() {
        if i < have.len() {
            let next = have[i + 1..].iter().find_map(Drawn::first);
            patch(&mut have[i], markup, parent, next.as_ref().or(before));
        } else {
            have.push(build(markup, parent, before));
        }
    }
}

/// Whether one element can become the other by changing values.
fn alike(have: &DrawnElement, want: &Element) -> bool {
    let same = |(given, attribute): (&Given, &Attribute)| match (given, attribute) {
        (given, Attribute::Value(of, _)) => given.of() == Some(*of),
        (Given::Listener { event, .. }, Attribute::Listen(name, _)) => event == name,
        (Given::Reference, Attribute::Reference(_)) => true,
        _ => false,
    };
    have.tag == want.tag
        && have.fixed == want.fixed
        && have.attributes.len() == want.attributes.len()
        && have.attributes.iter().zip(&want.attributes).all(same)
}

fn patch_element(have: &mut DrawnElement, want: Element) {
    patch_many(&mut have.children, want.children, &have.node, None);
    for (given, attribute) in have.attributes.iter_mut().zip(want.attributes) {
        match (&mut *given, attribute) {
            (Given::Fixed(of, was), Attribute::Value(_, value)) if !matches!(value, Value::Live(_)) => {
                let now = value.now();
                if *was != now {
                    set(&have.node, *of, &now);
                    *was = now;
                }
            }
            (_, attribute) => *given = give(attribute, &have.node),
        }
    }
}

/// Brings the rows into the order that is wanted, from the last to the first: those that stay are moved only where they
/// do not stand already, the others are drawn.
fn arrange(have: Vec<DrawnRow>, want: Vec<Row>, parent: &Node, end: &Node, owner: Option<&Owner>) -> Vec<DrawnRow> {
    // Rows that say the same have the same key: each of them is kept or taken away, none is forgotten.
    let mut by_key: HashMap<u64, Vec<DrawnRow>> = HashMap::new();
    for row in have.into_iter().rev() {
        by_key.entry(row.key).or_default().push(row);
    }
    let kept: Vec<Option<DrawnRow>> = want.iter().map(|row| by_key.get_mut(&row.key)?.pop()).collect();
    for row in by_key.into_values().flatten() {
        row.drawn.remove();
    }
    let mut before = end.clone();
    let mut arranged = Vec::with_capacity(want.len());
    for (row, kept) in want.into_iter().zip(kept).rev() {
        let row = kept.unwrap_or_else(|| {
            let of_row = owner.map_or_else(Owner::new, |owner| owner.with(Owner::new));
            let drawn = of_row.with(|| build((row.draw)(), parent, Some(&before)));
            DrawnRow { key: row.key, drawn, _owner: of_row }
        });
        let nodes = row.drawn.nodes();
        if nodes.last().is_some_and(|last| last.next_sibling().as_ref() != Some(&before)) {
            for node in &nodes {
                insert(node, parent, Some(&before));
            }
        }
        before = nodes.into_iter().next().unwrap_or(before);
        arranged.push(row);
    }
    arranged.reverse();
    arranged
}

impl Drawn {
    /// The nodes side by side that it consists of.
    fn nodes(&self) -> Vec<Node> {
        let mut nodes = Vec::new();
        self.collect(&mut nodes);
        nodes
    }

    fn collect(&self, nodes: &mut Vec<Node>) {
        match self {
            Self::Nothing => {}
            Self::Text { node, .. } => nodes.push((**node).clone().into()),
            Self::Element(element) => nodes.push((*element.node).clone()),
            Self::Many(all) => all.iter().for_each(|one| one.collect(nodes)),
            Self::Live { effect, end } => {
                effect.with_value_mut(|drawn| drawn.collect(nodes));
                nodes.push((***end).clone());
            }
            Self::Rows { effect, end } => {
                effect.with_value_mut(|rows| rows.iter().for_each(|row| row.drawn.collect(nodes)));
                nodes.push((***end).clone());
            }
        }
    }

    fn first(&self) -> Option<Node> {
        self.nodes().into_iter().next()
    }

    /// Takes it out of the document. What keeps it true ends with it.
    fn remove(self) {
        let nodes = self.nodes();
        self.end();
        nodes.iter().for_each(detach);
    }

    /// Ends what keeps it true, all the way down and at once. The task of an effect holds what the effect drew until it is
    /// polled again: effects in there that the same change has woken would run before, and read what is gone already.
    fn end(self) {
        match self {
            Self::Nothing | Self::Text { .. } => {}
            Self::Element(element) => element.children.into_iter().for_each(Self::end),
            Self::Many(all) => all.into_iter().for_each(Self::end),
            Self::Live { effect, .. } => effect.take_value().into_iter().for_each(Self::end),
            Self::Rows { effect, .. } => effect.take_value().into_iter().flatten().for_each(|row| row.drawn.end()),
        }
    }
}
