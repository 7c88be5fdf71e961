//! The calls, as values, and how every call is put together: reading ones here, writing ones in `writes`.
//!
//! All are `POST /api/{category}/{action}/`, below the connection's address; the slash at the end is part of what is signed.
//! The account is added by the signer. <https://www.lunanode.com/api/volume>

mod writes;

pub use writes::*;

use super::decode::{self, NamedItem};
use voldeck_core::http::{Access, DecodeError, Endpoint, Error, LocalBoxFuture, Request, Response, Session, unreadable};
use voldeck_core::json;
use voldeck_core::model::{Item, Resource};

/// Where the volume calls are documented.
pub const DOCS: &str = "https://www.lunanode.com/api/volume";

/// A call of this name with these parameters; empty ones are left out, as the API has no nulls.
pub fn call(operation: &str, parameters: &[(&str, &str)]) -> Request {
    let mut req = json::ObjectBuilder::default();
    for (name, value) in parameters.iter().filter(|(_, value)| !value.is_empty()) {
        req.put(name, value);
    }
    Request::new(http::Method::POST, ["/api/", operation, "/"].concat()).json(&req, &[])
}

/// Sends a reading call. Apart from [`read`], so that all kinds of calls are awaited by the same code: a future for each is a
/// kilobyte of WebAssembly.
pub fn send<'a, E: Endpoint>(session: &'a Session, call: &E) -> LocalBoxFuture<'a, Result<Response, Error>> {
    session.exchange(E::NAME, Access::Read, call.request(), session.timeout_millis)
}

/// Reads what came of sending it.
///
/// # Errors
///
/// That of sending, or that the answer cannot be read.
pub fn read<E: Endpoint>(call: &E, sent: Result<Response, Error>) -> Result<E::Answer, Error> {
    let response = sent?;
    call.decode(&response).map_err(|misread| unreadable(E::NAME, &response, &misread))
}

/// `volume/list`, of one region or, with an empty one, of all.
pub struct ListVolumes<'a> {
    /// The region's id.
    pub region: &'a str,
}

impl Endpoint for ListVolumes<'_> {
    type Answer = Vec<Item>;
    const NAME: &'static str = "volume/list";
    const DOCS: &'static str = DOCS;
    fn request(&self) -> Request {
        call(Self::NAME, &[("region", self.region)])
    }
    fn decode(&self, response: &Response) -> Result<Self::Answer, DecodeError> {
        Ok(voldeck_core::decode::items(&decode::list(&response.body, "volumes")?, &|raw| decode::volume(raw, self.region)))
    }
}

/// `volume/info`.
pub struct ReadVolume<'a> {
    /// The volume's id.
    pub id: &'a str,
    /// Where it is; the answer does not say.
    pub region: &'a str,
    /// The status that the list had for it, if it was listed.
    pub listed: Option<&'a str>,
}

impl Endpoint for ReadVolume<'_> {
    type Answer = Resource;
    const NAME: &'static str = "volume/info";
    const DOCS: &'static str = DOCS;
    fn request(&self) -> Request {
        call(Self::NAME, &[("volume_id", self.id)])
    }
    fn decode(&self, response: &Response) -> Result<Self::Answer, DecodeError> {
        decode::volume_in_full(decode::field(&response.body, "volume")?, self.region, self.listed).map_err(DecodeError)
    }
}

/// `volume/snapshot-list`, always of one region.
pub struct ListSnapshots<'a> {
    /// The region's id.
    pub region: &'a str,
}

impl Endpoint for ListSnapshots<'_> {
    type Answer = Vec<Item>;
    const NAME: &'static str = "volume/snapshot-list";
    const DOCS: &'static str = DOCS;
    fn request(&self) -> Request {
        call(Self::NAME, &[("region", self.region)])
    }
    fn decode(&self, response: &Response) -> Result<Self::Answer, DecodeError> {
        Ok(voldeck_core::decode::items(&decode::list(&response.body, "snapshots")?, &|raw| decode::snapshot(raw, self.region)))
    }
}

/// `region/list`.
pub struct ListRegions;

impl Endpoint for ListRegions {
    type Answer = Vec<NamedItem>;
    const NAME: &'static str = "region/list";
    const DOCS: &'static str = "https://www.lunanode.com/api/region";
    fn request(&self) -> Request {
        call(Self::NAME, &[])
    }
    fn decode(&self, response: &Response) -> Result<Self::Answer, DecodeError> {
        decode::regions(&response.body)
    }
}

/// `image/list`, of one region or, with an empty one, of all.
pub struct ListImages<'a> {
    /// The region's id.
    pub region: &'a str,
}

impl Endpoint for ListImages<'_> {
    type Answer = Vec<NamedItem>;
    const NAME: &'static str = "image/list";
    const DOCS: &'static str = "https://www.lunanode.com/api/image";
    fn request(&self) -> Request {
        call(Self::NAME, &[("region", self.region)])
    }
    fn decode(&self, response: &Response) -> Result<Self::Answer, DecodeError> {
        decode::images(&response.body)
    }
}

/// `vm/list`, of all regions.
pub struct ListVms;

impl Endpoint for ListVms {
    type Answer = Vec<NamedItem>;
    const NAME: &'static str = "vm/list";
    const DOCS: &'static str = "https://www.lunanode.com/api/vm";
    fn request(&self) -> Request {
        call(Self::NAME, &[])
    }
    fn decode(&self, response: &Response) -> Result<Self::Answer, DecodeError> {
        decode::vms(&response.body)
    }
}
