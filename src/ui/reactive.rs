//! Leptos' memos and effects over boxed closures: one of each type in the program rather than one of each closure, which
//! makes the program several kilobytes smaller.

use leptos::prelude::*;

/// A value that is worked out again when what it reads changes, and tells others only if it came out different.
pub fn memo<T: PartialEq + Send + Sync + 'static>(read: impl Fn() -> T + Send + Sync + 'static) -> Memo<T> {
    let read: Box<dyn Fn() -> T + Send + Sync> = Box::new(read);
    Memo::new(move |_| read())
}

/// Something to be done now, and again when what it reads changes.
pub fn effect(run: impl FnMut() + 'static) {
    let mut run: Box<dyn FnMut()> = Box::new(run);
    Effect::new(move |_| run());
}
