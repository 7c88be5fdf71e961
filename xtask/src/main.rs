//! The tasks of this repository, run as `cargo xtask COMMAND`.
//!
//! Each command is a file. Whatever a command needs it sets up itself, in the user's cache and never on PATH; what
//! fails says which step it was and what to do.

mod bench;
mod browser;
mod build;
mod caddy;
mod chunks;
mod cinder;
mod clients;
mod compress;
mod cors;
mod debian;
mod decode;
mod deploy;
mod embed;
mod error;
mod fault_proxy;
mod files;
mod glue;
mod headers_file;
mod host;
mod http;
mod licences;
mod module;
mod nginx;
mod openstack;
mod portals;
mod ports;
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
mod texts;
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
    /// Tell which texts lack a translation.
    Texts(texts::Arguments),
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
        Command::Texts(arguments) => texts::command(&arguments),
        Command::Style => style::command(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::error::ErrorKind;
    use voldeck_simulators::frame::Seed;

    fn parse(line: &str) -> Result<Cli, clap::Error> {
        Cli::try_parse_from(std::iter::once("xtask").chain(line.split_whitespace()))
    }

    /// What a task gets of a line.
    macro_rules! arguments {
        ($task:ident, $line:expr) => {
            match parse($line) {
                Ok(Cli { command: Some(Command::$task(arguments)) }) => arguments,
                Ok(_) => panic!("another task: {}", $line),
                Err(error) => panic!("{error}"),
            }
        };
    }

    fn refused(line: &str) -> clap::Error {
        parse(line).err().unwrap_or_else(|| panic!("it is taken: {line}"))
    }

    #[test]
    fn the_arguments_are_declared_well() {
        Cli::command().debug_assert();
    }

    #[test]
    fn the_servers_have_their_ports_and_take_others() {
        let serve = arguments!(Serve, "serve");
        assert_eq!((serve.port, serve.config), (8080, None));
        let serve = arguments!(Serve, "serve --config a.json --port 0");
        assert_eq!((serve.port, serve.config), (0, Some("a.json".into())));

        let host = arguments!(Host, "host");
        assert_eq!((host.dir, host.port, host.base.as_str(), host.config, host.compress), ("dist".into(), 8081, "/", None, false));
        assert!(host.relay.is_empty() && host.csp_connect.is_empty());
        let host = arguments!(
            Host,
            "host --dir d --port 1 --base /a --relay a=http://x --csp-connect https: --relay b=http://y/z --csp-connect wss: --config c --compress"
        );
        assert_eq!((host.dir, host.port, host.base.as_str(), host.config, host.compress), ("d".into(), 1, "/a", Some("c".into()), true));
        assert_eq!(host.relay.iter().map(proxy::Proxy::name).collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!(host.csp_connect, ["https:", "wss:"]);

        let cinder = arguments!(Cinder, "cinder");
        assert_eq!((cinder.keystone_port, cinder.port, cinder.front_port, cinder.token_life), (5000, 8776, 8777, 3600));
        assert!(cinder.cors == ["http://127.0.0.1:8080", "http://127.0.0.1:8081"] && !cinder.for_tests);
        let cinder = arguments!(Cinder, "cinder --keystone-port 1 --port 2 --front-port 3 --cors a --cors b --token-life 6 --for-tests");
        assert_eq!((cinder.keystone_port, cinder.port, cinder.front_port, cinder.token_life), (1, 2, 3, 6));
        assert!(cinder.cors == ["a", "b"] && cinder.for_tests);
    }

    #[test]
    fn a_simulator_is_named_and_described() {
        let simulate = arguments!(Simulate, "simulate nomad");
        assert_eq!((simulate.provider.provider, simulate.port, simulate.seed, simulate.shape), ("nomad", None, Seed::Demo, None));
        assert!(simulate.cors.is_empty() && !simulate.acl && !simulate.control);
        let simulate = arguments!(Simulate, "simulate --acl cinder --port 1 --cors * --cors a --shape 3.0 --seed 12 --control");
        assert_eq!((simulate.provider.provider, simulate.port, simulate.seed), ("cinder", Some(1), Seed::Many(12)));
        assert!(simulate.shape.as_deref() == Some("3.0") && simulate.cors == ["*", "a"] && simulate.acl && simulate.control);
    }

    #[test]
    fn a_recorded_answer_is_described() {
        let decode = arguments!(Decode, "decode nomad list-csi-volumes");
        assert_eq!((decode.provider.as_deref(), decode.operation.as_deref()), (Some("nomad"), Some("list-csi-volumes")));
        assert!(decode.file.is_none() && decode.status == 200 && decode.header.is_empty() && !decode.raw && !decode.list);
        let decode = arguments!(Decode, "decode nomad --status 403 read-csi-volume a.json --header A:1 --header B:2 --raw");
        assert_eq!((decode.file, decode.status, decode.raw), (Some("a.json".into()), 403, true));
        assert_eq!(decode.header, [("A", "1"), ("B", "2")].map(|(name, value)| (name.to_owned(), value.to_owned())));
        assert_eq!(arguments!(Decode, "decode --list").provider, None);
        assert_eq!(arguments!(Decode, "decode --list nomad").provider.as_deref(), Some("nomad"));
    }

    #[test]
    fn the_other_tasks_have_their_flags() {
        let test = arguments!(Test, "test");
        assert!(test.only.is_empty() && test.specs.is_empty());
        let test = arguments!(Test, "test --only unit --spec real --only browser --spec chunks");
        assert!(test.only == [test::Step::Unit, test::Step::Browser] && test.specs == ["real", "chunks"]);

        let support = arguments!(Support, "support");
        assert!(!support.markdown && !support.write);
        let support = arguments!(Support, "support --markdown --write");
        assert!(support.markdown && support.write);

        let bench = arguments!(Bench, "bench");
        assert_eq!((bench.volumes, bench.runs, bench.no_build), (1000, 15, false));
        let bench = arguments!(Bench, "bench --volumes 5 --runs 3 --no-build");
        assert_eq!((bench.volumes, bench.runs, bench.no_build), (5, 3, true));

        assert!(matches!(parse("build"), Ok(Cli { command: Some(Command::Build) })));
        assert!(matches!(parse("style"), Ok(Cli { command: Some(Command::Style) })));
        assert!(matches!(parse(""), Ok(Cli { command: None })));
    }

    #[test]
    fn what_no_task_understands_is_refused() {
        for (line, kind, word) in [
            ("serv", ErrorKind::InvalidSubcommand, "'serve'"),
            ("build --release", ErrorKind::UnknownArgument, "--release"),
            ("style x", ErrorKind::UnknownArgument, "'x'"),
            ("serve --prot 1", ErrorKind::UnknownArgument, "'--port'"),
            ("serve --port 65536", ErrorKind::ValueValidation, "65535"),
            ("host --relay nomad", ErrorKind::ValueValidation, "NAME=URL"),
            ("simulate", ErrorKind::MissingRequiredArgument, "<PROVIDER>"),
            ("simulate none", ErrorKind::InvalidValue, "nomad, tutum"),
            ("simulate nomad --seed lots", ErrorKind::ValueValidation, "demo, empty or a number"),
            ("decode nomad", ErrorKind::MissingRequiredArgument, "<OPERATION>"),
            ("decode none list-csi-volumes", ErrorKind::InvalidValue, "nomad, tutum"),
            ("decode nomad list-csi-volumes --header A", ErrorKind::ValueValidation, "NAME:VALUE"),
            ("decode --list nomad list-csi-volumes", ErrorKind::ArgumentConflict, "--list"),
            ("test --only nothing", ErrorKind::InvalidValue, "fmt, clippy, unit"),
        ] {
            let error = refused(line);
            assert_eq!(error.kind(), kind, "{line}: {error}");
            assert!(error.to_string().contains(word) && error.use_stderr(), "{line}: {error}");
        }
    }

    #[test]
    fn help_tells_what_depends_on_the_providers() {
        for (line, words) in [
            ("--help", &["Usage: cargo xtask [COMMAND]", "simulate", "Examples:"][..]),
            ("help simulate", &["Usage: cargo xtask simulate", "Nomad, port 4646; shapes 1.10, 2.0", "always asks for credentials"]),
            ("decode --help", &["Usage: cargo xtask decode", "decode --list [PROVIDER]", "Exit status:"]),
            ("test --help", &["replay:", "deploy/Caddyfile"]),
        ] {
            let help = refused(line);
            assert_eq!(help.kind(), ErrorKind::DisplayHelp, "{line}");
            for word in words {
                assert!(help.to_string().contains(word), "{line} does not say {word}: {help}");
            }
        }
    }

    #[test]
    fn every_line_that_is_shown_is_understood() {
        let readme = std::fs::read_to_string(tools::root().join("README.md")).expect("the README");
        let shown = readme.lines().filter(|line| line.starts_with("cargo xtask ")).chain(EXAMPLES.lines().skip(1));
        // Without what explains it.
        let lines = shown.map(|line| line.trim().split("  ").next().unwrap_or_default()).flat_map(|line| line.split(" && "));
        let mut count = 0;
        for line in lines {
            assert!(parse(line.trim_start_matches("cargo xtask ")).is_ok(), "{line}");
            count += 1;
        }
        assert!(count > 10, "only {count} lines are found");
    }
}
