//! Every check, from the cheapest to the most real, and one closing line with the counts.
//!
//! A failed step does not stop the later ones. What is left out says so, and why.

use std::env;
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::Command;
use std::time::Instant;

use clap::{Args, ValueEnum};

use crate::cinder::{self, Cloud};
use crate::error::Error;
use crate::process::{Begun, Transcript};
use crate::report::{self, TestCounts};
use crate::tools::{Kind, Tools};
use crate::{browser, build, caddy, clients, http, nginx, portals, process, simulators, tools};

/// The arguments of `cargo xtask test`.
#[derive(Args)]
pub struct Arguments {
    /// Run this step only, in the order below; may be given several times.
    #[arg(long, value_name = "NAME")]
    pub only: Vec<Step>,
    /// Of the steps in a browser, run only files whose names hold this; without real servers unless one of them is `real`; may be given several times.
    #[arg(long = "spec", value_name = "NAME")]
    pub specs: Vec<String>,
}

/// What is checked, in order.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Step {
    /// Formatting.
    Fmt,
    /// Lints, natively and for the browser.
    Clippy,
    /// Native tests: logic, wire contracts, simulators, this task runner.
    Unit,
    /// Recorded conversations with real agents of Nomad against its simulator.
    Replay,
    /// Third-party Python clients against the simulators over HTTP.
    Clients,
    /// The release build.
    Build,
    /// Native tests against a real Cinder behind a real Keystone.
    Real,
    /// The built site in a real browser.
    Browser,
    /// The site and its proxies as a real Caddy with deploy/Caddyfile serves them.
    Caddy,
    /// The same as a real nginx with deploy/nginx serves them.
    Nginx,
}

impl Step {
    /// Its title, and what it does.
    fn described(self) -> (&'static str, Check) {
        match self {
            Self::Fmt => ("Formatting", fmt),
            Self::Clippy => ("Lints", clippy),
            Self::Unit => ("Native tests", unit),
            Self::Replay => ("Recorded agents of Nomad", replay),
            Self::Build => ("Release build", release),
            Self::Real => ("Real Cinder and Keystone", real),
            Self::Clients => ("Third-party clients", third_party),
            Self::Browser => ("Browser", in_browser),
            Self::Caddy => ("Browser through Caddy", through_caddy),
            Self::Nginx => ("Browser through nginx", through_nginx),
        }
    }
}

/// What steps have in common.
#[derive(Default)]
pub struct Run {
    /// Whether there is a release build, and whether it went well.
    built: Option<bool>,
    /// The real servers, once a step has asked for them; or why there are none.
    cloud: Option<Result<Cloud, Error>>,
    /// The release build, which runs beside the steps before its own: most of its time it keeps one processor busy.
    build: Option<Begun>,
    /// The tests against the real servers, which run beside the steps before their own: most of their time they wait.
    real: Option<Begun>,
    /// Where the site will be served from, at a root and below a path: the real servers must know before they start.
    hosts: Vec<TcpListener>,
    /// Which of the browser's specs are wanted, by parts of their files' names; all if there are none.
    specs: Vec<String>,
}

impl Run {
    /// Begins what takes longest and leaves processors idle. What cannot be begun says why in its own step.
    fn begin(&mut self, is_wanted: impl Fn(&Step) -> bool) {
        let begin = |step: Step, command: Command| {
            println!("\n▸ Begun, and told in its own step: {}", step.described().0);
            Begun::start(command)
        };
        // What the build has to install is installed first: two installations at once would get in each other's way.
        if is_wanted(&Step::Build) && Tools::ready(Kind::Release).is_ok() {
            self.build = env::current_exe().ok().map(|xtask| {
                let mut build = Command::new(xtask);
                build.arg("build").current_dir(tools::root());
                begin(Step::Build, build)
            });
        }
        if is_wanted(&Step::Real) && cinder::lacking().is_none() {
            self.real = real_tests(self).ok().map(|tests| begin(Step::Real, tests));
        }
    }

    /// The listeners of the hosts that serve the site.
    ///
    /// # Errors
    /// There are no free ports.
    fn hosts(&mut self) -> Result<&mut Vec<TcpListener>, Error> {
        while self.hosts.len() < 2 {
            self.hosts.push(http::listen(0).map_err(Error::new)?);
        }
        Ok(&mut self.hosts)
    }

    /// The real servers, which are started once and end with this value.
    fn cloud(&mut self) -> Result<&Cloud, Error> {
        let origins = self.hosts()?.iter().map(simulators::origin).collect();
        let options = cinder::Options { ports: [0; 3], origins, token_life: 3600, brief: true };
        self.cloud.get_or_insert_with(|| Cloud::start(&options)).as_ref().map_err(Clone::clone)
    }
}

/// A step adds to the counts; an error is a failure that no test accounts for.
type Check = fn(&mut Run, &mut TestCounts) -> Result<(), Error>;

/// `cargo xtask test`. Ends the program itself where something failed, after the counts.
pub fn command(arguments: Arguments) {
    let Arguments { only, specs } = arguments;
    let is_wanted = |step: &Step| only.is_empty() || only.contains(step);
    let mut run = Run { specs, ..Run::default() };
    run.begin(is_wanted);
    let mut all = TestCounts::default();
    let mut failures = Vec::new();
    let mut summary = Vec::new();
    for step in Step::value_variants().iter().filter(|step| is_wanted(step)) {
        let (title, check) = step.described();
        println!("\n━━ {title} ━━");
        let started = Instant::now();
        let mut counts = TestCounts::default();
        if let Err(error) = check(&mut run, &mut counts) {
            counts = counts.of_failed_runner();
            eprintln!("\n✗ {error}");
            failures.push(error);
        }
        let line = format!("{title}: {counts} ({:.1} s)", started.elapsed().as_secs_f64());
        println!("\n{line}");
        summary.push(line);
        all += counts;
    }

    println!("\n━━ Summary ━━");
    for line in summary {
        println!("{line}");
    }
    if !failures.is_empty() {
        println!("\nFailed:");
        for error in &failures {
            println!("✗ {error}");
        }
    }
    println!("\n{all}");
    // Leaving the program by its exit would leave the servers behind.
    drop(run);
    if all.failed > 0 {
        std::process::exit(1)
    }
}

fn cargo(arguments: &[&str]) -> Command {
    let mut cargo = Command::new(tools::cargo());
    cargo.args(arguments).current_dir(tools::root());
    cargo
}

/// A command that counts as one test.
fn counted(counts: &mut TestCounts, title: &str, command: &mut Command, advice: &str) -> Result<(), Error> {
    let outcome = process::run(title, command, advice);
    *counts += TestCounts::one(outcome.is_ok());
    outcome.map(drop)
}

fn fmt(_: &mut Run, counts: &mut TestCounts) -> Result<(), Error> {
    counted(counts, "Formatting", &mut cargo(&["fmt", "--all", "--check"]), "cargo fmt --all")
}

fn clippy(_: &mut Run, counts: &mut TestCounts) -> Result<(), Error> {
    // Without the console's user interface, which is linted for the browser.
    let features = "voldeck/real,voldeck/recorded";
    let native = ["clippy", "--workspace", "--all-targets", "--no-default-features", "--features", features, "--", "-D", "warnings"];
    let first = counted(counts, "Lints, native", &mut cargo(&native), "mend what the lines above name");
    tools::wasm_target()?;
    let browser = [
        "clippy",
        "--target",
        "wasm32-unknown-unknown",
        "-p",
        "voldeck",
        "-p",
        "voldeck-chunks",
        // With the demo's worker, which the release build compiles alone.
        "--features",
        "voldeck/worker",
        "--lib",
        "--bins",
        "--",
        "-D",
        "warnings",
    ];
    let second = counted(counts, "Lints, for the browser", &mut cargo(&browser), "mend what the lines above name");
    first.and(second)
}

/// `cargo test`, so that what one step compiles is there for the next, and what compiled this program is there already: the same packages,
/// and therefore the same features of what they stand on. `xtask/wasm` would bring others.
fn cargo_test(features: &str) -> Command {
    cargo(&["test", "--no-fail-fast", "--workspace", "--exclude", "voldeck-wasm", "--no-default-features", "--features", features])
}

/// Adds what a run of `cargo test` counted.
fn add_tests(counts: &mut TestCounts, outcome: Result<Transcript, (Error, Transcript)>) -> Result<(), Error> {
    let transcript = outcome.as_ref().unwrap_or_else(|(_, transcript)| transcript);
    *counts += report::cargo(transcript);
    outcome.map(drop).map_err(|(error, _)| error)
}

fn unit(_: &mut Run, counts: &mut TestCounts) -> Result<(), Error> {
    let advice = "cargo test NAME repeats a single one";
    let first = add_tests(counts, process::try_run("Native tests", &mut cargo_test("demo"), advice));
    let wasm = add_tests(counts, process::try_run("Tests of xtask/wasm", &mut cargo(&["test", "--package", "voldeck-wasm"]), advice));
    first.and(wasm)
}

/// The tests against what others are: recordings of servers, and servers.
const OTHERS: &str = "demo,voldeck/real,voldeck/recorded";

/// The recordings are others' and stand beside the repository, if at all.
fn replay(_: &mut Run, counts: &mut TestCounts) -> Result<(), Error> {
    let recordings = tools::root().join("../shared/fixtures/nomad/real-2.0.5.jsonl");
    if !recordings.is_file() {
        counts.skip("there are no recordings beside this repository (../shared/fixtures/nomad)");
        return Ok(());
    }
    let advice = "cargo test --features recorded --test replay NAME repeats one";
    add_tests(counts, process::try_run("Recorded conversations", cargo_test(OTHERS).args(["--test", "replay"]), advice))
}

fn real_tests(run: &mut Run) -> Result<Command, Error> {
    let mut tests = cargo_test(OTHERS);
    tests.args(["--test", "real"]).envs(run.cloud()?.environment());
    Ok(tests)
}

fn real(run: &mut Run, counts: &mut TestCounts) -> Result<(), Error> {
    if let Some(lacking) = cinder::lacking() {
        counts.skip(lacking);
        return Ok(());
    }
    let (step, advice) = ("Tests against the real servers", "cargo xtask cinder runs the servers by hand");
    let outcome = match run.real.take() {
        Some(begun) => begun.end(step, advice),
        None => process::try_run(step, &mut real_tests(run)?, advice),
    };
    add_tests(counts, outcome)
}

fn release(run: &mut Run, counts: &mut TestCounts) -> Result<(), Error> {
    let outcome = match run.build.take() {
        Some(begun) => begun.end("Release build", "cargo xtask build repeats it").map(drop).map_err(|(error, _)| error),
        None => build::release().map(drop),
    };
    run.built = Some(outcome.is_ok());
    *counts += TestCounts::one(outcome.is_ok());
    outcome
}

fn third_party(_: &mut Run, counts: &mut TestCounts) -> Result<(), Error> {
    clients::run(counts)
}

fn in_browser(run: &mut Run, counts: &mut TestCounts) -> Result<(), Error> {
    let Some(dist) = site(run, counts)? else { return Ok(()) };
    // Without the real servers the other tests are run all the same.
    if !run.specs.is_empty() && !run.specs.iter().any(|spec| spec.contains("real")) {
        println!("Without the real servers, which no chosen spec asks for.");
    } else if let Some(lacking) = cinder::lacking() {
        counts.skip(lacking);
    } else if let Err(error) = run.cloud() {
        *counts += TestCounts::one(false);
        eprintln!("\n✗ {error}");
    }
    let hosts = std::mem::take(run.hosts()?);
    // Without those the other tests are run all the same.
    let portals =
        if run.specs.is_empty() || run.specs.iter().any(|spec| ["portals", "firefox", "webkit"].iter().any(|name| spec.contains(name))) {
            portals::ready(counts).unwrap_or_else(|error| {
                *counts += TestCounts::one(false);
                eprintln!("\n✗ {error}");
                Vec::new()
            })
        } else {
            Vec::new()
        };
    browser::tests(counts, &dist, hosts, run.cloud.as_ref().and_then(|cloud| cloud.as_ref().ok()), portals, &run.specs)
}

fn through_caddy(run: &mut Run, counts: &mut TestCounts) -> Result<(), Error> {
    site(run, counts)?.map_or(Ok(()), |dist| caddy::tests(counts, &dist, &run.specs))
}

fn through_nginx(run: &mut Run, counts: &mut TestCounts) -> Result<(), Error> {
    site(run, counts)?.map_or(Ok(()), |dist| nginx::tests(counts, &dist, &run.specs))
}

/// The built site, which is built if it is not there; `None` if it cannot be had, which is said.
fn site(run: &mut Run, counts: &mut TestCounts) -> Result<Option<PathBuf>, Error> {
    let dist = tools::root().join("dist");
    match run.built {
        Some(false) => {
            counts.skip("the release build failed, so there is no site to open");
            return Ok(None);
        }
        None if !dist.join("index.html").is_file() => {
            build::release()?;
            run.built = Some(true);
        }
        None => println!("Testing dist/ as it was built before; without --only it is built anew."),
        Some(true) => {}
    }
    Ok(Some(dist))
}
