//! `_headers` of the built site: the headers of its files, for hosts of static files that read them from there (Cloudflare Pages and
//! Workers, Netlify). <https://developers.cloudflare.com/pages/configuration/headers/>

use std::path::Path;

use crate::compress;
use crate::error::Error;
use crate::files;
use crate::host::policy;
use crate::static_files::is_hashed;

/// Writes it into the folder of the site.
///
/// # Errors
/// The folder cannot be written.
pub fn write(dist: &Path) -> Result<(), Error> {
    let names = files::below(dist).into_iter().filter_map(|file| Some(file.strip_prefix(dist).ok()?.to_str()?.replace('\\', "/")));
    files::write(&dist.join("_headers"), &text(names))
}

/// Every file comes under the policy; those with a hash in their name are kept for ever. The others are revalidated on these hosts
/// unless something else is said.
fn text(names: impl Iterator<Item = String>) -> String {
    let policy = policy(&[]);
    let all = format!("/*\n  Content-Security-Policy: {policy}\n  X-Content-Type-Options: nosniff\n  Referrer-Policy: no-referrer\n");
    let mut hashed: Vec<String> = names.filter(|name| is_hashed(Path::new(name)) && !compress::is_packed(Path::new(name))).collect();
    hashed.sort();
    hashed.iter().fold(all, |text, name| format!("{text}/{name}\n  Cache-Control: public, max-age=31536000, immutable\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashed_files_are_kept_and_everything_is_under_the_policy() {
        let names =
            ["voldeck-demo.js", "index.html", "forms-1f0a5b3c9d2e4f60.wasm", "boot-1f0a5b3c9d2e4f60.js", "boot-1f0a5b3c9d2e4f60.js.br"];
        let text = text(names.into_iter().map(str::to_owned));
        let (all, kept) = text.split_once("/boot").expect("a hashed file");
        assert!(all.starts_with("/*\n  Content-Security-Policy: default-src 'none'; ") && all.contains("nosniff"), "{all}");
        assert_eq!(
            kept,
            "-1f0a5b3c9d2e4f60.js\n  Cache-Control: public, max-age=31536000, immutable\n\
             /forms-1f0a5b3c9d2e4f60.wasm\n  Cache-Control: public, max-age=31536000, immutable\n"
        );
    }
}
