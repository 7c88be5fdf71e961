//! How an action may end when the server misbehaves, and what the console has to make of it.

use voldeck_core::action::{ActionResult, Verification};
use voldeck_core::http::ErrorKind;

/// How an action has to end.
#[derive(Debug, Clone, Copy)]
pub enum Expected {
    Done,
    Refused(ErrorKind),
    /// Nobody said what became of it; a look at the server has to find whether it was carried out.
    Unknown {
        carried_out: bool,
    },
}

impl Expected {
    #[track_caller]
    pub fn check(self, about: &str, result: &ActionResult) {
        match (result, self) {
            (ActionResult::Done(_), Self::Done) => {}
            (ActionResult::Refused(error), Self::Refused(kind)) => assert_eq!(error.kind, kind, "{about}: {}", error.message),
            (ActionResult::Unknown { found: Ok(found), .. }, Self::Unknown { carried_out }) => {
                assert_eq!(matches!(found, Verification::Happened(_)), carried_out, "{about}: {found:?}");
            }
            _ => panic!("{about} is not {self:?}: {result:?}"),
        }
    }
}

/// A write whose answer was lost: the look at the server finds what is so, and says it in a sentence.
#[track_caller]
pub fn assert_looked_for(about: &str, result: ActionResult, carried_out: bool) {
    let ActionResult::Unknown { error, found: Ok(found) } = result else { panic!("{about}: {result:?}") };
    assert_eq!(error.kind, ErrorKind::OutcomeUnknown, "{about}");
    match found {
        Verification::Happened(words) => assert!(carried_out && words.ends_with('.'), "{about}: {words}"),
        Verification::NotSeen(words) => assert!(!carried_out && words.ends_with('.'), "{about}: {words}"),
        Verification::CannotTell(words) | Verification::Partly { words, .. } => panic!("{about}: {words}"),
    }
}
