//! The wire contract: values become requests, bodies become resources, answers become errors.

mod reading;
mod refusing;
mod sending;

/// A connection that never sends: for rows, which only need to know their link.
mod setup {
    use std::rc::Rc;

    use crate::scaleway::client::{ScalewayClient, connect};
    use voldeck_core::action::Values;
    use voldeck_core::client::Platform;
    use voldeck_core::http::{Clock, HttpRequest, LocalBoxFuture, Sent, Transport, TransportError};

    struct Nowhere;

    impl Transport for Nowhere {
        fn send(&self, _: HttpRequest) -> LocalBoxFuture<'_, Sent> {
            Box::pin(std::future::ready(Err(TransportError::NeverLeft)))
        }
    }

    impl Clock for Nowhere {
        fn now_millis(&self) -> u64 {
            0
        }
        fn sleep(&self, _: u64) -> LocalBoxFuture<'static, ()> {
            Box::pin(std::future::ready(()))
        }
        fn chance(&self) -> f64 {
            0.0
        }
    }

    /// A link to this API with the key of the vendor's documentation.
    pub fn client(api: &str) -> ScalewayClient {
        let values = Values::default()
            .with("address", "https://api.scaleway.com")
            .with("api", api)
            .with("secret_key", "11111111-1111-1111-1111-111111111111")
            .with("organization", "the-organization")
            .with("project", "the-project");
        let platform = Platform { transport: Rc::new(Nowhere), clock: Rc::new(Nowhere) };
        connect(&values, platform).unwrap()
    }
}
