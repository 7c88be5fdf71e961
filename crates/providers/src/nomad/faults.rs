//! Known faults of known releases, and what the console says or does instead.
//!
//! One row each, with the releases that have it and where that can be read. A release that a row does not name is taken to be free of
//! it; a server whose version is not known is not, where the fault does harm.

use super::version::{Server, Version};

/// A fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fault {
    /// What goes wrong, in a few words.
    pub name: &'static str,
    /// The releases that have it: the first one, and the one that no longer has it.
    pub releases: &'static [(Version, Option<Version>)],
    /// Where it can be read.
    pub source: &'static str,
}

/// Reading takes the beginning of an id and answers any volume that begins so. The console compares the id of the answer.
pub const READS_BY_PREFIX: Fault = Fault {
    name: "reads by the beginning of an id",
    releases: &[(Version(0, 11, 0), Some(Version(1, 0, 0)))],
    source: "https://github.com/hashicorp/nomad/blob/v0.12.12/nomad/csi_endpoint.go",
};

/// Deregistering takes the beginning of an id and removes any volume that begins so. The console refuses it where another volume's id
/// goes on where this one ends.
pub const DEREGISTERS_BY_PREFIX: Fault = Fault {
    name: "deregisters by the beginning of an id",
    releases: &[
        (Version(0, 11, 0), Some(Version(1, 0, 18))),
        (Version(1, 1, 0), Some(Version(1, 1, 12))),
        (Version(1, 2, 0), Some(Version(1, 2, 4))),
    ],
    source: "https://github.com/hashicorp/nomad/blob/main/CHANGELOG.md",
};

/// A full reading leaves out the claims of allocations that are gone, and does not count any. The list counts them, so the console asks
/// it as well.
pub const CLAIMS_NOT_COUNTED: Fault = Fault {
    name: "does not count claims in a full reading",
    releases: &[(Version(0, 12, 2), Some(Version(1, 3, 0)))],
    source: "https://github.com/hashicorp/nomad/blob/v1.2.6/command/agent/csi_endpoint.go",
};

/// Detaching by node answers “Unknown allocation” and changes nothing: the call carries no allocation, and the server looks one up. The
/// console says so before and after, and what else can be done.
pub const DETACHES_NOTHING: Fault = Fault {
    name: "cannot detach by node",
    releases: &[(Version(1, 2, 16), None)],
    source: "https://github.com/hashicorp/nomad/blob/v1.6.10/nomad/csi_endpoint.go",
};

/// Deleting asks the plugin first and looks at the claims afterwards: the storage of a volume in use is destroyed, and the answer is a
/// refusal. The console reads the volume just before, and looks at the plugin's own list after such an answer. So it is with creating
/// and the namespace.
pub const PLUGIN_FIRST: Fault = Fault {
    name: "asks the plugin before it looks at its own state",
    releases: &[(Version(1, 1, 0), None)],
    source: "https://github.com/hashicorp/nomad/blob/v1.10.5/nomad/csi_endpoint.go",
};

/// `plugin_id` with `namespace=*` answers an empty list. The console never sends both.
pub const NO_PLUGIN_ACROSS_NAMESPACES: Fault = Fault {
    name: "does not filter by plugin across namespaces",
    releases: &[(Version(1, 3, 0), None)],
    source: "https://github.com/hashicorp/nomad/blob/v1.6.10/nomad/csi_endpoint.go",
};

/// All of them.
pub const ALL: &[Fault] =
    &[READS_BY_PREFIX, DEREGISTERS_BY_PREFIX, CLAIMS_NOT_COUNTED, DETACHES_NOTHING, PLUGIN_FIRST, NO_PLUGIN_ACROSS_NAMESPACES];

/// What can be done where a volume cannot be detached from a node.
pub const WAYS_TO_DETACH: &str = "Stop the job, drain the node, or deregister the volume with force once its allocations have ended.";

impl Fault {
    /// Whether this server has it; `None` if nobody knows.
    pub fn of(self, server: &Server) -> Option<bool> {
        let (at_least, below) = (server.at_least, server.below);
        let within = |(first, fixed): &(Version, Option<Version>)| {
            let begun = at_least.map(|version| version >= *first);
            let ended = fixed.map_or(Some(false), |fixed| at_least.map(|version| version >= fixed));
            match (begun, ended) {
                _ if below.is_some_and(|below| below <= *first) => Some(false),
                (_, Some(true)) => Some(false),
                (Some(true), Some(false)) if fixed.is_none() || server.text.is_some() => Some(true),
                _ => None,
            }
        };
        let each: Vec<_> = self.releases.iter().map(within).collect();
        if each.contains(&Some(true)) {
            Some(true)
        } else if each.contains(&None) {
            None
        } else {
            Some(false)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_fault_is_of_the_releases_that_have_it() {
        let check = |fault: Fault, text: &str, expected| assert_eq!(fault.of(&Server::saying(text)), expected, "{} {text}", fault.name);
        for (text, deregisters) in [("0.12.12", true), ("1.0.17", true), ("1.0.18", false), ("1.1.4", true), ("1.1.12", false)] {
            check(DEREGISTERS_BY_PREFIX, text, Some(deregisters));
        }
        for (text, deregisters) in [("1.2.0", true), ("1.2.4", false), ("1.10.5", false), ("2.0.5", false)] {
            check(DEREGISTERS_BY_PREFIX, text, Some(deregisters));
        }
        check(DEREGISTERS_BY_PREFIX, "?", None);
        check(DETACHES_NOTHING, "1.2.15", Some(false));
        check(DETACHES_NOTHING, "1.6.10", Some(true));
        check(DETACHES_NOTHING, "2.0.5", Some(true));
        check(CLAIMS_NOT_COUNTED, "0.12.1", Some(false));
        check(CLAIMS_NOT_COUNTED, "1.2.6", Some(true));
        check(CLAIMS_NOT_COUNTED, "1.3.0", Some(false));
        check(READS_BY_PREFIX, "0.12.4", Some(true));
        check(NO_PLUGIN_ACROSS_NAMESPACES, "2.0.5", Some(true));
        check(PLUGIN_FIRST, "1.0.18", Some(false));
    }

    #[test]
    fn a_server_known_by_evidence_only_has_a_fault_that_no_release_after_it_lost() {
        let evidence = |at_least, below| Server { text: None, at_least, below };
        assert_eq!(DETACHES_NOTHING.of(&evidence(Some(Version(1, 10, 0)), None)), Some(true));
        assert_eq!(DETACHES_NOTHING.of(&evidence(None, Some(Version(1, 10, 0)))), None);
        assert_eq!(CLAIMS_NOT_COUNTED.of(&evidence(Some(Version(1, 10, 0)), None)), Some(false));
        assert_eq!(CLAIMS_NOT_COUNTED.of(&evidence(None, Some(Version(1, 3, 0)))), None);
    }

    #[test]
    fn every_fault_says_where_it_can_be_read() {
        for fault in ALL {
            assert!(fault.source.starts_with("https://") && !fault.releases.is_empty(), "{}", fault.name);
        }
    }
}
