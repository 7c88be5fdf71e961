//! Which of our ids stands for which of the recording's.

use std::collections::BTreeMap;

/// From theirs to ours.
#[derive(Debug, Default)]
pub struct Ids(BTreeMap<String, String>);

/// Whether this is a UUID.
pub fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| if [8, 13, 18, 23].contains(&at) { byte == b'-' } else { byte.is_ascii_hexdigit() })
}

impl Ids {
    /// Notes a pair, unless theirs is known already.
    pub fn detect_version(&mut self, theirs: &str, ours: &str) {
        if is_uuid(theirs) && is_uuid(ours) {
            self.0.entry(theirs.to_owned()).or_insert_with(|| ours.to_owned());
        }
    }

    /// Ours for one of theirs, or what was given.
    pub fn ours<'a>(&'a self, theirs: &'a str) -> &'a str {
        self.0.get(theirs).map_or(theirs, String::as_str)
    }

    /// Whether this one of theirs is known.
    pub fn knows(&self, theirs: &str) -> bool {
        self.0.contains_key(theirs)
    }

    /// A text with theirs replaced by ours.
    pub fn in_text(&self, text: &str) -> String {
        self.0.iter().fold(text.to_owned(), |text, (theirs, ours)| text.replace(theirs, ours))
    }

    /// A path and query with theirs replaced by ours, and with the beginnings of theirs that stand there alone.
    pub fn in_target(&self, target: &str) -> String {
        let part = |part: &str| -> String {
            let begins = |(theirs, ours): (&String, &String)| {
                (part.len() > 3 && theirs.starts_with(part) && ours.len() > part.len()).then(|| ours[..part.len()].to_owned())
            };
            let mut found = self.0.iter().filter_map(begins);
            match (found.next(), found.next()) {
                (Some(only), None) => only,
                _ => part.to_owned(),
            }
        };
        let whole = self.in_text(target);
        let ends = |c: char| "/?&=".contains(c);
        let mut target = String::new();
        for piece in whole.split_inclusive(ends) {
            let name = piece.trim_end_matches(ends);
            target.push_str(&part(name));
            target.push_str(&piece[name.len()..]);
        }
        target
    }
}
