//! What a passphrase has to be.

use voldeck_core::fill;
use voldeck_core::texts::t;
/// The fewest characters.
pub const FEWEST: usize = 12;

/// Why a new passphrase cannot be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// It is shorter than [`FEWEST`].
    Short,
    /// It is one character over and over.
    Same,
    /// The second time it was another one.
    Differs,
}

impl Refusal {
    /// In a sentence.
    pub fn words(self) -> String {
        match self {
            Self::Short => fill!("At least {count} characters; several words are easier to remember than signs.", count = FEWEST),
            Self::Same => t("This is one character repeated. Use several words.").to_owned(),
            Self::Differs => t("The two are not the same.").to_owned(),
        }
    }
}

/// Checks a new one, typed twice.
pub fn check(first: &str, second: &str) -> Option<Refusal> {
    let mut characters = first.chars();
    let begins = characters.next();
    if first.chars().count() < FEWEST {
        Some(Refusal::Short)
    } else if characters.all(|character| Some(character) == begins) {
        Some(Refusal::Same)
    } else {
        (first != second).then_some(Refusal::Differs)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_passphrase_is_long_not_one_character_and_typed_twice() {
        let long = "correct horse";
        assert_eq!(check(long, long), None);
        assert_eq!(check("ünïcödé wörd", "ünïcödé wörd"), None, "characters are counted, not bytes");
        for (first, second, refusal) in [
            ("", "", Refusal::Short),
            ("elevenchars", "elevenchars", Refusal::Short),
            ("ééééééé", "ééééééé", Refusal::Short),
            ("aaaaaaaaaaaa", "aaaaaaaaaaaa", Refusal::Same),
            (long, "correct hors", Refusal::Differs),
            (long, "", Refusal::Differs),
        ] {
            assert_eq!(check(first, second), Some(refusal), "{first} {second}");
        }
    }
}
