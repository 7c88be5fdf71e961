//! The health of a volume's plugin, where the volume tells it.

use super::ObjectReader;
use voldeck_core::fill;
use voldeck_core::model::{Phase, Status};

/// `healthy`, `degraded` and `unhealthy` are the console's words. Where the server says what is required and whether the volume can
/// be scheduled, that decides; the counts only decide what it leaves open.
/// <https://github.com/hashicorp/nomad/blob/v1.10.5/nomad/structs/csi.go> (`CSIVolumeDenormalizePlugins`)
pub(super) fn health(volume: &ObjectReader, schedulable: Option<bool>) -> Option<Status> {
    let (nodes, controllers) = (volume.signed("NodesExpected"), volume.signed("ControllersExpected"));
    let (nodes_up, controllers_up) = (volume.signed("NodesHealthy").unwrap_or(0), volume.signed("ControllersHealthy").unwrap_or(0));
    if nodes.is_none() && controllers.is_none() {
        return None;
    }
    let (nodes, controllers) = (nodes.unwrap_or(0), controllers.unwrap_or(0));
    let needs_controller = volume.flag("ControllerRequired").unwrap_or(controllers > 0);
    let broken = nodes_up == 0 || (needs_controller && controllers_up == 0);
    let (phase, label) = match schedulable {
        Some(false) => (Phase::Failed, "unhealthy"),
        None if broken => (Phase::Failed, "unhealthy"),
        _ if broken || nodes_up < nodes || controllers_up < controllers => (Phase::Degraded, "degraded"),
        _ => (Phase::Ready, "healthy"),
    };
    let shown = needs_controller || controllers > 0;
    let controllers =
        if shown { fill!("controllers {controllers_up}/{controllers} · ", controllers_up, controllers) } else { String::new() };
    Some(Status { detail: Some(fill!("{controllers}nodes {nodes_up}/{nodes}", controllers, nodes_up, nodes)), ..Status::new(phase, label) })
}
