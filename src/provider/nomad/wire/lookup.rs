//! What choices and legality need to know of a cluster: the agent, plugins, nodes, names, the token.

use serde::Deserialize;

use super::{Bag, Moment, read};
use crate::http::Misread;

/// The answer of `GET /v1/agent/self`, as far as it is used.
#[derive(Debug, Deserialize, Default)]
#[serde(default)]
pub struct AgentSelf {
    config: Config,
}

#[derive(Debug, Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Config {
    version: Versions,
}

#[derive(Debug, Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Versions {
    version: Option<String>,
    version_prerelease: Option<String>,
}

impl AgentSelf {
    /// `1.10.5`, `1.11.0-beta.1`.
    pub fn version(&self) -> Option<String> {
        let version = self.config.version.version.as_deref()?;
        let pre = self.config.version.version_prerelease.as_deref().unwrap_or_default();
        Some(if pre.is_empty() || version.contains('-') { version.to_owned() } else { format!("{version}-{pre}") })
    }
}

/// Anything that is listed by name: a namespace, a node pool.
#[derive(Debug, Clone, Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
pub struct Named {
    /// Its name.
    pub name: Option<String>,
    /// What it is for.
    pub description: Option<String>,
}

/// A client node, from `GET /v1/nodes`.
#[derive(Debug, Clone, Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
pub struct Node {
    /// Its id.
    #[serde(rename = "ID")]
    pub id: Option<String>,
    /// Its name.
    pub name: Option<String>,
    /// Where it is.
    pub datacenter: Option<String>,
    /// The pool it is in.
    pub node_pool: Option<String>,
    /// `initializing`, `ready`, `down`, `disconnected`.
    pub status: Option<String>,
}

/// A plugin in a list: no capabilities.
#[derive(Debug, Clone, Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
pub struct PluginStub {
    /// Its id.
    #[serde(rename = "ID")]
    pub id: Option<String>,
    /// The driver behind it.
    pub provider: Option<String>,
    /// How many of its controllers work.
    pub controllers_healthy: Option<i64>,
    /// How many there should be.
    pub controllers_expected: Option<i64>,
    /// How many of its nodes work.
    pub nodes_healthy: Option<i64>,
    /// How many there should be.
    pub nodes_expected: Option<i64>,
}

/// A plugin with what it can do. A capability is `None` where no controller said anything of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plugin {
    /// Creates and deletes volumes.
    pub create: Option<bool>,
    /// Takes and deletes snapshots.
    pub snapshot: Option<bool>,
    /// Lists its snapshots.
    pub list_snapshots: Option<bool>,
    /// Lists its volumes.
    pub list_volumes: Option<bool>,
    /// Makes a volume like another.
    pub clone: Option<bool>,
    /// Makes a volume larger.
    pub expand: Option<bool>,
    /// Whether any controller of it works; `None` where it is not known.
    pub healthy_controller: Option<bool>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct PluginBody {
    controller_required: Option<bool>,
    controllers_healthy: Option<i64>,
    controllers: Bag<Option<Instance>>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Instance {
    controller_info: Option<Controller>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
#[expect(clippy::struct_field_names, reason = "as on the wire")]
struct Controller {
    supports_create_delete: Option<bool>,
    supports_create_delete_snapshot: Option<bool>,
    supports_list_snapshots: Option<bool>,
    supports_list_volumes: Option<bool>,
    supports_clone: Option<bool>,
    supports_expand: Option<bool>,
}

/// Reads `GET /v1/plugin/csi/:id`; the documentation's wrapping `[ ]` is accepted too.
///
/// # Errors
///
/// Names the field that cannot be read and what was found in it.
pub fn plugin(body: &str) -> Result<Plugin, Misread> {
    let body: PluginBody = if body.trim_start().starts_with('[') {
        read::<Bag<PluginBody>>(body)?.0.into_iter().next().map(|(_, body)| body).unwrap_or_default()
    } else {
        read(body)?
    };
    let infos: Vec<_> = body.controllers.values().flatten().filter_map(|instance| instance.controller_info.as_ref()).collect();
    // A plugin without a required controller has none to ask: its node part does all there is.
    let none = body.controller_required == Some(false) && infos.is_empty();
    let any = |pick: fn(&Controller) -> Option<bool>| {
        if none {
            return Some(false);
        }
        infos.iter().filter_map(|info| pick(info)).reduce(|a, b| a || b)
    };
    Ok(Plugin {
        create: any(|info| info.supports_create_delete),
        snapshot: any(|info| info.supports_create_delete_snapshot),
        list_snapshots: any(|info| info.supports_list_snapshots),
        list_volumes: any(|info| info.supports_list_volumes),
        clone: any(|info| info.supports_clone),
        expand: any(|info| info.supports_expand),
        healthy_controller: body.controllers_healthy.map(|healthy| healthy > 0),
    })
}

/// The answer of `GET /v1/acl/token/self`. It echoes the secret, which is not read.
#[derive(Debug, Clone, Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
pub struct Token {
    /// Its public id.
    #[serde(rename = "AccessorID")]
    pub accessor: Option<String>,
    /// Its name.
    pub name: Option<String>,
    /// `client` or `management`.
    #[serde(rename = "Type")]
    pub kind: Option<String>,
    /// The policies it has.
    pub policies: Bag<String>,
    /// When it ends.
    pub expiration_time: Option<Moment>,
}
