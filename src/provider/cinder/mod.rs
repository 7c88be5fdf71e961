//! `OpenStack` Cinder.

#[cfg(feature = "demo")]
pub mod sim;
