//! The time, in steps of a few seconds: ages are shown by it.

use std::time::Duration;

use leptos::prelude::*;

use crate::browser::clock::now_millis;
use voldeck_core::model::Timestamp;

/// How long a step is.
const STEP: Duration = Duration::from_secs(5);

/// The time.
#[derive(Clone, Copy)]
pub struct Clock(RwSignal<u64>);

impl Clock {
    /// What time it is when the console begins.
    pub fn new() -> Self {
        Self(RwSignal::new(now_millis()))
    }

    /// The time now.
    pub fn time(self) -> Timestamp {
        Timestamp::from_millis(self.0.get())
    }

    /// Goes on to what time it is now: what was just read is then no age old.
    pub fn advance(self) {
        self.0.try_set(now_millis());
    }

    /// Goes on by itself, with something else to be done at each step, until the console is taken away.
    pub fn run(self, at_each_step: impl Fn() + 'static) {
        let tick = move || {
            self.advance();
            at_each_step();
        };
        if let Ok(ticking) = set_interval_with_handle(tick, STEP) {
            on_cleanup(move || ticking.clear());
        }
    }
}
