//! Third-party Python clients against our simulators: they were written by others, so where they and a simulator
//! agree, two readings of the vendor's documents agree.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::process::{self, Trouble};
use crate::report::{self, Tally};
use crate::simulators::Simulators;
use crate::{simulate, test, tools};

/// One client of a provider: its tests, and the packages they need.
struct Client {
    /// The provider, which is the folder below `tests/clients` too.
    provider: &'static str,
    /// What it is called.
    title: &'static str,
    /// The module with the tests. Its packages stand in a file of requirements of the same ending: `test_sdk` and `sdk.txt`.
    module: &'static str,
    /// The oldest Python 3 that its packages run with.
    since: u32,
}

/// The oldest Python 3 that is of use at all.
const OLDEST: u32 = 10;

/// The clients, each in an environment of its own: what one pins, another may not bear.
const CLIENTS: [Client; 7] = [
    Client { provider: "nomad", title: "nomadpy", module: "test_nomadpy", since: OLDEST },
    Client { provider: "tutum", title: "python-tutum", module: "test_tutum", since: OLDEST },
    Client { provider: "lunanode", title: "LunaNode's client in certbot-dns-lunanode", module: "test_lndynamic", since: OLDEST },
    Client { provider: "scaleway", title: "Scaleway's SDK", module: "test_sdk", since: OLDEST },
    Client { provider: "scaleway", title: "Scaleway's driver in libcloud", module: "test_libcloud", since: OLDEST },
    Client { provider: "cinder", title: "OpenStack's python-cinderclient", module: "test_cinderclient", since: 11 },
    Client { provider: "cinder", title: "OpenStack's SDK", module: "test_openstacksdk", since: 11 },
];

/// Runs the clients of every provider that there is.
///
/// # Errors
/// Packages cannot be installed, or a test failed. The clients after that are run all the same.
pub fn clients(tally: &mut Tally) -> Result<(), Trouble> {
    let Some(system) = interpreter() else {
        return test::skip(
            tally,
            "there is no Python 3.10 or newer with the modules venv and ensurepip (on Debian: python3 and python3-venv)",
        );
    };
    let simulators = Simulators::start(&[]).map_err(Trouble::new)?;
    let environment = simulators.environment();
    let minor = minor_version(&system);
    for client in CLIENTS.iter().filter(|client| minor < client.since) {
        test::skip(tally, &format!("{} wants Python 3.{} or newer, and this is 3.{minor}", client.title, client.since))?;
    }
    let there = CLIENTS.iter().filter(|client| minor >= client.since && simulate::offer(client.provider).is_some());
    let outcomes = there.map(|client| {
        let mut own = Tally::default();
        let outcome = client.run(&system, &environment, &mut own);
        *tally += if outcome.is_err() { own.of_failed_runner() } else { own };
        outcome
    });
    // Every client is run before the first trouble is told.
    outcomes.collect::<Vec<_>>().into_iter().collect()
}

impl Client {
    fn run(&self, system: &Path, environment: &[(String, String)], tally: &mut Tally) -> Result<(), Trouble> {
        let folder = tools::root().join("tests/clients").join(self.provider);
        let requirements = folder.join(format!("{}.txt", self.module.trim_start_matches("test_")));
        let wanted =
            fs::read(&requirements).map_err(|error| Trouble::new(format!("{} cannot be read: {error}", requirements.display())))?;
        let python = python_with(system, &wanted)?;
        let mut run = Command::new(python);
        run.args(["-B", "-m", "unittest", "--verbose", self.module]).current_dir(&folder);
        // What the tests of all clients have in common stands above their folders.
        run.env("PYTHONPATH", tools::root().join("tests/clients"));
        run.envs(environment.iter().map(|(name, value)| (name, value)));
        let title = format!("{} against the simulator", self.title);
        let outcome = process::try_run(&title, &mut run, "The lines above show the call and the answer");
        let transcript = outcome.as_ref().unwrap_or_else(|(_, transcript)| transcript);
        *tally += report::unittest(transcript).unwrap_or(Tally::one(false));
        outcome.map(drop).map_err(|(trouble, _)| trouble)
    }
}

/// A Python that can make environments.
pub fn interpreter() -> Option<PathBuf> {
    interpreter_since(10)
}

/// A Python 3 of at least this minor version that can make environments.
pub fn interpreter_since(minor: u8) -> Option<PathBuf> {
    let probe = format!("import sys, venv, ensurepip; sys.exit(sys.version_info < (3, {minor}))");
    let usable = |python: &PathBuf| process::quiet(Command::new(python).args(["-c", &probe])).is_some();
    ["python3", "python", "python3.13", "python3.12", "python3.11"].into_iter().filter_map(tools::on_path).find(usable)
}

/// 11 for Python 3.11; the oldest one where it does not say.
fn minor_version(python: &Path) -> u32 {
    let said = process::quiet(Command::new(python).args(["-c", "import sys; print(sys.version_info[1])"]));
    said.and_then(|minor| minor.trim().parse().ok()).unwrap_or(OLDEST)
}

/// The Python of an environment with exactly these packages, kept by what it holds: other requirements are another environment.
///
/// # Errors
/// The environment cannot be made, or the packages cannot be had.
pub fn python_with(system: &Path, requirements: &[u8]) -> Result<PathBuf, Trouble> {
    let version = process::quiet(Command::new(system).arg("--version")).unwrap_or_default();
    let name = format!("python-{:016x}", fingerprint(&[version.as_bytes(), requirements].concat()));
    let python = Path::new(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" });
    let folder = tools::kept(&name, python, |folder| {
        let advice = "Is the Python package index reachable?";
        process::run("Making a Python environment", Command::new(system).args(["-m", "venv"]).arg(folder), advice)?;
        let list = folder.join("requirements.txt");
        fs::write(&list, requirements).map_err(|error| Trouble::new(format!("{} cannot be written: {error}", list.display())))?;
        // Only `python -m` and ready-made programs are used of it, which is why it may be moved to its last place afterwards.
        let mut install = Command::new(folder.join(python));
        install.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]);
        // The list is whole: nothing is added to it, and a package's own wishes for old releases of others do not count.
        install.args(["--no-deps", "--requirement"]).arg(list);
        process::run("Installing Python packages", &mut install, advice).map(drop)
    })?;
    Ok(folder.join(python))
}

/// FNV-1a, which stays the same from one release of Rust to the next.
fn fingerprint(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fingerprint_is_the_published_one() {
        assert_eq!(fingerprint(b""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(fingerprint(b"a"), 0xaf63_dc4c_8601_ec8c);
    }
}
