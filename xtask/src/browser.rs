//! The built site in a real Chromium, driven by Playwright (`tests/browser`).
//!
//! The servers that the tests talk to run in this process: they end with it, whatever happens.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::rc::Rc;

use crate::host::{Host, Options, Relay};
use crate::http::{self, Server};
use crate::process::{self, Trouble};
use crate::report::{self, Tally};
use crate::{simulate, tools};

/// What to install when Node or Chromium is missing.
const NODE: &str = "Install Node 20 or newer with npm (nodejs.org)";
const CHROMIUM: &str =
    "Install Chromium or Google Chrome (on Debian: apt-get install chromium), or name one: VOLDECK_CHROMIUM=/path/to/chrome";

/// Runs the tests against the site in `dist`.
///
/// # Errors
/// Node or Chromium is missing, or a test failed.
pub fn tests(tally: &mut Tally, dist: &Path) -> Result<(), Trouble> {
    let folder = packages()?;
    let chromium = chromium()?;
    let stand = Stand::start(dist).map_err(Trouble::new)?;

    let report = tools::root().join("target/playwright.json");
    let _ = fs::remove_file(&report);
    let mut run = Command::new("node");
    run.args(["node_modules/@playwright/test/cli.js", "test"]).current_dir(folder);
    run.env("VOLDECK_CHROMIUM", chromium).env("VOLDECK_REPORT", &report).envs(stand.addresses());
    run.envs(simulate::TOKENS.map(|(name, token, _)| (name, token)));
    let outcome = process::run("Browser tests", &mut run, "tests/browser/test-results holds a screenshot and a trace of each failure");
    let counted = fs::read_to_string(&report).ok().and_then(|text| report::playwright(&text));
    *tally += counted.unwrap_or(Tally::one(false));
    outcome.map(drop)
}

/// The folder of the browser tests, its packages installed exactly as locked.
///
/// # Errors
/// Node is missing, or the packages cannot be had.
pub fn packages() -> Result<PathBuf, Trouble> {
    let npm = tools::npm(NODE)?;
    let folder = tools::root().join("tests/browser");
    let changed = |path: &str| fs::metadata(folder.join(path)).and_then(|data| data.modified()).ok();
    // npm writes this file last, when all is installed.
    let installed = changed("node_modules/.package-lock.json");
    if installed.is_none() || installed < changed("package-lock.json") {
        let mut install = Command::new(npm);
        install.args(["ci", "--no-audit", "--no-fund"]).current_dir(&folder).env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
        process::run("Installing Playwright", &mut install, "Is the npm registry reachable?")?;
    }
    Ok(folder)
}

/// The browser to drive: the one named, the one installed, or one installed now.
///
/// # Errors
/// There is none and none can be installed.
pub fn chromium() -> Result<PathBuf, Trouble> {
    if let Some(named) = std::env::var_os("VOLDECK_CHROMIUM").map(PathBuf::from) {
        let gone = || Trouble::new(format!("VOLDECK_CHROMIUM names {}, which is not there.", named.display())).advice(CHROMIUM);
        return if named.is_file() { Ok(named) } else { Err(gone()) };
    }
    if let Some(found) = installed_chromium() {
        return Ok(found);
    }
    tools::system_packages("Chromium", &["chromium"], CHROMIUM)?;
    installed_chromium().ok_or_else(|| Trouble::new("Chromium is not on PATH.").advice(CHROMIUM))
}

fn installed_chromium() -> Option<PathBuf> {
    const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
    const PLACES: [&str; 3] = [
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
        "C:/Program Files/Google/Chrome/Application/chrome.exe",
    ];
    let places = PLACES.iter().map(PathBuf::from).filter(|path| path.is_file());
    NAMES.into_iter().filter_map(tools::on_path).chain(places).next()
}

/// The servers of the browser tests: the site at a root and under a sub-path, and a simulator of each kind.
struct Stand {
    servers: Vec<(&'static str, Server)>,
}

impl Stand {
    fn start(dist: &Path) -> Result<Self, String> {
        // The simulators must know the origins of the hosts, and the hosts those of the simulators: ports first.
        let (root, subpath) = (http::listen(0)?, http::listen(0)?);
        let cors = [&root, &subpath].map(|listener| listener.local_addr().map(|address| format!("http://{address}")).unwrap_or_default());
        let simulator = |shape, acl| {
            let options = simulate::Options { shape, acl, cors: cors.to_vec(), control: true, ..simulate::Options::default() };
            simulate::start(http::listen(0)?, options)
        };
        let mut servers = vec![
            ("NOMAD_OPEN_URL", simulator(simulate::NEWEST, false)?),
            ("NOMAD_ACL_URL", simulator(simulate::NEWEST, true)?),
            ("NOMAD_OLD_URL", simulator(simulate::shape("0.12")?, false)?),
            ("NOMAD_011_URL", simulator(simulate::shape("0.11")?, false)?),
        ];
        let relays =
            [("nomad-open", 0), ("nomad-acl", 1)].map(|(name, index)| Relay::parse(&format!("{name}={}", servers[index].1.origin())));
        let connect: Vec<String> = servers.iter().map(|(_, server)| server.origin()).collect();
        let at_root = Options { connect, ..Options::new(dist.to_path_buf()) };
        let below = Options {
            base: "/console/".to_owned(),
            relays: relays.into_iter().collect::<Result<_, _>>()?,
            ..Options::new(dist.to_path_buf())
        };
        servers.push(("VOLDECK_URL", Server::start(root, move || Rc::new(Host::new(at_root)))?));
        servers.push(("VOLDECK_SUBPATH_URL", Server::start(subpath, move || Rc::new(Host::new(below)))?));
        Ok(Self { servers })
    }

    /// The environment variables that tell the tests where everything is.
    fn addresses(&self) -> impl Iterator<Item = (&'static str, String)> {
        self.servers.iter().map(|(name, server)| match *name {
            "VOLDECK_URL" => (*name, format!("{}/", server.origin())),
            "VOLDECK_SUBPATH_URL" => (*name, format!("{}/console/", server.origin())),
            _ => (*name, server.origin()),
        })
    }
}
