//! What keeping credentials protects against and what it does not, as the console says it. `docs/credentials.md` says the same.

/// What the vault protects against.
pub const PROTECTS: [&str; 3] = [
    "Somebody who gets a copy of the browser's storage, of the disk or of a backup, as far as the passphrase cannot be guessed: each guess costs a million rounds of SHA-256.",
    "Somebody who opens this browser while the vault is locked.",
    "A connection that points to another address than the one the credentials were given for: they are not sent there.",
];

/// What nothing here protects against.
pub const DOES_NOT: [&str; 4] = [
    "A script in this page: whoever changes the console's files, or gets code into the page, reads what the console uses while it is unlocked, and the passphrase as it is typed.",
    "A browser extension with access to this site, a debugger, or other software with your rights on this computer.",
    "Somebody at this computer while the vault is unlocked. It locks after 15 minutes without input, and by “Lock now”.",
    "A provider, proxy or host that is itself not to be trusted: it receives the credentials, as it has to.",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_and_the_documentation_say_the_same() {
        let document = include_str!("../../docs/credentials.md").split_whitespace().collect::<Vec<_>>().join(" ");
        for sentence in PROTECTS.iter().chain(&DOES_NOT) {
            assert!(document.contains(sentence), "docs/credentials.md does not say: {sentence}");
        }
    }
}
