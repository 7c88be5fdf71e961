//! The wire contract: values become requests, bodies become resources, answers become errors.

mod legal;
mod reading;
mod refusing;
mod sending;
mod telling;

/// A connection that never sends: for rows, which only need to know their link.
mod setup {
    use std::rc::Rc;

    use crate::nomad::client::{NomadClient, connect};
    use crate::nomad::version::Server;
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

    /// A link to a server of this version; an empty one is not known.
    pub fn client(version: &str) -> NomadClient {
        let values = Values::default().with("address", "http://n").with("token", "t0ken").with("region", "eu");
        let platform = Platform { transport: Rc::new(Nowhere), clock: Rc::new(Nowhere) };
        let client = connect(&values, platform).unwrap();
        client.assume(if version.is_empty() { Server::default() } else { Server::saying(version) });
        client
    }
}
