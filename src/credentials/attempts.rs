//! Wrong passphrases slow the next one down. They are counted beside the vault, so that a reload does not undo it.

use serde::{Deserialize, Serialize};

use voldeck_core::fill;
use voldeck_core::json;

/// The longest that one waits, in milliseconds.
const LONGEST_MILLIS: u64 = 5 * 60 * 1000;

/// How often a passphrase was tried that did not open the vault, since one did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Attempts {
    failed: u32,
    last_millis: u64,
}

impl Attempts {
    /// Reads what was kept; what cannot be read counts as none.
    pub fn read(text: &str) -> Self {
        serde_json::from_str(text).unwrap_or_default()
    }

    /// What is to be kept, for [`read`](Self::read).
    pub fn text(self) -> String {
        json::text(&self)
    }

    /// How long to wait before the next one, in milliseconds: after the first wrong one a second, then twice as long each time. A clock
    /// that was put back does not make it longer than that.
    pub fn wait_millis(self, now_millis: u64) -> u64 {
        let Some(doublings) = self.failed.checked_sub(1) else { return 0 };
        let wait = 1000_u64.checked_shl(doublings.min(16)).unwrap_or(LONGEST_MILLIS).min(LONGEST_MILLIS);
        wait.saturating_sub(now_millis.saturating_sub(self.last_millis))
    }

    /// One begins now. It counts as wrong until it turns out right: so a reload in between does not make it free.
    #[must_use]
    pub fn begun(self, now_millis: u64) -> Self {
        Self { failed: self.failed.saturating_add(1), last_millis: now_millis }
    }
}

/// How long it is until then, in words: `4 s`, `3 min`. Never less than it is.
pub fn wait_words(millis: u64) -> String {
    let seconds = millis.div_ceil(1000);
    if seconds < 100 { format!("{seconds} s") } else { fill!("{minutes} min", minutes = seconds.div_ceil(60)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: u64 = 1_800_000_000_000;

    fn after(failed: u32) -> Attempts {
        (0..failed).fold(Attempts::default(), |attempts, _| attempts.begun(NOW))
    }

    #[test]
    fn each_wrong_passphrase_doubles_the_wait_up_to_five_minutes() {
        let check = |failed, seconds: u64| assert_eq!(after(failed).wait_millis(NOW), seconds * 1000, "{failed}");
        for (failed, seconds) in [(0, 0), (1, 1), (2, 2), (3, 4), (5, 16), (9, 256), (10, 300), (70, 300)] {
            check(failed, seconds);
        }
        assert_eq!(Attempts { failed: u32::MAX, last_millis: NOW }.begun(NOW).wait_millis(NOW), LONGEST_MILLIS);
    }

    #[test]
    fn the_wait_runs_out_and_a_clock_put_back_does_not_lengthen_it() {
        let three = after(3);
        for (later, left) in [(0, 4000), (1, 3999), (3999, 1), (4000, 0), (1_000_000, 0)] {
            assert_eq!(three.wait_millis(NOW + later), left, "{later}");
        }
        assert_eq!(three.wait_millis(NOW - 3_600_000), 4000);
    }

    #[test]
    fn they_are_kept_and_what_cannot_be_read_counts_as_none() {
        assert_eq!(after(3).text(), r#"{"failed":3,"last_millis":1800000000000}"#);
        assert_eq!(Attempts::read(&after(3).text()), after(3));
        for other in ["", "7", "null", r#"{"failed":-1,"last_millis":0}"#] {
            assert_eq!(Attempts::read(other), Attempts::default(), "{other}");
        }
    }

    #[test]
    fn a_wait_is_told_in_seconds_or_minutes() {
        let check = |millis, words: &str| assert_eq!(wait_words(millis), words);
        for (millis, words) in [(1, "1 s"), (1000, "1 s"), (1001, "2 s"), (64_000, "64 s"), (128_000, "3 min"), (300_000, "5 min")] {
            check(millis, words);
        }
    }
}
