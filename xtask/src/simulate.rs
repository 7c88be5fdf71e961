//! `cargo xtask simulate`: which simulators there are, and one of them as a server.

use std::str::FromStr;

use clap::Args;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use voldeck_simulators::SIMULATORS;
use voldeck_simulators::frame::{Seed, SimulatorSpec};

use crate::error::Error;
use crate::http;
use crate::simulator_server::{Options, start};

/// The simulator of this provider.
pub fn spec(provider: &str) -> Option<&'static SimulatorSpec> {
    SIMULATORS.iter().find(|spec| spec.provider == provider)
}

/// The version of the API of this name.
fn api_version(spec: &SimulatorSpec, text: &str) -> Result<&'static str, String> {
    let found = spec.api_versions.iter().find(|name| **name == text).copied();
    found.ok_or_else(|| match spec.api_versions {
        [] | [_] => format!("The simulator of {} has one version of the API only, so --shape says nothing.", spec.title),
        versions => format!("--shape is {}, not `{text}`.", listed(versions)),
    })
}

/// `a, b or c`.
fn listed(names: &[&str]) -> String {
    match names {
        [most @ .., last] if !most.is_empty() => format!("{} or {last}", most.join(", ")),
        names => names.concat(),
    }
}

fn seed(text: &str) -> Result<Seed, &'static str> {
    match text {
        "demo" => Ok(Seed::Demo),
        "empty" => Ok(Seed::Empty),
        number => usize::from_str(number).map(Seed::Many).map_err(|_| "it is demo, empty or a number of volumes"),
    }
}

/// The provider's simulator by its name, and what is special about it for the help text.
fn simulators() -> impl TypedValueParser<Value = &'static SimulatorSpec> {
    let offered = SIMULATORS.iter().map(|spec| {
        let versions = if spec.api_versions.len() > 1 { format!("; shapes {}", spec.api_versions.join(", ")) } else { String::new() };
        let strict = if spec.strict { "; always asks for credentials" } else { "" };
        PossibleValue::new(spec.provider).help(format!("{}, port {}{versions}{strict}", spec.title, spec.port))
    });
    PossibleValuesParser::new(offered).try_map(|name| spec(&name).ok_or("there is no such simulator"))
}

/// The arguments of `cargo xtask simulate`.
#[derive(Args)]
pub struct Arguments {
    /// Whose simulator.
    #[arg(value_parser = simulators())]
    pub provider: &'static SimulatorSpec,
    /// Where to listen on 127.0.0.1; the provider's port, if not given.
    #[arg(long)]
    pub port: Option<u16>,
    /// Ask for credentials where the provider can be without; those that are accepted are printed.
    #[arg(long)]
    pub acl: bool,
    /// Answer preflights and let pages of this origin in, as a proxy would; * is every origin; may be given several times.
    #[arg(long, value_name = "ORIGIN")]
    pub cors: Vec<String>,
    /// The version of the API; the first of the provider's shapes, if not given.
    #[arg(long, value_name = "NAME")]
    pub shape: Option<String>,
    /// What is there: demo, empty, or a number of further volumes.
    #[arg(long, default_value = "demo", value_parser = seed)]
    pub seed: Seed,
    /// For tests: POST /__control/log lists the calls, POST /__control/reset starts afresh.
    #[arg(long)]
    pub control: bool,
}

/// `cargo xtask simulate`.
///
/// # Errors
/// The provider has no such version of its API, or the port is taken.
pub fn command(arguments: Arguments) -> Result<(), Error> {
    let Arguments { provider: spec, port, acl, cors, shape, seed, control } = arguments;
    let mut options = Options { seed, acl, cors, control, ..Options::new(spec) };
    if let Some(name) = shape {
        options.api_version = api_version(spec, &name).map_err(Error::new)?;
    }

    let listener = http::listen(port.unwrap_or(spec.port)).map_err(Error::new)?;
    let described = options.clone();
    let server = start(listener, options).map_err(Error::new)?;
    let version = if described.api_version.is_empty() { String::new() } else { format!(" {}", described.api_version) };
    println!("A simulated {}{version} is on {}   (Ctrl-C ends it)", spec.title, server.origin());
    if described.acl || spec.strict {
        println!("It asks for credentials and accepts:");
        for (_, credentials, rights) in spec.credentials {
            println!("  {credentials}  {rights}");
        }
    } else {
        println!("It asks for no credentials; --acl makes it.");
    }
    match described.cors.as_slice() {
        [] => println!("Like the real one it answers no preflight: a page of another origin needs a proxy, or --cors ORIGIN."),
        origins => println!("Pages of {} may call it.", origins.join(", ")),
    }
    if described.control {
        println!("POST /__control/log lists the calls, POST /__control/reset starts afresh.");
        println!("Below /__control/closing every answer ends its connection.");
    }
    http::wait_for_end();
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use hyper::header::HeaderValue;
    use std::io::{Read, Write};
    use std::net::TcpStream;

    #[test]
    fn versions_and_seeds_have_names() {
        let nomad = spec("nomad").expect("Nomad is offered");
        assert_eq!(Options::new(nomad).api_version, "1.10");
        assert_eq!(api_version(nomad, "0.12"), Ok("0.12"));
        assert_eq!(api_version(nomad, "2"), Err("--shape is 1.10, 2.0, 1.6, 0.12 or 0.11, not `2`.".to_owned()));
        assert_eq!(seed("demo"), Ok(Seed::Demo));
        assert_eq!(seed("1000"), Ok(Seed::Many(1000)));
        assert!(seed("lots").is_err());
    }

    #[test]
    fn every_simulator_can_stand_behind_a_socket() {
        let mut ports = Vec::new();
        for spec in SIMULATORS {
            let name = spec.provider;
            assert!(voldeck_providers::by_id(name).is_some(), "{name} is a simulator of no provider");
            assert!(!ports.contains(&spec.port), "{name}: port {} is another's", spec.port);
            ports.push(spec.port);
            for list in [spec.allow, spec.expose] {
                assert!(HeaderValue::from_str(list).is_ok(), "{name}: `{list}` is no header");
            }
            for api_version in if spec.api_versions.is_empty() { &[""] } else { spec.api_versions } {
                for acl in [false, true] {
                    let options = Options { api_version, acl, ..Options::tested(spec) };
                    let server = start(http::listen(0).expect("a free port"), options).expect("a server");
                    let mut stream = TcpStream::connect(server.origin().trim_start_matches("http://")).expect("a connection");
                    write!(stream, "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").expect("sent");
                    let mut answer = Vec::new();
                    stream.read_to_end(&mut answer).expect("an answer");
                    assert!(answer.starts_with(b"HTTP/1.1 "), "{name} {api_version}: {}", String::from_utf8_lossy(&answer));
                }
            }
        }
    }
}
