//! What listens to the events of an element.

/// A listener, boxed, so that all of one event are of one type: Leptos compiles what sets a listener, hands it on and takes it away anew
/// for each type of closure.
pub fn listener<E: 'static>(heard: impl FnMut(E) + 'static) -> Box<dyn FnMut(E)> {
    Box::new(heard)
}
