//! The choices of fields that are loaded: regions, images, snapshots, virtual machines.

use super::{LunaNodeClient, NamedItem, Names, Reading};
use crate::lunanode::decode::unusable;
use crate::options;
use voldeck_core::action::{ActionContext, SelectOption, Values};
use voldeck_core::http::Error;
use voldeck_core::model::Kind;
use voldeck_core::sort::sort;

impl LunaNodeClient {
    /// `regions`, `other-regions` (than the target's), `images` and `snapshots` (of the form's region), `vms` (of the target's).
    pub(in crate::lunanode) async fn load_options(
        &self,
        name: &str,
        context: ActionContext<'_>,
        values: &Values,
    ) -> Result<Vec<SelectOption>, Error> {
        let here = context.target.and_then(|target| target.text_attribute("region"));
        let region = values.some("region").or(here).unwrap_or_default();
        let mut choices = Vec::new();
        if name == "snapshots" {
            let items =
                if region.is_empty() { self.gather(Kind::Snapshot).await?.items } else { self.items(Kind::Snapshot, region).await? };
            for snapshot in items.iter().flatten() {
                let its = snapshot.text_attribute("region").unwrap_or_default();
                let choice = SelectOption::new(&snapshot.provider_id, &snapshot.name, if region.is_empty() { its } else { "" });
                choices.push(SelectOption { refused: unusable(snapshot), ..choice });
            }
        } else {
            let reading: Reading<Names> = match name {
                "images" => self.images(region),
                "vms" => self.vms(0),
                "regions" | "other-regions" => self.regions(),
                _ => return Ok(Vec::new()),
            };
            let elsewhere = |one: &&NamedItem| !one.region.is_empty() && !region.is_empty() && one.region != region;
            for one in reading.await?.iter().filter(|one| !elsewhere(one) && (name != "other-regions" || Some(&*one.id) != here)) {
                let note = match name {
                    "vms" => &one.note,
                    _ if region.is_empty() => &one.region,
                    _ => "",
                };
                let refused = if name == "images" { one.refused() } else { None };
                choices.push(SelectOption { refused, ..SelectOption::new(&one.id, &one.name, note) });
            }
        }
        sort(&mut choices, |a: &SelectOption, b| (&a.label, &a.value).cmp(&(&b.label, &b.value)));
        options::tell_apart(&mut choices);
        Ok(choices)
    }
}
