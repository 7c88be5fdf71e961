//! What the token may do, read from its own policies: once, and again after a while, because policies change.

use super::NomadClient;
use crate::nomad::api::{ListPolicies, ReadPolicy, TokenSelf};
use crate::nomad::rights::Rights;
use voldeck_core::client::Expiry;
use voldeck_core::http::{Error, LocalBoxFuture};

/// How long rights are taken for known, in milliseconds.
const AGE_MILLIS: u64 = 300_000;
/// How many policies are read; a token with more is not looked into.
const MOST_POLICIES: usize = 24;

impl NomadClient {
    /// What is known of the token's rights.
    pub fn rights(&self) -> Rights {
        self.rights.borrow().1.clone()
    }

    /// Takes this for known of the token's rights.
    #[cfg(test)]
    pub fn assume_rights(&self, rights: Rights) {
        *self.rights.borrow_mut() = (Some(u64::MAX), rights);
    }

    /// Reads what the token may do, unless that was done lately. What cannot be read stays unknown.
    pub fn learn_rights(&self) -> LocalBoxFuture<'_, ()> {
        Box::pin(async move {
            let now = self.session.clock.now_millis();
            if self.rights.borrow().0.is_some_and(|at| now.saturating_sub(at) < AGE_MILLIS) {
                return;
            }
            match self.read_rights().await {
                Ok(rights) => *self.rights.borrow_mut() = (Some(now), rights),
                // The server does not tell; it is asked again later, as it may only be starting.
                Err(error) if error.status.is_some() => *self.rights.borrow_mut() = (Some(now), Rights::Unknown),
                Err(_) => {}
            }
        })
    }

    /// Reads the rights anew if they were read a while ago: a right that was given since must not stay off.
    pub(super) async fn refresh_rights(&self) {
        let asked = self.rights.borrow().0.is_some();
        if asked {
            self.learn_rights().await;
        }
    }

    /// Has the rights read anew at the next occasion.
    pub fn forget_rights(&self) {
        self.rights.borrow_mut().0 = None;
    }

    async fn read_rights(&self) -> Result<Rights, Error> {
        let token = match self.session.call(&TokenSelf).await {
            Ok(token) => token,
            Err(error) if error.message.contains("ACL support disabled") => return Ok(Rights::All),
            Err(error) => return Err(error),
        };
        self.expiry.set(token.expiration_time.map(|at| Expiry { at, since: token.create_time, renews: false }));
        if token.kind.as_deref() == Some("management") {
            return Ok(Rights::All);
        }
        let names = self.session.call(&ListPolicies).await?;
        // The anonymous policy need not exist. Any other that is not listed cannot be read either.
        let hidden = token.policies.iter().any(|policy| policy != "anonymous" && !names.contains(policy));
        if hidden || names.len() > MOST_POLICIES {
            return Ok(Rights::Unknown);
        }
        let mut policies = Vec::new();
        for name in &names {
            match self.session.call(&ReadPolicy(name)).await? {
                Some(policy) => policies.push(policy),
                None => return Ok(Rights::Unknown),
            }
        }
        Ok(Rights::Of(policies))
    }
}
