//! `cargo xtask serve`: the console on this machine, rebuilt whenever a source changes.
//!
//! Trunk builds and watches; the files are served by our own host, so that development runs under the same strict
//! Content-Security-Policy as everything else.

use std::rc::Rc;
use std::time::Duration;

use crate::error::Error;
use crate::host::{Host, Options};
use crate::http::{self, Server};
use crate::process::ChildProcess;
use crate::tools::{self, Kind};
use crate::{arguments, build};

/// `cargo xtask serve`.
///
/// # Errors
/// The port is taken, a tool is missing, or the first build failed.
pub fn command(mut arguments: pico_args::Arguments) -> Result<(), Error> {
    let port = arguments.opt_value_from_str("--port")?.unwrap_or(8080);
    let config = arguments.opt_value_from_str("--config")?;
    arguments::finish(arguments)?;

    // A taken port is reported now, and not after minutes of building.
    let listener = http::listen(port).map_err(Error::new)?;
    let tools = build::ready(Kind::Development)?;
    let dist = tools::root().join("target/voldeck-dev");
    build::development(&tools, &dist)?;

    let mut options = Options::new(dist.clone());
    options.config = config;
    // In development one connects to any cluster: a simulator here, or a real one over TLS. A hosted copy lists its own.
    options.connect = ["http://127.0.0.1:*", "http://localhost:*", "https:"].map(str::to_owned).to_vec();
    let server = Server::start(listener, move || Rc::new(Host::new(options))).map_err(Error::new)?;
    let mut watch = tools.trunk("watch")?;
    let _watch = ChildProcess::start("Watching for changes", watch.arg("--dist").arg(&dist), "Is the limit of watched files reached?")?;

    // After the first lines of the watcher, so that the address is the last thing on the screen.
    std::thread::sleep(Duration::from_millis(500));
    println!("\nVoldeck is on {}   (reload the page after a rebuild; Ctrl-C ends it)\n", server.origin());
    http::wait_for_end();
    Ok(())
}
