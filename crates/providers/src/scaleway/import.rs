//! The file of Scaleway's command line, `~/.config/scw/config.yaml`.
//! <https://github.com/scaleway/scaleway-sdk-go/blob/master/scw/README.md>

use std::collections::BTreeMap;

use serde::Deserialize;
use voldeck_core::import::{Imported, Importer, Read};

/// Reads `config.yaml` of `scw`.
pub static IMPORTER: Importer = Importer { file: "config.yaml", of: "Scaleway’s command line, scw", read };

/// The members that only this file has at its top.
const MEMBERS: [&str; 5] = ["access_key:", "secret_key:", "default_organization_id:", "default_project_id:", "profiles:"];

#[derive(Deserialize, Default)]
#[serde(default)]
struct File {
    #[serde(flatten)]
    profile: Profile,
    profiles: BTreeMap<String, Profile>,
}

#[derive(Deserialize, Default, Clone)]
#[serde(default)]
struct Profile {
    access_key: Option<String>,
    secret_key: Option<String>,
    api_url: Option<String>,
    insecure: Option<bool>,
    default_organization_id: Option<String>,
    default_project_id: Option<String>,
}

fn read(text: &str) -> Option<Read> {
    if !text.lines().any(|line| MEMBERS.iter().any(|member| line.starts_with(member))) {
        return None;
    }
    let file: File = match serde_saphyr::from_str(text) {
        Ok(file) => file,
        Err(error) => return Some(Err(crate::import::words(&error))),
    };
    let top = file.profile.clone();
    let is_alone = top.secret_key.is_some() || top.access_key.is_some();
    let first = is_alone.then(|| connection("scaleway".to_owned(), &file.profile));
    // What a profile leaves out, it has from the top of the file.
    let others = file.profiles.into_iter().map(|(name, profile)| {
        let whole = Profile {
            access_key: profile.access_key.or_else(|| top.access_key.clone()),
            secret_key: profile.secret_key.or_else(|| top.secret_key.clone()),
            api_url: profile.api_url.or_else(|| top.api_url.clone()),
            insecure: profile.insecure.or(top.insecure),
            default_organization_id: profile.default_organization_id.or_else(|| top.default_organization_id.clone()),
            default_project_id: profile.default_project_id.or_else(|| top.default_project_id.clone()),
        };
        connection(name, &whole)
    });
    Some(Ok(first.into_iter().chain(others).collect()))
}

fn connection(name: String, profile: &Profile) -> Imported {
    let mut found = Imported { name, provider: super::PROVIDER.id, ..Imported::default() };
    found.set("address", profile.api_url.as_ref());
    found.set("api", Some(&"current".to_owned()));
    found.set("secret_key", profile.secret_key.as_ref());
    found.set("access_key", profile.access_key.as_ref());
    found.set("organization", profile.default_organization_id.as_ref());
    found.set("project", profile.default_project_id.as_ref());
    if profile.insecure == Some(true) {
        found.remarks.push("insecure does not count here: the browser decides which certificates it accepts.".into());
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Vec<Imported> {
        read(text).expect("such a file").unwrap_or_else(|error| panic!("{error}"))
    }

    #[test]
    fn the_file_is_one_connection_and_one_more_for_each_profile_which_has_the_rest_from_the_top() {
        let found = of(
            "access_key: SCWTOP\nsecret_key: top-secret\ndefault_organization_id: org\ndefault_project_id: project\ndefault_zone: fr-par-1\nsend_telemetry: false\nactive_profile: lab\nprofiles:\n  lab:\n    access_key: SCWLAB\n    secret_key: lab-secret\n    default_project_id: other\n    insecure: true\n",
        );
        let [top, lab] = &found[..] else { panic!("{found:?}") };
        assert_eq!((top.name.as_str(), lab.name.as_str(), top.provider), ("scaleway", "lab", "scaleway"));
        let values = |secret: &str, access: &str, project: &str| {
            [("api", "current"), ("secret_key", secret), ("access_key", access), ("organization", "org"), ("project", project)]
                .map(|(field, text)| (field, text.to_owned()))
        };
        assert_eq!(top.values, values("top-secret", "SCWTOP", "project"));
        assert_eq!(lab.values, values("lab-secret", "SCWLAB", "other"));
        assert!(top.remarks.is_empty() && lab.remarks[0].contains("the browser decides"));
    }

    #[test]
    fn a_file_of_profiles_alone_has_only_those_and_other_files_are_not_read() {
        assert_eq!(
            of("profiles:\n  a:\n    secret_key: s\n  b:\n    secret_key: t\n").iter().map(|one| one.name.as_str()).collect::<Vec<_>>(),
            ["a", "b"]
        );
        assert!(read("clouds:\n  a: {}\n").is_none() && read("{}").is_none());
        let broken = read("access_key: [\n").expect("such a file").expect_err("broken");
        assert!(broken.contains("line"), "{broken}");
    }

    #[test]
    fn every_field_that_is_set_is_one_of_the_form() {
        let form = super::super::sign_in::form();
        for (field, _) in
            of("api_url: h\naccess_key: a\nsecret_key: s\ndefault_organization_id: o\ndefault_project_id: p\n").remove(0).values
        {
            assert!(form.fields.iter().any(|known| known.name == field), "{field}");
        }
    }
}
