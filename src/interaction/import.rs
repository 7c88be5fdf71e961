//! Connections out of a file: what was found in it, and what becomes of each.

use crate::connection::ConnectionConfig;
use crate::host_config::HostConfig;
use crate::host_config::check::problems;
use voldeck_core::import::Imported;
use voldeck_core::texts::t;

/// A connection that was found in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// What it is called there.
    pub name: String,
    /// The id of its provider.
    pub provider: String,
    /// What becomes of it.
    pub what: Found,
    /// What of it is otherwise here.
    pub remarks: Vec<String>,
}

/// What was found of a connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// All that this console keeps of one.
    Config(ConnectionConfig),
    /// Fields of the provider's sign-in form, secrets among them.
    Fields(Vec<(&'static str, String)>),
    /// Why it cannot be used.
    Nothing(String),
}

impl From<Imported> for Candidate {
    fn from(imported: Imported) -> Self {
        let Imported { name, provider, values, remarks, unusable } = imported;
        Self { name, provider: provider.to_owned(), what: unusable.map_or(Found::Fields(values), Found::Nothing), remarks }
    }
}

/// Reads a text of one of the files that the console knows.
///
/// # Errors
/// Says why it cannot be read. Nothing of the text is repeated: it may hold secrets.
pub fn read(text: &str) -> Result<Vec<Candidate>, String> {
    let none = || t("There is no connection in this file.").to_owned();
    let text = text.trim_start_matches('\u{feff}');
    if text.trim().is_empty() {
        return Err(t("There is nothing in it.").to_owned());
    }
    if text.trim_start().starts_with('{') {
        return of_ours(text).and_then(|found| if found.is_empty() { Err(none()) } else { Ok(found) });
    }
    for importer in voldeck_providers::IMPORTERS {
        if let Some(read) = (importer.read)(text) {
            let found: Vec<Candidate> = read?.into_iter().map(Candidate::from).collect();
            return if found.is_empty() { Err(none()) } else { Ok(found) };
        }
    }
    Err(t("It is none of the files that connections can be taken from.").to_owned())
}

/// What was exported, or a site's `voldeck.json`.
fn of_ours(text: &str) -> Result<Vec<Candidate>, String> {
    let host = HostConfig::read(text);
    if host.connections.is_empty()
        && let Some(problem) = problems(text).first()
    {
        return Err(if problem.at.is_empty() { problem.words.clone() } else { format!("{}: {}", problem.at, problem.words) });
    }
    let candidate = |config: ConnectionConfig| {
        let what = match voldeck_providers::by_id(&config.provider) {
            Some(_) => Found::Config(config.clone()),
            None => Found::Nothing(t("Its provider is not known here.").to_owned()),
        };
        Candidate { name: config.name, provider: config.provider, what, remarks: Vec::new() }
    };
    Ok(host.connections.into_iter().map(candidate).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_of_file_is_recognised_and_others_are_told() {
        let found = read("clouds:\n  a:\n    auth: { auth_url: https://k, username: u, password: hunter2 }\n  b:\n    auth_type: v3totp\n    auth: { auth_url: https://k }\n").unwrap();
        assert_eq!(
            found.iter().map(|one| (one.name.as_str(), one.provider.as_str())).collect::<Vec<_>>(),
            [("a", "cinder"), ("b", "cinder")]
        );
        assert!(matches!(&found[0].what, Found::Fields(values) if values.contains(&("password", "hunter2".into()))));
        assert!(matches!(&found[1].what, Found::Nothing(why) if why.contains("totp")));
        assert_eq!(read("secret_key: s\n").unwrap()[0].provider, "scaleway");
        let ours = read(r#"{"connections":[{"provider":"nomad","name":"n","settings":{"address":"/x"},"secret":true}]}"#).unwrap();
        assert!(matches!(&ours[0].what, Found::Config(config) if config.secret && config.name == "n"));
    }

    #[test]
    fn what_cannot_be_read_says_why_and_repeats_no_secret() {
        let check = |text: &str, part: &str| {
            let why = read(text).expect_err(text);
            assert!(why.contains(part), "{text}: {why}");
            assert!(!why.contains("hunter2"), "{why}");
        };
        check("", "nothing in it");
        check("hello", "none of the files");
        check("[default]\npassword = hunter2\n", "none of the files");
        check("clouds:\n  a: { auth: { password: hunter2, \n", "line");
        check("clouds: {}\n", "no connection");
        check("{\"connections\":[]}", "no connection");
        check("{\"connections\":hunter2}", "");
        let unknown = read("{\"connections\":[{\"provider\":\"nomda\",\"name\":\"x\"}]}").unwrap();
        assert_eq!(unknown[0].what, Found::Nothing("Its provider is not known here.".into()));
    }
}
