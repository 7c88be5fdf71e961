//! What is said on the screen, looked up: the one place where another language comes in.
//!
//! As with gettext, the English text is the key: it stands where it is used, as the label of an action or a field does, and what several
//! places say is a constant of the catalogue of their crate, which for this one is below. [`t`] answers what to show for it; English answers itself.
//! Another language is a table of English text and translation that `t` looks into; what the table lacks stays English. A provider's own verb
//! and noun stay English in every table, because that is what the provider's console, command line and documentation call it.
//!
//! A text goes through `t` exactly once, where it is put on the screen, or where a form or a sentence is made that is put there as it is.

use std::borrow::Cow;
use std::cell::RefCell;
use std::fmt::{Display, Write as _};

thread_local! {
    /// English and the other, in the order of the English; empty for English itself. One language a thread, which in a page is one.
    static KNOWN: RefCell<Vec<(&'static str, &'static str)>> = const { RefCell::new(Vec::new()) };
}

/// What to show for an English text.
pub fn t(text: &'static str) -> &'static str {
    KNOWN.with_borrow(|known| known.binary_search_by(|(english, _)| (*english).cmp(text)).map_or(text, |place| known[place].1))
}

/// Takes up a catalogue, English texts and their translations, beside those that there are.
///
/// Its texts are kept as long as the page: what is shown refers to them.
pub fn learn(catalogue: impl IntoIterator<Item = (String, String)>) {
    let kept = |text: String| -> &'static str { Box::leak(text.into_boxed_str()) };
    KNOWN.with_borrow_mut(|known| {
        for (english, other) in catalogue {
            if let Err(place) = known.binary_search_by(|(text, _)| (*text).cmp(&*english)) {
                known.insert(place, (kept(english), kept(other)));
            }
        }
    });
}

/// The same for a text that may hold values already, and so has been looked up: only a constant is looked up here.
pub fn shown(text: impl Into<Cow<'static, str>>) -> String {
    match text.into() {
        Cow::Borrowed(text) => t(text).to_owned(),
        Cow::Owned(text) => text,
    }
}

/// A label as it stands within a sentence: English writes it small there.
pub fn within(label: &'static str) -> String {
    if KNOWN.with_borrow(Vec::is_empty) { label.to_ascii_lowercase() } else { t(label).to_owned() }
}

/// The sentence that [`fill!`](crate::fill!) writes.
pub fn fill(text: &'static str, values: &[(&str, &dyn Display)]) -> String {
    let mut rest = t(text);
    let mut filled = String::with_capacity(rest.len());
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let Some((name, after)) = after.split_once('}') else { break };
        if let Some((_, value)) = values.iter().find(|(known, _)| *known == name) {
            let _ = write!(filled, "{value}");
        }
        rest = after;
    }
    filled.push_str(rest);
    filled
}

/// A sentence with values in it, each in place of its `{name}`, as another language may need another order:
/// `fill!("Extending {name} to {size}.", name = context.name(), size)`.
#[macro_export]
macro_rules! fill {
    (@value $name:ident) => { &$name };
    (@value $name:ident = $value:expr) => { &$value };
    ($text:expr $(, $name:ident $(= $value:expr)?)* $(,)?) => {
        $crate::texts::fill($text, &[$((stringify!($name), $crate::fill!(@value $name $(= $value)?))),*])
    };
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
        let size = 1;
        assert_eq!(crate::fill!("Nothing to fill in.", name = "x"), "Nothing to fill in.");
        assert_eq!(crate::fill!("{name} and {name}, {size} GiB.", size, name = "pg"), "pg and pg, 1 GiB.");
        assert_eq!(crate::fill!("The volume {name} stays.", name = "{name}"), "The volume {name} stays.");
    }

    #[test]
    fn a_catalogue_is_looked_into_and_what_it_lacks_stays_english() {
        let catalogue = |texts: &[(&str, &str)]| learn(texts.iter().map(|(english, other)| ((*english).to_owned(), (*other).to_owned())));
        catalogue(&[("Size", "Größe"), ("{name} is gone.", "{name} gibt es nicht mehr.")]);
        catalogue(&[("Age", "Alter"), ("Size", "Andere")]);
        assert_eq!((t("Age"), t("Size"), t("Name")), ("Alter", "Größe", "Name"));
        assert_eq!(crate::fill!("{name} is gone.", name = "pg"), "pg gibt es nicht mehr.");
    }

    #[test]
    fn a_constant_is_looked_up_and_a_sentence_is_shown_as_it_is() {
        assert_eq!((shown("Name"), shown(["Now ", "1 GiB"].concat())), ("Name".to_owned(), "Now 1 GiB".to_owned()));
    }
}
