//! Keystone v3: signing in with a password, an application credential or a token, and what tokens are good for.
//!
//! Source: <https://docs.openstack.org/api-ref/identity/v3/#authentication-and-token-management>, and recorded answers.

use serde_json::{Value, json};

use super::Cinder;
use super::accounts::{self, APP_CREDENTIAL, APP_SECRET, DOMAIN, PROJECT_STORAGE, USERS, User};
use super::request::{Role, Who, origin, segments};
use super::response::{ApiResult, json, success};
use super::state::{hex, zulu};
use crate::frame::id::mix;
use crate::frame::{self, Response};

/// How long Cinder trusts what Keystone said of a token, in milliseconds: keystonemiddleware's `token_cache_time`.
const CACHED: u64 = 300_000;

/// A token.
pub(super) struct Token {
    pub text: String,
    pub user: &'static User,
    /// The project's id; empty for a token without a scope.
    pub project: String,
    pub role: Role,
    methods: Vec<&'static str>,
    issued: u64,
    pub expires: u64,
    revoked: bool,
    /// When Cinder saw it last and asked.
    checked: Option<u64>,
}

fn refuse<T>(status: u16, title: &str, message: &str) -> ApiResult<T> {
    Err(json(status, &json!({"error": {"code": status, "message": message, "title": title}})))
}

fn unauthorized<T>() -> ApiResult<T> {
    refuse(401, "Unauthorized", "The request you have made requires authentication.")
}

fn invalid<T>(message: &str) -> ApiResult<T> {
    refuse(400, "Bad Request", message)
}

/// Whether an object names the only domain.
fn at_home(domain: &Value) -> bool {
    domain["id"] == DOMAIN.0 || domain["name"] == DOMAIN.1
}

/// The user of this description, by id or by name and domain.
fn user(described: &Value) -> Option<&'static User> {
    USERS.iter().find(|user| {
        described["id"].as_str().map_or_else(|| described["name"] == user.name && at_home(&described["domain"]), |id| id == user.id())
    })
}

impl Cinder {
    /// Answers a call below `/identity`.
    pub(super) fn identity(&mut self, call: &frame::Request) -> ApiResult {
        let path = segments(&call.path);
        let path: Vec<&str> = path.iter().skip(1).map(String::as_str).collect();
        match (call.method.as_str(), path.as_slice()) {
            ("GET", []) => {
                let version = version(&origin(call));
                success(300, &json!({"versions": {"values": [version]}}))
            }
            ("GET", ["v3"]) => success(200, &json!({"version": version(&origin(call))})),
            ("POST", ["v3", "auth", "tokens"]) => self.sign_in(call),
            ("GET", ["v3", "auth", "tokens"]) => {
                self.bearer(call, "x-auth-token")?;
                let token = self.subject(call)?;
                Ok(with_token(json(200, &shown(token, &origin(call))), token))
            }
            ("DELETE", ["v3", "auth", "tokens"]) => {
                self.bearer(call, "x-auth-token")?;
                let text = self.subject(call)?.text.clone();
                self.tokens.iter_mut().filter(|token| token.text == text).for_each(|token| token.revoked = true);
                Ok(Response { status: 204, ..Response::default() })
            }
            ("GET", ["v3", "auth", "projects"]) => {
                let bearer = self.bearer(call, "x-auth-token")?;
                let base = format!("{}/identity/v3", origin(call));
                let projects: Vec<_> = bearer.user.projects.iter().map(|(name, _)| project(name, &base)).collect();
                let links = json!({"next": null, "self": format!("{base}/auth/projects"), "previous": null});
                success(200, &json!({"projects": projects, "links": links}))
            }
            ("GET", ["v3", "auth", "catalog"]) => {
                let bearer = self.bearer(call, "x-auth-token")?;
                let base = origin(call);
                let links = json!({"next": null, "self": format!("{base}/identity/v3/auth/catalog"), "previous": null});
                success(200, &json!({"catalog": catalog(&bearer.project, &base), "links": links}))
            }
            (_, ["v3", "auth", "tokens" | "projects" | "catalog"]) => {
                refuse(405, "Method Not Allowed", "The method is not allowed for the requested URL.")
            }
            _ => refuse(404, "Not Found", "The resource could not be found."),
        }
    }

    fn valid(&self, text: &str) -> Option<&Token> {
        self.tokens.iter().find(|token| token.text == text && token.expires > self.now && !token.revoked)
    }

    /// The token that a call is made with.
    fn bearer(&self, call: &frame::Request, header: &str) -> ApiResult<&Token> {
        call.header(header).and_then(|text| self.valid(text)).map_or_else(unauthorized, Ok)
    }

    /// The token that a call is about.
    fn subject(&self, call: &frame::Request) -> ApiResult<&Token> {
        let Some(text) = call.header("x-subject-token") else { return invalid("X-Subject-Token header is required") };
        self.valid(text).map_or_else(|| refuse(404, "Not Found", "Could not find token: the token is unknown or over."), Ok)
    }

    fn sign_in(&mut self, call: &frame::Request) -> ApiResult {
        let body: Value = serde_json::from_slice(&call.body).unwrap_or_default();
        let auth = &body["auth"];
        let identity = &auth["identity"];
        let Some(methods) = identity["methods"].as_array() else {
            return invalid(
                "Expecting to find auth in request body. The server could not comply with the request since it is either malformed or otherwise incorrect.",
            );
        };
        let [method] = methods.as_slice() else { return unauthorized() };
        let mut project = String::new();
        let (method, user) = match method.as_str().unwrap_or_default() {
            "password" => {
                let given = &identity["password"]["user"];
                match user(given) {
                    Some(user) if given["password"] == user.password => ("password", user),
                    _ => return unauthorized(),
                }
            }
            "application_credential" => {
                let given = &identity["application_credential"];
                let known = given["id"] == APP_CREDENTIAL
                    || (given["name"] == "voldeck" && user(&given["user"]).is_some_and(|user| user.name == "alice"));
                if !known || given["secret"] != APP_SECRET {
                    return unauthorized();
                }
                if !auth["scope"].is_null() {
                    let message = "Error authenticating with application credential: Application credentials cannot request a scope.";
                    return Err(json(401, &json!({"error": {"code": 401, "identity": {}, "message": message, "title": "Unauthorized"}})));
                }
                PROJECT_STORAGE.clone_into(&mut project);
                ("application_credential", &USERS[0])
            }
            "token" => match self.valid(identity["token"]["id"].as_str().unwrap_or_default()) {
                Some(token) => ("token", token.user),
                None => return unauthorized(),
            },
            other => return refuse(401, "Unauthorized", &format!("Attempted to authenticate with an unsupported method: {other}.")),
        };
        let mut role = Role::Reader;
        if project.is_empty() && !auth["scope"].is_null() && auth["scope"] != "unscoped" && auth["scope"]["unscoped"].is_null() {
            let wanted = &auth["scope"]["project"];
            let found = user.projects.iter().find(|(name, _)| {
                wanted["id"]
                    .as_str()
                    .map_or_else(|| wanted["name"] == *name && at_home(&wanted["domain"]), |id| id == accounts::project_id(name))
            });
            let Some((name, _)) = found else { return unauthorized() };
            project = accounts::project_id(name);
        }
        if let Some((_, known)) = user.projects.iter().find(|(name, _)| accounts::project_id(name) == project) {
            role = *known;
        }
        let token = self.issue(method, user, project, role);
        let shown = shown(&token, &origin(call));
        let response = with_token(json(201, &shown), &token);
        self.tokens.push(token);
        Ok(response)
    }

    fn issue(&mut self, method: &'static str, user: &'static User, project: String, role: Role) -> Token {
        self.counter += 1;
        let words = format!("token {} {}", user.name, self.counter);
        // As long as a Fernet token, and of its letters.
        let text: String = (0..6).map(|part| hex(&format!("{words} {part}"))).collect();
        let issued = self.now / 1000 * 1000;
        let methods = vec![method];
        let expires = issued + self.options.token_seconds * 1000;
        // What is over is never asked for again.
        self.tokens.retain(|token| token.expires > issued);
        Token { text: format!("gAAAAAB{text}"), user, project, role, methods, issued, expires, revoked: false, checked: None }
    }

    /// Who a token stands for, as the filter in front of Cinder finds out.
    pub(super) fn who(&mut self, text: &str) -> Option<Who> {
        if self.options.noauth {
            let (user, project) = text.split_once(':').unwrap_or((text, text));
            return Some(Who { user: user.to_owned(), project: project.to_owned(), role: Role::Admin });
        }
        let now = self.now;
        let token = self.tokens.iter_mut().find(|token| token.text == text && token.expires > now)?;
        let trusted = token.checked.is_some_and(|at| now < at + CACHED);
        if token.revoked && !trusted || token.project.is_empty() {
            return None;
        }
        if !trusted {
            token.checked = Some(now);
        }
        Some(Who { user: token.user.id(), project: token.project.clone(), role: token.role })
    }
}

/// A token as it is read.
fn shown(token: &Token, base: &str) -> Value {
    let domain = json!({"id": DOMAIN.0, "name": DOMAIN.1});
    let audit = &hex(&format!("audit {}", mix(token.issued)))[..22];
    let mut shown = json!({
        "methods": token.methods, "user": {"domain": domain, "id": token.user.id(), "name": token.user.name, "password_expires_at": null},
        "audit_ids": [audit], "expires_at": zulu(token.expires), "issued_at": zulu(token.issued),
    });
    if token.methods == ["application_credential"] {
        shown["application_credential"] = json!({"id": APP_CREDENTIAL, "name": "voldeck", "restricted": true});
    }
    if let Some(name) = accounts::project_name(&token.project) {
        let names = ["reader", "member", "manager", "admin"];
        let most = match token.role {
            Role::Reader => 1,
            Role::Member => 2,
            Role::Admin => 4,
        };
        let roles: Vec<_> = names[..most].iter().map(|name| json!({"id": hex(&format!("role {name}")), "name": name})).collect();
        shown["project"] = json!({"domain": domain, "id": token.project, "name": name});
        shown["is_domain"] = false.into();
        shown["roles"] = roles.into();
        shown["catalog"] = catalog(&token.project, base);
    }
    json!({ "token": shown })
}

fn with_token(mut response: Response, token: &Token) -> Response {
    response.headers.push(("X-Subject-Token".to_owned(), token.text.clone()));
    response.headers.push(("Vary".to_owned(), "X-Auth-Token".to_owned()));
    response
}

fn version(base: &str) -> Value {
    json!({
        "id": "v3.14", "status": "stable", "updated": "2020-04-07T00:00:00Z",
        "links": [{"rel": "self", "href": format!("{base}/identity/v3/")}],
        "media-types": [{"base": "application/json", "type": "application/vnd.openstack.identity-v3+json"}],
    })
}

fn project(name: &str, base: &str) -> Value {
    let id = accounts::project_id(name);
    json!({
        "id": id, "name": name, "domain_id": DOMAIN.0, "description": accounts::about(name), "enabled": true, "parent_id": DOMAIN.0,
        "is_domain": false, "tags": [], "options": {}, "links": {"self": format!("{base}/projects/{id}")},
    })
}

/// What there is to call, for a project.
fn catalog(project: &str, base: &str) -> Value {
    let service = |kind: &str, name: &str, paths: [String; 2]| {
        let mut endpoints = Vec::new();
        for (region, path) in super::REGIONS.iter().zip(&paths) {
            for interface in ["public", "internal"] {
                let id = hex(&format!("endpoint {kind} {region} {interface}"));
                endpoints
                    .push(json!({"id": id, "interface": interface, "region_id": region, "region": region, "url": format!("{base}{path}")}));
            }
        }
        json!({"endpoints": endpoints, "id": hex(&format!("service {kind}")), "type": kind, "name": name})
    };
    let volume = |below: &str| super::ROOTS.map(|root| format!("/{root}/v3{below}"));
    json!([
        service("identity", "keystone", ["/identity/v3/".to_owned(), "/identity/v3/".to_owned()]),
        service("block-storage", "cinder", volume("")),
        service("volumev3", "cinderv3", volume(&format!("/{project}"))),
    ])
}
