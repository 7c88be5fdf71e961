//! The console against a real Cinder behind a real Keystone. `cargo xtask test --only real` starts both and runs this; without
//! them every test is skipped, and says so.
#![cfg(feature = "real")]

mod accounts;
mod faults;
#[path = "../harness/mod.rs"]
mod harness;
mod life;
mod lists;
#[path = "../harness/real_transport.rs"]
mod real_transport;
mod same;
#[path = "../harness/cinder_scenarios.rs"]
mod scenarios;
mod script;
mod servers;
mod ways;
