//! Connections as a file of a vendor's own tools has them.

/// What was read: the connections, or why the file cannot be read. Nothing of the file is repeated in that: it may be a secret.
pub type Read = Result<Vec<Imported>, String>;

/// Reads the connections in one kind of file.
pub struct Importer {
    /// What the file is called: `clouds.yaml`.
    pub file: &'static str,
    /// Whose it is, in a few words.
    pub of: &'static str,
    /// Reads a text; `None` if it is not such a file.
    pub read: fn(&str) -> Option<Read>,
}

/// A connection in such a file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Imported {
    /// What it is called there.
    pub name: String,
    /// The id of its provider.
    pub provider: &'static str,
    /// Fields of the provider's sign-in form, secrets among them. Without an address, the provider's proxy on this site is meant.
    pub values: Vec<(&'static str, String)>,
    /// What of it the console has no use for, or does otherwise, in sentences.
    pub remarks: Vec<String>,
    /// Why it cannot be used, in a sentence.
    pub unusable: Option<String>,
}

impl Imported {
    /// Notes a field that has a text.
    pub fn set(&mut self, field: &'static str, text: Option<String>) {
        if let Some(text) = text.filter(|text| !text.is_empty()) {
            self.values.push((field, text));
        }
    }
}
