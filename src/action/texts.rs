//! What actions and forms say, whichever provider they are of. See [`crate::texts`].

/// Of a field that has to be filled in and is empty.
pub const REQUIRED: &str = "{label}: required.";
/// Where there is no way to find out what became of a lost answer.
pub const SEE_THE_LIST: &str = "The list shows what there is now.";
