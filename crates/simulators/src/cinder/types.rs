//! Types of volumes and types of groups.
//!
//! <https://docs.openstack.org/api-ref/block-storage/v3/#volume-types-types>,
//! <https://docs.openstack.org/api-ref/block-storage/v3/#group-types>

use serde_json::{Value, json};

use super::Cinder;
use super::request::{Request, is_uuid, name, yes};
use super::response::{ApiResult, bad, done, refuse, success};
use super::state::{Row, Table, date, hex};
use super::view::copy;

/// The group type that is always there, and that no group can have.
pub(super) const RESERVED: &str = "default_cgsnapshot_type";

/// Whether someone may know of a type.
fn open(request: &Request, row: &Row) -> bool {
    let granted = row.body["_access"].as_array();
    row.body["is_public"] == true
        || request.is_admin()
        || granted.is_some_and(|projects| projects.iter().any(|id| *id == request.who.project))
}

fn shown(request: &Request, row: &Row) -> Value {
    let mut shown = copy(row, &["id", "name", "is_public", "description"]);
    shown["os-volume-type-access:is_public"] = row.body["is_public"].clone();
    let mut specs = row.body["extra_specs"].clone();
    if request.is_admin() {
        shown["qos_specs_id"] = Value::Null;
    } else if let Some(specs) = specs.as_object_mut() {
        // The rest tells of back ends.
        specs.retain(|key, _| ["multiattach", "replication_enabled", "RESKEY:availability_zones"].contains(&key.as_str()));
    }
    shown["extra_specs"] = specs;
    shown
}

impl Cinder {
    /// The type of this id or name.
    pub(super) fn type_of(&self, request: &Request, wanted: &str) -> ApiResult<&Row> {
        let known = |row: &&Row| row.known_to(request, Table::Type) && open(request, row);
        let found = self.rows.iter().filter(known).find(|row| row.id() == wanted || row.text("name") == wanted);
        let noun = if is_uuid(wanted) { "Volume type" } else { "Volume type with name" };
        found.map_or_else(|| refuse(404, &format!("{noun} {wanted} could not be found.")), Ok)
    }

    pub(super) fn list_types(&self, request: &Request) -> ApiResult {
        let private = request.query("is_public").is_some_and(|text| text.eq_ignore_ascii_case("none") || !yes(&text.into()));
        let mut types: Vec<&Row> = self.seen(request, Table::Type).filter(|row| open(request, row)).collect();
        // An administrator sees private ones only when asking for them.
        types.retain(|row| row.body["is_public"] == true || !request.is_admin() || private);
        types.sort_by(|a, b| b.text("_made").cmp(a.text("_made")));
        let types: Vec<Value> = types.into_iter().map(|row| shown(request, row)).collect();
        success(200, &json!({"volume_types": types}))
    }

    pub(super) fn show_type(&self, request: &Request) -> ApiResult {
        let wanted = if request.part(1) == "default" { "__DEFAULT__" } else { request.part(1) };
        let found =
            self.seen(request, Table::Type).filter(|row| open(request, row)).find(|row| row.id() == wanted || row.text("name") == wanted);
        let Some(row) = found else { return refuse(404, &format!("Volume type {wanted} could not be found.")) };
        let mut shown = shown(request, row);
        if let Some(fields) = shown.as_object_mut().filter(|_| request.part(1) == "default") {
            // Asked for so, it has less to say.
            fields.remove("os-volume-type-access:is_public");
        }
        success(200, &json!({"volume_type": shown}))
    }

    pub(super) fn create_type(&mut self, request: &Request) -> ApiResult {
        let inner = request.within("volume_type")?;
        let Some(called) = name(inner, "name")?.filter(|name| !name.is_empty()) else { return bad("Type name can not be empty.") };
        if self.seen(request, Table::Type).any(|row| row.text("name") == called) {
            return refuse(409, &format!("Volume Type {called} already exists."));
        }
        let specs = if inner["extra_specs"].is_object() { inner["extra_specs"].clone() } else { json!({}) };
        let public = inner["os-volume-type-access:is_public"] != false;
        let (id, made) = (self.fresh("type"), date(self.now));
        let backend = super::catalog::backend(specs["volume_backend_name"].as_str());
        let body = json!({
            "id": id, "name": called, "description": inner["description"], "is_public": public, "extra_specs": specs, "_backend": backend,
            "_made": made,
        });
        let row = self.add(Table::Type, "", request.region, body);
        success(200, &json!({"volume_type": shown(request, row)}))
    }

    pub(super) fn delete_type(&mut self, request: &Request) -> ApiResult {
        let id = self.get(request, Table::Type, request.part(1))?.id().to_owned();
        if self.with(Table::Volume, "volume_type_id", &id).next().is_some() {
            return bad(&format!(
                "Target volume type is still in use. Volume Type {id} deletion is not allowed with volumes present with the type."
            ));
        }
        self.remove(&id);
        done(202)
    }

    pub(super) fn list_group_types(&self, request: &Request) -> ApiResult {
        let types: Vec<Value> = self.seen(request, Table::GroupType).map(|row| shown_group_type(request, row)).collect();
        success(200, &json!({"group_types": types}))
    }

    pub(super) fn show_group_type(&self, request: &Request) -> ApiResult {
        let row = self.find(request, Table::GroupType, request.part(1))?;
        success(200, &json!({"group_type": shown_group_type(request, row)}))
    }

    pub(super) fn create_group_type(&mut self, request: &Request) -> ApiResult {
        let inner = request.strict("group_type", &["name"], &["name", "description", "is_public", "group_specs"])?;
        let Some(called) = name(inner, "name")?.filter(|name| !name.is_empty()) else { return bad("Group type name can not be empty.") };
        if self.seen(request, Table::GroupType).any(|row| row.text("name") == called) {
            return refuse(409, &format!("Group Type {called} already exists."));
        }
        let id = self.fresh("group type");
        let body = json!({"id": id, "name": called, "description": inner["description"], "is_public": true, "group_specs": {}});
        let row = self.add(Table::GroupType, "", request.region, body);
        success(202, &json!({"group_type": shown_group_type(request, row)}))
    }

    pub(super) fn delete_group_type(&mut self, request: &Request) -> ApiResult {
        let id = self.get(request, Table::GroupType, request.part(1))?.id().to_owned();
        if self.with(Table::Group, "group_type", &id).next().is_some() {
            return bad(&format!(
                "Target group type is still in use. Group Type {id} deletion is not allowed with groups present with the type."
            ));
        }
        self.remove(&id);
        done(202)
    }

    pub(super) fn group_specs(&self, request: &Request) -> ApiResult {
        let row = self.find(request, Table::GroupType, request.part(1))?;
        success(200, &json!({"group_specs": row.body["group_specs"]}))
    }

    pub(super) fn create_group_specs(&mut self, request: &Request) -> ApiResult {
        let specs = request.within("group_specs")?.clone();
        let row = self.get(request, Table::GroupType, request.part(1))?;
        for (key, value) in specs.as_object().into_iter().flatten() {
            row.body["group_specs"][key.as_str()] = value.clone();
        }
        success(202, &json!({ "group_specs": specs }))
    }

    /// Fills in the types of a region.
    pub(super) fn seed_types(&mut self, region: &'static str) {
        let made = self.now.saturating_sub(900 * 86_400_000);
        for (at, [called, about, backend, more, ..]) in super::catalog::rows(super::catalog::TYPES).enumerate() {
            let id = super::state::uuid(&format!("type {region} {called}"));
            let mut specs = json!({});
            if !backend.is_empty() || more == "nowhere" {
                let name = backend.split(['@', '#']).nth(1).unwrap_or("retired-san");
                specs["volume_backend_name"] = name.into();
            }
            if called == "__DEFAULT__" {
                specs = json!({});
            }
            if more == "shared" {
                specs["multiattach"] = "<is> True".into();
            }
            let body = json!({
                "id": id, "name": called, "description": super::seed::or_null(about), "is_public": more != "private", "extra_specs": specs,
                "_backend": backend, "_encrypted": more == "encrypted", "_access": [super::PROJECT_ANALYTICS],
                "_made": date(made + at as u64 * 1000),
            });
            self.add(Table::Type, "", region, body);
        }
        for [called, about, ..] in super::catalog::rows(super::catalog::GROUP_TYPES) {
            let id = super::state::uuid(&format!("group type {region} {called}"));
            let consistent = if called == "crash-consistent" { "<is> True" } else { "<is> False" };
            let body = json!({
                "id": id, "name": called, "description": about, "is_public": true,
                "group_specs": {"consistent_group_snapshot_enabled": consistent}, "_key": hex(called),
            });
            self.add(Table::GroupType, "", region, body);
        }
    }
}

fn shown_group_type(request: &Request, row: &Row) -> Value {
    let mut shown = copy(row, &["id", "name", "description", "is_public"]);
    if request.is_admin() {
        shown["group_specs"] = row.body["group_specs"].clone();
    }
    shown
}
