//! Signing in: a token of Keystone, the project, and where its block storage is.
//!
//! <https://docs.openstack.org/api-ref/identity/v3/#authentication-and-token-management>. Keystone says the same of a wrong password and
//! of an unknown project, and it locks accounts after a few wrong passwords. So the first sign-in asks for the account alone and then,
//! with the token, for the project: a password that is refused is sent once, and the refusal is known to be about it. Once both were
//! accepted, one call renews the token.

use std::cell::Cell;
use std::rc::Rc;

use super::catalog::{beside, endpoint, endpoints, is_id, is_of, lifetime, member, said, storage, valid};
use crate::cinder::api::{Get, SIGN_IN};
use voldeck_core::action::SelectOption;
use voldeck_core::http::{Access, Error, ErrorKind, FieldError, Request, Secret, Session};
use voldeck_core::json::{self, ObjectBuilder, RawJson};
use voldeck_core::model::Timestamp;
use voldeck_core::texts::t;

/// The newest microversion that was looked at: a later one may answer otherwise.
const NEWEST: u32 = 71;

/// With what one signs in.
pub enum AuthMethod {
    /// The `identity` of a request for a token, and whether the account may choose its project.
    Keystone {
        /// Its JSON, with the password or the secret in it.
        identity: Secret,
        /// The fields that hold it.
        fields: &'static [&'static str],
        /// Whether there is a project to choose: an application credential has its own.
        scoped: bool,
    },
    /// A token that someone else got, or `user:project` where nobody checks it.
    Given {
        /// The token.
        token: Secret,
        /// The project's id, if it is not in the address.
        project: String,
        /// Whether everyone is an administrator there.
        unchecked: bool,
    },
}

/// What signing in needs.
pub struct AuthConfig {
    /// Keystone, or Cinder where the token is given; requests are not signed.
    pub identity: Session,
    /// With what.
    pub way: AuthMethod,
    /// The project's name or id; empty for the only one.
    pub project: String,
    /// The domain of that project, as Keystone wants it named.
    pub domain: String,
    /// The region; empty for the only one.
    pub region: String,
    /// Where block storage is, if not where the catalogue says.
    pub endpoint: String,
    /// Whether Keystone has accepted the account together with its project.
    pub accepted: Cell<bool>,
}

/// What signing in brought.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuthToken {
    /// The token.
    pub token: Secret,
    /// Where the project's storage is: `https://cloud/volume/v3/{project_id}`.
    pub base: String,
    /// Where the server says what it is: `https://cloud/volume/v3/`.
    pub root: String,
    /// The project's id; empty if it is not known.
    pub project: String,
    /// What the project is called.
    pub project_name: String,
    /// The region, if the catalogue has any.
    pub region: String,
    /// The roles of the account in the project; `None` where nobody told.
    pub roles: Option<Vec<String>>,
    /// The microversion that is spoken: `71` for 3.71.
    pub minor: u32,
    /// Until when the token is used, in milliseconds since the epoch.
    pub until: u64,
    /// From when to when Keystone says that it is valid.
    pub valid: Option<(Timestamp, Timestamp)>,
}

/// What helps where the credentials are refused.
const ONCE: &str = "Keystone locks accounts after several wrong passwords, so the console does not send these again by itself. Test the connection, or give it other credentials.";

impl AuthConfig {
    /// Whether another token can be had.
    pub fn renews(&self) -> bool {
        matches!(self.way, AuthMethod::Keystone { .. })
    }

    /// Signs in and finds the storage.
    ///
    /// # Errors
    ///
    /// What Keystone says, with the fields it is about; several projects or regions, of which one has to be chosen.
    pub async fn sign_in(&self, before: Option<Rc<AuthToken>>) -> Result<AuthToken, Error> {
        let mut access = match &self.way {
            AuthMethod::Given { token, project, unchecked } => {
                let roles = unchecked.then(|| vec!["admin".to_owned()]);
                let (base, root, project) = endpoint(&self.identity.base, project);
                AuthToken { token: token.clone(), base, root, project, roles, until: u64::MAX, ..AuthToken::default() }
            }
            AuthMethod::Keystone { .. } => {
                let (token, answer) = self.scoped().await?;
                self.located(token, &answer)?
            }
        };
        access.minor = match before.filter(|before| before.root == access.root) {
            Some(before) => before.minor,
            None => self.version(&access).await?,
        };
        Ok(access)
    }

    /// A token for the project, and what Keystone says of it.
    async fn scoped(&self) -> Result<(Secret, String), Error> {
        let AuthMethod::Keystone { identity, scoped, .. } = &self.way else { return Err(refused(t("There is nothing to sign in with."))) };
        let wanted = if *scoped { self.scope(&self.project) } else { String::new() };
        let known = self.accepted.replace(false);
        let (token, answer) = self.account(if known { &wanted } else { "" }).await?;
        if !*scoped || known || is_of(&answer, &self.project, &self.domain) {
            self.accepted.set(true);
            return Ok((token, answer));
        }
        let wanted = if wanted.is_empty() { self.scope(&self.only_project(&token).await?) } else { wanted };
        let found = match self.token(&by_token(&token), &wanted).await {
            // Where a token of one project is not exchanged for one of another, the account is asked again: it was accepted just before.
            Err(error) if error.kind == ErrorKind::Forbidden => self.token(identity.reveal(), &wanted).await,
            found => found,
        };
        match found {
            Ok(found) => {
                self.accepted.set(true);
                Ok(found)
            }
            // The account was accepted just before: it is the project.
            Err(error) if error.kind == ErrorKind::Unauthenticated => {
                let names = self.projects(&token).await?;
                Err(choose("project", &[t("This account cannot use the project "), &self.project, "."].concat(), "projects", &names))
            }
            Err(error) => Err(error),
        }
    }

    /// Signs in with the password or the secret, for this scope. A refusal says so, and that it is not to be sent again.
    async fn account(&self, scope: &str) -> Result<(Secret, String), Error> {
        let AuthMethod::Keystone { identity, fields, .. } = &self.way else { return Err(refused(t("There is nothing to sign in with."))) };
        self.token(identity.reveal(), scope).await.map_err(|mut error| {
            if matches!(error.kind, ErrorKind::Unauthenticated | ErrorKind::NotFound | ErrorKind::Missing) {
                error.kind = ErrorKind::Unauthenticated;
                error.fields = fields.iter().map(|field| FieldError::new(field, t("Keystone does not accept this."))).collect();
                error.ask_no_more = true;
                error.hint = Some(ONCE.to_owned());
            }
            error
        })
    }

    /// Keystone's name of a project.
    fn scope(&self, project: &str) -> String {
        if project.is_empty() {
            return String::new();
        }
        let inner = if is_id(project) {
            ObjectBuilder::default().with("id", project)
        } else {
            ObjectBuilder::default().with("name", project).with("domain", RawJson(&self.domain))
        };
        json::text(&ObjectBuilder::default().with("project", inner))
    }

    async fn token(&self, identity: &str, scope: &str) -> Result<(Secret, String), Error> {
        let mut auth = ObjectBuilder::default().with("identity", RawJson(identity));
        if !scope.is_empty() {
            auth.put("scope", RawJson(scope));
        }
        let body = ObjectBuilder::default().with("auth", auth);
        let request = Request::new(http::Method::POST, "/v3/auth/tokens").json(&body, &["identity"]);
        let response = self.identity.exchange(SIGN_IN, Access::Read, request, self.identity.timeout_millis).await?;
        if let Some(token) = response.header("X-Subject-Token") {
            Ok((Secret::new(token), response.body))
        } else {
            let words = t(
                "This is an answer without X-Subject-Token: no Keystone, or CORS or a proxy hides the header. It has to be in Access-Control-Expose-Headers.",
            );
            Err(Error::answered(ErrorKind::Unreadable, SIGN_IN, &response, words).bare(words.to_owned()))
        }
    }

    /// The projects that the account can see.
    pub async fn projects(&self, token: &Secret) -> Result<Vec<SelectOption>, Error> {
        let mut ask = Get::new("GET /v3/auth/projects", "/v3/auth/projects", "projects");
        ask.request = ask.request.secret("X-Auth-Token", token.clone());
        let text = self.identity.call(&ask).await?;
        let projects = json::entries(&text).unwrap_or_default();
        let off = |project: &&str| json::member(project, "enabled") != Some("false");
        let choice = |project: &str| SelectOption::new(said(project, &["id"]), said(project, &["name"]), said(project, &["description"]));
        Ok(projects.into_iter().map(|(_, project)| project).filter(off).map(choice).collect())
    }

    /// The projects, whatever the form says of one.
    ///
    /// # Errors
    ///
    /// What Keystone says.
    pub async fn all_projects(&self) -> Result<Vec<SelectOption>, Error> {
        match &self.way {
            AuthMethod::Keystone { scoped: true, .. } => {
                let (token, _) = self.account("").await?;
                self.projects(&token).await
            }
            _ => Ok(Vec::new()),
        }
    }

    async fn only_project(&self, token: &Secret) -> Result<String, Error> {
        let mut projects = self.projects(token).await?;
        match projects.len() {
            1 => Ok(projects.swap_remove(0).value),
            0 => Err(choose("project", t("This account belongs to no project."), "projects", &projects)),
            _ => Err(choose("project", t("Choose a project."), "projects", &projects)),
        }
    }

    /// What the catalogue says of the storage.
    fn located(&self, token: Secret, answer: &str) -> Result<AuthToken, Error> {
        let project = said(answer, &["token", "project", "id"]);
        let (url, region) = if self.endpoint.is_empty() { self.find(answer)? } else { (self.endpoint.clone(), self.region.clone()) };
        let (base, root, project) = endpoint(&url, &project);
        let roles = member(answer, &["token", "roles"]).and_then(json::entries).unwrap_or_default();
        let now = self.identity.clock.now_millis();
        Ok(AuthToken {
            token,
            base,
            root,
            project,
            project_name: said(answer, &["token", "project", "name"]),
            region,
            roles: Some(roles.into_iter().map(|(_, role)| said(role, &["name"])).collect()),
            minor: 0,
            until: now.saturating_add(lifetime(answer)),
            valid: valid(answer),
        })
    }

    /// The regions that have block storage, for the project of the form.
    ///
    /// # Errors
    ///
    /// As [`AuthConfig::sign_in`].
    pub async fn regions(&self) -> Result<Vec<SelectOption>, Error> {
        if !self.renews() {
            return Ok(Vec::new());
        }
        let (_, answer) = self.scoped().await?;
        Ok(storage(&answer).into_iter().map(|(_, region)| SelectOption::plain(region)).collect())
    }

    /// The public endpoint of block storage and its region.
    fn find(&self, answer: &str) -> Result<(String, String), Error> {
        let mut storage = storage(answer);
        let regions: Vec<_> = storage.iter().map(|(_, region)| SelectOption::plain(region)).collect();
        let found = match storage.len() {
            0 => return Err(refused(t("The catalogue has no public endpoint of block storage for this project."))),
            1 if self.region.is_empty() => storage.swap_remove(0),
            _ if self.region.is_empty() => return Err(choose("region", t("Choose a region."), "regions", &regions)),
            _ => match storage.into_iter().find(|(_, region)| *region == self.region) {
                Some(found) => found,
                None => return Err(choose("region", &[t("There is no region "), &self.region, "."].concat(), "regions", &regions)),
            },
        };
        let keystone = endpoints(answer, "identity");
        let here = &self.identity.base;
        // What a proxy of this site leads to is reached by no other address.
        let relayed = || here.strip_suffix("/identity").filter(|_| here.starts_with('/')).map(|front| [front, "/volume/v3"].concat());
        let url = keystone.iter().find_map(|(url, _)| beside(&found.0, url, here)).or_else(relayed).unwrap_or(found.0);
        Ok((url, found.1))
    }

    /// The microversion that both speak.
    async fn version(&self, access: &AuthToken) -> Result<u32, Error> {
        let mut ask = Get::new("GET /v3/", access.root.clone(), "versions");
        ask.request = ask.request.secret("X-Auth-Token", access.token.clone());
        let at = Session { base: String::new(), ..self.identity.clone() };
        let text = match at.call(&ask).await {
            Ok(text) => text,
            Err(mut error) => {
                if error.kind == ErrorKind::Unauthenticated && !self.renews() {
                    error.fields = vec![FieldError::new("token", t("Cinder does not accept this."))];
                }
                return Err(error);
            }
        };
        let versions = json::entries(&text).unwrap_or_default();
        let newest = versions.iter().filter_map(|(_, one)| said(one, &["version"]).strip_prefix("3.")?.parse::<u32>().ok()).max();
        Ok(newest.unwrap_or(0).min(NEWEST))
    }
}

fn by_token(token: &Secret) -> String {
    let id = ObjectBuilder::default().with("id", token.reveal());
    json::text(&ObjectBuilder::default().with("methods", ["token"]).with("token", id))
}

fn refused(words: &str) -> Error {
    Error::new(ErrorKind::Invalid, SIGN_IN, words)
}

/// Names what there is to choose from, at the field.
fn choose(field: &'static str, words: &str, plural: &str, choices: &[SelectOption]) -> Error {
    let names: Vec<_> = choices.iter().map(|choice| choice.label.as_str()).collect();
    let list = if names.is_empty() { String::new() } else { [t(" Its "), plural, t(" are "), &names.join(", "), "."].concat() };
    let words = [words, &list].concat();
    let mut error = refused(&words);
    error.fields = vec![FieldError::new(field, words)];
    error
}
