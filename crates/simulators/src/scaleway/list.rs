//! Lists: filters, order and pages.
//!
//! Block counts in the body and calls the size of a page `page_size`; Instance counts in `X-Total-Count`, calls it `per_page` and
//! names the last page in a relative `Link` without the base path. (Recorded.) A page after the last one is empty.

use std::fmt::Write;

use serde_json::{Value, json};

use super::Scaleway;
use super::request::Request;
use super::response::{ApiResult, invalid, json};
use super::state::{Row, Table};

/// The largest page.
const MOST: usize = 100;

fn number(request: &Request, key: &str, otherwise: usize) -> ApiResult<usize> {
    match request.query(key) {
        "" => Ok(otherwise),
        text => match text.parse() {
            Ok(number) if number > 0 => Ok(number),
            _ => invalid(key, "format", "a number above 0 is expected"),
        },
    }
}

/// Whether a filter of the query lets a row through; one that is not given lets all.
fn same(request: &Request, key: &str, value: &Value) -> bool {
    let wanted = request.query(key);
    wanted.is_empty() || value.as_str() == Some(wanted)
}

fn tagged(request: &Request, row: &Row) -> bool {
    let wanted = request.list("tags");
    wanted.is_empty() || row.body["tags"].as_array().into_iter().flatten().any(|tag| tag.as_str().is_some_and(|tag| wanted.contains(&tag)))
}

impl Scaleway {
    fn rows_of(&self, table: Table, zone: &str) -> Vec<&Row> {
        let mut rows: Vec<&Row> = self.rows.iter().filter(|row| row.table == table && row.zone == zone).collect();
        let key = if matches!(table, Table::BlockVolume | Table::BlockSnapshot | Table::Project) { "created_at" } else { "creation_date" };
        rows.sort_by(|a, b| (a.text(key), a.text("id")).cmp(&(b.text(key), b.text("id"))));
        rows
    }

    /// A list of Block or Account, which count in the body.
    pub(super) fn list_counted(&self, request: &Request, table: Table, key: &str, zone: &str) -> ApiResult {
        let (page, size) = (number(request, "page", 1)?, number(request, "page_size", 50)?);
        if size > MOST {
            return invalid("page_size", "constraint", "value must be inside range [1, 100]");
        }
        let deleted = request.query("include_deleted").eq_ignore_ascii_case("true");
        let ids = request.list("volume_ids");
        let mut rows = self.rows_of(table, zone);
        rows.retain(|row| {
            let references = row.body["references"].as_array();
            let product = request.query("product_resource_id");
            (deleted || row.state() != "deleted")
                && same(request, "project_id", &row.body["project_id"])
                && super::auth::sees(request, &row.body["project_id"])
                && same(request, "volume_type", &row.body["type"])
                && same(request, "volume_id", &row.body["parent_volume"]["id"])
                && (request.query("name").is_empty() || row.text("name").contains(request.query("name")))
                && (ids.is_empty() || ids.contains(&row.text("id")))
                && (product.is_empty() || references.into_iter().flatten().any(|one| one["product_resource_id"] == product))
                && tagged(request, row)
        });
        match request.query("order_by") {
            "" | "created_at_asc" => {}
            "created_at_desc" => rows.reverse(),
            "name_asc" => rows.sort_by(|a, b| a.text("name").cmp(b.text("name"))),
            "name_desc" => rows.sort_by(|a, b| b.text("name").cmp(a.text("name"))),
            _ => return invalid("order_by", "constraint", "value is not a valid enum value"),
        }
        let total = rows.len();
        let items: Vec<&Value> = rows.into_iter().skip((page - 1).saturating_mul(size)).take(size).map(|row| &row.body).collect();
        Ok(json(200, &json!({ key: items, "total_count": total })))
    }

    /// A list of Instance or of the original API, which count in a header.
    pub(super) fn list_headed(&self, request: &Request, table: Table, key: &str, zone: &str) -> ApiResult {
        let (page, size) = (number(request, "page", 1)?, number(request, "per_page", 50)?);
        if size > MOST {
            return invalid("per_page", "constraint", "per_page must be less than or equal to 100");
        }
        let mut rows = self.rows_of(table, zone);
        rows.retain(|row| {
            same(request, "project", &row.body["project"])
                && super::auth::sees(request, &row.body["project"])
                && same(request, "organization", &row.body["organization"])
                && same(request, "volume_type", &row.body["volume_type"])
                && same(request, "state", &row.body["state"])
                && same(request, "base_volume_id", &row.body["base_volume"]["id"])
                && (request.query("name").is_empty() || row.text("name").contains(request.query("name")))
                && tagged(request, row)
        });
        let total = rows.len();
        let items: Vec<&Value> = rows.into_iter().skip((page - 1).saturating_mul(size)).take(size).map(|row| &row.body).collect();
        let mut response = json(200, &json!({ key: items }));
        let last = total.div_ceil(size).max(1);
        let link = |page: usize, rel: &str| {
            let mut link = format!("</{key}?page={page}&per_page={size}&");
            for (name, value) in request.rest_of_query() {
                let _ = write!(link, "{name}={value}&");
            }
            format!("{}>; rel=\"{rel}\"", link.trim_end_matches('&'))
        };
        let next = (page < last).then(|| link(page + 1, "next"));
        let links: Vec<_> = next.into_iter().chain([link(last, "last")]).collect();
        response.headers.push(("Link".to_owned(), links.join(",")));
        response.headers.push(("X-Total-Count".to_owned(), total.to_string()));
        Ok(response)
    }
}
