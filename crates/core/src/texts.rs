//! What is said on the screen, looked up: the one place where another language comes in.
//!
//! As with gettext, the English text is the key: it stands where it is used, as the label of an action or a field does, and what several
//! places say is a constant of the catalogue of their crate, which for this one is below. [`t`] answers what to show for it; English answers itself.
//! Another language is a table of English text and translation that `t` looks into; what the table lacks stays English. A provider's own verb
//! and noun stay English in every table, because that is what the provider's console, command line and documentation call it.
//!
//! A text goes through `t` exactly once, where it is put on the screen, or where a form or a sentence is made that is put there as it is.

use std::borrow::Cow;

/// What to show for an English text.
pub fn t(text: &'static str) -> &'static str {
    text
}

/// The same for a text that may hold values already, and so has been looked up: only a constant is looked up here.
pub fn shown(text: impl Into<Cow<'static, str>>) -> String {
    match text.into() {
        Cow::Borrowed(text) => t(text).to_owned(),
        Cow::Owned(text) => text,
    }
}

/// A sentence with values in it, each in place of its `{name}`: another language may need another order.
pub fn fill(text: &'static str, values: &[(&str, &str)]) -> String {
    let mut rest = t(text);
    let mut filled = String::with_capacity(rest.len());
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let Some((name, after)) = after.split_once('}') else { break };
        if let Some((_, value)) = values.iter().find(|(known, _)| *known == name) {
            filled.push_str(value);
        }
        rest = after;
    }
    filled.push_str(rest);
    filled
}

/// Of a field that has to be filled in and is empty.
pub const REQUIRED: &str = "{label}: required.";
/// Where there is no way to find out what became of a lost answer.
pub const SEE_THE_LIST: &str = "The list shows what there is now.";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_stand_in_place_of_their_names_and_are_not_read_again() {
        let check = |text, values: &[(&str, &str)], filled: &str| assert_eq!(fill(text, values), filled);
        check("Nothing to fill in.", &[("name", "x")], "Nothing to fill in.");
        check("{name} and {name}, {size}.", &[("size", "1 GiB"), ("name", "pg")], "pg and pg, 1 GiB.");
        check("The volume {name} stays.", &[("name", "{name}")], "The volume {name} stays.");
    }

    #[test]
    fn a_constant_is_looked_up_and_a_sentence_is_shown_as_it_is() {
        assert_eq!((shown("Name"), shown(["Now ", "1 GiB"].concat())), ("Name".to_owned(), "Now 1 GiB".to_owned()));
    }
}
