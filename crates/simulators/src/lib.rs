//! Simulators of the providers' servers, for the demo, the tests and `cargo xtask simulate`: one folder each, and one line of
//! registration.
//!
//! They know the providers' documentation and nothing of the console: what a client of ours takes for granted would otherwise be true
//! of its own simulator by construction.

pub mod cinder;
pub mod frame;
pub mod lunanode;
pub mod nomad;
pub mod scalarium;
pub mod scaleway;
pub mod tutum;

macro_rules! register {
    ($($folder:ident),*) => {
        /// Every provider's servers for the demo: what makes the one of a connection's name, at this time in milliseconds
        /// since the epoch.
        pub static DEMO_SIMULATORS: &[fn(&str, u64) -> Option<frame::SharedSimulator>] = &[$($folder::demo),*];

        /// Every provider's server for `cargo xtask simulate`.
        pub static SIMULATORS: &[frame::SimulatorSpec] = &[$($folder::SPEC),*];
    };
}

register! { nomad, tutum, scalarium, lunanode, scaleway, cinder }

/// The simulated server of a connection of the demo.
pub fn simulator(demo: &str, now_millis: u64) -> Option<frame::SharedSimulator> {
    DEMO_SIMULATORS.iter().find_map(|make| make(demo, now_millis))
}
