//! Regions, images and virtual machines. <https://www.lunanode.com/api/image>, <https://www.lunanode.com/api/vm>

use serde_json::{Map, Value};

use super::LunaNode;
use super::auth::Request;
use super::catalog::{REGIONS, VMS, region, rows};
use super::response::{ApiResult, object};
use super::state::Image;
use crate::frame::time;

/// The region whose lists fail.
const LABORATORY: &str = REGIONS[3].0;

/// A virtual machine.
pub(super) struct Vm {
    pub id: &'static str,
    pub name: &'static str,
    pub region: &'static str,
    pub number: usize,
    pub ram: &'static str,
}

/// All virtual machines; none is ever made or removed.
pub(super) fn vms() -> Vec<Vm> {
    let read = |(at, [name, region, ram, id, ..]): (usize, [&'static str; 7])| Vm { id, name, region, number: at + 11, ram };
    rows(VMS).enumerate().map(read).collect()
}

/// The virtual machine of this id.
pub(super) fn vm(id: &str) -> Result<Vm, String> {
    vms().into_iter().find(|vm| vm.id == id).ok_or_else(|| "invalid vm".to_owned())
}

impl Image {
    /// Whether a volume can be made from it.
    pub fn usable(&self) -> bool {
        self.status == "active" && !self.name.ends_with("(ISO)")
    }
}

impl LunaNode {
    /// Whether a region is of this account.
    fn has(&self, region: &str) -> bool {
        self.laboratory || region != LABORATORY
    }

    #[expect(clippy::unnecessary_wraps, reason = "a handler's type")]
    pub(super) fn list_regions(&mut self, _: &Request) -> ApiResult {
        let here = REGIONS.iter().filter(|(id, _)| self.has(id));
        let map: Map<String, Value> = here.map(|(id, label)| ((*id).to_owned(), Value::from(*label))).collect();
        Ok(vec![("regions", map.into())])
    }

    pub(super) fn list_images(&mut self, request: &Request) -> ApiResult {
        let wanted = request.get("region");
        if !wanted.is_empty() {
            region(wanted)?;
        }
        let here = self.images.iter().filter(|image| wanted.is_empty() || image.region == wanted);
        let show =
            |image: &Image| object(&[("image_id", &image.id), ("name", &image.name), ("region", &image.region), ("status", &image.status)]);
        Ok(vec![("images", here.map(show).collect::<Vec<_>>().into())])
    }

    pub(super) fn image_details(&mut self, request: &Request) -> ApiResult {
        let image = self.images.iter().find(|image| image.id == request.get("image_id"));
        let Some(image) = image else { return Err("invalid image".to_owned()) };
        // These times have no zone.
        let time = time::seconds(self.now.saturating_sub(86_400_000)).replace('Z', ".000000");
        let details = object(&[
            ("time_created", &time),
            ("status", &image.status),
            ("size", &image.size.to_string()),
            ("checksum", "9f1c4a7be2d05836c1e4f7a90b3d6852"),
            ("hw_disk_bus", "virtio"),
            ("hw_vif_model", "virtio"),
            ("libvirt_cpu_mode", "host-model"),
            ("hw_video_model", "cirrus"),
            ("name", &image.name),
            ("region", &image.region),
            ("metadata", ""),
        ]);
        Ok(vec![("details", details)])
    }

    #[expect(clippy::unnecessary_wraps, reason = "a handler's type")]
    pub(super) fn list_vms(&mut self, _: &Request) -> ApiResult {
        let show = |vm: &Vm| {
            object(&[
                ("vm_id", vm.id),
                ("name", vm.name),
                ("plan_id", "88"),
                ("hostname", vm.name),
                ("primaryip", &format!("198.51.100.{}", vm.number)),
                ("privateip", &format!("172.20.1.{}", vm.number)),
                ("ram", vm.ram),
                ("vcpu", "2"),
                ("storage", "70"),
                ("bandwidth", "4000"),
                ("region", vm.region),
            ])
        };
        Ok(vec![("vms", vms().iter().filter(|vm| self.has(vm.region)).map(show).collect::<Vec<_>>().into())])
    }

    #[expect(clippy::unused_self, reason = "a handler's type")]
    pub(super) fn vm_info(&mut self, request: &Request) -> ApiResult {
        let vm = vm(request.get("vm_id"))?;
        let extra = object(&[("vm_id", vm.id), ("name", vm.name), ("region", vm.region), ("hostname", vm.name)]);
        let info = object(&[
            ("hostname", vm.name),
            ("status", "&lt;font color=&quot;green&quot;&gt;Online&lt;/font&gt;"),
            ("status_raw", "active"),
            ("status_color", "green"),
            ("status_nohtml", "Online"),
            ("image", "Debian 12 64-bit (template)"),
            ("os", "Debian 12 64-bit (template)"),
            ("login_details", "username: debian; password: not-a-real-password"),
        ]);
        Ok(vec![("info", info), ("extra", extra)])
    }
}
