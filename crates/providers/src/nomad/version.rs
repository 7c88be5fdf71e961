//! Which server this is, and what it therefore lacks.
//!
//! The table of first versions was made by reading the tags of the server's source
//! (<https://github.com/hashicorp/nomad/tags>); between two checked tags a back-port is possible, so a refusal names the
//! version it relies on.

use voldeck_core::fill;
use voldeck_core::texts::t;
/// A version, without what follows its three numbers: an edition or a pre-release has the features of its release.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version(pub u16, pub u16, pub u16);

impl Version {
    /// Reads `1.10.5+ent`, `0.12.12`, `v1.11.0-beta.1`.
    pub fn read(text: &str) -> Option<Self> {
        let numbers = text.trim().trim_start_matches('v').split(['+', '-']).next()?;
        let mut parts = numbers.split('.').map(|part| part.parse().ok());
        let version = Self(parts.next()??, parts.next()??, parts.next().unwrap_or(Some(0))?);
        Some(version)
    }
}

impl std::fmt::Display for Version {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}.{}", self.0, self.1, self.2)
    }
}

/// Something that not every server has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Feature {
    /// What it is called in a refusal: “Nomad 0.12.12 has no create”.
    pub name: &'static str,
    /// The first version that has it.
    pub since: Version,
}

macro_rules! features {
    ($($(#[$doc:meta])* $id:ident = $name:literal, $major:literal . $minor:literal . $patch:literal;)*) => {
        $($(#[$doc])* pub const $id: Feature = Feature { name: $name, since: Version($major, $minor, $patch) };)*
        /// Every feature of the table, in the order of their versions.
        pub const ALL: &[Feature] = &[$($id),*];
    };
}

features! {
    /// `DELETE /v1/volume/csi/:id?force=`.
    FORCE = "forced deregistration", 0 . 12 . 0;
    /// `DELETE /v1/volume/csi/:id/detach`.
    DETACH = "detach", 0 . 12 . 2;
    /// Namespaces outside the Enterprise edition.
    NAMESPACES = "namespaces", 1 . 0 . 0;
    /// `prefix` on the list.
    PREFIX = "prefix filter", 1 . 0 . 6;
    /// `/create`, `/delete` and `RequestedCapabilities`.
    CREATE = "create", 1 . 1 . 0;
    /// The same version, named for its other half.
    DELETE = "delete", 1 . 1 . 0;
    /// `/v1/volumes/snapshot`.
    SNAPSHOTS = "snapshots", 1 . 1 . 0;
    /// `/v1/volumes/external`.
    EXTERNAL = "list of external volumes", 1 . 1 . 0;
    /// `namespace=*`, `per_page`, `next_token` and `filter` on the list.
    PAGES = "filter or paging of volumes", 1 . 3 . 0;
    /// `X-Nomad-CSI-Secrets`; before it, secrets were part of the address.
    SECRET_HEADER = "header for CSI secrets", 1 . 3 . 0;
    /// Registering a volume again changes it.
    UPDATE = "update of registered volumes", 1 . 3 . 0;
    /// Registering with a larger capacity expands.
    EXPAND = "expand", 1 . 6 . 3;
    /// `type=host`.
    HOST = "dynamic host volumes", 1 . 10 . 0;
}

/// What is known of a server's version: exactly, by evidence, or not at all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Server {
    /// As the agent says it.
    pub text: Option<String>,
    /// It has everything up to here.
    pub at_least: Option<Version>,
    /// It lacks what came here or later.
    pub below: Option<Version>,
}

impl Server {
    /// From the agent's own word; evidence of nothing if it cannot be read.
    pub fn saying(text: &str) -> Self {
        let version = Version::read(text);
        let below = version.map(|Version(major, minor, patch)| Version(major, minor, patch.saturating_add(1)));
        Self { text: Some(text.to_owned()), at_least: version, below }
    }

    /// Whether it is known to have this.
    pub fn has(&self, feature: Feature) -> bool {
        self.at_least.is_some_and(|version| version >= feature.since)
    }

    /// Why it cannot do this: `Nomad 0.12.12 has no create; it came with 1.1.0.` `None` if it can, or if nobody knows.
    pub fn lacks(&self, feature: Feature) -> Option<String> {
        if self.below.is_none_or(|below| below > feature.since) {
            return None;
        }
        let who = self.text.as_ref().map_or_else(|| t("This server").to_owned(), |text| fill!("Nomad {text}", text));
        Some(fill!("{who} has no {name}; it came with {since}.", who, name = t(feature.name), since = feature.since))
    }
}
