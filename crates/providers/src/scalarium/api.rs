//! Scalarium's calls, as values: first those that read, then those that write.
//!
//! Paths begin below the connection's address, which ends with `/api`. Token and version are added by the signer. No list is
//! paged, none can be narrowed or sorted.

use super::decode::{self, Cloud, Instance};
use crate::address;
use voldeck_core::action::{ActionContext, WRITE, WriteAnswer, WriteEndpoint};
use voldeck_core::decode::text_of;
use voldeck_core::http::{DecodeError, Endpoint, ErrorKind, Request, Response, segment};
use voldeck_core::model::{Item, Resource};

/// Where the volume calls are documented.
pub const DOCS: &str = "https://support.scalarium.com/kb/api/volumes-list-delete-and-snapshot";

/// Where the calls about clouds and instances are documented.
const CLOUD_DOCS: &str = "https://support.scalarium.com/kb/api/listing-applications-clouds-roles-and-instances";

/// The path of one volume, or of something below it.
pub fn volume_path(id: &str, rest: &str) -> String {
    ["/volumes/", &segment(id), rest].concat()
}

/// `GET /volumes`: all of the account. Account admins only.
pub struct ListVolumes;

impl Endpoint for ListVolumes {
    type Answer = Vec<Item>;
    const NAME: &'static str = "GET /volumes";
    const DOCS: &'static str = DOCS;
    fn request(&self) -> Request {
        Request::get("/volumes")
    }
    fn decode(&self, response: &Response) -> Result<Vec<Item>, DecodeError> {
        Ok(decode::items(&decode::split(&response.body)?, &decode::volume))
    }
}

/// `GET /volumes/:id`, by Scalarium's own id.
pub struct ReadVolume<'a>(pub &'a str);

impl Endpoint for ReadVolume<'_> {
    type Answer = Resource;
    const NAME: &'static str = "GET /volumes/:id";
    const DOCS: &'static str = DOCS;
    fn request(&self) -> Request {
        Request::get(volume_path(self.0, ""))
    }
    fn decode(&self, response: &Response) -> Result<Resource, DecodeError> {
        decode::volume(decode::read(&response.body)?).map_err(DecodeError)
    }
}

/// `GET /volumes/:id/snapshots`.
pub struct ListSnapshots<'a>(pub &'a str);

impl Endpoint for ListSnapshots<'_> {
    type Answer = Vec<Item>;
    const NAME: &'static str = "GET /volumes/:id/snapshots";
    const DOCS: &'static str = DOCS;
    fn request(&self) -> Request {
        Request::get(volume_path(self.0, "/snapshots"))
    }
    fn decode(&self, response: &Response) -> Result<Vec<Item>, DecodeError> {
        Ok(decode::items(&decode::split(&response.body)?, &|raw| decode::snapshot(raw, self.0)))
    }
}

/// `GET /clouds`. The answer may hold passwords and keys of source repositories.
pub struct ListClouds;

impl Endpoint for ListClouds {
    type Answer = Vec<Cloud>;
    const NAME: &'static str = "GET /clouds";
    const DOCS: &'static str = CLOUD_DOCS;
    fn request(&self) -> Request {
        Request::get("/clouds")
    }
    fn decode(&self, response: &Response) -> Result<Vec<Cloud>, DecodeError> {
        decode::clouds(&response.body)
    }
}

/// `GET /clouds/:id/instances`.
pub struct ListInstances<'a>(pub &'a Cloud);

impl Endpoint for ListInstances<'_> {
    type Answer = Vec<Instance>;
    const NAME: &'static str = "GET /clouds/:id/instances";
    const DOCS: &'static str = CLOUD_DOCS;
    fn request(&self) -> Request {
        Request::get(["/clouds/", &segment(&self.0.id), "/instances"].concat())
    }
    fn decode(&self, response: &Response) -> Result<Vec<Instance>, DecodeError> {
        decode::instances(&response.body, self.0)
    }
}

/// Keeps a volume as it is now. The page calls it `/snapshot`, its client `kostia/scalapi` `/snapshots`; what only knows the
/// other answers 404 or 405 and has done nothing.
pub const CREATE_SNAPSHOT: WriteEndpoint = WriteEndpoint {
    operation: "POST /volumes/:id/snapshot",
    docs: DOCS,
    request: |context, _| post(context, "/snapshot"),
    fallback: |context, _, error| {
        let unknown = matches!(error.kind, ErrorKind::NotFound | ErrorKind::Unsupported) && matches!(error.status, Some(404 | 405));
        unknown.then(|| post(context, "/snapshots"))
    },
    // What it answers is not documented; scalapi expects `{"id":"snap-…","progress":"0%"}`.
    decode: |context, _, response| {
        let name = text_of(&response.body, "id");
        let created = name.as_deref().map(|snapshot| address::id(&[context.provider_id(), snapshot]));
        WriteAnswer { created, name, ..WriteAnswer::default() }
    },
};

/// Destroys a volume.
pub const DELETE_VOLUME: WriteEndpoint = WriteEndpoint {
    operation: "DELETE /volumes/:id",
    docs: DOCS,
    request: |context, _| Request::new(http::Method::DELETE, volume_path(context.provider_id(), "")),
    ..WRITE
};

/// A `POST` without a body. The documentation asks for the media type all the same.
fn post(context: &ActionContext, rest: &str) -> Request {
    let mut request = Request::new(http::Method::POST, volume_path(context.provider_id(), rest));
    request.headers.push(("Content-Type", "application/json".to_owned()));
    request
}
