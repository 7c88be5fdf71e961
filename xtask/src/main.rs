//! The tasks of this repository, run as `cargo xtask COMMAND`.
//!
//! Each command is a file. Whatever a command needs it sets up itself, in the user's cache and never on PATH; what
//! fails says which step it was and what to do.

mod arguments;
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

use error::Error;

/// One thing this program can do.
struct Command {
    name: &'static str,
    about: &'static str,
    usage: &'static str,
    /// What stands below the usage because it depends on the providers.
    more: fn() -> String,
    run: fn(pico_args::Arguments) -> Result<(), Error>,
}

const COMMANDS: &[Command] = &[
    Command {
        name: "serve",
        about: "set up what is missing, build, serve on this machine, rebuild on change",
        usage: "cargo xtask serve [--port 8080] [--config FILE]

  --port PORT    where to listen on 127.0.0.1 (8080)
  --config FILE  serve this file as voldeck.json",
        more: String::new,
        run: serve::command,
    },
    Command {
        name: "build",
        about: "build the optimised static site into dist/ and print its sizes",
        usage: "cargo xtask build

The site works at a root, under a sub-path and from any static host.",
        more: String::new,
        run: build::command,
    },
    Command {
        name: "simulate",
        about: "run a provider's simulator as an HTTP server",
        usage: "cargo xtask simulate PROVIDER [--port PORT] [--acl] [--cors ORIGIN]... [--shape NAME] [--seed demo] [--control]

  --port PORT    where to listen on 127.0.0.1 (the provider's: see below)
  --acl          ask for credentials where the provider can be without; those that are accepted are printed
  --cors ORIGIN  answer preflights and let pages of this origin in, as a proxy would; * is every origin
  --shape NAME   the version of the API (the first of those below)
  --seed SEED    what is there: demo, empty, or a number of further volumes (demo)
  --control      for tests: POST /__control/log lists the calls, POST /__control/reset starts afresh",
        more: simulate::offered,
        run: simulate::command,
    },
    Command {
        name: "cinder",
        about: "run a real OpenStack Cinder behind a real Keystone",
        usage: "cargo xtask cinder [--keystone-port 5000] [--port 8776] [--front-port 8777] [--cors ORIGIN]... [--token-life 3600] [--for-tests]

Both come from the Python package index, once per user. What they hold is forgotten at the end.

  --keystone-port PORT  where Keystone listens on 127.0.0.1 (5000); 0 takes a free port
  --port PORT           where Cinder does (8776)
  --front-port PORT     where both are below one address, and faults can be armed (8777)
  --cors ORIGIN         let pages of this origin in (those of serve and host); * is every origin
  --token-life SECONDS  how long a token lives (3600)
  --for-tests           print the variables that tests/real wants; with a second Keystone, whose tokens live for 6 s",
        more: String::new,
        run: cinder::command,
    },
    Command {
        name: "host",
        about: "serve a built site under strict headers, with proxies to providers",
        usage: "cargo xtask host [--dir dist] [--port 8081] [--base /] [--relay NAME=URL]... [--csp-connect SOURCE]... [--config FILE] [--compress]

  --dir DIR             the built site (dist)
  --port PORT           where to listen on 127.0.0.1 (8081)
  --base PATH           serve under a sub-path (/)
  --relay NAME=URL      pass BASE/relay/NAME/… on to URL/…
  --csp-connect SOURCE  allow connections to this source, besides the page's own origin
  --config FILE         serve this file as voldeck.json
  --compress            answer with brotli or gzip",
        more: String::new,
        run: host::command,
    },
    Command {
        name: "support",
        about: "print what can be done with each provider, from the rows that the menus read",
        usage: "cargo xtask support [--markdown] [--write]

  --markdown  as the README's tables
  --write     put them into the README",
        more: String::new,
        run: support::command,
    },
    Command {
        name: "decode",
        about: "print what the console makes of a recorded answer",
        usage: "cargo xtask decode PROVIDER OPERATION [FILE] [--status 200] [--header NAME:VALUE]... [--raw]
cargo xtask decode --list [PROVIDER]

Reads the body from FILE, or from stdin.

  --status N           the HTTP status it came with (200)
  --header NAME:VALUE  a header it came with
  --raw                show each item as it was sent, too
  --list               list the operations",
        more: || decode::STATUSES.to_owned(),
        run: decode::command,
    },
    Command {
        name: "test",
        about: "run every check, from formatting to real browsers, and count",
        usage: test::USAGE,
        more: String::new,
        run: test::command,
    },
    Command {
        name: "bench",
        about: "measure the load against a hand-written page, in one run",
        usage: "cargo xtask bench [--volumes 1000] [--runs 15] [--no-build]

  --volumes N  how many volumes the simulator holds besides the demo's (1000)
  --runs N     how often each page is loaded; medians are printed (15)
  --no-build   measure dist/ as it is",
        more: String::new,
        run: bench::command,
    },
    Command {
        name: "style",
        about: "join the style sheets into target/style/voldeck.css (Trunk calls this)",
        usage: "cargo xtask style",
        more: String::new,
        run: style::command,
    },
];

const EXAMPLES: &str = "\
Examples:
  cargo xtask serve                                   the console on http://127.0.0.1:8080
  cargo xtask simulate nomad --acl --cors '*'         a cluster to connect it to
  cargo xtask cinder                                  a real server to connect it to
  cargo xtask build && cargo xtask host --compress    the optimised site, as a host would serve it
  cargo xtask decode nomad list-csi-volumes a.json    what the console makes of a recorded body
  cargo xtask test --only unit --only browser         two of the checks";

fn main() -> ExitCode {
    let mut arguments = pico_args::Arguments::from_env();
    let help = arguments.contains(["-h", "--help"]);
    let name = match arguments.subcommand() {
        Ok(name) => name,
        Err(error) => return failed(&error.into()),
    };
    let Some(name) = name else {
        println!("{}", overview());
        return ExitCode::SUCCESS;
    };
    let Some(command) = COMMANDS.iter().find(|command| command.name == name) else {
        return failed(&Error::new(format!("There is no task `{name}`.")).advice("cargo xtask --help lists them"));
    };
    if help {
        println!("{}: {}\n\n{}", command.name, command.about, command.usage);
        let more = (command.more)();
        if !more.is_empty() {
            println!("\n{more}");
        }
        return ExitCode::SUCCESS;
    }
    match (command.run)(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => failed(&error),
    }
}

fn overview() -> String {
    let mut lines = vec!["Usage: cargo xtask COMMAND [options]     (cargo xtask COMMAND --help tells its options)\n".to_owned()];
    lines.extend(COMMANDS.iter().map(|command| format!("  {:<9} {}", command.name, command.about)));
    lines.push(format!("\n{EXAMPLES}"));
    lines.join("\n")
}

fn failed(error: &Error) -> ExitCode {
    eprintln!("\n✗ {error}");
    ExitCode::FAILURE
}
