//! `cargo xtask serve`: the console on this machine, rebuilt whenever a source changes.
//!
//! The files are served by our own host, so that development runs under the same strict Content-Security-Policy as everything else.

use std::path::PathBuf;
use std::rc::Rc;
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use clap::Args;
use notify::{RecursiveMode, Watcher as _};

use crate::error::Error;
use crate::host::{Host, Options};
use crate::http::{self, Server};
use crate::site;
use crate::tools::{self, Kind, Tools};

/// The arguments of `cargo xtask serve`.
#[derive(Args)]
pub struct Arguments {
    /// Where to listen on 127.0.0.1.
    #[arg(long, default_value_t = 8080)]
    pub port: u16,
    /// Serve this file as voldeck.json.
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
}

/// `cargo xtask serve`.
///
/// # Errors
/// The port is taken, a tool is missing, or the first build failed.
pub fn command(arguments: Arguments) -> Result<(), Error> {
    // A taken port is reported now, and not after minutes of building.
    let listener = http::listen(arguments.port).map_err(Error::new)?;
    let tools = Tools::ready(Kind::Development)?;
    let dist = tools::target_folder().join("voldeck-dev");
    site::build(&tools, &dist, Kind::Development)?;
    let mut options = Options::new(dist.clone());
    options.config = arguments.config;
    // In development one connects to any cluster: a simulator here, or a real one over TLS. A hosted copy lists its own.
    options.connect = ["http://127.0.0.1:*", "http://localhost:*", "https:"].map(str::to_owned).to_vec();
    let server = Server::start(listener, move || Rc::new(Host::new(options))).map_err(Error::new)?;
    let changes = watch()?;
    println!("\nVoldeck is on {}   (Ctrl-C ends it)\n", server.origin());
    thread::spawn(move || {
        while changes.recv().is_ok() {
            // What an editor writes at once is one change.
            while changes.recv_timeout(QUIET).is_ok() {}
            let begun = Instant::now();
            match site::build(&tools, &dist, Kind::Development) {
                Ok(_) => println!("Built anew in {:.1} s: reload the page.", begun.elapsed().as_secs_f32()),
                Err(error) => println!("{error}"),
            }
        }
    });
    http::wait_for_end();
    Ok(())
}

/// How long it is quiet after the last file of a change.
const QUIET: Duration = Duration::from_millis(50);
/// What the site is made of.
const SOURCES: [&str; 6] = ["index.html", "assets", "style", "src", "crates", "Cargo.toml"];

/// Tells when a source changes, until the receiver goes.
fn watch() -> Result<mpsc::Receiver<()>, Error> {
    let cannot =
        |error: notify::Error| Error::new(format!("Changes cannot be watched: {error}")).advice("Is the limit of watched files reached?");
    let (tell, changes) = mpsc::channel();
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
        if event.is_ok_and(|event| !event.kind.is_access()) {
            let _ = tell.send(());
        }
    })
    .map_err(cannot)?;
    for source in SOURCES {
        watcher.watch(&tools::root().join(source), RecursiveMode::Recursive).map_err(cannot)?;
    }
    // It watches as long as it is there: as long as this program runs.
    std::mem::forget(watcher);
    Ok(changes)
}
