//! Servers out of the Python package index (Keystone, Cinder), in a folder of their own for one run.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use crate::error::Error;
use crate::process::ChildProcess;
use crate::{ports, tools};

/// How long one step may take.
const PATIENCE: Duration = Duration::from_secs(180);
/// How often a step is looked at, and after how long it says again that it is still under way.
const LOOK: Duration = Duration::from_millis(100);
const SAY_AGAIN: Duration = Duration::from_secs(5);
/// How many of a program's last lines are told when it fails.
const LAST_LINES: usize = 12;

/// Where the programs live.
pub struct Workspace {
    python: PathBuf,
    folder: PathBuf,
}

/// A program of ours that runs one of theirs.
pub struct Program {
    /// What it is called: `Keystone`.
    pub name: &'static str,
    /// What it printed.
    printed: PathBuf,
    process: ChildProcess,
}

impl Workspace {
    /// A new folder for programs of this Python. It goes with this value.
    ///
    /// # Errors
    /// It cannot be made.
    pub fn new(python: PathBuf) -> Result<Self, Error> {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let folder = std::env::temp_dir().join(format!("voldeck-{}-{}", std::process::id(), since.subsec_nanos()));
        let workspace = Self { python, folder };
        for name in ["log", "state", "lock"] {
            fs::create_dir_all(workspace.folder.join(name)).map_err(|error| workspace.unwritable(name, &error))?;
        }
        Ok(workspace)
    }

    /// The folder, as settings name it.
    pub fn folder(&self) -> String {
        self.folder.display().to_string()
    }

    /// Where a package has put files that are no modules.
    pub fn share(&self, package: &str) -> String {
        let environment = self.python.parent().and_then(Path::parent).unwrap_or(&self.python);
        environment.join("etc").join(package).display().to_string()
    }

    /// Writes a file, its gaps filled: `{folder}`. Returns where it is.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn write(&self, name: &str, text: &str, gaps: &[(&str, &str)]) -> Result<String, Error> {
        let filled = gaps.iter().fold(text.to_owned(), |text, (gap, value)| text.replace(&format!("{{{gap}}}"), value));
        let file = self.folder.join(name);
        fs::write(&file, filled).map_err(|error| self.unwritable(name, &error))?;
        Ok(file.display().to_string())
    }

    fn unwritable(&self, name: &str, error: &std::io::Error) -> Error {
        Error::new(format!("{} cannot be written: {error}", self.folder.join(name).display())).advice("Set TMPDIR to another folder")
    }

    /// Starts one of the scripts beside this program.
    ///
    /// # Errors
    /// It cannot be started.
    pub fn run(&self, name: &'static str, script: &str, arguments: &[&str]) -> Result<Program, Error> {
        let mut command = Command::new(&self.python);
        // What their libraries say of each other's age is not for us to mend.
        command.args(["-W", "ignore"]).arg(tools::root().join("xtask/cinder").join(script)).args(arguments);
        // Their programs look for settings at home; and nothing of the user's is to be found there.
        command.current_dir(&self.folder).env("HOME", &self.folder).env("PYTHONDONTWRITEBYTECODE", "1");
        let printed = self.folder.join("log").join(format!("{}.out", name.to_lowercase().replace(' ', "-")));
        let process = ChildProcess::tethered(name, &mut command, &printed)?;
        Ok(Program { name, printed, process })
    }

    /// Waits until this is so, and says for how long already.
    ///
    /// # Errors
    /// The question itself, or it takes too long.
    pub fn until(&self, what: &str, mut is_so: impl FnMut() -> Result<bool, Error>) -> Result<(), Error> {
        let (started, mut said) = (Instant::now(), Instant::now());
        println!("▸ {what}");
        while !is_so()? {
            if started.elapsed() > PATIENCE {
                let words = format!("{what} took longer than {} s.", PATIENCE.as_secs());
                return Err(self.last_words(Error::new(words)).advice("Is this machine very busy? Try again"));
            }
            if said.elapsed() > SAY_AGAIN {
                said = Instant::now();
                println!("  … {:.0} s", started.elapsed().as_secs_f64());
            }
            std::thread::sleep(LOOK);
        }
        Ok(())
    }

    /// The last lines of every log that tell of something wrong, and of what was printed beside the logs.
    fn last_words(&self, mut error: Error) -> Error {
        let logs = fs::read_dir(self.folder.join("log")).into_iter().flatten().flatten();
        for path in logs.map(|entry| entry.path()) {
            let printed = path.extension().is_some_and(|extension| extension == "out");
            let telling = last_lines(&path, |line| printed || line.contains(" ERROR ") || line.contains(" CRITICAL "));
            for line in telling {
                error = error.detail(format!("{} | {line}", path.file_stem().unwrap_or_default().to_string_lossy()));
            }
        }
        error
    }
}

impl Drop for Workspace {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

impl Program {
    /// Whether it has ended, and well.
    ///
    /// # Errors
    /// It failed: with its last words.
    pub fn finished(&mut self, workspace: &Workspace) -> Result<bool, Error> {
        match self.process.ended() {
            Ok(Some(true)) => Ok(true),
            Ok(None) => Ok(false),
            _ => Err(workspace.last_words(Error::new(format!("{} failed.", self.name)))),
        }
    }

    /// Whether it answers at this port of this machine.
    ///
    /// # Errors
    /// It has ended: with its last words.
    pub fn answers(&mut self, workspace: &Workspace, port: u16) -> Result<bool, Error> {
        match self.process.ended() {
            Ok(None) => Ok(ports::status(port, "/").is_some_and(|status| status < 400)),
            _ => Err(workspace.last_words(Error::new(format!("{} ended instead of serving.", self.name)))),
        }
    }

    /// The last line that it printed.
    pub fn said(&self) -> String {
        last_lines(&self.printed, |_| true).pop().unwrap_or_default()
    }

    /// The program alone.
    pub fn into_process(self) -> ChildProcess {
        self.process
    }
}

/// The last such lines of a file that are not empty.
fn last_lines(path: &Path, such: impl Fn(&str) -> bool) -> Vec<String> {
    let bytes = fs::read(path).unwrap_or_default();
    let text = String::from_utf8_lossy(&bytes);
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty() && such(line)).collect();
    lines[lines.len().saturating_sub(LAST_LINES)..].iter().map(|line| (*line).to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_workspace_fills_gaps_and_is_removed_when_dropped() {
        let workspace = Workspace::new(PathBuf::from("/venv/bin/python")).expect("a folder");
        let file =
            workspace.write("a.conf", "at {folder}, {port}; {other}", &[("folder", &workspace.folder()), ("port", "5")]).expect("a file");
        let folder = workspace.folder();
        assert_eq!(fs::read_to_string(&file).ok(), Some(format!("at {folder}, 5; {{other}}")));
        assert_eq!(workspace.share("cinder"), "/venv/etc/cinder");
        drop(workspace);
        assert!(!Path::new(&folder).exists());
    }
}
