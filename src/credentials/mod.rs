//! Credentials that outlive the page, where the person wants that: in the session of a tab, or in a vault under a passphrase.
//!
//! What is decided without a browser: the format of the vault, what is in it, when it is locked, how long one waits after a wrong
//! passphrase, and when a credential ends. What encrypts and what stores is in `browser`; `docs/credentials.md` is for its users.

pub mod attempts;
pub mod contents;
pub mod expiry;
pub mod idle;
pub mod passphrase;
pub mod problem;
pub mod protection;
pub mod vault_file;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Where the credentials of a connection are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Keep {
    /// Nowhere: in memory, until the page is left.
    #[default]
    Memory,
    /// In the session of the tab.
    Session,
    /// In the vault of this browser.
    Vault,
}

impl Keep {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::Memory, Self::Session, Self::Vault];

    /// As it is written down.
    pub fn name(self) -> &'static str {
        match self {
            Self::Memory => "memory",
            Self::Session => "session",
            Self::Vault => "vault",
        }
    }

    /// Whether it need not be written down.
    pub fn is_memory(&self) -> bool {
        *self == Self::Memory
    }

    /// Whether it is the vault.
    pub fn is_vault(self) -> bool {
        self == Self::Vault
    }
}

impl Serialize for Keep {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

/// A place that is not known is none: the connection is not lost for it, its credentials are asked for.
impl<'de> Deserialize<'de> for Keep {
    fn deserialize<D: Deserializer<'de>>(field: D) -> Result<Self, D::Error> {
        let name = String::deserialize(field)?;
        Ok(Self::ALL.into_iter().find(|keep| keep.name() == name).unwrap_or_default())
    }
}
