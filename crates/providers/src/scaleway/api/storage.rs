//! Reading volumes and snapshots, of all three APIs.

use crate::scaleway::decode::{self, Api, ObjectReader, ResourceRef, plural};
use voldeck_core::fill;
use voldeck_core::http::{DecodeError, Endpoint, Request, Response};
use voldeck_core::model::{Item, Kind, Resource};
use voldeck_core::texts::t;

/// How many items a page has; more is refused.
pub const PAGE: usize = 100;

/// A part of a list.
#[derive(Debug, Clone, Default)]
pub struct Page {
    /// The items, in the order of sending.
    pub items: Vec<Item>,
    /// How many there are in all: in the body for Block, otherwise in a header that a proxy may hide.
    pub total: Option<usize>,
}

/// `X-Total-Count`.
pub(super) fn counted(response: &Response) -> Option<usize> {
    response.header("X-Total-Count")?.trim().parse().ok()
}

/// `GET …/volumes` or `GET …/snapshots`: one page of a zone.
#[derive(Clone, Copy)]
pub struct List<'a> {
    /// Of which API.
    pub api: Api,
    /// Volumes or snapshots.
    pub kind: Kind,
    /// The zone; not sent in the original API.
    pub zone: &'a str,
    /// From 1.
    pub page: usize,
    /// At most this many.
    pub size: usize,
    /// Only what belongs to this project, or organization in the original API; empty for all.
    pub project: &'a str,
    /// Only snapshots of this volume.
    pub volume: Option<&'a str>,
}

impl Endpoint for List<'_> {
    type Answer = Page;
    const NAME: &'static str = "GET /{api}/v1/zones/{zone}/volumes, …/snapshots";
    const DOCS: &'static str = super::BLOCK_DOCS;
    fn request(&self) -> Request {
        let (project, volume, size) = match self.api {
            Api::Block => ("project_id", Some("volume_id"), "page_size"),
            Api::Instance => ("project", Some("base_volume_id"), "per_page"),
            Api::Legacy => ("organization", None, "per_page"),
        };
        let mut request = Request::get(self.api.path(self.zone, plural(self.kind)));
        // In the order of creation, so that what is made meanwhile comes last.
        if self.api == Api::Block {
            request = request.query("order_by", "created_at_asc");
        }
        request = request.query_if(project, Some(self.project));
        if let Some(name) = volume {
            request = request.query_if(name, self.volume);
        }
        request.query("page", self.page.to_string()).query(size, self.size.to_string())
    }
    fn decode(&self, response: &Response) -> Result<Page, DecodeError> {
        let body = ObjectReader::parse(decode::read(&response.body)?).map_err(DecodeError)?;
        let name = plural(self.kind);
        let mut list = decode::split(body.get(name).ok_or_else(|| DecodeError(fill!("{name}: there is none.", name)))?)?;
        list.retain(|item| *item != "null");
        let read = |raw: &str| resource(self.api, self.kind, self.zone, raw);
        let total = body.unsigned("total_count").and_then(|total| usize::try_from(total).ok());
        let total = total.or_else(|| counted(response));
        Ok(Page { items: decode::items(&list, &read), total })
    }
}

/// `GET …/volumes/{id}` or `GET …/snapshots/{id}`.
pub struct Read<'a> {
    /// Volume or snapshot.
    pub kind: Kind,
    /// Where it is.
    pub place: &'a ResourceRef,
}

impl Endpoint for Read<'_> {
    type Answer = Resource;
    const NAME: &'static str = "GET /{api}/v1/zones/{zone}/volumes/{id}, …/snapshots/{id}";
    const DOCS: &'static str = super::BLOCK_DOCS;
    fn request(&self) -> Request {
        Request::get(self.place.path(self.kind, ""))
    }
    fn decode(&self, response: &Response) -> Result<Resource, DecodeError> {
        let raw = unwrapped(decode::read(&response.body)?, self.place.api, self.kind)?;
        resource(self.place.api, self.kind, &self.place.zone, raw).map_err(DecodeError)
    }
}

/// The object that an answer is, or holds under its name.
///
/// # Errors
///
/// When there is none under its name.
pub fn unwrapped(body: &str, api: Api, kind: Kind) -> Result<&str, DecodeError> {
    if api == Api::Block {
        return Ok(body);
    }
    let name = kind.noun();
    voldeck_core::json::member(body, name).ok_or_else(|| DecodeError([name, t(": there is none.")].concat()))
}

/// Reads one object.
///
/// # Errors
///
/// Names the field that cannot be read and what was found in it.
pub fn resource(api: Api, kind: Kind, zone: &str, raw: &str) -> Result<Resource, String> {
    match (api, kind) {
        (Api::Block, Kind::Snapshot) => decode::block_snapshot(raw, zone),
        (Api::Block, _) => decode::block_volume(raw, zone),
        (_, Kind::Snapshot) => decode::instance_snapshot(raw, api, zone),
        _ => decode::instance_volume(raw, api, zone),
    }
}
