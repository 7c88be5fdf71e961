//! A proxy in front of real servers: passes every call on, unless a fault was armed for it.
//!
//! It counts the writes that reached the servers, so that a test can say what was done behind a lost answer. Every answer
//! ends its connection: a browser that has no used connection never sends a call again by itself (see `src/browser/fetch.rs`).

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use http_body_util::BodyExt;
use hyper::Method;
use hyper::body::Bytes;
use hyper::header::HeaderValue;
use hyper::http::{request, response};
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::time::sleep;

use crate::http::{self, Broken, Handler, Request, ResetHandle, Response, ResponseFuture};

/// Below this path faults are armed and writes are listed. No server behind the proxy has such a path.
pub const CONTROL: &str = "/__faults/";

/// What goes wrong with a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    /// The answer comes late, by so many milliseconds.
    Delay(u64),
    /// A status in the form of Cinder's own faults.
    Status(u16),
    /// A status with a page, as something between browser and server answers.
    Page(u16),
    /// The connection is reset.
    Reset,
    /// The connection is closed without a byte.
    Close,
    /// The answer breaks off after so many bytes of its body.
    Cut(usize),
    /// Nothing ever comes.
    Hang,
}

/// A fault that waits for its call.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Rule {
    /// The method; empty is every one.
    method: String,
    /// What the path and query have to contain.
    path: String,
    fault: Fault,
    /// Whether the server carries the call out first. An answer that is cut had to be there.
    after: bool,
    /// How many calls it is still for.
    times: u64,
}

impl Rule {
    /// Reads `{"method":"POST","path":"/volumes","fault":"reset","after":true,"value":1,"times":1}`; only `fault` is needed.
    fn parse(text: &[u8]) -> Result<Self, String> {
        let said: Value = serde_json::from_slice(text).map_err(|error| format!("this is no JSON: {error}"))?;
        let word = |name: &str| said[name].as_str().unwrap_or_default().to_owned();
        let number = |name: &str, without: u64| said[name].as_u64().unwrap_or(without);
        let status = || u16::try_from(number("value", 503)).map_err(|_| "the value is no status".to_owned());
        let fault = match word("fault").as_str() {
            "delay" => Fault::Delay(number("value", 1000)),
            "status" => Fault::Status(status()?),
            "page" => Fault::Page(status()?),
            "reset" => Fault::Reset,
            "close" => Fault::Close,
            "cut" => Fault::Cut(usize::try_from(number("value", 10)).unwrap_or(usize::MAX)),
            "hang" => Fault::Hang,
            other => return Err(format!("there is no fault `{other}`: delay, status, page, reset, close, cut and hang are")),
        };
        let after = said["after"].as_bool().unwrap_or(false) || matches!(fault, Fault::Cut(_));
        Ok(Self { method: word("method"), path: word("path"), fault, after, times: number("times", 1) })
    }

    fn fits(&self, method: &Method, target: &str) -> bool {
        self.times > 0 && (self.method.is_empty() || *method == *self.method) && target.contains(&self.path)
    }
}

/// A server behind the proxy.
#[derive(Debug, Clone)]
pub struct Upstream {
    /// What its paths begin with here; it does not see that.
    pub prefix: &'static str,
    /// `127.0.0.1:PORT`
    pub authority: String,
}

/// The proxy.
pub struct FaultProxy {
    upstreams: Vec<Upstream>,
    rules: RefCell<Vec<Rule>>,
    writes: RefCell<Vec<Value>>,
}

/// What the proxy says where it speaks itself.
const WORDS: &str = "The proxy answers so, as asked for.";

/// A server's answer, read to its end.
type BufferedResponse = (response::Parts, Bytes);

/// A request, read to its end.
struct BufferedRequest {
    parts: request::Parts,
    body: Bytes,
}

impl FaultProxy {
    /// A proxy in front of these servers.
    pub fn new(upstreams: Vec<Upstream>) -> Self {
        Self { upstreams, rules: RefCell::default(), writes: RefCell::default() }
    }

    async fn answer(&self, request: Request) -> Result<Response, Broken> {
        let (parts, body) = request.into_parts();
        let request = BufferedRequest { parts, body: body.collect().await?.to_bytes() };
        if let Some(command) = request.parts.uri.path().strip_prefix(CONTROL) {
            return Ok(self.controlled(command, &request.body));
        }
        let mut response = self.pass_or_fail(request).await?;
        response.headers_mut().insert("connection", HeaderValue::from_static("close"));
        Ok(response)
    }

    async fn pass_or_fail(&self, request: BufferedRequest) -> Result<Response, Broken> {
        let Some(rule) = self.armed(&request) else { return self.passed(request).await.map(response) };
        if let (Fault::Delay(millis), false) = (rule.fault, rule.after) {
            sleep(Duration::from_millis(millis)).await;
            return self.passed(request).await.map(response);
        }
        let (origin, reset) = (request.parts.headers.get("origin").cloned(), request.parts.extensions.get::<ResetHandle>().cloned());
        let answer = if rule.after { Some(self.passed(request).await?) } else { None };
        match rule.fault {
            Fault::Delay(millis) => {
                sleep(Duration::from_millis(millis)).await;
                Ok(response(answer.ok_or("nothing was answered")?))
            }
            Fault::Cut(bytes) => Ok(cut(answer.ok_or("nothing was answered")?, bytes)),
            Fault::Status(status) => {
                let body = json!({ "computeFault": { "code": status, "message": WORDS } }).to_string();
                Ok(readable(with(status, "application/json", body), origin))
            }
            Fault::Page(status) => {
                let body = format!("<html><head><title>{status}</title></head><body><h1>{status}</h1>{WORDS}</body></html>\n");
                Ok(readable(with(status, "text/html", body), origin))
            }
            Fault::Reset => {
                reset.unwrap_or_default().reset();
                Err("reset, as asked for".into())
            }
            Fault::Close => Err("closed, as asked for".into()),
            Fault::Hang => std::future::pending().await,
        }
    }

    /// The first rule for this call, which is one fewer afterwards. A preflight is the browser's own and is left alone.
    fn armed(&self, request: &BufferedRequest) -> Option<Rule> {
        if request.parts.method == Method::OPTIONS {
            return None;
        }
        let target = request.parts.uri.to_string();
        let mut rules = self.rules.borrow_mut();
        let rule = rules.iter_mut().find(|rule| rule.fits(&request.parts.method, &target))?;
        rule.times -= 1;
        Some(rule.clone())
    }

    /// Lets the server answer. A write is noted when it is on its way, and its status when that is known.
    async fn passed(&self, request: BufferedRequest) -> Result<BufferedResponse, Broken> {
        let BufferedRequest { mut parts, body } = request;
        let path = parts.uri.path().to_owned();
        let below = |upstream: &&Upstream| path.strip_prefix(upstream.prefix).is_some_and(|rest| rest.starts_with('/'));
        let Some(upstream) = self.upstreams.iter().find(below) else {
            let prefixes: Vec<&str> = self.upstreams.iter().map(|upstream| upstream.prefix).collect();
            let (parts, _) = http::text(404, "").into_parts();
            return Ok((parts, format!("Nothing is here: {} are.\n", prefixes.join(", ")).into()));
        };
        let stream = tokio::net::TcpStream::connect(&upstream.authority).await?;
        let _ = stream.set_nodelay(true);
        let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await?;
        // The connection ends with the call: when `sender` and the answer are dropped.
        tokio::task::spawn_local(connection);

        let target = parts.uri.path_and_query().map_or("/", |target| target.as_str());
        parts.uri = target[upstream.prefix.len()..].parse()?;
        http::drop_connection_headers(&mut parts.headers);
        parts.headers.insert("host", HeaderValue::from_str(&upstream.authority)?);
        let note = (!parts.method.is_safe()).then(|| self.note(&parts.method, &path));
        let answer = sender.send_request(hyper::Request::from_parts(parts, http::full(body))).await?;
        let (mut parts, body) = answer.into_parts();
        http::drop_connection_headers(&mut parts.headers);
        let body = body.collect().await?.to_bytes();
        self.complete(note, parts.status.as_u16());
        Ok((parts, body))
    }

    fn note(&self, method: &Method, path: &str) -> usize {
        let mut writes = self.writes.borrow_mut();
        writes.push(json!({ "method": method.as_str(), "path": path, "status": null }));
        writes.len() - 1
    }

    fn complete(&self, note: Option<usize>, status: u16) {
        let mut writes = self.writes.borrow_mut();
        if let Some(entry) = note.and_then(|at| writes.get_mut(at)) {
            entry["status"] = status.into();
        }
    }

    /// For tests: `arm` a fault, list the `writes` that reached a server, and forget both (`reset`).
    fn controlled(&self, command: &str, body: &[u8]) -> Response {
        match command {
            "arm" => match Rule::parse(body) {
                Ok(rule) => {
                    self.rules.borrow_mut().push(rule);
                    http::text(200, "")
                }
                Err(wrong) => http::text(400, &format!("{wrong}\n")),
            },
            "writes" => with(200, "application/json", Value::Array(self.writes.borrow().clone()).to_string()),
            "reset" => {
                self.rules.borrow_mut().clear();
                self.writes.borrow_mut().clear();
                http::text(200, "")
            }
            other => http::text(404, &format!("There is no {CONTROL}{other}: arm, writes and reset are\n")),
        }
    }
}

impl Handler for FaultProxy {
    fn handle(self: Rc<Self>, request: Request) -> ResponseFuture {
        Box::pin(async move { self.answer(request).await })
    }
}

fn response((parts, body): BufferedResponse) -> Response {
    Response::from_parts(parts, http::full(body))
}

/// The length of the whole, and then only a part of it.
fn cut((mut parts, mut body): BufferedResponse, bytes: usize) -> Response {
    parts.headers.insert("content-length", HeaderValue::from(body.len()));
    body.truncate(bytes);
    Response::from_parts(parts, http::broken_off(body))
}

fn with(status: u16, media_type: &'static str, body: String) -> Response {
    let mut response = http::text(status, "");
    *response.body_mut() = http::full(body);
    response.headers_mut().insert("content-type", HeaderValue::from_static(media_type));
    response
}

/// Lets a page read what the proxy says itself, as it may read what the servers say.
fn readable(mut response: Response, origin: Option<HeaderValue>) -> Response {
    if let Some(origin) = origin {
        response.headers_mut().insert("access-control-allow-origin", origin);
        response.headers_mut().insert("vary", HeaderValue::from_static("Origin"));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::Server;
    use std::io::{Read, Write};
    use std::net::TcpStream;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Instant;

    /// Answers `0123456789` and counts.
    struct Counting(Arc<AtomicUsize>);

    impl Handler for Counting {
        fn handle(self: Rc<Self>, request: Request) -> ResponseFuture {
            self.0.fetch_add(1, Ordering::SeqCst);
            let mut response = http::text(200, "0123456789");
            let seen = HeaderValue::from_str(&request.uri().to_string()).expect("a header");
            response.headers_mut().insert("x-seen", seen);
            Box::pin(async move { Ok(response) })
        }
    }

    struct Setup {
        proxy: Server,
        _server: Server,
        asked: Arc<AtomicUsize>,
    }

    fn setup() -> Setup {
        let asked = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&asked);
        let server = Server::start(http::listen(0).expect("a port"), move || Rc::new(Counting(counter))).expect("a server");
        let upstreams = vec![Upstream { prefix: "/volume", authority: server.origin()["http://".len()..].to_owned() }];
        let proxy = Server::start(http::listen(0).expect("a port"), move || Rc::new(FaultProxy::new(upstreams))).expect("a proxy");
        Setup { proxy, _server: server, asked }
    }

    impl Setup {
        /// Sends one request, and reads until the connection ends or breaks.
        fn call(&self, method: &str, path: &str, body: &str) -> (String, Option<std::io::ErrorKind>) {
            let mut stream = TcpStream::connect(&self.proxy.origin()["http://".len()..]).expect("a connection");
            let length = body.len();
            write!(stream, "{method} {path} HTTP/1.1\r\nHost: x\r\nOrigin: http://page\r\nContent-Length: {length}\r\n\r\n{body}")
                .expect("sent");
            stream.set_read_timeout(Some(Duration::from_millis(500))).expect("a patience");
            let mut answer = Vec::new();
            let broken = stream.read_to_end(&mut answer).err().map(|error| error.kind());
            (String::from_utf8_lossy(&answer).into_owned(), broken)
        }

        fn arm(&self, rule: &str) {
            assert!(self.call("POST", "/__faults/arm", rule).0.starts_with("HTTP/1.1 200 "), "{rule}");
        }

        fn asked(&self) -> usize {
            self.asked.load(Ordering::SeqCst)
        }
    }

    #[test]
    fn without_a_fault_a_request_passes_and_its_connection_is_closed() {
        let setup = setup();
        let (answer, _) = setup.call("GET", "/volume/v3/x?a=1", "");
        assert!(answer.starts_with("HTTP/1.1 200 ") && answer.ends_with("\r\n\r\n0123456789"), "{answer}");
        assert!(answer.contains("x-seen: /v3/x?a=1\r\n") && answer.contains("connection: close\r\n"), "{answer}");
        assert!(setup.call("GET", "/volumes", "").0.starts_with("HTTP/1.1 404 "));
        assert_eq!(setup.asked(), 1);
    }

    #[test]
    fn writes_that_reached_the_server_are_listed() {
        let setup = setup();
        setup.arm(r#"{"method":"DELETE","fault":"close"}"#);
        for (method, path) in [("POST", "/volume/a"), ("GET", "/volume/b"), ("OPTIONS", "/volume/c"), ("DELETE", "/volume/d")] {
            setup.call(method, path, "{}");
        }
        let (answer, _) = setup.call("GET", "/__faults/writes", "");
        assert!(answer.ends_with(r#"[{"method":"POST","path":"/volume/a","status":200}]"#), "{answer}");
        setup.call("POST", "/__faults/reset", "");
        assert!(setup.call("GET", "/__faults/writes", "").0.ends_with("[]"));
    }

    #[test]
    fn each_fault_does_what_it_says_as_often_as_it_says() {
        use std::io::ErrorKind::{ConnectionReset, WouldBlock};
        // The fault, the answer's beginning, its end, how it breaks, and how often the server is asked.
        for (rule, begins, ends, breaks, asked) in [
            (r#"{"fault":"status","value":500}"#, "HTTP/1.1 500 ", "}}", None, 0),
            (r#"{"fault":"status","value":502,"after":true}"#, "HTTP/1.1 502 ", "}}", None, 1),
            (r#"{"fault":"page"}"#, "HTTP/1.1 503 ", "</html>\n", None, 0),
            (r#"{"fault":"close"}"#, "", "", None, 0),
            (r#"{"fault":"reset"}"#, "", "", Some(ConnectionReset), 0),
            (r#"{"fault":"reset","after":true}"#, "", "", Some(ConnectionReset), 1),
            (r#"{"fault":"cut","value":4}"#, "HTTP/1.1 200 ", "\r\n\r\n0123", None, 1),
            (r#"{"fault":"hang","after":true}"#, "", "", Some(WouldBlock), 1),
        ] {
            let setup = setup();
            setup.arm(rule);
            assert!(setup.call("OPTIONS", "/volume/x", "").0.ends_with("0123456789"), "{rule}: a preflight is left alone");
            let (answer, broken) = setup.call("POST", "/volume/x", "{}");
            assert!(answer.starts_with(begins) && answer.ends_with(ends) && (begins.is_empty() == answer.is_empty()), "{rule}: {answer}");
            assert_eq!((broken, setup.asked()), (breaks, 1 + asked), "{rule}");
            assert!(
                !answer.starts_with("HTTP/1.1 5") || answer.contains("access-control-allow-origin: http://page\r\n"),
                "{rule}: {answer}"
            );
            assert!(setup.call("POST", "/volume/x", "{}").0.ends_with("0123456789"), "{rule}: the second call");
        }
    }

    #[test]
    fn a_delay_delays_and_a_rule_is_for_its_requests_only() {
        let setup = setup();
        setup.arm(r#"{"method":"POST","path":"/volumes","fault":"delay","value":150,"times":2}"#);
        for (method, path, late) in [
            ("GET", "/volume/volumes", false),
            ("POST", "/volume/x", false),
            ("POST", "/volume/volumes", true),
            ("POST", "/volume/volumes", true),
        ] {
            let started = Instant::now();
            assert!(setup.call(method, path, "{}").0.ends_with("0123456789"), "{method} {path}");
            assert_eq!(started.elapsed() >= Duration::from_millis(150), late, "{method} {path}");
        }
        assert!(setup.call("POST", "/__faults/arm", r#"{"fault":"nothing"}"#).0.contains("delay, status, page"));
    }
}
