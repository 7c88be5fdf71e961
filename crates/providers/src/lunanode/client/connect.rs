//! Signing in: the form, and what may be filled in.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use super::LunaNodeClient;
use crate::address;
use crate::lunanode::failure;
use crate::lunanode::sign::Signer;
use voldeck_core::action::{Field, FieldKind, Form, Values};
use voldeck_core::client::Platform;
use voldeck_core::http::{FieldError, Secret};

/// How an address looks.
const EXAMPLE: &str = "https://dynamic.lunanode.com";

/// The sign-in form. <https://www.lunanode.com/api/overview>
pub fn sign_in() -> Form {
    Form {
        fields: vec![
            Field::new("address", "Address", FieldKind::Address)
                .required()
                .example(EXAMPLE)
                .help("Where the API is, without /api. A path on this site, such as /relay/lunanode, goes through a proxy. LunaNode does not say that it answers pages of other origins: without a proxy a call may be carried out although its answer cannot be read, so lists stay empty and every change ends as “outcome unknown”."),
            Field::new("api_id", "API ID", FieldKind::Code)
                .required()
                .example("ABCDEFGHIJ012345")
                .help("16 characters, from the panel’s API page."),
            Field::new("api_key", "API key", FieldKind::Secret)
                .required()
                .help("128 hexadecimal digits. Calls are signed with it in this browser; its second half never leaves it. This computer’s clock has to be right."),
            Field::new("region", "Region", FieldKind::Code)
                .example("toronto")
                .help("Shows only this region. Empty is every region that region/list names; a key that may not call that needs one here.")
                .advanced(),
        ],
    }
}

/// Makes a connection. Sends nothing.
///
/// # Errors
///
/// Names the fields that cannot be right.
pub fn connect(values: &Values, doors: Platform) -> Result<LunaNodeClient, Vec<FieldError>> {
    let mut wrong = Vec::new();
    let base = address::base(values.text("address"), EXAMPLE, &["/api"]).unwrap_or_else(|message| {
        wrong.push(FieldError::new("address", message));
        String::new()
    });
    let (id, key) = (values.text("api_id"), values.text("api_key"));
    if id.len() != 16 || !id.chars().all(|c| c.is_ascii_alphanumeric()) {
        wrong.push(FieldError::new("api_id", format!("An API ID has 16 letters and digits; this has {} characters.", id.chars().count())));
    }
    if key.len() != 128 || !key.chars().all(|c| c.is_ascii_hexdigit()) {
        let length = key.chars().count();
        wrong.push(FieldError::new("api_key", format!("An API key has 128 hexadecimal digits; this has {length} characters.")));
    }
    if !wrong.is_empty() {
        return Err(wrong);
    }
    Ok(LunaNodeClient {
        session: doors.session(base, Rc::new(Signer { api_id: id.to_owned(), api_key: Secret::new(key) }), failure::parse_error),
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
        let check = |text: &str, expected: &str| assert_eq!(address::base(text, EXAMPLE, &["/api"]), Ok(expected.to_owned()), "{text}");
        check("https://dynamic.lunanode.com", "https://dynamic.lunanode.com");
        check("https://dynamic.lunanode.com/api/", "https://dynamic.lunanode.com");
        check("/relay/lunanode/api", "/relay/lunanode");
        assert!(address::base("dynamic.lunanode.com", EXAMPLE, &[]).is_err());
    }
}
