//! Signing in: what may be filled in.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use super::LunaNodeClient;
use crate::address;
use crate::lunanode::sign::Signer;
use crate::lunanode::{ADDRESS, failure};
use voldeck_core::action::Values;
use voldeck_core::client::Platform;
use voldeck_core::fill;
use voldeck_core::http::{FieldError, Secret};

/// Makes a connection. Sends nothing.
///
/// # Errors
///
/// Names the fields that cannot be right.
pub fn connect(values: &Values, platform: Platform) -> Result<LunaNodeClient, Vec<FieldError>> {
    let mut wrong = Vec::new();
    let base = address::base(values.text("address"), ADDRESS, &["/api"]).unwrap_or_else(|message| {
        wrong.push(FieldError::new("address", message));
        String::new()
    });
    let (id, key) = (values.text("api_id"), values.text("api_key"));
    if id.len() != 16 || !id.chars().all(|c| c.is_ascii_alphanumeric()) {
        wrong.push(FieldError::new(
            "api_id",
            fill!("An API ID has 16 letters and digits; this has {count} characters.", count = id.chars().count()),
        ));
    }
    if key.len() != 128 || !key.chars().all(|c| c.is_ascii_hexdigit()) {
        let length = key.chars().count();
        wrong.push(FieldError::new("api_key", fill!("An API key has 128 hexadecimal digits; this has {length} characters.", length)));
    }
    if !wrong.is_empty() {
        return Err(wrong);
    }
    Ok(LunaNodeClient {
        session: platform.session(base, Rc::new(Signer { api_id: id.to_owned(), api_key: Secret::new(key) }), failure::parse_error),
        region: values.text("region").to_owned(),
        one_by_one: Cell::default(),
        listed: RefCell::default(),
        known: RefCell::default(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_lose_what_does_not_belong_to_them() {
        let check = |text: &str, expected: &str| assert_eq!(address::base(text, ADDRESS, &["/api"]), Ok(expected.to_owned()), "{text}");
        check("https://dynamic.lunanode.com", "https://dynamic.lunanode.com");
        check("https://dynamic.lunanode.com/api/", "https://dynamic.lunanode.com");
        check("/relay/lunanode/api", "/relay/lunanode");
        assert!(address::base("dynamic.lunanode.com", ADDRESS, &[]).is_err());
    }
}
