//! How sizes and times are written: as the person chose, everywhere, what clients say included.
//!
//! One choice a thread, which in a page is one choice; what is read and sent does not depend on it.

use std::cell::Cell;

use super::Timestamp;

/// Which units sizes are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Units {
    /// Powers of 1024: `GiB`.
    #[default]
    Binary,
    /// Powers of 1000: `GB`.
    Decimal,
    /// Whichever makes it a whole number, as the provider counts: `10 GiB` of one, `20 GB` of another.
    AsReported,
}

/// How many minutes a place is ahead of UTC at a moment.
pub type Offset = fn(Timestamp) -> i32;

thread_local! {
    static UNITS: Cell<Units> = const { Cell::new(Units::Binary) };
    static OFFSET: Cell<Option<Offset>> = const { Cell::new(None) };
}

/// Writes sizes in these units from now on.
pub fn write_sizes_in(units: Units) {
    UNITS.set(units);
}

/// Writes times as they are in a place from now on; `None` is UTC.
pub fn write_times_at(offset: Option<Offset>) {
    OFFSET.set(offset);
}

/// The units that sizes are written in.
pub(super) fn units() -> Units {
    UNITS.get()
}

/// How many minutes ahead of UTC a moment is written; `None` for UTC.
pub(super) fn offset(at: Timestamp) -> Option<i32> {
    OFFSET.get().map(|offset| offset(at))
}
