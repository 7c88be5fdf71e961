//! The static host: files under strict headers, a `voldeck.json`, and proxies to providers.
//!
//! Development, the browser tests and the bench all go through it, so that a script, style or request that the
//! Content-Security-Policy forbids fails at the desk and not on somebody's server.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use http_body_util::BodyExt;
use hyper::header::{HeaderMap, HeaderValue};
use hyper_util::rt::TokioIo;

use crate::error::Error;
use crate::http::{self, Broken, Handler, Request, Response, ResponseFuture, Server};
use crate::{arguments, compress, files};

/// What to serve and how.
#[derive(Debug, Clone)]
pub struct Options {
    /// The folder of the built site.
    pub dir: PathBuf,
    /// Where the site begins, with a slash at both ends: `/` or `/console/`.
    pub base: String,
    /// Providers reached through this host.
    pub proxies: Vec<Proxy>,
    /// Sources besides `'self'` that the page may connect to.
    pub connect: Vec<String>,
    /// A file to serve as `voldeck.json`; `{}` without one, which leaves the browser's console clean.
    pub config: Option<PathBuf>,
    /// Answer with brotli or gzip, as a real host would. Compressed once, at the start.
    pub compress: bool,
}

impl Options {
    /// A plain host of this folder, at the root.
    pub fn new(dir: PathBuf) -> Self {
        Self { dir, base: "/".to_owned(), proxies: Vec::new(), connect: Vec::new(), config: None, compress: false }
    }
}

/// `/relay/NAME/v1/…` goes to `TARGET/v1/…`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proxy {
    name: String,
    authority: String,
    prefix: String,
}

impl Proxy {
    /// Reads `NAME=http://HOST:PORT[/PREFIX]`.
    ///
    /// # Errors
    /// The words say what is missing.
    pub fn parse(text: &str) -> Result<Self, String> {
        let (name, url) = text.split_once('=').ok_or_else(|| format!("--relay wants NAME=URL, not `{text}`"))?;
        if name.is_empty() || name.contains('/') {
            return Err(format!("The name of a proxy is one path segment, not `{name}`"));
        }
        let rest = url
            .strip_prefix("http://")
            .ok_or_else(|| format!("--relay {name}: this host speaks plain http to its proxies, not `{url}`"))?;
        let (authority, prefix) = rest.split_once('/').map_or((rest, String::new()), |(authority, path)| {
            (authority, format!("/{}", path.trim_end_matches('/')).trim_end_matches('/').to_owned())
        });
        if authority.is_empty() {
            return Err(format!("--relay {name}: `{url}` names no host"));
        }
        let authority = if authority.contains(':') { authority.to_owned() } else { format!("{authority}:80") };
        Ok(Self { name: name.to_owned(), authority, prefix })
    }
}

/// The Content-Security-Policy under which the console must run.
pub fn policy(connect: &[String]) -> String {
    let connect = [&["'self'".to_owned()], connect].concat().join(" ");
    format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; font-src 'self'; \
         connect-src {connect}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
}

/// The media type by the file's extension.
pub fn media_type(path: &Path) -> &'static str {
    match path.extension().and_then(|extension| extension.to_str()).unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "wasm" => "application/wasm",
        "json" | "map" => "application/json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "txt" | "md" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

/// The file that a request path means, relative to the site's folder. `None` for whatever could lead out of it.
pub fn relative_file(path: &str) -> Option<PathBuf> {
    let decoded = percent_encoding::percent_decode_str(path).decode_utf8().ok()?;
    if decoded.contains(['\\', '\0', ':']) {
        return None;
    }
    let mut file = PathBuf::new();
    for segment in decoded.split('/') {
        match segment {
            "" | "." => {}
            ".." => return None,
            name => file.push(name),
        }
    }
    if decoded.is_empty() || decoded.ends_with('/') {
        file.push("index.html");
    }
    Some(file)
}

/// Whether the name carries a hash of its content, so that it may be kept for ever.
pub fn is_hashed(path: &Path) -> bool {
    let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
    let hash = stem.strip_suffix("_bg").unwrap_or(stem).rsplit('-').next().unwrap_or_default();
    stem.contains('-') && (12..=16).contains(&hash.len()) && hash.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// One file in the codings a browser may ask for.
struct Packed {
    brotli: Vec<u8>,
    gzip: Vec<u8>,
}

/// The running host.
pub struct Host {
    options: Options,
    packed: HashMap<PathBuf, Packed>,
}

impl Host {
    /// Compresses what is to be compressed, then is ready to serve.
    pub fn new(options: Options) -> Self {
        let mut packed = HashMap::new();
        if options.compress {
            let plain = files::below(&options.dir).into_iter().filter(|file| !compress::is_packed(file));
            for file in plain {
                if let Ok(bytes) = std::fs::read(&file) {
                    packed.insert(file, Packed { brotli: compress::brotli(&bytes), gzip: compress::gzip(&bytes) });
                }
            }
        }
        Self { options, packed }
    }

    async fn answer(&self, request: Request) -> Result<Response, Broken> {
        let path = request.uri().path().to_owned();
        let Some(inside) = path.strip_prefix(&self.options.base) else {
            if format!("{path}/") == self.options.base {
                return Ok(moved(&self.options.base));
            }
            return Ok(self.strict(http::text(404, &format!("Nothing is here. The console is at {}\n", self.options.base))));
        };
        if let Some(proxied) = inside.strip_prefix("relay/") {
            let (name, rest) = proxied.split_at(proxied.find('/').unwrap_or(proxied.len()));
            let rest = if rest.is_empty() { "/" } else { rest };
            return match self.options.proxies.iter().find(|proxy| proxy.name == name) {
                Some(proxy) => Ok(proxy_call(proxy, rest, request)
                    .await
                    .unwrap_or_else(|error| http::text(502, &format!("The proxy {name} cannot pass the call on: {error}\n")))),
                None => Ok(self.strict(http::text(404, &format!("This host has no proxy named {name}\n")))),
            };
        }
        if !matches!(request.method().as_str(), "GET" | "HEAD") {
            return Ok(self.strict(http::text(405, "Files are read with GET\n")));
        }
        Ok(self.strict(self.file(inside, request.headers())))
    }

    fn file(&self, inside: &str, headers: &HeaderMap) -> Response {
        let Some(relative) = relative_file(inside) else { return http::text(400, "That path is not one of a file\n") };
        if relative == Path::new("voldeck.json") {
            return self.configuration();
        }
        let file = self.options.dir.join(&relative);
        let Ok(bytes) = std::fs::read(&file) else {
            return http::text(404, &format!("There is no file {}\n", relative.display()));
        };
        let accepted = headers.get("accept-encoding").and_then(|value| value.to_str().ok()).unwrap_or_default();
        let (bytes, coding) = match self.packed.get(&file) {
            Some(packed) if accepts(accepted, "br") => (packed.brotli.clone(), Some("br")),
            Some(packed) if accepts(accepted, "gzip") => (packed.gzip.clone(), Some("gzip")),
            _ => (bytes, None),
        };
        let mut response = Response::new(http::full(bytes));
        let headers = response.headers_mut();
        headers.insert("content-type", HeaderValue::from_static(media_type(&file)));
        let keep = if is_hashed(&relative) { "public, max-age=31536000, immutable" } else { "no-cache" };
        headers.insert("cache-control", HeaderValue::from_static(keep));
        if let Some(coding) = coding {
            headers.insert("content-encoding", HeaderValue::from_static(coding));
        }
        if self.options.compress {
            headers.insert("vary", HeaderValue::from_static("accept-encoding"));
        }
        response
    }

    fn configuration(&self) -> Response {
        let own = self.options.dir.join("voldeck.json");
        let bytes = match &self.options.config {
            Some(file) => match std::fs::read(file) {
                Ok(bytes) => bytes,
                Err(error) => return http::text(500, &format!("{} cannot be read: {error}\n", file.display())),
            },
            None => std::fs::read(own).unwrap_or_else(|_| b"{}".to_vec()),
        };
        let mut response = Response::new(http::full(bytes));
        response.headers_mut().insert("content-type", HeaderValue::from_static("application/json"));
        response.headers_mut().insert("cache-control", HeaderValue::from_static("no-cache"));
        response
    }

    fn strict(&self, mut response: Response) -> Response {
        let headers = response.headers_mut();
        if let Ok(policy) = HeaderValue::from_str(&policy(&self.options.connect)) {
            headers.insert("content-security-policy", policy);
        }
        headers.insert("x-content-type-options", HeaderValue::from_static("nosniff"));
        headers.insert("referrer-policy", HeaderValue::from_static("no-referrer"));
        response
    }
}

impl Handler for Host {
    fn handle(self: Rc<Self>, request: Request) -> ResponseFuture {
        Box::pin(async move { self.answer(request).await })
    }
}

fn moved(to: &str) -> Response {
    let mut response = http::text(308, "");
    if let Ok(to) = HeaderValue::from_str(to) {
        response.headers_mut().insert("location", to);
    }
    response
}

fn accepts(header: &str, coding: &str) -> bool {
    header.split(',').any(|part| part.split(';').next().is_some_and(|name| name.trim().eq_ignore_ascii_case(coding)))
}

/// Passes a call on, once, and its answer back as it comes. However long the provider holds the call, it is held.
///
/// A browser that gets no answer on a connection that it has used before sends the call again by itself, a write as well
/// as a read: over every idle connection that it has, and then over a new one. So whatever the provider does, the browser
/// gets an answer from here, and a write's answer only once it is here as a whole.
async fn proxy_call(proxy: &Proxy, path: &str, request: Request) -> Result<Response, Broken> {
    let stream = match tokio::net::TcpStream::connect(&proxy.authority).await {
        Ok(stream) => stream,
        Err(error) => {
            let words = format!("The proxy {} cannot reach {}: {error}\n", proxy.name, proxy.authority);
            return Ok(http::text(502, &words));
        }
    };
    let _ = stream.set_nodelay(true);
    let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await?;
    // The connection ends with the call: when `sender` and the answer are dropped.
    tokio::task::spawn_local(connection);

    let query = request.uri().query().map(|query| format!("?{query}")).unwrap_or_default();
    let (mut parts, body) = request.into_parts();
    let write = !parts.method.is_safe();
    parts.uri = format!("{}{path}{query}", proxy.prefix).parse()?;
    http::drop_connection_headers(&mut parts.headers);
    parts.headers.insert("host", HeaderValue::from_str(&proxy.authority)?);
    let answer = match sender.send_request(hyper::Request::from_parts(parts, body)).await {
        Ok(answer) => answer,
        Err(error) => return Ok(no_answer(proxy, &format!("closed the connection without an answer ({error})"))),
    };

    let (mut parts, body) = answer.into_parts();
    http::drop_connection_headers(&mut parts.headers);
    if !write {
        // `sender` lives as long as the body: without it the connection would close under a long answer.
        let body = body.map_err(move |error| {
            let _ = &sender;
            Broken::from(error)
        });
        return Ok(Response::from_parts(parts, body.boxed_unsync()));
    }
    if SENT_AGAIN.contains(&parts.status.as_u16()) {
        return Ok(no_answer(proxy, &format!("answered {}, on which a browser would send the call again", parts.status)));
    }
    match body.collect().await {
        Ok(body) => Ok(Response::from_parts(parts, http::full(body.to_bytes()))),
        Err(error) => Ok(no_answer(proxy, &format!("broke its answer {} off ({error})", parts.status))),
    }
}

/// Statuses on which Chromium sends a call again by itself, writes too: 408 over a connection that was used before, and 421.
const SENT_AGAIN: [u16; 2] = [408, 421];

/// What a browser gets in place of an answer that the proxy did not get.
fn no_answer(proxy: &Proxy, what: &str) -> Response {
    let (name, authority) = (&proxy.name, &proxy.authority);
    http::text(502, &format!("The proxy {name} passed the call on once; {authority} {what}. It may have been carried out.\n"))
}

/// `cargo xtask host`.
///
/// # Errors
/// The folder or the port is not there, or the arguments are wrong.
pub fn command(mut arguments: pico_args::Arguments) -> Result<(), Error> {
    let dir: PathBuf = arguments.opt_value_from_str("--dir")?.unwrap_or_else(|| PathBuf::from("dist"));
    let port = arguments.opt_value_from_str("--port")?.unwrap_or(8081);
    let mut options = Options::new(dir);
    if let Some(base) = arguments.opt_value_from_str::<_, String>("--base")? {
        options.base = with_slashes(&base);
    }
    options.proxies = arguments.values_from_fn("--relay", Proxy::parse)?;
    options.connect = arguments.values_from_str("--csp-connect")?;
    options.config = arguments.opt_value_from_str("--config")?;
    options.compress = arguments.contains("--compress");
    arguments::finish(arguments)?;

    if !options.dir.join("index.html").is_file() {
        let words = format!("{} has no index.html.", options.dir.display());
        return Err(Error::new(words).advice("Build the site first: cargo xtask build"));
    }
    let listener = http::listen(port).map_err(Error::new)?;
    let shown = (options.dir.display().to_string(), options.base.clone());
    let server = Server::start(listener, move || Rc::new(Host::new(options))).map_err(Error::new)?;
    println!("{} is on {}{}   (Ctrl-C ends it)", shown.0, server.origin(), shown.1);
    http::wait_for_end();
    Ok(())
}

fn with_slashes(base: &str) -> String {
    match base.trim_matches('/') {
        "" => "/".to_owned(),
        inner => format!("/{inner}/"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Read, Write};
    use std::net::{TcpListener, TcpStream};

    fn exchange(server: &Server, path: &str) -> String {
        exchange_with(server, "GET", path)
    }

    fn exchange_with(server: &Server, method: &str, path: &str) -> String {
        let mut stream = TcpStream::connect(server.origin().trim_start_matches("http://")).expect("a connection");
        write!(stream, "{method} {path} HTTP/1.1\r\nHost: x\r\nX-Nomad-Token: t\r\nConnection: close\r\n\r\n").expect("sent");
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        String::from_utf8_lossy(&answer).into_owned()
    }

    /// A provider that answers one call with these bytes and closes; tells what it was sent.
    fn provider(answer: &'static str) -> (String, std::thread::JoinHandle<String>) {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("an address").to_string();
        let thread = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().expect("a call");
            let mut request = [0; 4096];
            let length = stream.read(&mut request).expect("a request");
            stream.write_all(answer.as_bytes()).expect("sent");
            String::from_utf8_lossy(&request[..length]).into_owned()
        });
        (address, thread)
    }

    fn proxying(address: &str) -> Server {
        let proxy = Proxy::parse(&format!("nomad=http://{address}/prefix")).expect("a proxy");
        let options = Options { base: "/console/".to_owned(), proxies: vec![proxy], ..Options::new(PathBuf::from("nowhere")) };
        Server::start(http::listen(0).expect("a free port"), move || Rc::new(Host::new(options))).expect("a server")
    }

    #[test]
    fn a_proxy_passes_the_call_and_the_answer_on() {
        let (address, provider) = provider("HTTP/1.1 403 Forbidden\r\nX-Nomad-Index: 7\r\nContent-Length: 17\r\n\r\nPermission denied");
        let answer = exchange(&proxying(&address), "/console/relay/nomad/v1/volume/csi/a%2Fb?x=%5B0%5D");
        assert!(
            answer.starts_with("HTTP/1.1 403 ") && answer.contains("x-nomad-index: 7\r\n") && answer.ends_with("Permission denied"),
            "{answer}"
        );
        let sent = provider.join().expect("a call");
        assert!(sent.starts_with("GET /prefix/v1/volume/csi/a%2Fb?x=%5B0%5D HTTP/1.1\r\n"), "{sent}");
        assert!(sent.contains("x-nomad-token: t\r\n") && sent.contains(&format!("host: {address}\r\n")), "{sent}");
    }

    #[test]
    fn a_lost_answer_is_told_by_the_proxy_and_the_call_is_passed_on_once() {
        for method in ["GET", "PUT", "POST", "DELETE"] {
            let (address, provider) = provider("");
            let host = proxying(&address);
            let answer = exchange_with(&host, method, "/console/relay/nomad/v1/x");
            assert!(
                answer.starts_with("HTTP/1.1 502 ") && answer.contains("closed the connection without an answer"),
                "{method}: {answer}"
            );
            // The provider accepts one connection; a second call would wait for ever or be refused, not be answered with these words.
            assert!(provider.join().expect("a call").starts_with(&format!("{method} /prefix/v1/x ")), "{method}");
        }
    }

    #[test]
    fn a_writes_answer_that_breaks_off_is_told_by_the_proxy() {
        for method in ["PUT", "POST", "DELETE"] {
            let (address, provider) = provider("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n0123");
            let answer = exchange_with(&proxying(&address), method, "/console/relay/nomad/v1/x");
            assert!(answer.starts_with("HTTP/1.1 502 ") && answer.contains("broke its answer 200 OK off"), "{method}: {answer}");
            provider.join().expect("a call");
        }
    }

    #[test]
    fn a_writes_answer_that_is_whole_is_passed_on() {
        let (address, provider) = provider("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n");
        let answer = exchange_with(&proxying(&address), "PUT", "/console/relay/nomad/v1/x");
        assert!(answer.starts_with("HTTP/1.1 200 ") && answer.ends_with("\r\n\r\n{}"), "{answer}");
        provider.join().expect("a call");
    }

    #[test]
    fn a_status_that_makes_a_browser_send_again_is_not_passed_on_for_a_write() {
        for (answer, method, status) in [
            ("HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n", "PUT", 502),
            ("HTTP/1.1 421 Misdirected Request\r\nContent-Length: 0\r\n\r\n", "DELETE", 502),
            ("HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n", "GET", 408),
        ] {
            let (address, provider) = provider(answer);
            let passed = exchange_with(&proxying(&address), method, "/console/relay/nomad/v1/x");
            assert!(passed.starts_with(&format!("HTTP/1.1 {status} ")), "{method}: {passed}");
            provider.join().expect("a call");
        }
    }

    #[test]
    fn a_cut_answer_to_a_read_stays_cut_behind_a_proxy() {
        let (address, provider) = provider("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n0123");
        let answer = exchange(&proxying(&address), "/console/relay/nomad/v1/x");
        assert!(answer.is_empty() || answer.contains("content-length: 10\r\n") && !answer.contains("0123456789"), "{answer}");
        provider.join().expect("a call");
    }

    #[test]
    fn every_file_comes_under_the_policy_and_a_missing_configuration_is_empty() {
        let host = proxying("127.0.0.1:9");
        for (path, status) in [("/console/nothing", 404), ("/console/voldeck.json", 200), ("/console/%2e%2e/x", 400), ("/elsewhere", 404)] {
            let answer = exchange(&host, path);
            assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{path}: {answer}");
            assert!(answer.contains("content-security-policy: default-src 'none';"), "{path}: {answer}");
        }
        assert!(exchange(&host, "/console/voldeck.json").ends_with("\r\n\r\n{}"));
        assert!(exchange(&host, "/console").contains("location: /console/\r\n"));
        assert!(exchange(&host, "/console/relay/nomad/v1/x").starts_with("HTTP/1.1 502 "));
    }

    #[test]
    fn a_path_never_leads_out_of_the_folder() {
        for path in ["../Cargo.toml", "a/../../b", "%2e%2e/secret", "..%2fsecret", "a\\..\\b", "%00", "c:/windows", "%ff"] {
            assert_eq!(relative_file(path), None, "{path}");
        }
    }

    #[test]
    fn a_path_means_a_file() {
        for (path, file) in
            [("", "index.html"), ("boot.js", "boot.js"), ("a/b/", "a/b/index.html"), ("a//b%20c", "a/b c"), ("/etc/passwd", "etc/passwd")]
        {
            assert_eq!(relative_file(path), Some(PathBuf::from(file)), "{path}");
        }
    }

    #[test]
    fn the_policy_lists_what_may_be_connected_to() {
        assert!(policy(&[]).contains("connect-src 'self';"));
        let policy = policy(&["http://127.0.0.1:4646".to_owned(), "https:".to_owned()]);
        assert!(policy.contains("connect-src 'self' http://127.0.0.1:4646 https:;"), "{policy}");
        assert!(policy.starts_with("default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self';"));
        assert!(!policy.contains("unsafe-inline"));
    }

    #[test]
    fn media_types_are_what_a_browser_insists_on() {
        for (file, expected) in [
            ("a_bg.wasm", "application/wasm"),
            ("a.js", "text/javascript; charset=utf-8"),
            ("a.css", "text/css; charset=utf-8"),
            ("mark.svg", "image/svg+xml"),
            ("a.bin", "application/octet-stream"),
        ] {
            assert_eq!(media_type(Path::new(file)), expected, "{file}");
        }
    }

    #[test]
    fn only_hashed_names_are_kept_for_ever() {
        for (file, expected) in [
            ("voldeck-1f0a5b3c9d2e4f60_bg.wasm", true),
            ("voldeck-1f0a5b3c9d2e4f60.js", true),
            ("index.html", false),
            ("mark.svg", false),
            ("a-long-name.js", false),
        ] {
            assert_eq!(is_hashed(Path::new(file)), expected, "{file}");
        }
    }

    #[test]
    fn a_proxy_has_a_name_and_a_plain_address() {
        let proxy = |name: &str, authority: &str, prefix: &str| Proxy {
            name: name.to_owned(),
            authority: authority.to_owned(),
            prefix: prefix.to_owned(),
        };
        assert_eq!(Proxy::parse("nomad=http://127.0.0.1:4646"), Ok(proxy("nomad", "127.0.0.1:4646", "")));
        assert_eq!(Proxy::parse("n=http://nomad/api/"), Ok(proxy("n", "nomad:80", "/api")));
        for wrong in ["http://127.0.0.1", "a/b=http://x", "n=https://x", "n=http:///x", "n"] {
            assert!(Proxy::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_base_has_a_slash_at_both_ends() {
        for (given, expected) in [("/", "/"), ("", "/"), ("console", "/console/"), ("/a/b/", "/a/b/")] {
            assert_eq!(with_slashes(given), expected);
        }
    }
}
