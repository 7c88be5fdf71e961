//! One style sheet out of many: `style/voldeck.css` with its imports put in place.
//!
//! The sources are one file per part, in the order that `voldeck.css` imports them; a browser that loaded them
//! separately would send more than twenty requests. Who builds with Trunk alone has it run
//! this before each build (a hook in Trunk.toml).

use std::fs;
use std::path::Path;

use crate::error::Error;
use crate::tools;

/// `cargo xtask style`.
///
/// # Errors
/// An import cannot be read or is of a form that is not understood.
pub fn command() -> Result<(), Error> {
    let (root, bundle) = (tools::root(), bundle()?);
    let target = root.join("target/style/voldeck.css");
    // An unchanged file keeps its time, and so starts no further build.
    if fs::read_to_string(&target).is_ok_and(|old| old == bundle) {
        return Ok(());
    }
    let written = fs::create_dir_all(root.join("target/style")).and_then(|()| fs::write(&target, bundle));
    written.map_err(|error| Error::new(format!("{} cannot be written: {error}", target.display())))
}

/// The text of the one style sheet.
///
/// # Errors
/// An import cannot be read or is of a form that is not understood.
pub fn bundle() -> Result<String, Error> {
    bundled(&tools::root().join("style/voldeck.css")).map_err(Error::new)
}

/// The text of a style sheet with every import replaced by what it imports.
fn bundled(file: &Path) -> Result<String, String> {
    let text = fs::read_to_string(file).map_err(|error| format!("{} cannot be read: {error}", file.display()))?;
    let mut out = String::new();
    for line in text.lines() {
        if let Some(name) = imported(line).map_err(|why| format!("{}: {why}", file.display()))? {
            out.push_str(&bundled(&file.with_file_name(name))?);
        } else {
            out.push_str(line);
            out.push('\n');
        }
    }
    Ok(out)
}

/// The file that a line imports. Only the plain form is used in this project, one import on a line of its own.
fn imported(line: &str) -> Result<Option<&str>, String> {
    let Some(rest) = line.trim().strip_prefix("@import") else { return Ok(None) };
    let name = rest.trim().strip_suffix(';').map(str::trim).and_then(|rest| {
        let inner = rest.strip_prefix("url(").and_then(|rest| rest.strip_suffix(')')).unwrap_or(rest).trim();
        inner.strip_prefix('"')?.strip_suffix('"')
    });
    match name {
        Some(name) if !name.contains(['"', ':']) => Ok(Some(name)),
        _ => Err(format!("`{}` is not of the form @import url(\"part.css\");", line.trim())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_import_names_a_file() {
        for line in ["@import url(\"base.css\");", "  @import \"base.css\" ;"] {
            assert_eq!(imported(line), Ok(Some("base.css")), "{line}");
        }
        assert_eq!(imported("@layer base;"), Ok(None));
        for line in ["@import url(\"a.css\") layer(b);", "@import url(\"https://x/a.css\");", "@import 'a.css';"] {
            assert!(imported(line).is_err(), "{line}");
        }
    }
}
