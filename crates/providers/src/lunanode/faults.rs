//! Where answers are known to differ from the documentation, or differed once, and what the console makes of it. The API has no
//! releases: what an entry holds for is told by when it was seen.

use crate::fault::Fault;

/// A list of volumes without a region.
pub const REGION_NEEDED: Fault = Fault {
    of: "servers of 2015 and 2016",
    documented: "volume/list takes no region, or an optional one",
    answered: "region not set",
    shown: "The regions are listed one by one.",
    source: "https://github.com/rickparrish/lndapi",
};

/// The id of what was created.
pub const NO_VOLUME_ID: Fault = Fault {
    of: "servers of 2015 and 2016",
    documented: "volume/create answers volume_id",
    answered: "success alone",
    shown: "The server did not tell its id; it is in the list of volumes.",
    source: "https://github.com/LunaNode/lobster",
};

/// The key of the moment of creation.
pub const CREATED_KEY: Fault = Fault {
    of: "2018 to 2026",
    documented: "time_created",
    answered: "created",
    shown: "Both are read.",
    source: "https://www.lunanode.com/api/volume",
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lunanode::decode::volume_in_full;
    use voldeck_core::model::Timestamp;

    #[test]
    fn both_what_is_documented_and_what_is_answered_are_understood() {
        for key in [CREATED_KEY.documented, CREATED_KEY.answered] {
            let raw = format!(r#"{{"id":"1","{key}":"2018-12-17T01:00:15Z"}}"#);
            let volume = volume_in_full(&raw, "toronto", None).unwrap();
            assert_eq!(volume.created, Timestamp::from_rfc3339("2018-12-17T01:00:15Z"), "{key}");
        }
        for fault in [REGION_NEEDED, NO_VOLUME_ID, CREATED_KEY] {
            assert!(fault.source.starts_with("https://") && !fault.of.is_empty() && fault.documented != fault.answered, "{fault:?}");
        }
    }
}
