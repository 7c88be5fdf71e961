//! When to read again: at once where the server holds the next reading, soon while something changes, later otherwise, and ever
//! later while readings fail. Pure; whoever polls tells what came of each reading and waits as long as this says.

use crate::http::{Error, ErrorKind};

/// The shortest time between two held readings, in milliseconds, however often the list changes.
const FLOOR_MILLIS: u64 = 1_500;
/// How often something is read that the server cannot hold, in milliseconds: while it is changing, and otherwise.
const POLL_MILLIS: (u64, u64) = (5_000, 45_000);
/// How often it is asked again where credentials or the request itself were refused several times, in milliseconds.
const REFUSED_MILLIS: u64 = 60_000;
/// A held reading that ends sooner than this was not held, in milliseconds.
const HELD_AT_LEAST_MILLIS: u64 = 1_000;
/// How many refusals in a row are a matter of rights, where answers were good before: a server that restarts refuses once or twice.
const REFUSALS: u32 = 3;
/// After how many held readings that ended at once an ordinary one finds out what is the matter.
const CUTS: u32 = 3;

/// The pace of one reading that is kept up.
#[derive(Debug, Clone, Copy, Default)]
pub struct Pace {
    /// How many held readings in a row ended at once without an answer.
    cuts: u32,
}

impl Pace {
    /// After a good reading that took so long.
    pub fn after_answer(&mut self, held: bool, changing: bool, took_millis: u64) -> u64 {
        // An answer to a reading that was held for a while shows that the way holds; one at once shows nothing.
        if took_millis >= HELD_AT_LEAST_MILLIS {
            self.cuts = 0;
        }
        match (held, changing) {
            (true, _) => FLOOR_MILLIS.saturating_sub(took_millis),
            (false, true) => POLL_MILLIS.0,
            (false, false) => POLL_MILLIS.1,
        }
    }

    /// After a held reading that was cut short: how long to wait, and whether to ask again with the same index. One that was held for
    /// a while is asked for again at once. If several end at once, something refuses to hold them or is down: an ordinary reading
    /// tells which, after ever longer pauses.
    pub fn after_cut(&mut self, took_millis: u64, chance: f64) -> (u64, bool) {
        if took_millis >= HELD_AT_LEAST_MILLIS {
            self.cuts = 0;
            return (0, true);
        }
        self.cuts += 1;
        (back_off_millis(self.cuts, chance), self.cuts < CUTS)
    }

    /// After a reading that failed, the `failures`th in a row; `known` tells whether any was good before. `None`: not to be asked
    /// again before a person wants it.
    pub fn after_failure(&self, error: &Error, failures: u32, known: bool, chance: f64) -> Option<u64> {
        if error.ask_no_more {
            return None;
        }
        let refused = matches!(error.kind, ErrorKind::Unauthenticated | ErrorKind::Forbidden);
        let for_good = matches!(error.kind, ErrorKind::Invalid | ErrorKind::Unsupported | ErrorKind::NotFound | ErrorKind::Missing)
            || refused && (!known || failures >= REFUSALS);
        let pause = back_off_millis(failures, chance);
        Some(if for_good { pause.max(REFUSED_MILLIS) } else { pause })
    }
}

/// How long to wait before the next reading after so many failures in a row, in milliseconds: 1, 2, 4 … 30 s and up to
/// half of that again, so that many consoles do not come back at the same moment.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "jitter")]
pub fn back_off_millis(failures: u32, chance: f64) -> u64 {
    let base = (1000u64 << failures.saturating_sub(1).min(5)).min(30_000);
    base + (base as f64 * 0.5 * chance) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn back_off_grows_to_thirty_seconds() {
        let check = |failures, expected| assert_eq!(back_off_millis(failures, 0.0), expected);
        check(1, 1000);
        check(2, 2000);
        check(5, 16_000);
        check(6, 30_000);
        check(60, 30_000);
        assert_eq!(back_off_millis(6, 1.0), 45_000);
    }

    #[test]
    fn what_the_server_holds_is_asked_for_at_once_and_the_rest_by_whether_it_changes() {
        let mut pace = Pace::default();
        assert_eq!(pace.after_answer(true, false, 60_000), 0);
        assert_eq!(pace.after_answer(true, false, 500), 1_000);
        assert_eq!((pace.after_answer(false, true, 9), pace.after_answer(false, false, 9)), (5_000, 45_000));
    }

    #[test]
    fn a_cut_after_a_while_is_asked_for_again_at_once_and_for_ever() {
        let mut pace = Pace::default();
        for _ in 0..100 {
            assert_eq!(pace.after_cut(4_000, 0.0), (0, true));
        }
    }

    #[test]
    fn cuts_at_once_slow_down_and_let_an_ordinary_reading_find_out() {
        let mut pace = Pace::default();
        assert_eq!(pace.after_cut(10, 0.0), (1_000, true));
        assert_eq!(pace.after_cut(10, 0.0), (2_000, true));
        assert_eq!(pace.after_cut(10, 0.0), (4_000, false));
        // The ordinary reading works, the held ones still do not.
        pace.after_answer(true, false, 20);
        assert_eq!(pace.after_cut(10, 0.0), (8_000, false));
        // Once one was held, all is as before.
        pace.after_answer(true, false, 30_000);
        assert_eq!(pace.after_cut(10, 0.0), (1_000, true));
    }

    #[test]
    fn refused_credentials_are_a_matter_of_rights_after_three_refusals_and_asked_about_now_and_then() {
        let pace = Pace::default();
        let check = |kind, failures, known, expected| {
            let error = Error::new(kind, "list", "no");
            assert_eq!(pace.after_failure(&error, failures, known, 0.0), Some(expected), "{kind:?} {failures} {known}");
        };
        for kind in [ErrorKind::Forbidden, ErrorKind::Unauthenticated] {
            check(kind, 1, true, 1_000);
            check(kind, 2, true, 2_000);
            check(kind, 3, true, 60_000);
            check(kind, 9, true, 60_000);
            check(kind, 1, false, 60_000);
        }
        check(ErrorKind::Unreachable, 1, false, 1_000);
        check(ErrorKind::Busy, 9, true, 30_000);
        check(ErrorKind::Invalid, 1, true, 60_000);
    }

    #[test]
    fn what_would_do_harm_is_not_asked_again() {
        let mut error = Error::new(ErrorKind::Unauthenticated, "sign in", "wrong password");
        error.ask_no_more = true;
        assert_eq!(Pace::default().after_failure(&error, 1, true, 0.0), None);
    }
}
