//! `clouds.yaml`, the file of `OpenStack`'s clients.
//! <https://docs.openstack.org/openstacksdk/latest/user/config/configuration.html>

use voldeck_core::import::{Imported, Importer, Read};

use crate::yaml::{Node, with_yaml};
use voldeck_core::fill;
use voldeck_core::texts::t;

/// Reads `clouds.yaml`.
pub static IMPORTER: Importer = Importer { file: "clouds.yaml", of: "OpenStack’s clients", read };

fn read(text: &str) -> Option<Read> {
    let has_clouds = text.lines().any(|line| line.trim_start_matches(['"', '\'']).starts_with("clouds"));
    has_clouds.then(|| with_yaml(text, |file| file.get("clouds").entries().flat_map(|(name, cloud)| connections(&name, cloud)).collect()))
}

/// One connection a region.
fn connections(name: &str, cloud: Node) -> Vec<Imported> {
    // A region is its name alone, or has settings of its own beside it.
    let regions: Vec<String> =
        cloud.get("regions").items().filter_map(|region| region.text().or_else(|| region.get("name").text())).collect();
    match (cloud.get("region_name").text(), regions.as_slice()) {
        (None, [_, _, ..]) => regions.into_iter().map(|region| connection(format!("{name}-{region}"), cloud, Some(region))).collect(),
        (region, _) => vec![connection(name.to_owned(), cloud, region.or_else(|| regions.first().cloned()))],
    }
}

fn connection(name: String, cloud: Node, region: Option<String>) -> Imported {
    let auth = cloud.get("auth");
    let first = |of: Node, names: &[&str]| names.iter().find_map(|name| of.get(name).text());
    let mut found = Imported { name, provider: super::PROVIDER.id, ..Imported::default() };
    if !cloud.is_mapping() {
        found.unusable = Some(t("It has no settings.").into());
        return found;
    }
    let endpoint = first(cloud, &["block_storage_endpoint_override", "volumev3_endpoint_override", "volume_endpoint_override"]);
    let kind = cloud.get("auth_type").text().unwrap_or_else(|| "password".to_owned());
    let kind = kind.trim_start_matches(['v', '2', '3']);
    let is_without_keystone = matches!(kind, "none" | "noauth");
    match kind {
        "none" | "noauth" => {
            found.set("address", first(auth, &["endpoint"]).or_else(|| endpoint.clone()));
            found.set("auth", Some("noauth".to_owned()));
            found.set("noauth_user", first(auth, &["user_id", "username"]));
            found.set("project_id", first(auth, &["project_id"]));
        }
        "applicationcredential" | "password" if first(auth, &["application_credential_id", "application_credential_name"]).is_some() => {
            found.set("address", first(auth, &["auth_url"]));
            found.set("auth", Some("application_credential".to_owned()));
            found.set("app_id", first(auth, &["application_credential_id"]));
            found.set("app_secret", first(auth, &["application_credential_secret"]));
            if first(auth, &["application_credential_id"]).is_none() {
                found.unusable = Some(t("It names its application credential by name. Voldeck needs its ID.").into());
            }
        }
        "password" => {
            found.set("address", first(auth, &["auth_url"]));
            found.set("auth", Some("password".to_owned()));
            found.set("user", first(auth, &["username"]));
            found.set("user_domain", first(auth, &["user_domain_name", "user_domain_id", "domain_name", "domain_id"]));
            found.set("password", first(auth, &["password"]));
            found.set("project", first(auth, &["project_name", "project_id", "tenant_name", "tenant_id"]));
            found.set("project_domain", first(auth, &["project_domain_name", "project_domain_id"]));
            if first(auth, &["username"]).is_none() && first(auth, &["user_id"]).is_some() {
                found.unusable = Some(t("It names its user by ID. Voldeck needs the name.").into());
            }
        }
        other => found.unusable = Some(fill!("It signs in by {other}, which Voldeck does not.", other)),
    }
    found.set("region", region);
    if !is_without_keystone {
        found.set("endpoint", endpoint);
    }
    if let Some(profile) = first(cloud, &["profile", "cloud"]).filter(|_| first(auth, &["auth_url"]).is_none()) {
        found.unusable = Some(fill!("Its address is in the vendor profile {profile}, not in this file.", profile));
    } else if found.unusable.is_none() && !found.values.iter().any(|(field, _)| *field == "address") {
        found.unusable = Some(t("It has no auth_url.").into());
    }
    if cloud.get("verify").text().is_some_and(|verify| verify.eq_ignore_ascii_case("false")) || cloud.get("cacert").text().is_some() {
        found.remarks.push(t("verify and cacert do not count here: the browser decides which certificates it accepts.").into());
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
        assert_eq!(of("clouds:\n  a: 7\n")[0].unusable.as_deref(), Some("It has no settings."));
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
