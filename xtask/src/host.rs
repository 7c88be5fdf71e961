//! The static host: the built site under strict headers, a `voldeck.json`, and proxies to providers.
//!
//! Development, the browser tests and the bench all go through it, so that a script, style or request that the
//! Content-Security-Policy forbids fails on this machine and not on somebody's server.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use clap::Args;
use hyper::header::{HeaderMap, HeaderValue};

use crate::error::Error;
use crate::http::{self, Broken, Handler, Request, Response, ResponseFuture, Server};
use crate::proxy::Proxy;
use crate::static_files::{accepts, is_hashed, media_type, relative_file};
use crate::{compress, files};

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

/// The Content-Security-Policy under which the console must run.
pub fn policy(connect: &[String]) -> String {
    let connect = [&["'self'".to_owned()], connect].concat().join(" ");
    format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; manifest-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; \
         connect-src {connect}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
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
            return match self.options.proxies.iter().find(|proxy| proxy.name() == name) {
                Some(proxy) => Ok(proxy.pass_on(rest, request).await),
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

/// The arguments of `cargo xtask host`.
#[derive(Args)]
pub struct Arguments {
    /// The built site.
    #[arg(long, default_value = "dist")]
    pub dir: PathBuf,
    /// Where to listen on 127.0.0.1.
    #[arg(long, default_value_t = 8081)]
    pub port: u16,
    /// Serve under a sub-path.
    #[arg(long, value_name = "PATH", default_value = "/")]
    pub base: String,
    /// Pass BASE/relay/NAME/… on to URL/…; may be given several times.
    #[arg(long, value_name = "NAME=URL", value_parser = Proxy::parse)]
    pub relay: Vec<Proxy>,
    /// Allow connections to this source, besides the page's own origin; may be given several times.
    #[arg(long, value_name = "SOURCE")]
    pub csp_connect: Vec<String>,
    /// Serve this file as voldeck.json.
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Answer with brotli or gzip.
    #[arg(long)]
    pub compress: bool,
}

/// `cargo xtask host`.
///
/// # Errors
/// The folder or the port is not there.
pub fn command(arguments: Arguments) -> Result<(), Error> {
    let Arguments { dir, port, base, relay, csp_connect, config, compress } = arguments;
    let options = Options { dir, base: with_slashes(&base), proxies: relay, connect: csp_connect, config, compress };
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
    use std::net::TcpStream;

    fn exchange(server: &Server, path: &str) -> String {
        let mut stream = TcpStream::connect(server.origin().trim_start_matches("http://")).expect("a connection");
        write!(stream, "GET {path} HTTP/1.1\r\nHost: x\r\nX-Nomad-Token: t\r\nConnection: close\r\n\r\n").expect("sent");
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        String::from_utf8_lossy(&answer).into_owned()
    }

    fn proxying(address: &str) -> Server {
        let proxy = Proxy::parse(&format!("nomad=http://{address}/prefix")).expect("a proxy");
        let options = Options { base: "/console/".to_owned(), proxies: vec![proxy], ..Options::new(PathBuf::from("nowhere")) };
        Server::start(http::listen(0).expect("a free port"), move || Rc::new(Host::new(options))).expect("a server")
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
    fn the_policy_lists_what_may_be_connected_to() {
        assert!(policy(&[]).contains("connect-src 'self';"));
        let policy = policy(&["http://127.0.0.1:4646".to_owned(), "https:".to_owned()]);
        assert!(policy.contains("connect-src 'self' http://127.0.0.1:4646 https:;"), "{policy}");
        assert!(policy.starts_with(
            "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; manifest-src 'self'; style-src 'self';"
        ));
        assert!(!policy.contains("unsafe-inline"));
    }

    #[test]
    fn a_base_has_a_slash_at_both_ends() {
        for (given, expected) in [("/", "/"), ("", "/"), ("console", "/console/"), ("/a/b/", "/a/b/")] {
            assert_eq!(with_slashes(given), expected);
        }
    }
}
