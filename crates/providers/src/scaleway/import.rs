//! The file of Scaleway's command line, `~/.config/scw/config.yaml`.
//! <https://github.com/scaleway/scaleway-sdk-go/blob/master/scw/README.md>

use voldeck_core::import::{Imported, Importer, Read};

use crate::yaml::{Node, with_yaml};
use voldeck_core::texts::t;

/// Reads `config.yaml` of `scw`.
pub static IMPORTER: Importer = Importer { file: "config.yaml", of: "Scaleway’s command line, scw", read };

/// The members that only this file has at its top.
const MEMBERS: [&str; 5] = ["access_key:", "secret_key:", "default_organization_id:", "default_project_id:", "profiles:"];

fn read(text: &str) -> Option<Read> {
    let is_one = text.lines().any(|line| MEMBERS.iter().any(|member| line.starts_with(member)));
    is_one.then(|| {
        with_yaml(text, |file| {
            let is_alone = ["access_key", "secret_key"].iter().any(|name| file.get(name).text().is_some());
            let first = is_alone.then(|| connection("scaleway".to_owned(), *file, *file));
            let others = file.get("profiles").entries().map(|(name, profile)| connection(name, profile, *file));
            first.into_iter().chain(others).collect()
        })
    })
}

/// A profile. What it leaves out, it has from the top of the file.
fn connection(name: String, profile: Node, top: Node) -> Imported {
    let text = |name: &str| profile.get(name).text().or_else(|| top.get(name).text());
    let mut found = Imported { name, provider: super::PROVIDER.id, ..Imported::default() };
    found.set("address", text("api_url"));
    found.set("api", Some("current".to_owned()));
    found.set("secret_key", text("secret_key"));
    found.set("access_key", text("access_key"));
    found.set("organization", text("default_organization_id"));
    found.set("project", text("default_project_id"));
    if text("insecure").is_some_and(|insecure| insecure.eq_ignore_ascii_case("true")) {
        found.remarks.push(t("insecure does not count here: the browser decides which certificates it accepts.").into());
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
