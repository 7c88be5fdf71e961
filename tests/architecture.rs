//! What the crates themselves cannot say: who may import whom within one, and which files may touch the outside.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap().flatten() {
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

/// Code lines of files whose path below `folder` begins with `part`, without comments.
fn lines(folder: &str, part: &str) -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut found = Vec::new();
    for path in sources(&root) {
        let name = path.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/");
        if name.starts_with(part) {
            let text = fs::read_to_string(&path).unwrap();
            found.extend(text.lines().map(str::trim).filter(|line| !line.starts_with("//")).map(|line| (name.clone(), line.to_owned())));
        }
    }
    assert!(!found.is_empty(), "there are no sources below {part}");
    found
}

/// No file whose path below `folder` begins with `part` mentions one of these words, except those whose paths begin so.
fn absent(folder: &str, part: &str, words: &[&str], except: &[&str]) {
    let broken: Vec<_> = lines(folder, part)
        .into_iter()
        .filter(|(name, line)| !except.iter().any(|e| name.starts_with(e)) && words.iter().any(|word| line.contains(word)))
        .map(|(name, line)| format!("{folder}/{name}: {line}"))
        .collect();
    assert!(broken.is_empty(), "{folder}/{part} must not mention {words:?}:\n{}", broken.join("\n"));
}

/// Where the product's code is; `tests` and `xtask` are beside it.
const FOLDERS: [&str; 5] = ["src", "crates/core/src", "crates/providers/src", "crates/simulators/src", "crates/simulated/src"];

#[test]
fn imports_go_one_way() {
    let right_of = ["crate::cache", "crate::provider", "crate::action", "crate::client", "crate::form", "crate::decode", "crate::http"];
    let check = |part: &str, from_right: usize| absent("crates/core/src", part, &right_of[..from_right], &[]);
    check("model/", 7);
    check("http/", 6);
    check("decode/", 5);
    check("form.rs", 4);
    check("client.rs", 3);
    check("action/", 2);
    check("provider.rs", 1);
    absent("src", "inventory/", &["crate::ui", "crate::route", "crate::interaction"], &[]);
    absent("src", "interaction/", &["crate::ui", "crate::browser", "leptos", "web_sys"], &[]);
    absent("src", "browser/", &["crate::ui", "crate::route", "crate::inventory", "crate::interaction"], &[]);
    absent("src", "route.rs", &["crate::ui", "crate::interaction"], &[]);
    absent("src", "connection.rs", &["crate::ui"], &[]);
}

#[test]
fn a_provider_knows_no_other_provider() {
    for folder in ["crates/providers/src", "crates/simulators/src"] {
        for provider in voldeck_providers::ALL {
            for other in voldeck_providers::ALL.iter().filter(|other| other.id() != provider.id()) {
                absent(folder, &format!("{}/", provider.id()), &[&format!("crate::{}", other.id())], &[]);
            }
        }
    }
}

#[test]
fn a_view_knows_no_vendor_and_a_primitive_no_storage() {
    let mut vendors = vec!["csi-".to_owned(), "CSI".to_owned()];
    for provider in voldeck_providers::ALL {
        vendors.extend([provider.id().to_owned(), provider.title().to_owned()]);
    }
    absent("src", "ui/", &vendors.iter().map(String::as_str).collect::<Vec<_>>(), &[]);
    absent("src", "ui/primitives/", &["voldeck_providers", "voldeck_core::provider", "voldeck_core::action", "voldeck_core::http"], &[]);
}

#[test]
fn each_effect_has_one_door() {
    for folder in FOLDERS {
        absent(folder, "", &["gloo_net", "web_sys::Request"], &["browser/fetch.rs"]);
        absent(folder, "", &["Date::now", "Math::random"], &["browser/clock.rs"]);
        absent(folder, "", &["local_storage", "\"clipboard\""], &["ui/doors.rs"]);
        absent(folder, "", &["SystemTime::now", "Instant::now"], &[]);
    }
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
    let mut uses = BTreeSet::new();
    for folder in ["crates/core/src", "crates/providers/src", "crates/simulators/src", "xtask/src"] {
        let all = lines(folder, "");
        let mut modules: BTreeMap<Vec<&str>, String> = BTreeMap::new();
        for (name, line) in all.iter().filter(|(name, _)| !name.contains("/tests")) {
            let module = name.trim_end_matches(".rs").trim_end_matches("/mod").split('/').collect();
            modules.entry(module).or_default().extend([line, "\n"]);
        }
        for (from, code) in &modules {
            let code = code.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
            let starts = ["crate::", "super::"].into_iter().flat_map(|word| code.match_indices(word)).map(|(at, _)| at);
            let mut paths = Vec::new();
            for at in starts.filter(|at| !code[..*at].ends_with(|c: char| c.is_alphanumeric() || c == ':')) {
                expand(&code[at..], &[], &mut paths);
            }
            for path in paths {
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
    }
    assert!(uses.len() > 500, "imports are not found any more");
    // Whoever uses nobody, or is used by nobody, is in no circle; and so on with the rest.
    let mut circles = BTreeSet::new();
    while uses != circles {
        circles = std::mem::take(&mut uses);
        let uses_and_used =
            |(from, to): &&(String, String)| circles.iter().any(|(user, _)| user == to) && circles.iter().any(|(_, used)| used == from);
        uses = circles.iter().filter(uses_and_used).cloned().collect();
    }
    assert!(circles.is_empty(), "modules in a circle: {circles:?}");
}
