//! Where the console stands: in a page of its own, or in an element of somebody else's page, where it looks at nothing else.

use leptos::prelude::*;
use leptos::task::spawn_local_scoped_with_cancellation;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, Event, HtmlElement, ResizeObserver, ShadowRoot};

use crate::browser::host_page::HostPage;
use crate::browser::{page, storage};

/// Where the console stands.
#[derive(Clone, Copy)]
pub struct Root(StoredValue<Inner, LocalStorage>);

#[derive(Clone)]
struct Inner {
    element: HtmlElement,
    /// The shadow tree that it is in; none in a page of its own.
    shadow: Option<ShadowRoot>,
    host_page: HostPage,
    /// Ends with the console.
    owner: Owner,
}

/// How many pixels a `rem` of the style sheet is in somebody else's page, whose own size of letters says nothing here
/// (`assets/embed/console.js` makes the sheet so).
const EMBEDDED_REM: f64 = 16.0;

impl Root {
    /// An element that holds nothing but the console, which lives as long as the current owner.
    pub fn new(element: HtmlElement, host_page: HostPage) -> Self {
        let shadow = element.get_root_node().dyn_into().ok();
        Self(StoredValue::new_local(Inner { element, shadow, host_page, owner: Owner::current().unwrap_or_default() }))
    }

    fn inner(self) -> Option<Inner> {
        self.0.try_get_value()
    }

    /// The page that the console is embedded in; in a page of its own one that does nothing.
    pub fn host_page(self) -> Option<HostPage> {
        self.0.try_with_value(|inner| inner.host_page.clone())
    }

    /// Tells that page of an event.
    pub fn tell(self, event: &str, detail: &[(&str, &str)]) {
        if let Some(page) = self.host_page() {
            page.tell(event, detail);
        }
    }

    /// Whether the page is the console's own: its address, its title, its storage, its keys.
    pub fn is_page(self) -> bool {
        self.inner().is_some_and(|inner| inner.shadow.is_none())
    }

    /// What has the theme: all of a page of its own, else what stands in the shadow tree.
    pub fn themed(self) -> Option<HtmlElement> {
        let inner = self.inner()?;
        if inner.shadow.is_some() { Some(inner.element) } else { page::root() }
    }

    /// What the browser keeps under this name. In somebody else's page nothing is kept.
    pub fn kept(self, name: &str) -> Option<String> {
        if self.is_page() { storage::get(name) } else { None }
    }

    /// Keeps a text under this name; `false` where the browser refuses.
    pub fn keep(self, name: &str, text: &str) -> bool {
        !self.is_page() || storage::set(name, text)
    }

    /// The element of this id.
    pub fn by_id(self, id: &str) -> Option<HtmlElement> {
        let found = match self.inner()?.shadow {
            Some(shadow) => shadow.get_element_by_id(id),
            None => document().get_element_by_id(id),
        };
        found.map(JsCast::unchecked_into)
    }

    /// The first element that these selectors match.
    pub fn query(self, selectors: &str) -> Option<HtmlElement> {
        self.inner()?.element.query_selector(selectors).ok()?.map(JsCast::unchecked_into)
    }

    /// What has the focus. In somebody else's page nothing does while the focus is elsewhere in it.
    pub fn active_element(self) -> Option<Element> {
        match self.inner()?.shadow {
            Some(shadow) => shadow.active_element(),
            None => document().active_element(),
        }
    }

    /// The tag of what has the focus, wherever in the page that is.
    pub fn active_tag(self) -> Option<String> {
        let active = self.active_element().or_else(|| {
            let host = self.inner()?.shadow?.host();
            // The page says of what is in a shadow tree only whose it is.
            document().active_element().filter(|active| !active.is_same_node(Some(&host)))
        });
        active.map(|active| active.tag_name())
    }

    /// Whether the console is at least so wide.
    pub fn is_at_least(self, rem: u16) -> bool {
        match self.inner() {
            Some(Inner { shadow: Some(_), element, .. }) => f64::from(element.client_width()) >= f64::from(rem) * EMBEDDED_REM,
            _ => window().match_media(&format!("(width >= {rem}rem)")).ok().flatten().is_some_and(|media| media.matches()),
        }
    }

    /// Calls back whenever the console becomes wider or narrower, until the current owner ends.
    pub fn on_resize(self, resized: impl Fn() + 'static) {
        let Some(Inner { shadow: Some(_), element, .. }) = self.inner() else {
            let listener = window_event_listener_untyped("resize", move |_| resized());
            return on_cleanup(move || listener.remove());
        };
        let heard = Closure::<dyn FnMut()>::new(resized);
        let Ok(observer) = ResizeObserver::new(heard.as_ref().unchecked_ref()) else { return };
        observer.observe(&element);
        StoredValue::new_local(heard);
        let observer = StoredValue::new_local(observer);
        on_cleanup(move || {
            observer.try_with_value(ResizeObserver::disconnect);
        });
    }

    /// Hears what is pressed: in a page of its own wherever the focus is, else only in the console.
    pub fn on_keydown(self, pressed: impl Fn(web_sys::KeyboardEvent) + 'static) {
        let pressed = move |event: Event| pressed(event.unchecked_into());
        let Some(Inner { shadow: Some(_), element, .. }) = self.inner() else {
            let listener = window_event_listener_untyped("keydown", pressed);
            return on_cleanup(move || listener.remove());
        };
        // It goes with the element, which nobody else has.
        let heard = Closure::<dyn FnMut(Event)>::new(pressed);
        let _ = element.add_event_listener_with_callback("keydown", heard.as_ref().unchecked_ref());
        StoredValue::new_local(heard);
    }

    /// Runs a task until it ends or the console is taken away.
    pub fn spawn(self, task: impl Future<Output = ()> + 'static) {
        if let Some(Inner { owner, .. }) = self.inner() {
            owner.with(|| spawn_local_scoped_with_cancellation(task));
        }
    }
}
