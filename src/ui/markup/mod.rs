//! What is to be drawn, as a value: the output of [`markup!`](voldeck_markup::markup) and of every component.
//!
//! Leptos' own views are types: each element, attribute and closure has one, and the compiler copies the renderer for
//! each, which came to more than a third of everything a browser had to download. Here all of it is of one type, and
//! [`renderer`] exists once. Signals, effects, owners, components and their properties are Leptos' own.

mod renderer;

use std::borrow::Cow;

use leptos::ev::EventDescriptor;
use leptos::html::ElementType;
use leptos::prelude::*;
use leptos::tachys::html::node_ref::NodeRefContainer;
use leptos::tachys::renderer::CastFrom;
use wasm_bindgen::JsCast;
use web_sys::Event;

pub use renderer::{Mounted, mount};
pub use voldeck_markup::markup;

/// Something to draw: nothing, a text, an element, several of these, or something that changes.
pub struct Markup(Shape);

enum Shape {
    Nothing,
    Text(Cow<'static, str>),
    Element(Box<Element>),
    Many(Vec<Markup>),
    Live(Box<dyn FnMut() -> Markup>),
    Rows(Box<dyn FnMut() -> Vec<Row>>),
}

/// An element as it is written: its tag, then what it is given and what is in it.
pub struct Element {
    tag: &'static str,
    /// `name=value` in lines: the attributes that never change.
    fixed: &'static str,
    attributes: Vec<Attribute>,
    children: Vec<Markup>,
}

/// One of many that come, go and change places; see [`rows`].
pub struct Row {
    /// What tells it from the others. The row is drawn anew only if it changes.
    pub key: u64,
    /// Draws it.
    pub draw: Box<dyn FnOnce() -> Markup>,
}

/// What a component shows between its tags.
pub type Children = Box<dyn FnOnce() -> Markup>;

/// Something that a component may draw more than once.
pub type Drawing = std::rc::Rc<dyn Fn() -> Markup>;

/// From what draws it.
pub fn drawing<T: Draw>(draw: impl Fn() -> T + 'static) -> Drawing {
    std::rc::Rc::new(move || draw().draw())
}

impl Markup {
    /// A text.
    pub const fn text(text: &'static str) -> Self {
        Self(Shape::Text(Cow::Borrowed(text)))
    }

    /// Several things, one after the other.
    pub fn many(all: impl Into<Vec<Markup>>) -> Self {
        Self(Shape::Many(all.into()))
    }
}

impl From<Element> for Markup {
    fn from(element: Element) -> Self {
        Self(Shape::Element(Box::new(element)))
    }
}

// Called for everything that is drawn: inlined, each would be in the program hundreds of times.
impl Element {
    /// An element of this tag, with attributes that never change: `name=value` in lines.
    #[inline(never)]
    pub fn new(tag: &'static str, fixed: &'static str) -> Self {
        Self { tag, fixed, attributes: Vec::new(), children: Vec::new() }
    }

    /// Adds a child.
    #[inline(never)]
    pub fn child(&mut self, child: Markup) {
        self.children.push(child);
    }

    /// Adds a text.
    #[inline(never)]
    pub fn text(&mut self, text: &'static str) {
        self.children.push(Markup::text(text));
    }

    /// Gives it a value.
    #[inline(never)]
    pub fn give(&mut self, of: Of, value: Value) {
        self.attributes.push(Attribute::Value(of, value));
    }

    /// Lets it listen to an event that Leptos describes.
    pub fn listen<E: EventDescriptor>(&mut self, event: E, mut heard: impl FnMut(E::EventType) + 'static)
    where
        E::EventType: JsCast,
    {
        self.hear(event.name(), Box::new(move |event| heard(event.unchecked_into())));
    }

    #[inline(never)]
    fn hear(&mut self, event: Cow<'static, str>, heard: Box<dyn FnMut(Event)>) {
        self.attributes.push(Attribute::Listen(event, heard));
    }

    /// Fills a reference once the element is there.
    pub fn refer<E: ElementType + 'static>(&mut self, reference: NodeRef<E>)
    where
        E::Output: JsCast + CastFrom<web_sys::Element> + Clone + 'static,
        NodeRef<E>: NodeRefContainer<E>,
    {
        self.attributes.push(Attribute::Reference(Box::new(move |element| NodeRefContainer::load(reference, element))));
    }
}

/// Draws a list whose rows keep their elements while they come, go and change places.
pub fn rows(read: impl FnMut() -> Vec<Row> + 'static) -> Markup {
    Markup(Shape::Rows(Box::new(read)))
}

/// What can stand between braces.
pub trait Draw {
    /// As markup.
    fn draw(self) -> Markup;
}

impl Draw for Markup {
    fn draw(self) -> Markup {
        self
    }
}

impl Draw for () {
    fn draw(self) -> Markup {
        Markup(Shape::Nothing)
    }
}

impl Draw for &'static str {
    fn draw(self) -> Markup {
        Markup::text(self)
    }
}

impl Draw for String {
    fn draw(self) -> Markup {
        Markup(Shape::Text(self.into()))
    }
}

impl Draw for usize {
    fn draw(self) -> Markup {
        self.to_string().draw()
    }
}

impl Draw for u64 {
    fn draw(self) -> Markup {
        self.to_string().draw()
    }
}

impl<T: Draw> Draw for Option<T> {
    fn draw(self) -> Markup {
        self.map_or(Markup(Shape::Nothing), T::draw)
    }
}

impl<T: Draw> Draw for Vec<T> {
    fn draw(self) -> Markup {
        Markup(Shape::Many(self.into_iter().map(T::draw).collect()))
    }
}

/// Drawn again whenever what it reads changes.
impl<F: FnMut() -> T + 'static, T: Draw> Draw for F {
    fn draw(mut self) -> Markup {
        Markup(Shape::Live(Box::new(move || self().draw())))
    }
}

impl<T: Draw + Clone + Send + Sync + 'static> Draw for Memo<T> {
    fn draw(self) -> Markup {
        (move || self.get()).draw()
    }
}

impl<T: Draw + Clone + Send + Sync + 'static> Draw for RwSignal<T> {
    fn draw(self) -> Markup {
        (move || self.get()).draw()
    }
}

/// What an element is given.
enum Attribute {
    /// A value that can be read back.
    Value(Of, Value),
    /// A listener to an event.
    Listen(Cow<'static, str>, Box<dyn FnMut(Event)>),
    /// Something that wants the element itself.
    Reference(Box<dyn FnOnce(&web_sys::Element)>),
}

/// What a value is the value of.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Of {
    /// The attribute of this name.
    Attribute(&'static str),
    /// One class, which the element has while the value is true.
    Class(&'static str),
    /// A property of the DOM object: what a person may have changed since, such as the text of an input.
    Property(&'static str),
}

/// The value of an attribute or a property.
pub enum Value {
    /// The attribute is not there.
    Absent,
    /// A text.
    Text(Cow<'static, str>),
    /// There or not there; for a property, true or false.
    Flag(bool),
    /// Read again whenever what it reads changes.
    Live(Box<dyn FnMut() -> Value>),
}

/// What can be the value of an attribute.
pub trait Worth {
    /// As a value.
    fn value(self) -> Value;
}

impl Worth for &'static str {
    fn value(self) -> Value {
        Value::Text(Cow::Borrowed(self))
    }
}

impl Worth for String {
    fn value(self) -> Value {
        Value::Text(Cow::Owned(self))
    }
}

impl Worth for bool {
    fn value(self) -> Value {
        Value::Flag(self)
    }
}

impl Worth for i32 {
    fn value(self) -> Value {
        Value::Text(Cow::Owned(self.to_string()))
    }
}

impl Worth for usize {
    fn value(self) -> Value {
        Value::Text(Cow::Owned(self.to_string()))
    }
}

impl<T: Worth> Worth for Option<T> {
    fn value(self) -> Value {
        self.map_or(Value::Absent, T::value)
    }
}

impl<F: FnMut() -> T + 'static, T: Worth> Worth for F {
    fn value(mut self) -> Value {
        Value::Live(Box::new(move || self().value()))
    }
}

impl<T: Worth + Clone + Send + Sync + 'static> Worth for Memo<T> {
    fn value(self) -> Value {
        (move || self.get()).value()
    }
}

impl<T: Worth + Clone + Send + Sync + 'static> Worth for RwSignal<T> {
    fn value(self) -> Value {
        (move || self.get()).value()
    }
}
