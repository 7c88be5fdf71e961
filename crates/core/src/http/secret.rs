//! A text that must not be seen.

use std::fmt;
use std::sync::Arc;

/// A token, key or password. It has no `Display`, and its `Debug` shows nothing of it.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Secret(Arc<str>);

impl Secret {
    /// Takes charge of a secret.
    pub fn new(text: &str) -> Self {
        Self(text.into())
    }

    /// The secret itself: for signing a request, and for nothing else.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What is shown in its place. Its length is not the secret's length.
    pub const MASK: &'static str = "••••••••";
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.is_empty() { "Secret(none)" } else { "Secret(••••)" })
    }
}
