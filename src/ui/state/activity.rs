//! What was done, and what is said of it, as signals. The rules are [`crate::activity`]'s.

use leptos::prelude::*;

use crate::activity::{Entry, Toast, add_secret, record, show};
use crate::ui::root::Root;
use voldeck_core::http::Secret;

/// What was done, and what is said of it.
#[derive(Clone, Copy)]
pub struct Activity {
    /// What was done, newest first.
    pub entries: RwSignal<Vec<Entry>>,
    /// What is said in the corner.
    pub toasts: RwSignal<Vec<Toast>>,
    last: StoredValue<u64>,
    root: Root,
}

impl Activity {
    /// Nothing was done yet.
    pub fn new(root: Root) -> Self {
        Self { entries: RwSignal::new(Vec::new()), toasts: RwSignal::new(Vec::new()), last: StoredValue::new(0), root }
    }

    /// A number for something that is written down.
    pub fn number(self) -> u64 {
        self.last
            .try_update_value(|last| {
                *last += 1;
                *last
            })
            .unwrap_or_default()
    }

    /// Writes down what happened, or what is known of it by now.
    pub fn record(self, entry: &Entry) {
        self.tell(entry.event(), entry, &[]);
        self.entries.update(|all| record(all, entry));
    }

    /// Tells the page that embeds the console, with more than the entry holds.
    pub fn tell(self, event: &str, entry: &Entry, more: &[(&str, &str)]) {
        let Entry { number, at, status, what, detail, call, about, connection, .. } = entry;
        let (kind, id) = about.as_ref().map_or(("", ""), |(kind, address)| (kind.noun(), address.id.as_str()));
        let (number, at) = (number.to_string(), at.to_string());
        let known: [(&str, &str); 9] = [
            ("number", &number),
            ("at", &at),
            ("status", status.word()),
            ("what", what),
            ("detail", detail),
            ("call", call),
            ("connection", connection),
            ("kind", kind),
            ("id", id),
        ];
        self.root.tell(event, &[&known[..], more].concat());
    }

    /// Writes down what happened, and says it as a message.
    pub fn announce(self, entry: Entry, stays: bool) {
        self.record(&entry);
        self.toasts.update(|all| show(all, entry, stays));
    }

    /// Adds to a message what nobody can read again.
    pub fn add_secret(self, number: u64, once: (&'static str, Secret)) {
        self.toasts.update(|all| add_secret(all, number, once));
    }

    /// Hides a message.
    pub fn hide(self, number: u64) {
        self.toasts.update(|all| all.retain(|toast| toast.entry.number != number));
    }
}
