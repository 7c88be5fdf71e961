//! What was done, and what is said of it, as signals. The rules are [`crate::activity`]'s.

use leptos::prelude::*;

use crate::activity::{Entry, Toast, add_secret, record, show};
use voldeck_core::http::Secret;

/// What was done, and what is said of it.
#[derive(Clone, Copy)]
pub struct Activity {
    /// What was done, newest first.
    pub entries: RwSignal<Vec<Entry>>,
    /// What is said in the corner.
    pub toasts: RwSignal<Vec<Toast>>,
    last: StoredValue<u64>,
}

impl Activity {
    /// Nothing was done yet.
    pub fn new() -> Self {
        Self { entries: RwSignal::new(Vec::new()), toasts: RwSignal::new(Vec::new()), last: StoredValue::new(0) }
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
        self.entries.update(|all| record(all, entry));
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
