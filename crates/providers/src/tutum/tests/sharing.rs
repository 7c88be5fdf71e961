//! What leaves: one call for several readings that want the same, none for those that nobody waits for any more.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use futures::FutureExt;
use futures::future::join;

use crate::tutum::DRIVER;
use crate::tutum::client::connect;
use voldeck_core::client::{Client, Platform, ReadResult};
use voldeck_core::http::{Clock, HttpRequest, LocalBoxFuture, Response, Sent, Transport};
use voldeck_core::model::Kind;

/// A network that keeps the first call waiting for ever and answers the others with an empty list.
#[derive(Default)]
struct Stuck {
    sent: RefCell<Vec<HttpRequest>>,
    now: Cell<u64>,
}

impl Transport for Stuck {
    fn send(&self, request: HttpRequest) -> LocalBoxFuture<'_, Sent> {
        self.sent.borrow_mut().push(request);
        if self.sent.borrow().len() == 1 {
            return Box::pin(std::future::pending());
        }
        let body = r#"{"meta":{"next":null,"total_count":0},"objects":[]}"#.to_owned();
        Box::pin(std::future::ready(Ok(Response { status: 200, headers: Vec::new(), body })))
    }
}

impl Clock for Stuck {
    fn now_millis(&self) -> u64 {
        self.now.get()
    }
    fn sleep(&self, _: u64) -> LocalBoxFuture<'static, ()> {
        Box::pin(std::future::ready(()))
    }
    fn chance(&self) -> f64 {
        0.0
    }
}

#[test]
fn a_reading_is_shared_while_somebody_waits_for_it_and_ends_with_the_last() {
    let network = Rc::new(Stuck::default());
    let platform = Platform { transport: network.clone(), clock: network.clone() };
    let values = DRIVER.sign_in().initial().with("address", "/relay/tutum").with("user", "username").with("key", "apikey");
    let client = connect(&values, platform).unwrap();
    let list = || client.list(Kind::Group, "volumegroup", None);
    assert!(join(list(), list()).now_or_never().is_none());
    assert_eq!(network.sent.borrow().len(), 1, "two readings, one call");
    let again = list().now_or_never().unwrap().unwrap();
    assert!(matches!(again, ReadResult::Found(listing) if listing.items.is_empty()));
    assert_eq!(network.sent.borrow().len(), 2, "nobody waited for the first any more");
    list().now_or_never().unwrap().unwrap();
    assert_eq!(network.sent.borrow().len(), 2, "read just now");
    network.now.set(2_000);
    list().now_or_never().unwrap().unwrap();
    assert_eq!(network.sent.borrow().len(), 3);

    let sent = network.sent.borrow();
    let headers: Vec<_> = sent[0].headers.iter().map(|(name, value)| [name, ": ", value.reveal()].concat()).collect();
    assert_eq!(headers, ["Accept: application/json", "Authorization: Basic dXNlcm5hbWU6YXBpa2V5"]);
    assert_eq!(sent[0].url, "/relay/tutum/api/v1/volumegroup/?limit=1000");
    assert!(!format!("{:?}", *sent).contains("dXNlcm5hbWU6YXBpa2V5"));
}
