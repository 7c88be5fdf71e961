//! Every simulator at once, for tests that are run by other programs: those find them by environment variables.

use std::net::TcpListener;

use voldeck_simulators::SIMULATORS;
use voldeck_simulators::frame::SimulatorSpec;

use crate::http::{self, Server};
use crate::proxy::Proxy;
use crate::simulator_server::{self, Options};

/// One of them.
struct Running {
    spec: &'static SimulatorSpec,
    /// What is special about it: `open`, `acl`, or a version of the API.
    variant: String,
    server: Server,
}

/// The simulators of every provider. They end with this value.
pub struct Simulators(Vec<Running>);

impl Simulators {
    /// Starts, for each provider, the usual version of the API (`open`), the same with its credentials checked (`acl`) where it can
    /// be without, and each other version (by its name). Pages of the origins `cors` may call them.
    ///
    /// # Errors
    /// A server cannot be started.
    pub fn start(cors: &[String]) -> Result<Self, String> {
        let mut running = Vec::new();
        for spec in SIMULATORS {
            let newest = Options { cors: cors.to_vec(), ..Options::tested(spec) };
            let mut add = |variant: &str, options: Options| {
                let server = simulator_server::start(http::listen(0)?, options)?;
                running.push(Running { spec, variant: variant.to_owned(), server });
                Ok::<(), String>(())
            };
            add("open", newest.clone())?;
            if !spec.strict {
                add("acl", Options { acl: true, ..newest.clone() })?;
            }
            for api_version in spec.api_versions.iter().skip(1) {
                add(api_version, Options { api_version, ..newest.clone() })?;
            }
        }
        Ok(Self(running))
    }

    /// Where the usual version of each provider is.
    pub fn newest(&self) -> impl Iterator<Item = (&'static SimulatorSpec, String)> {
        self.0.iter().filter(|one| one.variant == "open").map(|one| (one.spec, one.server.origin()))
    }

    /// Where they all are.
    pub fn origins(&self) -> Vec<String> {
        self.0.iter().map(|one| one.server.origin()).collect()
    }

    /// A proxy to each: `nomad-open`, `nomad-acl`, `nomad-0.12`.
    ///
    /// # Errors
    /// The words of [`Proxy::parse`].
    pub fn proxies(&self) -> Result<Vec<Proxy>, String> {
        let proxy = |one: &Running| Proxy::parse(&format!("{}-{}={}", one.spec.provider, one.variant, one.server.origin()));
        self.0.iter().map(proxy).collect()
    }

    /// A proxy to the newest generation of each by the provider's own name, where the tick of the connection form has it.
    ///
    /// # Errors
    /// The words of [`Proxy::parse`].
    pub fn own_proxies(&self) -> Result<Vec<Proxy>, String> {
        self.newest().map(|(spec, origin)| Proxy::parse(&format!("{}={origin}", spec.provider))).collect()
    }

    /// The environment variables that tell tests where everything is and what it accepts: `NOMAD_OPEN_URL`,
    /// `NOMAD_012_URL`, `NOMAD_TOKEN_READER`.
    pub fn environment(&self) -> Vec<(String, String)> {
        let address = |one: &Running| (variable(one.spec, &one.variant), one.server.origin());
        let credentials = SIMULATORS.iter().flat_map(|spec| spec.credentials);
        let credentials = credentials.map(|(name, credentials, _)| ((*name).to_owned(), (*credentials).to_owned()));
        self.0.iter().map(address).chain(credentials).collect()
    }
}

/// `NOMAD_012_URL`.
fn variable(spec: &SimulatorSpec, variant: &str) -> String {
    let variant: String = variant.chars().filter(char::is_ascii_alphanumeric).collect();
    format!("{}_{}_URL", spec.provider, variant).to_ascii_uppercase()
}

/// The address of a listener as the origin of a page.
pub fn origin(listener: &TcpListener) -> String {
    listener.local_addr().map(|address| format!("http://{address}")).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_address_and_credential_has_a_variable_of_its_own() {
        let all = Simulators::start(&[]).expect("simulators");
        let names: Vec<String> = all.environment().into_iter().map(|(name, _)| name).collect();
        for name in ["NOMAD_OPEN_URL", "NOMAD_ACL_URL", "NOMAD_012_URL", "NOMAD_011_URL", "NOMAD_TOKEN_READER"] {
            assert!(names.iter().any(|known| known == name), "{name}: {names:?}");
        }
        let mut once = names.clone();
        once.sort();
        once.dedup();
        assert_eq!(once.len(), names.len(), "{names:?}");
        assert_eq!(all.proxies().map(|proxies| proxies.len()), Ok(all.origins().len()));
    }
}
