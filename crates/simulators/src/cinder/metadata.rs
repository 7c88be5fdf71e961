//! Metadata of volumes and snapshots: all pairs, or one.
//!
//! <https://docs.openstack.org/api-ref/block-storage/v3/#volumes-volumes>. Reading answers with an entity tag that a change may name in
//! `If-Match`, though no browser may send that.

use serde_json::{Value, json};

use super::Cinder;
use super::request::{Request, pairs};
use super::response::{ApiResult, bad, bad_volume, refuse, success};
use super::state::{Table, hex};

fn tag(metadata: &Value) -> String {
    hex(&metadata.to_string())
}

impl Cinder {
    /// The metadata of what the path names.
    fn metadata(&self, request: &Request, table: Table) -> ApiResult<&Value> {
        Ok(&self.find(request, table, request.part(1))?.body["metadata"])
    }

    /// Stores metadata, unless the resource is at something.
    fn store(&mut self, request: &Request, table: Table, metadata: &Value) -> ApiResult<()> {
        let now = self.now;
        let row = self.get(request, table, request.part(1))?;
        if table == Table::Volume && row.is(&["maintenance", "uploading"]) {
            return bad_volume(&format!("Updating volume metadata is not allowed for volumes in {} status.", row.status()));
        }
        row.set(&json!({ "metadata": metadata }), now);
        Ok(())
    }

    pub(super) fn read_metadata(&self, request: &Request, table: Table) -> ApiResult {
        let metadata = self.metadata(request, table)?;
        let mut response = success(200, &json!({ "metadata": metadata }))?;
        if request.minor >= 15 && table == Table::Volume {
            // As the real one has it: JSON that calls itself HTML.
            "text/html; charset=UTF-8".clone_into(&mut response.headers[0].1);
            response.headers.push(("Etag".to_owned(), tag(metadata)));
        }
        Ok(response)
    }

    /// `POST` adds, `PUT` replaces.
    pub(super) fn put_metadata(&mut self, request: &Request, table: Table) -> ApiResult {
        let given = &request.body["metadata"];
        if request.body.get("metadata").is_none() {
            return bad("'metadata' is a required property");
        }
        pairs(given)?;
        let mut metadata = self.metadata(request, table)?.clone();
        if request.method == "PUT" {
            metadata = given.clone();
        } else {
            for (key, value) in given.as_object().into_iter().flatten() {
                metadata[key.as_str()] = value.clone();
            }
        }
        self.store(request, table, &metadata)?;
        success(200, &json!({ "metadata": metadata }))
    }

    pub(super) fn read_meta(&self, request: &Request, table: Table) -> ApiResult {
        let key = request.part(3);
        match self.metadata(request, table)?.get(key) {
            Some(value) => success(200, &json!({"meta": {key: value}})),
            None => no_meta(request, table),
        }
    }

    pub(super) fn put_meta(&mut self, request: &Request, table: Table) -> ApiResult {
        let (key, meta) = (request.part(3), &request.body["meta"]);
        let mut metadata = self.metadata(request, table)?.clone();
        pairs(meta)?;
        if meta.as_object().is_some_and(|meta| meta.len() > 1) {
            let shown = super::response::python(meta);
            return bad(&format!("Invalid input for field/attribute meta. Value: {shown}. {shown} has too many properties"));
        }
        match meta.as_object().filter(|meta| meta.len() == 1).and_then(|meta| meta.get(key)) {
            Some(value) => metadata[key] = value.clone(),
            None => return bad("Request body and URI mismatch"),
        }
        self.store(request, table, &metadata)?;
        success(200, &json!({ "meta": meta }))
    }

    pub(super) fn drop_meta(&mut self, request: &Request, table: Table) -> ApiResult {
        let mut metadata = self.metadata(request, table)?.clone();
        if metadata.as_object_mut().and_then(|metadata| metadata.remove(request.part(3))).is_none() {
            return no_meta(request, table);
        }
        self.store(request, table, &metadata)?;
        super::response::done(200)
    }
}

fn no_meta<T>(request: &Request, table: Table) -> ApiResult<T> {
    let noun = if table == Table::Volume { "Volume" } else { "Snapshot" };
    refuse(404, &format!("{noun} {} has no metadata with key {}.", request.part(1), request.part(3)))
}
