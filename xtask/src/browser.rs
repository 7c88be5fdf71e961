//! The built site in a real Chromium, driven by Playwright (`tests/browser`).
//!
//! The servers that the tests talk to run in this process: they end with it, whatever happens.

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::rc::Rc;

use crate::cinder::Cloud;
use crate::error::Error;
use crate::host::{Host, Options};
use crate::http::Server;
use crate::proxy::Proxy;
use crate::report::{self, TestCounts};
use crate::simulators::{self, Simulators};
use crate::{process, tools};

/// What to install when Node or Chromium is missing.
const NODE: &str = "Install Node 20 or newer with npm (nodejs.org)";
const CHROMIUM: &str =
    "Install Chromium or Google Chrome (on Debian: apt-get install chromium), or name one: VOLDECK_CHROMIUM=/path/to/chrome";

/// Runs the tests against the site in `dist`, which is served from two `hosts`; with real servers, if there are any, and where the portals
/// made with others' software are. With `specs`,
/// only files whose names hold one of them.
///
/// # Errors
/// Node or Chromium is missing, or a test failed.
pub fn tests(
    counts: &mut TestCounts,
    dist: &Path,
    hosts: Vec<TcpListener>,
    cloud: Option<&Cloud>,
    portals: Vec<(String, String)>,
    specs: &[String],
) -> Result<(), Error> {
    let servers = Servers::start(dist, hosts, cloud).map_err(Error::new)?;
    let mut environment = servers.environment();
    environment.extend(cloud.map(Cloud::environment).unwrap_or_default());
    environment.extend(portals);
    playwright(counts, "Browser tests", &environment, specs)
}

/// Runs those tests that this environment is for: see `playwright.config.mjs`. With `specs`, only files whose names hold one of them.
///
/// # Errors
/// Node or Chromium is missing, or a test failed.
pub fn playwright(counts: &mut TestCounts, title: &str, environment: &[(String, String)], specs: &[String]) -> Result<(), Error> {
    let folder = packages()?;
    let chromium = chromium()?;
    let report = tools::root().join("target/playwright.json");
    let _ = fs::remove_file(&report);
    let mut run = Command::new("node");
    run.args(["node_modules/@playwright/test/cli.js", "test"]).args(specs).current_dir(folder);
    run.env("VOLDECK_CHROMIUM", chromium).env("VOLDECK_REPORT", &report);
    run.envs(environment.iter().map(|(name, value)| (name, value)));
    let outcome = process::run(
        title,
        &mut run,
        "tests/browser/test-results holds a screenshot of each failure; with VOLDECK_TRACE=1 a trace as well",
    );
    let counted = fs::read_to_string(&report).ok().and_then(|text| report::playwright(&text));
    *counts += counted.unwrap_or(TestCounts::one(false));
    outcome.map(drop)
}

/// The folder of the browser tests, its packages installed exactly as locked.
///
/// # Errors
/// Node is missing, or the packages cannot be had.
pub fn packages() -> Result<PathBuf, Error> {
    let folder = tools::root().join("tests/browser");
    install(&folder, "Installing Playwright")?;
    Ok(folder)
}

/// Installs the packages of a folder exactly as locked, unless they are there.
///
/// # Errors
/// Node is missing, or the packages cannot be had.
pub fn install(folder: &Path, title: &str) -> Result<(), Error> {
    let npm = tools::npm(NODE)?;
    let changed = |path: &str| fs::metadata(folder.join(path)).and_then(|data| data.modified()).ok();
    // npm writes this file last, when all is installed.
    let installed = changed("node_modules/.package-lock.json");
    if installed.is_none() || installed < changed("package-lock.json") {
        let mut install = Command::new(npm);
        install.args(["ci", "--no-audit", "--no-fund"]).current_dir(folder).env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
        process::run(title, &mut install, "Is the npm registry reachable?")?;
    }
    Ok(())
}

/// The browser to drive: the one named, the one installed, or one installed now.
///
/// # Errors
/// There is none and none can be installed.
pub fn chromium() -> Result<PathBuf, Error> {
    if let Some(named) = std::env::var_os("VOLDECK_CHROMIUM").map(PathBuf::from) {
        let gone = || Error::new(format!("VOLDECK_CHROMIUM names {}, which is not there.", named.display())).advice(CHROMIUM);
        return if named.is_file() { Ok(named) } else { Err(gone()) };
    }
    if let Some(shell) = tools::on_path(SHELL) {
        return Ok(shell);
    }
    let installed = installed_chromium();
    let offered = installed.is_none() || process::quiet(Command::new("apt-cache").args(["show", SHELL])).is_some();
    if offered
        && tools::system_packages("Chromium without a screen", &[SHELL], CHROMIUM).is_ok()
        && let Some(shell) = tools::on_path(SHELL)
    {
        return Ok(shell);
    }
    if let Some(installed) = installed {
        return Ok(installed);
    }
    tools::system_packages("Chromium", &["chromium"], CHROMIUM)?;
    installed_chromium().ok_or_else(|| Error::new("Chromium is not on PATH.").advice(CHROMIUM))
}

/// Chromium as Debian packs it for machines without a screen: the same engine, with less to start for each test.
const SHELL: &str = "chromium-headless-shell";

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

/// The servers of the browser tests: the site at a root and under a sub-path, and the simulators.
struct Servers {
    simulators: Simulators,
    root: Server,
    subpath: Server,
}

impl Servers {
    fn start(dist: &Path, hosts: Vec<TcpListener>, cloud: Option<&Cloud>) -> Result<Self, String> {
        // The simulators must know the origins of the hosts, and the hosts those of the simulators: ports first.
        let [root, subpath] = <[TcpListener; 2]>::try_from(hosts).map_err(|hosts| format!("There are {} hosts, not 2", hosts.len()))?;
        let simulators = Simulators::start(&[simulators::origin(&root), simulators::origin(&subpath)])?;
        let connect = [simulators.origins(), cloud.map(Cloud::origins).unwrap_or_default()].concat();
        let at_root = Options { connect, proxies: simulators.own_proxies()?, ..Options::new(dist.to_path_buf()) };
        let mut proxies = simulators.proxies()?;
        // The real servers through a proxy, which leads to the front: Keystone and Cinder are below one address there.
        proxies.extend(cloud.map(|cloud| Proxy::parse(&format!("real={}", cloud.front()))).transpose()?);
        let below = Options { base: "/console/".to_owned(), proxies, ..Options::new(dist.to_path_buf()) };
        Ok(Self {
            simulators,
            root: Server::start(root, move || Rc::new(Host::new(at_root)))?,
            subpath: Server::start(subpath, move || Rc::new(Host::new(below)))?,
        })
    }

    /// The environment variables that tell the tests where everything is.
    fn environment(&self) -> Vec<(String, String)> {
        let mut all = self.simulators.environment();
        all.push(("VOLDECK_URL".to_owned(), format!("{}/", self.root.origin())));
        all.push(("VOLDECK_SUBPATH_URL".to_owned(), format!("{}/console/", self.subpath.origin())));
        all
    }
}
