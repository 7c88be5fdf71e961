//! Milliseconds since the epoch, as the servers write times.

use std::time::{Duration, UNIX_EPOCH};

use super::id::mix;

/// `2018-12-17T01:00:15Z`: whole seconds.
pub fn seconds(millis: u64) -> String {
    humantime::format_rfc3339_seconds(UNIX_EPOCH + Duration::from_millis(millis)).to_string()
}

/// `2026-06-15T15:33:46.725992`, without a zone. The microseconds below a millisecond follow from the time: round ones would not look
/// like those of a real server.
pub fn micros(millis: u64) -> String {
    let micros = millis.saturating_mul(1_000).saturating_add(mix(millis) % 1_000);
    let text = humantime::format_rfc3339_micros(UNIX_EPOCH + Duration::from_micros(micros)).to_string();
    text.trim_end_matches('Z').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_has_the_digits_that_were_given() {
        assert_eq!(seconds(1_545_008_415_999), "2018-12-17T01:00:15Z");
        assert_eq!(micros(1_545_008_415_999).get(..23), Some("2018-12-17T01:00:15.999"));
        assert_eq!(micros(0).len(), "1970-01-01T00:00:00.000000".len());
    }
}
