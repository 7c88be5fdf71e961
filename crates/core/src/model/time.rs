//! Moments. Exact to the nanosecond, as Nomad sends them; never through a float.

use super::shown;
use crate::fill;
use crate::texts::t;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// What [`Timestamp::ago`] says of what has just been, and of what is to come.
pub const NOW: &str = "now";

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

    /// Reads RFC 3339: any offset, `T` and `Z` in either case or a space between, any number of digits behind the second, a leap
    /// second. A time without an offset is UTC, as `OpenStack` writes it. `None` if it is no such time.
    pub fn from_rfc3339(text: &str) -> Option<Self> {
        Some(Self::clamped(parse(text.trim())?.unix_timestamp_nanos()))
    }

    /// From a number since the epoch, in the unit that its size tells: seconds, milli-, micro- or nanoseconds. Storage knows no
    /// moments of the first months of 1970, so the units do not overlap.
    pub fn from_epoch(number: i128) -> Self {
        let units: [(i128, i128); 3] =
            [(100_000_000_000, 1_000_000_000), (100_000_000_000_000, 1_000_000), (100_000_000_000_000_000, 1_000)];
        let unit = units.into_iter().find(|(below, _)| number < *below).map_or(1, |(_, nanos)| nanos);
        Self::clamped(number.saturating_mul(unit))
    }

    fn clamped(nanos: i128) -> Self {
        Self(i64::try_from(nanos).unwrap_or(if nanos < 0 { i64::MIN } else { i64::MAX }))
    }

    /// The moment, unless it means "never": Go's zero time, 0, or anything before 1970.
    pub fn unless_never(self) -> Option<Self> {
        (self.0 > 0).then_some(self)
    }

    /// Milliseconds since the epoch.
    pub fn millis(self) -> u64 {
        u64::try_from(self.0 / 1_000_000).unwrap_or(0)
    }

    /// `2026-03-02 04:05:06 UTC`, or `2026-03-02 06:05:06 +02:00` where times are written as they are in a place.
    pub fn absolute(self) -> String {
        let (text, zone) = self.written();
        let part = |range| text.get(range).unwrap_or_default();
        fill!("{year}-{month}-{day} {clock} {zone}", year = part(0..4), month = part(5..7), day = part(8..10), clock = part(11..19), zone)
    }

    /// RFC 3339 as if the place were at UTC, and what says where it is.
    fn written(self) -> (String, String) {
        let Some(minutes) = shown::offset(self) else { return (self.rfc3339(), "UTC".to_owned()) };
        let moved = Self(self.0.saturating_add(i64::from(minutes) * 60_000_000_000));
        let (sign, ahead) = (if minutes < 0 { '-' } else { '+' }, minutes.unsigned_abs());
        (moved.rfc3339(), format!("{sign}{:02}:{:02}", ahead / 60, ahead % 60))
    }

    /// RFC 3339 to the second.
    pub fn rfc3339(self) -> String {
        let seconds = self.0.max(0) / 1_000_000_000;
        // Nanoseconds in 64 bits end in 2262, which every calendar holds.
        OffsetDateTime::from_unix_timestamp(seconds).ok().and_then(|time| time.format(&Rfc3339).ok()).unwrap_or_default()
    }

    /// `14:31:52`, the time of day, in UTC or as it is in a place.
    pub fn clock(self) -> String {
        self.written().0[11..19].to_owned()
    }

    /// How long ago, in one unit: `now`, `40 s`, `4 min`, `13 h`, `2 d`, `9 mo`, `2.5 y`. The future is `now`.
    pub fn ago(self, now: Self) -> String {
        let seconds = (now.0.saturating_sub(self.0) / 1_000_000_000).max(0);
        let (minute, hour, day) = (60, 3600, 86_400);
        match seconds {
            0..=1 => t(NOW).to_owned(),
            s if s < 2 * minute => fill!("{seconds} s", seconds = s),
            s if s < 2 * hour => fill!("{minutes} min", minutes = s / minute),
            s if s < 2 * day => fill!("{hours} h", hours = s / hour),
            s if s < 60 * day => fill!("{days} d", days = s / day),
            s if s < 730 * day => fill!("{months} mo", months = s / (30 * day + day / 2)),
            s => fill!("{years}.{tenths} y", years = s / (365 * day), tenths = s % (365 * day) * 10 / (365 * day)),
        }
    }
}

/// The parser of RFC 3339 wants a `T` and an offset, and refuses leap seconds at moments that had none.
fn parse(text: &str) -> Option<OffsetDateTime> {
    let (date, clock) = text.split_once(['T', 't', ' '])?;
    let zoned = clock.contains(['Z', 'z', '+', '-']);
    let clock = match clock.get(6..8) {
        Some("60") => [&clock[..6], "59", &clock[8..]].concat(),
        _ => clock.to_owned(),
    };
    OffsetDateTime::parse(&[date, "T", &clock, if zoned { "" } else { "Z" }].concat(), &Rfc3339).ok()
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
    fn every_legal_spelling_of_a_time_is_read() {
        let at = |text: &str, nanos: i64| {
            let read = Timestamp::from_rfc3339(text).map(|time| time.0);
            assert_eq!(read, Some(1_400_763_416_000_000_000 + nanos), "{text}");
        };
        at("2014-05-22T12:56:56Z", 0);
        at("2014-05-22t12:56:56z", 0);
        at("2014-05-22 12:56:56Z", 0);
        at("2014-05-22T12:56:56.984011Z", 984_011_000);
        at("2014-05-22T12:56:56.984011+00:00", 984_011_000);
        at("2014-05-22T12:56:56.984011-00:00", 984_011_000);
        at("2014-05-22T14:56:56.984011+02:00", 984_011_000);
        at("2014-05-22T07:26:56.5-05:30", 500_000_000);
        at("2014-05-22T12:56:56.123456789Z", 123_456_789);
        at("2014-05-22T12:56:56.1234567891Z", 123_456_789);
        at("2014-05-22T12:56:56.984011", 984_011_000);
        at("2014-05-22 12:56:56", 0);
    }

    #[test]
    fn times_are_written_as_they_are_in_a_place() {
        let at = Timestamp::from_rfc3339("2026-03-02T23:05:06Z").unwrap();
        let check = |offset: Option<shown::Offset>, absolute: &str, clock: &str| {
            shown::write_times_at(offset);
            assert_eq!((at.absolute().as_str(), at.clock().as_str()), (absolute, clock));
            assert_eq!(at.rfc3339(), "2026-03-02T23:05:06Z", "what is sent and what machines read stays UTC");
        };
        check(Some(|_| 120), "2026-03-03 01:05:06 +02:00", "01:05:06");
        check(Some(|_| -210), "2026-03-02 19:35:06 -03:30", "19:35:06");
        check(Some(|_| 0), "2026-03-02 23:05:06 +00:00", "23:05:06");
        check(None, "2026-03-02 23:05:06 UTC", "23:05:06");
    }

    #[test]
    fn a_leap_second_is_the_end_of_its_minute() {
        let leap = Timestamp::from_rfc3339("2016-12-31T23:59:60Z").unwrap();
        assert_eq!(leap.rfc3339(), "2016-12-31T23:59:59Z");
        assert_eq!(Timestamp::from_rfc3339("2016-12-31T23:59:60.5+00:00").unwrap().rfc3339(), "2016-12-31T23:59:59Z");
    }

    #[test]
    fn the_zero_time_of_go_is_never_and_words_are_no_time() {
        assert_eq!(Timestamp::from_rfc3339("1970-01-01T00:00:00Z").and_then(Timestamp::unless_never), None);
        assert_eq!(Timestamp::from_rfc3339("0001-01-01T00:00:00Z").and_then(Timestamp::unless_never), None);
        for text in ["yesterday", "", "2014-05-22", "2014-13-22T12:56:56Z", "2014-05-22T12:56:56+2", "2014-05-22T25:56:56Z"] {
            assert_eq!(Timestamp::from_rfc3339(text), None, "{text}");
        }
    }

    #[test]
    fn the_size_of_a_number_tells_its_unit() {
        for number in [1_745_000_000, 1_745_000_000_000, 1_745_000_000_000_000, 1_745_000_000_000_000_000] {
            assert_eq!(Timestamp::from_epoch(number).rfc3339(), "2025-04-18T18:13:20Z", "{number}");
        }
        assert_eq!(Timestamp::from_epoch(-6_795_364_578_871_345_152).unless_never(), None);
        assert_eq!(Timestamp::from_epoch(i128::MAX / 2).0, i64::MAX);
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
