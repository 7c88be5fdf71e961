//! Why credentials are not kept or not had, in the words of the page, with the way on.

use super::attempts::wait_words;
use super::vault_file::Unreadable;
use voldeck_core::fill;
use voldeck_core::texts::t;

/// Why not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// The browser does not encrypt on this page.
    NoEncryption,
    /// The browser keeps nothing for this page.
    Forbidden,
    /// There is no room.
    Full,
    /// The browser's storage failed without saying why.
    Storage,
    /// Wrong passphrases came before: so many milliseconds are to be waited.
    Wait(u64),
    /// The passphrase is wrong; and so long is to be waited.
    Wrong(u64),
    /// The vault cannot be read.
    Unreadable(Unreadable),
    /// It was opened, and what is in it makes no sense.
    Contents,
    /// Another tab has changed the passphrase.
    PassphraseChanged,
    /// There is no vault.
    Gone,
    /// There is a vault already.
    Exists,
    /// It is locked.
    Locked,
    /// Others change it without a pause.
    Busy,
}

impl Problem {
    /// In a sentence or two.
    pub fn words(&self) -> String {
        let words = match self {
            Self::NoEncryption => {
                t("This browser encrypts only on pages that were opened over https or on localhost. Credentials stay in memory.")
            }
            Self::Forbidden => t(
                "The browser does not let this page store anything: site data is blocked, or the window is private. Allow site data for this address, or leave the credentials in memory.",
            ),
            Self::Full => {
                t("The browser has no room left for this site. Nothing was changed. Free some, or leave the credentials in memory.")
            }
            Self::Storage => {
                t("The browser's storage failed, and does not say why. Nothing was changed. Try again, or leave the credentials in memory.")
            }
            Self::Wait(millis) => {
                return fill!("After a wrong passphrase the next one has to wait. Try again in {time}.", time = wait_words(*millis));
            }
            Self::Wrong(millis) => {
                return fill!(
                    "The vault does not open with this passphrase. The next try is possible in {time}. If the passphrase is right, the vault was damaged.",
                    time = wait_words(*millis)
                );
            }
            Self::Unreadable(Unreadable::Newer(version)) => {
                return fill!(
                    "A newer version of the console made this vault (format {version}). This version leaves it as it is. Reload the page: if that does not help, open the console where the newer version is.",
                    version
                );
            }
            Self::Unreadable(Unreadable::Damaged(what)) => {
                return fill!(
                    "The vault is damaged: {what}. It is left as it is. Forget it to begin a new one; the connections stay, and ask for their credentials.",
                    what
                );
            }
            Self::Contents => t(
                "The vault opens, but what is in it cannot be read. It is left as it is. Forget it to begin a new one; the connections stay, and ask for their credentials.",
            ),
            Self::PassphraseChanged => {
                t("The passphrase was changed in another tab, so the vault was locked here. Unlock it with the new one.")
            }
            Self::Gone => t("There is no vault in this browser any more: another tab, or the browser's settings, removed it."),
            Self::Exists => t("Another tab has made a vault meanwhile. Unlock that one."),
            Self::Locked => t("The vault is locked. Unlock it first."),
            Self::Busy => t("Other tabs are changing the vault. Nothing was changed here. Try again."),
        };
        words.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_problem_is_told_with_a_way_on() {
        let check = |problem: Problem, parts: &[&str]| {
            let words = problem.words();
            assert!(parts.iter().all(|part| words.contains(part)) && words.ends_with('.'), "{words}");
        };
        check(Problem::Wrong(4000), &["4 s", "passphrase"]);
        check(Problem::Wait(300_000), &["5 min"]);
        check(Problem::Unreadable(Unreadable::Newer("2".into())), &["format 2", "leaves it as it is", "Reload"]);
        check(Problem::Unreadable(Unreadable::Damaged("its header is short")), &["its header is short", "left as it is", "Forget it"]);
        check(Problem::Full, &["Nothing was changed", "memory"]);
        check(Problem::Forbidden, &["Allow site data", "memory"]);
    }
}
