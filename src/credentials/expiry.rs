//! When a credential ends, in words, and when that is near enough to warn.

use voldeck_core::client::Expiry;
use voldeck_core::fill;
use voldeck_core::model::Timestamp;
use voldeck_core::texts::t;

const MINUTE: i64 = 60 * 1_000_000_000;
const DAY: i64 = 24 * 60 * MINUTE;

/// What is said of it: `Expires in 3 d`, `Expired 5 min ago`.
pub fn words(expiry: Expiry, now: Timestamp) -> String {
    if expiry.renews {
        // What has run out is renewed with the next call.
        return if expiry.at <= now {
            t("Renewed with the next call").to_owned()
        } else {
            fill!("Renewed in {time}", time = since(now, expiry.at))
        };
    }
    if expiry.at <= now {
        fill!("Expired {time} ago", time = since(expiry.at, now))
    } else {
        fill!("Expires in {time}", time = since(now, expiry.at))
    }
}

/// A span as ages are written, though less than two seconds is no `now`.
fn since(from: Timestamp, to: Timestamp) -> String {
    match from.ago(to) {
        now if now == "now" => "1 s".to_owned(),
        words => words,
    }
}

/// Whether it is time to warn: in the last tenth of its life, but not more than a week and not less than five minutes before the end.
/// Where it is not known since when it has lived, an hour before. Never for what is renewed by itself.
pub fn is_near(expiry: Expiry, now: Timestamp) -> bool {
    if expiry.renews {
        return false;
    }
    let before = match expiry.since {
        Some(since) => (expiry.at.0.saturating_sub(since.0) / 10).clamp(5 * MINUTE, 7 * DAY),
        None => 60 * MINUTE,
    };
    expiry.at.0.saturating_sub(now.0) <= before
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_800_000_000 * 1_000_000_000;

    fn at(nanos: i64) -> Timestamp {
        Timestamp(NOW + nanos)
    }

    fn ends(at_nanos: i64, since: Option<i64>) -> Expiry {
        Expiry { at: at(at_nanos), since: since.map(at), renews: false }
    }

    #[test]
    fn the_end_is_told_before_and_after() {
        let check = |nanos, expected: &str| assert_eq!(words(ends(nanos, None), at(0)), expected);
        check(3 * DAY, "Expires in 3 d");
        check(90 * MINUTE, "Expires in 90 min");
        check(1, "Expires in 1 s");
        check(0, "Expired 1 s ago");
        check(-5 * MINUTE, "Expired 5 min ago");
    }

    #[test]
    fn what_is_renewed_by_itself_warns_of_nothing() {
        for (left, expected) in [(58 * MINUTE, "Renewed in 58 min"), (-MINUTE, "Renewed with the next call")] {
            let expiry = Expiry { renews: true, ..ends(left, None) };
            assert_eq!((words(expiry, at(0)).as_str(), is_near(expiry, at(0))), (expected, false));
        }
    }

    #[test]
    fn the_warning_comes_in_the_last_tenth_of_its_life() {
        let check = |since: Option<i64>, left, near| assert_eq!(is_near(ends(left, since), at(0)), near, "{since:?} {left}");
        // Of ten hours the last.
        check(Some(-540 * MINUTE), 60 * MINUTE, true);
        check(Some(-538 * MINUTE), 62 * MINUTE, false);
        // Of a year the last week, of half an hour five minutes.
        check(Some(-357 * DAY), 8 * DAY, false);
        check(Some(-358 * DAY), 7 * DAY, true);
        check(Some(-24 * MINUTE), 6 * MINUTE, false);
        check(Some(-25 * MINUTE), 5 * MINUTE, true);
        check(None, 61 * MINUTE, false);
        check(None, 60 * MINUTE, true);
        check(None, -DAY, true);
    }
}
