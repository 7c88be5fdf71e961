//! The modes that a volume was made with: pairs of an access mode and an attachment mode.

use super::ObjectReader;

/// What `RequestedCapabilities` holds, each pair once, in the order of sending.
pub(super) struct Modes(Vec<(Option<String>, Option<String>)>);

impl Modes {
    pub(super) fn of(volume: &ObjectReader) -> Self {
        let mut modes = Vec::new();
        for capability in volume.objects("RequestedCapabilities") {
            let pair = (capability.text("AccessMode"), capability.text("AttachmentMode"));
            if !modes.contains(&pair) {
                modes.push(pair);
            }
        }
        Self(modes)
    }

    /// All access modes.
    pub(super) fn access(&self) -> Option<String> {
        once(self.0.iter().filter_map(|(access, _)| access.as_deref()))
    }

    /// All attachment modes.
    pub(super) fn attachment(&self) -> Option<String> {
        once(self.0.iter().filter_map(|(_, attachment)| attachment.as_deref()))
    }

    /// All pairs, where there are several: which goes with which.
    pub(super) fn pairs(&self) -> Option<String> {
        let words = |(access, attachment): &(Option<String>, Option<String>)| {
            [access, attachment].into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join(" ")
        };
        (self.0.len() > 1).then(|| self.0.iter().map(words).collect::<Vec<_>>().join(", "))
    }
}

/// Each word once, in their order.
fn once<'a>(words: impl Iterator<Item = &'a str>) -> Option<String> {
    let mut list: Vec<&str> = Vec::new();
    for word in words {
        if !list.contains(&word) {
            list.push(word);
        }
    }
    (!list.is_empty()).then(|| list.join(", "))
}
