//! Quotas: what is used of what, read when a form opens that takes from them.
//!
//! <https://docs.openstack.org/api-ref/block-storage/v3/#show-quota-usage-for-a-project>. `-1` is no limit. Snapshots take from the
//! gigabytes too; each type may have quotas of its own, `gigabytes_fast`.

use super::CinderClient;
use crate::cinder::api::Get;
use crate::cinder::decode::ObjectReader;
use voldeck_core::json;

/// One quota.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quota {
    /// `volumes`, `gigabytes`, `gigabytes_fast`.
    pub name: String,
    /// How much there may be; `None` for no limit.
    pub limit: Option<u64>,
    /// How much there is or is being made.
    pub used: u64,
}

/// Reads the quotas of an answer; what is no quota is left out.
pub fn quotas(raw: &str) -> Vec<Quota> {
    let read = |(name, part): json::Entry| {
        let quota = ObjectReader::parse(part).ok()?;
        let used = quota.unsigned("in_use")? + quota.unsigned("reserved").unwrap_or(0);
        Some(Quota { name: name.into_owned(), limit: quota.signed("limit").and_then(|limit| u64::try_from(limit).ok()), used })
    };
    json::entries(raw).unwrap_or_default().into_iter().filter_map(read).collect()
}

impl CinderClient {
    /// Reads them for an action that makes or grows something.
    pub(super) async fn read_quotas(&self) {
        let Some(project) = self.keys.access().map(|access| access.project.clone()).filter(|project| !project.is_empty()) else { return };
        let mut ask = Get::new("GET /v3/{project_id}/os-quota-sets/{project_id}", ["/os-quota-sets/", &project].concat(), "quota_set");
        ask.request = ask.request.query("usage", "true");
        // Who may not read them is told by the server when there is too much.
        *self.quotas.borrow_mut() = self.session.call(&ask).await.map(|raw| quotas(&raw)).unwrap_or_default();
    }
}
