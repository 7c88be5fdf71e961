//! Building the site, packing it for hosts that serve packed files, and telling how large it is for a browser.

use std::path::{Path, PathBuf};

use crate::chunks::{CONNECT, Chunk, FIRST, FORMS, IMPORT, SETTINGS, VIEWS};
use crate::compress::{self, Size};
use crate::error::Error;
use crate::tools::{self, Kind, Tools};
use crate::{embed, headers_file, site, texts};

/// `cargo xtask build`.
///
/// # Errors
/// A tool is missing, or the build failed.
pub fn command() -> Result<(), Error> {
    release().map(drop)
}

/// Builds the optimised site into `dist/` and prints its sizes.
///
/// # Errors
/// A tool is missing, or the build failed.
pub fn release() -> Result<PathBuf, Error> {
    let tools = Tools::ready(Kind::Release)?;
    let dist = tools::root().join("dist");
    let console = site::build(&tools, &dist, Kind::Release)?;
    let mut sizes = compress::pack(&dist)?;
    sizes.extend(loads(&console.chunks, &sizes));
    println!("\n{}", table(&sizes));
    let package = embed::build(&tools, &dist, &console)?;
    headers_file::write(&dist)?;
    let (package, more) = embedded(&package, &console.chunks, &sizes);
    println!("\n{}", table(&package));
    println!("The package is {} bytes brotli larger than the site without its demo.", grouped(more));
    println!("The package for other people's pages is in dist-embed/: see its README.md.");
    println!("The site is in dist/. Any static host can serve it; `cargo xtask host` does so here.");
    Ok(dist)
}

/// What is downloaded in all by when.
fn loads(chunks: &[Chunk], files: &[Size]) -> Vec<Size> {
    let is_of =
        |file: &Size, wanted: &dyn Fn(&Chunk) -> bool| chunks.iter().any(|chunk| wanted(chunk) && chunk.modules.contains(&file.name));
    let load = |name: &str, wanted: &dyn Fn(&Chunk) -> bool| {
        let is_aside =
            |file: &Size| ["demo", "schema", "licences", "icon-", "sw.js", "webmanifest"].iter().any(|part| file.name.contains(part));
        let is_loaded = |file: &&Size| is_of(file, wanted) || !is_of(file, &|_| true) && !is_aside(file) && !is_language(file);
        sum(name, files.iter().filter(is_loaded))
    };
    // Of what only views need, what one of them does.
    let views = |name: &str| {
        let is_its = |file: &&Size| is_of(file, &|chunk| chunk.name == name) && !is_of(file, &|chunk| !chunk.is_views());
        sum(&format!("= the {name}"), files.iter().filter(is_its))
    };
    vec![
        load("= to the first row with Nomad", &|chunk| chunk.name == FIRST),
        load("= to the first row with every provider", &Chunk::is_driver),
        load("= with every provider, without the views", &|chunk| !chunk.is_views()),
        views(VIEWS),
        views(FORMS),
        views(CONNECT),
        views(SETTINGS),
        views(IMPORT),
        sum("= the texts of another language", files.iter().filter(|file| is_language(file))),
        load(ALL, &|_| true),
    ]
}

/// Whether it is loaded for another language than English only.
fn is_language(file: &Size) -> bool {
    texts::is_of_language(Path::new(&file.name))
}

/// What of the package a page loads by when, and how much more than the site the whole of it is.
fn embedded(files: &[Size], chunks: &[Chunk], site: &[Size]) -> (Vec<Size>, usize) {
    let is_wasm = |file: &&Size| Path::new(&file.name).extension().is_some_and(|ending| ending == "wasm");
    let before = sum("= before the first console", files.iter().filter(|file| !file.name.starts_with("lib/")));
    let is_first =
        |file: &&Size| chunks.iter().any(|chunk| chunk.name == FIRST && chunk.modules.iter().any(|module| file.name.ends_with(module)));
    let is_of_none =
        |file: &&Size| !is_language(file) && !chunks.iter().any(|chunk| chunk.modules.iter().any(|module| file.name.ends_with(module)));
    let row = sum("= to the first row with Nomad", files.iter().filter(|file| is_first(file) || is_of_none(file)));
    let all = sum("= all of the package, without other languages", files.iter().filter(|file| !is_language(file)));
    let of_site = site.iter().find(|size| size.name == ALL).map_or(0, |size| size.brotli);
    let mut rows: Vec<Size> = files.iter().filter(|file| !is_wasm(file)).cloned().collect();
    let more = all.brotli.saturating_sub(of_site);
    rows.extend([before, row, all]);
    (rows, more)
}

fn sum<'a>(name: &str, files: impl Iterator<Item = &'a Size>) -> Size {
    let nothing = Size { name: name.to_owned(), raw: 0, gzip: 0, brotli: 0 };
    files.fold(nothing, |sum, file| Size { raw: sum.raw + file.raw, gzip: sum.gzip + file.gzip, brotli: sum.brotli + file.brotli, ..sum })
}

/// All that the site may load.
const ALL: &str = "= all but the demo";

/// The first cell of the table: what the rows are, and the unit of all cells.
const HEADING: &str = "file, bytes";

/// The sizes as people read them.
fn table(sizes: &[Size]) -> String {
    let width = sizes.iter().map(|size| size.name.len()).max().unwrap_or(0).max(HEADING.len());
    let line = |name: &str, cells: [String; 3]| format!("{name:<width$}  {:>11}  {:>11}  {:>11}", cells[0], cells[1], cells[2]);
    let row = |size: &Size| line(&size.name, [grouped(size.raw), grouped(size.gzip), grouped(size.brotli)]);

    let mut lines = vec![line(HEADING, ["raw".to_owned(), "gzip -9".to_owned(), "brotli 11".to_owned()])];
    lines.extend(sizes.iter().map(row));
    lines.join("\n")
}

/// `1234567` as `1,234,567`.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped() {
        for (number, expected) in [(0, "0"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567")] {
            assert_eq!(grouped(number), expected);
        }
    }

    #[test]
    fn the_table_has_a_row_per_file() {
        let size = |name: &str, raw| Size { name: name.to_owned(), raw, gzip: raw / 2, brotli: raw / 4 };
        let expected = "\
file, bytes          raw      gzip -9    brotli 11
a.js               2,000        1,000          500
b_bg.wasm        400,000      200,000      100,000";
        assert_eq!(table(&[size("a.js", 2000), size("b_bg.wasm", 400_000)]), expected);
    }

    #[test]
    fn what_is_downloaded_follows_from_the_chunks() {
        let size = |(name, raw): (&str, usize)| Size { name: name.to_owned(), raw, gzip: 0, brotli: 0 };
        let chunk =
            |name: &str, modules: &[&str]| Chunk { name: name.to_owned(), modules: modules.iter().map(|&file| file.to_owned()).collect() };
        let files = [
            ("index.html", 1),
            ("demo.js", 2),
            ("a", 4),
            ("a_more", 8),
            ("b", 16),
            ("shared", 32),
            ("later", 64),
            ("v", 128),
            ("f", 256),
            ("drawn", 512),
            ("s", 1024),
            ("i", 2048),
            ("de-nomad.js", 4096),
            ("c", 8192),
        ];
        let chunks = [
            chunk("nomad", &["shared", "a"]),
            chunk("nomad_actions", &["shared", "later", "a", "a_more"]),
            chunk("cinder", &["b"]),
            chunk("views", &["shared", "later", "drawn", "v"]),
            chunk("forms", &["shared", "later", "drawn", "f"]),
            chunk("connect", &["shared", "later", "drawn", "c"]),
            chunk("settings", &["shared", "later", "drawn", "s"]),
            chunk("import", &["shared", "later", "i"]),
        ];
        let loads = loads(&chunks, &files.map(size));
        assert_eq!(loads.iter().map(|load| load.raw).collect::<Vec<_>>(), [37, 53, 125, 640, 768, 8704, 1536, 2048, 4096, 12_285]);
    }
}
