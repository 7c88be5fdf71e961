//! The wire contract: values become requests, bodies become resources, answers become errors.

mod arrays;
mod odd;
mod reading;
mod refusing;
mod sending;

use crate::scalarium::api::ListVolumes;
use crate::scalarium::decode;
use voldeck_core::http::{Endpoint, Response};
use voldeck_core::model::{Item, Resource, Value};

fn response(body: &str) -> Response {
    Response { status: 200, headers: Vec::new(), body: body.to_owned() }
}

fn volumes(body: &str) -> Vec<Item> {
    ListVolumes.decode(&response(body)).unwrap()
}

/// A volume with these fields beside its id.
fn volume(fields: &str) -> Resource {
    decode::volume(&format!(r#"{{"id":"5f20","name":"v",{fields}}}"#)).unwrap()
}

fn attribute(resource: &Resource, key: &str) -> String {
    match resource.attribute(key) {
        None => "-".to_owned(),
        Some(Value::Text(text) | Value::Code(text) | Value::Link(_, _, text)) => text.clone(),
        Some(Value::Time(time)) => time.rfc3339(),
        other => format!("{other:?}"),
    }
}
