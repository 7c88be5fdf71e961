//! What crates cannot say: who may import whom within one, and which files may touch the browser. Every rule fails as well when it finds
//! nothing to look at, so that a file that moves takes its rule along.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Where the product's code is; `tests` and `xtask` are beside it.
const FOLDERS: [&str; 5] = ["src", "crates/core/src", "crates/providers/src", "crates/simulators/src", "crates/simulated/src"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// All Rust files below a folder.
fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())).flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// The code, without comments, of the files whose path below `folder` begins with `part`.
fn code(folder: &str, part: &str) -> BTreeMap<String, String> {
    let root = root().join(folder);
    let mut found = BTreeMap::new();
    for path in sources(&root) {
        let name = path.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/");
        if name.starts_with(part) {
            let text = fs::read_to_string(&path).unwrap();
            let lines = text.lines().map(str::trim).filter(|line| !line.starts_with("//"));
            found.insert(name, lines.flat_map(|line| [line, "\n"]).collect());
        }
    }
    assert!(!found.is_empty(), "there are no sources below {folder}/{part}");
    found
}

/// Every path in this code that begins with one of these words, without braces: `super::{a, b::C}` is `super::a` and `super::b::C`.
fn paths<'a>(code: &'a str, begins: &[&str]) -> Vec<Vec<&'a str>> {
    let mut paths = Vec::new();
    for word in begins {
        for (at, _) in code.match_indices(&format!("{word}::")) {
            if !code[..at].ends_with(|c: char| c.is_alphanumeric() || c == ':' || c == '_') {
                expand(&code[at..], &[], &mut paths);
            }
        }
    }
    paths
}

/// Whether this code mentions a word. A path that begins with a crate (`crate::http`) is also found where it stands in braces.
fn mentions(code: &str, word: &str) -> bool {
    match word.split_once("::") {
        Some((begin, _)) if begin.starts_with(|c: char| c.is_lowercase()) => {
            let wanted: Vec<&str> = word.split("::").collect();
            paths(code, &[begin]).iter().any(|path| path.starts_with(&wanted))
        }
        _ => code.contains(word),
    }
}

/// No file whose path below `folder` begins with `part` mentions one of these words.
fn absent(folder: &str, part: &str, words: &[&str]) {
    for (name, code) in code(folder, part) {
        let found: Vec<_> = words.iter().filter(|word| mentions(&code, word)).collect();
        assert!(found.is_empty(), "{folder}/{name} must not mention {found:?}");
    }
}

/// Of all the product's files, only this one mentions these words, and it does mention each.
fn only_in(file: &str, words: &[&str]) {
    let own = fs::read_to_string(root().join(file)).unwrap_or_else(|error| panic!("{file}: {error}"));
    for word in words {
        assert!(mentions(&own, word), "{file} does not mention {word} any more: has it moved?");
    }
    for folder in FOLDERS {
        for (name, code) in code(folder, "").into_iter().filter(|(name, _)| format!("{folder}/{name}") != file) {
            let found: Vec<_> = words.iter().filter(|word| mentions(&code, word)).collect();
            assert!(found.is_empty(), "{folder}/{name} mentions {found:?}, which is for {file}");
        }
    }
}

#[test]
fn imports_go_one_way() {
    /// From the foundation to what stands on it; each may use those before it only.
    const LAYERS: [&str; 8] = ["model/", "http/", "decode/", "form.rs", "client.rs", "action/", "provider.rs", "cache/"];
    for (at, layer) in LAYERS.iter().enumerate() {
        let above: Vec<String> =
            LAYERS[at + 1..].iter().map(|layer| format!("crate::{}", layer.trim_end_matches(".rs").trim_end_matches('/'))).collect();
        absent("crates/core/src", layer, &above.iter().map(String::as_str).collect::<Vec<_>>());
    }
    for (part, above) in [
        ("inventory/", &["crate::ui", "crate::route", "crate::interaction"][..]),
        ("interaction/", &["crate::ui", "crate::browser", "leptos", "web_sys"]),
        ("browser/", &["crate::ui", "crate::route", "crate::inventory", "crate::interaction"]),
        ("route.rs", &["crate::ui", "crate::interaction"]),
        ("connection", &["crate::ui", "crate::browser", "leptos"]),
        ("host_config/", &["crate::ui", "crate::browser", "leptos"]),
        ("limits.rs", &["crate::ui", "crate::browser", "leptos"]),
        ("credentials/", &["crate::ui", "crate::browser", "leptos", "web_sys"]),
        ("activity.rs", &["crate::ui", "crate::browser", "leptos"]),
        ("subscriptions.rs", &["crate::ui", "crate::browser", "leptos"]),
    ] {
        absent("src", part, above);
    }
}

#[test]
fn a_provider_knows_no_other_provider() {
    for folder in ["crates/providers/src", "crates/simulators/src"] {
        for provider in voldeck_providers::ALL {
            for other in voldeck_providers::ALL.iter().filter(|other| other.id != provider.id) {
                absent(folder, &format!("{}/", provider.id), &[&format!("crate::{}", other.id)]);
            }
        }
    }
}

#[test]
fn a_view_knows_no_vendor_and_a_primitive_no_storage() {
    let mut vendors = vec!["csi-".to_owned(), "CSI".to_owned()];
    for provider in voldeck_providers::ALL {
        vendors.extend([provider.id.to_owned(), provider.title.to_owned()]);
    }
    absent("src", "ui/", &vendors.iter().map(String::as_str).collect::<Vec<_>>());
    absent("src", "ui/primitives/", &["voldeck_providers", "voldeck_core::provider", "voldeck_core::action", "voldeck_core::http"]);
}

#[test]
fn what_reaches_outside_stands_in_one_file() {
    only_in("src/browser/fetch.rs", &["gloo_net", "web_sys::Request"]);
    only_in("src/browser/clock.rs", &["Date::now", "Math::random"]);
    only_in("src/browser/storage.rs", &["local_storage"]);
    only_in("src/browser/clipboard.rs", &["\"clipboard\""]);
    only_in("src/browser/storage.rs", &["session_storage"]);
    only_in("src/browser/crypto.rs", &["SubtleCrypto"]);
    only_in("src/browser/database.rs", &["idb::Factory"]);
    only_in("src/browser/tabs.rs", &["BroadcastChannel"]);
    for folder in FOLDERS {
        absent(folder, "", &["SystemTime::now", "Instant::now"]);
    }
}

/// Tests are run natively, where neither views nor what touches the browser is compiled: what is to be tested of them stands elsewhere.
#[test]
fn no_test_stands_where_none_is_run() {
    absent("src", "ui/", &["#[test]"]);
    absent("src", "browser/", &["#[test]"]);
}

/// Takes the braces of a path apart: `super::{a, b::C}` is `super::a` and `super::b::C`. Returns what stands behind it.
fn expand<'a>(text: &'a str, before: &[&'a str], found: &mut Vec<Vec<&'a str>>) -> &'a str {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    if let Some(mut rest) = text.strip_prefix('{') {
        while !rest.is_empty() && !rest.starts_with('}') {
            rest = expand(rest, before, found).trim_start_matches(|c: char| !is_word(c) && c != '}');
        }
        return rest.get(1..).unwrap_or_default();
    }
    let text = text.trim_start();
    let (word, rest) = text.split_at(text.find(|c| !is_word(c)).unwrap_or(text.len()));
    let path = [before, &[word]].concat();
    if let Some(below) = rest.strip_prefix("::") {
        return expand(below, &path, found);
    }
    found.push(path);
    rest
}

/// Modules of one folder do not use each other in a circle, not even through what lies below them. All may use what the folder's own
/// file declares or passes on, so that is no circle; nor is the method of such a type seen, wherever it is written.
#[test]
fn modules_form_no_circle() {
    for folder in ["crates/core/src", "crates/providers/src", "crates/simulators/src", "xtask/src"] {
        let all = code(folder, "");
        let modules: BTreeMap<Vec<&str>, &str> = all
            .iter()
            .filter(|(name, _)| !name.contains("/tests"))
            .map(|(name, code)| (name.trim_end_matches(".rs").trim_end_matches("/mod").split('/').collect(), code.as_str()))
            .collect();
        let mut uses = BTreeSet::new();
        for (from, code) in &modules {
            let code = code.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
            for path in paths(code, &["crate", "super"]) {
                let up = path.iter().take_while(|word| **word == "super").count();
                let base = if path[0] == "crate" { &[] } else { &from[..from.len().saturating_sub(up)] };
                let mut to = [base, &path[up.max(1)..]].concat();
                while !modules.contains_key(&to) && to.pop().is_some() {}
                let shared = from.iter().zip(&to).take_while(|(from, to)| from == to).count();
                if shared < from.len().min(to.len()) {
                    uses.insert((from[..=shared].join("/"), to[..=shared].join("/")));
                }
            }
        }
        assert!(uses.len() > modules.len() / 2, "{folder}: only {} imports are found in {} files", uses.len(), modules.len());
        // Whoever uses nobody, or is used by nobody, is in no circle; and so on with the rest.
        let mut circles = BTreeSet::new();
        while uses != circles {
            circles = std::mem::take(&mut uses);
            let uses_and_used =
                |(from, to): &&(String, String)| circles.iter().any(|(user, _)| user == to) && circles.iter().any(|(_, used)| used == from);
            uses = circles.iter().filter(uses_and_used).cloned().collect();
        }
        assert!(circles.is_empty(), "{folder}: modules in a circle: {circles:?}");
    }
}

#[test]
fn a_path_in_braces_is_found() {
    let code = "use crate::{a::{b, c::D}, self};\nuse voldeck_core::{http, model};\nlet x = crate::e::f();\nuse not_crate::g;";
    for word in ["crate::a::b", "crate::a::c::D", "crate::e", "voldeck_core::http"] {
        assert!(mentions(code, word), "{word}");
    }
    for word in ["crate::b", "crate::g", "voldeck_core::action"] {
        assert!(!mentions(code, word), "{word}");
    }
}
