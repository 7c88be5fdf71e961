//! Clouds and their instances, as far as the users of volumes need them.
//!
//! A cloud is answered with `scm_password` and `scm_ssh_key`: its text is not kept, only its id and name. What cannot be read
//! is left out; the volumes are then shown with the ids alone.

use super::{split, state};
use voldeck_core::decode::ObjectReader;
use voldeck_core::http::DecodeError;
use voldeck_core::model::{Phase, Status};

/// A cloud: instances that serve one application.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cloud {
    /// Its id.
    pub id: String,
    /// Its name, or its id.
    pub name: String,
}

/// A machine that Scalarium manages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Instance {
    /// Its id, which volumes name in `instance_id`.
    pub id: String,
    /// What it is called, or its id.
    pub nickname: String,
    /// Its state, in Scalarium's word.
    pub status: Status,
    /// Its public name.
    pub dns_name: Option<String>,
    /// Its cloud.
    pub cloud: Cloud,
}

/// Of these only `online` is documented; the others are those of its successor, `OpsWorks`.
/// <https://docs.aws.amazon.com/opsworks/latest/APIReference/API_Instance.html>
const STATES: &[(&str, Phase)] = &[
    ("online", Phase::Ready),
    ("requested", Phase::Changing),
    ("pending", Phase::Changing),
    ("booting", Phase::Changing),
    ("running_setup", Phase::Changing),
    ("rebooting", Phase::Changing),
    ("stopping", Phase::Changing),
    ("stopped", Phase::Degraded),
    ("connection_lost", Phase::Failed),
    ("setup_failed", Phase::Failed),
    ("start_failed", Phase::Failed),
];

/// What could be read of a list, item by item.
fn each<T>(body: &str, read: &dyn Fn(&ObjectReader) -> Option<T>) -> Result<Vec<T>, DecodeError> {
    Ok(split(body)?.into_iter().filter_map(|raw| read(&ObjectReader::parse(raw).ok()?)).collect())
}

/// Reads the list of clouds.
///
/// # Errors
///
/// When the body is no list.
pub fn clouds(body: &str) -> Result<Vec<Cloud>, DecodeError> {
    each(body, &|cloud| {
        let id = super::own_id(cloud, "id").ok()?;
        Some(Cloud { name: cloud.text("name").unwrap_or_else(|| id.clone()), id })
    })
}

/// Reads the list of a cloud's instances.
///
/// # Errors
///
/// When the body is no list.
pub fn instances(body: &str, cloud: &Cloud) -> Result<Vec<Instance>, DecodeError> {
    each(body, &|instance| {
        let id = instance.text("id")?;
        Some(Instance {
            nickname: instance.text("nickname").unwrap_or_else(|| id.clone()),
            id,
            status: state(STATES, instance.text("status")),
            dns_name: instance.text("dns_name"),
            cloud: cloud.clone(),
        })
    })
}
