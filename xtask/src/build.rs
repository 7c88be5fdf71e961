//! Building the site, packing it for hosts that serve packed files, and telling how large it is for a browser.

use std::path::PathBuf;

use crate::compress::{self, Size};
use crate::error::Error;
use crate::site;
use crate::tools::{self, Kind, Tools};

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
    site::build(&tools, &dist, Kind::Release)?;
    println!("\n{}", table(&compress::pack(&dist)?));
    println!("The site is in dist/. Any static host can serve it; `cargo xtask host` does so here.");
    Ok(dist)
}

/// The first cell of the table: what the rows are, and the unit of all cells.
const HEADING: &str = "file, bytes";

/// The sizes as people read them, with a total.
fn table(sizes: &[Size]) -> String {
    let total = |pick: fn(&Size) -> usize| sizes.iter().map(pick).sum::<usize>();
    let sum = Size { name: "total".to_owned(), raw: total(|s| s.raw), gzip: total(|s| s.gzip), brotli: total(|s| s.brotli) };
    let width = sizes.iter().map(|size| size.name.len()).max().unwrap_or(0).max(HEADING.len());
    let line = |name: &str, cells: [String; 3]| format!("{name:<width$}  {:>11}  {:>11}  {:>11}", cells[0], cells[1], cells[2]);
    let row = |size: &Size| line(&size.name, [grouped(size.raw), grouped(size.gzip), grouped(size.brotli)]);

    let mut lines = vec![line(HEADING, ["raw".to_owned(), "gzip -9".to_owned(), "brotli 11".to_owned()])];
    lines.extend(sizes.iter().map(row));
    lines.push(row(&sum));
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
    fn the_table_has_a_row_per_file_and_a_total() {
        let size = |name: &str, raw| Size { name: name.to_owned(), raw, gzip: raw / 2, brotli: raw / 4 };
        let expected = "\
file, bytes          raw      gzip -9    brotli 11
a.js               2,000        1,000          500
b_bg.wasm        400,000      200,000      100,000
total            402,000      201,000      100,500";
        assert_eq!(table(&[size("a.js", 2000), size("b_bg.wasm", 400_000)]), expected);
    }
}
