//! When an open vault is locked: nobody is there, or another tab says so.

use std::cell::Cell;
use std::rc::Rc;

use gloo_timers::callback::Interval;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::vault::{CHANNEL, LOCKED, check, lock};
use crate::browser::clock::now_millis;
use crate::browser::tabs::{self, Listening};
use crate::credentials::idle::Idle;
use crate::ui::state::Vault;

/// How often it is looked, in milliseconds.
const STEP_MILLIS: u32 = 5000;

/// Looks after an open vault until it is dropped.
pub struct Watch {
    _looking: Interval,
    _others: Option<Listening>,
    inputs: [Option<WindowListenerHandle>; 2],
}

impl Watch {
    /// Somebody is there now.
    pub fn begin(vault: Vault) -> Self {
        let idle = Rc::new(Cell::new(Idle::since(now_millis())));
        let input = |name: &'static str| {
            let idle = idle.clone();
            window_event_listener_untyped(name, move |_| {
                let mut now = idle.get();
                now.input(now_millis());
                idle.set(now);
            })
        };
        let inputs = [Some(input("keydown")), Some(input("pointerdown"))];
        let looking = Interval::new(STEP_MILLIS, move || {
            let mut now = idle.get();
            let over = now.is_over(now_millis());
            idle.set(now);
            if over {
                lock(vault);
            }
        });
        let others = tabs::listen(CHANNEL, move |text| {
            if text == LOCKED {
                lock(vault);
            } else {
                spawn_local(check(vault));
            }
        });
        Self { _looking: looking, _others: others, inputs }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        for input in &mut self.inputs {
            if let Some(input) = input.take() {
                input.remove();
            }
        }
    }
}
