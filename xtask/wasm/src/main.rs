//! From a compiled program to what a browser loads.
//!
//! `voldeck-wasm module PROGRAM.wasm FOLDER NAME` writes `NAME_bg.wasm` and the script that starts it, `NAME.js`.
//! `voldeck-wasm worker …` does so for a worker, whose script is no module.
//! `voldeck-wasm chunks …` does so for a program that marks chunks, and writes those as well: `NAME-chunks.txt` has a line for each chunk
//! with its name and the modules that it consists of, and `NAME-main.wat` is a module of what they take from the main one.
//!
//! A program of its own beside the tasks, so that only who builds the site compiles it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, fs};

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
        _ => Err("usage: voldeck-wasm module|worker|chunks PROGRAM.wasm FOLDER NAME".into()),
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
}
