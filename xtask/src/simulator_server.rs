//! A simulator as a real HTTP server on loopback.
//!
//! The simulator itself has no sockets and no clock; this file gives it both, and carries out what an outcome asks
//! for: to come late, to be held until something changes, to break off, or never to come.

use std::cell::RefCell;
use std::net::TcpListener;
use std::rc::Rc;
use std::str::FromStr;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use http_body_util::BodyExt;
use hyper::body::Bytes;
use hyper::header::{HeaderName, HeaderValue};
use tokio::sync::Notify;
use tokio::time::sleep;
use voldeck_simulators::frame::{self, Outcome, Seed, SharedSimulator, SimulatorSpec};

use crate::compress;
use crate::cors::ProxyHeaders;
use crate::http::{self, Body, Broken, Handler, Request, Response, ResponseFuture, Server};

/// How often time alone is asked whether it has changed something for a held call.
const LOOK_AGAIN: Duration = Duration::from_millis(100);
/// The smallest body that is compressed, in bytes: below, it would not save a packet.
const WORTH_COMPRESSING: usize = 1400;
/// Below `/__control/`: the simulator, but every answer ends its connection. A browser then has no used connection, and so
/// never sends a call again by itself when its answer is lost.
const CLOSING: &str = "closing";
/// Tells the simulator that a call has been held already, and until when it was to be.
const HELD_UNTIL: &str = "x-sim-held-until";

/// Which server, and what stands round it.
#[derive(Clone)]
pub struct Options {
    /// The provider's simulator.
    pub spec: &'static SimulatorSpec,
    /// The version of the API, by its name in the spec.
    pub api_version: &'static str,
    /// What it holds at the start.
    pub seed: Seed,
    /// Whether credentials are asked for where the provider can be without.
    pub acl: bool,
    /// Origins that a proxy in front of it lets in; a real provider answers no preflight. `*` is every origin.
    pub cors: Vec<String>,
    /// Whether `/__control/` answers, for tests.
    pub control: bool,
}

impl Options {
    /// The usual version with the demo's data.
    pub fn new(spec: &'static SimulatorSpec) -> Self {
        let api_version = spec.api_versions.first().copied().unwrap_or_default();
        Self { spec, api_version, seed: Seed::Demo, acl: false, cors: Vec::new(), control: false }
    }

    /// The same for tests: they read the log and start afresh.
    pub fn tested(spec: &'static SimulatorSpec) -> Self {
        Self { control: true, ..Self::new(spec) }
    }
}

/// Serves a simulator on `listener`.
///
/// # Errors
/// No server can be started.
pub fn start(listener: TcpListener, options: Options) -> Result<Server, String> {
    let Options { spec, api_version, seed, acl, cors, control } = options;
    let make = move || (spec.make)(frame::Options { api_version, acl, seed }, now());
    let proxy = ProxyHeaders { origins: cors, allow: spec.allow, expose: spec.expose };
    Server::start(listener, move || Rc::new(SimulatorServer::new(make, proxy, control)))
}

/// Milliseconds since the epoch.
fn now() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

/// A simulator with a socket in front of it.
struct SimulatorServer {
    make: Box<dyn Fn() -> SharedSimulator>,
    proxy: ProxyHeaders,
    control: bool,
    simulator: RefCell<SharedSimulator>,
    changed: Notify,
    log: RefCell<Vec<serde_json::Value>>,
}

impl SimulatorServer {
    fn new(make: impl Fn() -> SharedSimulator + 'static, proxy: ProxyHeaders, control: bool) -> Self {
        let simulator = RefCell::new(make());
        Self { make: Box::new(make), proxy, control, simulator, changed: Notify::new(), log: RefCell::new(Vec::new()) }
    }

    async fn respond(&self, request: Request) -> Result<Response, Broken> {
        let path = request.uri().path();
        if self.control
            && let Some(command) = path.strip_prefix("/__control/")
        {
            let Some(below) = command.strip_prefix(CLOSING) else { return Ok(self.controlled(command)) };
            let path = below.to_owned();
            let mut response = self.simulate(path, request).await?;
            response.headers_mut().insert("connection", HeaderValue::from_static("close"));
            return Ok(response);
        }
        let path = path.to_owned();
        self.simulate(path, request).await
    }

    async fn simulate(&self, path: String, request: Request) -> Result<Response, Broken> {
        let (parts, body) = request.into_parts();
        let origin = self.proxy.allowed_origin(&parts.headers);
        if parts.method == "OPTIONS" && !self.proxy.origins.is_empty() {
            return Ok(self.proxy.preflight(origin.as_ref()));
        }
        let headers = parts.headers.iter();
        let sent = frame::Request {
            method: parts.method.as_str().to_owned(),
            path,
            query: parts.uri.query().unwrap_or_default().to_owned(),
            headers: headers.map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned())).collect(),
            body: body.collect().await?.to_bytes().to_vec(),
        };
        if self.control {
            let entry = serde_json::json!({ "method": sent.method, "path": sent.path, "query": sent.query });
            self.log.borrow_mut().push(entry);
        }
        let mut response = self.carry_out(sent).await?;
        if let Some(origin) = origin {
            let headers = response.headers_mut();
            headers.insert("access-control-allow-origin", origin);
            headers.insert("access-control-expose-headers", HeaderValue::from_static(self.proxy.expose));
            headers.append("vary", HeaderValue::from_static("Origin"));
        }
        Ok(response)
    }

    /// Asks the simulator, again and again while it holds the request, and does what the outcome asks for.
    async fn carry_out(&self, mut request: frame::Request) -> Result<Response, Broken> {
        loop {
            match self.ask(&request) {
                Outcome::Now(response) => return compressed(&request, response),
                Outcome::Late { millis, response } => {
                    sleep(Duration::from_millis(millis)).await;
                    return compressed(&request, response);
                }
                Outcome::Lost => return Err("the answer is lost, as asked for".into()),
                Outcome::Truncated { response, bytes } => return cut_off(response, bytes),
                Outcome::Hold { until } => {
                    self.wait_for_change(until).await;
                    request.headers.retain(|(name, _)| !name.eq_ignore_ascii_case(HELD_UNTIL));
                    request.headers.push((HELD_UNTIL.to_owned(), until.to_string()));
                }
            }
        }
    }

    fn ask(&self, request: &frame::Request) -> Outcome {
        let simulator = Rc::clone(&self.simulator.borrow());
        let outcome = simulator.borrow_mut().answer(request, now());
        if request.method != "GET" {
            self.changed.notify_waiters();
        }
        outcome
    }

    fn version(&self) -> u64 {
        let simulator = Rc::clone(&self.simulator.borrow());
        simulator.borrow_mut().version(now())
    }

    async fn wait_for_change(&self, until: u64) {
        let before = self.version();
        while now() < until && self.version() == before {
            let rest = Duration::from_millis(until.saturating_sub(now())).min(LOOK_AGAIN);
            tokio::select! {
                () = self.changed.notified() => {}
                () = sleep(rest) => {}
            }
        }
    }

    /// For tests: what was called, and a fresh start.
    fn controlled(&self, command: &str) -> Response {
        match command {
            "log" => {
                let log = serde_json::Value::Array(self.log.borrow().clone()).to_string();
                let mut response = Response::new(http::full(log));
                response.headers_mut().insert("content-type", HeaderValue::from_static("application/json"));
                response
            }
            "reset" => {
                self.simulator.replace((self.make)());
                self.log.borrow_mut().clear();
                self.changed.notify_waiters();
                http::text(200, "")
            }
            other => http::text(404, &format!("There is no /__control/{other}: log, reset and closing/v1/… are\n")),
        }
    }
}

impl Handler for SimulatorServer {
    fn handle(self: Rc<Self>, request: Request) -> ResponseFuture {
        Box::pin(async move { self.respond(request).await })
    }
}

/// The response, compressed if it is worth it and the caller can read that, as Nomad's own server does.
fn compressed(request: &frame::Request, mut response: frame::Response) -> Result<Response, Broken> {
    if response.body.len() >= WORTH_COMPRESSING && request.header("accept-encoding").is_some_and(|accepted| accepted.contains("gzip")) {
        response.body = compress::gzip_quickly(&response.body);
        response
            .headers
            .extend([("content-encoding", "gzip"), ("vary", "Accept-Encoding")].map(|(name, value)| (name.to_owned(), value.to_owned())));
    }
    with_head(response.status, &response.headers, http::full(response.body))
}

/// The length of the whole, and then only a part of it.
fn cut_off(mut response: frame::Response, bytes: usize) -> Result<Response, Broken> {
    let whole = response.body.len();
    response.body.truncate(bytes);
    let mut cut = with_head(response.status, &response.headers, http::broken_off(Bytes::from(response.body)))?;
    cut.headers_mut().insert("content-length", HeaderValue::from(whole));
    Ok(cut)
}

fn with_head(status: u16, headers: &[(String, String)], body: Body) -> Result<Response, Broken> {
    let mut response = Response::new(body);
    *response.status_mut() = hyper::StatusCode::from_u16(status)?;
    for (name, value) in headers {
        // The length is the server's to say.
        if !name.eq_ignore_ascii_case("content-length") {
            response.headers_mut().append(HeaderName::from_str(name)?, HeaderValue::from_str(value)?);
        }
    }
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Read, Write};
    use std::net::TcpStream;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Instant;
    use voldeck_simulators::frame::Simulator;

    /// Does what the path says, and counts how often it is asked.
    struct Scripted {
        version: u64,
        asked: Arc<AtomicUsize>,
    }

    impl Simulator for Scripted {
        fn answer(&mut self, request: &frame::Request, now: u64) -> Outcome {
            self.asked.fetch_add(1, Ordering::SeqCst);
            let response = frame::Response::default().with_header("X-Version", &self.version.to_string());
            let response = frame::Response { status: 200, body: b"0123456789".to_vec(), ..response };
            match request.path.as_str() {
                "/lost" => Outcome::Lost,
                "/cut" => Outcome::Truncated { response, bytes: 4 },
                "/late" => Outcome::Late { millis: 150, response },
                "/change" => {
                    self.version += 1;
                    Outcome::Now(response)
                }
                "/hold" if self.version == 1 => {
                    let until = request.header(HELD_UNTIL).and_then(|until| until.parse().ok()).unwrap_or(now + 400);
                    if now < until { Outcome::Hold { until } } else { Outcome::Now(response) }
                }
                _ => Outcome::Now(response),
            }
        }

        fn version(&mut self, _now: u64) -> u64 {
            self.version
        }
    }

    fn proxy(cors: &[&str]) -> ProxyHeaders {
        let origins = cors.iter().map(|origin| (*origin).to_owned()).collect();
        ProxyHeaders { origins, allow: "X-Token, Content-Type", expose: "X-Version" }
    }

    fn scripted(cors: &[&str]) -> (Server, Arc<AtomicUsize>) {
        let asked = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&asked);
        let proxy = proxy(cors);
        let make = move || frame::shared(Scripted { version: 1, asked: Arc::clone(&counter) });
        let listener = http::listen(0).expect("a free port");
        (Server::start(listener, move || Rc::new(SimulatorServer::new(make, proxy, true))).expect("a server"), asked)
    }

    fn connect(server: &Server) -> TcpStream {
        TcpStream::connect(server.origin().trim_start_matches("http://")).expect("a connection")
    }

    /// Sends one request and reads until the connection ends.
    fn exchange(server: &Server, method: &str, path: &str, headers: &str) -> String {
        let mut stream = connect(server);
        write!(stream, "{method} {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{headers}\r\n").expect("sent");
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        String::from_utf8_lossy(&answer).into_owned()
    }

    #[test]
    fn a_lost_response_sends_no_byte() {
        let (server, asked) = scripted(&[]);
        assert_eq!(exchange(&server, "PUT", "/lost", ""), "");
        assert_eq!(asked.load(Ordering::SeqCst), 1, "the server did get the call");
    }

    #[test]
    fn a_truncated_response_announces_more_than_it_sends() {
        let (server, _) = scripted(&[]);
        let answer = exchange(&server, "GET", "/cut", "");
        assert!(answer.contains("content-length: 10\r\n") && answer.ends_with("\r\n\r\n0123"), "{answer}");
    }

    #[test]
    fn a_late_response_is_late() {
        let (server, _) = scripted(&[]);
        let started = Instant::now();
        assert!(exchange(&server, "GET", "/late", "").ends_with("0123456789"));
        assert!(started.elapsed() >= Duration::from_millis(150));
    }

    #[test]
    fn a_held_call_is_answered_at_its_deadline() {
        let (server, _) = scripted(&[]);
        let started = Instant::now();
        assert!(exchange(&server, "GET", "/hold", "").contains("x-version: 1\r\n"));
        assert!(started.elapsed() >= Duration::from_millis(400));
    }

    #[test]
    fn a_held_call_is_answered_when_something_changes() {
        let (server, _) = scripted(&[]);
        let mut held = connect(&server);
        write!(held, "GET /hold HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").expect("sent");
        std::thread::sleep(Duration::from_millis(50));
        exchange(&server, "PUT", "/change", "");
        let mut answer = String::new();
        held.read_to_string(&mut answer).expect("an answer");
        assert!(answer.contains("x-version: 2\r\n"), "{answer}");
    }

    #[test]
    fn nothing_is_held_for_a_client_that_has_gone() {
        let (server, asked) = scripted(&[]);
        let mut gone = connect(&server);
        write!(gone, "GET /hold HTTP/1.1\r\nHost: x\r\n\r\n").expect("sent");
        std::thread::sleep(Duration::from_millis(50));
        drop(gone);
        std::thread::sleep(Duration::from_millis(600));
        assert_eq!(asked.load(Ordering::SeqCst), 1, "it was asked again at the deadline");
    }

    #[test]
    fn a_connection_serves_many_calls() {
        let (server, asked) = scripted(&[]);
        let mut stream = connect(&server);
        for _ in 0..3 {
            write!(stream, "GET / HTTP/1.1\r\nHost: x\r\n\r\n").expect("sent");
            let mut seen = Vec::new();
            let mut byte = [0];
            while !seen.ends_with(b"0123456789") && stream.read(&mut byte).is_ok_and(|length| length > 0) {
                seen.push(byte[0]);
            }
        }
        assert_eq!(asked.load(Ordering::SeqCst), 3);
    }

    #[test]
    fn a_connection_serves_one_call_where_asked_to() {
        let (server, asked) = scripted(&["*"]);
        for method in ["GET", "PUT", "OPTIONS"] {
            let mut stream = connect(&server);
            write!(stream, "{method} /__control/closing/v1/x HTTP/1.1\r\nHost: x\r\n\r\n").expect("sent");
            let mut answer = String::new();
            stream.read_to_string(&mut answer).expect("the end of the connection");
            assert!(answer.contains("connection: close\r\n"), "{method}: {answer}");
        }
        assert_eq!(asked.load(Ordering::SeqCst), 2, "the preflight was not the simulator's to answer");
        let log = exchange(&server, "POST", "/__control/log", "");
        assert!(log.contains(r#"{"method":"PUT","path":"/v1/x","query":""}"#), "{log}");
    }

    #[test]
    fn a_preflight_is_answered_only_where_a_proxy_would() {
        let origin = "Origin: http://a.example\r\n";
        let (bare, _) = scripted(&[]);
        assert!(exchange(&bare, "OPTIONS", "/", origin).starts_with("HTTP/1.1 200"), "it reached the simulator");
        let (proxied, asked) = scripted(&["http://a.example"]);
        let answer = exchange(&proxied, "OPTIONS", "/", origin);
        assert!(answer.starts_with("HTTP/1.1 204") && answer.contains("access-control-allow-origin: http://a.example\r\n"), "{answer}");
        assert!(answer.contains("access-control-allow-headers: X-Token, Content-Type\r\n"), "{answer}");
        assert_eq!(asked.load(Ordering::SeqCst), 0);
        assert!(exchange(&proxied, "GET", "/", origin).contains("access-control-expose-headers: X-Version\r\n"));
        assert!(!exchange(&proxied, "GET", "/", "Origin: http://b.example\r\n").contains("access-control-"));
    }

    #[test]
    fn the_log_tells_what_was_called_and_no_secret() {
        let (server, _) = scripted(&[]);
        exchange(&server, "PUT", "/a%20b?index=1", "X-Nomad-Token: secret\r\n");
        let log = exchange(&server, "POST", "/__control/log", "");
        assert!(log.ends_with(r#"[{"method":"PUT","path":"/a%20b","query":"index=1"}]"#), "{log}");
        exchange(&server, "POST", "/__control/reset", "");
        assert!(exchange(&server, "POST", "/__control/log", "").ends_with("[]"));
    }
}
