//! Files: listing, reading, writing and copying, with errors that name them.

use std::fs;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::{Path, PathBuf};

use base64::Engine as _;
use sha2::{Digest as _, Sha256};

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

/// What a file holds, as 16 hexadecimal digits: a host has files kept for ever, so another content must have another name.
///
/// # Errors
/// It cannot be read.
pub fn hash(file: &Path) -> Result<String, Error> {
    let bytes = fs::read(file).map_err(|error| Error::new(format!("{} cannot be read: {error}", file.display())))?;
    let mut hasher = DefaultHasher::new();
    bytes.hash(&mut hasher);
    Ok(format!("{:016x}", hasher.finish()))
}

/// What a file has to be, in the form of `integrity` attributes.
///
/// # Errors
/// It cannot be read.
pub fn integrity(file: &Path) -> Result<String, Error> {
    let bytes = fs::read(file).map_err(|error| Error::new(format!("{} cannot be read: {error}", file.display())))?;
    Ok(format!("sha256-{}", base64::engine::general_purpose::STANDARD.encode(Sha256::digest(bytes))))
}
