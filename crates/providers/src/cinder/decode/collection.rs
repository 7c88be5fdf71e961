//! What Cinder lists: the words for it in paths and bodies, and the operations that read it.

use voldeck_core::model::Kind;

/// One kind of thing that Cinder lists.
#[derive(Debug, PartialEq, Eq)]
pub struct Collection {
    /// Its name in paths and in lists: `volumes`.
    pub word: &'static str,
    /// The name of a single one: `volume`.
    pub one: &'static str,
    /// What the console shows it as.
    pub kind: Kind,
    /// The operation that lists it.
    pub list: &'static str,
    /// The operation that reads one.
    pub read: &'static str,
    /// The microversion it came with: `13` for 3.13.
    pub since: u32,
}

/// Everything that is listed. The words are the sources' names.
pub static COLLECTIONS: [Collection; 4] = [
    Collection {
        word: "volumes",
        one: "volume",
        kind: Kind::Volume,
        list: "GET /v3/{project_id}/volumes/detail",
        read: "GET /v3/{project_id}/volumes/{volume_id}",
        since: 0,
    },
    Collection {
        word: "snapshots",
        one: "snapshot",
        kind: Kind::Snapshot,
        list: "GET /v3/{project_id}/snapshots/detail",
        read: "GET /v3/{project_id}/snapshots/{snapshot_id}",
        since: 0,
    },
    Collection {
        word: "groups",
        one: "group",
        kind: Kind::Group,
        list: "GET /v3/{project_id}/groups/detail",
        read: "GET /v3/{project_id}/groups/{group_id}",
        since: 13,
    },
    Collection {
        word: "group_snapshots",
        one: "group_snapshot",
        kind: Kind::Snapshot,
        list: "GET /v3/{project_id}/group_snapshots/detail",
        read: "GET /v3/{project_id}/group_snapshots/{group_snapshot_id}",
        since: 14,
    },
];

/// The collection of this name.
pub fn collection(word: &str) -> Option<&'static Collection> {
    COLLECTIONS.iter().find(|known| known.word == word)
}
