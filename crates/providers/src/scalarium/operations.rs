//! What is done over a connection, beyond reading.

use super::actions;
use super::client::{ScalariumClient, connection_test};
use voldeck_core::client::of;
use voldeck_core::provider::Operations;

/// What one can do, and how a connection is tried. No form has a field whose choices are read.
pub static OPERATIONS: Operations = Operations {
    actions: actions::ALL,
    test: |client, report| Box::pin(connection_test::test(of::<ScalariumClient>(client), report)),
    options: |_, _, _| Box::pin(std::future::ready(Ok(Vec::new()))),
};
