//! Where the focus goes when a part of the page has gone.

/// Whether the focus is given back to where it was: only if nobody has taken it meanwhile (`active` is the tag of what has it), and
/// to what is still there.
pub fn is_given_back(active: Option<&str>, is_there: bool) -> bool {
    active.is_none_or(|tag| tag == "BODY") && is_there
}

/// What has the focus first in something that opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum First {
    /// The button that does nothing.
    Cancel,
    /// The first field.
    Field,
    /// The heading, where there is no field.
    Heading,
}

/// What has the focus first in the form of an action. Where something is at stake, Enter alone must not send it.
pub fn first_in_form(at_stake: bool, has_fields: bool) -> First {
    match (at_stake, has_fields) {
        (true, _) => First::Cancel,
        (false, true) => First::Field,
        (false, false) => First::Heading,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_focus_goes_back_unless_something_has_taken_it_or_the_place_has_gone() {
        assert!(is_given_back(None, true) && is_given_back(Some("BODY"), true));
        for taken in ["A", "INPUT", "H2", "BUTTON"] {
            assert!(!is_given_back(Some(taken), true), "{taken}");
        }
        assert!(!is_given_back(Some("BODY"), false));
    }

    #[test]
    fn a_form_starts_at_its_first_field_and_a_question_at_the_way_out() {
        assert_eq!(first_in_form(false, true), First::Field);
        assert_eq!(first_in_form(false, false), First::Heading);
        assert_eq!([first_in_form(true, true), first_in_form(true, false)], [First::Cancel; 2]);
    }
}
