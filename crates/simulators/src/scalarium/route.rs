//! Which requests are authorized, and which handler answers which method and path.

use super::response::{empty, page};
use super::state::text;
use super::{Scalarium, TOKEN_ADMIN, TOKEN_OFF, TOKEN_USER, fail};
use crate::frame::{Request, Response};
use percent_encoding::percent_decode_str;

/// The version of the API, which stands in `Accept`.
const VERSION: &str = "application/vnd.scalarium-v1+json";

/// The decoded segments after `/api`; empty for any other path.
pub(super) fn path(request: &Request) -> Vec<String> {
    let Some(rest) = request.path.trim_end_matches('/').strip_prefix("/api/") else { return Vec::new() };
    rest.split('/').map(|part| percent_decode_str(part).decode_utf8_lossy().into_owned()).collect()
}

/// The token and the word behind its dot.
fn token(request: &Request) -> (&str, &str) {
    let token = request.header("X-Scalarium-Token").unwrap_or_default().trim();
    token.split_once('.').unwrap_or((token, ""))
}

/// The refusal of a request without the right token or version.
pub(super) fn refuse_entry(request: &Request, path: &[String]) -> Option<Response> {
    let for_admins = matches!(path.first().map(String::as_str), Some("volumes" | "credentials"));
    match token(request).0 {
        _ if path.is_empty() => Some(page(404)),
        "" => Some(empty(401)),
        TOKEN_OFF => Some(page(403)),
        TOKEN_USER if for_admins => Some(empty(403)),
        TOKEN_ADMIN | TOKEN_USER if request.header("Accept") == Some(VERSION) => None,
        TOKEN_ADMIN | TOKEN_USER => Some(empty(406)),
        _ => Some(page(401)),
    }
}

impl Scalarium {
    /// The failure word that applies to this request, without its `read-` or `list-`.
    pub(super) fn sentinel(&self, request: &Request, path: &[String]) -> Option<&'static str> {
        let parts: Vec<&str> = path.iter().map(String::as_str).collect();
        let named = |id: &str| self.place(id).map(|place| text(&self.volumes[place].shown, "name")).unwrap_or_default();
        let (name, kind) = match (request.method.as_str(), parts.as_slice()) {
            ("GET", ["volumes"]) => (token(request).1, "list-"),
            ("GET", ["volumes", id]) => (named(id), "read-"),
            ("GET", ["volumes", id, "snapshots"]) => (named(id), "list-"),
            ("GET", _) => return None,
            (_, ["volumes", id, ..]) => (named(id), ""),
            _ => return None,
        };
        fail::word(name, kind)
    }

    /// Answers a call that was let in.
    pub(super) fn route(&mut self, request: &Request, path: &[String]) -> Response {
        let parts: Vec<&str> = path.iter().map(String::as_str).collect();
        let snapshot = if self.plural { "snapshots" } else { "snapshot" };
        match (request.method.as_str(), parts.as_slice()) {
            ("GET", ["volumes"]) => self.list_volumes(),
            ("GET", ["volumes", id]) => self.read_volume(id),
            ("DELETE", ["volumes", id]) => self.delete_volume(id),
            ("GET", ["volumes", id, "snapshots"]) => self.list_snapshots(id),
            ("POST", ["volumes", id, word]) if *word == snapshot => self.create_snapshot(id),
            (_, ["volumes"] | ["volumes", _] | ["volumes", _, "snapshots"]) => empty(405),
            (_, ["volumes", ..]) => page(404),
            (method, rest) => self.look_up(method, rest, &request.body),
        }
    }
}
