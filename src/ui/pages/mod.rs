//! One file a page.

pub mod activity;
pub mod connect;
pub mod connection;
pub mod list;
