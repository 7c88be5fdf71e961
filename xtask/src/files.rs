//! Files: listing, reading, writing and copying, with errors that name them.

use std::fs;
use std::path::{Path, PathBuf};

use crate::error::Error;

/// All files below a folder, sorted.
pub fn below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            files.extend(below(&path));
        } else {
            files.push(path);
        }
    }
    files.sort();
    files
}

/// The text of a file.
///
/// # Errors
/// It cannot be read.
pub fn read(file: &Path) -> Result<String, Error> {
    fs::read_to_string(file).map_err(|error| Error::new(format!("{} cannot be read: {error}", file.display())))
}

/// Writes a file.
///
/// # Errors
/// It cannot be written.
pub fn write(file: &Path, text: &str) -> Result<(), Error> {
    fs::write(file, text).map_err(|error| Error::new(format!("{} cannot be written: {error}", file.display())))
}

/// Copies a file.
///
/// # Errors
/// It cannot be read, or the other cannot be written.
pub fn copy(from: &Path, to: &Path) -> Result<(), Error> {
    fs::copy(from, to).map(drop).map_err(|error| Error::new(format!("{} cannot be copied to {}: {error}", from.display(), to.display())))
}
