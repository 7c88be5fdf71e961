//! Voldeck.

pub mod action;
pub mod cache;
pub mod connection;
pub mod http;
pub mod inventory;
pub mod model;
pub mod provider;
pub mod route;
#[cfg(feature = "demo")]
pub mod sim;
#[cfg(feature = "ui")]
pub mod ui;
