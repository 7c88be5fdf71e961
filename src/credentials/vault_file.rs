//! The vault as it is stored: two lines of text. The first is a header in JSON that says how the second was encrypted.
//!
//! The exact bytes of the header are what AES-GCM authenticates beside the contents, so that nobody can change one of its numbers
//! unnoticed. `docs/credentials.md` describes it for others.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

use super::contents::BLOCK;
use voldeck_core::json;
use voldeck_core::texts::t;

/// What the header calls the format.
const FORMAT: &str = "voldeck-vault";

/// The version that is written and read.
const VERSION: u32 = 1;

/// The fewest rounds of PBKDF2 that are accepted.
pub const FEWEST_ITERATIONS: u32 = 600_000;

/// The rounds of PBKDF2 of a new vault.
pub const ITERATIONS: u32 = 1_000_000;

/// More rounds than any version has used: a number beyond is no vault of ours, and would keep the browser busy for minutes.
const MOST_ITERATIONS: u32 = 20_000_000;

/// The bytes of a salt.
pub const SALT: usize = 16;

/// The bytes of an initialisation vector of AES-GCM.
pub const IV: usize = 12;

/// The bytes that AES-GCM adds: without them nothing was encrypted.
const TAG: usize = 16;

/// How a vault was encrypted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// The rounds of PBKDF2 with SHA-256 that make the key of the passphrase.
    pub iterations: u32,
    /// The salt of these.
    pub salt: [u8; SALT],
    /// The initialisation vector: another one each time.
    pub iv: [u8; IV],
}

/// A vault as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VaultFile {
    /// Its header.
    pub header: Header,
    /// The header's text, which is authenticated.
    pub line: String,
    /// The contents, encrypted.
    pub sealed: Vec<u8>,
}

/// Why a vault cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unreadable {
    /// A newer console made it; with the version of its format.
    Newer(String),
    /// It is not what any console writes; with what is wrong.
    Damaged(&'static str),
}

#[derive(Serialize, Deserialize)]
struct HeaderLine {
    format: String,
    version: u32,
    kdf: Kdf,
    cipher: Cipher,
}

#[derive(Serialize, Deserialize)]
struct Kdf {
    name: String,
    hash: String,
    iterations: u32,
    salt: String,
}

#[derive(Serialize, Deserialize)]
struct Cipher {
    name: String,
    length: u32,
    iv: String,
}

impl Header {
    /// As the first line.
    pub fn line(&self) -> String {
        json::text(&HeaderLine {
            format: FORMAT.to_owned(),
            version: VERSION,
            kdf: Kdf {
                name: "PBKDF2".to_owned(),
                hash: "SHA-256".to_owned(),
                iterations: self.iterations,
                salt: STANDARD.encode(self.salt),
            },
            cipher: Cipher { name: "AES-GCM".to_owned(), length: 256, iv: STANDARD.encode(self.iv) },
        })
    }

    fn read(line: &str) -> Result<Self, Unreadable> {
        let damaged = |what| Err(Unreadable::Damaged(what));
        if json::check(line).is_err() || json::member(line, "format").and_then(json::string).as_deref() != Some(FORMAT) {
            return damaged(t("its header is not that of a vault"));
        }
        // The version first: whatever else a newer one has.
        match json::member(line, "version").map(|version| (version, version.parse())) {
            Some((_, Ok(VERSION))) => {}
            Some((version, Ok(newer))) if newer > VERSION => return Err(Unreadable::Newer(version.to_owned())),
            _ => return damaged(t("its header has no version that there ever was")),
        }
        let Ok(HeaderLine { kdf, cipher, .. }) = serde_json::from_str(line) else {
            return damaged(t("its header lacks what is needed to decrypt it"));
        };
        if (kdf.name.as_str(), kdf.hash.as_str()) != ("PBKDF2", "SHA-256") || (cipher.name.as_str(), cipher.length) != ("AES-GCM", 256) {
            return damaged(t("its header names a method that this version never used"));
        }
        if !(FEWEST_ITERATIONS..=MOST_ITERATIONS).contains(&kdf.iterations) {
            return damaged(t("its header has a number of iterations that was never used"));
        }
        match (bytes(&kdf.salt), bytes(&cipher.iv)) {
            (Some(salt), Some(iv)) => Ok(Self { iterations: kdf.iterations, salt, iv }),
            _ => damaged(t("its salt or initialisation vector is incomplete")),
        }
    }
}

impl VaultFile {
    /// What was encrypted under this header.
    pub fn new(header: Header, sealed: Vec<u8>) -> Self {
        Self { line: header.line(), header, sealed }
    }

    /// Reads one.
    ///
    /// # Errors
    /// A newer console made it, or it is damaged.
    pub fn read(text: &str) -> Result<Self, Unreadable> {
        let (line, sealed) = text.trim_end().split_once('\n').unwrap_or((text.trim_end(), ""));
        let header = Header::read(line)?;
        match STANDARD.decode(sealed) {
            Ok(sealed) if sealed.len() > TAG && (sealed.len() - TAG).is_multiple_of(BLOCK) => {
                Ok(Self { header, line: line.to_owned(), sealed })
            }
            _ => Err(Unreadable::Damaged(t("its contents are incomplete"))),
        }
    }

    /// As it is stored.
    pub fn text(&self) -> String {
        format!("{}\n{}\n", self.line, STANDARD.encode(&self.sealed))
    }
}

/// Exactly so many bytes.
fn bytes<const N: usize>(text: &str) -> Option<[u8; N]> {
    STANDARD.decode(text).ok()?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header() -> Header {
        Header { iterations: ITERATIONS, salt: [7; SALT], iv: [9; IV] }
    }

    fn file() -> VaultFile {
        VaultFile::new(header(), vec![1; BLOCK + TAG])
    }

    #[test]
    fn the_format_has_one_spelling() {
        let line = r#"{"format":"voldeck-vault","version":1,"kdf":{"name":"PBKDF2","hash":"SHA-256","iterations":1000000,"salt":"BwcHBwcHBwcHBwcHBwcHBw=="},"cipher":{"name":"AES-GCM","length":256,"iv":"CQkJCQkJCQkJCQkJ"}}"#;
        assert_eq!(header().line(), line);
        assert_eq!(file().text(), format!("{line}\n{}\n", STANDARD.encode([1; BLOCK + TAG])));
        assert_eq!(VaultFile::read(&file().text()), Ok(file()));
    }

    #[test]
    fn what_is_authenticated_is_the_header_as_it_stands() {
        // Spaces are no part of what the numbers mean, but of what was authenticated.
        let spaced = file().text().replacen(':', ": ", 1);
        let read = VaultFile::read(&spaced).unwrap();
        assert!(read.header == header() && read.line.starts_with(r#"{"format": "#));
        assert_eq!(read.text(), spaced);
    }

    #[test]
    fn a_newer_vault_is_told_from_a_damaged_one_whatever_else_it_has() {
        for (line, version) in
            [(r#"{"format":"voldeck-vault","version":2,"kdf":"Argon2id"}"#, "2"), (r#"{"version":17,"format":"voldeck-vault"}"#, "17")]
        {
            assert_eq!(VaultFile::read(line), Err(Unreadable::Newer(version.to_owned())), "{line}");
            assert_eq!(VaultFile::read(&format!("{line}\n%%%\nmore")), Err(Unreadable::Newer(version.to_owned())), "{line}");
        }
    }

    #[test]
    fn every_damage_is_found_and_said() {
        let text = file().text();
        let check = |text: &str, expected: &str| match VaultFile::read(text) {
            Err(Unreadable::Damaged(what)) => assert!(what.contains(expected), "{what}: {text}"),
            other => panic!("{other:?}: {text}"),
        };
        for other in ["", "\n", "null", "{}", r#"{"format":"other","version":1}"#, "<!doctype html>", &text[1..], &text[..50]] {
            check(other, "not that of a vault");
        }
        for version in ["0", "-1", "\"1\"", "null", "1.5"] {
            check(&text.replace(r#""version":1"#, &format!(r#""version":{version}"#)), "no version");
        }
        check(&text.replace("\"iv\"", "\"vi\""), "lacks what is needed");
        check(&text.replace("1000000", "\"1000000\""), "lacks what is needed");
        check(&text.replace("SHA-256", "SHA-1"), "a method");
        check(&text.replace("PBKDF2", "scrypt"), "a method");
        check(&text.replace("256,", "128,"), "a method");
        for iterations in ["0", "1000", "599999", "20000001"] {
            check(&text.replace("1000000", iterations), "number of iterations");
        }
        check(&text.replace("BwcHBwcHBwcHBwcHBwcHBw==", "BwcHBw=="), "salt");
        check(&text.replace("CQkJCQkJCQkJCQkJ", "CQkJ"), "initialisation vector");
        let (line, sealed) = text.split_once('\n').unwrap();
        for sealed in ["", "AQEB", "%%%", &sealed[..sealed.len() - 3], &sealed[..400]] {
            check(&format!("{line}\n{sealed}"), "contents are incomplete");
        }
    }

    #[test]
    fn the_fewest_iterations_are_those_that_are_promised() {
        let text = file().text().replace("1000000", "600000");
        assert_eq!(VaultFile::read(&text).map(|file| file.header.iterations), Ok(FEWEST_ITERATIONS));
        const { assert!(ITERATIONS >= FEWEST_ITERATIONS) };
    }
}
