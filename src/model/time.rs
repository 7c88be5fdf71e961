//! Moments. Exact to the nanosecond, as Nomad sends them; never through a float.

use std::time::{Duration, UNIX_EPOCH};

/// A moment, in nanoseconds since 1970-01-01 UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// From milliseconds since the epoch, the browser's unit.
    pub fn from_millis(millis: u64) -> Self {
        Self(i64::try_from(millis).unwrap_or(i64::MAX / 1_000_000).saturating_mul(1_000_000))
    }

    /// From seconds since the epoch.
    pub fn from_seconds(seconds: i64) -> Self {
        Self(seconds.saturating_mul(1_000_000_000))
    }

    /// Reads RFC 3339 in UTC: `Z`, or an offset of zero. The zero time of Go, `0001-01-01T00:00:00Z`, means “never” and is `None`.
    pub fn from_rfc3339(text: &str) -> Option<Self> {
        let bare = text.strip_suffix("+00:00").or_else(|| text.strip_suffix("-00:00")).filter(|bare| !bare.ends_with('Z'));
        let time = match bare {
            Some(bare) => humantime::parse_rfc3339(&[bare, "Z"].concat()),
            None => humantime::parse_rfc3339(text),
        };
        let time = time.ok()?;
        let nanos = time.duration_since(UNIX_EPOCH).ok()?.as_nanos();
        i64::try_from(nanos).ok().map(Self)
    }

    /// Milliseconds since the epoch.
    pub fn millis(self) -> u64 {
        u64::try_from(self.0 / 1_000_000).unwrap_or(0)
    }

    /// `2026-03-02 04:05:06 UTC`.
    pub fn absolute(self) -> String {
        let text = self.rfc3339();
        format!("{} UTC", text.trim_end_matches('Z').replace('T', " "))
    }

    /// RFC 3339 to the second.
    pub fn rfc3339(self) -> String {
        let since = Duration::from_nanos(u64::try_from(self.0).unwrap_or(0));
        humantime::format_rfc3339_seconds(UNIX_EPOCH + since).to_string()
    }

    /// `14:31:52`, the time of day in UTC.
    pub fn clock(self) -> String {
        self.rfc3339()[11..19].to_owned()
    }

    /// How long ago, in one unit: `now`, `40 s`, `4 min`, `13 h`, `2 d`, `9 mo`, `2.5 y`. The future is `now`.
    pub fn ago(self, now: Self) -> String {
        let seconds = (now.0.saturating_sub(self.0) / 1_000_000_000).max(0);
        let (minute, hour, day) = (60, 3600, 86_400);
        match seconds {
            0..=1 => "now".to_owned(),
            s if s < 2 * minute => format!("{s} s"),
            s if s < 2 * hour => format!("{} min", s / minute),
            s if s < 2 * day => format!("{} h", s / hour),
            s if s < 60 * day => format!("{} d", s / day),
            s if s < 730 * day => format!("{} mo", s / (30 * day + day / 2)),
            s => format!("{}.{} y", s / (365 * day), s % (365 * day) * 10 / (365 * day)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nanoseconds_above_2_53_survive() {
        assert_eq!(Timestamp(1_736_191_825_846_395_401).rfc3339(), "2025-01-06T19:30:25Z");
        assert_eq!(Timestamp::from_rfc3339("2025-01-06T19:30:25.846395401Z"), Some(Timestamp(1_736_191_825_846_395_401)));
    }

    #[test]
    fn an_offset_of_zero_is_utc_and_another_is_not_read() {
        let utc = Timestamp::from_rfc3339("2014-05-22T12:56:56.984011Z");
        assert!(utc.is_some());
        assert_eq!(Timestamp::from_rfc3339("2014-05-22T12:56:56.984011+00:00"), utc);
        assert_eq!(Timestamp::from_rfc3339("2014-05-22T12:56:56.984011-00:00"), utc);
        assert_eq!(Timestamp::from_rfc3339("2014-05-22T12:56:56.984011+02:00"), None);
        assert_eq!(Timestamp::from_rfc3339("2014-05-22T12:56:56Z+00:00"), None);
    }

    #[test]
    fn the_zero_time_of_go_is_never() {
        assert_eq!(Timestamp::from_rfc3339("0001-01-01T00:00:00Z"), None);
        assert_eq!(Timestamp::from_rfc3339("yesterday"), None);
    }

    #[test]
    fn ages_are_one_number_and_one_unit() {
        let check = |seconds: i64, expected: &str| {
            assert_eq!(Timestamp(0).ago(Timestamp::from_seconds(seconds)), expected);
        };
        check(-5, "now");
        check(40, "40 s");
        check(250, "4 min");
        check(47_000, "13 h");
        check(86_400 * 3, "3 d");
        check(86_400 * 280, "9 mo");
        check(86_400 * 913, "2.5 y");
    }
}
