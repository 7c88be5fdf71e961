//! Python of this system, and environments with packages of the Python index, kept in the user's cache.

use std::fs;
use std::hash::Hasher;
use std::path::{Path, PathBuf};
use std::process::Command;

use fnv::FnvHasher;

use crate::error::Error;
use crate::{process, tools};

/// A Python that can make environments.
pub fn interpreter() -> Option<PathBuf> {
    interpreter_since(10)
}

/// A Python 3 of at least this minor version that can make environments.
pub fn interpreter_since(minor: u8) -> Option<PathBuf> {
    let probe = format!("import sys, venv, ensurepip; sys.exit(sys.version_info < (3, {minor}))");
    let usable = |python: &PathBuf| process::quiet(Command::new(python).args(["-c", &probe])).is_some();
    ["python3", "python", "python3.13", "python3.12", "python3.11"].into_iter().filter_map(tools::on_path).find(usable)
}

/// The Python of an environment with exactly these packages, kept by what it holds: other requirements are another environment.
///
/// # Errors
/// The environment cannot be made, or the packages cannot be had.
pub fn python_with(system: &Path, requirements: &[u8]) -> Result<PathBuf, Error> {
    let version = process::quiet(Command::new(system).arg("--version")).unwrap_or_default();
    let name = format!("python-{:016x}", fingerprint(&[version.as_bytes(), requirements].concat()));
    let python = Path::new(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" });
    let folder = tools::kept(&name, python, |folder| {
        let advice = "Is the Python package index reachable?";
        process::run("Making a Python environment", Command::new(system).args(["-m", "venv"]).arg(folder), advice)?;
        let list = folder.join("requirements.txt");
        fs::write(&list, requirements).map_err(|error| Error::new(format!("{} cannot be written: {error}", list.display())))?;
        // Only `python -m` and ready-made programs are used of it, which is why it may be moved to its last place afterwards.
        let mut install = Command::new(folder.join(python));
        install.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]);
        // The list is whole: nothing is added to it, and a package's own wishes for old releases of others do not count.
        install.args(["--no-deps", "--requirement"]).arg(list);
        process::run("Installing Python packages", &mut install, advice).map(drop)
    })?;
    Ok(folder.join(python))
}

/// FNV-1a, which stays the same from one release of Rust to the next.
fn fingerprint(bytes: &[u8]) -> u64 {
    let mut hasher = FnvHasher::default();
    hasher.write(bytes);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fingerprint_is_the_published_one() {
        assert_eq!(fingerprint(b""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(fingerprint(b"a"), 0xaf63_dc4c_8601_ec8c);
    }
}
