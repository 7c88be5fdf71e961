//! Filters of lists: the documented ones, by the framework's rules (`field`, `field__exact`,
//! `field__startswith`, and fields of what a link leads to: `service__stack__name`).
//!
//! The documentation wants resource URIs for links. An unknown parameter is ignored; a field that is not a filter is an
//! error. <https://django-tastypie.readthedocs.io/en/latest/resources.html#basic-filtering>

use super::response::refusal;
use super::route::Route;
use super::{Row, Tutum};
use crate::frame::Response;
use serde_json::Value;

const FILTERS: &[(&str, &[&str])] = &[
    ("volumegroup", &["uuid", "name", "volumes", "services"]),
    ("volume", &["uuid", "node", "containers"]),
    ("service", &["uuid", "state", "name", "unique_name", "stack"]),
    ("container", &["uuid", "state", "name", "unique_name", "service", "node"]),
    ("node", &["uuid", "state", "node_cluster", "node_type", "region", "docker_version"]),
    ("nodecluster", &["uuid", "state", "name", "region", "node_type"]),
    ("stack", &["uuid", "state", "name"]),
];

/// What is not about the objects themselves.
const OTHERS: [&str; 3] = ["limit", "offset", "format"];

impl Tutum {
    /// The objects that the query asks for.
    pub(super) fn matching<'a>(&'a self, route: &'a Route) -> Result<Vec<&'a Row>, Response> {
        let allowed = FILTERS.iter().find(|(noun, _)| *noun == route.noun).map_or(&[][..], |(_, fields)| fields);
        let mut rows: Vec<&Row> = self.visible(route, route.noun).collect();
        for (key, wanted) in &route.query {
            let steps: Vec<&str> = key.split("__").collect();
            let known = rows.iter().any(|row| row.body.get(steps[0]).is_some() || row.more.get(steps[0]).is_some());
            if OTHERS.contains(&steps[0]) || !known && !allowed.contains(&steps[0]) {
                continue;
            }
            if !allowed.contains(&steps[0]) {
                return Err(refusal(400, &format!("The '{}' field does not allow filtering.", steps[0])));
            }
            rows.retain(|row| self.holds(route, row, &steps, wanted));
        }
        Ok(rows)
    }

    fn holds(&self, route: &Route, row: &Row, steps: &[&str], wanted: &str) -> bool {
        let value = row.body.get(steps[0]).or_else(|| row.more.get(steps[0])).unwrap_or(&Value::Null);
        let values = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
        values.iter().filter_map(Value::as_str).any(|have| match steps.get(1) {
            None | Some(&"exact") if have.starts_with('@') => {
                let same = ["/", have.trim_start_matches("@member ").trim_start_matches('@'), "/"].concat();
                wanted.starts_with("/api/") && wanted.ends_with(&same)
            }
            None | Some(&"exact") => have == wanted,
            Some(&"startswith") => have.starts_with(wanted),
            Some(_) => {
                let (noun, uuid) = have.trim_start_matches('@').split_once('/').unwrap_or_default();
                let noun = noun.trim_start_matches("member ");
                self.row(route, noun, uuid).is_some_and(|row| self.holds(route, row, &steps[1..], wanted))
            }
        })
    }
}
