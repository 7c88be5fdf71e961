//! A small HTTP/1.1 server on loopback: one thread, any number of connections, and nothing hidden.
//!
//! A handler may answer, or break the connection without a byte; a body may break off half-way. It knows neither files
//! nor simulators.

use std::future::Future;
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::thread::JoinHandle;
use std::time::Duration;

use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Frame, Incoming};
use hyper::header::{HeaderMap, HeaderName, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::sync::{mpsc, oneshot};
use tokio::time::sleep;

/// Why a connection was broken off on purpose.
pub type Broken = Box<dyn std::error::Error + Send + Sync>;
/// The body of an answer: whole, or arriving bit by bit.
pub type Body = UnsyncBoxBody<Bytes, Broken>;
/// A request whose body has not been read yet.
pub type Request = hyper::Request<Incoming>;
/// An answer.
pub type Response = hyper::Response<Body>;
/// What a handler returns: `Err` closes the connection without an answer.
pub type ResponseFuture = Pin<Box<dyn Future<Output = Result<Response, Broken>>>>;

/// How long a cut answer's bytes get to leave before the connection is broken.
const LEAVE: Duration = Duration::from_millis(50);

/// How the connection of a request ends when it is broken off: an extension of every request.
#[derive(Clone, Default)]
pub struct ResetHandle(Arc<AtomicBool>);

impl ResetHandle {
    /// Ends it with a reset, as a crashed peer does, instead of closing it.
    pub fn reset(&self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// A connection that ends as it was told to.
struct Connection {
    stream: TcpStream,
    reset: ResetHandle,
}

impl Drop for Connection {
    fn drop(&mut self) {
        if self.reset.0.load(Ordering::Relaxed) {
            let _ = self.stream.set_zero_linger();
        }
    }
}

impl AsyncRead for Connection {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, into: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, into)
    }
}

impl AsyncWrite for Connection {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

/// Whatever answers requests.
pub trait Handler {
    /// Answers one request. When the client goes away the future is dropped, so nothing is held for nobody.
    fn handle(self: Rc<Self>, request: Request) -> ResponseFuture;
}

/// A whole body.
pub fn full(bytes: impl Into<Bytes>) -> Body {
    Full::new(bytes.into()).map_err(|never| match never {}).boxed_unsync()
}

/// A short answer in plain text.
pub fn text(status: u16, words: &str) -> Response {
    let mut response = Response::new(full(words.to_owned()));
    *response.status_mut() = hyper::StatusCode::from_u16(status).unwrap_or(hyper::StatusCode::INTERNAL_SERVER_ERROR);
    response.headers_mut().insert("content-type", HeaderValue::from_static("text/plain; charset=utf-8"));
    response
}

/// A body of which no more comes than this part.
pub fn broken_off(part: Bytes) -> Body {
    let (send, receive) = mpsc::channel(1);
    tokio::task::spawn_local(async move {
        let _ = send.send(Ok(Frame::data(part))).await;
        sleep(LEAVE).await;
        let _ = send.send(Err("the answer breaks off, as asked for".into())).await;
    });
    ChannelBody(receive).boxed_unsync()
}

/// A body that arrives piece by piece, and may end with an error.
struct ChannelBody(mpsc::Receiver<Result<Frame<Bytes>, Broken>>);

impl hyper::body::Body for ChannelBody {
    type Data = Bytes;
    type Error = Broken;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Broken>>> {
        self.0.poll_recv(context)
    }
}

/// Headers that belong to one connection and not to the message (RFC 9110, section 7.6.1).
const OF_THE_CONNECTION: [&str; 7] = ["connection", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade"];

/// Takes out what belongs to one connection and not to the message.
pub fn drop_connection_headers(headers: &mut HeaderMap) {
    for name in OF_THE_CONNECTION {
        headers.remove(HeaderName::from_static(name));
    }
}

/// A port of this machine, reachable from this machine only. Port 0 takes a free one.
///
/// # Errors
/// The port is taken or may not be used; the message says which and how to choose another.
pub fn listen(port: u16) -> Result<TcpListener, String> {
    TcpListener::bind(("127.0.0.1", port)).map_err(|error| match error.kind() {
        io::ErrorKind::AddrInUse => format!(
            "Port {port} of 127.0.0.1 is taken by another program.\n  Stop that program, or choose another port: --port {}",
            port.checked_add(1).unwrap_or(8090)
        ),
        io::ErrorKind::PermissionDenied => format!("This user may not use port {port}. Choose one above 1023: --port 8080"),
        _ => format!("Cannot listen on 127.0.0.1:{port}: {error}"),
    })
}

/// A running server. Dropping it stops it and closes its connections.
pub struct Server {
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    /// Serves on `listener` in a thread of its own. The handler is made in that thread, so it need not be `Send`.
    ///
    /// # Errors
    /// The listener cannot be used or no thread can be started.
    pub fn start<H: Handler + 'static>(listener: TcpListener, make: impl FnOnce() -> Rc<H> + Send + 'static) -> Result<Self, String> {
        let describe = |error: io::Error| format!("Cannot start the server: {error}");
        let address = listener.local_addr().map_err(describe)?;
        listener.set_nonblocking(true).map_err(describe)?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(describe)?;
        let (stop, stopped) = oneshot::channel();
        let serve = move || {
            let local = tokio::task::LocalSet::new();
            runtime.block_on(local.run_until(async move {
                let handler = make();
                let Ok(listener) = tokio::net::TcpListener::from_std(listener) else { return };
                tokio::select! {
                    () = accept(listener, handler) => {}
                    _ = stopped => {}
                }
            }));
        };
        let thread = std::thread::Builder::new().name(address.to_string()).spawn(serve).map_err(describe)?;
        Ok(Self { address, stop: Some(stop), thread: Some(thread) })
    }

    /// `http://127.0.0.1:PORT`, without a slash at the end.
    pub fn origin(&self) -> String {
        format!("http://{}", self.address)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

async fn accept<H: Handler + 'static>(listener: tokio::net::TcpListener, handler: Rc<H>) {
    loop {
        // A failed accept is a client that has gone or a table of sockets that is full: both pass.
        let Ok((stream, _)) = listener.accept().await else {
            sleep(Duration::from_millis(20)).await;
            continue;
        };
        let _ = stream.set_nodelay(true);
        let handler = Rc::clone(&handler);
        tokio::task::spawn_local(async move {
            let connection = Connection { stream, reset: ResetHandle::default() };
            let reset = connection.reset.clone();
            let service = service_fn(move |mut request: Request| {
                request.extensions_mut().insert(reset.clone());
                Rc::clone(&handler).handle(request)
            });
            // An error here is a broken connection: the client's doing, or asked for by the handler.
            let _ = http1::Builder::new().serve_connection(TokioIo::new(connection), service).await;
        });
    }
}

/// Waits until the user or the system asks this program to end.
pub fn wait_for_end() {
    let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_all().build() else { return };
    runtime.block_on(async {
        #[cfg(unix)]
        {
            let terminated = async {
                match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
                    Ok(mut signal) => signal.recv().await,
                    Err(_) => std::future::pending().await,
                }
            };
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminated => {}
            }
        }
        #[cfg(not(unix))]
        let _ = tokio::signal::ctrl_c().await;
    });
}
