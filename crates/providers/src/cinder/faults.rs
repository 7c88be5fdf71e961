//! Known faults of Cinder's releases, and what the console says or shows for them.
//!
//! A server tells its newest microversion and no release, so ranges are told in microversions. 3.71 was seen with release 29.0.0.

use voldeck_core::texts::t;

/// A fault.
#[derive(Debug)]
pub struct Fault {
    /// What it is about.
    pub about: About,
    /// The microversions of the servers that have it: first and last seen.
    pub range: (u32, u32),
    /// Where it is to be seen.
    pub source: &'static str,
    /// What the console says where it matters, or the state word that it takes for another one.
    pub instead: &'static str,
}

/// What a fault is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// A volume that failed, and whose attachment is removed.
    DetachedError,
    /// Another type that no storage fits.
    SilentRetype,
    /// Volumes of a group that is being deleted.
    GroupDeleting,
}

/// All of them.
pub const FAULTS: &[Fault] = &[
    Fault {
        about: About::DetachedError,
        range: (27, 71),
        source: "https://opendev.org/openstack/cinder/src/branch/master/cinder/volume/api.py",
        instead: " Cinder then calls the volume available, although it has failed.",
    },
    Fault {
        about: About::SilentRetype,
        range: (0, 71),
        source: "https://opendev.org/openstack/cinder/src/branch/master/cinder/scheduler/manager.py",
        instead: "Where no storage fits the new type, the volume goes back to what it was, and no message says so.",
    },
    Fault {
        about: About::GroupDeleting,
        range: (13, 71),
        source: "https://opendev.org/openstack/cinder/src/branch/master/cinder/volume/manager.py",
        // They are listed so until the whole group is gone.
        instead: "deleted",
    },
];

/// What is said or shown instead, on a server of this microversion; empty where it has no such fault. One whose microversion is not
/// known has them all.
pub fn instead(about: About, minor: Option<u32>) -> &'static str {
    let has = |fault: &&Fault| fault.about == about && minor.is_none_or(|minor| (fault.range.0..=fault.range.1).contains(&minor));
    FAULTS.iter().find(has).map_or("", |fault| t(fault.instead))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_is_told_of_the_servers_that_have_it() {
        let check = |about, minor, has: bool| assert_eq!(!instead(about, minor).is_empty(), has, "{about:?} {minor:?}");
        check(About::DetachedError, Some(26), false);
        check(About::DetachedError, Some(27), true);
        check(About::DetachedError, Some(71), true);
        check(About::DetachedError, Some(72), false);
        check(About::SilentRetype, Some(0), true);
        check(About::SilentRetype, None, true);
        check(About::GroupDeleting, Some(12), false);
        for fault in FAULTS {
            assert!(fault.range.0 <= fault.range.1 && fault.source.starts_with("https://") && !fault.instead.is_empty(), "{fault:?}");
        }
    }
}
