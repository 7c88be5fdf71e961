//! How fast the console loads, next to a hand-written page that does the same: fetch a list, show its rows, filter
//! them. Both are measured in one run and alternately, since milliseconds of different days cannot be compared.

use std::fs;
use std::process::Command;
use std::rc::Rc;

use voldeck_simulators::frame::Seed;

use crate::error::Error;
use crate::host::{Host, Options};
use crate::http::{self, Server};
use crate::proxy::Proxy;
use crate::{arguments, browser, build, process, simulate, simulator_server, tools};

/// What the console finds as its `voldeck.json`: one connection, through the proxy of the host it came from.
const CONFIG: &str = r#"{"connections":[{"provider":"nomad","name":"bench","settings":{"address":"/relay/nomad","namespace":"*"}}]}"#;

/// `cargo xtask bench`.
///
/// # Errors
/// The build or the measurement failed.
pub fn command(mut arguments: pico_args::Arguments) -> Result<(), Error> {
    let volumes: usize = arguments.opt_value_from_str("--volumes")?.unwrap_or(1000);
    let runs: usize = arguments.opt_value_from_str("--runs")?.unwrap_or(15);
    let build = !arguments.contains("--no-build");
    arguments::finish(arguments)?;

    let root = tools::root();
    let dist = root.join("dist");
    if build || !dist.join("index.html").is_file() {
        build::release()?;
    }
    let packages = browser::packages()?;
    let chromium = browser::chromium()?;
    let config = root.join("target/bench-voldeck.json");
    fs::write(&config, CONFIG).map_err(|error| Error::new(format!("{} cannot be written: {error}", config.display())))?;

    let spec = simulate::spec("nomad").ok_or_else(|| Error::new("There is no simulator of Nomad."))?;
    let simulator = simulator_server::Options { seed: Seed::Many(volumes), ..simulator_server::Options::tested(spec) };
    let nomad = http::listen(0).and_then(|listener| simulator_server::start(listener, simulator)).map_err(Error::new)?;
    let proxy = Proxy::parse(&format!("nomad={}", nomad.origin())).map_err(Error::new)?;
    let host = |dir, config| {
        let options = Options { proxies: vec![proxy.clone()], config, compress: true, ..Options::new(dir) };
        http::listen(0).and_then(|listener| Server::start(listener, move || Rc::new(Host::new(options)))).map_err(Error::new)
    };
    let console = host(dist, Some(config))?;
    let floor = host(root.join("tests/bench"), None)?;

    let mut run = Command::new("node");
    run.arg(root.join("tests/bench/load.mjs")).current_dir(packages);
    run.env("VOLDECK_CHROMIUM", chromium).env("BENCH_RUNS", runs.to_string());
    run.env("BENCH_CONSOLE", format!("{}/", console.origin())).env("BENCH_FLOOR", format!("{}/vanilla.html", floor.origin()));
    run.env("BENCH_CONTROL", format!("{}/__control", nomad.origin()));
    process::run("Measuring", &mut run, "The lines above say which page showed no row").map(drop)
}
