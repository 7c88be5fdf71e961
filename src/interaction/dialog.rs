//! The question before something is destroyed: what has to be typed, and whether it can be sent yet.

use voldeck_core::action::{Confirmation, same_name};
use voldeck_core::model::Resource;

/// What has to be typed to confirm; empty where nothing has.
pub fn word_to_type(confirmation: Confirmation, target: Option<&Resource>, known: &[Resource]) -> String {
    match target {
        Some(target) if confirmation == Confirmation::TypeName => unique_name(target, known),
        _ => String::new(),
    }
}

/// What tells a resource from all others: its name, its id where another one has the same name, its whole address where the id is
/// another one's too.
fn unique_name(target: &Resource, known: &[Resource]) -> String {
    if !same_name(target, known) && !target.name.is_empty() {
        return target.name.clone();
    }
    let same_id = known.iter().any(|other| other.kind == target.kind && other.provider_id == target.provider_id && other.id != target.id);
    if same_id { target.id.to_string() } else { target.provider_id.clone() }
}

/// Whether what has to be typed is.
pub fn is_confirmed(word: &str, typed: &str) -> bool {
    word.is_empty() || typed.trim() == word.trim()
}

/// What may keep a form from being sent.
#[derive(Debug, Clone, Copy, Default)]
pub struct Hindrances {
    /// It is refused as things are, or what it would be done to could not be read.
    pub stopped: bool,
    /// It is being sent.
    pub sending: bool,
    /// What has to be typed is not yet.
    pub unconfirmed: bool,
}

impl Hindrances {
    /// Whether it can be sent now.
    pub fn is_free(self) -> bool {
        !(self.stopped || self.sending || self.unconfirmed)
    }
}

/// Whether the form that was sent is still the one that is open, as action and connection: only then is it closed when it is done.
pub fn is_still_open(open: Option<(&str, &str)>, sent: (&str, &str)) -> bool {
    open == Some(sent)
}

#[cfg(test)]
mod tests {
    use super::*;
    use voldeck_core::model::{Id, Kind, Phase, Status};

    fn resource(name: &str, provider_id: &str, id: &str) -> Resource {
        let name = (!name.is_empty()).then(|| name.to_owned());
        Resource::new(Kind::Volume, Id::new(id), provider_id.into(), name, Status::new(Phase::Ready, "ready"), "{}")
    }

    #[test]
    fn what_has_to_be_typed_tells_the_resource_from_all_others() {
        let target = resource("pg", "v-1", "zone-a/v-1");
        let word = |known: &[Resource]| word_to_type(Confirmation::TypeName, Some(&target), known);
        assert_eq!(word(std::slice::from_ref(&target)), "pg");
        assert_eq!(word(&[target.clone(), resource("pg", "v-2", "zone-a/v-2")]), "v-1");
        assert_eq!(word(&[target.clone(), resource("pg", "v-1", "zone-b/v-1")]), "zone-a/v-1");
    }

    #[test]
    fn nothing_has_to_be_typed_where_nothing_is_lost() {
        let target = resource("pg", "v-1", "v-1");
        assert_eq!(word_to_type(Confirmation::None, Some(&target), &[]), "");
        assert_eq!(word_to_type(Confirmation::Confirm, Some(&target), &[]), "");
        assert_eq!(word_to_type(Confirmation::TypeName, None, &[]), "");
        assert!(is_confirmed("", ""));
    }

    #[test]
    fn the_name_has_to_match_but_for_space_around_it() {
        for (typed, expected) in [("", false), ("p", false), ("PG", false), ("pgs", false), ("pg", true), (" pg ", true)] {
            assert_eq!(is_confirmed("pg", typed), expected, "{typed:?}");
        }
        assert!(is_confirmed("pg ", "pg"), "a space at the end of a name cannot be seen");
    }

    #[test]
    fn any_hindrance_keeps_it_from_being_sent() {
        let none = Hindrances::default();
        assert!(none.is_free());
        for hindrance in
            [Hindrances { stopped: true, ..none }, Hindrances { sending: true, ..none }, Hindrances { unconfirmed: true, ..none }]
        {
            assert!(!hindrance.is_free(), "{hindrance:?}");
        }
    }

    #[test]
    fn a_form_that_was_opened_meanwhile_stays_open() {
        let sent = ("delete", "prod");
        assert!(is_still_open(Some(sent), sent));
        for open in [None, Some(("resize", "prod")), Some(("delete", "lab"))] {
            assert!(!is_still_open(open, sent), "{open:?}");
        }
    }
}
