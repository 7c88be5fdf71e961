//! Bodies as they are on the wire, and what they mean.
//!
//! Only what the console uses by name is described here; everything else stays in the item's exact text.
//! <https://support.scalarium.com/kb/api/volumes-list-delete-and-snapshot>

mod array;
mod lookup;
mod snapshot;
mod volume;

pub use crate::wire::{is_html, items, read, sort, split};
pub use array::arrays;
pub use lookup::{Cloud, Instance, clouds, instances};
pub use snapshot::snapshot;
pub use volume::{managed, volume};

use crate::json;
use crate::model::{Phase, Timestamp};
use crate::wire::Object;

/// An id that there has to be, and by which something can be called.
fn own_id(object: &Object, name: &str) -> Result<String, String> {
    let id = object.need(name)?;
    addressable(&id)?;
    Ok(id)
}

/// Whether an id can be part of an address at all.
///
/// # Errors
///
/// An empty id, and `.` and `..`: the browser resolves them away, encoded or not, and the call would reach another address.
/// <https://url.spec.whatwg.org/#double-dot-path-segment>
pub fn addressable(id: &str) -> Result<(), String> {
    if matches!(id, "" | "." | "..") { Err(format!("A browser cannot call an address with “{id}” as an id.")) } else { Ok(()) }
}

/// A moment as Scalarium writes it, or RFC 3339; none where there is none.
fn time(object: &Object, name: &str) -> Option<Timestamp> {
    object.scalar(name, "a time", |value| json::string(value).map(|text| moment(&text)).filter(Option::is_some)).flatten()
}

/// Reads `2011/08/26 08:46:13 +0000`.
fn moment(text: &str) -> Option<Timestamp> {
    let mut words = text.split(' ');
    let (Some(date), Some(time), Some(zone), None) = (words.next(), words.next(), words.next(), words.next()) else {
        return Timestamp::from_rfc3339(text);
    };
    let zone: i64 = zone.parse().ok().filter(|_| zone.len() == 5 && zone.starts_with(['+', '-']))?;
    let utc = Timestamp::from_rfc3339(&[&date.replace('/', "-"), "T", time, "Z"].concat())?;
    Some(Timestamp(utc.0 - (zone / 100 * 60 + zone % 100) * 60_000_000_000))
}

/// What a word of a table means; unknown words are unknown.
fn phase(table: &[(&str, Phase)], word: &str) -> Phase {
    table.iter().find(|(known, _)| *known == word).map_or(Phase::Unknown, |(_, phase)| *phase)
}

/// Our word where there is none.
const NO_STATUS: &str = "no status";

/// The word of a state, or ours where there is none.
fn label(object: &Object) -> String {
    object.text("status").unwrap_or_else(|| NO_STATUS.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_with_slashes_are_read_to_the_second_and_others_refused() {
        let check = |text: &str, expected: Option<&str>| {
            assert_eq!(moment(text).map(Timestamp::rfc3339).as_deref(), expected, "{text}");
        };
        check("2011/08/26 08:46:13 +0000", Some("2011-08-26T08:46:13Z"));
        check("2012/02/29 23:59:59 +0000", Some("2012-02-29T23:59:59Z"));
        check("2011/10/21 02:01:22 +0200", Some("2011-10-21T00:01:22Z"));
        check("2011/12/31 22:30:00 -0130", Some("2012-01-01T00:00:00Z"));
        check("2011-08-26T08:46:13Z", Some("2011-08-26T08:46:13Z"));
        for text in
            ["", "2011/08/26", "2011/08/26 08:46:13", "2011/13/26 08:46:13 +0000", "2011/08/26 08:46:13 UTC", "26.8.2011 08:46 +0000 x"]
        {
            check(text, None);
        }
    }
}
