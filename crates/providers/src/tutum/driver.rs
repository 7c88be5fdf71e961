//! What is loaded once one connects: the sign-in form, and the client.

use std::rc::Rc;

use super::{client, sign_in};
use voldeck_core::provider::Driver;

/// The driver.
pub static DRIVER: Driver = Driver { sign_in: sign_in::form, connect: |values, platform| Ok(Rc::new(client::connect(values, platform)?)) };
