//! What `deploy/` has to be told so that a site proxies the providers of connections: the variables of its Caddyfile, of its nginx and of the
//! container (`docs/hosting.md`).

use std::fmt::Write;

use super::{Connection, Origin};
use voldeck_core::fill;

/// The variables for connections, a line each, and what they leave open, in sentences.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ProxySetup {
    /// `VOLDECK_NOMAD=https://nomad.example.net:4646`
    pub variables: String,
    /// What of the connections this does not reach.
    pub remarks: Vec<String>,
}

/// What to set for the connections whose addresses are not of this site already; `None` where there are none.
pub fn proxy_setup(all: &[Connection]) -> Option<ProxySetup> {
    let mut setup = ProxySetup::default();
    let mut proxied: Vec<(&str, &str)> = Vec::new();
    let mut direct: Vec<&str> = Vec::new();
    for connection in all.iter().filter(|connection| connection.origin != Origin::Demo) {
        let config = &connection.config;
        let address = config.settings.iter().find(|(name, _)| name == "address").map_or("", |(_, address)| address.as_str());
        let Some((origin, path)) = origin(address) else { continue };
        match proxied.iter().find(|(provider, _)| *provider == config.provider) {
            None => {
                proxied.push((&config.provider, origin));
                let _ = writeln!(setup.variables, "VOLDECK_{}={origin}", config.provider.to_ascii_uppercase());
                let path = path.trim_end_matches('/');
                setup.remarks.push(fill!(
                    "{name}: its address is then {address}.",
                    name = config.name,
                    address = format!("/relay/{}{path}", config.provider)
                ));
            }
            Some((_, other)) if *other == origin => {}
            // There is one proxy a provider: the others are called without.
            Some(_) => {
                if !direct.contains(&origin) {
                    direct.push(origin);
                }
                setup.remarks.push(fill!(
                    "{name}: there is one proxy a provider, so it is called without, where its server lets this site’s pages in (CORS).",
                    name = config.name
                ));
            }
        }
    }
    if !direct.is_empty() {
        let _ = writeln!(setup.variables, "VOLDECK_CONNECT=\"{}\"", direct.join(" "));
    }
    (!setup.variables.is_empty()).then_some(setup)
}

/// The origin of an address, and the path behind it; `None` where it is a path of this site.
fn origin(address: &str) -> Option<(&str, &str)> {
    let rest = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://"))?;
    let end = address.len() - rest.len() + rest.find(['/', '?', '#']).unwrap_or(rest.len());
    (end > address.len() - rest.len()).then(|| address.split_at(end))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::connection::ConnectionConfig;

    fn connection(provider: &str, name: &str, address: &str) -> Connection {
        let settings = vec![("address".to_owned(), address.to_owned())];
        let config = ConnectionConfig { provider: provider.into(), name: name.into(), settings, ..ConnectionConfig::default() };
        Connection { config, origin: Origin::Person, locked: false, refused: false }
    }

    #[test]
    fn each_provider_has_a_variable_and_what_is_left_is_called_without_a_proxy() {
        let demo = Connection { origin: Origin::Demo, ..connection("lunanode", "demo", "https://lunanode.demo.invalid") };
        let setup = proxy_setup(&[
            connection("nomad", "prod", "https://nomad.example.net:4646"),
            connection("nomad", "prod-eu", "https://nomad.example.net:4646/"),
            connection("nomad", "lab", "http://10.0.0.7:4646"),
            connection("scalarium", "old", "https://manage.scalarium.com/api/"),
            connection("scaleway", "here", "/relay/scaleway"),
            demo,
        ])
        .expect("a setup");
        assert_eq!(
            setup.variables,
            "VOLDECK_NOMAD=https://nomad.example.net:4646\nVOLDECK_SCALARIUM=https://manage.scalarium.com\nVOLDECK_CONNECT=\"http://10.0.0.7:4646\"\n"
        );
        assert_eq!(setup.remarks[0], "prod: its address is then /relay/nomad.");
        assert!(setup.remarks[1].starts_with("lab: there is one proxy a provider"), "{:?}", setup.remarks);
        assert_eq!(setup.remarks[2], "old: its address is then /relay/scalarium/api.");
    }

    #[test]
    fn where_all_go_through_this_site_there_is_nothing_to_set() {
        assert_eq!(
            proxy_setup(&[connection("nomad", "a", "/relay/nomad"), connection("nomad", "b", ""), connection("nomad", "c", "https://")]),
            None
        );
    }
}
