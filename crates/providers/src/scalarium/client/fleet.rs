//! The instances of all clouds, which give names to the users of volumes. Read for a reading that needs them, once for all
//! that need them at that time.

use std::cell::RefCell;
use std::rc::Rc;

use futures::FutureExt;
use futures::future::Shared;

use super::ScalariumClient;
use crate::concurrency::join_limited;
use crate::scalarium::api::{ListClouds, ListInstances};
use crate::scalarium::decode::Instance;
use voldeck_core::http::{Error, LocalBoxFuture, Session};
use voldeck_core::texts::t;

/// How long instances are taken for known, in milliseconds: a list and an open volume read them once.
const AGE_MILLIS: u64 = 30_000;

/// A reading of the instances that several may await.
pub(super) type Loading = Shared<LocalBoxFuture<'static, ()>>;

/// What is known of the instances.
#[derive(Default)]
pub(super) struct Fleet {
    /// Of all clouds that could be read.
    pub instances: Vec<Instance>,
    /// What could not be read.
    pub notes: Vec<Error>,
}

impl ScalariumClient {
    /// Sees to it that the instances are known; what could not be read of them.
    pub(super) fn load_fleet(&self) -> LocalBoxFuture<'_, Vec<Error>> {
        Box::pin(async move {
            let now = self.session.clock.now_millis();
            let loading = {
                let mut slot = self.loading.borrow_mut();
                match slot.as_ref().filter(|(at, _)| now.saturating_sub(*at) < AGE_MILLIS) {
                    Some((_, loading)) => loading.clone(),
                    None => slot.insert((now, load(self.session.clone(), self.fleet.clone()).boxed_local().shared())).1.clone(),
                }
            };
            loading.await;
            self.fleet.borrow().notes.clone()
        })
    }
}

/// Reads the instances of every cloud. What was known of a cloud that cannot be read stays.
async fn load(session: Session, fleet: Rc<RefCell<Fleet>>) {
    let (session, fleet) = (&session, &*fleet);
    fleet.borrow_mut().notes.clear();
    // A body that could not be read is not passed on: clouds carry passwords and keys.
    let note = &|whose: &str, error: Error| {
        let message = [whose, t(" could not be read; users of volumes may be shown by their ids. "), &error.message].concat();
        fleet.borrow_mut().notes.push(error.bare(message));
    };
    let clouds = session.call(&ListClouds).await.unwrap_or_else(|error| {
        note(t("The clouds"), error);
        Vec::new()
    });
    let mut work: Vec<LocalBoxFuture<'_, ()>> = Vec::new();
    for cloud in &clouds {
        work.push(Box::pin(async move {
            match session.call(&ListInstances(cloud)).await {
                Ok(instances) => {
                    let known = &mut fleet.borrow_mut().instances;
                    known.retain(|instance| instance.cloud.id != cloud.id);
                    known.extend(instances);
                }
                Err(error) => note(&[t("The instances of the cloud "), &cloud.name].concat(), error),
            }
        }));
    }
    join_limited(work).await;
}
