//! Programs out of Debian's packages, unpacked into the user's cache instead of installed: a server that is installed starts to
//! listen at once.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::error::Error;
use crate::{files, process, tools};

/// A program of the first of these packages; the others bring what it may load. `None` where there is no `apt-get`.
pub fn program(packages: &[&str], program: &str, advice: &str) -> Option<Result<PathBuf, Error>> {
    tools::on_path("apt-get")?;
    let name = format!("{}-debian", packages.first()?);
    let folder = tools::kept(&name, Path::new(program), |folder| {
        // Only root may read the lists anew; they may be there.
        let _ = process::run("Reading the list of packages", Command::new("apt-get").args(["update", "-q"]), advice);
        for (at, package) in packages.iter().enumerate() {
            let mut download = Command::new("apt-get");
            let outcome =
                process::run(&format!("Fetching {package}"), download.args(["download", "-q", package]).current_dir(folder), advice);
            // Without the others it has less to offer.
            if at == 0 {
                outcome?;
            }
        }
        for package in files::below(folder) {
            process::run("Unpacking", Command::new("dpkg-deb").arg("-x").arg(package).arg(folder), advice)?;
        }
        Ok(())
    });
    Some(folder.map(|folder| folder.join(program)))
}
