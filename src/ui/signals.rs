//! Leptos' signals, memos and effects with one type inside, whatever they hold.
//!
//! Leptos' own are compiled anew for every type of value, half a kilobyte of WebAssembly for a signal and more for a memo, and
//! the views hold some thirty types. Here the value is in a box; its type is the handle's, and checked when it is looked at.
//! Everything that makes them react is Leptos'.

use std::any::Any;
use std::marker::PhantomData;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use leptos::prelude::{
    self, GetValue as _, IsDisposed as _, Read as _, ReadUntracked as _, ReadValue as _, Track as _, Write as _, WriteValue as _,
};

/// A value of any type.
type Held = Box<dyn Any + Send + Sync>;

/// A value that can be changed.
pub struct RwSignal<T> {
    held: prelude::RwSignal<Held>,
    of: PhantomData<fn() -> T>,
}

/// A value that is made of others, and changes only when it is another.
pub struct Memo<T> {
    held: prelude::Memo<Held>,
    of: PhantomData<fn() -> T>,
}

/// A value that is read the same way wherever it comes from.
pub struct Signal<T> {
    read: prelude::StoredValue<Reader>,
    of: PhantomData<fn() -> T>,
}

type Reader = Arc<dyn Fn() -> Held + Send + Sync>;

/// A value that nobody is told of when it changes.
pub struct StoredValue<T> {
    held: prelude::StoredValue<Held>,
    of: PhantomData<fn() -> T>,
}

/// Something that is done whenever what it reads has changed, until its view goes.
pub struct Effect;

// Each once in the program: inlined, they would be in it for every signal again.

#[inline(never)]
fn signal(held: Held) -> prelude::RwSignal<Held> {
    prelude::RwSignal::new(held)
}

#[inline(never)]
fn memo(make: Box<dyn Fn(Option<Held>) -> (Held, bool) + Send + Sync>) -> prelude::Memo<Held> {
    prelude::Memo::new_owning(make)
}

#[inline(never)]
fn effect(mut run: Box<dyn FnMut()>) {
    prelude::Effect::new(move |_: Option<()>| run());
}

#[inline(never)]
fn reader(reader: Reader) -> prelude::StoredValue<Reader> {
    prelude::StoredValue::new(reader)
}

#[inline(never)]
fn run(reader: prelude::StoredValue<Reader>) -> Held {
    let reader = reader.get_value();
    reader()
}

#[inline(never)]
fn store(held: Held) -> prelude::StoredValue<Held> {
    prelude::StoredValue::new(held)
}

#[inline(never)]
fn stored(value: prelude::StoredValue<Held>) -> impl Deref<Target = Held> {
    value.read_value()
}

#[inline(never)]
fn change_stored(value: prelude::StoredValue<Held>) -> Option<impl DerefMut<Target = Held>> {
    value.try_write_value()
}

#[inline(never)]
fn read(signal: prelude::RwSignal<Held>) -> impl Deref<Target = Held> {
    signal.read()
}

#[inline(never)]
fn peek(signal: prelude::RwSignal<Held>) -> Option<impl Deref<Target = Held>> {
    signal.try_read_untracked()
}

#[inline(never)]
fn write(signal: &prelude::RwSignal<Held>) -> Option<impl DerefMut<Target = Held>> {
    signal.try_write()
}

#[inline(never)]
fn put(signal: prelude::RwSignal<Held>, held: Held) {
    if let Some(mut have) = write(&signal) {
        *have = held;
    }
}

#[inline(never)]
fn read_memo(memo: prelude::Memo<Held>) -> impl Deref<Target = Held> {
    memo.read()
}

#[inline(never)]
fn peek_memo(memo: prelude::Memo<Held>) -> impl Deref<Target = Held> {
    memo.read_untracked()
}

/// What is in it.
fn seen<T: 'static>(held: &Held) -> &T {
    (**held).downcast_ref().unwrap_or_else(|| strange())
}

#[cold]
#[inline(never)]
fn strange() -> ! {
    panic!("a signal holds another type than it was made for")
}

#[cold]
#[inline(never)]
fn gone() -> ! {
    panic!("a signal was read that has gone with its view")
}

impl<T> Clone for RwSignal<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for RwSignal<T> {}

impl<T: Send + Sync + 'static> RwSignal<T> {
    /// With this value at first.
    pub fn new(value: T) -> Self {
        Self { held: signal(Box::new(value)), of: PhantomData }
    }

    /// Looks at the value; whoever does so is told when it changes.
    pub fn with<U>(&self, look: impl FnOnce(&T) -> U) -> U {
        look(seen(&read(self.held)))
    }

    /// Looks at the value as it is now.
    pub fn with_untracked<U>(&self, look: impl FnOnce(&T) -> U) -> U {
        look(seen(&peek(self.held).unwrap_or_else(|| gone())))
    }

    /// The same, if it is still there.
    pub fn try_with_untracked<U>(&self, look: impl FnOnce(&T) -> U) -> Option<U> {
        let held = peek(self.held)?;
        Some(look(seen(&held)))
    }

    /// A copy of it as it is now, if it is still there.
    pub fn try_get_untracked(&self) -> Option<T>
    where
        T: Clone,
    {
        self.try_with_untracked(T::clone)
    }

    /// Wants to be told when it changes.
    pub fn track(&self) {
        self.held.track();
    }

    /// Changes the value, if it is still there.
    pub fn try_update<U>(&self, change: impl FnOnce(&mut T) -> U) -> Option<U> {
        Some(change((**write(&self.held)?).downcast_mut().unwrap_or_else(|| strange())))
    }

    /// The same.
    pub fn update(&self, change: impl FnOnce(&mut T)) {
        self.try_update(change);
    }

    /// Gives it another value, if it is still there.
    pub fn set(&self, value: T) {
        put(self.held, Box::new(value));
    }

    /// The same; gives the value back where it is not.
    pub fn try_set(&self, value: T) -> Option<T> {
        if self.held.is_disposed() {
            return Some(value);
        }
        self.set(value);
        None
    }
}

impl<T: Clone + Send + Sync + 'static> RwSignal<T> {
    /// The value; whoever reads it is told when it changes.
    pub fn get(&self) -> T {
        self.with(T::clone)
    }

    /// The value as it is now.
    pub fn get_untracked(&self) -> T {
        self.with_untracked(T::clone)
    }
}

impl<T> Clone for Memo<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Memo<T> {}

impl<T: Send + Sync + 'static> Memo<T> {
    /// Made anew when something has changed that was read, and wanted again.
    pub fn new(make: impl Fn(Option<&T>) -> T + Send + Sync + 'static) -> Self
    where
        T: PartialEq,
    {
        let make = move |was: Option<Held>| {
            let was = was.as_ref().map(seen);
            let now = make(was);
            let changed = was != Some(&now);
            (Box::new(now) as Held, changed)
        };
        Self { held: memo(Box::new(make)), of: PhantomData }
    }

    /// Looks at the value; whoever does so is told when it changes.
    pub fn with<U>(&self, look: impl FnOnce(&T) -> U) -> U {
        look(seen(&read_memo(self.held)))
    }

    /// Looks at the value as it is now.
    pub fn with_untracked<U>(&self, look: impl FnOnce(&T) -> U) -> U {
        look(seen(&peek_memo(self.held)))
    }
}

impl<T: Clone + Send + Sync + 'static> Memo<T> {
    /// The value; whoever reads it is told when it changes.
    pub fn get(&self) -> T {
        self.with(T::clone)
    }

    /// The value as it is now.
    pub fn get_untracked(&self) -> T {
        self.with_untracked(T::clone)
    }
}

impl<T> Clone for Signal<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Signal<T> {}

impl<T: Send + Sync + 'static> Signal<T> {
    /// From what makes the value.
    pub fn derive(make: impl Fn() -> T + Send + Sync + 'static) -> Self {
        Self { read: reader(Arc::new(move || Box::new(make()))), of: PhantomData }
    }

    /// From a value that stays.
    pub fn stored(value: T) -> Self
    where
        T: Clone,
    {
        Self::derive(move || value.clone())
    }

    /// The value; whoever reads it is told when it changes.
    pub fn get(&self) -> T {
        *run(self.read).downcast().unwrap_or_else(|_| strange())
    }

    /// The value as it is now.
    pub fn get_untracked(&self) -> T {
        prelude::untrack(|| self.get())
    }

    /// Looks at the value; whoever does so is told when it changes.
    pub fn with<U>(&self, look: impl FnOnce(&T) -> U) -> U {
        look(&self.get())
    }
}

impl<T: Clone + Send + Sync + 'static> From<T> for Signal<T> {
    fn from(value: T) -> Self {
        Self::stored(value)
    }
}

impl<T: Clone + Send + Sync + 'static> From<Memo<T>> for Signal<T> {
    fn from(memo: Memo<T>) -> Self {
        Self::derive(move || memo.get())
    }
}

impl<T> Clone for StoredValue<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for StoredValue<T> {}

impl<T: Send + Sync + 'static> StoredValue<T> {
    /// With this value at first.
    pub fn new(value: T) -> Self {
        Self { held: store(Box::new(value)), of: PhantomData }
    }

    /// Looks at the value.
    pub fn with_value<U>(&self, look: impl FnOnce(&T) -> U) -> U {
        look(seen(&stored(self.held)))
    }

    /// A copy of it.
    pub fn get_value(&self) -> T
    where
        T: Clone,
    {
        self.with_value(T::clone)
    }

    /// Changes the value, if it is still there.
    pub fn update_value<U>(&self, change: impl FnOnce(&mut T) -> U) -> Option<U> {
        Some(change((**change_stored(self.held)?).downcast_mut().unwrap_or_else(|| strange())))
    }

    /// Gives it another value, if it is still there.
    pub fn set_value(&self, value: T) {
        self.update_value(|have| *have = value);
    }
}

impl Effect {
    /// Begins soon. What it gives is what it gets the next time.
    #[expect(clippy::new_ret_no_self, reason = "as Leptos has it; nobody wants the handle")]
    pub fn new<T: 'static>(mut run: impl FnMut(Option<T>) -> T + 'static) {
        let mut last = None;
        effect(Box::new(move || last = Some(run(last.take()))));
    }
}
