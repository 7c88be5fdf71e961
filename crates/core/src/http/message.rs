//! Requests and responses as values: what a call says, before anyone signs or sends it.

use http::Method;
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde::{Serialize, Serializer};

use super::Secret;
use crate::fill;
use crate::json::{self, JsonBody, RawJson};

/// A request, relative to a connection's address.
///
/// Paths are built from encoded segments ([`segment`]); query pairs are encoded when the request is rendered.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// The method.
    pub method: Method,
    /// The path below the connection's address, encoded, beginning with `/`. Signing may put the whole address before it.
    pub path: String,
    /// Names and values of the query, not yet encoded.
    pub query: Vec<(&'static str, String)>,
    /// Headers whose values anyone may see.
    pub headers: Vec<(&'static str, String)>,
    /// Headers whose values nobody may see.
    pub secret_headers: Vec<(&'static str, Secret)>,
    /// The body, if any.
    pub body: Option<Body>,
}

/// The body of a request: what is sent, and what may be shown of it.
#[derive(Clone, PartialEq)]
pub struct Body {
    /// The media type.
    pub media_type: &'static str,
    /// What is sent.
    pub text: String,
    /// The same with every secret masked, indented to be read.
    pub shown: String,
}

impl std::fmt::Debug for Body {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.shown)
    }
}

impl Body {
    /// A JSON body. Below every key named in `secret_keys`, strings are masked when it is shown.
    pub fn json(body: &impl JsonBody, secret_keys: &[&str]) -> Self {
        let text = json::text(body);
        let shown = json::indent(&json::text(&Masked { json: &text, secret_keys, hidden: false, depth: 0 }));
        Self { media_type: "application/json", text, shown }
    }
}

/// A body as it may be shown.
struct Masked<'a> {
    json: &'a str,
    secret_keys: &'a [&'a str],
    /// Whether it stands below a key that is secret.
    hidden: bool,
    depth: usize,
}

impl Serialize for Masked<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let below = |json, hidden| Masked { json, hidden: self.hidden || hidden, depth: self.depth + 1, ..*self };
        let secret_text = self.hidden && self.json.starts_with('"') && self.json != "\"\"";
        // What is too deep to be looked through may hold anything.
        if secret_text || self.depth > json::MAX_DEPTH {
            return serializer.serialize_str(Secret::MASK);
        }
        match json::entries(self.json) {
            Some(entries) if self.json.starts_with('[') => serializer.collect_seq(entries.iter().map(|(_, item)| below(item, false))),
            Some(entries) => {
                serializer.collect_map(entries.iter().map(|(key, item)| (key, below(item, self.secret_keys.contains(&&**key)))))
            }
            None => RawJson(self.json).serialize(serializer),
        }
    }
}

/// Encodes one segment of a path, so that an id with `/`, `[0]`, `%` or any script stays one segment.
pub fn segment(text: &str) -> String {
    // RFC 3986 unreserved characters stay; all else is encoded. A lone `.` or `..` would be resolved away by the
    // browser, and encoding does not help (`%2e%2e` is resolved as well): providers refuse such ids before sending.
    const SEGMENT: &AsciiSet = &CONTROLS
        .add(b' ')
        .add(b'"')
        .add(b'#')
        .add(b'<')
        .add(b'>')
        .add(b'?')
        .add(b'`')
        .add(b'{')
        .add(b'}')
        .add(b'/')
        .add(b'%')
        .add(b'[')
        .add(b']')
        .add(b'\\')
        .add(b'^')
        .add(b'|')
        .add(b'+')
        .add(b'&')
        .add(b'=')
        .add(b';')
        .add(b':')
        .add(b'@')
        .add(b'$')
        .add(b',')
        .add(b'!')
        .add(b'\'')
        .add(b'(')
        .add(b')')
        .add(b'*');
    utf8_percent_encode(text, SEGMENT).to_string()
}

impl Request {
    /// A request without query, headers or body.
    pub fn new(method: Method, path: impl Into<String>) -> Self {
        Self { method, path: path.into(), query: Vec::new(), headers: Vec::new(), secret_headers: Vec::new(), body: None }
    }

    /// A `GET`.
    pub fn get(path: impl Into<String>) -> Self {
        Self::new(Method::GET, path)
    }

    /// Adds a query pair.
    #[must_use]
    pub fn query(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.query.push((name, value.into()));
        self
    }

    /// Adds a query pair if there is a value that is not empty.
    #[must_use]
    pub fn query_if(self, name: &'static str, value: Option<&str>) -> Self {
        match value {
            Some(value) if !value.is_empty() => self.query(name, value),
            _ => self,
        }
    }

    /// Adds a JSON body; see [`Body::json`].
    #[must_use]
    pub fn json(mut self, body: &impl JsonBody, secret_keys: &[&str]) -> Self {
        self.body = Some(Body::json(body, secret_keys));
        self
    }

    /// Adds a header nobody may see, unless it is empty.
    #[must_use]
    pub fn secret(mut self, name: &'static str, value: Secret) -> Self {
        if !value.is_empty() {
            self.secret_headers.push((name, value));
        }
        self
    }

    /// Path and query as they go on the wire.
    pub fn target(&self) -> String {
        if self.query.is_empty() {
            return self.path.clone();
        }
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(&self.query);
        format!("{}?{}", self.path, query.finish())
    }

    /// The request as HTTP text, with everything secret masked.
    pub fn shown(&self, base: &str) -> String {
        let mut text = format!("{} {}{}\n", self.method, base.trim_end_matches('/'), self.target());
        for (name, value) in &self.headers {
            text.extend([name, ": ", value, "\n"]);
        }
        for (name, _) in &self.secret_headers {
            text.extend([name, ": ", Secret::MASK, "\n"]);
        }
        if let Some(body) = &self.body {
            text.extend(["Content-Type: ", body.media_type, "\n\n", &body.shown]);
        }
        text.trim_end().to_owned()
    }

    /// The request as a `curl` command. Secrets are the names of shell variables, never values.
    pub fn curl(&self, base: &str) -> String {
        let quote = |text: &str| format!("'{}'", text.replace('\'', r"'\''"));
        let mut parts = vec![format!("curl -sS -X {} {}", self.method, quote(&format!("{}{}", base.trim_end_matches('/'), self.target())))];
        parts.extend(self.headers.iter().map(|(name, value)| format!("-H {}", quote(&format!("{name}: {value}")))));
        parts.extend(self.secret_headers.iter().map(|(name, _)| {
            let variable: String =
                name.trim_start_matches("X-").chars().map(|c| if c == '-' { '_' } else { c.to_ascii_uppercase() }).collect();
            format!("-H \"{name}: ${variable}\"")
        }));
        if let Some(body) = &self.body {
            parts.push(format!("-H 'Content-Type: {}'", body.media_type));
            parts.push(fill!("--data-binary {shown}", shown = quote(&body.shown)));
        }
        parts.join(" \\\n  ")
    }
}

/// A response, read to its end.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Response {
    /// The HTTP status.
    pub status: u16,
    /// The headers that the browser let us see.
    pub headers: Vec<(String, String)>,
    /// The body. Bytes that are not UTF-8 are replaced.
    pub body: String,
}

impl Response {
    /// The first header of this name, in any case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// Whether the status is 2xx.
    pub fn ok(&self) -> bool {
        (200..300).contains(&self.status)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Request {
        Request::new(Method::PUT, format!("/v1/volume/csi/{}", segment("a/b[0]%π")))
            .query("namespace", "data & more")
            .secret("X-Nomad-Token", Secret::new("s3cr3t-token"))
            .json(&RawJson(r#"{"Volumes":[{"ID":"a'b","Secrets":{"key":"hunter2"}}]}"#), &["Secrets"])
    }

    #[test]
    fn an_id_stays_one_segment_whatever_it_holds() {
        assert_eq!(sample().target(), "/v1/volume/csi/a%2Fb%5B0%5D%25%CF%80?namespace=data+%26+more");
    }

    #[test]
    fn no_rendering_of_a_request_shows_a_secret() {
        let request = sample();
        for text in [request.shown("http://n"), request.curl("http://n"), format!("{request:?}")] {
            assert!(!text.contains("s3cr3t") && !text.contains("hunter2"), "{text}");
        }
        assert!(request.body.unwrap().text.contains("hunter2"));
    }

    #[test]
    fn the_copied_command_quotes_for_a_shell() {
        let text = sample().curl("http://n/");
        assert!(text.starts_with("curl -sS -X PUT 'http://n/v1/volume/csi/"), "{text}");
        assert!(text.contains(r"a'\''b") && text.contains("\"X-Nomad-Token: $NOMAD_TOKEN\""), "{text}");
    }
}
