//! Blocking queries: which index to wait for, and how long.
//!
//! <https://developer.hashicorp.com/nomad/api-docs#blocking-queries>. The index is that of a whole table, so a return is no
//! proof that anything of interest changed.

/// A reading that the server may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wait {
    /// Held until the table's index is above this.
    pub index: u64,
    /// At most this long, in seconds; the server adds up to a sixteenth.
    pub seconds: u64,
}

/// How long a reading is held, in seconds. The server allows 300; many proxies cut at 60, which costs one early return.
const HOLD_SECONDS: u64 = 300;

impl Wait {
    /// Waits for a change after this index.
    pub fn after(index: u64) -> Self {
        Self { index: index.max(1), seconds: HOLD_SECONDS }
    }

    /// How long to wait for the answer, in milliseconds: the hold, the server's jitter of a sixteenth, and the way back.
    pub fn timeout_millis(self) -> u64 {
        self.seconds * 1000 * 17 / 16 + 5000
    }
}

/// The index for the next reading.
///
/// `sent` is what the last one waited for, `got` is its `X-Nomad-Index`. An index that went backwards belongs to a restored or
/// another cluster: the next reading starts from the beginning. 0 would not be held at all, so it becomes 1.
pub fn next_index(sent: Option<u64>, got: Option<u64>) -> Option<u64> {
    let got = got?;
    Some(match sent {
        Some(sent) if got < sent => 1,
        _ => got.max(1),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_follow_the_index_and_start_again_when_it_goes_back() {
        let check = |sent, got, expected| assert_eq!(next_index(sent, got), expected, "{sent:?} {got:?}");
        check(None, Some(42), Some(42));
        check(Some(42), Some(43), Some(43));
        check(Some(42), Some(42), Some(42));
        check(Some(42), Some(7), Some(1));
        check(None, Some(0), Some(1));
        check(Some(42), None, None);
    }

    #[test]
    fn a_held_reading_is_waited_for_longer_than_the_server_holds_it() {
        let wait = Wait::after(0);
        assert_eq!(wait.index, 1);
        assert!(wait.seconds <= 300 && wait.timeout_millis() >= 300_000 + 18_750 + 5_000);
    }
}
