//! Compressing: an answer on its way to a browser, and the built site in advance, for hosts that serve packed files.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::files;

/// Brotli as a careful host packs it: `brotli -q 11 --lgwin 24`.
pub fn brotli(bytes: &[u8]) -> Vec<u8> {
    let parameters =
        brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 24, size_hint: bytes.len(), ..brotli::enc::BrotliEncoderParams::default() };
    let mut packed = Vec::new();
    // Writing to memory cannot fail.
    let _ = brotli::BrotliCompress(&mut &bytes[..], &mut packed, &parameters);
    packed
}

/// Gzip as `gzip -9`.
pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    gzip_at(flate2::Compression::best(), bytes)
}

/// Gzip as a server does while the caller waits.
pub fn gzip_quickly(bytes: &[u8]) -> Vec<u8> {
    gzip_at(flate2::Compression::fast(), bytes)
}

fn gzip_at(level: flate2::Compression, bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), level);
    // Writing to memory cannot fail.
    let _ = encoder.write_all(bytes);
    encoder.finish().unwrap_or_default()
}

/// One file of the site, in bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Size {
    /// Its path below the folder.
    pub name: String,
    /// As it is.
    pub raw: usize,
    /// As `gzip -9` packs it.
    pub gzip: usize,
    /// As `brotli -q 11` does.
    pub brotli: usize,
}

/// The endings of packed files, which stand beside the plain ones: `index.html.br`.
const PACKED: [&str; 2] = ["br", "gz"];

/// Whether this is the packed form of another file.
pub fn is_packed(file: &Path) -> bool {
    file.extension().and_then(|extension| extension.to_str()).is_some_and(|extension| PACKED.contains(&extension))
}

/// Puts a packed form of each file beside it, for hosts that serve such files instead of packing anew for every browser, and
/// tells the sizes. Older packed forms go.
///
/// # Errors
/// The folder cannot be read or written.
pub fn pack(dist: &Path) -> Result<Vec<Size>, Error> {
    let cannot = |file: &Path, error: std::io::Error| Error::new(format!("{} cannot be packed: {error}", file.display()));
    let (old, files): (Vec<_>, Vec<_>) = files::below(dist).into_iter().partition(|file| is_packed(file));
    for file in old {
        fs::remove_file(&file).map_err(|error| cannot(&file, error))?;
    }
    let mut sizes = Vec::new();
    for file in files {
        let bytes = fs::read(&file).map_err(|error| cannot(&file, error))?;
        let forms = [brotli(&bytes), gzip(&bytes)];
        for (ending, form) in PACKED.into_iter().zip(&forms) {
            if form.len() < bytes.len() {
                let beside = PathBuf::from(format!("{}.{ending}", file.display()));
                fs::write(&beside, form).map_err(|error| cannot(&beside, error))?;
            }
        }
        let name = file.strip_prefix(dist).unwrap_or(&file).display().to_string();
        sizes.push(Size { name, raw: bytes.len(), gzip: forms[1].len(), brotli: forms[0].len() });
    }
    Ok(sizes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packed_files_stand_beside_the_plain_ones_and_are_counted_once() {
        let folder = std::env::temp_dir().join(format!("voldeck-pack-{}", std::process::id()));
        fs::create_dir_all(folder.join("deep")).expect("a folder");
        fs::write(folder.join("deep/a.js"), "let a;".repeat(100)).expect("a file");
        fs::write(folder.join("tiny.svg"), "<svg/>").expect("a file");
        fs::write(folder.join("gone.js.br"), "of an older build").expect("a file");
        for _ in 0..2 {
            let sizes = pack(&folder).expect("packed");
            let names: Vec<&str> = sizes.iter().map(|size| size.name.as_str()).collect();
            assert_eq!(names, ["deep/a.js", "tiny.svg"]);
            assert!(sizes[0].raw == 600 && sizes[0].brotli < 60, "{sizes:?}");
        }
        let there: Vec<String> =
            files::below(&folder).iter().filter_map(|file| file.file_name()).map(|name| name.to_string_lossy().into_owned()).collect();
        assert_eq!(there, ["a.js", "a.js.br", "a.js.gz", "tiny.svg"], "what does not get smaller is not packed");
        fs::remove_dir_all(folder).expect("removed");
    }
}
