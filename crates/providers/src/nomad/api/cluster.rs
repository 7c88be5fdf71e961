//! Reading calls about the cluster: who it is, who we are, what there is to choose from.

use crate::nomad::decode::{self, ObjectReader};
use voldeck_core::http::{DecodeError, Endpoint, Request, Response, segment};

/// An answer that is a list of objects. Go writes a list that was never made as `null`.
fn list<T>(response: &Response, read: fn(&ObjectReader) -> T) -> Result<Vec<T>, DecodeError> {
    match decode::read(&response.body)? {
        "null" => Ok(Vec::new()),
        list => voldeck_core::decode::list(list, &read).map_err(DecodeError),
    }
}

/// `GET /v1/status/leader`: a JSON string, without any right.
pub struct StatusLeader;

impl Endpoint for StatusLeader {
    type Answer = String;
    const NAME: &'static str = "GET /v1/status/leader";
    const DOCS: &'static str = "https://developer.hashicorp.com/nomad/api-docs/status#read-leader";
    fn request(&self) -> Request {
        Request::get("/v1/status/leader")
    }
    fn decode(&self, response: &Response) -> Result<String, DecodeError> {
        decode::text(decode::read(&response.body)?).map_err(DecodeError)
    }
}

/// `GET /v1/agent/self`: the version. Needs `agent:read`.
pub struct AgentSelf;

impl Endpoint for AgentSelf {
    type Answer = Option<String>;
    const NAME: &'static str = "GET /v1/agent/self";
    const DOCS: &'static str = "https://developer.hashicorp.com/nomad/api-docs/agent#query-self";
    fn request(&self) -> Request {
        Request::get("/v1/agent/self")
    }
    fn decode(&self, response: &Response) -> Result<Option<String>, DecodeError> {
        decode::version(decode::read(&response.body)?).map_err(DecodeError)
    }
}

/// `GET /v1/acl/token/self`: who the token is.
pub struct TokenSelf;

impl Endpoint for TokenSelf {
    type Answer = decode::Token;
    const NAME: &'static str = "GET /v1/acl/token/self";
    const DOCS: &'static str = "https://developer.hashicorp.com/nomad/api-docs/acl/tokens#read-self-token";
    fn request(&self) -> Request {
        Request::get("/v1/acl/token/self")
    }
    fn decode(&self, response: &Response) -> Result<decode::Token, DecodeError> {
        let token = ObjectReader::parse(decode::read(&response.body)?).map_err(DecodeError)?;
        Ok(decode::Token::of(&token))
    }
}

/// `GET /v1/acl/policies`: the names of the token's own policies, by way of its roles too; of all policies for a management token.
pub struct ListPolicies;

impl Endpoint for ListPolicies {
    type Answer = Vec<String>;
    const NAME: &'static str = "GET /v1/acl/policies";
    const DOCS: &'static str = "https://developer.hashicorp.com/nomad/api-docs/acl/policies#list-policies";
    fn request(&self) -> Request {
        Request::get("/v1/acl/policies")
    }
    fn decode(&self, response: &Response) -> Result<Vec<String>, DecodeError> {
        Ok(list(response, |policy| policy.text("Name"))?.into_iter().flatten().collect())
    }
}

/// `GET /v1/acl/policy/:name`: the rules of one of the token's own policies. `None` where they are only told as they were written.
pub struct ReadPolicy<'a>(pub &'a str);

impl Endpoint for ReadPolicy<'_> {
    type Answer = Option<decode::Policy>;
    const NAME: &'static str = "GET /v1/acl/policy/:name";
    const DOCS: &'static str = "https://developer.hashicorp.com/nomad/api-docs/acl/policies#read-policy";
    fn request(&self) -> Request {
        Request::get(format!("/v1/acl/policy/{}", segment(self.0)))
    }
    fn decode(&self, response: &Response) -> Result<Option<decode::Policy>, DecodeError> {
        decode::policy(decode::read(&response.body)?).map_err(DecodeError)
    }
}

/// `GET /v1/regions`: names, without any right.
pub struct ListRegions;

impl Endpoint for ListRegions {
    type Answer = Vec<String>;
    const NAME: &'static str = "GET /v1/regions";
    const DOCS: &'static str = "https://developer.hashicorp.com/nomad/api-docs/regions";
    fn request(&self) -> Request {
        Request::get("/v1/regions")
    }
    fn decode(&self, response: &Response) -> Result<Vec<String>, DecodeError> {
        voldeck_core::decode::texts(decode::read(&response.body)?).map_err(DecodeError)
    }
}

/// `GET /v1/namespaces`, or `GET /v1/node/pools`: things with a name.
pub enum ListNamed {
    /// What the token may see. 501 before 1.0 outside the Enterprise edition.
    Namespaces,
    /// From 1.6.
    NodePools,
}

impl Endpoint for ListNamed {
    type Answer = Vec<decode::NamedItem>;
    const NAME: &'static str = "GET /v1/namespaces, /v1/node/pools";
    const DOCS: &'static str = "https://developer.hashicorp.com/nomad/api-docs/namespaces#list-namespaces";
    fn request(&self) -> Request {
        Request::get(match self {
            Self::Namespaces => "/v1/namespaces",
            Self::NodePools => "/v1/node/pools",
        })
    }
    fn decode(&self, response: &Response) -> Result<Vec<decode::NamedItem>, DecodeError> {
        list(response, decode::NamedItem::of)
    }
}

/// `GET /v1/nodes`. Needs `node:read`.
pub struct ListNodes;

impl Endpoint for ListNodes {
    type Answer = Vec<decode::Node>;
    const NAME: &'static str = "GET /v1/nodes";
    const DOCS: &'static str = "https://developer.hashicorp.com/nomad/api-docs/nodes#list-nodes";
    fn request(&self) -> Request {
        Request::get("/v1/nodes")
    }
    fn decode(&self, response: &Response) -> Result<Vec<decode::Node>, DecodeError> {
        list(response, decode::Node::of)
    }
}

/// `GET /v1/plugins?type=csi`: without `type` the answer is always empty.
pub struct ListPlugins;

impl Endpoint for ListPlugins {
    type Answer = Vec<decode::PluginStub>;
    const NAME: &'static str = "GET /v1/plugins";
    const DOCS: &'static str = "https://developer.hashicorp.com/nomad/api-docs/plugins#list-plugins";
    fn request(&self) -> Request {
        Request::get("/v1/plugins").query("type", "csi")
    }
    fn decode(&self, response: &Response) -> Result<Vec<decode::PluginStub>, DecodeError> {
        list(response, decode::PluginStub::of)
    }
}

/// `GET /v1/plugin/csi/:id`: what a plugin can do. Needs `plugin:read`.
pub struct ReadPlugin<'a>(pub &'a str);

impl Endpoint for ReadPlugin<'_> {
    type Answer = decode::Plugin;
    const NAME: &'static str = "GET /v1/plugin/csi/:id";
    const DOCS: &'static str = "https://developer.hashicorp.com/nomad/api-docs/plugins#read-plugin";
    fn request(&self) -> Request {
        Request::get(format!("/v1/plugin/csi/{}", segment(self.0)))
    }
    fn decode(&self, response: &Response) -> Result<decode::Plugin, DecodeError> {
        decode::plugin(&response.body, self.0)
    }
}
