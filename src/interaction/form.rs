//! A form: which fields it has in sight, which wrong one is looked at first, what becomes of a choice when options come late.

use voldeck_core::form::{Field, FieldKind, SelectOption, Values};
use voldeck_core::http::FieldError;
use voldeck_core::model::{Bytes, Unit};
use voldeck_core::texts::t;

/// The fields in the order they are drawn: the plain ones, then those behind “Advanced”.
pub fn parted(fields: Vec<Field>) -> (Vec<Field>, Vec<Field>) {
    fields.into_iter().partition(|field| !field.advanced)
}

/// Whether “Advanced” is opened: something in it is wrong.
pub fn opens_advanced(names: &[&str], errors: &[FieldError]) -> bool {
    errors.iter().any(|error| names.contains(&error.field))
}

/// The wrong fields that are in sight, in the order they are drawn: the first that can take the focus gets it. A flag cannot be wrong.
pub fn wrong_fields(fields: &[Field], values: &Values, errors: &[FieldError]) -> Vec<&'static str> {
    let is_wrong =
        |field: &&Field| field.kind != FieldKind::Flag && field.shown(values) && errors.iter().any(|error| error.field == field.name);
    let of = |advanced: bool| fields.iter().filter(move |field| field.advanced == advanced).filter(is_wrong).map(|field| field.name);
    of(false).chain(of(true)).collect()
}

/// Whether what was chosen is dropped when options come: it was chosen for another place than they are of (`moved`), and is none of
/// them. What was filled in before the first options came is kept.
pub fn is_dropped<E>(chosen: &str, moved: bool, answer: &Result<Vec<SelectOption>, E>) -> bool {
    let listed = answer.as_ref().is_ok_and(|choices| choices.iter().any(|choice| choice.value == chosen));
    moved && !listed && !chosen.is_empty()
}

/// An option of a selection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// What is sent.
    pub value: String,
    /// What is shown.
    pub words: String,
    /// Whether it cannot be chosen now.
    pub disabled: bool,
}

/// What a selection offers while `now` is chosen: nothing, where the choices have no word for that; what was chosen before the
/// choices were known; and the choices, each with why it is refused or what is to be known of it.
pub fn entries(choices: Vec<SelectOption>, now: &str, required: bool) -> Vec<Entry> {
    let has = |value: &str| choices.iter().any(|choice| choice.value == value);
    let plain = |value: &str, words: &str| Entry { value: value.to_owned(), words: words.to_owned(), disabled: false };
    let empty = (!has("")).then(|| plain("", if required { t("Choose…") } else { "–" }));
    let kept = (!has(now) && !now.is_empty()).then(|| plain(now, now));
    let choices = choices.into_iter().map(|choice| {
        let words = match (&choice.refused, choice.note.is_empty()) {
            (Some(reason), _) => format!("{} – {reason}", choice.label),
            (None, false) => format!("{} – {}", choice.label, choice.note),
            (None, true) => choice.label,
        };
        let words = if words.is_empty() { "–".to_owned() } else { words };
        Entry { value: choice.value, words, disabled: choice.refused.is_some() }
    });
    empty.into_iter().chain(kept).chain(choices).collect()
}

/// The unit that a size has before one is chosen.
const UNIT: &str = "GiB";

/// A size as it was typed: its number and its unit. A number alone is in bytes.
pub fn size_parts(text: &str) -> (String, &'static str) {
    let split = text.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(text.len());
    let (number, unit) = (&text[..split], text[split..].trim());
    let unit = match unit {
        "" if text.is_empty() => UNIT,
        "" => "B",
        unit => Unit::named(unit).map_or(UNIT, |unit| unit.name),
    };
    (number.to_owned(), unit)
}

/// A number and a unit as the text that is sent; nothing where there is no number.
pub fn size_text(number: &str, unit: &str) -> String {
    let number = number.trim();
    if number.is_empty() { String::new() } else { format!("{number} {unit}") }
}

/// What a size comes to, beside it: the same in the unit that is read best, or, where that says nothing new, its bytes.
pub fn comes_to(text: &str) -> Option<String> {
    let bytes = Bytes::read(text).ok().filter(|_| !text.is_empty())?;
    let shown = bytes.to_string();
    let same = text == shown || text.replace(' ', ".0 ") == shown;
    Some(if same { bytes.exact() } else { format!("= {shown}") })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(name: &'static str) -> Field {
        Field::new(name, "Label", FieldKind::Text)
    }

    fn names(fields: &[Field]) -> Vec<&'static str> {
        fields.iter().map(|field| field.name).collect()
    }

    #[test]
    fn advanced_fields_stand_last_and_an_error_opens_them() {
        let fields = vec![field("a").advanced(), field("b"), field("c").advanced(), field("d")];
        let (plain, advanced) = parted(fields);
        assert_eq!((names(&plain), names(&advanced)), (vec!["b", "d"], vec!["a", "c"]));
        let advanced = names(&advanced);
        assert!(!opens_advanced(&advanced, &[]) && !opens_advanced(&advanced, &[FieldError::new("b", "no")]));
        assert!(opens_advanced(&advanced, &[FieldError::new("b", "no"), FieldError::new("c", "no")]));
    }

    #[test]
    fn the_first_wrong_field_is_the_first_that_is_seen() {
        let fields = [
            field("advanced").advanced(),
            field("hidden").visible_if("source", "snapshot"),
            Field::new("flag", "Flag", FieldKind::Flag),
            field("right"),
            field("second"),
            field("third"),
        ];
        // The server names them in an order of its own.
        let errors = ["third", "advanced", "hidden", "flag", "second", "unheard-of"].map(|name| FieldError::new(name, "no"));
        let wrong = |values: &Values| wrong_fields(&fields, values, &errors);
        assert_eq!(wrong(&Values::default()), ["second", "third", "advanced"]);
        assert_eq!(wrong(&Values::default().with("source", "snapshot")), ["hidden", "second", "third", "advanced"]);
        assert!(wrong_fields(&fields, &Values::default(), &[]).is_empty());
    }

    #[test]
    fn what_was_chosen_is_kept_until_options_of_another_place_lack_it() {
        let options: Result<_, ()> = Ok(vec![SelectOption::plain("ssd"), SelectOption::plain("hdd")]);
        let check = |chosen, moved, expected| assert_eq!(is_dropped(chosen, moved, &options), expected, "{chosen} {moved}");
        check("tape", false, false);
        check("tape", true, true);
        check("ssd", true, false);
        check("", true, false);
        assert!(is_dropped("ssd", true, &Err(())), "of a place whose options could not be read nothing is known to fit");
    }

    fn words(choices: Vec<SelectOption>, now: &str, required: bool) -> Vec<(String, String, bool)> {
        entries(choices, now, required).into_iter().map(|entry| (entry.value, entry.words, entry.disabled)).collect()
    }

    fn entry(value: &str, words: &str, disabled: bool) -> (String, String, bool) {
        (value.into(), words.into(), disabled)
    }

    #[test]
    fn a_selection_offers_nothing_what_was_filled_in_and_the_choices() {
        let ssd = || vec![SelectOption::plain("ssd")];
        assert_eq!(words(ssd(), "", true), [entry("", "Choose…", false), entry("ssd", "ssd", false)]);
        assert_eq!(words(ssd(), "ssd", false), [entry("", "–", false), entry("ssd", "ssd", false)]);
        let kept = words(ssd(), "typed before", false);
        assert_eq!(kept, [entry("", "–", false), entry("typed before", "typed before", false), entry("ssd", "ssd", false)]);
        let of_empty = vec![SelectOption::new("", "Any zone", ""), SelectOption::plain("a")];
        assert_eq!(words(of_empty, "", true), [entry("", "Any zone", false), entry("a", "a", false)]);
    }

    #[test]
    fn a_choice_says_why_it_is_refused_or_else_what_is_to_be_known_of_it() {
        let noted = SelectOption::new("a", "Zone A", "2 nodes");
        let refused = SelectOption { refused: Some("full".into()), ..noted.clone() };
        let expected = [entry("", "–", false), entry("a", "Zone A – 2 nodes", false), entry("a", "Zone A – full", true)];
        assert_eq!(words(vec![noted, refused], "a", false), expected);
        assert_eq!(words(vec![SelectOption::new("", "", "")], "", false), [entry("", "–", false)]);
    }

    #[test]
    fn a_size_is_taken_apart_and_put_together_again() {
        for (text, number, unit) in
            [("", "", "GiB"), ("20 GiB", "20", "GiB"), ("1.5TB", "1.5", "TB"), ("1024", "1024", "B"), ("7 lots", "7", "GiB")]
        {
            assert_eq!(size_parts(text), (number.to_owned(), unit), "{text:?}");
        }
        assert_eq!([size_text(" 20 ", "GiB"), size_text("", "GiB"), size_text(" ", "B")], ["20 GiB", "", ""]);
        let (number, unit) = size_parts("20 GiB");
        assert_eq!(size_text(&number, unit), "20 GiB");
    }

    #[test]
    fn a_size_says_what_it_comes_to_and_nothing_twice() {
        assert_eq!(comes_to("2048 MiB").as_deref(), Some("= 2.0 GiB"));
        assert_eq!(comes_to("2 GiB"), Some(Bytes(2 << 30).exact()));
        assert_eq!(comes_to("2.0 GiB"), Some(Bytes(2 << 30).exact()));
        assert_eq!([comes_to(""), comes_to("lots")], [None, None]);
    }
}
