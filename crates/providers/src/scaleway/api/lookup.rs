//! Reading what there is to choose from, and who uses a volume.

use super::storage::counted;
use crate::scaleway::decode::{self, Api, ObjectReader, Server, VolumeType};
use voldeck_core::action::SelectOption;
use voldeck_core::http::{DecodeError, Endpoint, Request, Response};

fn object(response: &Response) -> Result<ObjectReader<'_>, DecodeError> {
    ObjectReader::parse(decode::read(&response.body)?).map_err(DecodeError)
}

/// `GET …/servers`: a page of a zone, and how many there are in all.
pub struct ListServers<'a> {
    /// The zone.
    pub zone: &'a str,
    /// From 1.
    pub page: usize,
}

impl Endpoint for ListServers<'_> {
    type Answer = (Vec<Server>, Option<usize>);
    const NAME: &'static str = "GET /instance/v1/zones/{zone}/servers";
    const DOCS: &'static str = super::INSTANCE_DOCS;
    fn request(&self) -> Request {
        Request::get(Api::Instance.path(self.zone, "servers"))
            .query("page", self.page.to_string())
            .query("per_page", super::PAGE.to_string())
    }
    fn decode(&self, response: &Response) -> Result<Self::Answer, DecodeError> {
        let body = object(response)?;
        super::listed(&body, "servers", '[')?;
        Ok((body.objects("servers").iter().map(Server::of).collect(), counted(response)))
    }
}

/// `GET …/servers/{id}`.
pub struct ReadServer<'a> {
    /// The zone.
    pub zone: &'a str,
    /// The server's id.
    pub id: &'a str,
}

impl Endpoint for ReadServer<'_> {
    type Answer = Server;
    const NAME: &'static str = "GET /instance/v1/zones/{zone}/servers/{server_id}";
    const DOCS: &'static str = super::INSTANCE_DOCS;
    fn request(&self) -> Request {
        Request::get(Api::Instance.path(self.zone, &["servers/", &voldeck_core::http::segment(self.id)].concat()))
    }
    fn decode(&self, response: &Response) -> Result<Server, DecodeError> {
        let body = object(response)?;
        super::listed(&body, "server", '{')?;
        Ok(body.object("server").map(|server| Server::of(&server)).unwrap_or_default())
    }
}

/// `GET /block/v1/zones/{zone}/volume-types`.
pub struct ListBlockTypes<'a>(pub &'a str);

impl Endpoint for ListBlockTypes<'_> {
    type Answer = Vec<VolumeType>;
    const NAME: &'static str = "GET /block/v1/zones/{zone}/volume-types";
    const DOCS: &'static str = super::BLOCK_DOCS;
    fn request(&self) -> Request {
        Request::get(Api::Block.path(self.0, "volume-types"))
    }
    fn decode(&self, response: &Response) -> Result<Self::Answer, DecodeError> {
        let body = object(response)?;
        super::listed(&body, "volume_types", '[')?;
        Ok(body.objects("volume_types").iter().map(VolumeType::of_block).collect())
    }
}

/// `GET /instance/v1/zones/{zone}/products/volumes`: types with their limits.
pub struct ListInstanceTypes<'a>(pub &'a str);

impl Endpoint for ListInstanceTypes<'_> {
    type Answer = Vec<VolumeType>;
    const NAME: &'static str = "GET /instance/v1/zones/{zone}/products/volumes";
    const DOCS: &'static str = super::INSTANCE_DOCS;
    fn request(&self) -> Request {
        Request::get(Api::Instance.path(self.0, "products/volumes"))
    }
    fn decode(&self, response: &Response) -> Result<Self::Answer, DecodeError> {
        let body = object(response)?;
        super::listed(&body, "volumes", '{')?;
        Ok(decode::instance_types(&body))
    }
}

/// `GET /account/v3/projects`: a page of an organization's projects, as choices.
pub struct ListProjects<'a> {
    /// The organization, which has to be named.
    pub organization: &'a str,
    /// From 1.
    pub page: usize,
}

impl Endpoint for ListProjects<'_> {
    type Answer = (Vec<SelectOption>, Option<usize>);
    const NAME: &'static str = "GET /account/v3/projects";
    const DOCS: &'static str = "https://www.scaleway.com/en/developers/api/account/project-api/";
    fn request(&self) -> Request {
        Request::get("/account/v3/projects")
            .query("organization_id", self.organization)
            .query("order_by", "created_at_asc")
            .query("page", self.page.to_string())
            .query("page_size", super::PAGE.to_string())
    }
    fn decode(&self, response: &Response) -> Result<Self::Answer, DecodeError> {
        let body = object(response)?;
        let choice = |project: &ObjectReader| {
            let text = |name| project.text(name).unwrap_or_default();
            SelectOption::new(text("id"), text("name"), text("description"))
        };
        let projects = body.objects("projects").iter().map(choice).collect();
        let total = body.unsigned("total_count").and_then(|total| usize::try_from(total).ok());
        super::listed(&body, "projects", '[')?;
        Ok((projects, total))
    }
}
