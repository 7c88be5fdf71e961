//! What choices and legality need to know of a cluster: the agent, plugins, nodes, names, the token.

use super::{ObjectReader, read, text_of};
use voldeck_core::fill;
use voldeck_core::http::DecodeError;
use voldeck_core::json;
use voldeck_core::model::Timestamp;

/// The version in the answer of `GET /v1/agent/self`: `1.10.5`, `1.11.0-beta.1`.
///
/// # Errors
///
/// Names the field that cannot be read and what was found in it.
pub fn version(answer: &str) -> Result<Option<String>, String> {
    let agent = ObjectReader::parse(answer)?;
    let version = agent.object("config").and_then(|config| config.object("Version")).and_then(|version| {
        let (number, pre) = (version.text("Version")?, version.text("VersionPrerelease"));
        Some(match pre {
            Some(pre) if !number.contains('-') => format!("{number}-{pre}"),
            _ => number,
        })
    });
    Ok(version)
}

/// Anything that is listed by name: a namespace, a node pool.
#[derive(Debug, Clone, Default)]
pub struct NamedItem {
    /// Its name.
    pub name: Option<String>,
    /// What it is for.
    pub description: Option<String>,
}

impl NamedItem {
    /// Reads one; whoever has the object asks it whether all went well.
    pub fn of(named: &ObjectReader) -> Self {
        Self { name: named.text("Name"), description: named.text("Description") }
    }
}

/// A client node, from `GET /v1/nodes`.
#[derive(Debug, Clone, Default)]
pub struct Node {
    /// Its id.
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

impl Node {
    /// Reads one; whoever has the object asks it whether all went well.
    pub fn of(node: &ObjectReader) -> Self {
        Self {
            id: node.text("ID"),
            name: node.text("Name"),
            datacenter: node.text("Datacenter"),
            node_pool: node.text("NodePool"),
            status: node.text("Status"),
        }
    }
}

/// A plugin in a list: no capabilities.
#[derive(Debug, Clone, Default)]
pub struct PluginStub {
    /// Its id.
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

impl PluginStub {
    /// Reads one; whoever has the object asks it whether all went well.
    pub fn of(plugin: &ObjectReader) -> Self {
        Self {
            id: plugin.text("ID"),
            provider: plugin.text("Provider"),
            controllers_healthy: plugin.signed("ControllersHealthy"),
            controllers_expected: plugin.signed("ControllersExpected"),
            nodes_healthy: plugin.signed("NodesHealthy"),
            nodes_expected: plugin.signed("NodesExpected"),
        }
    }
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
    /// Tells of the volumes it lists where they are published.
    pub list_attachments: Option<bool>,
    /// Makes a volume larger.
    pub expand: Option<bool>,
    /// Whether it cannot do without a controller.
    pub needs_controller: Option<bool>,
    /// Whether any controller of it works; `None` where it is not known.
    pub healthy_controller: Option<bool>,
}

/// Reads `GET /v1/plugin/csi/:id` of this plugin; the documentation's wrapping `[ ]` is accepted too.
///
/// # Errors
///
/// Names the field that cannot be read and what was found in it.
pub fn plugin(body: &str, id: &str) -> Result<Plugin, DecodeError> {
    let answer = read(body)?;
    let Some(list) = json::entries(answer).filter(|_| answer.starts_with('[')) else { return abilities(answer).map_err(DecodeError) };
    let mut list = list.into_iter().map(|(_, plugin)| plugin);
    let own = match list.len() {
        1 => list.next(),
        _ => list.find(|plugin| text_of(plugin, "ID").as_deref() == Some(id)),
    };
    abilities(own.ok_or_else(|| DecodeError(fill!("The list that came holds no plugin {id}.", id)))?).map_err(DecodeError)
}

fn abilities(plugin: &str) -> Result<Plugin, String> {
    let plugin = ObjectReader::parse(plugin)?;
    let infos: Vec<_> = plugin.objects("Controllers").iter().filter_map(|instance| instance.object("ControllerInfo")).collect();
    // A plugin without a controller has none to ask: its node part does all there is. One that is only starting says the same, but
    // expects one.
    let no_controller = plugin.flag("ControllerRequired") == Some(false) && plugin.signed("ControllersExpected").unwrap_or(0) == 0;
    let none = no_controller && infos.is_empty();
    let any = |name: &str| if none { Some(false) } else { infos.iter().filter_map(|info| info.flag(name)).max() };
    Ok(Plugin {
        create: any("SupportsCreateDelete"),
        snapshot: any("SupportsCreateDeleteSnapshot"),
        list_snapshots: any("SupportsListSnapshots"),
        list_volumes: any("SupportsListVolumes"),
        clone: any("SupportsClone"),
        expand: any("SupportsExpand"),
        list_attachments: any("SupportsListVolumesAttachedNodes"),
        needs_controller: plugin.flag("ControllerRequired"),
        healthy_controller: plugin.signed("ControllersHealthy").map(|healthy| healthy > 0),
    })
}

/// The answer of `GET /v1/acl/token/self`. It echoes the secret, which is not read.
#[derive(Debug, Clone, Default)]
pub struct Token {
    /// Its public id.
    pub accessor: Option<String>,
    /// Its name.
    pub name: Option<String>,
    /// `client` or `management`.
    pub kind: Option<String>,
    /// The policies it has.
    pub policies: Vec<String>,
    /// When it was made.
    pub create_time: Option<Timestamp>,
    /// When it ends.
    pub expiration_time: Option<Timestamp>,
}

impl Token {
    /// Reads it; whoever has the object asks it whether all went well.
    pub fn of(token: &ObjectReader) -> Self {
        Self {
            accessor: token.text("AccessorID"),
            name: token.text("Name"),
            kind: token.text("Type"),
            policies: token.texts("Policies"),
            create_time: token.time("CreateTime"),
            expiration_time: token.time("ExpirationTime"),
        }
    }
}
