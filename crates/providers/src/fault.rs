//! A fault of an API that has no releases: an entry of a provider's `faults`.

/// A difference between what is documented and what is answered.
#[derive(Debug, Clone, Copy)]
pub struct Fault {
    /// Of which generation, as seen when.
    pub of: &'static str,
    /// What is documented.
    pub documented: &'static str,
    /// What is answered.
    pub answered: &'static str,
    /// What the console shows or does instead.
    pub shown: &'static str,
    /// Where that can be seen.
    pub source: &'static str,
}
