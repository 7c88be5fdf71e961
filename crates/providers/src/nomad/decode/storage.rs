//! What a storage plugin lists by itself: volumes that Nomad may or may not know, and snapshots. Nomad 1.1 and later.
//!
//! Neither is in Nomad's own state: they have no index, and the words `registered`, `not registered` and `abnormal` for a
//! volume and `ready` and `not ready` for a snapshot are the console's.

use super::{AttributeList, ObjectReader, ResourceRef, ResourceType, count, size};
use voldeck_core::model::{Attachment, Attribute, Id, Kind, Phase, Resource, Status, Value};
use voldeck_core::sort::sort;

/// A volume that Nomad knows, by what the storage calls it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Registration {
    /// Its plugin.
    pub plugin: String,
    /// The plugin's own id of it.
    pub external: String,
    /// Its name at Nomad.
    pub name: String,
    /// Its address within the connection.
    pub id: Id,
}

/// The volumes that Nomad knows, as of the last reading of their list.
#[derive(Debug, Clone, Default)]
pub struct Registered {
    list: Vec<Registration>,
    /// Whether these are all that Nomad has: a list that is narrowed, or that could not be read, does not say what is not registered.
    whole: bool,
}

impl Registered {
    /// From a list of CSI volumes.
    pub fn new<'a>(volumes: impl Iterator<Item = &'a Resource>, whole: bool) -> Self {
        let registration = |volume: &Resource| {
            let Some(Value::Text(plugin)) = volume.attribute("plugin") else { return None };
            let external = volume.storage_id.clone()?;
            Some(Registration { plugin: plugin.clone(), external, name: volume.name.clone(), id: volume.id.clone() })
        };
        let mut list: Vec<_> = volumes.filter_map(registration).collect();
        sort(&mut list, Ord::cmp);
        Self { list, whole }
    }

    /// Every volume of this plugin that the storage knows by this id: one piece of storage can be registered several times.
    pub fn of<'a>(&'a self, plugin: &'a str, external: &'a str) -> impl Iterator<Item = &'a Registration> {
        let first = self.list.partition_point(|known| (known.plugin.as_str(), known.external.as_str()) < (plugin, external));
        self.list[first..].iter().take_while(move |known| known.plugin == plugin && known.external == external)
    }

    /// Whether Nomad has a volume of this external id; `None` if nobody knows.
    pub fn has(&self, plugin: &str, external: &str) -> Option<bool> {
        let found = self.of(plugin, external).next().is_some();
        (found || self.whole).then_some(found)
    }

    /// Whether these are all that Nomad has.
    pub fn is_whole(&self) -> bool {
        self.whole
    }

    /// The plugins that volumes name, each with how many do.
    pub fn plugins(&self) -> Vec<(&str, usize)> {
        let mut plugins: Vec<(&str, usize)> = Vec::new();
        for known in &self.list {
            match plugins.last_mut() {
                Some((plugin, volumes)) if *plugin == known.plugin => *volumes += 1,
                _ => plugins.push((&known.plugin, 1)),
            }
        }
        plugins
    }
}

/// Reads a volume that this plugin lists.
///
/// # Errors
///
/// Names the field that cannot be read and what was found in it.
pub fn external(raw: &str, plugin: &str, registered: &Registered) -> Result<Resource, String> {
    let volume = ObjectReader::parse(raw)?;
    let provider_id = volume.required_string("ExternalID")?;
    let mut status = match (volume.flag("IsAbnormal"), registered.has(plugin, &provider_id)) {
        (Some(true), _) => Status::new(Phase::Failed, "abnormal"),
        (_, Some(true)) => Status::new(Phase::Ready, "registered"),
        (_, Some(false)) => Status::new(Phase::Ready, "not registered"),
        (_, None) => Status::not_reported(),
    };
    status.detail = volume.text("Status");
    // A plugin that publishes to nobody may say so with one empty name.
    let nodes = volume.texts("PublishedExternalNodeIDs").into_iter().filter(|node| !node.is_empty());
    let attachments: Vec<_> = nodes
        .map(|node| Attachment {
            role: Some("published to".to_owned()),
            ..Attachment::new(node, None, Status::new(Phase::Unknown, "published"))
        })
        .collect();
    let mut attributes = AttributeList::default();
    attributes.add("class", "Class", Value::Text("external".into()));
    attributes.add("plugin", "Plugin", Value::Text(plugin.to_owned()));
    attributes.code("external", "External ID", Some(provider_id.clone()));
    for known in registered.of(plugin, &provider_id) {
        attributes.add("registered", "Registered as", Value::Link(Kind::Volume, known.id.clone(), known.name.clone()));
    }
    attributes.code("clone", "Cloned from", volume.try_text("CloneID"));
    attributes.code("snapshot", "Made from snapshot", volume.try_text("SnapshotID"));
    let mut resource =
        Resource::new(Kind::Volume, ResourceRef::to_id(ResourceType::External, plugin, &provider_id), provider_id, None, status, raw);
    resource.size = size(&mut attributes, volume.try_signed("CapacityBytes"));
    resource.usage = (!attachments.is_empty()).then(|| count(attachments.len() as u64, ["{number} node", "{number} nodes"]));
    if volume.get("PublishedExternalNodeIDs").is_some() {
        resource.used_by(attachments);
    }
    resource.source = volume.text("SnapshotID").or_else(|| volume.text("CloneID"));
    resource.attributes = attributes.0;
    Ok(volume.finish(resource))
}

/// Reads a snapshot that this plugin lists. Its `CreateTime` is in seconds, unlike all other times of Nomad.
///
/// Plugins name its source by the storage's own id; Nomad's name of it is looked up.
///
/// # Errors
///
/// Names the field that cannot be read and what was found in it.
pub fn snapshot(raw: &str, plugin: &str, registered: &Registered) -> Result<Resource, String> {
    let snapshot = ObjectReader::parse(raw)?;
    let provider_id = snapshot.required_string("ID")?;
    let (external, source) = (snapshot.try_text("ExternalSourceVolumeID"), snapshot.try_text("SourceVolumeID"));
    let status = match snapshot.flag("IsReady") {
        Some(true) => Status::new(Phase::Ready, "ready"),
        Some(false) => Status::new(Phase::Changing, "not ready"),
        None => Status::not_reported(),
    };
    let mut attributes = AttributeList::default();
    attributes.add("plugin", "Plugin", Value::Text(plugin.to_owned()));
    let known: Vec<_> = external.iter().flatten().flat_map(|external| registered.of(plugin, external)).collect();
    for volume in &known {
        attributes.add(Attribute::SOURCE, "Source volume", Value::Link(Kind::Volume, volume.id.clone(), volume.name.clone()));
    }
    if known.is_empty() {
        attributes.code(Attribute::SOURCE, "Source volume", source.clone());
    }
    attributes.code("external", "Source’s external id", external.clone());
    let mut resource = Resource::new(
        Kind::Snapshot,
        ResourceRef::to_id(ResourceType::Snapshot, plugin, &provider_id),
        provider_id,
        snapshot.text("Name"),
        status,
        raw,
    );
    resource.size = size(&mut attributes, snapshot.try_signed("SizeBytes"));
    resource.created = attributes.created(snapshot.try_time("CreateTime"));
    resource.source = external.ok().flatten().or_else(|| source.ok().flatten());
    resource.attributes = attributes.0;
    Ok(snapshot.finish(resource))
}
