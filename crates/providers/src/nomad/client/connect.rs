//! Signing in: what may be filled in, and how requests get their credentials.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use super::NomadClient;
use crate::nomad::api::Query;
use crate::nomad::failure;
use voldeck_core::action::Values;
use voldeck_core::client::Platform;
use voldeck_core::http::{Error, FieldError, Request, Secret, Sign};
use voldeck_core::texts::t;

/// Makes a connection. Sends nothing.
///
/// # Errors
///
/// Names the fields that cannot be right.
pub fn connect(values: &Values, platform: Platform) -> Result<NomadClient, Vec<FieldError>> {
    let mut wrong = Vec::new();
    let base = address(values.text("address")).unwrap_or_else(|message| {
        wrong.push(FieldError::new("address", message));
        String::new()
    });
    let token = values.text("token");
    if !token.chars().all(|c| c.is_ascii_graphic()) {
        wrong.push(FieldError::new("token", t("A token has letters, digits and dashes only; this one cannot be sent in a header.")));
    }
    let node = values.text("node_id").replace('-', "");
    if !node.len().is_multiple_of(2) || !node.chars().all(|c| c.is_ascii_hexdigit()) {
        wrong.push(FieldError::new("node_id", t("Nomad takes an even number of hexadecimal digits.")));
    }
    if !wrong.is_empty() {
        return Err(wrong);
    }
    let text = |name: &str| values.text(name).to_owned();
    let signer = Signer { token: Secret::new(token), region: text("region") };
    Ok(NomadClient {
        session: platform.session(base, Rc::new(signer), failure::parse_error),
        namespace: values.some("namespace").unwrap_or("*").to_owned(),
        query: Query { prefix: text("prefix"), filter: text("filter"), plugin_id: text("plugin_id"), node_id: text("node_id") },
        has_token: !token.is_empty(),
        asked: Cell::default(),
        server: RefCell::default(),
        namespaces: RefCell::default(),
        plugins: RefCell::default(),
        registered: RefCell::default(),
        externals: RefCell::default(),
        rights: RefCell::default(),
        expiry: Cell::default(),
    })
}

/// Makes the base of all calls of what was typed: no trailing `/`, no `/v1`, no page of Nomad's own interface.
fn address(text: &str) -> Result<String, String> {
    let base = crate::address::base(text, "https://nomad.example.net:4646", &["/v1", "/ui"])?;
    Ok(base.split_once("/ui/").map_or(base.as_str(), |(before, _)| before).to_owned())
}

/// Sends the token in its header and the region in the query.
/// <https://developer.hashicorp.com/nomad/api-docs#authentication>, <https://developer.hashicorp.com/nomad/api-docs#cross-region-requests>
struct Signer {
    token: Secret,
    region: String,
}

impl Sign for Signer {
    fn sign(&self, request: Request, _now_millis: u64) -> Result<Request, Error> {
        Ok(request.query_if("region", Some(&self.region)).secret("X-Nomad-Token", self.token.clone()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_lose_what_does_not_belong_to_them_or_are_refused_in_words() {
        let check = |text: &str, expected: &str| assert_eq!(address(text), Ok(expected.to_owned()), "{text}");
        check("https://nomad.example.net:4646", "https://nomad.example.net:4646");
        check("http://10.0.0.1:4646/v1/", "http://10.0.0.1:4646");
        check("https://nomad.example.net/ui", "https://nomad.example.net");
        check("https://nomad.example.net/ui/jobs", "https://nomad.example.net");
        check("/relay/nomad/", "/relay/nomad");
        check("/relay/nomad/v1", "/relay/nomad");
        let refuse = |text: &str, word: &str| assert!(address(text).unwrap_err().contains(word), "{text}");
        refuse("", "required");
        refuse("nomad.example.net", "https://");
        refuse("//nomad.example.net", "https://");
        refuse("ftp://nomad.example.net", "https://");
        refuse("https://user:pass@nomad.example.net", "does not belong in an address");
        refuse("https://nomad.example.net/?token=x", "neither");
        refuse("https://no mad", "not an address");
        refuse("https://", "not an address");
        refuse("https:///v1", "not an address");
        refuse("/relay/a b", "not an address");
    }
}
