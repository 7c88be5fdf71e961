//! Where one is.

use std::rc::Rc;

use leptos::prelude::*;

use crate::route::{Page, Route};
use crate::ui::location::Location;

/// Where one is, and how one goes elsewhere.
#[derive(Clone, Copy)]
pub struct Router {
    /// Where one is.
    pub route: ReadSignal<Route>,
    set: WriteSignal<Route>,
    /// Where one was before.
    pub left: StoredValue<Route>,
    location: StoredValue<Rc<dyn Location>, LocalStorage>,
}

impl Router {
    /// Where the location says.
    pub fn new(location: Rc<dyn Location>) -> Self {
        let (route, set) = signal(Route::parse(&location.read()));
        location.listen(Box::new(move |text| {
            let next = Route::parse(&text);
            if route.get_untracked() != next {
                set.set(next);
            }
        }));
        Self { route, set, left: StoredValue::new(Route::default()), location: StoredValue::new_local(location) }
    }

    /// Goes to a route.
    pub fn go(self, route: Route) {
        self.write(route, false);
    }

    /// Goes to a route without a step to come back to: for what changes with every key.
    pub fn replace(self, route: Route) {
        self.write(route, true);
    }

    fn write(self, route: Route, replace: bool) {
        self.location.with_value(|location| location.write(&route.text(), replace));
        if !replace {
            self.left.set_value(self.route.get_untracked());
        }
        self.set.set(route);
    }

    /// Goes where the page around the console leads, which knows of it.
    pub fn lead(self, route: Route) {
        if self.route.get_untracked() != route {
            self.location.with_value(|location| location.follow(&route.text()));
            self.set.set(route);
        }
    }

    /// What a link to a route says.
    pub fn href(self, route: &Route) -> String {
        self.location.with_value(|location| location.href(&route.text()))
    }

    /// Closes the action form.
    pub fn close_form(self) {
        self.go(self.route.get_untracked().with_action(None));
    }

    /// Closes the panel.
    pub fn close_panel(self) {
        let route = self.route.get_untracked();
        if let Some(kind) = route.kind() {
            self.go(route.with_page(Page::List(kind, None)));
        }
    }
}
