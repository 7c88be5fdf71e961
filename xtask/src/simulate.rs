//! `cargo xtask simulate`: which simulators there are, and one of them as a server.

use std::str::FromStr;

use voldeck_simulators::SIMULATORS;
use voldeck_simulators::frame::{Seed, SimulatorSpec};

use crate::error::Error;
use crate::simulator_server::{Options, start};
use crate::{arguments, http};

/// The simulator of this provider.
pub fn spec(provider: &str) -> Option<&'static SimulatorSpec> {
    SIMULATORS.iter().find(|spec| spec.provider == provider)
}

/// The version of the API of this name.
fn api_version(spec: &SimulatorSpec, text: &str) -> Result<&'static str, String> {
    let found = spec.api_versions.iter().find(|name| **name == text).copied();
    found.ok_or_else(|| match spec.api_versions {
        [] | [_] => format!("the simulator of {} has one version of the API only, so --shape says nothing", spec.title),
        versions => format!("--shape is {}, not `{text}`", listed(versions)),
    })
}

/// `a, b or c`.
fn listed(names: &[&str]) -> String {
    match names {
        [most @ .., last] if !most.is_empty() => format!("{} or {last}", most.join(", ")),
        names => names.concat(),
    }
}

fn seed(text: &str) -> Result<Seed, String> {
    match text {
        "demo" => Ok(Seed::Demo),
        "empty" => Ok(Seed::Empty),
        number => {
            usize::from_str(number).map(Seed::Many).map_err(|_| format!("--seed is demo, empty or a number of volumes, not `{text}`"))
        }
    }
}

/// The providers and what is special about each, for the help text.
pub fn offered() -> String {
    let line = |spec: &SimulatorSpec| {
        let versions = if spec.api_versions.len() > 1 { format!("; shapes {}", spec.api_versions.join(", ")) } else { String::new() };
        let strict = if spec.strict { "; always asks for credentials" } else { "" };
        format!("  {:<11} {}, port {}{versions}{strict}", spec.provider, spec.title, spec.port)
    };
    let lines: Vec<String> = SIMULATORS.iter().map(line).collect();
    format!("Providers:\n{}", lines.join("\n"))
}

/// `cargo xtask simulate`.
///
/// # Errors
/// The provider has no simulator, the arguments are wrong or the port is taken.
pub fn command(mut arguments: pico_args::Arguments) -> Result<(), Error> {
    let provider = arguments.subcommand()?;
    let Some(spec) = provider.as_deref().and_then(spec) else {
        let said = provider.map_or_else(|| "No provider is named.".to_owned(), |name| format!("There is no simulator of `{name}`."));
        let names: Vec<&str> = SIMULATORS.iter().map(|spec| spec.provider).collect();
        return Err(Error::new(said).advice(format!("cargo xtask simulate {}", names.join(" | "))));
    };
    let port = arguments.opt_value_from_str("--port")?.unwrap_or(spec.port);
    let mut options = Options::new(spec);
    options.acl = arguments.contains("--acl");
    options.control = arguments.contains("--control");
    options.cors = arguments.values_from_str("--cors")?;
    if let Some(name) = arguments.opt_value_from_str::<_, String>("--shape")? {
        options.api_version = api_version(spec, &name).map_err(Error::new)?;
    }
    if let Some(seed) = arguments.opt_value_from_fn("--seed", seed)? {
        options.seed = seed;
    }
    arguments::finish(arguments)?;

    let listener = http::listen(port).map_err(Error::new)?;
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
        assert_eq!(api_version(nomad, "2"), Err("--shape is 1.10, 2.0, 1.6, 0.12 or 0.11, not `2`".to_owned()));
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
