//! Every check, from the cheapest to the most real, and one closing line with the counts.
//!
//! A failed step does not stop the later ones. What is left out says so, and why.

use std::path::Path;
use std::process::Command;
use std::time::Instant;

use crate::process::{self, Trouble};
use crate::report::{self, Tally};
use crate::{browser, build, caddy, python, tools};

/// The help text.
pub const USAGE: &str = "cargo xtask test [--only NAME]...

  --only NAME  run this step only; may be given several times

Steps, in order:
  fmt      formatting
  clippy   lints, natively and for the browser
  unit     native tests: logic, wire contracts, simulators, this task runner
  build    the release build
  clients  third-party Python clients against the simulators over HTTP
  browser  the built site in a real browser
  caddy    the same through a real Caddy with deploy/Caddyfile";

/// What a step needs, and how it ended.
struct Run {
    built: Option<bool>,
}

/// A step adds to the counts; a trouble is a failure that no test accounts for.
type Step = fn(&mut Run, &mut Tally) -> Result<(), Trouble>;

const STEPS: [(&str, &str, Step); 7] = [
    ("fmt", "Formatting", fmt),
    ("clippy", "Lints", clippy),
    ("unit", "Native tests", unit),
    ("build", "Release build", release),
    ("clients", "Third-party clients", clients),
    ("browser", "Browser", in_browser),
    ("caddy", "Browser through Caddy", through_caddy),
];

/// `cargo xtask test`.
///
/// # Errors
/// Something failed.
pub fn command(mut arguments: pico_args::Arguments) -> Result<(), Trouble> {
    let only: Vec<String> = arguments.values_from_str("--only")?;
    crate::no_more(arguments)?;
    if let Some(unknown) = only.iter().find(|name| STEPS.iter().all(|(step, ..)| step != name)) {
        return Err(Trouble::new(format!("There is no step `{unknown}`.")).advice("cargo xtask test --help lists them"));
    }

    let mut run = Run { built: None };
    let mut all = Tally::default();
    let mut failures = Vec::new();
    let mut summary = Vec::new();
    for (name, title, step) in STEPS {
        if !only.is_empty() && only.iter().all(|chosen| chosen != name) {
            continue;
        }
        println!("\n━━ {title} ━━");
        let started = Instant::now();
        let mut tally = Tally::default();
        if let Err(trouble) = step(&mut run, &mut tally) {
            tally = tally.of_failed_runner();
            eprintln!("\n✗ {trouble}");
            failures.push(trouble);
        }
        let line = format!("{title}: {tally} ({:.1} s)", started.elapsed().as_secs_f64());
        println!("\n{line}");
        summary.push(line);
        all += tally;
    }

    println!("\n━━ Summary ━━");
    for line in summary {
        println!("{line}");
    }
    if !failures.is_empty() {
        println!("\nFailed:");
        for trouble in &failures {
            println!("✗ {trouble}");
        }
    }
    println!("\n{all}");
    if all.failed > 0 {
        std::process::exit(1)
    }
    Ok(())
}

fn cargo(arguments: &[&str]) -> Command {
    let mut cargo = Command::new(tools::cargo());
    cargo.args(arguments).current_dir(tools::root());
    cargo
}

/// A command that counts as one test.
fn counted(tally: &mut Tally, title: &str, command: &mut Command, advice: &str) -> Result<(), Trouble> {
    let outcome = process::run(title, command, advice);
    *tally += Tally::one(outcome.is_ok());
    outcome.map(drop)
}

fn fmt(_: &mut Run, tally: &mut Tally) -> Result<(), Trouble> {
    counted(tally, "Formatting", &mut cargo(&["fmt", "--all", "--check"]), "cargo fmt --all")
}

fn clippy(_: &mut Run, tally: &mut Tally) -> Result<(), Trouble> {
    let native = ["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"];
    let first = counted(tally, "Lints, native", &mut cargo(&native), "mend what the lines above name");
    tools::wasm_target()?;
    let browser = ["clippy", "--target", "wasm32-unknown-unknown", "--lib", "--bins", "--", "-D", "warnings"];
    let second = counted(tally, "Lints, for the browser", &mut cargo(&browser), "mend what the lines above name");
    let worker = ["clippy", "--target", "wasm32-unknown-unknown", "--no-default-features", "--features", "worker", "--bin", "voldeck-demo"];
    let third =
        counted(tally, "Lints, for the demo's worker", cargo(&worker).args(["--", "-D", "warnings"]), "mend what the lines above name");
    first.and(second).and(third)
}

fn unit(_: &mut Run, tally: &mut Tally) -> Result<(), Trouble> {
    let tests = ["test", "--workspace", "--no-default-features", "--features", "demo", "--no-fail-fast"];
    let outcome = process::try_run("Native tests", &mut cargo(&tests), "cargo test NAME repeats a single one");
    let transcript = outcome.as_ref().unwrap_or_else(|(_, transcript)| transcript);
    *tally += report::cargo(transcript);
    outcome.map(drop).map_err(|(trouble, _)| trouble)
}

fn release(run: &mut Run, tally: &mut Tally) -> Result<(), Trouble> {
    let outcome = build::release();
    run.built = Some(outcome.is_ok());
    *tally += Tally::one(outcome.is_ok());
    outcome.map(drop)
}

fn clients(_: &mut Run, tally: &mut Tally) -> Result<(), Trouble> {
    python::clients(tally)
}

fn in_browser(run: &mut Run, tally: &mut Tally) -> Result<(), Trouble> {
    with_site(run, tally, browser::tests)
}

fn through_caddy(run: &mut Run, tally: &mut Tally) -> Result<(), Trouble> {
    with_site(run, tally, caddy::tests)
}

/// Runs tests of the built site, which is built if it is not there.
fn with_site(run: &mut Run, tally: &mut Tally, tests: fn(&mut Tally, &Path) -> Result<(), Trouble>) -> Result<(), Trouble> {
    let dist = tools::root().join("dist");
    match run.built {
        Some(false) => return skip(tally, "the release build failed, so there is no site to open"),
        None if !dist.join("index.html").is_file() => {
            build::release()?;
            run.built = Some(true);
        }
        None => println!("Testing dist/ as it was built before; without --only it is built anew."),
        Some(true) => {}
    }
    tests(tally, &dist)
}

/// Leaves a step out, aloud.
///
/// # Errors
/// Never; the form suits the steps.
#[allow(clippy::unnecessary_wraps)]
pub fn skip(tally: &mut Tally, why: &str) -> Result<(), Trouble> {
    println!("Skipped: {why}.");
    *tally += Tally::skipped();
    Ok(())
}
