//! Whether the server has another version of the console than the one that runs.

use leptos::prelude::*;

/// What is known of the version on the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deployed {
    /// It was not asked.
    Unknown,
    /// It has this one.
    This,
    /// It has another one.
    Another,
    /// It could not be found out, for this reason.
    Unclear(String),
}

/// The version on the server. The views know how to ask (`src/ui/components/new_version.rs`).
#[derive(Clone, Copy)]
pub struct Deployment {
    /// How often it is to be asked by now.
    pub asked: RwSignal<u32>,
    /// What was found out last.
    pub found: RwSignal<Deployed>,
}

impl Deployment {
    /// Nothing is known, and nobody asks.
    pub fn new() -> Self {
        Self { asked: RwSignal::new(0), found: RwSignal::new(Deployed::Unknown) }
    }

    /// Asks.
    pub fn ask(self) {
        self.asked.try_update(|asked| *asked += 1);
    }
}
