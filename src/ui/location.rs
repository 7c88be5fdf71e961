//! Where the route is written: behind `#` in the address bar, or nowhere but in memory.
//!
//! Hash routing is the safe default: a static host needs no fallback rule. Memory is for a console inside somebody else's
//! page, whose address is not ours: that page is told where one goes, says what links are to say, and may lead elsewhere.

use std::cell::RefCell;
use std::rc::Rc;

use leptos::ev;
use leptos::prelude::*;

use crate::browser::host_page::HostPage;

/// Somewhere to keep the route's text.
pub trait Location {
    /// What is there now.
    fn read(&self) -> String;
    /// Goes somewhere; `replace` leaves no step to come back to.
    fn write(&self, text: &str, replace: bool);
    /// The page around the console leads somewhere.
    fn follow(&self, text: &str);
    /// What a link to it says.
    fn href(&self, text: &str) -> String;
    /// Tells of changes that were not made here: back, forward, an edited address.
    fn listen(&self, told: Box<dyn Fn(String)>);
}

/// The part of the address behind `#`.
pub fn hash() -> Rc<dyn Location> {
    Rc::new(Hash)
}

/// Nothing but memory, and the page that embeds the console.
pub fn memory(start: &str, host_page: HostPage) -> Rc<dyn Location> {
    Rc::new(Memory { now: RefCell::new(start.to_owned()), host_page })
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

    fn follow(&self, text: &str) {
        self.write(text, false);
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

struct Memory {
    now: RefCell<String>,
    host_page: HostPage,
}

impl Location for Memory {
    fn read(&self) -> String {
        self.now.borrow().clone()
    }

    fn write(&self, text: &str, replace: bool) {
        text.clone_into(&mut self.now.borrow_mut());
        self.host_page.tell("navigated", &[("path", text), ("replace", if replace { "true" } else { "" })]);
    }

    fn follow(&self, text: &str) {
        text.clone_into(&mut self.now.borrow_mut());
    }

    fn href(&self, text: &str) -> String {
        self.host_page.href(text).unwrap_or_else(|| "#".to_owned())
    }

    fn listen(&self, _told: Box<dyn Fn(String)>) {}
}
