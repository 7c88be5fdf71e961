//! The browser's `fetch`: the only door to the network.

use std::rc::Rc;

use gloo_net::http::RequestBuilder;

use super::{Clock, LocalBoxFuture, Outgoing, Response, Sent, Transport, Unsent};

/// Sends with `fetch`. Nothing is cached, redirected credentials are not sent, and no address is given away as a referrer.
pub struct Fetch {
    clock: Rc<dyn Clock>,
}

impl Fetch {
    /// The way to the network.
    pub fn new(clock: Rc<dyn Clock>) -> Self {
        Self { clock }
    }

    async fn carry(&self, request: Outgoing) -> Sent {
        let aborter = Aborter::new().ok_or(Unsent::NeverLeft)?;
        let mut builder = RequestBuilder::new(&request.url)
            .method(request.method.clone())
            .cache(web_sys::RequestCache::NoStore)
            .referrer_policy(web_sys::ReferrerPolicy::NoReferrer)
            .abort_signal(Some(&aborter.0.signal()));
        for (name, value) in &request.headers {
            builder = builder.header(name, value.reveal());
        }
        let built = match &request.body {
            Some(body) => builder.body(body.reveal().to_owned()),
            None => builder.build(),
        };
        let built = built.map_err(|_| Unsent::NeverLeft)?;
        let answer = async {
            let response = built.send().await.map_err(|_| Unsent::Lost)?;
            let headers = response.headers().entries().collect();
            let body = response.binary().await.map_err(|_| Unsent::Lost)?;
            Ok(Response { status: response.status(), headers, body: String::from_utf8_lossy(&body).into_owned() })
        };
        let patience = async {
            self.clock.sleep(request.timeout_millis).await;
            Err(Unsent::TimedOut)
        };
        // Whichever is first; dropping the other drops the aborter with it, which aborts what is still under way.
        futures::future::select(Box::pin(answer), Box::pin(patience)).await.factor_first().0
    }
}

impl Transport for Fetch {
    fn send(&self, request: Outgoing) -> LocalBoxFuture<'_, Sent> {
        Box::pin(self.carry(request))
    }
}

/// Aborts when it is dropped: whoever stops waiting also frees the connection.
struct Aborter(web_sys::AbortController);

impl Aborter {
    fn new() -> Option<Self> {
        web_sys::AbortController::new().ok().map(Self)
    }
}

impl Drop for Aborter {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// A text file beside the page, if there is one: what whoever hosts the console put there. Not a provider's.
pub async fn beside_the_page(name: &str) -> Option<String> {
    let response = RequestBuilder::new(name).send().await.ok()?;
    if response.ok() { response.text().await.ok() } else { None }
}
