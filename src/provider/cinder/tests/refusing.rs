//! Answers become verdicts.
