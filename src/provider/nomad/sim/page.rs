//! Pages of a list: `filter`, `per_page`, `next_token`.
//!
//! The token `<namespace>.<id>` names the first item of the next page. Source: `nomad/state/paginator`.

use super::filter::Filter;
use super::reply::Failure;
use super::request::Request;
use serde_json::Value;

/// One page and the token of the next. `key` gives namespace and id, `full` the object that filters look into; with
/// `backward` the rows come in descending order.
pub(super) fn page<'a, T>(
    rows: impl Iterator<Item = &'a T>,
    request: &Request,
    key: impl Fn(&T) -> (&str, &str),
    full: impl Fn(&T) -> Value,
    backward: bool,
) -> Result<(Vec<&'a T>, Option<String>), Failure> {
    let failed = |about: &str, error: &str| Failure::new(400, format!("failed to {about}: {error}"));
    let filter = match request.query("filter") {
        "" => None,
        text => Some(Filter::parse(text).map_err(|error| failed("create result paginator", &error))?),
    };
    let token = request.query("next_token");
    let start = token.split_once('.').unwrap_or((token, ""));
    let mut found = Vec::new();
    for row in rows {
        let (namespace, id) = key(row);
        let before = if backward { (namespace, id) > start } else { (namespace, id) < start };
        if before && !token.is_empty() {
            continue;
        }
        if let Some(filter) = &filter
            && !filter.holds(&full(row)).map_err(|error| failed("read result page", &error))?
        {
            continue;
        }
        if request.per_page > 0 && found.len() == request.per_page {
            return Ok((found, Some(format!("{namespace}.{id}"))));
        }
        found.push(row);
    }
    Ok((found, None))
}

/// A page of a list whose token is a plain number, as storage plugins do it: the page's bounds and the next token.
pub(super) fn offset_page(request: &Request, len: usize) -> (std::ops::Range<usize>, String) {
    let start = request.query("next_token").parse().unwrap_or(0).min(len);
    let end = if request.per_page == 0 { len } else { len.min(start + request.per_page) };
    (start..end, if end < len { end.to_string() } else { String::new() })
}
