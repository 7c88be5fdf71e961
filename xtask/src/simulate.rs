//! A provider's simulator as a real HTTP server on loopback.
//!
//! The simulator itself has no sockets and no clock; this file gives it both, and carries out what an answer asks
//! for: to come late, to be held until something changes, to break off, or never to come.

use std::cell::RefCell;
use std::net::TcpListener;
use std::rc::Rc;
use std::str::FromStr;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use http_body_util::BodyExt;
use hyper::body::Bytes;
use hyper::header::{HeaderMap, HeaderName, HeaderValue};
use tokio::sync::Notify;
use tokio::time::sleep;
use voldeck_simulators::SIMULATORS;
use voldeck_simulators::frame::{Answer, Call, Reply, Seed, Shared, SimulatorSpec};

use crate::error::Error;
use crate::http::{self, Body, Broken, Handler, Request, Response, ResponseFuture, Server};
use crate::{arguments, compress};

/// How often time alone is asked whether it has changed something for a held call.
const LOOK_AGAIN: Duration = Duration::from_millis(100);
/// The smallest body that is compressed, in bytes: below, it would not save a packet.
const WORTH_COMPRESSING: usize = 1400;
/// Below `/__control/`: the simulator, but every answer ends its connection. A browser then has no used connection, and so
/// never sends a call again by itself when its answer is lost.
const CLOSING: &str = "closing";
/// Tells the simulator that a call has been held already, and until when it was to be.
const HELD_UNTIL: &str = "x-sim-held-until";

/// What a proxy lets a browser do: every method that a provider knows.
const METHODS: &str = "GET, PUT, POST, PATCH, DELETE";

/// Which server, and what stands round it.
#[derive(Clone)]
pub struct Options {
    /// The provider's simulator.
    pub spec: &'static SimulatorSpec,
    /// The generation of the API, by its name in the spec.
    pub shape: &'static str,
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
    /// The newest generation with the demo's data.
    pub fn new(spec: &'static SimulatorSpec) -> Self {
        let shape = spec.shapes.first().copied().unwrap_or_default();
        Self { spec, shape, seed: Seed::Demo, acl: false, cors: Vec::new(), control: false }
    }

    /// The same for tests: they read the log and start afresh.
    pub fn tested(spec: &'static SimulatorSpec) -> Self {
        Self { control: true, ..Self::new(spec) }
    }
}

/// The simulator of this provider.
pub fn spec(provider: &str) -> Option<&'static SimulatorSpec> {
    SIMULATORS.iter().find(|spec| spec.provider == provider)
}

/// The generation of this name.
fn shape(spec: &SimulatorSpec, text: &str) -> Result<&'static str, String> {
    let found = spec.shapes.iter().find(|name| **name == text).copied();
    found.ok_or_else(|| match spec.shapes {
        [] | [_] => format!("the simulator of {} has one shape only, so --shape says nothing", spec.title),
        shapes => format!("--shape is {}, not `{text}`", listed(shapes)),
    })
}

/// `a, b or c`.
fn listed(names: &[&str]) -> String {
    match names {
        [most @ .., last] if !most.is_empty() => format!("{} or {last}", most.join(", ")),
        names => names.concat(),
    }
}

fn seed(text: &str) -> Result<Seed, String> {
    match text {
        "demo" => Ok(Seed::Demo),
        "empty" => Ok(Seed::Empty),
        number => {
            usize::from_str(number).map(Seed::Many).map_err(|_| format!("--seed is demo, empty or a number of volumes, not `{text}`"))
        }
    }
}

/// Serves a simulator on `listener`.
///
/// # Errors
/// No server can be started.
pub fn start(listener: TcpListener, options: Options) -> Result<Server, String> {
    let Options { spec, shape, seed, acl, cors, control } = options;
    let make = move || (spec.make)(voldeck_simulators::frame::Options { shape, acl, seed }, now());
    let proxy = ProxyHeaders { cors, allow: spec.allow, expose: spec.expose };
    Server::start(listener, move || Rc::new(SimulatorServer::new(make, proxy, control)))
}

/// Milliseconds since the epoch.
fn now() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

/// What a proxy in front of the provider would add to its answers.
struct ProxyHeaders {
    cors: Vec<String>,
    allow: &'static str,
    expose: &'static str,
}

/// A simulator with a socket in front of it.
struct SimulatorServer {
    make: Box<dyn Fn() -> Shared>,
    proxy: ProxyHeaders,
    control: bool,
    simulator: RefCell<Shared>,
    changed: Notify,
    log: RefCell<Vec<serde_json::Value>>,
}

impl SimulatorServer {
    fn new(make: impl Fn() -> Shared + 'static, proxy: ProxyHeaders, control: bool) -> Self {
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
            let mut response = self.call(path, request).await?;
            response.headers_mut().insert("connection", HeaderValue::from_static("close"));
            return Ok(response);
        }
        let path = path.to_owned();
        self.call(path, request).await
    }

    async fn call(&self, path: String, request: Request) -> Result<Response, Broken> {
        let (parts, body) = request.into_parts();
        let origin = self.proxy.allowed_origin(&parts.headers);
        if parts.method == "OPTIONS" && !self.proxy.cors.is_empty() {
            return Ok(self.proxy.preflight(origin.as_ref()));
        }
        let headers = parts.headers.iter();
        let call = Call {
            method: parts.method.as_str().to_owned(),
            path,
            query: parts.uri.query().unwrap_or_default().to_owned(),
            headers: headers.map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned())).collect(),
            body: body.collect().await?.to_bytes().to_vec(),
        };
        if self.control {
            let entry = serde_json::json!({ "method": call.method, "path": call.path, "query": call.query });
            self.log.borrow_mut().push(entry);
        }
        let mut response = self.outcome(call).await?;
        if let Some(origin) = origin {
            let headers = response.headers_mut();
            headers.insert("access-control-allow-origin", origin);
            headers.insert("access-control-expose-headers", HeaderValue::from_static(self.proxy.expose));
            headers.append("vary", HeaderValue::from_static("Origin"));
        }
        Ok(response)
    }

    /// Asks the simulator, again and again while it holds the call.
    async fn outcome(&self, mut call: Call) -> Result<Response, Broken> {
        loop {
            match self.ask(&call) {
                Reply::Now(answer) => return response(&call, answer),
                Reply::Late { millis, answer } => {
                    sleep(Duration::from_millis(millis)).await;
                    return response(&call, answer);
                }
                Reply::Lost => return Err("the answer is lost, as asked for".into()),
                Reply::Truncated { answer, bytes } => return cut_off(answer, bytes),
                Reply::Hold { until } => {
                    self.wait_for_change(until).await;
                    call.headers.retain(|(name, _)| !name.eq_ignore_ascii_case(HELD_UNTIL));
                    call.headers.push((HELD_UNTIL.to_owned(), until.to_string()));
                }
            }
        }
    }

    fn ask(&self, call: &Call) -> Reply {
        let simulator = Rc::clone(&self.simulator.borrow());
        let reply = simulator.borrow_mut().answer(call, now());
        if call.method != "GET" {
            self.changed.notify_waiters();
        }
        reply
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

impl ProxyHeaders {
    /// The origin to name in an answer, if this request's may read it.
    fn allowed_origin(&self, headers: &HeaderMap) -> Option<HeaderValue> {
        if self.cors.iter().any(|origin| origin == "*") {
            return Some(HeaderValue::from_static("*"));
        }
        let origin = headers.get("origin")?;
        self.cors.iter().any(|allowed| allowed.as_bytes() == origin.as_bytes()).then(|| origin.clone())
    }

    fn preflight(&self, origin: Option<&HeaderValue>) -> Response {
        let mut response = Response::new(http::full(""));
        *response.status_mut() = hyper::StatusCode::NO_CONTENT;
        let headers = response.headers_mut();
        if let Some(origin) = origin {
            headers.insert("access-control-allow-origin", origin.clone());
            headers.insert("access-control-allow-methods", HeaderValue::from_static(METHODS));
            headers.insert("access-control-allow-headers", HeaderValue::from_static(self.allow));
            headers.insert("access-control-max-age", HeaderValue::from_static("600"));
        }
        headers.insert("vary", HeaderValue::from_static("Origin"));
        response
    }
}

/// The answer, compressed if it is worth it and the caller can read that, as Nomad's own server does.
fn response(call: &Call, mut answer: Answer) -> Result<Response, Broken> {
    if answer.body.len() >= WORTH_COMPRESSING && call.header("accept-encoding").is_some_and(|accepted| accepted.contains("gzip")) {
        answer.body = compress::gzip_quickly(&answer.body);
        answer
            .headers
            .extend([("content-encoding", "gzip"), ("vary", "Accept-Encoding")].map(|(name, value)| (name.to_owned(), value.to_owned())));
    }
    with_head(answer.status, &answer.headers, http::full(answer.body))
}

/// The length of the whole, and then only a part of it.
fn cut_off(mut answer: Answer, bytes: usize) -> Result<Response, Broken> {
    let whole = answer.body.len();
    answer.body.truncate(bytes);
    let mut response = with_head(answer.status, &answer.headers, http::broken_off(Bytes::from(answer.body)))?;
    response.headers_mut().insert("content-length", HeaderValue::from(whole));
    Ok(response)
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

/// The providers and what is special about each, for the help text.
pub fn offered() -> String {
    let line = |spec: &SimulatorSpec| {
        let shapes = if spec.shapes.len() > 1 { format!("; shapes {}", spec.shapes.join(", ")) } else { String::new() };
        let strict = if spec.strict { "; always asks for credentials" } else { "" };
        format!("  {:<11} {}, port {}{shapes}{strict}", spec.provider, spec.title, spec.port)
    };
    let lines: Vec<String> = SIMULATORS.iter().map(line).collect();
    format!("Providers:\n{}", lines.join("\n"))
}

/// `cargo xtask simulate`.
///
/// # Errors
/// The provider has no simulator, the arguments are wrong or the port is taken.
pub fn command(mut arguments: pico_args::Arguments) -> Result<(), Error> {
    let provider = arguments.subcommand()?;
    let Some(spec) = provider.as_deref().and_then(spec) else {
        let said = provider.map_or_else(|| "No provider is named.".to_owned(), |name| format!("There is no simulator of `{name}`."));
        let names: Vec<&str> = SIMULATORS.iter().map(|spec| spec.provider).collect();
        return Err(Error::new(said).advice(format!("cargo xtask simulate {}", names.join(" | "))));
    };
    let port = arguments.opt_value_from_str("--port")?.unwrap_or(spec.port);
    let mut options = Options::new(spec);
    options.acl = arguments.contains("--acl");
    options.control = arguments.contains("--control");
    options.cors = arguments.values_from_str("--cors")?;
    if let Some(name) = arguments.opt_value_from_str::<_, String>("--shape")? {
        options.shape = shape(spec, &name).map_err(Error::new)?;
    }
    if let Some(seed) = arguments.opt_value_from_fn("--seed", seed)? {
        options.seed = seed;
    }
    arguments::finish(arguments)?;

    let listener = http::listen(port).map_err(Error::new)?;
    let described = options.clone();
    let server = start(listener, options).map_err(Error::new)?;
    let shape = if described.shape.is_empty() { String::new() } else { format!(" {}", described.shape) };
    println!("A simulated {}{shape} is on {}   (Ctrl-C ends it)", spec.title, server.origin());
    if described.acl || spec.strict {
        println!("It asks for credentials and accepts:");
        for (_, credentials, rights) in spec.credentials {
            println!("  {credentials}  {rights}");
        }
    } else {
        println!("It asks for no credentials; --acl makes it.");
    }
    match described.cors.as_slice() {
        [] => println!("Like the real one it answers no preflight: a page of another origin needs a proxy, or --cors ORIGIN."),
        origins => println!("Pages of {} may call it.", origins.join(", ")),
    }
    if described.control {
        println!("POST /__control/log lists the calls, POST /__control/reset starts afresh.");
        println!("Below /__control/closing every answer ends its connection.");
    }
    http::wait_for_end();
    Ok(())
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
        fn answer(&mut self, call: &Call, now: u64) -> Reply {
            self.asked.fetch_add(1, Ordering::SeqCst);
            let answer =
                Answer { status: 200, headers: vec![("X-Version".to_owned(), self.version.to_string())], body: b"0123456789".to_vec() };
            match call.path.as_str() {
                "/lost" => Reply::Lost,
                "/cut" => Reply::Truncated { answer, bytes: 4 },
                "/late" => Reply::Late { millis: 150, answer },
                "/change" => {
                    self.version += 1;
                    Reply::Now(answer)
                }
                "/hold" if self.version == 1 => {
                    let until = call.header(HELD_UNTIL).and_then(|until| until.parse().ok()).unwrap_or(now + 400);
                    if now < until { Reply::Hold { until } } else { Reply::Now(answer) }
                }
                _ => Reply::Now(answer),
            }
        }

        fn version(&mut self, _now: u64) -> u64 {
            self.version
        }
    }

    fn proxy(cors: &[&str]) -> ProxyHeaders {
        let cors = cors.iter().map(|origin| (*origin).to_owned()).collect();
        ProxyHeaders { cors, allow: "X-Token, Content-Type", expose: "X-Version" }
    }

    fn scripted(cors: &[&str]) -> (Server, Arc<AtomicUsize>) {
        let asked = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&asked);
        let proxy = proxy(cors);
        let make = move || -> Shared { Rc::new(RefCell::new(Scripted { version: 1, asked: Arc::clone(&counter) })) };
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
    fn a_lost_answer_is_not_a_byte() {
        let (server, asked) = scripted(&[]);
        assert_eq!(exchange(&server, "PUT", "/lost", ""), "");
        assert_eq!(asked.load(Ordering::SeqCst), 1, "the server did get the call");
    }

    #[test]
    fn a_cut_answer_promises_more_than_it_brings() {
        let (server, _) = scripted(&[]);
        let answer = exchange(&server, "GET", "/cut", "");
        assert!(answer.contains("content-length: 10\r\n") && answer.ends_with("\r\n\r\n0123"), "{answer}");
    }

    #[test]
    fn a_late_answer_is_late() {
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

    #[test]
    fn shapes_and_seeds_have_names() {
        let nomad = spec("nomad").expect("Nomad is offered");
        assert_eq!(Options::new(nomad).shape, "1.10");
        assert_eq!(shape(nomad, "0.12"), Ok("0.12"));
        assert_eq!(shape(nomad, "2"), Err("--shape is 1.10, 2.0, 1.6, 0.12 or 0.11, not `2`".to_owned()));
        assert_eq!(seed("demo"), Ok(Seed::Demo));
        assert_eq!(seed("1000"), Ok(Seed::Many(1000)));
        assert!(seed("lots").is_err());
    }

    #[test]
    fn every_simulator_can_stand_behind_a_socket() {
        let mut ports = Vec::new();
        for spec in SIMULATORS {
            let name = spec.provider;
            assert!(voldeck_providers::by_id(name).is_some(), "{name} is a simulator of no provider");
            assert!(!ports.contains(&spec.port), "{name}: port {} is another's", spec.port);
            ports.push(spec.port);
            for list in [spec.allow, spec.expose] {
                assert!(HeaderValue::from_str(list).is_ok(), "{name}: `{list}` is no header");
            }
            for shape in if spec.shapes.is_empty() { &[""] } else { spec.shapes } {
                for acl in [false, true] {
                    let options = Options { shape, acl, ..Options::tested(spec) };
                    let server = start(http::listen(0).expect("a free port"), options).expect("a server");
                    let answer = exchange(&server, "GET", "/", "");
                    assert!(answer.starts_with("HTTP/1.1 "), "{name} {shape}: {answer}");
                }
            }
        }
    }

    #[test]
    fn only_a_listed_origin_may_read() {
        let mut headers = HeaderMap::new();
        headers.insert("origin", HeaderValue::from_static("http://127.0.0.1:8080"));
        let allowed = |list: &[&str]| proxy(list).allowed_origin(&headers).map(|value| value.to_str().unwrap_or_default().to_owned());
        assert_eq!(allowed(&[]), None);
        assert_eq!(allowed(&["*"]).as_deref(), Some("*"));
        assert_eq!(allowed(&["https://elsewhere", "http://127.0.0.1:8080"]).as_deref(), Some("http://127.0.0.1:8080"));
        assert_eq!(allowed(&["https://elsewhere"]), None);
    }
}
