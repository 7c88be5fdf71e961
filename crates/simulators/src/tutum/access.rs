//! Authentication: one account, by `Basic` or the older `ApiKey`. <https://github.com/tutumcloud/api-docs> (Authentication)

use super::response::{bare, refusal};
use crate::frame::{Request, Response};

/// The user's name.
pub const USER: &str = "vera";
/// The key, as Tutum's are.
pub const API_KEY: &str = "5d2e9c0b7a41f8363bd9e1740c6a52f8e3b7d014";
/// The key of Docker Cloud: a uuid.
const CLOUD_KEY: &str = "9b1f4d60-2c7e-4a85-b3f9-58d0e6a17c24";
/// The password, with which the Python client asks for the key.
pub const PASSWORD: &str = "correct horse";
/// The header of user and key.
pub const AUTH_BASIC: &str = "Basic dmVyYTo1ZDJlOWMwYjdhNDFmODM2M2JkOWUxNzQwYzZhNTJmOGUzYjdkMDE0";
/// The older header of user and key.
pub const AUTH_API_KEY: &str = "ApiKey vera:5d2e9c0b7a41f8363bd9e1740c6a52f8e3b7d014";
/// The older header of an account that has been deactivated.
pub const DEACTIVATED: &str = "ApiKey otto:0000000000000000000000000000000000000000";

/// Base64, for comparing.
pub(super) fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for three in bytes.chunks(3) {
        let byte = |at: usize| u32::from(three.get(at).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for at in 0..4 {
            let digit = DIGITS[(bits >> (18 - 6 * at)) as usize & 63];
            text.push(if at > three.len() { '=' } else { char::from(digit) });
        }
    }
    text
}

/// Accepts the credentials of a request, or refuses it. The framework answers wrong credentials without a body.
pub(super) fn authenticate(request: &Request) -> Result<(), Response> {
    let header = request.header("Authorization").unwrap_or("").trim();
    let (scheme, rest) = header.split_once(' ').unwrap_or((header, ""));
    let pair = |user: &str, word: &str| [user, ":", word].concat();
    let good = |word: &str| match scheme.to_ascii_lowercase().as_str() {
        "basic" => base64(pair(USER, word).as_bytes()) == rest,
        "apikey" => word != PASSWORD && pair(USER, word) == rest,
        _ => false,
    };
    if [API_KEY, CLOUD_KEY, PASSWORD].into_iter().any(good) {
        return Ok(());
    }
    let otto = DEACTIVATED.split_once(' ').map_or("", |(_, pair)| pair);
    if rest == otto || rest == base64(otto.as_bytes()) {
        return Err(refusal(401, "Your account has been deactivated."));
    }
    Err(bare(401))
}
