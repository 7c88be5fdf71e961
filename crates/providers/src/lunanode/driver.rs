//! What is loaded once one connects: the actions, and the client.

use std::rc::Rc;

use super::{actions, client};
use voldeck_core::provider::Driver;

/// The driver.
pub static DRIVER: Driver = Driver { actions: actions::ALL, connect: |values, platform| Ok(Rc::new(client::connect(values, platform)?)) };
