//! What an action takes from a limit: a quota that is shown while a form is filled in.

use crate::fill;
use crate::model::Bytes;

/// In what a limit is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QuotaUnit {
    /// Things.
    Number,
    /// Bytes.
    Size,
}

/// One limit, and what an action takes of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuotaUsage {
    /// What is limited: `Volumes`.
    pub what: String,
    /// In what it is counted.
    pub amount: QuotaUnit,
    /// How much is used already.
    pub used: u64,
    /// How much the action takes.
    pub takes: u64,
    /// How much there may be; `None` where there is no limit.
    pub limit: Option<u64>,
}

impl QuotaUsage {
    /// Whether it is more than is left. The server decides: others may give something back meanwhile.
    pub fn is_over(&self) -> bool {
        self.limit.is_some_and(|limit| self.used.saturating_add(self.takes) > limit)
    }

    /// `7 of 10 used, this takes 1, 2 left`.
    pub fn words(&self) -> String {
        let say = |amount: u64| match self.amount {
            QuotaUnit::Number => amount.to_string(),
            QuotaUnit::Size => Bytes(amount).to_string(),
        };
        let after = self.used.saturating_add(self.takes);
        let (used, takes) = (say(self.used), say(self.takes));
        match self.limit {
            None => fill!("{used} used, this takes {takes}, no limit", used, takes),
            Some(limit) if after > limit => {
                fill!(
                    "{used} of {limit} used, this takes {takes}, {over} too much",
                    used,
                    limit = say(limit),
                    takes,
                    over = say(after - limit)
                )
            }
            Some(limit) => {
                fill!("{used} of {limit} used, this takes {takes}, {left} left", used, limit = say(limit), takes, left = say(limit - after))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_budget_says_what_is_used_what_it_takes_and_what_is_left() {
        let check = |amount, used, takes, limit, over, words: &str| {
            let quota = QuotaUsage { what: "Volumes".into(), amount, used, takes, limit };
            assert_eq!((quota.is_over(), quota.words().as_str()), (over, words));
        };
        check(QuotaUnit::Number, 7, 1, Some(10), false, "7 of 10 used, this takes 1, 2 left");
        check(QuotaUnit::Number, 10, 1, Some(10), true, "10 of 10 used, this takes 1, 1 too much");
        check(QuotaUnit::Size, 5 << 30, 1 << 30, Some(10 << 30), false, "5.0 GiB of 10.0 GiB used, this takes 1.0 GiB, 4.0 GiB left");
        check(QuotaUnit::Number, 7, 1, None, false, "7 used, this takes 1, no limit");
    }
}
