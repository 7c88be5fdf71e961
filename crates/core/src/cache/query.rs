//! One thing that is read from a provider: never, or with what came of it.

use crate::http::Error;

/// What was read, when, and what is known to be wrong with it. A value: events change it, nothing here reads or waits. Neither
/// loading nor failing ever blanks what was known.
#[derive(Debug, Clone)]
pub struct Query<T> {
    /// The last good reading and when it was made, in milliseconds since the epoch.
    data: Option<(T, u64)>,
    /// What went wrong since, if the last reading failed.
    pub error: Option<Error>,
    /// How many readings failed in a row.
    pub failures: u32,
    /// Whether a reading is under way that a person waits for. A held reading is not.
    pub fetching: bool,
    /// Grows with every reading begun; an answer to an older one is dropped.
    generation: u64,
}

impl<T> Default for Query<T> {
    fn default() -> Self {
        Self { data: None, error: None, failures: 0, fetching: false, generation: 0 }
    }
}

/// How far what is shown can be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Freshness {
    /// Read, and being kept up to date.
    Live,
    /// Never read, and nobody asks for it now.
    Unread,
    /// The first reading is under way.
    Loading,
    /// The last reading failed; what is shown is older.
    Stale,
    /// Readings keep failing, or none ever worked.
    Failed,
}

impl<T> Query<T> {
    /// Begins a reading; its answer is to show the generation that this gives.
    pub fn begin(&mut self, awaited: bool) -> u64 {
        self.generation += 1;
        self.fetching = awaited;
        self.generation
    }

    /// Takes the first part of an answer, if there is nothing else to show yet; whether it did. The reading goes on.
    pub fn partial(&mut self, generation: u64, part: T, now_millis: u64) -> bool {
        let takes = generation == self.generation && self.data.is_none();
        if takes {
            self.data = Some((part, now_millis));
        }
        takes
    }

    /// Takes an answer. Late ones, to a reading that another has replaced, are dropped: `false`.
    pub fn finish(&mut self, generation: u64, answer: Result<T, Error>, now_millis: u64) -> bool {
        if generation != self.generation {
            return false;
        }
        self.fetching = false;
        match answer {
            Ok(value) => {
                self.data = Some((value, now_millis));
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

    /// Takes note that a held reading was cut short: what was known is as good as before, and known to be so until now.
    pub fn cut(&mut self, generation: u64, now_millis: u64) {
        if generation == self.generation {
            self.fetching = false;
            if let Some((_, at)) = self.data.as_mut().filter(|_| self.error.is_none()) {
                *at = now_millis;
            }
        }
    }

    /// The last good value.
    pub fn value(&self) -> Option<&T> {
        self.data.as_ref().map(|(value, _)| value)
    }

    /// When the last good value was read.
    pub fn read_at(&self) -> Option<u64> {
        self.data.as_ref().map(|(_, at)| *at)
    }

    /// How far to trust it. Two failures in a row with something to show are a hiccup, three are a failure.
    pub fn freshness(&self) -> Freshness {
        match (&self.data, &self.error) {
            (None, None) => Freshness::Loading,
            (Some(_), None) => Freshness::Live,
            (Some(_), Some(_)) if self.failures < 3 => Freshness::Stale,
            (_, Some(_)) => Freshness::Failed,
        }
    }
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
        let mut query = Query::default();
        let generation = query.begin(true);
        assert!(query.partial(generation, 1, 100));
        assert_eq!((query.value(), query.fetching), (Some(&1), true));
        query.finish(generation, Ok(7), 200);
        let generation = query.begin(true);
        assert!(!query.partial(generation, 1, 300) && !query.partial(generation - 1, 2, 300));
        assert_eq!((query.value(), query.read_at()), (Some(&7), Some(200)));
    }

    #[test]
    fn failing_never_blanks_what_was_known() {
        let mut query = Query::default();
        assert_eq!(query.freshness(), Freshness::Loading);
        let generation = query.begin(true);
        query.finish(generation, Ok(7), 100);
        assert_eq!((query.freshness(), query.fetching), (Freshness::Live, false));
        for expected in [Freshness::Stale, Freshness::Stale, Freshness::Failed] {
            let generation = query.begin(false);
            query.finish(generation, failed(), 200);
            assert_eq!((query.freshness(), query.value(), query.read_at()), (expected, Some(&7), Some(100)));
        }
        let generation = query.begin(false);
        query.finish(generation, Ok(8), 300);
        assert_eq!((query.freshness(), query.failures), (Freshness::Live, 0));
    }

    #[test]
    fn a_late_answer_is_dropped() {
        let mut query = Query::default();
        let old = query.begin(true);
        let new = query.begin(true);
        assert!(query.finish(new, Ok(2), 10));
        assert!(!query.finish(old, Ok(1), 20));
        assert_eq!(query.value(), Some(&2));
    }

    #[test]
    fn a_first_reading_that_fails_is_a_failure() {
        let mut query = Query::default();
        let generation = query.begin(true);
        query.finish(generation, failed(), 1);
        assert_eq!(query.freshness(), Freshness::Failed);
    }

    #[test]
    fn a_held_reading_that_is_cut_short_is_no_failure() {
        let mut query = Query::default();
        let generation = query.begin(true);
        query.finish(generation, Ok(7), 100);
        let generation = query.begin(false);
        query.cut(generation, 5_000);
        assert_eq!((query.freshness(), query.value(), query.read_at(), query.failures), (Freshness::Live, Some(&7), Some(5_000), 0));
        // After a failure only a whole reading is known to be right again.
        let generation = query.begin(false);
        query.finish(generation, failed(), 6_000);
        let generation = query.begin(false);
        query.cut(generation, 7_000);
        assert_eq!((query.freshness(), query.read_at()), (Freshness::Stale, Some(5_000)));
    }
}
