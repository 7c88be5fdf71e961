//! The paths under each form of addresses, and what answers them.

use super::access::{API_KEY, USER, authenticate};
use super::response::{bare, refusal, success};
use super::value::{set, text};
use super::{ApiVersion, Row, Tutum};
use crate::frame::{Request, Response};
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};

/// Nouns, and the part of the API that they stand in where it has parts.
const NOUNS: &[(&str, &str)] = &[
    ("volumegroup", "infra"),
    ("volume", "infra"),
    ("node", "infra"),
    ("nodecluster", "infra"),
    ("service", "app"),
    ("stack", "app"),
    ("container", "app"),
];

/// The namespace of Docker Cloud that the account stands in.
const NAMESPACE: &str = "acme";

/// A request that is understood.
pub(super) struct Route {
    /// Of what; `auth` for the credentials themselves.
    pub noun: &'static str,
    /// Which one; none for the list.
    pub uuid: Option<String>,
    /// The path, as sent.
    pub path: String,
    /// The namespace in it.
    pub namespace: String,
    /// The query, decoded.
    pub query: Vec<(String, String)>,
}

impl Tutum {
    /// Understands a request, or refuses it.
    pub(super) fn route(&self, request: &Request) -> Result<Route, Response> {
        let decoded = |step: &str| percent_decode_str(step).decode_utf8_lossy().into_owned();
        let steps: Vec<String> = request.path.trim_matches('/').split('/').map(decoded).collect();
        let mut steps = steps.iter().map(String::as_str).peekable();
        let missing = || bare(404);
        let part = match (steps.next(), self.api_version, steps.next()) {
            (Some("api"), ApiVersion::V1, Some("v1")) => "",
            (Some("api"), ApiVersion::Infra | ApiVersion::Cloud, Some(part)) if steps.next() == Some("v1") => part,
            _ => return Err(missing()),
        };
        let mut namespace = String::new();
        if self.api_version == ApiVersion::Cloud && steps.peek().is_some_and(|step| !NOUNS.iter().any(|(noun, _)| noun == step)) {
            steps.next().unwrap_or_default().clone_into(&mut namespace);
        }
        let word = steps.next().unwrap_or_default();
        let home = |noun: &str, home: &str| {
            part.is_empty() || part == home || self.api_version == ApiVersion::Infra && noun == "volume" && part == "app"
        };
        let noun = NOUNS.iter().find(|(noun, at)| *noun == word && home(noun, at)).map(|(noun, _)| *noun);
        let noun = noun.or((word == "auth" && part.is_empty()).then_some("auth")).ok_or_else(missing)?;
        let uuid = steps.next().map(str::to_owned);
        if steps.next().is_some() {
            return Err(missing());
        }
        if !request.path.ends_with('/') {
            let mut moved = bare(301);
            moved.headers.push(("Location".to_owned(), [&request.path, "/"].concat()));
            return Err(moved);
        }
        if request.method != "GET" {
            let mut refused = bare(405);
            refused.headers.push(("Allow".to_owned(), "GET".to_owned()));
            return Err(refused);
        }
        let accepts = request.header("Accept").unwrap_or("*/*");
        if !["*/*", "application/*", "application/json"].iter().any(|kind| accepts.contains(kind)) {
            return Err(refusal(415, "Make sure you are using Accept and Content-Type headers as application/json."));
        }
        authenticate(request)?;
        let query = form_urlencoded::parse(request.query.as_bytes()).into_owned().collect();
        Ok(Route { noun, uuid, path: request.path.clone(), namespace, query })
    }

    /// What is there for the caller to see.
    pub(super) fn visible<'a>(&'a self, route: &'a Route, noun: &'a str) -> impl Iterator<Item = &'a Row> {
        let here = self.api_version != ApiVersion::Cloud || route.namespace == NAMESPACE;
        self.rows.iter().filter(move |row| here && row.noun == noun && row.from <= self.now)
    }

    /// The object of this uuid.
    pub(super) fn row<'a>(&'a self, route: &'a Route, noun: &'a str, uuid: &str) -> Option<&'a Row> {
        self.visible(route, noun).find(|row| text(&row.body, "uuid") == uuid)
    }

    /// Answers a request that is authorized and whose path exists.
    pub(super) fn serve(&self, route: &Route) -> Response {
        if self.api_version == ApiVersion::Cloud && !["", USER, NAMESPACE].contains(&route.namespace.as_str()) {
            return bare(404);
        }
        if route.noun == "auth" {
            let key = json!({"key": API_KEY, "username": USER});
            let meta = json!({"limit": 25, "next": null, "offset": 0, "previous": null, "total_count": 1});
            return success(&json!({"meta": meta, "objects": [key]}));
        }
        let Some(uuid) = &route.uuid else { return self.list(route) };
        let Some(row) = self.row(route, route.noun, uuid) else { return bare(404) };
        let mut whole = row.body.clone();
        for (key, value) in row.more.as_object().into_iter().flatten() {
            set(&mut whole, key, value.clone());
        }
        success(&self.located(route, &whole))
    }

    /// The address of a link, in the form and the namespace it was asked in.
    pub(super) fn locate(&self, route: &Route, link: &str) -> String {
        let (noun, uuid) = link.trim_start_matches('@').split_once('/').unwrap_or_default();
        let (noun, member) = noun.strip_prefix("member ").map_or((noun, false), |noun| (noun, true));
        let part = NOUNS.iter().find(|(known, _)| *known == noun).map_or("infra", |(_, part)| part);
        // The documentation's own spelling of the members of a group.
        let part = if member && self.api_version == ApiVersion::Infra { "app" } else { part };
        let below = if self.api_version == ApiVersion::V1 { String::new() } else { [part, "/"].concat() };
        let namespace = if route.namespace.is_empty() { String::new() } else { [&route.namespace, "/"].concat() };
        ["/api/", &below, "v1/", &namespace, noun, "/", uuid, "/"].concat()
    }

    /// A value with all its links as addresses.
    pub(super) fn located(&self, route: &Route, value: &Value) -> Value {
        match value {
            Value::String(link) if link.starts_with('@') => self.locate(route, link).into(),
            Value::Array(list) => list.iter().map(|item| self.located(route, item)).collect(),
            Value::Object(map) => map.iter().map(|(key, value)| (key.clone(), self.located(route, value))).collect(),
            other => other.clone(),
        }
    }
}
