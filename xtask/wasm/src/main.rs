//! From a compiled program to what a browser loads.
//!
//! `voldeck-wasm module PROGRAM.wasm FOLDER NAME` writes `NAME_bg.wasm` and the script that starts it, `NAME.js`.
//! `voldeck-wasm worker …` does so for a worker, whose script is no module.
//! `voldeck-wasm chunks …` does so for a program that marks chunks, and writes those as well: `NAME-chunks.txt` has a line for each chunk
//! with its name and the modules that it consists of, and `NAME-main.wat` is a module of what they take from the main one.
//! `voldeck-wasm shorten MODULE.wasm NAMES.txt` gives what a module imports short names, in place, and says which: a line has the old one
//! and the new one.
//!
//! A program of its own beside the tasks, so that only who builds the site compiles it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, fs};

use walrus::Module;
use wasm_bindgen_cli_support::Bindgen;
use wasmparser::{GlobalType, Parser, Payload, TypeRef, ValType};

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match words.as_slice() {
        ["module", program, folder, name] => bind(Path::new(program), Path::new(folder), name, false),
        ["worker", program, folder, name] => bind(Path::new(program), Path::new(folder), name, true),
        ["chunks", program, folder, name] => split(Path::new(program), Path::new(folder), name),
        ["shorten", module, names] => shorten(Path::new(module), Path::new(names)),
        _ => Err("usage: voldeck-wasm module|worker|chunks PROGRAM.wasm FOLDER NAME, or shorten MODULE.wasm NAMES.txt".into()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("voldeck-wasm {}: {error}", arguments.join(" "));
            ExitCode::FAILURE
        }
    }
}

/// Writes a program's module and the script between it and the browser.
fn bind(program: &Path, folder: &Path, name: &str, is_worker: bool) -> Result<()> {
    let mut bindgen = Bindgen::new();
    bindgen.input_path(program).out_name(name).typescript(false).demangle(false).keep_lld_exports(true);
    if is_worker {
        bindgen.no_modules(true)?
    } else {
        bindgen.web(true)?
    };
    Ok(bindgen.generate(folder)?)
}

/// Splits a program where it is marked, and writes the rest of it as [`bind`] does.
fn split(program: &Path, folder: &Path, name: &str) -> Result<()> {
    fs::create_dir_all(folder)?;
    let rest = folder.join(format!("{name}.wasm"));
    let (script, loader) = (format!("./{name}.js"), format!("./{name}-chunks.js"));
    let input = fs::read(program)?;
    let mut options = wasm_split_cli_support::Options::new(&input);
    (options.output_dir, options.main_out_path) = (folder, &rest);
    (options.main_module, options.link_name) = (&script, &loader);
    let split = wasm_split_cli_support::transform(options).map_err(|error| format!("it cannot be split: {error:#}"))?;
    let mut chunks: Vec<_> = split.prefetch_map.iter().map(|(chunk, modules)| format!("{chunk} {}\n", modules.join(" "))).collect();
    chunks.sort();
    fs::write(folder.join(format!("{name}-chunks.txt")), chunks.concat())?;
    fs::write(folder.join(format!("{name}-main.wat")), hand_on(&split.split_modules)?)?;
    bind(&rest, folder, name, false)?;
    Ok(fs::remove_file(&rest)?)
}

/// What the chunks take from the main module, as a module that takes it as well and hands it on: `wasm-merge` then gives the merged
/// modules one memory between them, and not each its own.
fn hand_on(modules: &[PathBuf]) -> Result<String> {
    let mut taken = BTreeMap::new();
    for module in modules {
        for payload in Parser::new(0).parse_all(&fs::read(module)?) {
            let Payload::ImportSection(imports) = payload? else { continue };
            for import in imports.into_imports() {
                let import = import?;
                taken.insert(import.name.to_owned(), declared(import.ty).ok_or_else(|| format!("{}: {import:?}", module.display()))?);
            }
        }
    }
    let lines = taken.iter().map(|(name, (kind, of))| {
        let id = format!("${kind}_{name}");
        format!("  (import \"main\" \"{name}\" ({kind} {id} {of}))\n  (export \"{name}\" ({kind} {id}))\n")
    });
    Ok(format!("(module\n{})\n", lines.collect::<String>()))
}

/// The kind of an import and the rest of its declaration; nothing for kinds that chunks do not take.
fn declared(of: TypeRef) -> Option<(&'static str, String)> {
    match of {
        TypeRef::Memory(memory) => Some(("memory", memory.initial.to_string())),
        TypeRef::Table(table) => Some(("table", format!("{} funcref", table.initial))),
        TypeRef::Global(GlobalType { content_type: ValType::I32, mutable: true, .. }) => Some(("global", "(mut i32)".to_owned())),
        TypeRef::Global(GlobalType { content_type: ValType::I32, mutable: false, .. }) => Some(("global", "i32".to_owned())),
        _ => None,
    }
}

/// Shortens the names of imports that end in a hash, which stand in the module and in its script, and which do not compress.
fn shorten(module: &Path, names: &Path) -> Result<()> {
    let mut wasm = Module::from_file(module).map_err(|error| format!("{}: {error:#}", module.display()))?;
    let mut lines = Vec::new();
    for import in wasm.imports.iter_mut().filter(|import| ends_in_hash(&import.name)) {
        let short = format!("${}", lines.len());
        lines.push(format!("{} {short}\n", import.name));
        import.name = short;
    }
    if lines.is_empty() {
        return Err(format!("{}: no import has a name that ends in a hash, as wasm-bindgen gives them", module.display()).into());
    }
    wasm.emit_wasm_file(module).map_err(|error| format!("{}: {error:#}", module.display()))?;
    Ok(fs::write(names, lines.concat())?)
}

/// `__wbg_abort_f8d1589eb0c65ee2`
fn ends_in_hash(name: &str) -> bool {
    let hash = name.rsplit_once('_').map_or("", |(_, hash)| hash);
    name.starts_with("__wb") && hash.len() == 16 && hash.bytes().all(|c| c.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_taken_is_declared_as_it_was() {
        let global = |mutable| TypeRef::Global(GlobalType { content_type: ValType::I32, mutable, shared: false });
        assert_eq!(declared(global(true)), Some(("global", "(mut i32)".to_owned())));
        assert_eq!(declared(global(false)), Some(("global", "i32".to_owned())));
        assert_eq!(declared(TypeRef::Func(0)), None);
    }

    #[test]
    fn names_with_a_hash_are_those_of_imports() {
        assert!(ends_in_hash("__wbg_abort_f8d1589eb0c65ee2") && ends_in_hash("__wbindgen_cast_0000000000000001"));
        assert!(!ends_in_hash("__wbindgen_init_externref_table") && !ends_in_hash("abort_f8d1589eb0c65ee2"));
    }
}
