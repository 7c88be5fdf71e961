//! Moments as Tutum writes them: `Mon, 29 Sep 2014 15:40:59 +0000`.

use voldeck_core::decode;
use voldeck_core::json;
use voldeck_core::model::Timestamp;

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// The names of zones that the format knows, in hours east of Greenwich. <https://www.rfc-editor.org/rfc/rfc5322#section-4.3>
const ZONES: &[(&str, i64)] = &[
    ("GMT", 0),
    ("UTC", 0),
    ("UT", 0),
    ("Z", 0),
    ("EST", -5),
    ("EDT", -4),
    ("CST", -6),
    ("CDT", -5),
    ("MST", -7),
    ("MDT", -6),
    ("PST", -8),
    ("PDT", -7),
];

/// A moment of an object's field, given as JSON: in the format of RFC 1123, or in any that all providers are read in.
pub fn moment(field: &str) -> Option<Option<Timestamp>> {
    match json::string(field).and_then(|text| rfc_1123(&text)) {
        Some(time) => Some(time.unless_never()),
        None => decode::time(field),
    }
}

/// Reads a date of RFC 1123 and of those it goes back to. The day of the week is not looked at and may be missing, as may the
/// seconds and the zone, which then is UTC.
fn rfc_1123(text: &str) -> Option<Timestamp> {
    let text = text.split_once(',').map_or(text, |(_, date)| date);
    let mut words = text.split_whitespace();
    let (day, month, year, clock) = (words.next()?, words.next()?, words.next()?, words.next()?);
    let month = MONTHS.iter().position(|known| month.get(..3).is_some_and(|short| short.eq_ignore_ascii_case(known)))? + 1;
    let clock = if clock.len() == 5 { [clock, ":00"].concat() } else { clock.to_owned() };
    let local = Timestamp::from_rfc3339(&format!("{year}-{month:02}-{day:0>2}T{clock}Z"))?;
    let minutes_east = match words.next() {
        None => 0,
        Some(zone) => match ZONES.iter().find(|(name, _)| zone.eq_ignore_ascii_case(name)) {
            Some((_, hours)) => hours * 60,
            None => minutes(zone)?,
        },
    };
    Some(Timestamp(local.0.saturating_sub(minutes_east * 60_000_000_000)))
}

/// `+0530`, or with a colon, in minutes.
fn minutes(zone: &str) -> Option<i64> {
    let digits = zone.replace(':', "");
    let number: i64 = digits.parse().ok().filter(|_| digits.len() == 5 && digits.starts_with(['+', '-']))?;
    Some(number / 100 * 60 + number % 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_rfc_1123_and_all_others_are_read_and_words_are_not() {
        let check = |field: &str, expected: Option<&str>| {
            let read = moment(field).flatten().map(Timestamp::rfc3339);
            assert_eq!(read.as_deref(), expected, "{field}");
        };
        check(r#""Mon, 29 Sep 2014 15:40:59 +0000""#, Some("2014-09-29T15:40:59Z"));
        check(r#""Mon, 29 Sep 2014 15:40:59 -0500""#, Some("2014-09-29T20:40:59Z"));
        check(r#""Mon, 29 Sep 2014 15:40:59 +05:30""#, Some("2014-09-29T10:10:59Z"));
        check(r#""Thu, 1 Jan 2015 00:00:00 GMT""#, Some("2015-01-01T00:00:00Z"));
        check(r#""thu, 01 jan 2015 00:00 est""#, Some("2015-01-01T05:00:00Z"));
        check(r#""29 Sep 2014 15:40:59 Z""#, Some("2014-09-29T15:40:59Z"));
        check(r#""29 September 2014 15:40:59""#, Some("2014-09-29T15:40:59Z"));
        check(r#""Sat, 31 Dec 2016 23:59:60 +0000""#, Some("2016-12-31T23:59:59Z"));
        check(r#""2014-09-29T15:40:59Z""#, Some("2014-09-29T15:40:59Z"));
        check(r#""2014-09-29t17:40:59.123456789+02:00""#, Some("2014-09-29T15:40:59Z"));
        check("1412005259", Some("2014-09-29T15:40:59Z"));
        check("1.412005259e9", Some("2014-09-29T15:40:59Z"));
        check(r#""1412005259000""#, Some("2014-09-29T15:40:59Z"));
        for never in ["0", r#""""#, r#""Thu, 01 Jan 1970 00:00:00 GMT""#, r#""0001-01-01T00:00:00Z""#] {
            assert_eq!(moment(never), Some(None), "{never}");
        }
        for text in ["yesterday", "Mon, 29 Nov", "Mon, 29 anF 2014 15:40:59 +0000", "Mon, 29 Sep 2014 25:40:59 +0000", "1 Sep 2014 1:2 +1"]
        {
            assert_eq!(moment(&format!("\"{text}\"")), None, "{text}");
        }
        for other in ["true", "{}", "[]"] {
            assert_eq!(moment(other), None, "{other}");
        }
    }
}
