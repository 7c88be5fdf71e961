//! Counting: what cargo, unittest and Playwright say of their tests, in the same three numbers.

use std::fmt;
use std::ops::AddAssign;

/// Three counts of tests.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct TestCounts {
    /// Tests that held, a good formatting, lint or build step among them.
    pub passed: u64,
    /// Tests that did not.
    pub failed: u64,
    /// Tests that were not run.
    pub skipped: u64,
}

impl TestCounts {
    /// A step that counts as one.
    pub fn one(passed: bool) -> Self {
        if passed { Self { passed: 1, ..Self::default() } } else { Self { failed: 1, ..Self::default() } }
    }

    /// Counts what is left out, aloud.
    pub fn skip(&mut self, why: &str) {
        println!("Skipped: {why}.");
        self.skipped += 1;
    }

    /// A runner that failed although none of its tests did (it did not compile, it crashed) counts as one failure.
    #[must_use]
    pub fn of_failed_runner(self) -> Self {
        Self { failed: self.failed.max(1), ..self }
    }
}

impl AddAssign for TestCounts {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }
}

impl fmt::Display for TestCounts {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} passed, {} failed, {} skipped", self.passed, self.failed, self.skipped)
    }
}

/// Adds up the lines `test result: ok. 12 passed; 0 failed; 1 ignored; …` of `cargo test`.
pub fn cargo(transcript: &str) -> TestCounts {
    let mut all = TestCounts::default();
    for line in transcript.lines().filter_map(|line| line.trim().strip_prefix("test result:")) {
        let count = |word: &str| number_before(line, word);
        all += TestCounts { passed: count(" passed"), failed: count(" failed"), skipped: count(" ignored") };
    }
    all
}

/// Reads the end of Python's `unittest`: `Ran 9 tests in 0.4s`, then `OK (skipped=1)` or `FAILED (failures=1, errors=2)`.
pub fn unittest(transcript: &str) -> Option<TestCounts> {
    let ran = transcript.lines().rev().find_map(|line| line.strip_prefix("Ran "))?;
    let ran: u64 = ran.split(' ').next()?.parse().ok()?;
    let end = transcript.lines().rev().find(|line| line.starts_with("OK") || line.starts_with("FAILED"))?;
    let count = |word: &str| {
        let digits = end.split_once(word).map(|(_, rest)| rest.split(|char: char| !char.is_ascii_digit()).next().unwrap_or_default());
        digits.and_then(|digits| digits.parse::<u64>().ok()).unwrap_or_default()
    };
    let (failed, skipped) = (count("failures=") + count("errors="), count("skipped="));
    Some(TestCounts { passed: ran.saturating_sub(failed + skipped), failed, skipped })
}

/// Reads the `stats` of Playwright's JSON report. A flaky test is one that failed.
pub fn playwright(report: &str) -> Option<TestCounts> {
    let report: serde_json::Value = serde_json::from_str(report).ok()?;
    let count = |name: &str| report["stats"][name].as_u64();
    let broken = report["errors"].as_array().map_or(0, Vec::len);
    Some(TestCounts {
        passed: count("expected")?,
        failed: count("unexpected")? + count("flaky")? + u64::try_from(broken).unwrap_or(u64::MAX),
        skipped: count("skipped")?,
    })
}

fn number_before(text: &str, word: &str) -> u64 {
    let before = text.split(word).next().unwrap_or_default();
    if before.len() == text.len() {
        return 0;
    }
    before.rsplit(|char: char| !char.is_ascii_digit()).next().and_then(|digits| digits.parse().ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(passed: u64, failed: u64, skipped: u64) -> TestCounts {
        TestCounts { passed, failed, skipped }
    }

    #[test]
    fn every_result_line_of_cargo_counts() {
        let words = "running 2 tests\ntest result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.1s\n\
                     test result: FAILED. 3 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out\nerror: test failed\n";
        assert_eq!(cargo(words), counts(15, 2, 1));
        assert_eq!(cargo("error: could not compile"), counts(0, 0, 0));
        assert_eq!(cargo("error: could not compile").of_failed_runner(), counts(0, 1, 0));
    }

    #[test]
    fn unittest_ends_in_two_lines() {
        for (words, expected) in [
            ("...\nRan 9 tests in 0.41s\n\nOK\n", Some(counts(9, 0, 0))),
            ("Ran 9 tests in 0.41s\n\nOK (skipped=2)\n", Some(counts(7, 0, 2))),
            ("Ran 9 tests in 0.41s\n\nFAILED (failures=1, errors=2, skipped=1)\n", Some(counts(5, 3, 1))),
            ("ModuleNotFoundError", None),
        ] {
            assert_eq!(unittest(words), expected, "{words}");
        }
    }

    #[test]
    fn playwright_counts_in_its_report() {
        let report = r#"{"errors":[],"stats":{"expected":7,"unexpected":1,"flaky":1,"skipped":2}}"#;
        assert_eq!(playwright(report), Some(counts(7, 2, 2)));
        assert_eq!(
            playwright(r#"{"errors":[{"message":"x"}],"stats":{"expected":0,"unexpected":0,"flaky":0,"skipped":0}}"#),
            Some(counts(0, 1, 0))
        );
        assert_eq!(playwright("no"), None);
    }

    #[test]
    fn the_summary_is_one_line() {
        assert_eq!(counts(120, 0, 3).to_string(), "120 passed, 0 failed, 3 skipped");
    }
}
