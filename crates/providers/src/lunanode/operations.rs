//! What is done over a connection, beyond reading.

use super::actions;
use super::client::{LunaNodeClient, connection_test};
use voldeck_core::client::of;
use voldeck_core::provider::Operations;

/// What one can do, and how a connection is tried.
pub static OPERATIONS: Operations = Operations {
    actions: actions::ALL,
    test: |client, report| Box::pin(connection_test::test(of::<LunaNodeClient>(client), report)),
    options: |name, context, values| Box::pin(of::<LunaNodeClient>(context.client).load_options(name, context, values)),
};
