//! The wire contract: values become signed requests, bodies become resources, answers become errors.

mod reading;
mod refusing;
mod sending;

/// A connection that never sends: for rows, which only need to know their link.
mod setup {
    use std::rc::Rc;

    use crate::lunanode::client::{LunaNodeClient, connect};
    use voldeck_core::action::Values;
    use voldeck_core::client::Platform;
    use voldeck_core::http::{Clock, HttpRequest, LocalBoxFuture, Sent, Transport, TransportError};

    /// The id and the key of the vectors: the key is the hexadecimal spelling of the bytes 0 to 63.
    pub const API_ID: &str = "ABCDEFGHIJ012345";

    pub fn api_key() -> String {
        (0..64).fold(String::new(), |key, byte| format!("{key}{byte:02x}"))
    }

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

    pub fn client() -> LunaNodeClient {
        let values = Values::default().with("address", "http://n").with("api_id", API_ID).with("api_key", api_key());
        connect(&values, Platform { transport: Rc::new(Nowhere), clock: Rc::new(Nowhere) }).unwrap()
    }
}
