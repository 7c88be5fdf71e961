//! The colour of a connection: one of a few that the style sheet knows in a light and in a dark shade. Never a style of its own.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A colour by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Color(&'static str);

impl Color {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 7] = [Self("red"), Self("orange"), Self("yellow"), Self("green"), Self("teal"), Self("blue"), Self("violet")];

    /// The colour of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|color| color.0 == name)
    }

    /// Its name: `teal`.
    pub fn name(self) -> &'static str {
        self.0
    }
}

impl Serialize for Color {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0)
    }
}

/// Reads a colour; one that is not known costs the colour only.
///
/// # Errors
///
/// If it is no text.
pub fn read<'de, D: Deserializer<'de>>(field: D) -> Result<Option<Color>, D::Error> {
    Option::<String>::deserialize(field).map(|name| Color::named(&name?))
}
