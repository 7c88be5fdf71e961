//! The choices of fields that are loaded: projects, servers, volume types, snapshots.

use std::mem::take;

use super::ScalewayClient;
use crate::options;
use crate::scaleway::api::{ListBlockTypes, ListInstanceTypes, ListProjects};
use crate::scaleway::client::list::is_last;
use crate::scaleway::decode::{Api, ResourceRef};
use voldeck_core::action::{ActionContext, SelectOption, Values};
use voldeck_core::fill;
use voldeck_core::http::Error;
use voldeck_core::model::{Kind, Resource};
use voldeck_core::sort::sort;
use voldeck_core::texts::t;

impl ScalewayClient {
    /// `projects`, `organizations`, `servers`, `servers-stopped`, `iops`, `types`, `block` and `instance` (snapshots).
    pub(in crate::scaleway) async fn load_options(
        &self,
        name: &str,
        context: ActionContext<'_>,
        values: &Values,
    ) -> Result<Vec<SelectOption>, Error> {
        let place = context.target.and_then(|target| ResourceRef::of(&target.id));
        let zone = place.as_ref().map_or_else(|| values.text("zone"), |place| place.zone.as_str());
        let mut choices = match name {
            "projects" => self.projects(context.known).await?,
            "organizations" => seen(context.known, "organization", &self.organization),
            "servers" | "servers-stopped" => self.server_choices(zone, name == "servers-stopped").await?,
            "iops" => {
                let types = self.session.call(&ListBlockTypes(zone)).await?;
                let choice = |iops: u64, label: String| SelectOption::new(iops.to_string(), label, format!("{iops} IOPS"));
                return Ok(types.into_iter().filter_map(|one| Some(choice(one.iops?, one.label))).collect());
            }
            "types" => return self.type_choices(zone).await,
            source => match Api::named(source) {
                Some(api) => self.snapshot_choices(api, zone).await?,
                None => Vec::new(),
            },
        };
        sort(&mut choices, |a: &SelectOption, b| (&a.label, &a.value).cmp(&(&b.label, &b.value)));
        options::tell_apart(&mut choices);
        Ok(choices)
    }

    /// Projects by name where the organization is known, and otherwise those that are seen.
    async fn projects(&self, known: &[Resource]) -> Result<Vec<SelectOption>, Error> {
        let told = Some(self.organization.as_str()).filter(|id| !id.is_empty());
        let Some(organization) = told.or_else(|| known.iter().find_map(|one| one.text_attribute("organization"))) else {
            return Ok(seen(known, "project", &self.project));
        };
        let mut choices = Vec::new();
        for page in 1..=100 {
            let (items, total) = self.session.call(&ListProjects { organization, page }).await?;
            let count = items.len();
            choices.extend(items);
            if is_last(count, choices.len(), total) {
                break;
            }
        }
        Ok(choices)
    }

    /// The servers of a zone. A local volume is attached to a stopped one only, and nothing is to one that is on its way or locked.
    async fn server_choices(&self, zone: &str, stopped: bool) -> Result<Vec<SelectOption>, Error> {
        let refused = |state: &str| match state {
            "starting" | "stopping" => Some(fill!("It is {state}.", state)),
            "locked" => Some(t("It is locked.").to_owned()),
            _ if stopped && state != "stopped" => Some(t("A local volume is attached while the server is stopped.").to_owned()),
            _ => None,
        };
        let servers = self.servers(zone).await?;
        Ok(servers
            .into_iter()
            .map(|server| {
                let refused = refused(&server.state);
                let note = [server.state.as_str(), " · ", &server.commercial_type].concat();
                SelectOption { refused, ..SelectOption::new(server.id, server.name, note) }
            })
            .collect())
    }

    /// The types of Instance volumes; their limits are kept for the forms.
    async fn type_choices(&self, zone: &str) -> Result<Vec<SelectOption>, Error> {
        let types = self.session.call(&ListInstanceTypes(zone)).await?;
        let mut known = self.types.borrow_mut();
        known.retain(|(home, ..)| home != zone);
        let mut choices = Vec::new();
        for one in types {
            let mut note = one.name.clone();
            if let Some(limits) = one.limits {
                let gb = |bytes: u64| (bytes / 1_000_000_000).to_string();
                note.extend([" · ", &gb(limits.min), t(" to "), &gb(limits.max), " GB"]);
                known.push((zone.to_owned(), one.name.clone(), limits));
            }
            if one.snapshots == Some(false) {
                note.push_str(t(" · no snapshots"));
            }
            choices.push(SelectOption::new(one.name, one.label, note));
        }
        Ok(choices)
    }

    async fn snapshot_choices(&self, api: Api, zone: &str) -> Result<Vec<SelectOption>, Error> {
        let listing = self.gather(api, Kind::Snapshot, vec![zone], None).await?;
        let choice = |mut snapshot: Resource| {
            let word = take(&mut snapshot.status.label);
            let ready = matches!(word.as_str(), "available" | "in_use");
            SelectOption {
                value: take(&mut snapshot.provider_id),
                label: take(&mut snapshot.name),
                note: [zone, " · ", &snapshot.size.map(|size| size.to_string()).unwrap_or_default()].concat(),
                refused: (!ready).then(|| fill!("It is {word}.", word)),
            }
        };
        Ok(listing.items.into_iter().flatten().map(choice).collect())
    }
}

/// What resources say of themselves under this key, each once.
fn seen(known: &[Resource], key: &str, first: &str) -> Vec<SelectOption> {
    let mut choices: Vec<SelectOption> = Vec::new();
    for id in std::iter::once(first).chain(known.iter().filter_map(|one| one.text_attribute(key))) {
        if !id.is_empty() && !choices.iter().any(|choice| choice.value == id) {
            choices.push(SelectOption::plain(id));
        }
    }
    choices
}
