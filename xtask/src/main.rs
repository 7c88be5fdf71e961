//! The tasks of this repository, run as `cargo xtask COMMAND`.
//!
//! Each command is a file. Whatever a command needs it sets up itself, in the user's cache and never on PATH; what
//! fails says which step it was and what to do.

mod bench;
mod browser;
mod build;
mod caddy;
mod cinder;
mod clients;
mod compress;
mod cors;
mod decode;
mod error;
mod fault_proxy;
mod files;
mod host;
mod http;
mod module;
mod openstack;
mod process;
mod proxy;
mod python;
mod report;
mod serve;
mod simulate;
mod simulator_server;
mod simulators;
mod site;
mod static_files;
mod style;
mod support;
mod test;
mod tools;

use std::process::ExitCode;

use clap::{CommandFactory as _, Parser, Subcommand};

use error::Error;

/// The tasks of this repository.
#[derive(Parser)]
#[command(bin_name = "cargo xtask", after_help = EXAMPLES)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
}

/// One thing this program can do.
#[derive(Subcommand)]
#[expect(clippy::doc_markdown, reason = "the help shows backticks as they are")]
enum Command {
    /// Set up what is missing, build, serve on this machine, rebuild on change.
    Serve(serve::Arguments),
    /// Build the optimised static site into dist/ and print its sizes.
    ///
    /// The site works at a root, under a sub-path and from any static host.
    Build,
    /// Run a provider's simulator as an HTTP server.
    Simulate(simulate::Arguments),
    /// Run a real OpenStack Cinder behind a real Keystone.
    ///
    /// Both come from the Python package index, once per user. What they hold is forgotten at the end.
    Cinder(cinder::Arguments),
    /// Serve a built site under strict headers, with proxies to providers.
    Host(host::Arguments),
    /// Print what can be done with each provider, from the rows that the menus read.
    Support(support::Arguments),
    /// Print what the console makes of a recorded answer.
    Decode(decode::Arguments),
    /// Run every check, from formatting to real browsers, and count.
    Test(test::Arguments),
    /// Measure the load against a hand-written page, in one run.
    Bench(bench::Arguments),
    /// Join the style sheets into target/style/voldeck.css (Trunk calls this).
    Style,
}

const EXAMPLES: &str = "\
Examples:
  cargo xtask serve                                   the console on http://127.0.0.1:8080
  cargo xtask simulate nomad --acl --cors '*'         a cluster to connect it to
  cargo xtask cinder                                  a real server to connect it to
  cargo xtask build && cargo xtask host --compress    the optimised site, as a host would serve it
  cargo xtask decode nomad list-csi-volumes a.json    what the console makes of a recorded body
  cargo xtask test --only unit --only browser         two of the checks";

fn main() -> ExitCode {
    let outcome = match Cli::try_parse() {
        Ok(Cli { command: Some(command) }) => run(command),
        Ok(Cli { command: None }) => {
            print!("{}", Cli::command().render_help());
            return ExitCode::SUCCESS;
        }
        Err(answer) => {
            let _ = answer.print();
            // Not by clap's own exit, whose status is 2: to `decode` that says something else.
            return if answer.use_stderr() { ExitCode::FAILURE } else { ExitCode::SUCCESS };
        }
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\n✗ {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Result<(), Error> {
    match command {
        Command::Serve(arguments) => serve::command(arguments),
        Command::Build => build::command(),
        Command::Simulate(arguments) => simulate::command(arguments),
        Command::Cinder(arguments) => cinder::command(arguments),
        Command::Host(arguments) => host::command(arguments),
        Command::Support(arguments) => support::command(arguments),
        Command::Decode(arguments) => decode::command(arguments),
        Command::Test(arguments) => {
            test::command(arguments);
            Ok(())
        }
        Command::Bench(arguments) => bench::command(arguments),
        Command::Style => style::command(),
    }
}
