//! The transport to a real server, and the clock of this machine. Each request has an HTTP/1.1 connection of its own: a client that
//! reuses one may send a request twice.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper_util::rt::TokioIo;
use voldeck_core::http::{Clock, HttpRequest, LocalBoxFuture, Response, Sent, Transport, TransportError};

/// Sends for real. A call is done when its future is first asked: the tests do one thing after the other.
pub struct RealTransport;

impl Transport for RealTransport {
    fn send(&self, request: HttpRequest) -> LocalBoxFuture<'_, Sent> {
        Box::pin(async move { send(request) })
    }
}

fn send(request: HttpRequest) -> Sent {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(|_| TransportError::NeverLeft)?;
    runtime.block_on(async {
        let patience = Duration::from_millis(request.timeout_millis);
        tokio::time::timeout(patience, exchange(request)).await.unwrap_or(Err(TransportError::TimedOut))
    })
}

async fn exchange(request: HttpRequest) -> Sent {
    let rest = request.url.strip_prefix("http://").ok_or(TransportError::NeverLeft)?;
    let (authority, target) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let mut built = hyper::Request::builder().method(request.method.as_str()).uri(if target.is_empty() { "/" } else { target });
    built = built.header("Host", authority);
    for (name, value) in &request.headers {
        built = built.header(*name, value.reveal());
    }
    let body = request.body.as_ref().map(|body| body.reveal().to_owned()).unwrap_or_default();
    let built = built.body(Full::new(Bytes::from(body))).map_err(|_| TransportError::NeverLeft)?;
    // A refused connection is as much as a page learns of it: no answer came.
    let stream = tokio::net::TcpStream::connect(authority).await.map_err(|_| TransportError::Lost)?;
    let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.map_err(|_| TransportError::Lost)?;
    let ours = async {
        let answer = sender.send_request(built).await.map_err(|_| TransportError::Lost)?;
        let (parts, body) = answer.into_parts();
        let body = body.collect().await.map_err(|_| TransportError::Lost)?.to_bytes();
        let text = |value: &hyper::header::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
        let headers = parts.headers.iter().map(|(name, value)| (name.to_string(), text(value))).collect();
        Ok(Response { status: parts.status.as_u16(), headers, body: String::from_utf8_lossy(&body).into_owned() })
    };
    // The connection has to be driven beside the call, and ends with it.
    let (mut ours, mut driven) = (Box::pin(ours), Box::pin(connection));
    std::future::poll_fn(|context| {
        let _ = driven.as_mut().poll(context);
        ours.as_mut().poll(context)
    })
    .await
}

/// The time of this machine; sleeping really waits.
pub struct SystemClock;

impl Clock for SystemClock {
    fn now_millis(&self) -> u64 {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
    }

    fn sleep(&self, millis: u64) -> LocalBoxFuture<'static, ()> {
        Box::pin(async move { std::thread::sleep(Duration::from_millis(millis)) })
    }

    fn chance(&self) -> f64 {
        0.5
    }
}
