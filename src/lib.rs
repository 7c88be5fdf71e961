//! Voldeck.

pub mod action;
pub mod http;
pub mod model;
pub mod provider;
#[cfg(feature = "demo")]
pub mod sim;
