//! Times as Nomad writes them: in nanoseconds, and as texts.

use std::time::{Duration, UNIX_EPOCH};

/// Milliseconds as nanoseconds whose last digits are not round, as a real clock gives them.
pub(super) fn nanos(millis: u64, salt: u64) -> i64 {
    let tail = (salt % 999_983 * 7_919 + 395_411) % 999_983;
    i64::try_from(millis.saturating_mul(1_000_000).saturating_add(tail)).unwrap_or(i64::MAX)
}

/// RFC 3339; the zero time for 0.
pub(super) fn rfc3339(millis: u64) -> String {
    if millis == 0 {
        return "0001-01-01T00:00:00Z".to_owned();
    }
    let since = Duration::from_millis(millis) + Duration::from_nanos(millis % 999_983);
    humantime::format_rfc3339_nanos(UNIX_EPOCH + since).to_string()
}
