//! Where the route is written: behind `#` in the address bar, or nowhere but in memory.
//!
//! Hash routing is the safe default: a static host needs no fallback rule. Memory is for a console inside somebody else's
//! page, whose address is not ours.

use std::cell::RefCell;
use std::rc::Rc;

use leptos::ev;
use leptos::prelude::*;

/// Somewhere to keep the route's text.
pub trait Location {
    /// What is there now.
    fn read(&self) -> String;
    /// Goes somewhere; `replace` leaves no step to come back to.
    fn write(&self, text: &str, replace: bool);
    /// What a link to it says.
    fn href(&self, text: &str) -> String;
    /// Tells of changes that were not made here: back, forward, an edited address.
    fn listen(&self, told: Box<dyn Fn(String)>);
}

/// The part of the address behind `#`.
pub fn hash() -> Rc<dyn Location> {
    Rc::new(Hash)
}

/// Nothing but memory.
pub fn memory(start: &str) -> Rc<dyn Location> {
    Rc::new(Memory(RefCell::new(start.to_owned())))
}

struct Hash;

impl Location for Hash {
    fn read(&self) -> String {
        window().location().hash().unwrap_or_default()
    }

    fn write(&self, text: &str, replace: bool) {
        let href = self.href(text);
        let history = window().history();
        let _ = history.and_then(|history| {
            let nothing = wasm_bindgen::JsValue::NULL;
            if replace {
                history.replace_state_with_url(&nothing, "", Some(&href))
            } else {
                history.push_state_with_url(&nothing, "", Some(&href))
            }
        });
    }

    fn href(&self, text: &str) -> String {
        format!("#{text}")
    }

    fn listen(&self, told: Box<dyn Fn(String)>) {
        let told = Rc::new(told);
        let also = told.clone();
        let on_hash = window_event_listener_untyped("hashchange", move |_| told(Hash.read()));
        let on_pop = window_event_listener(ev::popstate, move |_| also(Hash.read()));
        on_cleanup(move || {
            on_hash.remove();
            on_pop.remove();
        });
    }
}

struct Memory(RefCell<String>);

impl Location for Memory {
    fn read(&self) -> String {
        self.0.borrow().clone()
    }

    fn write(&self, text: &str, _replace: bool) {
        text.clone_into(&mut self.0.borrow_mut());
    }

    fn href(&self, _text: &str) -> String {
        "#".to_owned()
    }

    fn listen(&self, _told: Box<dyn Fn(String)>) {}
}
