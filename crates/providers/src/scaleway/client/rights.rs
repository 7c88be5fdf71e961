//! Learning what the API key may do, where it may read that itself. It takes the access key, which names it.

use super::ScalewayClient;
use crate::scaleway::api::Iam;
use crate::scaleway::decode::{Api, ObjectReader};
use crate::scaleway::rights::{Grant, Rights, product};
use voldeck_core::fill;
use voldeck_core::http::{Endpoint, Error, ErrorKind};
use voldeck_core::sort::sort;
use voldeck_core::texts::t;

/// What is known of the rights.
#[derive(Debug, Clone, Default)]
pub enum Known {
    /// Nobody asked yet, or no answer came.
    #[default]
    Not,
    /// They cannot be known, and why.
    Never(String),
    /// These.
    Told(Rights),
}

impl ScalewayClient {
    /// What is known of the rights of the key.
    pub fn rights(&self) -> Known {
        self.rights.borrow().clone()
    }

    /// Why the key may change nothing of an API, in this project or anywhere; `None` also where that is not known.
    pub fn denied(&self, api: Api, project: Option<&str>) -> Option<String> {
        match &*self.rights.borrow() {
            Known::Told(rights) => rights.refusal(product(api)?, project),
            _ => None,
        }
    }

    /// Why a list of an API may not hold everything.
    pub(super) fn hidden(&self, api: Api, what: &str) -> Option<String> {
        match &*self.rights.borrow() {
            Known::Told(rights) => rights.hides(product(api)?, what),
            _ => None,
        }
    }

    /// Reads the rights once, if the access key is given.
    pub async fn learn_rights(&self) {
        if self.legacy || self.access_key.is_empty() || !matches!(*self.rights.borrow(), Known::Not) {
            return;
        }
        let known = match self.read_rights().await {
            Ok(rights) => Known::Told(rights),
            // What may be otherwise the next time is asked again.
            Err(error) if matches!(error.kind, ErrorKind::Unreachable | ErrorKind::TimedOut | ErrorKind::Busy | ErrorKind::Failed) => {
                return;
            }
            Err(error) => Known::Never(error.message.clone()),
        };
        *self.rights.borrow_mut() = known;
    }

    async fn read_rights(&self) -> Result<Rights, Error> {
        let key = self.iam("api-keys", &self.access_key, &[]).await?;
        let (user, application) = read(&key, |key| (key.text("user_id"), key.text("application_id")));
        let (created, expires) = read(&key, |key| (key.time("created_at"), key.time("expires_at")));
        let (kind, bearer, filter) = match (&user, &application) {
            (Some(user), _) => ("users", user, "user_ids"),
            (None, Some(application)) => ("applications", application, "application_ids"),
            _ => return Err(Error::new(ErrorKind::Unreadable, Iam::NAME, t("The answer does not say whose API key it is."))),
        };
        let whose = self.iam(kind, bearer, &[]).await?;
        let (organization, class) = read(&whose, |whose| (whose.text("organization_id").unwrap_or_default(), whose.text("type")));
        if class.as_deref() == Some("owner") {
            return Ok(Rights { owner: true, created, expires, ..Rights::default() });
        }
        let of = |name, value| [("organization_id", organization.clone()), (name, value)];
        let groups = ids(&self.iam_list("groups", &of(filter, bearer.clone())).await?, "groups");
        let mut policies = ids(&self.iam_list("policies", &of(filter, bearer.clone())).await?, "policies");
        for group in groups {
            policies.extend(ids(&self.iam_list("policies", &of("group_ids", group)).await?, "policies"));
        }
        sort(&mut policies, Ord::cmp);
        policies.dedup();
        let mut grants = Vec::new();
        for policy in policies {
            let rules = self.iam_list("rules", &[("policy_id", policy)]).await?;
            grants.extend(read(&rules, |answer| answer.objects("rules").iter().map(Grant::of).collect::<Vec<_>>()));
        }
        Ok(Rights { owner: false, grants, created, expires })
    }

    async fn iam_list(&self, what: &'static str, query: &[(&'static str, String)]) -> Result<String, Error> {
        let query: Vec<_> = query.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let body = self.iam(what, "", &query).await?;
        let (count, total) = read(&body, |answer| (answer.objects(what).len() as u64, answer.unsigned("total_count")));
        // Half of the rights would refuse what the other half gives.
        if total.is_some_and(|total| total > count) {
            return Err(Error::new(ErrorKind::Unsupported, Iam::NAME, fill!("there are more than {count} {what}", count, what)));
        }
        Ok(body)
    }

    async fn iam(&self, what: &'static str, id: &str, query: &[(&'static str, &str)]) -> Result<String, Error> {
        self.session.call(&Iam { what, id, query }).await
    }
}

fn read<T: Default>(body: &str, of: impl Fn(&ObjectReader) -> T) -> T {
    ObjectReader::parse(body).map(|object| of(&object)).unwrap_or_default()
}

fn ids(body: &str, list: &str) -> Vec<String> {
    read(body, |answer| answer.objects(list).iter().filter_map(|one| one.text("id")).collect())
}
