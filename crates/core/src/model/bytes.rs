//! Sizes. Stored exactly, in bytes; shown with one decimal in the units that were chosen; read in either system of units.

use std::fmt;

use super::shown::{self, Units};
use crate::fill;

/// A size in bytes, exact over the whole range of a signed 64-bit integer, which is what the providers send.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Bytes(pub u64);

/// A unit that a person may give a size in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unit {
    /// How it is written: `GiB`, `GB`.
    pub name: &'static str,
    /// How many bytes it is.
    pub bytes: u64,
}

impl Unit {
    /// All units that a size can be given in, the usual ones first.
    pub const ALL: [Self; 9] = [
        Self { name: "GiB", bytes: 1 << 30 },
        Self { name: "TiB", bytes: 1 << 40 },
        Self { name: "MiB", bytes: 1 << 20 },
        Self { name: "GB", bytes: 1_000_000_000 },
        Self { name: "TB", bytes: 1_000_000_000_000 },
        Self { name: "MB", bytes: 1_000_000 },
        Self { name: "KiB", bytes: 1 << 10 },
        Self { name: "kB", bytes: 1_000 },
        Self { name: "B", bytes: 1 },
    ];

    /// The unit of this name, in any case (`gib`, `GB`), with the one-letter forms `k`, `m`, `g`, `t` read as binary.
    pub fn named(name: &str) -> Option<Self> {
        let long = match name.to_ascii_lowercase().as_str() {
            "" => "b".to_owned(),
            short @ ("k" | "m" | "g" | "t") => format!("{short}ib"),
            long => long.to_owned(),
        };
        Self::ALL.into_iter().find(|unit| unit.name.eq_ignore_ascii_case(&long))
    }
}

impl Bytes {
    /// The number and the unit to show: `("8.2", "TiB")`, in the units that were chosen. Whole bytes below the first of them carry no
    /// decimal.
    pub fn parts(self) -> (String, &'static str) {
        match shown::units() {
            Units::Decimal => self.scaled(1000, ["B", "kB", "MB", "GB", "TB", "PB", "EB"]),
            Units::AsReported if self.is_decimal() => self.scaled(1000, ["B", "kB", "MB", "GB", "TB", "PB", "EB"]),
            Units::Binary | Units::AsReported => self.scaled(1024, ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"]),
        }
    }

    /// Whether only decimal units make it a whole number: of the largest unit that some of them does.
    fn is_decimal(self) -> bool {
        let binary_and_decimal = [(1 << 30, 1_000_000_000), (1 << 20, 1_000_000)];
        let first =
            binary_and_decimal.into_iter().find(|(binary, decimal)| self.0.is_multiple_of(*binary) || self.0.is_multiple_of(*decimal));
        first.is_some_and(|(binary, _)| !self.0.is_multiple_of(binary))
    }

    /// In units that are each so many times the one before. Integer arithmetic: a float would round 2^63-1 up and misreport it.
    fn scaled(self, step: u64, units: [&'static str; 7]) -> (String, &'static str) {
        let (mut unit, mut one) = (0, 1);
        while unit < 6 && self.0 / one >= step {
            (unit, one) = (unit + 1, one * step);
        }
        if unit == 0 {
            return (self.0.to_string(), units[0]);
        }
        // The rest is below 2^60: ten times as much still fits.
        let mut tenths = self.0 / one * 10 + (self.0 % one * 10 + one / 2) / one;
        if tenths >= step * 10 && unit < 6 {
            unit += 1;
            tenths = 10;
        }
        (fill!("{whole}.{tenths}", whole = tenths / 10, tenths = tenths % 10), units[unit])
    }

    /// The exact count, grouped by thin spaces: `1 000 000 bytes`.
    pub fn exact(self) -> String {
        fill!("{number} bytes", number = group_digits(self.0))
    }

    /// Reads `10 GiB`, `1.5TB`, `1048576`. A bare number is bytes.
    ///
    /// # Errors
    ///
    /// Says in words what is wrong: no number, an unknown unit, a fraction of a byte, more than 2^63-1.
    pub fn read(text: &str) -> Result<Self, String> {
        let text = text.trim();
        let split = text.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(text.len());
        let (number, name) = (&text[..split], text[split..].trim());
        let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
        if number.is_empty() || whole.len() + fraction.len() == 0 || fraction.contains('.') || fraction.len() > 12 {
            return Err(fill!("“{text}” is not a size; write it like 10 GiB", text));
        }
        let unit = Unit::named(name).ok_or_else(|| fill!("{name} is not a unit of size; GiB, TiB, MiB, GB, TB or MB is", name))?;
        let too_large = || fill!("{text} is more than 2^63-1 bytes", text);
        let parse = |digits: &str| if digits.is_empty() { Ok(0) } else { digits.parse::<u128>().map_err(|_| too_large()) };
        let scale = 10u128.pow(u32::try_from(fraction.len()).unwrap_or(12));
        let scaled = parse(whole)?
            .checked_mul(scale)
            .and_then(|n| n.checked_add(parse(fraction).ok()?))
            .and_then(|n| n.checked_mul(u128::from(unit.bytes)))
            .ok_or_else(too_large)?;
        if scaled % scale != 0 {
            return Err(fill!("{text} is not a whole number of bytes", text));
        }
        match u64::try_from(scaled / scale) {
            Ok(bytes) if i64::try_from(bytes).is_ok() => Ok(Self(bytes)),
            _ => Err(too_large()),
        }
    }
}

impl fmt::Display for Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (number, unit) = self.parts();
        write!(f, "{number} {unit}")
    }
}

/// Digits in groups of three, joined by a narrow no-break space.
pub(crate) fn group_digits(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push('\u{202f}');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_shown_in_binary_units_with_one_decimal() {
        let check = |bytes: u64, expected: &str| assert_eq!(Bytes(bytes).to_string(), expected);
        check(0, "0 B");
        check(1023, "1023 B");
        check(1024, "1.0 KiB");
        check(1_048_575, "1.0 MiB");
        check(10_737_418_240, "10.0 GiB");
        check(1_000_000_000_000, "931.3 GiB");
        check(9_223_372_036_854_775_807, "8.0 EiB");
    }

    #[test]
    fn sizes_are_shown_in_the_units_that_were_chosen() {
        let check = |units: Units, bytes: u64, expected: &str| {
            shown::write_sizes_in(units);
            assert_eq!(Bytes(bytes).to_string(), expected, "{units:?}");
        };
        check(Units::Decimal, 999, "999 B");
        check(Units::Decimal, 1000, "1.0 kB");
        check(Units::Decimal, 999_999, "1.0 MB");
        check(Units::Decimal, 10_737_418_240, "10.7 GB");
        check(Units::Decimal, 9_223_372_036_854_775_807, "9.2 EB");
        check(Units::AsReported, 10_737_418_240, "10.0 GiB");
        check(Units::AsReported, 20_000_000_000, "20.0 GB");
        check(Units::AsReported, 2_048_000_000_000, "2.0 TB");
        check(Units::AsReported, 536_870_912, "512.0 MiB");
        check(Units::AsReported, 500_000_000, "500.0 MB");
        check(Units::AsReported, 1_234_567_891, "1.1 GiB");
        check(Units::AsReported, 0, "0 B");
        check(Units::Binary, 20_000_000_000, "18.6 GiB");
    }

    #[test]
    fn sizes_are_read_exactly_or_refused_in_words() {
        let check = |text: &str, expected: u64| assert_eq!(Bytes::read(text), Ok(Bytes(expected)), "{text}");
        check("10 GiB", 10_737_418_240);
        check("1.5GB", 1_500_000_000);
        check("0", 0);
        check("9223372036854775807", i64::MAX as u64);
        check("2g", 2 << 30);
        check("0.5KiB", 512);
        let refuse = |text: &str, word: &str| assert!(Bytes::read(text).unwrap_err().contains(word), "{text}");
        refuse("", "is not a size");
        refuse("10 parsecs", "not a unit");
        refuse("0.3 B", "whole number");
        refuse("9223372036854775808", "2^63-1");
        refuse("1..5 GiB", "is not a size");
        refuse("-5 GiB", "is not a size");
    }

    #[test]
    fn the_exact_count_is_grouped() {
        assert_eq!(Bytes(1_000_000).exact(), "1\u{202f}000\u{202f}000 bytes");
    }
}
