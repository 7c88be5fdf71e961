//! Authentication: the signed form, as <https://www.lunanode.com/api/overview> describes it.

use std::fmt::Write;

use hmac::{Hmac, Mac};
use serde_json::Value;
use sha2::Sha512;

use crate::frame;

/// The id of the key that may do everything.
pub const API_ID: &str = "VOLDECKDEMO00001";
/// The key that may do everything.
pub const API_KEY: &str =
    "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdeffedcba9876543210fedcba9876543210fedcba9876543210fedcba9876543210";
/// The id of a key that is restricted to reading.
pub const READER_ID: &str = "VOLDECKDEMO00002";
/// A key that is restricted to reading.
pub const READER_KEY: &str =
    "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

/// The first key as id and key with a colon between.
pub(super) const WHOLE: &str = "VOLDECKDEMO00001:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdeffedcba9876543210fedcba9876543210fedcba9876543210fedcba9876543210";
/// The other one.
pub(super) const READER: &str = "VOLDECKDEMO00002:00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

/// The refusal of a request that is not authenticated (recorded by `nomoon/lunanode`).
pub(super) const REFUSED: &str =
    "authentication failure; common reasons: bad nonce (computer time off), source IP mismatch, invalid API id/key";
/// The refusal of a write with a restricted key; the vendor's words are not known.
pub(super) const RESTRICTED: &str = "this API key does not have permission to perform this action";

/// How far a nonce may be from the server's time, in seconds.
const NONCE_SECONDS: u64 = 300;

/// A call whose signature is good.
pub(super) struct Request {
    /// `volume/list`.
    pub action: String,
    parameters: Vec<(String, String)>,
}

impl Request {
    /// A parameter, empty if absent.
    pub fn get(&self, name: &str) -> &str {
        self.parameters.iter().find(|(have, _)| have == name).map_or("", |(_, value)| value)
    }

    /// Whether it only reads.
    pub fn reads(&self) -> bool {
        ["list", "info", "details"].iter().any(|word| self.action.ends_with(word))
    }
}

/// Checks id, half of the key, time and signature; opens what was signed.
pub(super) fn open(call: &frame::Request, category: &str, action: &str, now: u64) -> Result<Request, &'static str> {
    let form: Vec<(String, String)> = form_urlencoded::parse(&call.body).into_owned().collect();
    let field = |name: &str| form.iter().find(|(have, _)| have == name).map_or("", |(_, value)| value.as_str());
    let (text, nonce, signature) = (field("req"), field("nonce"), field("signature"));
    let Ok(Value::Object(req)) = serde_json::from_str::<Value>(text) else { return Err(REFUSED) };
    let said = |name: &str| req.get(name).and_then(Value::as_str).unwrap_or_default();
    let keys = [(API_ID, API_KEY), (READER_ID, READER_KEY)];
    let key = keys.iter().find(|(id, key)| *id == said("api_id") && key[..64] == *said("api_partialkey"));
    let Some((id, key)) = key else { return Err(REFUSED) };
    let on_time = nonce.parse::<u64>().is_ok_and(|seconds| seconds.abs_diff(now / 1000) <= NONCE_SECONDS);
    if !on_time || sign(key, &format!("{category}/{action}/|{text}|{nonce}")) != signature {
        return Err(REFUSED);
    }
    let mut parameters = Vec::new();
    for (name, value) in &req {
        // Clients of languages without strict types send numbers as such.
        parameters.push((name.clone(), value.as_str().map_or_else(|| value.to_string(), str::to_owned)));
    }
    let request = Request { action: format!("{category}/{action}"), parameters };
    if *id == READER_ID && !request.reads() { Err(RESTRICTED) } else { Ok(request) }
}

/// The signature of a text.
pub(super) fn sign(key: &str, text: &str) -> String {
    let Ok(mut mac) = Hmac::<Sha512>::new_from_slice(key.as_bytes()) else { return String::new() };
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().iter().fold(String::new(), |mut digits, byte| {
        let _ = write!(digits, "{byte:02x}");
        digits
    })
}
