//! The console against a real Cinder behind a real Keystone. `cargo xtask test --only real` starts both and runs this; without
//! them every test is skipped, and says so.
#![cfg(feature = "real")]

mod accounts;
#[path = "../desk/cinder.rs"]
mod alike;
#[path = "../desk/mod.rs"]
mod desk;
mod faults;
mod life;
mod lists;
mod same;
mod script;
mod servers;
mod ways;
#[path = "../desk/wire.rs"]
mod wire;
