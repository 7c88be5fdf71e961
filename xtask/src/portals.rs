//! The portals of `examples/embed` that are made with others' software, made ready for the browser tests: what they are built with comes
//! from npm and the Python package index.

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
    Ok(all)
}

/// Built by Vite with the package as it is now.
fn react_admin(folder: &Path) -> Result<PathBuf, Error> {
    browser::install(folder, "Installing react-admin")?;
    let mut build = Command::new("node");
    build.args(["node_modules/vite/bin/vite.js", "build", "--logLevel", "warn"]).current_dir(folder);
    process::run("Building the portal made with react-admin", &mut build, "The lines above are those of Vite")?;
    Ok(folder.join("dist"))
}
