//! `clouds.yaml`, the file of `OpenStack`'s clients.
//! <https://docs.openstack.org/openstacksdk/latest/user/config/configuration.html>

use std::collections::BTreeMap;

use serde::Deserialize;
use voldeck_core::import::{Imported, Importer, Read};

/// Reads `clouds.yaml`.
pub static IMPORTER: Importer = Importer { file: "clouds.yaml", of: "OpenStack’s clients", read };

#[derive(Deserialize)]
struct File {
    clouds: BTreeMap<String, Cloud>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Cloud {
    auth: Auth,
    auth_type: Option<String>,
    profile: Option<String>,
    #[serde(rename = "cloud")]
    older_profile: Option<String>,
    region_name: Option<String>,
    regions: Vec<Region>,
    block_storage_endpoint_override: Option<String>,
    volume_endpoint_override: Option<String>,
    volumev3_endpoint_override: Option<String>,
    verify: Option<bool>,
    cacert: Option<String>,
}

/// What there is to sign in with. Numbers are taken as they are written: a password may be one.
#[derive(Deserialize, Default)]
#[serde(default)]
struct Auth {
    #[serde(rename = "auth_url")]
    url: Option<String>,
    username: Option<String>,
    user_id: Option<String>,
    password: Option<String>,
    project_name: Option<String>,
    project_id: Option<String>,
    tenant_name: Option<String>,
    tenant_id: Option<String>,
    user_domain_name: Option<String>,
    user_domain_id: Option<String>,
    project_domain_name: Option<String>,
    project_domain_id: Option<String>,
    domain_name: Option<String>,
    domain_id: Option<String>,
    application_credential_id: Option<String>,
    application_credential_name: Option<String>,
    application_credential_secret: Option<String>,
    endpoint: Option<String>,
}

/// A region: its name alone, or with settings of its own.
#[derive(Deserialize)]
#[serde(untagged)]
enum Region {
    Name(String),
    More { name: String },
}

fn read(text: &str) -> Option<Read> {
    let has_clouds = text.lines().any(|line| line.trim_end().trim_start_matches(['"', '\'']).starts_with("clouds"));
    if !has_clouds {
        return None;
    }
    let file: File = match serde_saphyr::from_str(text) {
        Ok(file) => file,
        Err(error) => return Some(Err(crate::import::words(&error))),
    };
    Some(Ok(file.clouds.iter().flat_map(|(name, cloud)| connections(name, cloud)).collect()))
}

/// One connection a region.
fn connections(name: &str, cloud: &Cloud) -> Vec<Imported> {
    let regions: Vec<&String> = cloud.regions.iter().map(|(Region::Name(name) | Region::More { name })| name).collect();
    match (&cloud.region_name, regions.as_slice()) {
        (None, [first, second, ..]) => {
            let several = [&[*first, *second], &regions[2..]].concat();
            several.into_iter().map(|region| connection(format!("{name}-{region}"), cloud, Some(region))).collect()
        }
        (None, [only]) => vec![connection(name.to_owned(), cloud, Some(only))],
        (region, _) => vec![connection(name.to_owned(), cloud, region.as_ref())],
    }
}

fn connection(name: String, cloud: &Cloud, region: Option<&String>) -> Imported {
    let auth = &cloud.auth;
    let mut found = Imported { name, provider: super::PROVIDER.id, ..Imported::default() };
    let endpoint = [&cloud.block_storage_endpoint_override, &cloud.volumev3_endpoint_override, &cloud.volume_endpoint_override];
    let endpoint = endpoint.into_iter().flatten().next();
    let kind = cloud.auth_type.as_deref().unwrap_or("password").trim_start_matches(['v', '2', '3']);
    let is_credential = auth.application_credential_id.is_some() || auth.application_credential_name.is_some();
    match kind {
        "none" | "noauth" => {
            found.set("address", auth.endpoint.as_ref().or(endpoint));
            found.set("auth", Some(&"noauth".to_owned()));
            found.set("noauth_user", auth.user_id.as_ref().or(auth.username.as_ref()));
            found.set("project_id", auth.project_id.as_ref());
        }
        "applicationcredential" | "password" if is_credential => {
            found.set("address", auth.url.as_ref());
            found.set("auth", Some(&"application_credential".to_owned()));
            found.set("app_id", auth.application_credential_id.as_ref());
            found.set("app_secret", auth.application_credential_secret.as_ref());
            if auth.application_credential_id.is_none() {
                found.unusable = Some("It names its application credential by name. Voldeck needs its ID.".into());
            }
        }
        "password" => {
            found.set("address", auth.url.as_ref());
            found.set("auth", Some(&"password".to_owned()));
            let user_domain = [&auth.user_domain_name, &auth.user_domain_id, &auth.domain_name, &auth.domain_id];
            let project = [&auth.project_name, &auth.project_id, &auth.tenant_name, &auth.tenant_id];
            let project_domain = [&auth.project_domain_name, &auth.project_domain_id];
            found.set("user", auth.username.as_ref());
            found.set("user_domain", user_domain.into_iter().flatten().next());
            found.set("password", auth.password.as_ref());
            found.set("project", project.into_iter().flatten().next());
            found.set("project_domain", project_domain.into_iter().flatten().next());
            if auth.username.is_none() && auth.user_id.is_some() {
                found.unusable = Some("It names its user by ID. Voldeck needs the name.".into());
            }
        }
        other => found.unusable = Some(format!("It signs in by {other}, which Voldeck does not.")),
    }
    found.set("region", region);
    if !matches!(kind, "none" | "noauth") {
        found.set("endpoint", endpoint);
    }
    if let Some(profile) = cloud.profile.as_ref().or(cloud.older_profile.as_ref()).filter(|_| auth.url.is_none()) {
        found.unusable = Some(format!("Its address is in the vendor profile {profile}, not in this file."));
    } else if found.unusable.is_none() && !found.values.iter().any(|(field, _)| *field == "address") {
        found.unusable = Some("It has no auth_url.".into());
    }
    if cloud.verify == Some(false) || cloud.cacert.is_some() {
        found.remarks.push("verify and cacert do not count here: the browser decides which certificates it accepts.".into());
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Vec<Imported> {
        read(text).expect("clouds").unwrap_or_else(|error| panic!("{error}"))
    }

    fn value(imported: &Imported, field: &str) -> String {
        imported.values.iter().find(|(name, _)| *name == field).map(|(_, text)| text.clone()).unwrap_or_default()
    }

    #[test]
    fn a_cloud_with_a_password_and_one_with_an_application_credential_are_read() {
        let clouds = of(
            "clouds:\n  prod:\n    auth:\n      auth_url: https://keystone.example.net:5000/v3\n      username: alice\n      password: 12345\n      project_name: storage\n      user_domain_name: Default\n      project_domain_id: default\n    region_name: RegionOne\n    identity_api_version: 3\n    verify: false\n  robot:\n    auth_type: v3applicationcredential\n    auth:\n      auth_url: https://keystone.example.net:5000/v3\n      application_credential_id: 0e3a\n      application_credential_secret: very-secret\n    volumev3_endpoint_override: https://cinder.example.net/v3\n",
        );
        let [prod, robot] = &clouds[..] else { panic!("{clouds:?}") };
        assert_eq!((prod.name.as_str(), prod.provider, &prod.unusable), ("prod", "cinder", &None));
        let fields = [
            ("address", "https://keystone.example.net:5000/v3"),
            ("auth", "password"),
            ("user", "alice"),
            ("user_domain", "Default"),
            ("password", "12345"),
            ("project", "storage"),
            ("project_domain", "default"),
            ("region", "RegionOne"),
        ];
        assert_eq!(prod.values, fields.map(|(field, text)| (field, text.to_owned())));
        assert!(prod.remarks[0].contains("the browser decides"));
        assert_eq!(
            (value(robot, "auth"), value(robot, "app_id"), value(robot, "app_secret")),
            ("application_credential".into(), "0e3a".into(), "very-secret".into())
        );
        assert_eq!(value(robot, "endpoint"), "https://cinder.example.net/v3");
    }

    #[test]
    fn a_cloud_of_several_regions_is_several_connections() {
        let clouds = of(
            "clouds:\n  a:\n    auth: { auth_url: https://k, username: u }\n    regions:\n      - north\n      - name: south\n        values: { networks: [] }\n",
        );
        assert_eq!(
            clouds.iter().map(|cloud| (cloud.name.as_str(), value(cloud, "region"))).collect::<Vec<_>>(),
            [("a-north", "north".to_owned()), ("a-south", "south".to_owned())]
        );
    }

    #[test]
    fn what_cannot_be_used_says_why() {
        let check = |cloud: &str, part: &str| {
            let why = of(&format!("clouds:\n  a:\n{cloud}\n"))[0].unusable.clone();
            assert!(why.as_ref().is_some_and(|why| why.contains(part)), "{cloud}: {why:?}");
        };
        check("    profile: rackspace\n    auth: { username: u }", "vendor profile rackspace");
        check("    auth: { username: u }", "no auth_url");
        check("    auth_type: v3oidcpassword\n    auth: { auth_url: https://k }", "signs in by oidcpassword");
        check("    auth: { auth_url: https://k, user_id: 7f }", "needs the name");
        check("    auth: { auth_url: https://k, application_credential_name: robot, username: u }", "needs its ID");
    }

    #[test]
    fn what_is_no_such_file_is_not_read_and_what_is_broken_says_where() {
        assert!(read("access_key: SCW\n").is_none() && read("").is_none());
        let broken = read("clouds:\n  a:\n   auth: [\n").expect("clouds").expect_err("broken");
        assert!(broken.contains("line"), "{broken}");
        let broken = read("clouds:\n  a: 7\n").expect("clouds").expect_err("no cloud");
        assert!(broken.contains("line"), "{broken}");
    }

    #[test]
    fn every_field_that_is_set_is_one_of_the_form() {
        let form = super::super::sign_in::form();
        let text = "clouds:\n  a:\n    auth: { auth_url: h, username: u, password: p, project_id: i, domain_id: d, project_domain_name: n }\n    region_name: r\n    volume_endpoint_override: e\n  b:\n    auth: { auth_url: h, application_credential_id: i, application_credential_secret: s }\n  c:\n    auth_type: none\n    auth: { endpoint: h, user_id: u, project_id: p }\n";
        for cloud in of(text) {
            for (field, _) in cloud.values {
                assert!(form.fields.iter().any(|known| known.name == field), "{field}");
            }
        }
    }
}
