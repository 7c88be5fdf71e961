//! Third-party Python clients against our simulators: they were written by others, so where they and a simulator
//! agree, two readings of the vendor's documents agree.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::{Mutex, PoisonError};

use crate::error::Error;
use crate::process::Job;
use crate::report::{self, TestCounts};
use crate::simulators::Simulators;
use crate::{process, python, simulate, tools};

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
pub fn run(counts: &mut TestCounts) -> Result<(), Error> {
    let Some(system) = python::interpreter() else {
        counts.skip("there is no Python 3.10 or newer with the modules venv and ensurepip (on Debian: python3 and python3-venv)");
        return Ok(());
    };
    let minor = minor_version(&system);
    for client in CLIENTS.iter().filter(|client| minor < client.since) {
        counts.skip(&format!("{} wants Python 3.{} or newer, and this is 3.{minor}", client.title, client.since));
    }
    let there = CLIENTS.iter().filter(|client| minor >= client.since && simulate::spec(client.provider).is_some());
    let outcomes = Mutex::new(Vec::new());
    let job = |client: &'static Client| -> Job<'_> {
        let (system, outcomes) = (&system, &outcomes);
        Box::new(move || {
            let mut counts = TestCounts::default();
            let outcome = client.run(system, &mut counts);
            let counts = if outcome.is_err() { counts.of_failed_runner() } else { counts };
            outcomes.lock().unwrap_or_else(PoisonError::into_inner).push((counts, outcome));
            Ok(())
        })
    };
    // All at once: they wait for the simulators more than they work. Each is run to its end before the first error is told.
    let jobs: Vec<Job<'_>> = there.map(job).collect();
    process::at_once(jobs.len(), jobs)?;
    let mut result = Ok(());
    for (own, outcome) in outcomes.into_inner().unwrap_or_else(PoisonError::into_inner) {
        *counts += own;
        result = result.and(outcome);
    }
    result
}

impl Client {
    /// Runs its tests against simulators that nobody else uses.
    fn run(&self, system: &Path, counts: &mut TestCounts) -> Result<(), Error> {
        let simulators = Simulators::start(&[]).map_err(Error::new)?;
        let folder = tools::root().join("tests/clients").join(self.provider);
        let requirements = folder.join(format!("{}.txt", self.module.trim_start_matches("test_")));
        let wanted = fs::read(&requirements).map_err(|error| Error::new(format!("{} cannot be read: {error}", requirements.display())))?;
        let python = python::python_with(system, &wanted)?;
        let mut run = Command::new(python);
        run.args(["-B", "-m", "unittest", "--verbose", self.module]).current_dir(&folder);
        // What the tests of all clients have in common stands above their folders.
        run.env("PYTHONPATH", tools::root().join("tests/clients"));
        run.envs(simulators.environment());
        let title = format!("{} against the simulator", self.title);
        let outcome = process::try_run(&title, &mut run, "The lines above show the call and the answer");
        let transcript = outcome.as_ref().unwrap_or_else(|(_, transcript)| transcript);
        *counts += report::unittest(transcript).unwrap_or(TestCounts::one(false));
        outcome.map(drop).map_err(|(error, _)| error)
    }
}

/// 11 for Python 3.11; the oldest one where it does not say.
fn minor_version(python: &Path) -> u32 {
    let said = process::quiet(Command::new(python).args(["-c", "import sys; print(sys.version_info[1])"]));
    said.and_then(|minor| minor.trim().parse().ok()).unwrap_or(OLDEST)
}
