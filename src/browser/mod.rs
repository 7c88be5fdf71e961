//! What only a browser has, behind the doors that calls know: the network, the time, and the worker of the demo.

pub mod clock;
#[cfg(feature = "ui")]
pub mod fetch;
#[cfg(feature = "ui")]
pub mod worker;
