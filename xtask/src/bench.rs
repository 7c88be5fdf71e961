//! How fast the console loads, next to a hand-written page that does the same: fetch a list, show its rows, filter
//! them. Both are measured in one run and alternately, since milliseconds of different days cannot be compared.

use std::fs;
use std::process::Command;
use std::rc::Rc;

use clap::Args;
use voldeck_simulators::frame::Seed;

use crate::error::Error;
use crate::host::{Host, Options};
use crate::http::{self, Server};
use crate::proxy::Proxy;
use crate::{browser, build, process, simulate, simulator_server, tools};

/// What the console finds as its `voldeck.json`: one connection, through the proxy of the host it came from.
const CONFIG: &str = r#"{"connections":[{"provider":"nomad","name":"bench","settings":{"address":"/relay/nomad","namespace":"*"}}]}"#;

/// The arguments of `cargo xtask bench`.
#[derive(Clone, Copy, Args)]
pub struct Arguments {
    /// How many volumes the simulator holds besides the demo's.
    #[arg(long, value_name = "N", default_value_t = 1000)]
    pub volumes: usize,
    /// How often each page is loaded; medians are printed.
    #[arg(long, value_name = "N", default_value_t = 15)]
    pub runs: usize,
    /// Measure dist/ as it is.
    #[arg(long)]
    pub no_build: bool,
}

/// `cargo xtask bench`.
///
/// # Errors
/// The build or the measurement failed.
pub fn command(arguments: Arguments) -> Result<(), Error> {
    let root = tools::root();
    let dist = root.join("dist");
    if !arguments.no_build || !dist.join("index.html").is_file() {
        build::release()?;
    }
    let packages = browser::packages()?;
    let chromium = browser::chromium()?;
    let config = root.join("target/bench-voldeck.json");
    fs::write(&config, CONFIG).map_err(|error| Error::new(format!("{} cannot be written: {error}", config.display())))?;

    let spec = simulate::spec("nomad").ok_or_else(|| Error::new("There is no simulator of Nomad."))?;
    let simulator = simulator_server::Options { seed: Seed::Many(arguments.volumes), ..simulator_server::Options::tested(spec) };
    let nomad = http::listen(0).and_then(|listener| simulator_server::start(listener, simulator)).map_err(Error::new)?;
    let proxy = Proxy::parse(&format!("nomad={}", nomad.origin())).map_err(Error::new)?;
    let host = |dir, config| {
        let options = Options { proxies: vec![proxy.clone()], config, compress: true, ..Options::new(dir) };
        http::listen(0).and_then(|listener| Server::start(listener, move || Rc::new(Host::new(options)))).map_err(Error::new)
    };
    let console = host(dist, Some(config))?;
    let floor = host(root.join("tests/bench"), None)?;

    let mut run = Command::new("node");
    run.arg(root.join("tests/bench/load.mjs")).current_dir(&packages);
    run.env("VOLDECK_CHROMIUM", &chromium).env("BENCH_RUNS", arguments.runs.to_string());
    run.env("BENCH_CONSOLE", format!("{}/", console.origin())).env("BENCH_FLOOR", format!("{}/vanilla.html", floor.origin()));
    run.env("BENCH_CONTROL", format!("{}/__control", nomad.origin()));
    process::run("Measuring", &mut run, "The lines above say which page showed no row")?;
    let mut paint = Command::new("node");
    paint.arg(root.join("tests/bench/paint.mjs")).current_dir(packages);
    paint.env("VOLDECK_CHROMIUM", chromium).env("BENCH_RUNS", arguments.runs.to_string());
    process::run("Measuring a page around the console", &mut paint, "cargo xtask build makes dist-embed/").map(drop)
}
