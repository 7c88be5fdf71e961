//! What Keystone's answer says beside the token: how long it lives, and where services are.
//!
//! <https://docs.openstack.org/api-ref/identity/v3/#token-authentication-with-scoped-authorization>. Addresses in a catalogue are those
//! of the cloud; how they are reached from here may be another matter.

use crate::cinder::decode::{ObjectReader, text_of};
use voldeck_core::json;
use voldeck_core::model::Timestamp;

/// An object or a text of JSON that may not be there.
pub fn member<'a>(text: &'a str, names: &[&str]) -> Option<&'a str> {
    names.iter().try_fold(text, |text, name| json::member(text, name))
}

pub fn said(text: &str, names: &[&str]) -> String {
    member(text, names).and_then(json::string).unwrap_or_default()
}

/// Whether this is an id and not a name: Keystone's are 32 hexadecimal digits.
pub fn is_id(text: &str) -> bool {
    text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Whether a token is already of the project that is asked for by its name or id: accounts may have one of their own. Nothing asked
/// for is any project.
pub fn is_of(answer: &str, wanted: &str, domain: &str) -> bool {
    let Some(project) = member(answer, &["token", "project"]) else { return false };
    if wanted.is_empty() || is_id(wanted) {
        return wanted.is_empty() || said(project, &["id"]) == wanted;
    }
    // Names are unique within a domain.
    let same = |key| {
        let (its, ours) = (said(project, &["domain", key]), said(domain, &[key]));
        its.is_empty() || ours.is_empty() || its == ours
    };
    said(project, &["name"]) == wanted && same("id") && same("name")
}

/// The public endpoints of a service with their regions.
pub fn endpoints(answer: &str, kind: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for (_, service) in member(answer, &["token", "catalog"]).and_then(json::entries).unwrap_or_default() {
        if said(service, &["type"]) != kind {
            continue;
        }
        for (_, one) in json::member(service, "endpoints").and_then(json::entries).unwrap_or_default() {
            if said(one, &["interface"]) == "public" {
                let region = text_of(one, "region").or_else(|| text_of(one, "region_id")).unwrap_or_default();
                found.push((said(one, &["url"]), region));
            }
        }
    }
    found
}

/// The endpoints of block storage, one of each region. A service of the older types may be of version 2, which is another API.
pub fn storage(answer: &str) -> Vec<(String, String)> {
    let mut storage: Vec<(String, String)> = Vec::new();
    for kind in ["block-storage", "volumev3", "volume", "block-store"] {
        for one in endpoints(answer, kind) {
            let third = !one.0.split('/').any(|part| matches!(part, "v1" | "v2"));
            if third && !storage.iter().any(|(_, region)| *region == one.1) {
                storage.push(one);
            }
        }
    }
    storage
}

/// How long a token is used, in milliseconds: not to its very end, so that a call under way is not cut off. Reckoned from now, because
/// clocks differ.
pub fn lifetime(answer: &str) -> u64 {
    let millis = valid(answer).map(|(from, to)| to.millis().saturating_sub(from.millis()));
    millis.map_or(u64::MAX, |millis| millis - (millis / 4).min(60_000))
}

/// From when to when a token is valid, by Keystone's clock.
pub fn valid(answer: &str) -> Option<(Timestamp, Timestamp)> {
    let token = ObjectReader::parse(member(answer, &["token"])?).ok()?;
    Some((token.time("issued_at")?, token.time("expires_at")?))
}

/// Base and root of an endpoint, with the project it is of: `…/v3/{project_id}`, `…/v3/`.
pub fn endpoint(url: &str, project: &str) -> (String, String, String) {
    let url = url.trim_end_matches('/');
    let (front, last) = url.rsplit_once('/').unwrap_or((url, ""));
    let (version, project) = if last == "v3" {
        (url.to_owned(), project)
    } else if front.ends_with("/v3") {
        (front.to_owned(), last)
    } else {
        ([url, "/v3"].concat(), project)
    };
    let slash = if project.is_empty() { "" } else { "/" };
    ([version.as_str(), slash, project].concat(), [&version, "/"].concat(), project.to_owned())
}

/// Where something is that stands on the same server as Keystone, seen from here: Keystone is known by our own address, which may be a
/// proxy's or another name of the server.
pub fn beside(url: &str, keystone: &str, here: &str) -> Option<String> {
    let split = |url: &str| {
        let at = url.find("://")? + 3;
        let path = url[at..].find('/').map_or(url.len(), |slash| at + slash);
        Some((url[..path].to_owned(), url[path..].to_owned()))
    };
    let ((origin, path), (its_origin, its_path)) = (split(url)?, split(keystone)?);
    let its_path = its_path.trim_end_matches('/');
    let its_path = its_path.strip_suffix("/v3").unwrap_or(its_path);
    let front = here.strip_suffix(its_path)?;
    (origin == its_origin).then(|| [front, &path].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_endpoint_gets_its_project_unless_it_has_one() {
        let check = |url: &str, base: &str, root: &str| {
            let (have, at, _) = endpoint(url, "p1");
            assert_eq!((have.as_str(), at.as_str()), (base, root), "{url}");
        };
        check("http://c:8776/v3", "http://c:8776/v3/p1", "http://c:8776/v3/");
        check("http://c/volume/v3/abc/", "http://c/volume/v3/abc", "http://c/volume/v3/");
        check("http://c:8776", "http://c:8776/v3/p1", "http://c:8776/v3/");
        check("/relay/cinder/v3", "/relay/cinder/v3/p1", "/relay/cinder/v3/");
        assert_eq!(endpoint("http://c/v3", "").0, "http://c/v3");
    }

    #[test]
    fn a_token_is_of_the_project_that_is_asked_for_or_not() {
        let id = "5a1f9b3c7d2e4f60a1b2c3d4e5f60718";
        let check = |wanted: &str, domain: &str, expected: bool| {
            let answer =
                r#"{"token":{"project":{"id":"5a1f9b3c7d2e4f60a1b2c3d4e5f60718","name":"storage","domain":{"id":"d1","name":"Blue"}}}}"#;
            assert_eq!(is_of(answer, wanted, domain), expected, "{wanted} {domain}");
        };
        check("storage", r#"{"name":"Blue"}"#, true);
        check("storage", r#"{"id":"d1"}"#, true);
        check("storage", r#"{"name":"Default"}"#, false);
        check("web", r#"{"name":"Blue"}"#, false);
        check(id, "{}", true);
        check("00000000000000000000000000000000", "{}", false);
        check("", "{}", true);
        assert!(!is_of(r#"{"token":{}}"#, "", "{}"), "a token of no project");
    }

    #[test]
    fn what_stands_beside_keystone_is_reached_the_same_way() {
        let check = |url: &str, keystone: &str, here: &str, expected: Option<&str>| {
            assert_eq!(beside(url, keystone, here).as_deref(), expected, "{url} {keystone} {here}");
        };
        check("http://c/volume/v3", "http://c/identity/v3", "/relay/cinder/identity", Some("/relay/cinder/volume/v3"));
        check("http://c/volume/v3", "http://c/identity", "https://proxy/identity", Some("https://proxy/volume/v3"));
        check("http://c:8776/v3", "http://c:5000/v3/", "/relay/keystone", None);
        check("http://c/volume/v3", "http://c/identity", "/relay/keystone", None);
    }
}
