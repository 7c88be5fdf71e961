//! Signing: parameters as one JSON text, an HMAC over it, and the time, sent as a form.
//!
//! The key is used as the 128 characters that it is, not as the bytes they spell; of the key only its first half travels.
//! <https://www.lunanode.com/api/overview>

use hmac::{Hmac, Mac};
use sha2::Sha512;

use voldeck_core::http::{Body, Error, ErrorKind, Request, Secret, Sign, segment};
use voldeck_core::json::{self, RawJson};
use voldeck_core::texts::t;

/// How many characters of the key are sent as `api_partialkey`.
const PARTIAL: usize = 64;

/// The id and the key of an account.
pub struct Signer {
    /// 16 characters.
    pub api_id: String,
    /// 128 characters.
    pub api_key: Secret,
}

impl Sign for Signer {
    /// Moves the body into a form: `req`, its signature, and the seconds since the epoch as `nonce`.
    fn sign(&self, request: Request, now_millis: u64) -> Result<Request, Error> {
        let parameters = request.body.as_ref().map_or("{}", |body| &body.text);
        let partial = self.api_key.reveal().get(..PARTIAL).unwrap_or_default();
        let (sent, shown) = (self.complete(parameters, partial), self.complete(parameters, Secret::MASK));
        let nonce = (now_millis / 1000).to_string();
        let handler = request.path.strip_prefix("/api/").unwrap_or(&request.path);
        let signature = signature(self.api_key.reveal(), &[handler, "|", &sent, "|", &nonce])
            .ok_or_else(|| Error::new(ErrorKind::Unauthenticated, "", t("There is no API key to sign with.")))?;
        let text = ["req=", &segment(&sent), "&signature=", &signature, "&nonce=", &nonce].concat();
        let shown = ["req=", &json::indent(&shown), "\n&signature=", Secret::MASK, "\n&nonce=", &nonce].concat();
        let body = Body { media_type: "application/x-www-form-urlencoded", text, shown };
        Ok(Request { body: Some(body), ..request })
    }
}

impl Signer {
    /// The parameters with the account before them, each as it was spelled.
    fn complete(&self, parameters: &str, partial: &str) -> String {
        let mut req = json::ObjectBuilder::default().with("api_id", &self.api_id).with("api_partialkey", partial);
        for (name, value) in json::entries(parameters).unwrap_or_default() {
            req.put(&name, RawJson(value));
        }
        json::text(&req)
    }
}

/// HMAC-SHA512 of these parts in a row, in small hexadecimal digits.
fn signature(key: &str, parts: &[&str]) -> Option<String> {
    let mut mac = Hmac::<Sha512>::new_from_slice(key.as_bytes()).ok()?;
    for part in parts {
        mac.update(part.as_bytes());
    }
    let digit = |half: u8| char::from(b"0123456789abcdef"[usize::from(half)]);
    Some(mac.finalize().into_bytes().iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect())
}
