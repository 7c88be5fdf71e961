//! What is done over a connection, beyond reading.

use super::client::{TutumClient, connection_test};

use voldeck_core::client::of;
use voldeck_core::provider::Operations;

/// How a connection is tried. There are no actions: the API only reads. No form has a field whose choices are read.
pub static OPERATIONS: Operations = Operations {
    actions: &[],
    test: |client, report| Box::pin(connection_test::test(of::<TutumClient>(client), report)),
    options: |_, _, _| Box::pin(std::future::ready(Ok(Vec::new()))),
};
