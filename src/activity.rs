//! What this console did, and what it says of it: entries, and messages in the corner.

use crate::route::{Address, OpenAction};
use voldeck_core::http::Secret;
use voldeck_core::model::Kind;

/// How many messages are shown at once, beside those that stay.
const MOST_TOASTS: usize = 4;

/// How far something came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Done.
    Done,
    /// Accepted, and still going on.
    InProgress,
    /// Done in part.
    Partly,
    /// Not done, or ended badly.
    Failed,
    /// Not allowed, or not sent.
    Refused,
    /// Nobody knows whether it was done.
    Unknown,
}

impl Status {
    /// The mark that stands for it, by its name in the style sheet.
    pub fn mark(self) -> &'static str {
        match self {
            Self::Done => "ready",
            Self::InProgress => "changing",
            Self::Partly => "degraded",
            Self::Failed => "failed",
            Self::Refused => "refused",
            Self::Unknown => "unknown",
        }
    }

    /// What it is called where a page that embeds the console is told of it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::InProgress => "in progress",
            Self::Partly => "done in part",
            Self::Failed => "failed",
            Self::Refused => "refused",
            Self::Unknown => "unknown",
        }
    }
}

/// Something that was done or that happened, for the activity page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// For changing it when more is known.
    pub number: u64,
    /// When, in milliseconds since the epoch.
    pub at: u64,
    /// How far it came.
    pub status: Status,
    /// What, in a sentence.
    pub what: String,
    /// The provider's words and codes.
    pub detail: String,
    /// The request that was sent, masked.
    pub call: String,
    /// The resource it was about.
    pub about: Option<(Kind, Address)>,
    /// What can be done about it: the button's words, and the form that it opens.
    pub next: Option<(&'static str, OpenAction)>,
    /// The connection.
    pub connection: String,
}

impl Entry {
    /// The event by which a page that embeds the console is told of it.
    pub fn event(&self) -> &'static str {
        match self.status {
            Status::Done => "actiondone",
            Status::InProgress => "actionaccepted",
            Status::Partly | Status::Failed | Status::Refused | Status::Unknown => "actionfailed",
        }
    }
}

/// A message about what happened in the background.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Toast {
    /// What is said. Its number is the message's.
    pub entry: Entry,
    /// How often it was said anew: it is then drawn again.
    pub revision: u64,
    /// Whether it stays until it is hidden.
    pub stays: bool,
    /// What is told here and nowhere else, and what it is.
    pub once: Option<(&'static str, Secret)>,
}

/// Writes down what happened, or what is known of it by now, in place of what was written under its number. Newest first.
pub fn record(entries: &mut Vec<Entry>, entry: &Entry) {
    match entries.iter_mut().find(|have| have.number == entry.number) {
        Some(have) => *have = entry.clone(),
        None => entries.insert(0, entry.clone()),
    }
}

/// Shows a message; what was shown under its number is replaced, but a secret that stands in it stays, and it with that.
pub fn show(toasts: &mut Vec<Toast>, entry: Entry, stays: bool) {
    let before = toasts.iter().position(|toast| toast.entry.number == entry.number).map(|at| toasts.remove(at));
    let revision = before.as_ref().map_or(0, |toast| toast.revision + 1);
    let once = before.and_then(|toast| toast.once);
    toasts.push(Toast { entry, revision, stays: stays || once.is_some(), once });
    if toasts.len() > MOST_TOASTS
        && let Some(old) = toasts.iter().position(|toast| !toast.stays)
    {
        toasts.remove(old);
    }
}

/// Adds to a message what nobody can read again. It is gone with the message.
pub fn add_secret(toasts: &mut [Toast], number: u64, once: (&'static str, Secret)) {
    if let Some(toast) = toasts.iter_mut().find(|toast| toast.entry.number == number) {
        toast.revision += 1;
        toast.stays = true;
        toast.once = Some(once);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(number: u64, what: &str) -> Entry {
        Entry {
            number,
            at: 0,
            status: Status::Done,
            what: what.into(),
            detail: String::new(),
            call: String::new(),
            about: None,
            next: None,
            connection: "c".into(),
        }
    }

    fn numbers(toasts: &[Toast]) -> Vec<u64> {
        toasts.iter().map(|toast| toast.entry.number).collect()
    }

    #[test]
    fn an_entry_changes_in_its_place() {
        let mut entries = Vec::new();
        for (number, what) in [(1, "a"), (2, "b"), (1, "a, done")] {
            record(&mut entries, &entry(number, what));
        }
        assert_eq!(entries.iter().map(|entry| entry.what.as_str()).collect::<Vec<_>>(), ["b", "a, done"]);
    }

    #[test]
    fn the_oldest_message_makes_room_unless_it_stays() {
        let mut toasts = Vec::new();
        for number in 1..=5 {
            show(&mut toasts, entry(number, ""), number == 1);
        }
        assert_eq!(numbers(&toasts), [1, 3, 4, 5]);
    }

    #[test]
    fn a_secret_that_is_told_once_outlives_what_is_said_beside_it() {
        let mut toasts = Vec::new();
        show(&mut toasts, entry(1, "accepted"), false);
        add_secret(&mut toasts, 1, ("key", Secret::new("hunter2")));
        show(&mut toasts, entry(1, "done"), false);
        assert_eq!((toasts[0].entry.what.as_str(), toasts[0].revision, toasts[0].stays), ("done", 2, true));
        assert!(toasts[0].once.as_ref().is_some_and(|(_, secret)| secret.reveal() == "hunter2"));
        assert!(!format!("{toasts:?}").contains("hunter2"));
    }
}
