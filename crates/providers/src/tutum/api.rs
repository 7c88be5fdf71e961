//! Tutum's calls, as values: a list of a noun, and one object of it. There are no others.
//!
//! Two types for ten operations, because the nouns differ in nothing but their names; each call says which operation it is.

use crate::tutum::decode::kept;
use crate::tutum::place::{Collection, GROUP, VOLUME};
use voldeck_core::decode;
use voldeck_core::http::{DecodeError, Endpoint, Request, Response};

/// How many objects a page is asked to have: the most that the framework gives where nothing else is set. A server with a
/// smaller maximum gives that many, without an error; one that is not asked gives 25.
/// <https://github.com/django-tastypie/django-tastypie/blob/v0.12.2/tastypie/paginator.py>
const LIMIT: &str = "1000";

/// The path and query of the first page of a list, narrowed to this.
pub fn first(path: String, filters: &[(&'static str, String)]) -> String {
    let mut request = Request::get(path);
    request.query.extend_from_slice(filters);
    request.query("limit", LIMIT).target()
}

/// The text of an object: whole for groups and volumes, of all others what is kept.
fn text(noun: &Collection, object: &str) -> String {
    if *noun == GROUP || *noun == VOLUME { object.to_owned() } else { kept(object) }
}

/// A part of a list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Page {
    /// The text of each object, as far as it is kept.
    pub objects: Vec<String>,
    /// What the server names as the next page, as given.
    pub next: Option<String>,
    /// How many objects the whole list has.
    pub total: Option<u64>,
}

/// `GET /api/v1/volumegroup/` and the like.
pub struct List<'a> {
    /// Of what.
    pub noun: &'static Collection,
    /// Path and query: of [`first`], or as a page named the next one.
    pub path: &'a str,
}

impl Endpoint for List<'_> {
    type Answer = Page;
    const NAME: &'static str = "GET /api/v1/…/";
    const DOCS: &'static str = "https://github.com/tutumcloud/api-docs/tree/master/source/includes";
    fn operation(&self) -> &'static str {
        self.noun.list
    }
    fn request(&self) -> Request {
        Request::get(self.path)
    }
    fn decode(&self, response: &Response) -> Result<Page, DecodeError> {
        let body = decode::ObjectReader::parse(decode::read(&response.body)?).map_err(DecodeError)?;
        let Some(objects) = body.get("objects") else { return Err(DecodeError("objects: there is none.".to_owned())) };
        let objects = decode::split(objects).map_err(|misread| DecodeError(format!("objects: {}", misread.0)))?;
        // A list without its envelope, or with a strange one, is a list of one page.
        let meta = body.object("meta");
        Ok(Page {
            objects: objects.into_iter().map(|object| text(self.noun, object)).collect(),
            next: decode::text_of(body.get("meta").unwrap_or_default(), "next"),
            total: meta.and_then(|meta| meta.unsigned("total_count")),
        })
    }
}

/// `GET /api/v1/volumegroup/(uuid)/` and the like.
pub struct Read<'a> {
    /// Of what.
    pub noun: &'static Collection,
    /// Its path, as given where one was.
    pub path: &'a str,
}

impl Endpoint for Read<'_> {
    type Answer = String;
    const NAME: &'static str = "GET /api/v1/…/(uuid)/";
    const DOCS: &'static str = "https://github.com/tutumcloud/api-docs/tree/master/source/includes";
    fn operation(&self) -> &'static str {
        self.noun.read
    }
    fn request(&self) -> Request {
        Request::get(self.path)
    }
    fn decode(&self, response: &Response) -> Result<String, DecodeError> {
        let object = decode::read(&response.body)?;
        decode::ObjectReader::parse(object).map_err(DecodeError)?;
        Ok(text(self.noun, object))
    }
}
