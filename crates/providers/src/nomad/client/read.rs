//! Reading one volume, external volume or snapshot in full.

use super::NomadClient;
use crate::nomad::api::{Query, ReadVolume};
use crate::nomad::decode::{self, ResourceRef, ResourceType, plugin_of};
use crate::nomad::version::HOST;
use crate::nomad::watch::{Wait, next_index};
use voldeck_core::client::ReadResult;
use voldeck_core::fill;
use voldeck_core::http::{Endpoint, Error, ErrorKind};
use voldeck_core::model::{Id, Kind, Resource};

impl NomadClient {
    /// Reads one resource in full. With an index, the server may hold the reading, and it may be cut short on its way.
    pub(super) async fn read(&self, kind: Kind, id: &Id, since_index: Option<u64>) -> Result<ReadResult<(Resource, Option<u64>)>, Error> {
        let operation = <ReadVolume as Endpoint>::NAME;
        let gone = |words: String| Error::new(ErrorKind::NotFound, operation, words);
        let address = ResourceRef::of(id).ok_or_else(|| gone(fill!("{id} is not an address of this provider.", id)))?;
        if matches!(address.class, ResourceType::External | ResourceType::Snapshot) {
            let listing = self.storage_of(address.class, &address.scope).await?;
            let found = listing.items.into_iter().flatten().find(|resource| resource.id == *id);
            let resource = found.ok_or_else(|| {
                gone(fill!("The plugin {scope} lists no {noun} {id}.", scope = address.scope, noun = kind.noun(), id = address.id))
            })?;
            return Ok(ReadResult::Found((resource, None)));
        }
        decode::addressable(&address.id).map_err(|words| Error::new(ErrorKind::Invalid, operation, words))?;
        let wait = since_index.map(Wait::after);
        let call = ReadVolume { class: address.class, namespace: &address.scope, id: &address.id, wait };
        let (mut resource, index) = match wait {
            None => self.session.call(&call).await?,
            Some(wait) => match self.session.call_held(&call, wait.timeout_millis()).await? {
                None => return Ok(ReadResult::Cut),
                Some(read) => read,
            },
        };
        if resource.provider_id != address.id {
            // 0.11 and 0.12 look for ids that begin with the one asked for.
            return Err(gone(fill!(
                "There is no {id}; the server answered {provider_id}, whose id begins with it.",
                id = address.id,
                provider_id = resource.provider_id
            )));
        }
        if address.class == ResourceType::Csi && resource.attached.is_none() {
            resource = self.with_claims(&address, resource).await;
        }
        if address.class == ResourceType::Csi
            && let Some(plugin) = plugin_of(&resource)
        {
            self.learn_plugin(plugin).await;
        }
        if since_index.is_none() {
            self.refresh_rights().await;
        }
        // Who may read the volume need not be able to read these: it is shown without them then.
        if address.class == ResourceType::Host && self.server().lacks(HOST).is_none() {
            resource.attachments.extend(self.sticky_claims(&address).await.unwrap_or_default());
        }
        Ok(ReadResult::Found((resource, next_index(since_index, index))))
    }

    /// The same volume with what its list says of it: 0.12.2 to 1.2 count claims there only, see
    /// [`CLAIMS_NOT_COUNTED`](crate::nomad::faults::CLAIMS_NOT_COUNTED).
    async fn with_claims(&self, address: &ResourceRef, volume: Resource) -> Resource {
        let query = Query { prefix: address.id.clone(), ..Query::default() };
        let Ok(ReadResult::Found(page)) = self.pages(ResourceType::Csi, &address.scope, &query, None, None).await else { return volume };
        page.items.iter().flatten().find(|listed| listed.id == volume.id).map_or(volume.clone(), |listed| volume.filled_from(listed))
    }
}
