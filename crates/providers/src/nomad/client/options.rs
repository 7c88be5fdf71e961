//! The choices of fields that are loaded: plugins, namespaces, nodes, node pools, snapshots.

use std::mem::take;

use super::NomadClient;
use crate::nomad::api::{ListNamed, ListNodes, ListPlugins};
use crate::nomad::decode::{Plugin, ResourceType, plugin_of};
use voldeck_core::action::{ActionContext, SelectOption, Values};
use voldeck_core::fill;
use voldeck_core::http::Error;
use voldeck_core::model::{Attribute, Value};
use voldeck_core::sort::sort;
use voldeck_core::texts::t;

impl NomadClient {
    /// `plugins`, `plugins-create`, `namespaces`, `nodes`, `pools`, `snapshots` and `volumes` (of the plugin in the form).
    pub(in crate::nomad) async fn load_options(
        &self,
        name: &str,
        context: ActionContext<'_>,
        values: &Values,
    ) -> Result<Vec<SelectOption>, Error> {
        let mut choices = match name {
            "plugins" => self.plugin_choices(None).await?,
            "plugins-create" => self.plugin_choices(Some(|plugin| plugin.create)).await?,
            "namespaces" => self.named(&ListNamed::Namespaces).await?,
            "pools" => self.named(&ListNamed::NodePools).await?,
            "nodes" => self.node_choices().await?,
            "snapshots" => {
                let plugin = values.some("PluginID").or_else(|| context.target.and_then(plugin_of));
                let Some(plugin) = plugin else { return Ok(Vec::new()) };
                let listing = self.storage_of(ResourceType::Snapshot, plugin).await?;
                let choice = |mut snapshot: voldeck_core::model::Resource| {
                    let of = match snapshot.attribute(Attribute::SOURCE) {
                        Some(Value::Link(_, _, name) | Value::Code(name)) => Some(fill!("of {name}", name)),
                        _ => None,
                    };
                    let size = snapshot.size.map(|size| size.to_string());
                    let note = size.into_iter().chain(of).collect::<Vec<_>>().join(" · ");
                    let ready = snapshot.status.phase == voldeck_core::model::Phase::Ready;
                    let refused = (!ready).then(|| t("It is not ready to be used.").to_owned());
                    SelectOption { value: take(&mut snapshot.provider_id), label: take(&mut snapshot.name), note, refused }
                };
                listing.items.into_iter().flatten().map(choice).collect()
            }
            "volumes" => {
                let plugin = values.some("PluginID");
                let of_plugin = |volume: &&voldeck_core::model::Resource| plugin.is_none() || plugin_of(volume) == plugin;
                let choice = |volume: &voldeck_core::model::Resource| {
                    Some(SelectOption::new(volume.storage_id.clone()?, &volume.name, &volume.status.label))
                };
                context
                    .known
                    .iter()
                    .filter(|volume| volume.text_attribute("class") == Some("CSI"))
                    .filter(of_plugin)
                    .filter_map(choice)
                    .collect()
            }
            _ => Vec::new(),
        };
        sort(&mut choices, |a: &SelectOption, b| (&a.label, &a.value).cmp(&(&b.label, &b.value)));
        Ok(choices)
    }

    /// All plugins; with `needs`, those that lack it are refused.
    async fn plugin_choices(&self, needs: Option<fn(&Plugin) -> Option<bool>>) -> Result<Vec<SelectOption>, Error> {
        let list = self.session.call(&ListPlugins).await?;
        let mut choices = Vec::new();
        for stub in list {
            let Some(id) = stub.id else { continue };
            let part = |what: &str, healthy: Option<i64>, expected: Option<i64>| Some(format!("{what} {}/{}", healthy?, expected?));
            let controllers = part("controllers", stub.controllers_healthy, stub.controllers_expected);
            let nodes = part("nodes", stub.nodes_healthy, stub.nodes_expected);
            let mut note = [stub.provider, controllers, nodes].into_iter().flatten().collect::<Vec<_>>().join(" · ");
            let mut choice = SelectOption::plain(id.clone());
            if let Some(needs) = needs
                && let Some(plugin) = self.learn_plugin(&id).await
            {
                for (able, word) in [(plugin.snapshot, "snapshots"), (plugin.clone, "clones"), (plugin.expand, "expands")] {
                    if able == Some(true) {
                        note.push_str(" · ");
                        note.push_str(word);
                    }
                }
                choice.refused = match (needs(&plugin), plugin.healthy_controller) {
                    (Some(false), _) => Some(fill!("{id} does not create or delete volumes.", id)),
                    (_, Some(false)) => Some(fill!("No controller of {id} is healthy.", id)),
                    _ => None,
                };
            }
            choice.note = note;
            choices.push(choice);
        }
        Ok(choices)
    }

    async fn named(&self, call: &ListNamed) -> Result<Vec<SelectOption>, Error> {
        let list = self.session.call(call).await?;
        let choice = |named: crate::nomad::decode::NamedItem| {
            let name = named.name?;
            Some(SelectOption::new(name.clone(), name, named.description.unwrap_or_default()))
        };
        Ok(list.into_iter().filter_map(choice).collect())
    }

    async fn node_choices(&self) -> Result<Vec<SelectOption>, Error> {
        let list = self.session.call(&ListNodes).await?;
        let choice = |node: crate::nomad::decode::Node| {
            let id = node.id?;
            let status = node.status.unwrap_or_default();
            let place: Vec<_> =
                [node.datacenter, node.node_pool, Some(status.clone())].into_iter().flatten().filter(|word| !word.is_empty()).collect();
            let refused = (status == "down").then(|| t("The node is down.").to_owned());
            Some(SelectOption {
                label: node.name.filter(|name| !name.is_empty()).unwrap_or_else(|| id.clone()),
                value: id,
                note: place.join(" · "),
                refused,
            })
        };
        Ok(list.into_iter().filter_map(choice).collect())
    }
}
