//! The texts of Nomad's refusals: what they mean, which field they are about, what may help.

use voldeck_core::http::ErrorKind::{
    self, Busy, Exists, Failed, Forbidden, Invalid, Limited, Missing, NotFound, Unauthenticated, Unsupported, WrongState,
};

/// What a text means.
#[derive(Debug, Clone, Copy)]
pub(super) struct Meaning {
    /// All of these stand in it.
    words: &'static [&'static str],
    /// And in the name of the operation this.
    on: &'static str,
    pub(super) kind: ErrorKind,
    /// What may help; may be empty.
    pub(super) hint: &'static str,
    /// Whether what may help is another way to free a volume.
    pub(super) detach: bool,
}

const fn row(words: &'static [&'static str], kind: ErrorKind) -> Meaning {
    Meaning { words, on: "", kind, hint: "", detach: false }
}

const fn hinted(words: &'static [&'static str], on: &'static str, kind: ErrorKind, hint: &'static str) -> Meaning {
    Meaning { words, on, kind, hint, detach: false }
}

const fn stuck(words: &'static [&'static str], kind: ErrorKind, hint: &'static str) -> Meaning {
    Meaning { words, on: "/csi/", kind, hint, detach: true }
}

const FORCE: &str = "Nomad no longer knows the node of the volume. To delete the volume all the same, choose “Force”.";
const NO_NODE: &str = "Choose another node: this one is not there, or no longer.";
const NO_NAMESPACE: &str = "Choose another namespace, or make this one first.";
const NO_PLUGIN: &str = "Start the job of the plugin, or choose another plugin.";
const NO_PLUGIN_TO_DELETE: &str = "Start the job of the plugin and try again, or deregister the volume, which needs no plugin.";
const NOT_AT_STORAGE: &str = "The storage does not have it, or no longer. The external volumes of the plugin show what it has.";
const NO_SOURCE: &str = "What the volume was to be made of is not there, or no longer: choose another snapshot or volume.";

/// The first row whose words are found counts.
const MEANINGS: &[Meaning] = &[
    row(&["Permission denied"], Forbidden),
    row(&["ACL token not found"], Unauthenticated),
    row(&["ACL token expired"], Unauthenticated),
    row(&["No cluster leader"], Busy),
    hinted(&["No path to region"], "", Missing, "No server of this region is known: check the region of this connection."),
    stuck(&["Unknown allocation"], Unsupported, "The claim still stands. "),
    hinted(&["volume name already exists on this node"], "", Exists, "Choose another name, or another node."),
    row(&["volume exists"], Exists),
    hinted(
        &["can not update mount options while volume is in use"],
        "",
        WrongState,
        "While the volume is in use, its mount options have to be sent as they are stored.",
    ),
    row(&["volume in use"], WrongState),
    row(&["in use by allocations"], WrongState),
    row(&["cannot update a volume in use"], WrongState),
    row(&["compatible with existing"], WrongState),
    row(&["while in use"], WrongState),
    hinted(&["from unknown node without force"], "", Missing, FORCE),
    hinted(&["Unknown node"], "/host/", Missing, FORCE),
    stuck(&["Unknown node"], Missing, "Nomad no longer knows the node. "),
    hinted(&["Unknown node"], "", Missing, NO_NODE),
    hinted(&["could not verify host path"], "", Missing, "The directory has to be on the node before it is registered."),
    hinted(&["node pool", "does not exist"], "", Missing, "Choose another node pool."),
    hinted(&["node \"", "does not exist"], "", Missing, NO_NODE),
    hinted(&["node not found"], "", Missing, NO_NODE),
    hinted(&["node lookup failed"], "", Invalid, "The full id of a node has 36 characters."),
    hinted(&["nonexistent namespace"], "", Missing, NO_NAMESPACE),
    hinted(&["no such namespace"], "", Missing, NO_NAMESPACE),
    hinted(&["no CSI plugin named"], "/delete", Missing, NO_PLUGIN_TO_DELETE),
    hinted(&["no such plugin"], "/delete", Missing, NO_PLUGIN_TO_DELETE),
    hinted(&["plugin \"", "for volume", "not found"], "", Missing, NO_PLUGIN_TO_DELETE),
    hinted(&["no CSI plugin named"], "", Missing, NO_PLUGIN),
    hinted(&["no such plugin"], "", Missing, NO_PLUGIN),
    hinted(&["plugin not found"], "", Missing, NO_PLUGIN),
    hinted(&["no healthy controllers for CSI plugin"], "", WrongState, "See that the job of the plugin runs, then try again."),
    row(&["plugin has no controller"], Unsupported),
    row(&["does not support"], Unsupported),
    row(&["is not implemented by"], Unsupported),
    row(&["unimplemented for this plugin"], Unsupported),
    hinted(&["CSI.ControllerValidateVolume", "could not be found"], "", Missing, NOT_AT_STORAGE),
    hinted(&["CSI.ControllerValidateVolume", "code = NotFound"], "", Missing, NOT_AT_STORAGE),
    hinted(&["code = NotFound"], "/create", Missing, NO_SOURCE),
    hinted(&["code = NotFound"], "", Missing, NOT_AT_STORAGE),
    row(&["code = ResourceExhausted"], Limited),
    row(&["code = OutOfRange"], Limited),
    row(&["code = AlreadyExists"], Exists),
    row(&["code = Unimplemented"], Unsupported),
    row(&["code = FailedPrecondition"], WrongState),
    row(&["code = InvalidArgument"], Invalid),
    row(&["code = Unavailable"], Busy),
    row(&["code = Aborted"], Busy),
    // Whatever else a plugin says is its own; the words of it are not Nomad's.
    row(&["code = "], Failed),
    row(&["LimitBytes cannot be less than RequiredBytes"], Invalid),
    row(&["unknown volume attachment mode"], Invalid),
    row(&["unknown volume access mode"], Invalid),
    row(&["volume not found"], NotFound),
    row(&["no such volume"], NotFound),
    row(&["volume does not exist"], NotFound),
    row(&["snapshot not found"], NotFound),
    row(&["does not exist"], Missing),
    row(&["cannot be less than existing"], Limited),
    row(&["less than or equal to current"], Limited),
    hinted(
        &["could not place volume"],
        "",
        Invalid,
        "No node fits: the plugin has to be on the node, the node in the pool, every constraint met, and no volume of this name there.",
    ),
    row(&["validation"], Invalid),
    row(&["validating volume"], Invalid),
    row(&["missing "], Invalid),
    row(&["invalid "], Invalid),
    row(&["cannot be updated"], Invalid),
    row(&["cannot register volume"], Invalid),
    row(&["only one of snapshot_id and clone_id"], Invalid),
    row(&["must include"], Invalid),
    row(&["must be larger"], Invalid),
    row(&["failed to read result page"], Invalid),
    row(&["failed to create result paginator"], Invalid),
];

/// What a text means on an operation, if it is known.
pub(super) fn meaning(operation: &str, text: &str) -> Option<&'static Meaning> {
    MEANINGS.iter().find(|row| operation.contains(row.on) && row.words.iter().all(|words| text.contains(words)))
}

/// Words that name a field, and the field of our forms. `RequestedCapacityMin` and `Max` are spelled with `Bytes` behind
/// them for host volumes.
pub(super) const FIELDS: &[(&str, &str)] = &[
    ("missing plugin id", "PluginID"),
    ("plugin ID cannot be updated", "PluginID"),
    ("no CSI plugin named", "PluginID"),
    ("no such plugin", "PluginID"),
    ("no healthy controllers for CSI plugin", "PluginID"),
    ("missing volume id", "ID"),
    ("volume exists", "ID"),
    ("missing namespace", "Namespace"),
    ("nonexistent namespace", "Namespace"),
    ("no such namespace", "Namespace"),
    ("missing access mode", "AccessMode"),
    ("invalid access mode", "AccessMode"),
    ("unknown volume access mode", "AccessMode"),
    ("capability block", "AccessMode"),
    ("missing attachment mode", "AttachmentMode"),
    ("invalid attachment mode", "AttachmentMode"),
    ("unknown volume attachment mode", "AttachmentMode"),
    ("only one of snapshot_id and clone_id", "SnapshotID"),
    ("content source &{\"\" \"", "CloneID"),
    ("content source &{\"", "SnapshotID"),
    ("required topology is missing", "RequiredTopologies"),
    ("missing name", "Name"),
    ("missing Name", "Name"),
    ("volume name already exists", "Name"),
    ("snapshot with the same name", "Name"),
    ("volume name cannot be updated", "Name"),
    ("external ID cannot be updated", "ExternalID"),
    ("ControllerValidateVolume: volume ", "ExternalID"),
    ("parameters cannot be updated", "Parameters"),
    ("invalid value for \"", "Parameters"),
    ("node ID is required", "NodeID"),
    ("node ID cannot be updated", "NodeID"),
    ("node lookup failed", "NodeID"),
    ("is not feasible for volume", "NodeID"),
    ("failed: node \"", "NodeID"),
    ("node pool \"", "NodePool"),
    ("detach requires node ID", "node"),
    ("host path is required", "HostPath"),
    ("could not verify host path", "HostPath"),
    ("invalid constraint", "Constraints"),
    ("mount options while volume is in use", "MountFlags"),
    ("capacity_max", "RequestedCapacityMax"),
    ("maximum capacity", "RequestedCapacityMax"),
    ("max requested capacity", "RequestedCapacityMax"),
    ("LimitBytes cannot be less", "RequestedCapacityMax"),
    ("unsupported capacity_range", "RequestedCapacityMin"),
    ("is greater than requested volume size", "RequestedCapacityMin"),
    ("from unknown node without force", "force"),
    ("invalid force value", "force"),
];
