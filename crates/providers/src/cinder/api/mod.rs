//! Cinder's and Keystone's calls, as values: reading ones here, writing ones in the files that begin so.
//!
//! <https://docs.openstack.org/api-ref/block-storage/v3/>, <https://docs.openstack.org/api-ref/identity/v3/>. Paths are below the
//! project's endpoint, `…/v3/{project_id}`, which is known once one is signed in and put before them by the signer.

mod target;
mod write_attachments;
mod write_groups;
mod write_metadata;
mod write_snapshots;
mod write_volumes;

pub use target::gibibytes;
pub use write_attachments::*;
pub use write_groups::*;
pub use write_metadata::*;
pub use write_snapshots::*;
pub use write_volumes::*;

use crate::cinder::decode::{self, Collection, ResourceRef};
use voldeck_core::action::{WRITE, WriteEndpoint};
use voldeck_core::http::{DecodeError, Endpoint, Request, Response};
use voldeck_core::json;
use voldeck_core::model::Item;
use voldeck_core::texts::t;

/// Where Cinder is documented.
pub const DOCS: &str = "https://docs.openstack.org/api-ref/block-storage/v3/";
/// Signing in, with Keystone's name of it.
pub const SIGN_IN: &str = "POST /v3/auth/tokens";
/// How many items are asked for at a time; the server may give fewer (`osapi_max_limit`, 1000 by default).
pub const PAGE: &str = "1000";

/// What writes have in common.
const BASE: WriteEndpoint = WriteEndpoint { docs: DOCS, ..WRITE };

/// A part of a list.
#[derive(Debug, Clone, Default)]
pub struct Page {
    /// The items, in the order of sending.
    pub items: Vec<Item>,
    /// The last id of the page, if there is a next one.
    pub next: Option<String>,
}

/// One page of a collection.
pub struct List<'a> {
    /// Of what.
    pub of: &'static Collection,
    /// Only those with this.
    pub only: Option<(&'static str, &'a str)>,
    /// The id behind which it begins.
    pub marker: Option<String>,
    /// The microversion that is spoken.
    pub minor: u32,
}

impl Endpoint for List<'_> {
    type Answer = Page;
    const NAME: &'static str = "GET /v3/{project_id}/…/detail";
    const DOCS: &'static str = DOCS;
    fn operation(&self) -> &'static str {
        self.of.list
    }
    fn request(&self) -> Request {
        let mut request = Request::get(["/", self.of.word, "/detail"].concat());
        if let Some((name, value)) = self.only {
            request = request.query(name, value);
        }
        if members(self.of, self.minor) {
            request = request.query("list_volume", "true");
        }
        // In the order of creation, so that what is made meanwhile comes last.
        request.query("sort", "created_at:asc,id:asc").query("limit", PAGE).query_if("marker", self.marker.as_deref())
    }
    fn decode(&self, response: &Response) -> Result<Page, DecodeError> {
        let body = decode::read(&response.body)?;
        // A list that is not there says nothing of what there is: it is no empty one.
        let list = json::member(body, self.of.word).filter(|list| *list != "null").ok_or_else(|| none(self.of.word))?;
        let items = decode::items(&decode::split(list)?, &|raw| decode::resource(self.of, raw));
        Ok(Page { next: next(body), items })
    }
}

/// Whether groups can be asked for their volumes.
fn members(of: &Collection, minor: u32) -> bool {
    of.word == "groups" && minor >= 25
}

/// The marker of the next page. Its address is the server's own, which need not be how it is reached from here. It stands under
/// `volumes_links`, but under `group_links` for groups.
fn next(body: &str) -> Option<String> {
    let links = json::entries(body)?.into_iter().find(|(name, _)| name.ends_with("_links"))?.1;
    let client = json::entries(links)?.into_iter().find(|(_, client)| decode::text_of(client, "rel").as_deref() == Some("next"))?.1;
    let href = decode::text_of(client, "href")?;
    let (_, marker) = href.split_once("marker=")?;
    Some(marker.split('&').next().unwrap_or_default().to_owned())
}

fn none(name: &str) -> DecodeError {
    DecodeError([name, t(": there is none.")].concat())
}

/// A reading of one thing: what its answer holds under a name.
#[derive(Debug, Clone)]
pub struct Get {
    /// The vendor's name of the operation.
    pub operation: &'static str,
    /// What is sent.
    pub request: Request,
    /// What of the answer is wanted; empty for all of it.
    pub under: &'static str,
}

impl Get {
    /// A call without a query.
    pub fn new(operation: &'static str, path: impl Into<String>, under: &'static str) -> Self {
        Self { operation, request: Request::get(path), under }
    }

    /// One resource in full, at this microversion.
    pub fn one(place: &ResourceRef, minor: u32) -> Self {
        let mut ask = Self::new(place.of.read, place.path(""), place.of.one);
        if members(place.of, minor) {
            ask.request = ask.request.query("list_volume", "true");
        }
        ask
    }

    /// What there is to choose from, and what it is called in the answer.
    pub fn table(what: &Lookup) -> Self {
        Self::new(what.1, what.2, what.3)
    }
}

/// A look-up: its name, its operation, its path, what its answer holds it under.
pub type Lookup = (&'static str, &'static str, &'static str, &'static str);

/// Every look-up.
pub static LOOKUPS: [Lookup; 8] = [
    ("types", "GET /v3/{project_id}/types", "/types", "volume_types"),
    ("group-types", "GET /v3/{project_id}/group_types", "/group_types", "group_types"),
    ("zones", "GET /v3/{project_id}/os-availability-zone", "/os-availability-zone", "availabilityZoneInfo"),
    ("backups", "GET /v3/{project_id}/backups/detail", "/backups/detail", "backups"),
    ("attachments", "GET /v3/{project_id}/attachments/detail", "/attachments/detail", "attachments"),
    ("transfers", "GET /v3/{project_id}/volume-transfers/detail", "/volume-transfers/detail", "transfers"),
    ("services", "GET /v3/{project_id}/os-services", "/os-services", "services"),
    ("pools", "GET /v3/{project_id}/scheduler-stats/get_pools", "/scheduler-stats/get_pools", "pools"),
];

/// One page of a look-up: its items as JSON, and the marker of the next.
pub struct Rows {
    /// Of which.
    pub of: &'static Lookup,
    /// The id behind which it begins.
    pub marker: Option<String>,
}

impl Endpoint for Rows {
    type Answer = (Vec<String>, Option<String>);
    const NAME: &'static str = "GET";
    const DOCS: &'static str = DOCS;
    fn operation(&self) -> &'static str {
        self.of.1
    }
    fn request(&self) -> Request {
        Request::get(self.of.2).query_if("marker", self.marker.as_deref())
    }
    fn decode(&self, response: &Response) -> Result<Self::Answer, DecodeError> {
        let list = Get::table(self.of).decode(response)?;
        let rows = decode::split(&list)?.into_iter().map(str::to_owned).collect();
        Ok((rows, next(decode::read(&response.body)?)))
    }
}

impl Endpoint for Get {
    type Answer = String;
    const NAME: &'static str = "GET";
    const DOCS: &'static str = DOCS;
    fn operation(&self) -> &'static str {
        self.operation
    }
    fn request(&self) -> Request {
        self.request.clone()
    }
    fn decode(&self, response: &Response) -> Result<String, DecodeError> {
        let body = decode::read(&response.body)?;
        let part = if self.under.is_empty() { Some(body) } else { json::member(body, self.under) };
        part.filter(|part| *part != "null").map(str::to_owned).ok_or_else(|| none(self.under))
    }
}
