//! What happens to a request before and after its handler: the token, the microversion, the route, the policy.
//!
//! Source: <https://docs.openstack.org/cinder/latest/contributor/api_microversion_dev.html>, and recorded answers.

use serde_json::{Value, json};

use super::Cinder;
use super::fail;
use super::request::{Request, origin, segments};
use super::response::{self, ApiResult, bad, denied, fault, json, refuse};
use super::route::{self, Found};
use crate::frame::{self, Outcome, Response};

/// How far a request came.
enum Reached {
    /// Not to Cinder's own code: no microversion in the response.
    Router(Response),
    /// Its handler, or a refusal in front of it: with the microversion that was asked for.
    Api(Outcome, String),
}

impl Cinder {
    /// Answers a call.
    pub(super) fn serve(&mut self, call: &frame::Request) -> Outcome {
        let id = format!("req-{}", super::state::uuid(&format!("request {}", self.counter)));
        let path = segments(&call.path);
        let first = path.first().map_or("", String::as_str);
        let root = super::ROOTS.iter().position(|root| *root == first);
        let mut outcome = match root {
            None if first == "identity" && !self.options.noauth => Outcome::Now(self.identity(call).unwrap_or_else(|refusal| refusal)),
            None => Outcome::Now(response::nowhere(call.header("accept"))),
            Some(at) => match self.block(call, &path[1..], at, &id) {
                Reached::Router(response) => Outcome::Now(response),
                Reached::Api(mut outcome, version) => {
                    if let Outcome::Now(response) | Outcome::Late { response, .. } | Outcome::Truncated { response, .. } = &mut outcome {
                        response.headers.push(("OpenStack-API-Version".to_owned(), format!("volume {version}")));
                        response.headers.push(("Vary".to_owned(), "OpenStack-API-Version".to_owned()));
                        response.headers.push(("X-Compute-Request-Id".to_owned(), id.clone()));
                    }
                    outcome
                }
            },
        };
        if let Outcome::Now(response) | Outcome::Late { response, .. } | Outcome::Truncated { response, .. } = &mut outcome {
            response.headers.push(("X-Openstack-Request-Id".to_owned(), id));
        }
        outcome
    }

    fn block(&mut self, call: &frame::Request, path: &[String], at: usize, id: &str) -> Reached {
        let base = origin(call);
        let versions = self.versions(&format!("{base}/{}", super::ROOTS[at]));
        let Some((version, mut path)) = path.split_first() else {
            return match call.method.as_str() {
                "GET" => Reached::Api(Outcome::Now(json(300, &versions)), "3.0".to_owned()),
                _ => Reached::Router(response::nowhere(call.header("accept"))),
            };
        };
        if version != "v3" {
            return Reached::Router(response::nowhere(call.header("accept")));
        }
        let token = call.header("x-auth-token").unwrap_or_default();
        if self.options.noauth && token.is_empty() {
            let to = ("X-Server-Management-Url".to_owned(), format!("{base}{}", call.path));
            let headers = vec![("X-Auth-Token".to_owned(), "admin:admin".to_owned()), to];
            return Reached::Router(Response { status: 204, headers, body: Vec::new() });
        }
        let Some(who) = self.who(token) else {
            return Reached::Router(response::unauthorized(&format!("{base}/identity")));
        };
        let project = path.first().filter(|part| part.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f' | b'-')));
        if project.is_some() {
            path = &path[1..];
        }
        let mut request = Request::new(call, path.to_vec(), who);
        request.region = super::REGIONS[at];
        self.here = request.region;
        id.clone_into(&mut request.id);
        let root = path.is_empty() && project.is_none() && call.method == "GET";
        let found = route::find(&request);
        if !root && found.is_none() {
            return Reached::Router(response::nowhere(call.header("accept")));
        }
        let asked = match self.negotiate(call, &mut request) {
            Ok(asked) => asked,
            Err((None, refusal)) => return Reached::Router(refusal),
            Err((Some(asked), refusal)) => return Reached::Api(Outcome::Now(refusal), asked),
        };
        let outcome = match found {
            None => Outcome::Now(json(200, &versions)),
            Some(_) if project.is_some_and(|project| *project != request.who.project) => Outcome::Now(fault(400, "Malformed request url")),
            Some(found) => self.handle(&found, &request),
        };
        Reached::Api(outcome, asked)
    }

    /// The microversion of a call; the answer's header repeats it even where it is refused.
    fn negotiate(&self, call: &frame::Request, request: &mut Request) -> Result<String, (Option<String>, Response)> {
        let newest = self.options.newest;
        let Some(header) = call.header("openstack-api-version") else { return Ok("3.0".to_owned()) };
        let mut services = header.split(',').filter_map(|part| part.trim().split_once(' '));
        let Some(asked) = services.find(|(service, _)| *service == "volume").map(|(_, version)| version.trim()) else {
            let words = "The server could not comply with the request since it is either malformed or otherwise incorrect.";
            return Err((None, fault(400, words)));
        };
        if asked == "latest" {
            request.minor = newest;
            return Ok(format!("3.{newest}"));
        }
        let plain = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let numbers = asked.split_once('.').filter(|(major, minor)| plain(major) && plain(minor));
        let Some((major, minor)) = numbers.and_then(|(major, minor)| Some((major.parse::<u32>().ok()?, minor.parse::<u32>().ok()?))) else {
            let words = format!("API Version String {asked} is of invalid format. Must be of format MajorNum.MinorNum.");
            return Err((None, fault(400, &words)));
        };
        if major != 3 || minor > newest {
            let words = format!("Version {asked} is not supported by the API. Minimum is 3.0 and maximum is 3.{newest}.");
            // The last generation of this API is answered without the header.
            return Err(((asked != "2.0").then(|| asked.to_owned()), fault(406, &words)));
        }
        request.minor = minor;
        Ok(asked.to_owned())
    }

    fn handle(&mut self, found: &Found, request: &Request) -> Outcome {
        if let Err(refusal) = ready(found, request) {
            return Outcome::Now(refusal);
        }
        let effect = self.sentinel(request);
        effect.and_then(|effect| fail::instead_of_acting(effect, request)).unwrap_or_else(|| {
            let response = (found.handler)(self, request).unwrap_or_else(|refusal| refusal);
            match effect {
                Some(effect) => fail::after_acting(effect, response),
                None => Outcome::Now(response),
            }
        })
    }

    fn versions(&self, base: &str) -> Value {
        json!({"versions": [{
            "id": "v3.0", "status": "CURRENT", "version": format!("3.{}", self.options.newest), "min_version": "3.0",
            "updated": "2023-08-31T00:00:00Z",
            "links": [
                {"rel": "describedby", "type": "text/html", "href": "https://docs.openstack.org/"},
                {"rel": "self", "href": format!("{base}/v3/")},
            ],
            "media-types": [{"base": "application/json", "type": "application/vnd.openstack.volume+json;version=3"}],
        }]})
    }
}

/// Whether a call may reach its handler.
fn ready(found: &Found, request: &Request) -> ApiResult<()> {
    if request.minor < found.since {
        return refuse(404, "The resource could not be found.");
    }
    let with_body = matches!(request.method.as_str(), "POST" | "PUT");
    if with_body && request.empty {
        return Err(response::broken());
    }
    if with_body && request.body.is_null() {
        return bad("Malformed request body");
    }
    if let Some(words) = &found.no_action {
        return bad(words);
    }
    if with_body && !request.body.is_object() {
        return bad(&format!("{} is not of type 'object'", response::python(&request.body)));
    }
    if request.who.role < found.role {
        return denied(found.policy);
    }
    Ok(())
}
