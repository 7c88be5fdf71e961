//! Signing in: what may be filled in, and how requests get their credentials.

use std::cell::RefCell;
use std::rc::Rc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::TutumClient;
use crate::tutum::failure;
use crate::tutum::place::{self, CONTAINER, Collection, NODE, Place, SERVICE, VOLUME};
use voldeck_core::action::Values;
use voldeck_core::client::Platform;
use voldeck_core::http::{Error, FieldError, Request, Secret, Sign};
use voldeck_core::texts::t;

/// A filter of a list: its field in the form, its name in the query, and of which noun its value is the address.
type Filter = (&'static str, &'static str, Option<&'static Collection>);

/// The documented filters of groups. <https://github.com/tutumcloud/api-docs/blob/master/source/includes/volumegroup.md>
const GROUP_FILTERS: &[Filter] = &[
    ("group_name", "name", None),
    ("group_uuid", "uuid", None),
    ("group_volume", "volumes", Some(&VOLUME)),
    ("group_service", "services", Some(&SERVICE)),
];

/// The documented filters of volumes. <https://github.com/tutumcloud/api-docs/blob/master/source/includes/volume.md>
const VOLUME_FILTERS: &[Filter] =
    &[("volume_uuid", "uuid", None), ("volume_node", "node", Some(&NODE)), ("volume_container", "containers", Some(&CONTAINER))];

/// Makes a connection. Sends nothing.
///
/// # Errors
///
/// Names the fields that cannot be right.
pub fn connect(values: &Values, platform: Platform) -> Result<TutumClient, Vec<FieldError>> {
    let mut wrong = Vec::new();
    let base = address(values.text("address")).unwrap_or_else(|message| {
        wrong.push(FieldError::new("address", message));
        String::new()
    });
    let form = match values.text("form") {
        "documented" => place::Form::Documented,
        "cloud" => place::Form::Cloud,
        _ => place::Form::Live,
    };
    let namespace = values.text("namespace");
    if matches!(namespace, "." | "..") || namespace.contains('/') {
        wrong.push(FieldError::new("namespace", t("A namespace is one name, without slashes.")));
    }
    let place = Place::new(&base, form, namespace);
    let (user, key) = (values.text("user"), values.text("key"));
    let api_key = values.text("auth") == "apikey";
    if user.contains(':') {
        wrong.push(FieldError::new("user", t("A user’s name has no colon: it ends the name in the header.")));
    }
    for (name, text) in [("user", user), ("key", key)] {
        if text.contains(char::is_control) || api_key && !text.is_ascii() {
            wrong.push(FieldError::new(name, t("This cannot be sent in a header.")));
        }
    }
    let mut filters = |known: &[Filter]| {
        let mut filters = Vec::new();
        for (field, name, noun) in known {
            let Some(text) = values.some(field) else { continue };
            let Some(noun) = noun else {
                filters.push((*name, text.to_owned()));
                continue;
            };
            let path = if text.contains('/') { place.follow(text) } else { place.path(noun, text) };
            match path {
                Some(path) => filters.push((*name, path)),
                None => wrong.push(FieldError::new(field, t("This is neither a uuid nor a resource URI, which begins with /api/."))),
            }
        }
        filters
    };
    let (groups, volumes) = (filters(GROUP_FILTERS), filters(VOLUME_FILTERS));
    if !wrong.is_empty() {
        return Err(wrong);
    }
    let header = authorization(user, key, api_key);
    Ok(TutumClient {
        session: platform.session(base, Rc::new(Signer(Secret::new(&header))), failure::parse_error),
        place: Rc::new(place),
        groups,
        volumes,
        tables: RefCell::default(),
    })
}

/// Makes the base of all calls of what was typed: no trailing `/`, no beginning of the API's own paths.
fn address(text: &str) -> Result<String, String> {
    crate::address::base(text, "https://dashboard.tutum.co", &["/api/v1", "/api/infra/v1", "/api/app/v1"])
}

/// The value of the header. <https://github.com/tutumcloud/api-docs/blob/master/source/index.html.md> (Authentication)
pub fn authorization(user: &str, key: &str, api_key: bool) -> String {
    let pair = [user, ":", key].concat();
    if api_key { ["ApiKey ", &pair].concat() } else { ["Basic ", &STANDARD.encode(pair)].concat() }
}

/// Sends the credentials, and asks for JSON, which Tutum insists on.
struct Signer(Secret);

impl Sign for Signer {
    fn sign(&self, mut request: Request, _now_millis: u64) -> Result<Request, Error> {
        request.headers.push(("Accept", "application/json".to_owned()));
        Ok(request.secret("Authorization", self.0.clone()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_vendors_own_credentials_make_the_vendors_own_headers() {
        let check = |user: &str, key: &str, api_key: bool, expected: &str| assert_eq!(authorization(user, key, api_key), expected);
        // The documentation's, and that of the tests of python-tutum.
        check("username", "apikey", false, "Basic dXNlcm5hbWU6YXBpa2V5");
        check("fake_tutum_user", "fake_tutum_password", false, "Basic ZmFrZV90dXR1bV91c2VyOmZha2VfdHV0dW1fcGFzc3dvcmQ=");
        check("username", "apikey", true, "ApiKey username:apikey");
        // RFC 7617 leaves other scripts to UTF-8.
        check("ü", "£", false, "Basic w7w6wqM=");
    }

    #[test]
    fn addresses_lose_the_beginning_of_the_apis_paths() {
        let check = |text: &str, expected: &str| assert_eq!(address(text), Ok(expected.to_owned()), "{text}");
        check("https://dashboard.tutum.co/", "https://dashboard.tutum.co");
        check("https://dashboard.tutum.co/api/v1/", "https://dashboard.tutum.co");
        check("https://cloud.docker.com/api/infra/v1", "https://cloud.docker.com");
        check("/relay/tutum", "/relay/tutum");
        check("/relay/tutum/api/app/v1/", "/relay/tutum");
        assert!(address("dashboard.tutum.co").is_err());
    }
}
