//! The choices of fields that are loaded: regions, images, snapshots, virtual machines.

use super::{LunaLink, text_fact};
use crate::action::{Choice, Scene, Values};
use crate::http::Error;
use crate::model::{Kind, Resource};
use crate::order;
use crate::provider::lunanode::api::{ListImages, ListSnapshots, ListVms};

impl LunaLink {
    /// `regions`, `other-regions` (than the target's), `images` and `snapshots` (of the form's region), `vms` (of the target's).
    pub(super) async fn choices(&self, name: &str, scene: Scene<'_>, values: &Values) -> Result<Vec<Choice>, Error> {
        let here = scene.target.and_then(|target| text_fact(target, "region"));
        let region = values.some("region").or(here).unwrap_or_default();
        let mut choices: Vec<Choice> = match name {
            "regions" | "other-regions" => {
                let other = |id: &str| name == "regions" || Some(id) != here;
                let regions = self.regions().await?;
                regions.iter().filter(|region| other(&region.id)).map(|region| Choice::new(&region.id, &region.label, "")).collect()
            }
            "images" => {
                let images = self.session.call(&ListImages { region }).await?;
                let choice = |image: &super::Image| Choice {
                    refused: image.refused(),
                    ..Choice::new(&image.id, &image.name, if region.is_empty() { &image.region } else { "" })
                };
                let choices = images.iter().filter(|image| is_here(&image.region, region)).map(choice).collect();
                *self.images.borrow_mut() = images;
                choices
            }
            "snapshots" => {
                let items = match region {
                    "" => self.gather(Kind::Snapshot).await?.items,
                    region => self.session.call(&ListSnapshots { region }).await?,
                };
                items.into_iter().flatten().map(|snapshot| snapshot_choice(&snapshot)).collect()
            }
            "vms" => {
                let vms = std::rc::Rc::new(self.session.call(&ListVms).await?);
                *self.vms.borrow_mut() = (self.session.clock.now_millis(), vms.clone());
                let here = vms.iter().filter(|vm| is_here(&vm.region, region));
                here.map(|vm| Choice::new(&vm.id, &vm.name, &vm.ip)).collect()
            }
            _ => Vec::new(),
        };
        order::sort(&mut choices, |a: &Choice, b| (&a.label, &a.value).cmp(&(&b.label, &b.value)));
        Ok(choices)
    }
}

/// Whether something is in a region, as far as both are known.
fn is_here(its: &str, region: &str) -> bool {
    its.is_empty() || region.is_empty() || its == region
}

fn snapshot_choice(snapshot: &Resource) -> Choice {
    let words =
        [text_fact(snapshot, "region").unwrap_or_default(), &snapshot.size.map(|size| size.to_string()).unwrap_or_default()].join(" · ");
    let refused = crate::provider::lunanode::actions::unusable(snapshot);
    Choice { refused, ..Choice::new(&snapshot.vendor_id, &snapshot.name, words) }
}
