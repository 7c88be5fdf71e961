//! Lists in pages, in the framework's envelope.
//! <https://github.com/django-tastypie/django-tastypie/blob/v0.12.2/tastypie/paginator.py>

use super::Tutum;
use super::response::{refusal, success};
use super::route::Route;
use crate::frame::Response;
use serde_json::{Value, json};

/// How many objects a page has unless told otherwise.
const USUAL: usize = 25;
/// How many it has at most; `limit=0` asks for that many.
pub(super) const MOST: usize = 100;

fn number(route: &Route, name: &str, usual: usize) -> Result<usize, Response> {
    let Some((_, text)) = route.query.iter().rev().find(|(key, _)| key == name) else { return Ok(usual) };
    text.parse().map_err(|_| refusal(400, &format!("Invalid {name} '{text}' provided. Please provide a positive integer.")))
}

impl Tutum {
    /// A page of a list.
    pub(super) fn list(&self, route: &Route) -> Response {
        match self.listed(route) {
            Ok(body) => success(&body),
            Err(refused) => refused,
        }
    }

    fn listed(&self, route: &Route) -> Result<Value, Response> {
        let rows = self.matching(route)?;
        let limit = match number(route, "limit", USUAL)? {
            0 => MOST,
            limit => limit.min(MOST),
        };
        let offset = number(route, "offset", 0)?;
        let end = rows.len().min(offset.saturating_add(limit));
        let objects: Vec<Value> = rows.iter().take(end).skip(offset).map(|row| self.located(route, &row.body)).collect();
        let at = |offset: usize| -> Value {
            let mut query = form_urlencoded::Serializer::new(String::new());
            query.extend_pairs(route.query.iter().filter(|(key, _)| key != "limit" && key != "offset"));
            query.append_pair("limit", &limit.to_string()).append_pair("offset", &offset.to_string());
            [&route.path, "?", &query.finish()].concat().into()
        };
        let next = if end < rows.len() { at(offset + limit) } else { Value::Null };
        let previous = if offset >= limit { at(offset - limit) } else { Value::Null };
        let meta = json!({"limit": limit, "next": next, "offset": offset, "previous": previous, "total_count": rows.len()});
        Ok(json!({"meta": meta, "objects": objects}))
    }
}
