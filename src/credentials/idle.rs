//! When a vault is locked because nobody is there.

/// How long without input, in milliseconds.
pub const IDLE_MILLIS: u64 = 15 * 60 * 1000;

/// Since when there was no input. It goes by the clock and not by a timer, which stands still while the computer sleeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Idle {
    last_millis: u64,
}

impl Idle {
    /// Somebody is there now.
    pub fn since(now_millis: u64) -> Self {
        Self { last_millis: now_millis }
    }

    /// Somebody did something. Not once the time is over: what wakes the computer must not keep the vault open.
    pub fn input(&mut self, now_millis: u64) {
        if !self.is_over(now_millis) {
            self.last_millis = now_millis;
        }
    }

    /// Whether it is time to lock. After the clock was put back, the time begins anew.
    pub fn is_over(&mut self, now_millis: u64) -> bool {
        self.last_millis = self.last_millis.min(now_millis);
        now_millis - self.last_millis >= IDLE_MILLIS
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: u64 = 1_800_000_000_000;

    #[test]
    fn it_is_over_after_fifteen_minutes_without_input() {
        let mut idle = Idle::since(NOW);
        assert!(!idle.is_over(NOW) && !idle.is_over(NOW + IDLE_MILLIS - 1));
        idle.input(NOW + IDLE_MILLIS - 1);
        assert!(!idle.is_over(NOW + IDLE_MILLIS));
        assert!(idle.is_over(NOW + 2 * IDLE_MILLIS - 1));
    }

    #[test]
    fn the_key_that_wakes_the_computer_comes_too_late() {
        let mut idle = Idle::since(NOW);
        idle.input(NOW + 10 * IDLE_MILLIS);
        assert!(idle.is_over(NOW + 10 * IDLE_MILLIS));
    }

    #[test]
    fn a_clock_put_back_begins_the_time_anew() {
        let mut idle = Idle::since(NOW);
        let earlier = NOW - 3_600_000;
        assert!(!idle.is_over(earlier));
        assert!(!idle.is_over(earlier + IDLE_MILLIS - 1) && idle.is_over(earlier + IDLE_MILLIS));
    }
}
