//! A proxy to a provider on the page's own origin: passes a call on and brings the answer back, and never lets the browser send a write
//! twice.

use http_body_util::BodyExt;
use hyper::header::HeaderValue;
use hyper_util::rt::TokioIo;

use crate::http::{self, Broken, Request, Response};

/// Statuses on which Chromium sends a call again by itself, writes too: 408 over a connection that was used before, and 421.
const SENT_AGAIN: [u16; 2] = [408, 421];

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
        let (name, url) = text.split_once('=').ok_or_else(|| format!("it has the form NAME=URL, not `{text}`"))?;
        if name.is_empty() || name.contains('/') {
            return Err(format!("the name of a proxy is one path segment, not `{name}`"));
        }
        let rest = url.strip_prefix("http://").ok_or_else(|| format!("this host speaks plain http to its proxies, not `{url}`"))?;
        let (authority, prefix) = rest.split_once('/').map_or((rest, String::new()), |(authority, path)| {
            (authority, format!("/{}", path.trim_end_matches('/')).trim_end_matches('/').to_owned())
        });
        if authority.is_empty() {
            return Err(format!("`{url}` names no host"));
        }
        let authority = if authority.contains(':') { authority.to_owned() } else { format!("{authority}:80") };
        Ok(Self { name: name.to_owned(), authority, prefix })
    }

    /// The name by which it is addressed.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Passes a call on, once, and its answer back as it comes. However long the provider holds the call, it is held.
    ///
    /// A browser that gets no answer on a connection that it has used before sends the call again by itself, a write as well
    /// as a read: over every idle connection that it has, and then over a new one. So whatever the provider does, the browser
    /// gets an answer from here, and a write's answer only once it is here as a whole.
    pub async fn pass_on(&self, path: &str, request: Request) -> Response {
        let failed = |error| http::text(502, &format!("The proxy {} cannot pass the call on: {error}\n", self.name));
        self.exchange(path, request).await.unwrap_or_else(failed)
    }

    async fn exchange(&self, path: &str, request: Request) -> Result<Response, Broken> {
        let stream = match tokio::net::TcpStream::connect(&self.authority).await {
            Ok(stream) => stream,
            Err(error) => {
                let words = format!("The proxy {} cannot reach {}: {error}\n", self.name, self.authority);
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
        parts.uri = format!("{}{path}{query}", self.prefix).parse()?;
        http::drop_connection_headers(&mut parts.headers);
        parts.headers.insert("host", HeaderValue::from_str(&self.authority)?);
        let answer = match sender.send_request(hyper::Request::from_parts(parts, body)).await {
            Ok(answer) => answer,
            Err(error) => return Ok(self.no_answer(&format!("closed the connection without an answer ({error})"))),
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
            return Ok(self.no_answer(&format!("answered {}, on which a browser would send the call again", parts.status)));
        }
        match body.collect().await {
            Ok(body) => Ok(Response::from_parts(parts, http::full(body.to_bytes()))),
            Err(error) => Ok(self.no_answer(&format!("broke its answer {} off ({error})", parts.status))),
        }
    }

    /// What a browser gets in place of an answer that the proxy did not get.
    fn no_answer(&self, what: &str) -> Response {
        let (name, authority) = (&self.name, &self.authority);
        http::text(502, &format!("The proxy {name} passed the call on once; {authority} {what}. It may have been carried out.\n"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::{Handler, ResponseFuture, Server};
    use std::io::{Read, Write};
    use std::net::{TcpListener, TcpStream};
    use std::rc::Rc;

    /// A host that has this proxy and nothing else.
    struct Only(Proxy);

    impl Handler for Only {
        fn handle(self: Rc<Self>, request: Request) -> ResponseFuture {
            let path = request.uri().path().to_owned();
            Box::pin(async move { Ok(self.0.pass_on(&path, request).await) })
        }
    }

    fn proxying(address: &str) -> Server {
        let proxy = Proxy::parse(&format!("nomad=http://{address}/prefix")).expect("a proxy");
        Server::start(http::listen(0).expect("a free port"), move || Rc::new(Only(proxy))).expect("a server")
    }

    fn exchange(server: &Server, method: &str, path: &str) -> String {
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

    #[test]
    fn a_proxy_passes_the_call_and_the_answer_on() {
        let (address, provider) = provider("HTTP/1.1 403 Forbidden\r\nX-Nomad-Index: 7\r\nContent-Length: 17\r\n\r\nPermission denied");
        let answer = exchange(&proxying(&address), "GET", "/v1/volume/csi/a%2Fb?x=%5B0%5D");
        assert!(
            answer.starts_with("HTTP/1.1 403 ") && answer.contains("x-nomad-index: 7\r\n") && answer.ends_with("Permission denied"),
            "{answer}"
        );
        let sent = provider.join().expect("a call");
        assert!(sent.starts_with("GET /prefix/v1/volume/csi/a%2Fb?x=%5B0%5D HTTP/1.1\r\n"), "{sent}");
        assert!(sent.contains("x-nomad-token: t\r\n") && sent.contains(&format!("host: {address}\r\n")), "{sent}");
    }

    #[test]
    fn the_proxy_says_that_an_answer_was_lost_and_passes_the_call_on_once() {
        for method in ["GET", "PUT", "POST", "DELETE"] {
            let (address, provider) = provider("");
            let host = proxying(&address);
            let answer = exchange(&host, method, "/v1/x");
            assert!(
                answer.starts_with("HTTP/1.1 502 ") && answer.contains("closed the connection without an answer"),
                "{method}: {answer}"
            );
            // The provider accepts one connection; a second call would wait for ever or be refused, not be answered with these words.
            assert!(provider.join().expect("a call").starts_with(&format!("{method} /prefix/v1/x ")), "{method}");
        }
    }

    #[test]
    fn the_proxy_says_that_a_writes_answer_broke_off() {
        for method in ["PUT", "POST", "DELETE"] {
            let (address, provider) = provider("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n0123");
            let answer = exchange(&proxying(&address), method, "/v1/x");
            assert!(answer.starts_with("HTTP/1.1 502 ") && answer.contains("broke its answer 200 OK off"), "{method}: {answer}");
            provider.join().expect("a call");
        }
    }

    #[test]
    fn a_writes_answer_that_is_whole_is_passed_on() {
        let (address, provider) = provider("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n");
        let answer = exchange(&proxying(&address), "PUT", "/v1/x");
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
            let passed = exchange(&proxying(&address), method, "/v1/x");
            assert!(passed.starts_with(&format!("HTTP/1.1 {status} ")), "{method}: {passed}");
            provider.join().expect("a call");
        }
    }

    #[test]
    fn a_cut_answer_to_a_read_stays_cut_behind_a_proxy() {
        let (address, provider) = provider("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n0123");
        let answer = exchange(&proxying(&address), "GET", "/v1/x");
        assert!(answer.is_empty() || answer.contains("content-length: 10\r\n") && !answer.contains("0123456789"), "{answer}");
        provider.join().expect("a call");
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
}
