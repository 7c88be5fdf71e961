//! The texts of the console and their translations: `locales/LANGUAGE/CHUNK.json`, English to the other, as gettext does it.
//!
//! Which texts there are is read from the sources. Each chunk has a catalogue of its own, so that who opens the console for one provider
//! does not download the words of six.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;
use proc_macro2::{TokenStream, TokenTree};

use crate::chunks::{CONNECT, FORMS, IMPORT, SETTINGS, VIEWS};
use crate::error::Error;
use crate::{files, tools};

/// The arguments of `texts`.
#[derive(Args)]
pub struct Arguments {
    /// Write what is missing into the catalogues, to be translated there, and take out what is said nowhere.
    #[arg(long)]
    write: bool,
}

/// The languages beside English.
pub const LANGUAGES: &[&str] = &["de"];

/// The catalogue of what is on screen before anything is loaded on demand.
pub const CONSOLE: &str = "console";

/// Sources whose catalogue is not [`CONSOLE`]: the beginning of their path, and the chunks that their texts are loaded with. The first that
/// fits counts.
const CHUNKS: &[(&str, &[&str])] = &[
    ("src/ui/pages/import.rs", &[IMPORT]),
    ("src/interaction/import.rs", &[IMPORT]),
    ("src/connection/proxy_setup.rs", &[CONNECT]),
    ("src/ui/pages/settings.rs", &[SETTINGS]),
    ("src/interaction/settings.rs", &[SETTINGS]),
    ("src/ui/components/config_problems.rs", &[SETTINGS]),
    ("src/ui/components/new_version.rs", &[VIEWS]),
    ("src/host_config/check.rs", &[SETTINGS]),
    ("src/ui/pages/connect", &[CONNECT]),
    ("src/ui/pages/vault.rs", &[CONNECT]),
    ("src/ui/components/connect", &[CONNECT]),
    ("src/ui/components/action", &[FORMS]),
    ("src/ui/components/create.rs", &[FORMS]),
    ("src/ui/components/field.rs", &[FORMS, CONNECT]),
    ("src/ui/components/request_preview.rs", &[FORMS]),
    ("src/ui/credentials", &[CONNECT]),
    ("src/credentials", &[CONNECT]),
    ("src/interaction/form.rs", &[FORMS, CONNECT]),
    ("src/interaction/create.rs", &[FORMS]),
    ("crates/core/src/form.rs", &[FORMS, CONNECT]),
    ("crates/providers/src/address.rs", &[CONNECT]),
    ("crates/providers/src/connection_test.rs", &[CONNECT]),
    ("src/ui/pages/activity.rs", &[VIEWS]),
    ("src/ui/components/detail.rs", &[VIEWS]),
    ("src/ui/components/attribute.rs", &[VIEWS]),
    ("src/ui/components/empty_list.rs", &[VIEWS]),
    // What is always there of a provider.
    ("crates/providers/src/nomad/description.rs", &[CONSOLE]),
    ("crates/providers/src/cinder/description.rs", &[CONSOLE]),
    ("crates/providers/src/scaleway/description.rs", &[CONSOLE]),
    ("crates/providers/src/lunanode/description.rs", &[CONSOLE]),
    ("crates/providers/src/scalarium/description.rs", &[CONSOLE]),
    ("crates/providers/src/tutum/description.rs", &[CONSOLE]),
    ("crates/providers/src/nomad/actions", &["nomad_actions"]),
    ("crates/providers/src/nomad", &["nomad"]),
    ("crates/providers/src/cinder/import.rs", &[IMPORT]),
    ("crates/providers/src/cinder/actions", &["cinder_actions"]),
    ("crates/providers/src/cinder", &["cinder"]),
    ("crates/providers/src/scaleway/import.rs", &[IMPORT]),
    ("crates/providers/src/scaleway/actions", &["scaleway_actions"]),
    ("crates/providers/src/scaleway", &["scaleway"]),
    ("crates/providers/src/lunanode/actions", &["lunanode_actions"]),
    ("crates/providers/src/lunanode", &["lunanode"]),
    ("crates/providers/src/scalarium/actions", &["tutum_scalarium_actions"]),
    ("crates/providers/src/tutum/actions", &["tutum_scalarium_actions"]),
    ("crates/providers/src/scalarium", &["tutum_scalarium"]),
    ("crates/providers/src/tutum", &["tutum_scalarium"]),
    ("crates/providers/src/yaml.rs", &[IMPORT]),
];

/// Sources that say nothing on screen: tools, what is written for other programs, and how requests are spelled.
const SILENT: &[&str] = &[
    "decode_cli.rs",
    "/schema.rs",
    "/tests/",
    "tests.rs",
    "src/host_config/keys.rs",
    "http/message.rs",
    "/api/",
    "texts.rs",
    "primitives/icon.rs",
];

/// What looks like a text and is none: conditions and places in a page, and forms of names.
const NOT_SHOWN: &[&str] = &[
    "#action-form input, #action-form select, #action-form textarea",
    "#create-form input:enabled",
    "button, a[href], input",
    "tbody th a",
    "input mono",
    "(width >= {rem}rem)",
    "{place} num",
    "{query} {token}",
    "{stop} {help}",
    "{words} {reason}",
    "{number} {unit}",
    "multi-node-reader-only file-system",
];

/// Words that are looked up where they are shown, and that no rule tells from what is none: nouns, and names of settings.
const WORDS: &[(&str, &[&str])] = &[
    (CONSOLE, &["volume", "group", "snapshot", "volumes", "groups", "snapshots", "now", "password", "secret key", "not reported"]),
    (CONNECT, &["none", "red", "orange", "yellow", "green", "teal", "blue", "violet"]),
    (SETTINGS, &["Theme", "Density", "Sizes", "Times", "Language"]),
];

/// Texts by catalogue, each with the sources that say it.
type Texts = BTreeMap<&'static str, BTreeMap<String, BTreeSet<String>>>;

/// The texts in the sources.
pub fn said() -> Result<Texts, Error> {
    let root = tools::root();
    let mut texts = Texts::new();
    for (catalogue, words) in WORDS {
        texts.entry(catalogue).or_default().extend(words.iter().map(|word| ((*word).to_owned(), BTreeSet::new())));
    }
    for folder in ["src", "crates/core/src", "crates/providers/src"] {
        for path in files::below(&root.join(folder)).into_iter().filter(|path| path.extension().is_some_and(|ending| ending == "rs")) {
            let name = path.strip_prefix(&root).unwrap_or(&path).to_string_lossy().replace('\\', "/");
            if SILENT.iter().any(|silent| name.contains(silent)) {
                continue;
            }
            let tokens =
                files::read(&path)?.parse::<TokenStream>().map_err(|error| Error::new(format!("{name} cannot be read: {error}")))?;
            let chunks = CHUNKS.iter().find(|(start, _)| name.starts_with(start)).map_or(&[CONSOLE][..], |(_, chunks)| chunks);
            let mut found = BTreeSet::new();
            collect(tokens, &mut found);
            found.retain(|text| !NOT_SHOWN.contains(&text.as_str()));
            for catalogue in chunks {
                for text in &found {
                    texts.entry(catalogue).or_default().entry(text.clone()).or_default().insert(name.clone());
                }
            }
        }
    }
    Ok(texts)
}

/// What is looked up: what `t`, `shown`, `fill` and `fill!` are given; and what stands in a table to be looked up where it is shown: a label behind its key,
/// and every other literal that is a sentence, or several words.
fn collect(tokens: TokenStream, found: &mut BTreeSet<String>) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let text_at = |at: usize| tokens.get(at).and_then(text_of);
    let is = |at: usize, sign: char| matches!(tokens.get(at), Some(TokenTree::Punct(punct)) if punct.as_char() == sign);
    let ident = |at: usize| match tokens.get(at) {
        Some(TokenTree::Ident(ident)) => ident.to_string(),
        _ => String::new(),
    };
    let mut at = 0;
    while at < tokens.len() {
        // An attribute, or a comment; a module of tests with what it holds.
        if is(at, '#') {
            let attribute = tokens.get(at + 1).map(ToString::to_string).unwrap_or_default();
            let attribute = if is(at + 1, '!') { String::new() } else { attribute.replace(' ', "") };
            at += if is(at + 1, '!') { 3 } else { 2 };
            if attribute == "[cfg(test)]" {
                while at < tokens.len()
                    && !is(at, ';')
                    && !matches!(&tokens[at], TokenTree::Group(group) if group.delimiter() == proc_macro2::Delimiter::Brace)
                {
                    at += 1;
                }
                at += 1;
            }
            continue;
        }
        // What is not for people.
        if ["panic", "unreachable", "assert", "debug_assert", "env", "include_str", "concat", "matches"].contains(&ident(at).as_str())
            && is(at + 1, '!')
            || [
                "expect",
                "starts_with",
                "ends_with",
                "contains",
                "strip_prefix",
                "strip_suffix",
                "split_once",
                "trim_start_matches",
                "trim_end_matches",
                "cfg",
            ]
            .contains(&ident(at).as_str())
        {
            at += if is(at + 1, '!') { 3 } else { 2 };
            continue;
        }
        if let TokenTree::Group(group) = &tokens[at] {
            let first = group.stream().into_iter().next().as_ref().and_then(text_of);
            let styled = at >= 4 && is(at - 1, '!') && is(at - 3, '=') && ident(at - 4) == "class";
            if styled {
                at += 1;
                continue;
            }
            let looked_up = ["t", "shown", "fill"].contains(&ident(at.wrapping_sub(1)).as_str())
                || at >= 2 && is(at - 1, '!') && ident(at - 2) == "fill";
            if let Some(text) = first.filter(|_| looked_up && group.delimiter() == proc_macro2::Delimiter::Parenthesis) {
                found.insert(text);
            }
            collect(group.stream(), found);
        } else if let Some(text) = text_at(at) {
            let styled = at >= 2
                && is(at - 1, '=')
                && ["class", "id", "href", "style", "role", "rel", "d", "describedby", "labelledby", "controls"]
                    .contains(&ident(at - 2).as_str());
            let compared =
                styled || at >= 2 && is(at - 1, '=') && (is(at - 2, '=') || is(at - 2, '!')) || is(at + 1, '=') && is(at + 2, '>');
            let label = at >= 2 && is(at - 1, ',') && text_at(at - 2).is_some() && text.starts_with(|c: char| c.is_ascii_uppercase());
            let named = at >= 2
                && is(at - 1, ':')
                && ["label", "title", "help", "name", "secret", "note"].contains(&ident(at - 2).as_str())
                && text.starts_with(|c: char| c.is_ascii_uppercase());
            let named = named || at >= 2 && is(at - 1, ':') && ident(at - 2) == "covers";
            if !compared && (is_words(&text) || label || named) {
                found.insert(text);
            }
        }
        at += 1;
    }
}

fn text_of(token: &TokenTree) -> Option<String> {
    let TokenTree::Literal(literal) = token else { return None };
    syn::parse_str::<syn::LitStr>(&literal.to_string()).ok().map(|literal| literal.value())
}

/// Whether it is a sentence, or several words.
fn is_words(text: &str) -> bool {
    let is_code =
        text.contains("](") || text.contains("://") && !text.contains(' ') || text.starts_with(['/', '<', '{', '[']) && !text.contains(' ');
    let word = |word: &str| {
        word.chars().filter(|c| c.is_alphabetic()).count() >= 2 && word.chars().all(|c| c.is_alphabetic() || "’'.,;:!?…“”()-{}".contains(c))
    };
    !is_code && text.split_whitespace().filter(|one| word(one)).count() >= 2
}

/// The names of the catalogues.
fn catalogues() -> BTreeSet<&'static str> {
    CHUNKS.iter().flat_map(|(_, chunks)| *chunks).copied().chain([CONSOLE]).collect()
}

/// A catalogue.
fn catalogue(language: &str, name: &str) -> PathBuf {
    tools::root().join("locales").join(language).join(format!("{name}.json"))
}

fn read(path: &Path) -> Result<BTreeMap<String, String>, Error> {
    if !path.exists() {
        return Ok(BTreeMap::new());
    }
    serde_json::from_str(&files::read(path)?).map_err(|error| Error::new(format!("{} is no catalogue: {error}", path.display())))
}

/// What is wrong with the catalogues of a language, a line each.
fn problems(language: &str, texts: &Texts) -> Result<Vec<String>, Error> {
    let mut problems = Vec::new();
    for (name, said) in texts {
        let known = read(&catalogue(language, name))?;
        let mut tell = |what: &str, text: &str| problems.push(format!("{language}/{name}: {what}: {text:?}"));
        for text in said.keys() {
            match known.get(text) {
                None => tell("missing", text),
                Some(other) if other.is_empty() => tell("not translated", text),
                Some(other) if places(other) != places(text) => tell("other {places} than in English", text),
                Some(_) => {}
            }
        }
        for text in known.keys().filter(|text| !said.contains_key(*text)) {
            tell("said nowhere", text);
        }
    }
    Ok(problems)
}

/// The `{names}` in a text.
fn places(text: &str) -> BTreeSet<&str> {
    text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name).collect()
}

/// Writes the catalogues of a language into the folder of the site, and what names them by chunk: modules of JavaScript, as those are files
/// that every host and bundler knows, each under a name that changes with what is in it. Gives the name of the one that names them.
///
/// # Errors
/// A catalogue cannot be read or written.
pub fn write(folder: &Path, language: &str) -> Result<String, Error> {
    let mut index = String::new();
    for name in catalogues() {
        let text = serde_json::Value::from(catalogue_text(&read(&catalogue(language, name))?)?);
        let file = write_named(folder, &format!("{language}-{name}"), &format!("export default {text};\n"))?;
        index.extend(["  ", name, ": () => import(\"./", &file, "\"),\n"]);
    }
    write_named(folder, language, &format!("export default {{\n{index}}};\n"))
}

fn write_named(folder: &Path, stem: &str, text: &str) -> Result<String, Error> {
    let plain = folder.join(format!("{stem}.js"));
    files::write(&plain, text)?;
    let name = format!("{stem}-{}.js", files::hash(&plain)?);
    fs::rename(&plain, folder.join(&name)).map_err(|error| Error::new(format!("{stem}.js cannot be named: {error}")))?;
    Ok(name)
}

fn catalogue_text(texts: &BTreeMap<String, String>) -> Result<String, Error> {
    serde_json::to_string(texts).map_err(|error| Error::new(error.to_string()))
}

/// Whether a file of the site is one that [`write`] wrote.
pub fn is_of_language(file: &Path) -> bool {
    let name = file.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    LANGUAGES.iter().any(|language| name.strip_prefix(language).is_some_and(|rest| rest.starts_with('-')))
}

/// All catalogues of a language as one, for a console in one piece.
///
/// # Errors
/// A catalogue cannot be read.
pub fn together(language: &str) -> Result<String, Error> {
    let mut all = BTreeMap::new();
    for name in catalogues() {
        all.extend(read(&catalogue(language, name))?);
    }
    catalogue_text(&all)
}

/// Runs `texts`.
///
/// # Errors
/// A text has no translation, or a catalogue cannot be read.
pub fn command(arguments: &Arguments) -> Result<(), Error> {
    let texts = said()?;
    let mut wrong = Vec::new();
    for language in LANGUAGES {
        if arguments.write {
            for (name, said) in &texts {
                let path = catalogue(language, name);
                let mut known = read(&path)?;
                let next: BTreeMap<&String, String> = said.keys().map(|text| (text, known.remove(text).unwrap_or_default())).collect();
                let text = serde_json::to_string_pretty(&next).map_err(|error| Error::new(error.to_string()))?;
                files::write(&path, &format!("{text}\n"))?;
            }
        }
        wrong.extend(problems(language, &texts)?);
    }
    let count: usize = texts.values().map(BTreeMap::len).sum();
    println!("{count} texts in {} catalogues for {}", texts.len(), LANGUAGES.join(", "));
    if wrong.is_empty() {
        Ok(())
    } else {
        Err(Error::new(wrong.join("\n")).advice("`cargo xtask texts --write` adds what is missing; locales/ is where it is translated"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_is_translated() {
        let texts = said().unwrap();
        let wrong: Vec<String> = LANGUAGES.iter().flat_map(|language| problems(language, &texts).unwrap()).collect();
        assert!(wrong.is_empty(), "{} texts:\n{}", wrong.len(), wrong.join("\n"));
    }

    #[test]
    fn a_text_says_the_same_in_every_catalogue() {
        for language in LANGUAGES {
            let mut known = BTreeMap::new();
            for name in said().unwrap().keys() {
                for (text, other) in read(&catalogue(language, name)).unwrap() {
                    let before = known.insert(text.clone(), other.clone()).unwrap_or_else(|| other.clone());
                    assert_eq!(before, other, "{language}: {text}");
                }
            }
        }
    }

    #[test]
    fn texts_are_found_where_they_are_said() {
        let check = |source: &str, expected: &[&str]| {
            let mut found = BTreeSet::new();
            collect(source.parse().unwrap(), &mut found);
            assert_eq!(found.iter().map(String::as_str).collect::<Vec<_>>(), expected, "{source}");
        };
        check(r#"view! { <p title=t("Close")>{t("Retry")}</p> }"#, &["Close", "Retry"]);
        check(r#"fill!("{name} is gone.", name)"#, &["{name} is gone."]);
        check(r#"Column::new("state", "State", 1)"#, &["State"]);
        check(r#"const A: &str = "This site is read-only.";"#, &["This site is read-only."]);
        check(r#"if word == "not here" { panic!("It cannot be.") }"#, &[]);
        check(r#"#[doc = "What it is."] #[cfg(test)] mod tests { fn a() { t("No") } } const B: &str = "in-use";"#, &[]);
    }
}
