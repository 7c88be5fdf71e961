//! Addresses: that of a service, as people type it, and those of resources within a connection.

use percent_encoding::percent_decode_str;

use voldeck_core::fill;
use voldeck_core::http::segment;
use voldeck_core::model::Id;
use voldeck_core::texts::t;

/// Makes the base of all calls of what was typed: no trailing `/` and none of these `endings`, which people copy along.
///
/// # Errors
///
/// Says in a sentence what is wrong with it; `example` is how it should look.
pub fn base(text: &str, example: &str, endings: &[&str]) -> Result<String, String> {
    let text = text.trim();
    if text.is_empty() {
        return Err("Address: required.".to_owned());
    }
    let relative = text.starts_with('/') && !text.starts_with("//");
    let (scheme, rest) = text.split_once("://").filter(|_| !relative).unwrap_or_default();
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let strange = |c: char| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '`');
    let hostly = |c: char| c.is_ascii_alphanumeric() || "!$&'()*+,-.:;=@[]_~%".contains(c);
    if text.contains(strange) || !scheme.is_empty() && (host.is_empty() || !host.chars().all(hostly)) {
        return Err(fill!("This is not an address; write it like {example}.", example));
    }
    if text.contains(['?', '#']) {
        return Err(t("An address has neither ? nor #.").to_owned());
    }
    if !relative && !["http", "https"].iter().any(|known| scheme.eq_ignore_ascii_case(known)) {
        return Err(t("An address begins with https:// or http://, or with / for a path on this site.").to_owned());
    }
    // What stands before @ would be kept with the address, shown, and written to logs.
    if host.contains('@') {
        return Err(t("A name or password does not belong in an address. Credentials have their own fields.").to_owned());
    }
    let mut base = text.trim_end_matches('/');
    for ending in endings {
        base = base.strip_suffix(ending).unwrap_or(base).trim_end_matches('/');
    }
    Ok(base.to_owned())
}

/// An address of parts, each percent-encoded: `csi/default/pg%2Fdata`.
pub fn id(parts: &[&str]) -> Id {
    Id::new(&parts.iter().map(|part| segment(part)).collect::<Vec<_>>().join("/"))
}

/// Takes an address apart; `None` if a part is no UTF-8.
pub fn parts(id: &Id) -> Option<Vec<String>> {
    id.as_str().split('/').map(|part| Some(percent_decode_str(part).decode_utf8().ok()?.into_owned())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_of_parts_comes_apart_again() {
        for parts_in in [vec!["csi", "default", "a/b%[0]ü"], vec!["x", ""]] {
            let made = id(&parts_in);
            assert_eq!(parts(&made).unwrap(), parts_in, "{made}");
        }
    }
}
