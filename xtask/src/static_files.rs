//! Files of a site: which file a path means, which media type it has, how long it may be kept, and in which coding it is asked for.

use std::path::{Path, PathBuf};

/// The media type by the file's extension.
pub fn media_type(path: &Path) -> &'static str {
    match path.extension().and_then(|extension| extension.to_str()).unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "wasm" => "application/wasm",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "txt" | "md" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

/// The file that a request path means, relative to the site's folder. `None` for whatever could lead out of it.
pub fn relative_file(path: &str) -> Option<PathBuf> {
    let decoded = percent_encoding::percent_decode_str(path).decode_utf8().ok()?;
    if decoded.contains(['\\', '\0', ':']) {
        return None;
    }
    let mut file = PathBuf::new();
    for segment in decoded.split('/') {
        match segment {
            "" | "." => {}
            ".." => return None,
            name => file.push(name),
        }
    }
    if decoded.is_empty() || decoded.ends_with('/') {
        file.push("index.html");
    }
    Some(file)
}

/// Whether the name carries a hash of its content, so that it may be kept for ever.
pub fn is_hashed(path: &Path) -> bool {
    let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
    let hash = stem.strip_suffix("_bg").unwrap_or(stem).rsplit('-').next().unwrap_or_default();
    stem.contains('-') && (12..=16).contains(&hash.len()) && hash.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Whether a request with this `Accept-Encoding` may be answered in a coding.
pub fn accepts(header: &str, coding: &str) -> bool {
    header.split(',').any(|part| part.split(';').next().is_some_and(|name| name.trim().eq_ignore_ascii_case(coding)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_never_leads_out_of_the_folder() {
        for path in ["../Cargo.toml", "a/../../b", "%2e%2e/secret", "..%2fsecret", "a\\..\\b", "%00", "c:/windows", "%ff"] {
            assert_eq!(relative_file(path), None, "{path}");
        }
    }

    #[test]
    fn a_path_means_a_file() {
        for (path, file) in
            [("", "index.html"), ("boot.js", "boot.js"), ("a/b/", "a/b/index.html"), ("a//b%20c", "a/b c"), ("/etc/passwd", "etc/passwd")]
        {
            assert_eq!(relative_file(path), Some(PathBuf::from(file)), "{path}");
        }
    }

    #[test]
    fn media_types_are_what_a_browser_insists_on() {
        for (file, expected) in [
            ("a_bg.wasm", "application/wasm"),
            ("a.js", "text/javascript; charset=utf-8"),
            ("a.css", "text/css; charset=utf-8"),
            ("mark.svg", "image/svg+xml"),
            ("a.bin", "application/octet-stream"),
        ] {
            assert_eq!(media_type(Path::new(file)), expected, "{file}");
        }
    }

    #[test]
    fn only_hashed_names_are_kept_for_ever() {
        for (file, expected) in [
            ("voldeck-1f0a5b3c9d2e4f60_bg.wasm", true),
            ("voldeck-1f0a5b3c9d2e4f60.js", true),
            ("index.html", false),
            ("mark.svg", false),
            ("a-long-name.js", false),
        ] {
            assert_eq!(is_hashed(Path::new(file)), expected, "{file}");
        }
    }
}
