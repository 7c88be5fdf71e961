//! The browser's `fetch`: the only way to the network.

use std::rc::Rc;

use gloo_net::http::{Request, RequestBuilder, Response};
use js_sys::{Function, Promise};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use voldeck_core::fill;
use voldeck_core::http::{self, Clock, HttpRequest, LocalBoxFuture, Sent, Transport, TransportError};
use voldeck_core::texts::t;

/// Sends with `fetch`. Nothing is cached, redirected credentials are not sent, and no address is given away as a referrer.
///
/// One call of `fetch` may reach the server more than once. A browser that gets no answer on a connection that it has used
/// before sends the request again by itself; Chromium does so with every method, over each idle connection and then over a
/// new one (measured with Chromium 156; `ShouldResendRequest` in its `net/http/http_network_transaction.cc`). No option of
/// `fetch` or `XMLHttpRequest` that was tried forbids it: not `cache`, `keepalive`, `redirect`, `priority` or the kind of
/// body. On the page's own origin `credentials: "omit"` only moves writes to connections of their own, which the next write
/// uses again; the header `Connection` is not a page's to set, and a streamed body is refused over HTTP/1.1. Whoever answers
/// can prevent it: see the README's limits.
pub struct Fetch {
    clock: Rc<dyn Clock>,
    /// What sends instead, in a page that has its own way to the network.
    instead: Option<Function>,
}

impl Fetch {
    /// The way to the network: the browser's, or a function from a request to the promise of an answer.
    pub fn new(clock: Rc<dyn Clock>, instead: Option<Function>) -> Self {
        Self { clock, instead }
    }

    async fn carry(&self, request: HttpRequest) -> Sent {
        let aborter = Aborter::new().ok_or(TransportError::NeverLeft)?;
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
        let built = built.map_err(|_| TransportError::NeverLeft)?;
        let answer = async {
            let response = match &self.instead {
                None => built.send().await.map_err(|_| TransportError::Lost)?,
                Some(send) => answered(send, built).await.map_err(|_| TransportError::Lost)?,
            };
            let headers: Vec<_> = response.headers().entries().collect();
            let body = response.binary().await.map_err(|_| TransportError::Lost)?;
            // Chromium takes a connection that closes within the head, or after a `100 Continue`, for an answer of status 200
            // that has no header and no body. Of another origin it is no answer already, for want of the headers of CORS.
            if headers.is_empty() && body.is_empty() && response.type_() == web_sys::ResponseType::Basic {
                return Err(TransportError::Lost);
            }
            Ok(http::Response { status: response.status(), headers, body: String::from_utf8_lossy(&body).into_owned() })
        };
        let patience = async {
            self.clock.sleep(request.timeout_millis).await;
            Err(TransportError::TimedOut)
        };
        // Whichever is first; dropping the other drops the aborter with it, which aborts what is still under way.
        futures::future::select(Box::pin(answer), Box::pin(patience)).await.factor_first().0
    }
}

impl Transport for Fetch {
    fn send(&self, request: HttpRequest) -> LocalBoxFuture<'_, Sent> {
        Box::pin(self.carry(request))
    }
}

/// Whether anything answers at an address that the browser talks to, whatever it lets this page read. Sends no credentials.
pub async fn answers(address: &str) -> bool {
    let asked = Request::get(address).mode(web_sys::RequestMode::NoCors).credentials(web_sys::RequestCredentials::Omit);
    asked.cache(web_sys::RequestCache::NoStore).referrer_policy(web_sys::ReferrerPolicy::NoReferrer).send().await.is_ok()
}

/// The text of a page of the console's own host, as it is there now.
///
/// # Errors
/// Says why it could not be had.
pub async fn page(address: &str) -> Result<String, String> {
    let answer = Request::get(address).cache(web_sys::RequestCache::NoCache).send().await;
    let answer = answer.map_err(|_| t("the server did not answer").to_owned())?;
    if !answer.ok() {
        return Err(fill!("the server answered with status {status}", status = answer.status()));
    }
    answer.text().await.map_err(|_| t("the answer of the server broke off").to_owned())
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

/// What another function than the browser's `fetch` answers.
async fn answered(send: &Function, request: Request) -> Result<Response, JsValue> {
    let request: JsValue = web_sys::Request::from(request).into();
    let promise: Promise = send.call1(&JsValue::UNDEFINED, &request)?.unchecked_into();
    // By what it has, not by its class: it may be one of another window.
    Ok(Response::from(JsFuture::from(promise).await?.unchecked_into::<web_sys::Response>()))
}
