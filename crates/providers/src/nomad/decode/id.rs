//! Addresses of resources within a connection: a class and parts, each percent-encoded.

use crate::address;
use voldeck_core::fill;
use voldeck_core::model::Id;
use voldeck_core::texts::t;

/// Which of Nomad's kinds of storage a resource is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ResourceType {
    /// A CSI volume that Nomad knows. In a namespace.
    Csi,
    /// A dynamic host volume. In a namespace.
    Host,
    /// A volume that a storage plugin lists, whether Nomad knows it or not. At a plugin.
    External,
    /// A snapshot that a storage plugin lists. At a plugin.
    Snapshot,
}

impl ResourceType {
    /// Its word in addresses.
    pub fn word(self) -> &'static str {
        match self {
            Self::Csi => "csi",
            Self::Host => "host",
            Self::External => "external",
            Self::Snapshot => "snapshot",
        }
    }
}

/// The parts of a resource's [`Id`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResourceRef {
    /// What it is.
    pub class: ResourceType,
    /// Its namespace, or the plugin that lists it.
    pub scope: String,
    /// Its own id.
    pub id: String,
}

impl ResourceRef {
    /// `csi/default/pg%2Fdata`.
    pub fn to_id(class: ResourceType, scope: &str, id: &str) -> Id {
        address::id(&[class.word(), scope, id])
    }

    /// Takes an address apart; `None` if it is not one of Nomad's.
    pub fn of(id: &Id) -> Option<Self> {
        let [class, scope, id]: [String; 3] = address::parts(id)?.try_into().ok()?;
        let class = match class.as_str() {
            "csi" => ResourceType::Csi,
            "host" => ResourceType::Host,
            "external" => ResourceType::External,
            "snapshot" => ResourceType::Snapshot,
            _ => return None,
        };
        Some(Self { class, scope, id })
    }
}

/// Whether an id can be part of an address at all.
///
/// # Errors
///
/// An empty id, and `.` and `..`: the browser resolves them away, encoded or not, and the call would reach another address
/// (<https://url.spec.whatwg.org/#double-dot-path-segment>). An id with a `/`: Nomad takes paths apart after decoding them, so
/// that `a/delete` is a call to delete `a`
/// (<https://github.com/hashicorp/nomad/blob/v1.10.5/command/agent/csi_endpoint.go>, `CSIVolumeSpecificRequest`).
pub fn addressable(id: &str) -> Result<(), String> {
    match id {
        "" => Err(t("An empty id has no address.").to_owned()),
        "." | ".." => Err(fill!("A browser cannot call an address whose last part is “{id}”.", id)),
        _ if id.contains('/') => Err(t(
            "Nomad takes an address apart at every “/”, so a volume with one in its ID cannot be read, changed or removed by its ID.",
        )
        .to_owned()),
        _ => Ok(()),
    }
}
