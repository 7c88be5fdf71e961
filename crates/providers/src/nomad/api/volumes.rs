//! Reading calls about volumes and snapshots. <https://developer.hashicorp.com/nomad/api-docs/volumes>

use crate::nomad::decode::{self, ResourceType};
use crate::nomad::watch::Wait;
use voldeck_core::fill;
use voldeck_core::http::{DecodeError, Endpoint, Request, Response, segment};
use voldeck_core::model::Item;

/// A part of a list: its items, and where it goes on.
#[derive(Debug, Clone, Default)]
pub struct Page {
    /// The items, in the order of sending.
    pub items: Vec<Item>,
    /// The token of the next page.
    pub next: Option<String>,
    /// `X-Nomad-Index`, if the browser lets us see it.
    pub index: Option<u64>,
}

fn index(response: &Response) -> Option<u64> {
    response.header("X-Nomad-Index")?.trim().parse().ok()
}

fn wait(request: Request, wait: Option<Wait>) -> Request {
    match wait {
        Some(wait) => request.query("index", wait.index.to_string()).query("wait", format!("{}s", wait.seconds)),
        None => request,
    }
}

/// What a list of volumes is narrowed to; empty texts are not sent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    /// Beginning of the id, for host volumes also of the name. From 1.0.6.
    pub prefix: String,
    /// A go-bexpr expression over the full fields. From 1.3.
    pub filter: String,
    /// The exact id of a plugin; CSI only.
    pub plugin_id: String,
    /// Only volumes used on, or living on, this node.
    pub node_id: String,
}

/// `GET /v1/volumes?type=csi` or `type=host`.
///
/// The answer is `None` for an empty body: that is how servers before 1.10 answer to a type they do not know.
pub struct ListVolumes<'a> {
    /// [`ResourceType::Csi`] or [`ResourceType::Host`].
    pub class: ResourceType,
    /// A namespace, or `*` for all (from 1.3).
    pub namespace: &'a str,
    /// What to narrow it to.
    pub query: &'a Query,
    /// At most this many items, ignored by servers before 1.3.
    pub per_page: Option<u32>,
    /// The token of the last page.
    pub next_token: Option<&'a str>,
    /// Held until something changes.
    pub wait: Option<Wait>,
}

/// A part of a list of volumes, whose items are still to be read.
#[derive(Debug, Clone, Default)]
pub struct Part {
    /// The items.
    pub items: decode::Unread,
    /// The token of the next part.
    pub next: Option<String>,
    /// `X-Nomad-Index`, if the browser lets us see it.
    pub index: Option<u64>,
}

impl Part {
    /// Reads the next items of a list of this class; no more are left if there are fewer than asked for.
    pub fn read(&mut self, class: ResourceType, most: usize) -> Vec<Item> {
        self.items.next(most, if class == ResourceType::Host { &decode::host } else { &decode::csi })
    }
}

impl Endpoint for ListVolumes<'_> {
    type Answer = Option<Part>;
    const NAME: &'static str = "GET /v1/volumes";
    const DOCS: &'static str = "https://developer.hashicorp.com/nomad/api-docs/volumes#list-volumes";
    fn request(&self) -> Request {
        let host = self.class == ResourceType::Host;
        let request = Request::get("/v1/volumes")
            .query("type", self.class.word())
            .query("namespace", self.namespace)
            .query_if("prefix", Some(&self.query.prefix))
            .query_if("filter", Some(&self.query.filter))
            // With `*` the server answers an empty list to it: then the console looks for the plugin's volumes itself.
            .query_if("plugin_id", Some(self.query.plugin_id.as_str()).filter(|_| !host && self.namespace != "*"))
            .query_if("node_id", Some(&self.query.node_id))
            .query_if("per_page", self.per_page.map(|count| count.to_string()).as_deref())
            .query_if("next_token", self.next_token);
        wait(request, self.wait)
    }
    fn decode(&self, response: &Response) -> Result<Option<Part>, DecodeError> {
        if response.body.trim().is_empty() {
            return Ok(None);
        }
        let next = response.header("X-Nomad-NextToken").filter(|token| !token.is_empty()).map(str::to_owned);
        Ok(Some(Part { items: decode::Unread::of(&response.body)?, next, index: index(response) }))
    }
}

/// `GET /v1/volume/csi/:id` or `GET /v1/volume/host/:id`.
pub struct ReadVolume<'a> {
    /// [`ResourceType::Csi`] or [`ResourceType::Host`].
    pub class: ResourceType,
    /// Its namespace.
    pub namespace: &'a str,
    /// Its full id: servers up to 0.12 take the beginning of one and answer any match.
    pub id: &'a str,
    /// Held until something changes.
    pub wait: Option<Wait>,
}

impl Endpoint for ReadVolume<'_> {
    type Answer = (voldeck_core::model::Resource, Option<u64>);
    const NAME: &'static str = "GET /v1/volume/:type/:id";
    const DOCS: &'static str = "https://developer.hashicorp.com/nomad/api-docs/volumes#read-volume";
    fn request(&self) -> Request {
        let path = format!("/v1/volume/{}/{}", self.class.word(), segment(self.id));
        wait(Request::get(path).query("namespace", self.namespace), self.wait)
    }
    fn decode(&self, response: &Response) -> Result<Self::Answer, DecodeError> {
        let raw = decode::read(&response.body)?;
        let read = if self.class == ResourceType::Host { decode::host } else { decode::csi };
        let mut volume = read(raw).map_err(DecodeError)?;
        if self.class == ResourceType::Host && volume.attached.is_none() {
            // A full reading of a host volume leaves its allocations out where there are none.
            volume.used_by(Vec::new());
        }
        Ok((volume, index(response)))
    }
}

/// `GET /v1/volumes/external` or `GET /v1/volumes/snapshot`: what a plugin lists. Paged in the body, never held.
pub struct ListStorage<'a> {
    /// [`ResourceType::External`] or [`ResourceType::Snapshot`].
    pub class: ResourceType,
    /// The plugin's exact id.
    pub plugin: &'a str,
    /// The token of the last page.
    pub next_token: Option<&'a str>,
    /// The volumes that Nomad knows, for what it calls them.
    pub registered: &'a decode::Registered,
}

impl Endpoint for ListStorage<'_> {
    type Answer = Page;
    const NAME: &'static str = "GET /v1/volumes/external, /v1/volumes/snapshot";
    const DOCS: &'static str = "https://developer.hashicorp.com/nomad/api-docs/volumes#list-snapshots";
    fn request(&self) -> Request {
        Request::get(format!("/v1/volumes/{}", self.class.word()))
            .query("plugin_id", self.plugin)
            .query("per_page", "500")
            .query_if("next_token", self.next_token)
    }
    fn decode(&self, response: &Response) -> Result<Page, DecodeError> {
        let body = decode::ObjectReader::parse(decode::read(&response.body)?).map_err(DecodeError)?;
        let snapshots = self.class == ResourceType::Snapshot;
        let key = if snapshots { "Snapshots" } else { "Volumes" };
        // Go writes an empty list as `null`, but always writes the key.
        if !body.has(key) {
            return Err(DecodeError(fill!("{key}: there is none.", key)));
        }
        let list =
            body.get(key).map_or_else(|| Ok(Vec::new()), decode::split).map_err(|misread| DecodeError(format!("{key}: {}", misread.0)))?;
        let list: Vec<_> = list.into_iter().filter(|item| *item != "null").collect();
        let read = |raw: &str| {
            if snapshots {
                decode::snapshot(raw, self.plugin, self.registered)
            } else {
                decode::external(raw, self.plugin, self.registered)
            }
        };
        Ok(Page { items: decode::items(&list, &read), next: body.text("NextToken"), index: None })
    }
}

/// `GET /v1/volumes/claims`: sticky claims of task groups on host volumes. From 1.10.
pub struct ListClaims<'a> {
    /// A namespace, or `*` for all.
    pub namespace: &'a str,
}

impl Endpoint for ListClaims<'_> {
    type Answer = Vec<voldeck_core::model::Raw>;
    const NAME: &'static str = "GET /v1/volumes/claims";
    const DOCS: &'static str = "https://developer.hashicorp.com/nomad/api-docs/volumes#list-task-group-host-volume-claims";
    fn request(&self) -> Request {
        Request::get("/v1/volumes/claims").query("namespace", self.namespace)
    }
    fn decode(&self, response: &Response) -> Result<Self::Answer, DecodeError> {
        Ok(decode::split(&response.body)?.into_iter().map(voldeck_core::model::Raw::new).collect())
    }
}
