//! What a proxy in front of a provider adds to its answers, so that a page of another origin may read them (CORS).

use hyper::header::{HeaderMap, HeaderValue};

use crate::http::{self, Response};

/// What it lets a browser do: every method that a provider knows.
const METHODS: &str = "GET, PUT, POST, PATCH, DELETE";

/// What a proxy in front of the provider would add to its answers.
pub struct ProxyHeaders {
    /// Origins that may read answers; `*` is every origin.
    pub origins: Vec<String>,
    /// The request headers that it lets in.
    pub allow: &'static str,
    /// The response headers that it shows to pages.
    pub expose: &'static str,
}

impl ProxyHeaders {
    /// The origin to name in an answer, if this request's may read it.
    pub fn allowed_origin(&self, headers: &HeaderMap) -> Option<HeaderValue> {
        if self.origins.iter().any(|origin| origin == "*") {
            return Some(HeaderValue::from_static("*"));
        }
        let origin = headers.get("origin")?;
        self.origins.iter().any(|allowed| allowed.as_bytes() == origin.as_bytes()).then(|| origin.clone())
    }

    /// The answer to a preflight of this origin.
    pub fn preflight(&self, origin: Option<&HeaderValue>) -> Response {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_listed_origin_may_read() {
        let mut headers = HeaderMap::new();
        headers.insert("origin", HeaderValue::from_static("http://127.0.0.1:8080"));
        let proxy = |list: &[&str]| ProxyHeaders {
            origins: list.iter().map(|origin| (*origin).to_owned()).collect(),
            allow: "X-Token",
            expose: "X-Version",
        };
        let allowed = |list: &[&str]| proxy(list).allowed_origin(&headers).map(|value| value.to_str().unwrap_or_default().to_owned());
        assert_eq!(allowed(&[]), None);
        assert_eq!(allowed(&["*"]).as_deref(), Some("*"));
        assert_eq!(allowed(&["https://elsewhere", "http://127.0.0.1:8080"]).as_deref(), Some("http://127.0.0.1:8080"));
        assert_eq!(allowed(&["https://elsewhere"]), None);
    }
}
