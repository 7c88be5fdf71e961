//! What the browser tests use of others beside Chromium: the portals of `examples/embed` that are made with others' software, which comes
//! from npm and the Python package index, Firefox and `WebKit`.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::browser;
use crate::error::Error;
use crate::report::TestCounts;
use crate::{files, process, python, tools};

/// Makes them ready; gives the environment variables that tell the tests where they are. What cannot be had here is skipped.
///
/// # Errors
/// A portal does not build, or its packages cannot be had.
pub fn ready(counts: &mut TestCounts) -> Result<Vec<(String, String)>, Error> {
    let examples = tools::root().join("examples/embed");
    let mut all = vec![("VOLDECK_REACT_ADMIN".to_owned(), react_admin(&examples.join("react-admin"))?.display().to_string())];
    match python::interpreter() {
        Some(system) => {
            let wanted = files::read(&examples.join("django/requirements.txt"))?;
            let python = python::python_with(&system, wanted.as_bytes())?;
            all.push(("VOLDECK_DJANGO_PYTHON".to_owned(), python.display().to_string()));
        }
        None => counts.skip("the portal made with Django wants Python 3.10 or newer with the modules venv and ensurepip"),
    }
    match firefox() {
        Ok(firefox) => all.push(("VOLDECK_FIREFOX".to_owned(), firefox.display().to_string())),
        Err(error) => counts.skip(&format!("the look through Firefox: {error}")),
    }
    match webkit() {
        Ok(driver) => all.push(("VOLDECK_WEBKIT".to_owned(), driver.display().to_string())),
        Err(error) => counts.skip(&format!("the look through WebKit: {error}")),
    }
    Ok(all)
}

/// What drives `WebKit`, Safari's engine, as GTK has it; with a screen in memory to show it on.
fn webkit() -> Result<PathBuf, Error> {
    const ADVICE: &str = "Install WebKitGTK's driver (on Debian: apt-get install webkit2gtk-driver xvfb)";
    let installed = || tools::on_path("Xvfb").and_then(|_| tools::on_path("WebKitWebDriver"));
    if let Some(driver) = installed() {
        return Ok(driver);
    }
    tools::system_packages("WebKit", &["webkit2gtk-driver", "xvfb"], ADVICE)?;
    installed().ok_or_else(|| Error::new("WebKitWebDriver or Xvfb is not on PATH.").advice(ADVICE))
}

/// Firefox, or Debian's long-term release of it, which is installed where that can be done.
fn firefox() -> Result<PathBuf, Error> {
    const ADVICE: &str = "Install Firefox (on Debian: apt-get install firefox-esr)";
    let installed = || ["firefox-esr", "firefox"].into_iter().find_map(tools::on_path);
    if let Some(firefox) = installed() {
        return Ok(firefox);
    }
    tools::system_packages("Firefox", &["firefox-esr"], ADVICE)?;
    installed().ok_or_else(|| Error::new("Firefox is not on PATH.").advice(ADVICE))
}

/// Built by Vite with the package as it is now.
fn react_admin(folder: &Path) -> Result<PathBuf, Error> {
    browser::install(folder, "Installing react-admin")?;
    // The page with the console is typed: the package's types are what its compiler reads.
    let mut types = Command::new("node");
    types.arg("node_modules/typescript/bin/tsc").current_dir(folder);
    process::run("Checking the types of the portal made with react-admin", &mut types, "The lines above are those of TypeScript")?;
    let mut build = Command::new("node");
    build.args(["node_modules/vite/bin/vite.js", "build", "--logLevel", "warn"]).current_dir(folder);
    process::run("Building the portal made with react-admin", &mut build, "The lines above are those of Vite")?;
    Ok(folder.join("dist"))
}
