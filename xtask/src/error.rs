//! What stops a task: one sentence, details, and what the person may do about it.

use std::fmt;

/// What went wrong, and what the person may do about it.
#[derive(Debug, Clone)]
pub struct Error {
    what: String,
    details: Vec<String>,
    advice: Option<String>,
}

impl Error {
    /// What went wrong, in one sentence.
    pub fn new(what: impl Into<String>) -> Self {
        Self { what: what.into(), details: Vec::new(), advice: None }
    }

    /// What may help.
    #[must_use]
    pub fn advice(mut self, advice: impl Into<String>) -> Self {
        self.advice = Some(advice.into());
        self
    }

    /// A line that shows more of it.
    #[must_use]
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.details.push(detail.into());
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}", self.what)?;
        for detail in &self.details {
            write!(out, "\n  {detail}")?;
        }
        if let Some(advice) = &self.advice {
            write!(out, "\nWhat to do: {advice}")?;
        }
        Ok(())
    }
}
