//! Whole numbers as JSON may spell them: `50`, `5e+10`, `10.0`, `-0`, and the same in a string. Exact, never through a float.

/// Digits beyond these are no size, count or time of anything.
const MOST_DIGITS: usize = 38;

/// A whole number. `None` for a fraction, for words, and for what has more than 38 digits.
pub fn whole(text: &str) -> Option<i128> {
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
        None => (text, 0),
    };
    let (negative, digits) = match mantissa.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, mantissa),
    };
    let (before, behind) = digits.split_once('.').unwrap_or((digits, "0"));
    let numeric = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if !numeric(before) || !numeric(behind) {
        return None;
    }
    let behind = behind.trim_end_matches('0');
    let all = [before, behind].concat();
    let all = all.trim_start_matches('0');
    if all.is_empty() {
        return Some(0);
    }
    // How many zeros follow the digits; below zero the last digits stand behind the point.
    let zeros = i64::from(exponent) - i64::try_from(behind.len()).ok()?;
    let (kept, zeros) = if let Ok(zeros) = usize::try_from(zeros) {
        (all, zeros)
    } else {
        let fraction = usize::try_from(-zeros).ok()?;
        let (kept, rest) = all.split_at_checked(all.len().checked_sub(fraction)?)?;
        (Some(kept).filter(|_| rest.bytes().all(|byte| byte == b'0'))?, 0)
    };
    if kept.len().saturating_add(zeros) > MOST_DIGITS {
        return None;
    }
    let number = kept.parse::<i128>().ok()?.checked_mul(10i128.checked_pow(u32::try_from(zeros).ok()?)?)?;
    Some(if negative { -number } else { number })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_of_a_whole_number_is_read_exactly() {
        let check = |text: &str, expected: i128| assert_eq!(whole(text), Some(expected), "{text}");
        check("0", 0);
        check("-0", 0);
        check("0.0", 0);
        check("0e9", 0);
        check("42", 42);
        check("-42", -42);
        check("5e+10", 50_000_000_000);
        check("5E10", 50_000_000_000);
        check("1.5e+11", 150_000_000_000);
        check("1.073741824e+09", 1_073_741_824);
        check("10.0", 10);
        check("1200e-2", 12);
        check("18446744073709551615", 18_446_744_073_709_551_615);
        check("9007199254740993", 9_007_199_254_740_993);
        check("9.007199254740993e15", 9_007_199_254_740_993);
        check("1e37", 10i128.pow(37));
    }

    #[test]
    fn what_is_no_whole_number_is_none() {
        for text in
            ["", "-", ".", "1.", ".5", "1.5", "15e-1", "1e", "e5", "1e999999999999", "1e38", "0x10", "1,5", "+1", " 1", "ten", "NaN"]
        {
            assert_eq!(whole(text), None, "{text}");
        }
        assert_eq!(whole("1e-999999"), None);
    }
}
