//! The vault, as far as this page has opened it. What opens it is loaded when it is needed (`ui::credentials`).

use std::any::Any;
use std::rc::Rc;

use leptos::prelude::*;

use super::connections::Connections;

/// The vault of this page.
#[derive(Clone, Copy)]
pub struct Vault {
    /// The connections whose credentials are in it.
    pub connections: Connections,
    /// Whether it is open.
    pub open: RwSignal<bool>,
    /// Its key, while it is open, and what looks when it is to be locked.
    held: StoredValue<Option<Rc<dyn Any>>, LocalStorage>,
}

impl Vault {
    /// It is locked.
    pub fn new(connections: Connections) -> Self {
        Self { connections, open: RwSignal::new(false), held: StoredValue::new_local(None) }
    }

    /// What is held while it is open.
    pub fn held<T: 'static>(self) -> Option<Rc<T>> {
        self.held.try_get_value().flatten()?.downcast().ok()
    }

    /// Holds that, or nothing any more.
    pub fn hold(self, held: Option<Rc<dyn Any>>) {
        self.open.try_set(held.is_some());
        self.held.try_set_value(held);
    }
}
