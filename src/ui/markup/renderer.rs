//! Draws markup into a document and keeps it true, changing what is there rather than drawing anew: a text that is the
//! same, an input that has the focus, a row that moved all stay the nodes they are.

use std::borrow::Cow;
use std::cell::RefCell;
use std::mem;

use leptos::prelude::*;
use leptos::reactive::effect::RenderEffect;
use leptos::reactive::owner::Owner;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Event, Node};

use crate::few::Few;
use crate::order::sort;

use super::{Element, Markup, Part, Row, Shape, Value, step};

/// Tags of drawings, which have a namespace of their own.
const DRAWINGS: [&str; 4] = ["svg", "symbol", "path", "use"];
/// That namespace.
const SVG: &str = "http://www.w3.org/2000/svg";

/// Something drawn into an element. Dropping it takes it away and ends everything that keeps it true.
pub struct Mounted {
    drawn: Option<Drawn>,
    owner: Owner,
}

impl Drop for Mounted {
    fn drop(&mut self) {
        self.drawn.take().into_iter().for_each(Drawn::remove);
        self.owner.cleanup();
    }
}

/// Draws into an element, behind what it has.
pub fn mount(host: &web_sys::Element, draw: impl FnOnce() -> Markup) -> Mounted {
    // An error means that the page's executor is there already.
    let _ = any_spawner::Executor::init_wasm_bindgen();
    let owner = Owner::new();
    let drawn = owner.with(|| build(draw(), host, None));
    Mounted { drawn: Some(drawn), owner }
}

/// What stands in the document: one node or more, so that there is always a place to put something else.
enum Drawn {
    Nothing(web_sys::Comment),
    Text {
        node: web_sys::Text,
        text: Cow<'static, str>,
    },
    Element(DrawnElement),
    /// At least one.
    Many(Vec<Drawn>),
    /// The effect holds what it drew; the comment marks where it ends.
    Live {
        effect: RenderEffect<Option<Drawn>>,
        end: web_sys::Comment,
    },
    Rows {
        effect: RenderEffect<Vec<DrawnRow>>,
        end: web_sys::Comment,
    },
}

struct DrawnElement {
    template: &'static str,
    node: web_sys::Element,
    /// As they stand in the template.
    parts: Vec<DrawnPart>,
}

struct DrawnRow {
    key: u64,
    drawn: Drawn,
    /// Lives as long as the row.
    _owner: Owner,
}

/// A part of an element: what has to be kept for it, and compared with.
enum DrawnPart {
    Child(Drawn),
    Given(Given),
}

/// What one node of a template was given.
struct Given {
    /// One of [`step`], and what it is about.
    step: u8,
    name: &'static str,
    node: web_sys::Element,
    kept: Kept,
}

enum Kept {
    Nothing,
    Fixed(Fixed),
    /// Lives as long as the element.
    Live(#[expect(dead_code, reason = "held, not read")] RenderEffect<Fixed>),
    Listener(Closure<dyn FnMut(Event)>),
}

impl Drop for Given {
    fn drop(&mut self) {
        if let Kept::Listener(heard) = &self.kept {
            // An element that is taken away may still lose the focus, and nobody is there to hear it.
            let _ = self.node.remove_event_listener_with_callback(self.name, heard.as_ref().unchecked_ref());
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
        Shape::Text(text) => {
            let node = document().create_text_node(&text);
            insert(&node, parent, before);
            Drawn::Text { node, text }
        }
        Shape::Element(element) => {
            let drawn = build_element(element);
            insert(&drawn.node, parent, before);
            Drawn::Element(drawn)
        }
        Shape::Many(all) if !all.is_empty() => Drawn::Many(all.into_iter().map(|one| build(one, parent, before)).collect()),
        Shape::Live(mut read) => {
            let end = comment();
            insert(&end, parent, before);
            let effect = {
                let end = end.clone();
                RenderEffect::new(move |drawn: Option<Option<Drawn>>| {
                    let markup = read();
                    let drawn = drawn.flatten();
                    let Some(parent) = end.parent_node() else { return drawn };
                    Some(match drawn {
                        None => build(markup, &parent, Some(&end)),
                        Some(mut drawn) => {
                            patch(&mut drawn, markup);
                            drawn
                        }
                    })
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
        Shape::Nothing | Shape::Many(_) => {
            let node = comment();
            insert(&node, parent, before);
            Drawn::Nothing(node)
        }
    }
}

/// An element of a template that is open.
struct Open {
    node: web_sys::Element,
    /// In a copy, the child that is to be looked at next.
    next: Option<Node>,
    /// What it is given when it is whole: the value of a select is one of its options.
    given: Vec<(usize, Part)>,
}

thread_local! {
    /// What never changes of the templates that were drawn, once they are drawn again: a row is copied by the browser at once
    /// rather than made attribute by attribute. Nobody sees these elements, so all consoles of a page can copy the same.
    static ORIGINALS: RefCell<Few<usize, Option<Node>>> = RefCell::default();
}

/// A copy of what never changes of a template, if it was drawn before.
fn copy(template: &'static str) -> Option<web_sys::Element> {
    // Every template begins at another address.
    let key = template.as_ptr() as usize;
    let keep = |original| ORIGINALS.with_borrow_mut(|all| all.insert(key, original));
    let original = match ORIGINALS.with_borrow(|all| all.get(&key).cloned()) {
        None => {
            keep(None);
            return None;
        }
        Some(Some(original)) => original,
        Some(None) => {
            let original: Node = build_from(template, Vec::new(), None).node.into();
            keep(Some(original.clone()));
            original
        }
    };
    original.clone_node_with_deep(true).ok().map(JsCast::unchecked_into)
}

fn build_element(element: Element) -> DrawnElement {
    let copy = copy(element.template);
    build_from(element.template, element.parts, copy)
}

/// Draws a template, or gives its parts to a copy of it. Without parts, it is what never changes of it.
fn build_from(template: &'static str, parts: Vec<Part>, mut copy: Option<web_sys::Element>) -> DrawnElement {
    let document = document();
    let copied = copy.is_some();
    let mut drawn: Vec<DrawnPart> = Vec::with_capacity(parts.len());
    let mut parts = parts.into_iter();
    let mut open: Vec<Open> = Vec::new();
    let mut rest = template;
    loop {
        let step = rest.as_bytes()[0];
        let end = rest[1..].find(|c| c <= char::from(step::REFERENCE) && c != '\n' && c != '\t').map_or(rest.len(), |end| end + 1);
        let about = &rest[1..end];
        rest = &rest[end..];
        if step == step::OPEN {
            let there = if copied { open.last_mut().map_or_else(|| copy.take().map(Into::into), Open::step) } else { None };
            let node = match there {
                Some(there) => there.unchecked_into(),
                None if DRAWINGS.contains(&about) => tag(document.create_element_ns(Some(SVG), about), about),
                None => tag(document.create_element(about), about),
            };
            let next = if copied { node.first_child() } else { None };
            open.push(Open { node, next, given: Vec::new() });
            continue;
        }
        let Some(inner) = open.last_mut() else { unreachable!() };
        match step {
            step::CLOSE => {
                for (at, part) in mem::take(&mut inner.given) {
                    if let DrawnPart::Given(given) = &mut drawn[at] {
                        give(given, part);
                    }
                }
                let node = inner.node.clone();
                open.pop();
                match open.last() {
                    Some(_) if copied => {}
                    Some(parent) => insert(&node, &parent.node, None),
                    None => return DrawnElement { template, node, parts: drawn },
                }
            }
            step::FIXED if copied => {}
            step::FIXED => {
                if let Some((name, value)) = about.split_once('=') {
                    let _ = inner.node.set_attribute(name, value);
                }
            }
            step::TEXT if copied => {
                inner.step();
            }
            step::TEXT => insert(&document.create_text_node(about), &inner.node, None),
            _ => {
                let part = match parts.next() {
                    Some(Part::Child(child)) => DrawnPart::Child(build(child, &inner.node, inner.next.as_ref())),
                    part => {
                        inner.given.extend(part.map(|part| (drawn.len(), part)));
                        DrawnPart::Given(Given { step, name: about, node: inner.node.clone(), kept: Kept::Nothing })
                    }
                };
                drawn.push(part);
            }
        }
    }
}

fn tag(made: Result<web_sys::Element, JsValue>, name: &str) -> web_sys::Element {
    made.unwrap_or_else(|_| panic!("{name} is not a tag"))
}

impl Open {
    /// The child that is next in a copy.
    fn step(&mut self) -> Option<Node> {
        let child = self.next.take();
        self.next = child.as_ref().and_then(Node::next_sibling);
        child
    }
}

/// Gives a node what it is to have now. What it was given before is compared with that, or ends after it.
fn give(given: &mut Given, part: Part) {
    let kept = match part {
        Part::Value(Value::Live(mut read)) => {
            let (step, name, node) = (given.step, given.name, given.node.clone());
            Kept::Live(RenderEffect::new(move |was: Option<Fixed>| {
                let now = read().now();
                if was.as_ref() != Some(&now) {
                    set(&node, step, name, &now);
                }
                now
            }))
        }
        Part::Value(value) => {
            let now = value.now();
            if !matches!(&given.kept, Kept::Fixed(was) if *was == now) {
                set(&given.node, given.step, given.name, &now);
            }
            Kept::Fixed(now)
        }
        Part::Listen(heard) => {
            let heard = Closure::wrap(heard);
            let _ = given.node.add_event_listener_with_callback(given.name, heard.as_ref().unchecked_ref());
            if let Kept::Listener(heard) = &given.kept {
                let _ = given.node.remove_event_listener_with_callback(given.name, heard.as_ref().unchecked_ref());
            }
            Kept::Listener(heard)
        }
        Part::Reference(take) => {
            take(&given.node);
            Kept::Nothing
        }
        Part::Child(_) => return,
    };
    given.kept = kept;
}

fn set(node: &web_sys::Element, step: u8, name: &'static str, value: &Fixed) {
    let _ = match (step, value) {
        (step::CLASS, value) => {
            let list = node.class_list();
            if *value == Fixed::Flag(true) { list.add_1(name) } else { list.remove_1(name) }
        }
        (step::PROPERTY, value) => {
            let value = match value {
                Fixed::Absent => JsValue::UNDEFINED,
                Fixed::Flag(flag) => (*flag).into(),
                Fixed::Text(text) => (&**text).into(),
            };
            js_sys::Reflect::set(node, &name.into(), &value).map(drop)
        }
        (_, Fixed::Absent | Fixed::Flag(false)) => node.remove_attribute(name),
        (_, Fixed::Flag(true)) => node.set_attribute(name, ""),
        (_, Fixed::Text(text)) => node.set_attribute(name, text),
    };
}

/// Makes what is drawn into what is to be drawn.
fn patch(drawn: &mut Drawn, markup: Markup) {
    match (&mut *drawn, markup.0) {
        (Drawn::Nothing(_), Shape::Nothing) => {}
        (Drawn::Text { node, text }, Shape::Text(now)) => {
            if *text != now {
                node.set_data(&now);
                *text = now;
            }
        }
        (Drawn::Element(have), Shape::Element(want)) if have.template == want.template => {
            for (have, want) in have.parts.iter_mut().zip(want.parts) {
                match (have, want) {
                    (DrawnPart::Child(have), Part::Child(want)) => patch(have, want),
                    (DrawnPart::Given(given), part) => give(given, part),
                    _ => {}
                }
            }
        }
        (Drawn::Many(have), Shape::Many(want)) if !want.is_empty() => patch_many(have, want),
        (drawn, shape) => {
            // The place is kept by what stands there until the new stands before it.
            let nodes = drawn.nodes();
            let Some((first, parent)) = nodes.first().and_then(|first| Some((first, first.parent_node()?))) else { return };
            let new = build(Markup(shape), &parent, Some(first));
            mem::replace(drawn, new).remove();
        }
    }
}

fn patch_many(have: &mut Vec<Drawn>, want: Vec<Markup>) {
    have.drain(want.len().min(have.len())..).for_each(Drawn::remove);
    for (i, markup) in want.into_iter().enumerate() {
        if i < have.len() {
            patch(&mut have[i], markup);
        } else if let Some(last) = have.last().and_then(|last| last.nodes().pop())
            && let Some(parent) = last.parent_node()
        {
            have.push(build(markup, &parent, last.next_sibling().as_ref()));
        }
    }
}

/// Brings the rows into the order that is wanted, from the last to the first: those that stay are moved only where they
/// do not stand already, the others are drawn.
fn arrange(have: Vec<DrawnRow>, want: Vec<Row>, parent: &Node, end: &Node, owner: Option<&Owner>) -> Vec<DrawnRow> {
    // In the order of their keys, to be found. Rows that say the same have the same key: each of them is kept or taken away,
    // none is forgotten.
    let mut have: Vec<(u64, Option<DrawnRow>)> = have.into_iter().map(|row| (row.key, Some(row))).collect();
    sort(&mut have, |a, b| a.0.cmp(&b.0));
    let mut take = |key: u64| {
        let first = have.partition_point(|row| row.0 < key);
        have[first..].iter_mut().take_while(|row| row.0 == key).find_map(|row| row.1.take())
    };
    let kept: Vec<Option<DrawnRow>> = want.iter().map(|row| take(row.key)).collect();
    for row in have.into_iter().filter_map(|row| row.1) {
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
            Self::Nothing(node) => nodes.push((***node).clone()),
            Self::Text { node, .. } => nodes.push((***node).clone()),
            Self::Element(element) => nodes.push((*element.node).clone()),
            Self::Many(all) => all.iter().for_each(|one| one.collect(nodes)),
            Self::Live { effect, end } => {
                effect.with_value_mut(|drawn| drawn.iter().for_each(|drawn| drawn.collect(nodes)));
                nodes.push((***end).clone());
            }
            Self::Rows { effect, end } => {
                effect.with_value_mut(|rows| rows.iter().for_each(|row| row.drawn.collect(nodes)));
                nodes.push((***end).clone());
            }
        }
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
            Self::Nothing(_) | Self::Text { .. } => {}
            Self::Element(element) => {
                for part in element.parts {
                    if let DrawnPart::Child(child) = part {
                        child.end();
                    }
                }
            }
            Self::Many(all) => all.into_iter().for_each(Self::end),
            Self::Live { effect, .. } => effect.take_value().into_iter().flatten().for_each(Self::end),
            Self::Rows { effect, .. } => effect.take_value().into_iter().flatten().for_each(|row| row.drawn.end()),
        }
    }
}
