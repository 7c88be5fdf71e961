//! The operations whose recorded answers `cargo xtask decode` reads, through the same endpoints as the console.

use crate::provider::reader::Reader;

/// Every operation that answers something.
pub const READERS: &[Reader] = &[];
