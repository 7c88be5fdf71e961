//! Moments as Scalarium writes them: `2011/08/26 08:46:13 +0000`.

use voldeck_core::decode::{self, ObjectReader, Read};
use voldeck_core::json;
use voldeck_core::model::Timestamp;

/// A moment of an object.
///
/// # Errors
///
/// The field as it was sent, if it is no moment.
pub fn try_time(object: &ObjectReader, name: &str) -> Read<Timestamp> {
    Ok(object.try_get_with(name, "a time", moment)?.flatten())
}

/// A moment of an object's field, given as JSON: with slashes, or in any form that all providers are read in.
#[expect(clippy::option_option, reason = "not a time at all, no time, a time")]
fn moment(field: &str) -> Option<Option<Timestamp>> {
    match json::string(field).and_then(|text| spaced(&text)) {
        Some(time) => Some(time.unless_never()),
        None => decode::time(field),
    }
}

/// Reads a date, a time of day and a zone with spaces between them, as Ruby writes them; without a zone it is UTC.
fn spaced(text: &str) -> Option<Timestamp> {
    let mut words = text.split_whitespace();
    let (date, clock, zone, end) = (words.next()?, words.next()?, words.next(), words.next());
    if end.is_some() {
        return None;
    }
    let zone = zone.unwrap_or("Z");
    let zone = match zone.len() {
        _ if ["Z", "UTC", "GMT"].iter().any(|utc| zone.eq_ignore_ascii_case(utc)) => "Z".to_owned(),
        5 => [zone.get(..3)?, ":", zone.get(3..)?].concat(),
        _ => zone.to_owned(),
    };
    Timestamp::from_rfc3339(&[&date.replace('/', "-"), "T", clock, &zone].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_with_slashes_and_all_others_are_read_and_words_are_not() {
        let check = |field: &str, expected: Option<&str>| {
            assert_eq!(moment(field).flatten().map(Timestamp::rfc3339).as_deref(), expected, "{field}");
        };
        check(r#""2011/08/26 08:46:13 +0000""#, Some("2011-08-26T08:46:13Z"));
        check(r#""2012/02/29 23:59:59 +0000""#, Some("2012-02-29T23:59:59Z"));
        check(r#""2011/10/21 02:01:22 +0200""#, Some("2011-10-21T00:01:22Z"));
        check(r#""2011/12/31 22:30:00 -0130""#, Some("2012-01-01T00:00:00Z"));
        check(r#""2011/12/31 22:30:00 -01:30""#, Some("2012-01-01T00:00:00Z"));
        check(r#""2011/08/26 08:46:13""#, Some("2011-08-26T08:46:13Z"));
        check(r#""2011/08/26 08:46:13 UTC""#, Some("2011-08-26T08:46:13Z"));
        check(r#""2011-08-26 08:46:13 +0000""#, Some("2011-08-26T08:46:13Z"));
        check(r#""2012/06/30 23:59:60 +0000""#, Some("2012-06-30T23:59:59Z"));
        check(r#""2011-08-26T08:46:13Z""#, Some("2011-08-26T08:46:13Z"));
        check(r#""2011-08-26t10:46:13.123456789+02:00""#, Some("2011-08-26T08:46:13Z"));
        check("1314348373", Some("2011-08-26T08:46:13Z"));
        check(r#""1314348373000""#, Some("2011-08-26T08:46:13Z"));
        check("1.314348373e9", Some("2011-08-26T08:46:13Z"));
        for never in ["0", r#""""#, r#""1970/01/01 00:00:00 +0000""#, r#""0001-01-01T00:00:00Z""#] {
            assert_eq!(moment(never), Some(None), "{never}");
        }
        for text in ["2011/08/26", "2011/13/26 08:46:13 +0000", "2011/08/26 08:46:13 CEST", "26.8.2011 08:46 +0000", "a b c d", "é é ééé"]
        {
            assert_eq!(moment(&format!("\"{text}\"")), None, "{text}");
        }
        assert_eq!((moment("true"), moment("{}")), (None, None));
    }
}
