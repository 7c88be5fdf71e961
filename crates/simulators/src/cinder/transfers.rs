//! Transfers: a volume is offered with a key, and another project takes it.
//!
//! <https://docs.openstack.org/api-ref/block-storage/v3/#volume-transfers-volume-transfers>. The key is shown once.
//! Source: `cinder/transfer/api.py`.

use serde_json::{Value, json};

use super::Cinder;
use super::list::Listing;
use super::request::{Request, flag, name, need_id};
use super::response::{ApiResult, bad, bad_volume, done, success};
use super::state::{Row, Table, date, hex};
use super::view::{copy, copy_since};

/// What an offer may say; the last since 3.55.
const FIELDS: [&str; 3] = ["volume_id", "name", "no_snapshots"];
const LATER: [(&str, u32, bool); 4] =
    [("no_snapshots", 55, false), ("source_project_id", 57, false), ("destination_project_id", 57, false), ("accepted", 57, false)];

fn transfer(request: &Request, row: &Row, detail: bool) -> Value {
    let keys = ["id", "volume_id", "name", "created_at"];
    let mut shown = copy(row, if detail { &keys } else { &keys[..3] });
    // They point to its older name.
    shown["links"] = super::list::links(request, "os-volume-transfer", row.id());
    if detail {
        copy_since(&mut shown, row, request, &LATER);
    }
    shown
}

impl Cinder {
    pub(super) fn list_transfers(&self, request: &Request, detail: bool) -> ApiResult {
        let listing = Listing { name: "transfers", links: "transfers_links", table: Table::Transfer, detail };
        self.list(request, &listing, &|row| transfer(request, row, detail))
    }

    pub(super) fn show_transfer(&self, request: &Request) -> ApiResult {
        let row = self.find(request, Table::Transfer, request.part(1))?;
        success(200, &json!({"transfer": transfer(request, row, true)}))
    }

    pub(super) fn create_transfer(&mut self, request: &Request) -> ApiResult {
        let now = self.now;
        let inner = request.strict("transfer", &["volume_id"], if request.minor >= 55 { &FIELDS } else { &FIELDS[..2] })?;
        let (volume, called) = (need_id(inner, "volume_id")?, name(inner, "name")?);
        let alone = flag(inner, "no_snapshots")?;
        let row = self.find(request, Table::Volume, volume)?;
        if row.status() != "available" {
            return bad_volume("status must be available");
        }
        if row.body["encrypted"] == true && (request.minor < 70 || alone) {
            return bad_volume("transferring encrypted volume is not supported");
        }
        if !alone && let Some(busy) = self.with(Table::Snapshot, "volume_id", volume).find(|one| one.status() != "available") {
            return bad(&format!("Invalid snapshot: snapshot: {} status must be available", busy.id()));
        }
        let (project, id) = (row.project.clone(), self.fresh("transfer"));
        let key = hex(&format!("key {id}"))[..16].to_owned();
        let body = json!({
            "id": id, "volume_id": volume, "name": called, "created_at": date(now), "no_snapshots": alone, "source_project_id": project,
            "destination_project_id": null, "accepted": false, "_auth_key": key,
        });
        self.get(request, Table::Volume, volume)?.set(&json!({"status": "awaiting-transfer"}), now);
        self.add(Table::Transfer, &project, request.region, body);
        let mut shown = transfer(request, self.find(request, Table::Transfer, &id)?, true);
        shown["auth_key"] = key.into();
        success(202, &json!({ "transfer": shown }))
    }

    pub(super) fn delete_transfer(&mut self, request: &Request) -> ApiResult {
        let now = self.now;
        let row = self.find(request, Table::Transfer, request.part(1))?;
        let volume = row.text("volume_id").to_owned();
        self.remove(request.part(1));
        for row in self.with_mut(Table::Volume, "id", &volume) {
            if row.status() == "awaiting-transfer" {
                row.set(&json!({"status": "available"}), now);
            }
        }
        done(202)
    }

    pub(super) fn accept_transfer(&mut self, request: &Request) -> ApiResult {
        let now = self.now;
        let key = request.strict("accept", &["auth_key"], &["auth_key"])?["auth_key"].as_str().unwrap_or_default();
        let id = request.part(1);
        // Whoever has the key need not be of the project that offers.
        let Some(row) = self.with(Table::Transfer, "id", id).find(|row| row.region == request.region) else {
            return self.find(request, Table::Transfer, id).map(|_| super::response::broken());
        };
        if row.text("_auth_key") != key {
            return bad(&format!("Invalid auth key: Attempt to transfer {id} with invalid auth key."));
        }
        let (volume, name, alone) = (row.text("volume_id").to_owned(), row.body["name"].clone(), row.body["no_snapshots"] == true);
        let Some(of) = self.with(Table::Volume, "id", &volume).next() else { return bad_volume("the volume is gone") };
        let (size, kind, project) = (of.size(), of.text("volume_type").to_owned(), request.who.project.clone());
        let snapshots: Vec<u64> =
            if alone { Vec::new() } else { self.with(Table::Snapshot, "volume_id", &volume).map(Row::size).collect() };
        if of.project != project {
            self.not_too_large(&project, size)?;
            self.room_for_volumes(&project, &kind, 1, size)?;
            let many = i64::try_from(snapshots.len()).unwrap_or(i64::MAX);
            self.room_for_snapshots(&project, &kind, many, size + snapshots.iter().sum::<u64>())?;
        }
        if of.status() != "awaiting-transfer" {
            return bad_volume(&format!("Volume {volume} status must be awaiting-transfer to be accepted."));
        }
        self.remove(id);
        if !alone {
            for row in self.with_mut(Table::Snapshot, "volume_id", &volume) {
                row.project.clone_from(&project);
            }
        }
        for row in self.with_mut(Table::Volume, "id", &volume) {
            row.project.clone_from(&project);
            row.set(&json!({"status": "available", "user_id": request.who.user}), now);
        }
        let links = super::list::links(request, "os-volume-transfer", id);
        success(202, &json!({"transfer": {"id": id, "name": name, "volume_id": volume, "links": links}}))
    }
}
