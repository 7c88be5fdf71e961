//! Addresses of resources within a connection: a class and parts, each percent-encoded.

use percent_encoding::percent_decode_str;

use crate::http::segment;
use crate::model::Id;

/// Which of Nomad's kinds of storage a resource is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// A CSI volume that Nomad knows. In a namespace.
    Csi,
    /// A dynamic host volume. In a namespace.
    Host,
    /// A volume that a storage plugin lists, whether Nomad knows it or not. At a plugin.
    External,
    /// A snapshot that a storage plugin lists. At a plugin.
    Snapshot,
}

impl Class {
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
pub struct Address {
    /// What it is.
    pub class: Class,
    /// Its namespace, or the plugin that lists it.
    pub scope: String,
    /// Its own id.
    pub id: String,
}

impl Address {
    /// `csi/default/pg%2Fdata`.
    pub fn to_id(class: Class, scope: &str, id: &str) -> Id {
        Id::new(&format!("{}/{}/{}", class.word(), segment(scope), segment(id)))
    }

    /// Takes an address apart; `None` if it is not one of Nomad's.
    pub fn of(id: &Id) -> Option<Self> {
        let mut parts = id.as_str().split('/');
        let class = match parts.next()? {
            "csi" => Class::Csi,
            "host" => Class::Host,
            "external" => Class::External,
            "snapshot" => Class::Snapshot,
            _ => return None,
        };
        let mut part = || Some(percent_decode_str(parts.next()?).decode_utf8().ok()?.into_owned());
        let (scope, id) = (part()?, part()?);
        parts.next().is_none().then_some(Self { class, scope, id })
    }
}
