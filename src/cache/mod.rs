//! What was read, how old it is, and what is known to be wrong with it.
//!
//! Pure: a cell is a value, events change it, nothing here reads or waits. What was known is kept: neither loading nor
//! failing ever blanks it.

use crate::http::Error;

/// One thing that is read from a provider: never, or with what came of it.
#[derive(Debug, Clone)]
pub struct Cell<T> {
    /// The last good reading and when it was made, in milliseconds since the epoch.
    pub good: Option<(T, u64)>,
    /// What went wrong since, if the last reading failed.
    pub error: Option<Error>,
    /// How many readings failed in a row.
    pub failures: u32,
    /// Whether a reading is under way that a person waits for. A held reading is not.
    pub reading: bool,
    /// Grows with every reading begun; an answer to an older one is dropped.
    turn: u64,
}

impl<T> Default for Cell<T> {
    fn default() -> Self {
        Self { good: None, error: None, failures: 0, reading: false, turn: 0 }
    }
}

/// How far what is shown can be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Freshness {
    /// Read, and being kept up to date.
    Live,
    /// The first reading is under way.
    Loading,
    /// The last reading failed; what is shown is older.
    Stale,
    /// Readings keep failing, or none ever worked.
    Failed,
}

impl<T> Cell<T> {
    /// Begins a reading and gives the ticket its answer must show.
    pub fn begin(&mut self, awaited: bool) -> u64 {
        self.turn += 1;
        self.reading = awaited;
        self.turn
    }

    /// Takes the first part of an answer, if there is nothing else to show yet. The reading goes on.
    pub fn part(&mut self, ticket: u64, part: T, now_millis: u64) {
        if ticket == self.turn && self.good.is_none() {
            self.good = Some((part, now_millis));
        }
    }

    /// Takes an answer. Late ones, to a reading that another has replaced, are dropped: `false`.
    pub fn end(&mut self, ticket: u64, answer: Result<T, Error>, now_millis: u64) -> bool {
        if ticket != self.turn {
            return false;
        }
        self.reading = false;
        match answer {
            Ok(value) => {
                self.good = Some((value, now_millis));
                self.error = None;
                self.failures = 0;
            }
            Err(error) => {
                self.error = Some(error);
                self.failures += 1;
            }
        }
        true
    }

    /// The last good value.
    pub fn value(&self) -> Option<&T> {
        self.good.as_ref().map(|(value, _)| value)
    }

    /// When the last good value was read.
    pub fn read_at(&self) -> Option<u64> {
        self.good.as_ref().map(|(_, at)| *at)
    }

    /// How far to trust it. Two failures in a row with something to show are a hiccup, three are a failure.
    pub fn freshness(&self) -> Freshness {
        match (&self.good, &self.error) {
            (None, None) => Freshness::Loading,
            (Some(_), None) => Freshness::Live,
            (Some(_), Some(_)) if self.failures < 3 => Freshness::Stale,
            (_, Some(_)) => Freshness::Failed,
        }
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
    use crate::http::ErrorKind;

    fn failed() -> Result<u8, Error> {
        Err(Error::new(ErrorKind::Unreachable, "list", "no answer"))
    }

    #[test]
    fn a_first_part_is_shown_while_the_reading_goes_on_and_never_instead_of_a_whole() {
        let mut cell = Cell::default();
        let ticket = cell.begin(true);
        cell.part(ticket, 1, 100);
        assert_eq!((cell.value(), cell.reading), (Some(&1), true));
        cell.end(ticket, Ok(7), 200);
        let ticket = cell.begin(true);
        cell.part(ticket, 1, 300);
        cell.part(ticket - 1, 2, 300);
        assert_eq!((cell.value(), cell.read_at()), (Some(&7), Some(200)));
    }

    #[test]
    fn failing_never_blanks_what_was_known() {
        let mut cell = Cell::default();
        assert_eq!(cell.freshness(), Freshness::Loading);
        let ticket = cell.begin(true);
        cell.end(ticket, Ok(7), 100);
        assert_eq!((cell.freshness(), cell.reading), (Freshness::Live, false));
        for expected in [Freshness::Stale, Freshness::Stale, Freshness::Failed] {
            let ticket = cell.begin(false);
            cell.end(ticket, failed(), 200);
            assert_eq!((cell.freshness(), cell.value(), cell.read_at()), (expected, Some(&7), Some(100)));
        }
        let ticket = cell.begin(false);
        cell.end(ticket, Ok(8), 300);
        assert_eq!((cell.freshness(), cell.failures), (Freshness::Live, 0));
    }

    #[test]
    fn a_late_answer_is_dropped() {
        let mut cell = Cell::default();
        let old = cell.begin(true);
        let new = cell.begin(true);
        assert!(cell.end(new, Ok(2), 10));
        assert!(!cell.end(old, Ok(1), 20));
        assert_eq!(cell.value(), Some(&2));
    }

    #[test]
    fn a_first_reading_that_fails_is_a_failure() {
        let mut cell = Cell::default();
        let ticket = cell.begin(true);
        cell.end(ticket, failed(), 1);
        assert_eq!(cell.freshness(), Freshness::Failed);
    }

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
}
