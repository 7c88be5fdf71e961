//! Reading what the API key may do.

use crate::scaleway::decode;
use voldeck_core::http::{DecodeError, Endpoint, Request, Response};

/// A reading of IAM: one thing by its id, or a list by what it belongs to.
pub struct Iam<'a> {
    /// `api-keys`, `users`, `applications`, `groups`, `policies`, `rules`.
    pub what: &'static str,
    /// The id of one; empty for a list.
    pub id: &'a str,
    /// What a list is narrowed to.
    pub query: &'a [(&'static str, &'a str)],
}

impl Endpoint for Iam<'_> {
    type Answer = String;
    const NAME: &'static str = "GET /iam/v1alpha1/api-keys/{access_key}, …/users, …/groups, …/policies, …/rules";
    const DOCS: &'static str = "https://www.scaleway.com/en/developers/api/iam/";
    fn request(&self) -> Request {
        let one = if self.id.is_empty() { String::new() } else { ["/", &voldeck_core::http::segment(self.id)].concat() };
        let request = Request::get(["/iam/v1alpha1/", self.what, &one].concat());
        let request = self.query.iter().fold(request, |request, (name, value)| request.query(name, *value));
        if self.id.is_empty() { request.query("page_size", super::PAGE.to_string()) } else { request }
    }
    fn decode(&self, response: &Response) -> Result<String, DecodeError> {
        let text = decode::read(&response.body)?;
        let body = decode::ObjectReader::parse(text).map_err(DecodeError)?;
        if self.id.is_empty() {
            super::listed(&body, self.what, '[')?;
        }
        Ok(text.to_owned())
    }
}
