//! What is to be drawn, as a value: the output of [`markup!`](voldeck_markup::markup) and of every component.
//!
//! Leptos' own views are types: each element, attribute and closure has one, and the compiler copies the renderer for
//! each, which came to more than a third of everything a browser had to download. Here all of it is of one type, and
//! [`renderer`] exists once. Signals, effects, owners, components and their properties are Leptos' own.

mod renderer;

use std::borrow::Cow;

use crate::ui::signals::{Memo, RwSignal};
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
    Element(Element),
    Many(Vec<Markup>),
    Live(Box<dyn FnMut() -> Markup>),
    Rows(Box<dyn FnMut() -> Vec<Row>>),
}

/// An element and all that is in it, as it is written: what never changes as one text, and the parts that do.
pub struct Element {
    /// In steps: a letter of [`step`], then what it is about.
    template: &'static str,
    /// In the order of the template.
    parts: Vec<Part>,
}

/// The steps of a template, which `markup!` writes: characters that no text has. The same are in the macro's crate; those that
/// are not here say that the next part is a child, or the value of an attribute, or hears an event.
mod step {
    /// An element begins: its tag.
    pub const OPEN: u8 = 1;
    /// The element that began last ends.
    pub const CLOSE: u8 = 2;
    /// An attribute that never changes: `name=value`.
    pub const FIXED: u8 = 3;
    /// A text that never changes.
    pub const TEXT: u8 = 4;
    /// The next part says whether it has this class.
    pub const CLASS: u8 = 7;
    /// The next part is the value of this property of the DOM object: what a person may have changed since, such as the text of
    /// an input.
    pub const PROPERTY: u8 = 8;
    /// The next part wants the element itself. No step is a later character.
    pub const REFERENCE: u8 = 12;
}

/// What an element is given where its template says so.
enum Part {
    /// A child.
    Child(Markup),
    /// The value of an attribute, a class or a property.
    Value(Value),
    /// A listener to an event.
    Listen(Box<dyn FnMut(Event)>),
    /// Something that wants the element itself.
    Reference(Box<dyn FnOnce(&web_sys::Element)>),
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

    /// An element without parts that change.
    #[inline(never)]
    pub fn fixed(template: &'static str) -> Self {
        Element::new(template).into()
    }

    /// Several things, one after the other.
    pub fn many(all: impl Into<Vec<Markup>>) -> Self {
        Self(Shape::Many(all.into()))
    }
}

impl From<Element> for Markup {
    #[inline(never)]
    fn from(element: Element) -> Self {
        Self(Shape::Element(element))
    }
}

// Called for everything that is drawn: inlined, each would be in the program hundreds of times.
impl Element {
    /// An element of this template.
    #[inline(never)]
    pub fn new(template: &'static str) -> Self {
        Self { template, parts: Vec::new() }
    }

    /// Adds a child.
    #[inline(never)]
    pub fn child(&mut self, child: Markup) {
        self.parts.push(Part::Child(child));
    }

    /// Gives it a value.
    #[inline(never)]
    pub fn give(&mut self, value: Value) {
        self.parts.push(Part::Value(value));
    }

    /// Lets it listen to an event that Leptos describes.
    pub fn listen<E: EventDescriptor>(&mut self, _: E, mut heard: impl FnMut(E::EventType) + 'static)
    where
        E::EventType: JsCast,
    {
        self.hear(Box::new(move |event| heard(event.unchecked_into())));
    }

    /// Lets it listen to any event.
    #[inline(never)]
    pub fn hear(&mut self, heard: Box<dyn FnMut(Event)>) {
        self.parts.push(Part::Listen(heard));
    }

    /// Fills a reference once the element is there.
    pub fn refer<E: ElementType + 'static>(&mut self, reference: NodeRef<E>)
    where
        E::Output: JsCast + CastFrom<web_sys::Element> + Clone + 'static,
        NodeRef<E>: NodeRefContainer<E>,
    {
        self.parts.push(Part::Reference(Box::new(move |element| NodeRefContainer::load(reference, element))));
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
