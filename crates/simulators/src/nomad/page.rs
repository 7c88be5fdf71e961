//! Pages of a list: `filter`, `per_page`, `next_token`.
//!
//! The token `<namespace>.<id>` names the first item of the next page. Source: `nomad/state/paginator`.

use super::Nomad;
use super::filter::Filter;
use super::request::Request;
use super::response::{Failure, refuse};
use super::value::{fill, text};
use serde_json::Value;

impl Nomad {
    /// One page of these rows and the token of the next, empty if there is none. `full` gives the object that filters
    /// look into; with `backward` the rows come in descending order.
    pub(super) fn page<'a>(
        &self,
        rows: Vec<&'a Value>,
        request: &Request,
        full: fn(&Self, &Value) -> Value,
        backward: bool,
    ) -> Result<(Vec<&'a Value>, String), Failure> {
        let filter = match request.query("filter") {
            "" => None,
            text => {
                Some(Filter::parse(text).map_err(|error| Failure::new(400, format_args!("failed to create result paginator: {error}")))?)
            }
        };
        let token = request.query("next_token");
        let start = token.split_once('.').unwrap_or((token, ""));
        let mut found = Vec::new();
        for row in rows {
            let (namespace, id) = (text(row, "Namespace"), text(row, "ID"));
            let before = if backward { (namespace, id) > start } else { (namespace, id) < start };
            if before && !token.is_empty() {
                continue;
            }
            if let Some(filter) = &filter {
                match filter.holds(Some(&full(self, row))) {
                    Ok(true) => {}
                    Ok(false) => continue,
                    Err(error) => return refuse!(400; "failed to read result page: {error}"),
                }
            }
            if request.per_page > 0 && found.len() as u64 == request.per_page {
                return Ok((found, format!("{namespace}.{id}")));
            }
            found.push(row);
        }
        Ok((found, String::new()))
    }
}

/// A page of what a storage plugin lists, under this name: the token is a plain number.
pub(super) fn offset_page(request: &Request, name: &str, rows: &[Value]) -> Value {
    let start = request.query("next_token").parse().unwrap_or(0).min(rows.len());
    let end = match usize::try_from(request.per_page) {
        Ok(0) | Err(_) => rows.len(),
        Ok(size) => rows.len().min(start.saturating_add(size)),
    };
    let next = if end < rows.len() { end.to_string() } else { String::new() };
    let rows = Value::Array(rows[start..end].to_vec());
    fill(r#"{"?":?,"NextToken":"?","Index":0,"LastContact":0,"KnownLeader":false}"#, &[&name, &rows, &next])
}

/// A page of the volumes that the hostpath driver lists: its tokens count from one, and it never gives one; with a limit it
/// lists that many from the beginning, whatever the token.
pub(super) fn hostpath_page(request: &Request, rows: &[Value]) -> Result<Value, Failure> {
    let token = request.query("next_token");
    let Ok(start) = (if token.is_empty() { Ok(1) } else { token.parse::<usize>() }) else {
        return refuse!(
            "controller list volumes: CSI.ControllerListVolumes: invalid starting token {token:?}: rpc error: code = Aborted desc = \
             The type of startingToken should be integer"
        );
    };
    let end = usize::try_from(request.per_page).ok().filter(|size| *size > 0).map_or(rows.len(), |size| size.min(rows.len()));
    let rows = rows.get(start.saturating_sub(1).min(end)..end).unwrap_or(&[]);
    Ok(fill(r#"{"Volumes":?,"NextToken":"","Index":0,"LastContact":0,"KnownLeader":false}"#, &[&Value::Array(rows.to_vec())]))
}
