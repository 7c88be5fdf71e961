//! Taking out of the console's module, and of the script that starts it, what the page never uses.
//!
//! wasm-bindgen exports every class of every crate below, and an export keeps all that it calls: the streams that Leptos'
//! server functions bring are in there, and nobody calls them. It also links both files by long names, once in each. This file
//! removes the exports that the script does not call, then, after another run of `wasm-opt`, the imports that nothing calls any
//! more, and gives short names to the rest. Written for the script of the one wasm-bindgen that `Cargo.lock` names: a script of
//! another form is refused, not guessed at.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::Path;
use std::process::Command;

use crate::error::Error;
use crate::process;

/// What `wasm-opt` is to do. Beyond what Trunk has it do: addresses below 1024 are the far end of the stack, so constants may
/// be folded into them; fewer functions are made part of their caller, which compresses worse; branches are built anew, and functions
/// that differ in constants only become one.
pub const PASSES: &str = "-lmu -ocimfs 40 -Oz --flatten --rereloop -Oz --merge-similar-functions -Oz --strip-debug --strip-producers --enable-bulk-memory \
                          --enable-reference-types --enable-sign-ext --enable-mutable-globals --enable-nontrapping-float-to-int \
                          --enable-multivalue";

/// Shortens a script and its module in place.
///
/// # Errors
/// A file cannot be read or written, has another form than expected, or `wasm-opt` fails.
pub fn shrink(script: &Path, module: &Path, mut wasm_opt: Command) -> Result<(), Error> {
    let cannot = |error: std::io::Error| Error::new(format!("{} and its script cannot be shortened: {error}", module.display()));
    let strange = || Error::new(format!("{} has not the form that wasm-bindgen gives it", script.display()));

    let glue = Script::read(&fs::read_to_string(script).map_err(cannot)?);
    let mut wasm = Module::read(&fs::read(module).map_err(cannot)?).ok_or_else(strange)?;
    let called = glue.used(&wasm.imports().ok_or_else(strange)?).ok_or_else(strange)?;
    wasm.keep_exports(&exports_in(&called)).ok_or_else(strange)?;
    fs::write(module, wasm.bytes()).map_err(cannot)?;

    wasm_opt.arg(module).args(PASSES.split_whitespace()).arg("-o").arg(module);
    process::run("Optimising what is left", &mut wasm_opt, "The lines above are those of wasm-opt")?;

    let mut wasm = Module::read(&fs::read(module).map_err(cannot)?).ok_or_else(strange)?;
    let imports = wasm.imports().ok_or_else(strange)?;
    let mut text = glue.used(&imports).ok_or_else(strange)?;
    let exports = exports_in(&text);
    wasm.keep_exports(&exports).ok_or_else(strange)?;
    let short: HashMap<String, String> = imports.into_iter().enumerate().map(|(i, name)| (name, short(i))).collect();
    let mut exports: Vec<String> = exports.into_iter().collect();
    exports.sort_unstable();
    let members: HashMap<String, String> = exports.into_iter().enumerate().map(|(i, name)| (name, self::short(i))).collect();
    wasm.rename(&short, &members).ok_or_else(strange)?;
    text = members_renamed(&renamed(&text, &short), &members).replace(&format!("\"{FROM}\""), "a");
    fs::write(script, text).map_err(cannot)?;
    fs::write(module, wasm.bytes()).map_err(cannot)
}

/// The one module that wasm-bindgen imports from.
const FROM: &str = "./voldeck_bg.js";

/// `a` to `z`, then `aa` and so on.
fn short(number: usize) -> String {
    let last = char::from(b'a' + u8::try_from(number % 26).unwrap_or(0));
    if number < 26 { last.into() } else { format!("{}{last}", short(number / 26 - 1)) }
}

/// A text as its words: names, and what stands between them.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let of_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '$');
    let mut rest = text;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let named = of_name(first);
        let (word, behind) = rest.split_at(rest.find(|c| of_name(c) != named).unwrap_or(rest.len()));
        rest = behind;
        Some(word)
    })
}

fn renamed(text: &str, names: &HashMap<String, String>) -> String {
    words(text).map(|word| names.get(word).map_or(word, String::as_str)).collect()
}

/// The same for the names of exports, which are members of `wasm`.
fn members_renamed(text: &str, names: &HashMap<String, String>) -> String {
    let mut before = ["", ""];
    let rename = |word| {
        let member = before == ["wasm", "."];
        before = [before[1], word];
        if member { names.get(word).map_or(word, String::as_str) } else { word }
    };
    words(text).map(rename).collect()
}

/// What a script calls of its module: the members of `wasm`.
fn exports_in(script: &str) -> HashSet<String> {
    let words: Vec<&str> = words(script).collect();
    let members = words.windows(3).filter(|words| words[..2] == ["wasm", "."]);
    members.map(|words| words[2].to_owned()).collect()
}

/// A script in pieces: its statements, of which a declaration is needed only where its name is.
struct Script {
    pieces: Vec<Piece>,
}

struct Piece {
    /// What it declares; empty for what always runs.
    name: String,
    text: String,
}

impl Script {
    fn read(text: &str) -> Self {
        let mut pieces: Vec<Piece> = Vec::new();
        for line in text.lines() {
            let begins = line.starts_with(|c: char| !c.is_whitespace() && c != '}');
            // A member of the object of imports: eight spaces, its name, a function.
            let member = line.strip_prefix("        ").and_then(|line| line.split_once(": function(")).map(|(name, _)| name);
            let member = member.filter(|name| !name.contains(' '));
            let ends_members = pieces.last().is_some_and(|piece| piece.name.starts_with('.')) && line.starts_with("    }");
            if begins || ends_members || member.is_some() {
                let name = if let Some(member) = member {
                    format!(".{member}")
                } else if ends_members {
                    IMPORTS.to_owned()
                } else {
                    declared(line).to_owned()
                };
                pieces.push(Piece { name, text: String::new() });
            }
            if let Some(piece) = pieces.last_mut() {
                piece.text.push_str(if line.starts_with("export {") { "export { __wbg_init as default };" } else { line });
                piece.text.push('\n');
            }
        }
        Self { pieces }
    }

    /// The pieces that are needed by a module with these imports; `None` if one of those is not there.
    fn used(&self, imports: &[String]) -> Option<String> {
        let mut wanted: HashSet<&str> = HashSet::new();
        let mut taken = vec![false; self.pieces.len()];
        let members: HashSet<String> = imports.iter().map(|name| format!(".{name}")).collect();
        if !members.iter().all(|member| self.pieces.iter().any(|piece| piece.name == *member)) {
            return None;
        }
        loop {
            let mut more = false;
            for (piece, taken) in self.pieces.iter().zip(&mut taken) {
                if !*taken && (piece.name.is_empty() || wanted.contains(&*piece.name) || members.contains(&piece.name)) {
                    (*taken, more) = (true, true);
                    wanted.extend(words(&piece.text));
                }
            }
            if !more {
                break;
            }
        }
        let taken = self.pieces.iter().zip(taken).filter(|(_, taken)| *taken);
        Some(taken.map(|(piece, _)| piece.text.as_str()).collect())
    }
}

/// The function that makes the object of imports.
const IMPORTS: &str = "__wbg_get_imports";

/// The name that a statement of one line or more declares, or is about.
fn declared(line: &str) -> &str {
    let heads = ["function ", "async function ", "export class ", "const ", "let ", "if (Symbol.dispose) "];
    let named = heads.iter().find_map(|head| line.strip_prefix(head));
    let name = named.and_then(|rest| rest.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').next()).unwrap_or("");
    // Several at once are not told apart.
    if line.contains(", ") && line.starts_with("let ") { "" } else { name }
}

/// A WebAssembly module in sections.
struct Module {
    head: Vec<u8>,
    sections: Vec<(u8, Vec<u8>)>,
}

const IMPORT: u8 = 2;
const EXPORT: u8 = 7;

impl Module {
    fn read(bytes: &[u8]) -> Option<Self> {
        let (head, rest) = bytes.split_at_checked(8)?;
        let mut rest = Bytes(rest);
        let mut sections = Vec::new();
        while !rest.0.is_empty() {
            let kind = rest.byte()?;
            let len = rest.number()?;
            sections.push((kind, rest.take(len)?.to_vec()));
        }
        Some(Self { head: head.to_vec(), sections })
    }

    fn bytes(&self) -> Vec<u8> {
        let mut out = self.head.clone();
        for (kind, section) in &self.sections {
            out.push(*kind);
            put_bytes(&mut out, section);
        }
        out
    }

    fn section(&mut self, kind: u8) -> Option<&mut Vec<u8>> {
        self.sections.iter_mut().find(|section| section.0 == kind).map(|section| &mut section.1)
    }

    /// The names it imports, in order.
    fn imports(&mut self) -> Option<Vec<String>> {
        let mut names = Vec::new();
        self.change_imports(|name| {
            names.push(name.to_owned());
            None
        })?;
        Some(names)
    }

    fn change_imports(&mut self, mut change: impl FnMut(&str) -> Option<(String, String)>) -> Option<()> {
        let section = self.section(IMPORT)?;
        let mut from = Bytes(section);
        let count = from.number()?;
        let mut to = Vec::new();
        put_number(&mut to, count);
        for _ in 0..count {
            let (module, name) = (from.name()?, from.name()?);
            let (module, name) = change(name).unwrap_or_else(|| (module.to_owned(), name.to_owned()));
            put_bytes(&mut to, module.as_bytes());
            put_bytes(&mut to, name.as_bytes());
            // wasm-bindgen's modules import functions only.
            let kind = from.byte().filter(|kind| *kind == 0)?;
            to.push(kind);
            put_number(&mut to, from.number()?);
        }
        *section = to;
        Some(())
    }

    /// Gives every export to a choice, which drops or names it.
    fn change_exports(&mut self, mut change: impl FnMut(&str) -> Option<String>) -> Option<()> {
        let section = self.section(EXPORT)?;
        let mut from = Bytes(section);
        let (mut count, mut kept) = (0, Vec::new());
        for _ in 0..from.number()? {
            let (name, kind, index) = (from.name()?, from.byte()?, from.number()?);
            if let Some(name) = change(name) {
                count += 1;
                put_bytes(&mut kept, name.as_bytes());
                kept.push(kind);
                put_number(&mut kept, index);
            }
        }
        let mut to = Vec::new();
        put_number(&mut to, count);
        to.extend(kept);
        *section = to;
        Some(())
    }

    fn keep_exports(&mut self, keep: &HashSet<String>) -> Option<()> {
        self.change_exports(|name| keep.contains(name).then(|| name.to_owned()))
    }

    fn rename(&mut self, imports: &HashMap<String, String>, exports: &HashMap<String, String>) -> Option<()> {
        self.change_imports(|name| Some(("a".to_owned(), imports.get(name)?.clone())))?;
        self.change_exports(|name| exports.get(name).cloned())
    }
}

/// Bytes that are read from the front.
struct Bytes<'a>(&'a [u8]);

impl<'a> Bytes<'a> {
    fn byte(&mut self) -> Option<u8> {
        self.take(1)?.first().copied()
    }

    fn take(&mut self, len: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(len)?;
        self.0 = rest;
        Some(taken)
    }

    /// A number in groups of seven bits, the lowest first.
    fn number(&mut self) -> Option<usize> {
        let mut number = 0;
        for shift in (0..32).step_by(7) {
            let byte = self.byte()?;
            number |= usize::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }

    fn name(&mut self) -> Option<&'a str> {
        let len = self.number()?;
        std::str::from_utf8(self.take(len)?).ok()
    }
}

fn put_number(to: &mut Vec<u8>, mut number: usize) {
    while number >= 0x80 {
        to.push(u8::try_from(number & 0x7f).unwrap_or(0) | 0x80);
        number >>= 7;
    }
    to.push(u8::try_from(number).unwrap_or(0));
}

fn put_bytes(to: &mut Vec<u8>, bytes: &[u8]) {
    put_number(to, bytes.len());
    to.extend(bytes);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shortened_names_are_unique() {
        assert_eq!([0, 25, 26, 51, 52, 701, 702].map(short), ["a", "z", "aa", "az", "ba", "zz", "aaa"]);
    }

    #[test]
    fn numbers_are_read_as_they_were_written() {
        for number in [0, 127, 128, 16_383, 16_384, 700_000] {
            let mut bytes = Vec::new();
            put_number(&mut bytes, number);
            assert_eq!(Bytes(&bytes).number(), Some(number));
        }
    }

    #[test]
    fn what_is_not_used_is_left_out() {
        let script = "\
export class Stream {
    free() { wasm.stream_free(); }
}
if (Symbol.dispose) Stream.prototype[Symbol.dispose] = Stream.prototype.free;
function __wbg_get_imports() {
    const import0 = {
        __proto__: null,
        __wbg_a_1: function(arg0) {
            used(arg0, wasm.memory.buffer);
        },
        __wbg_b_2: function() { return unused(function () {
        }, arguments); },
    };
    return import0;
}
function used() {}
function unused() {}
function __wbg_init() { __wbg_get_imports(); }
export { initSync, __wbg_init as default };
";
        let script = Script::read(script);
        let used = script.used(&["__wbg_a_1".to_owned()]).unwrap_or_default();
        let expected = "\
function __wbg_get_imports() {
    const import0 = {
        __proto__: null,
        __wbg_a_1: function(arg0) {
            used(arg0, wasm.memory.buffer);
        },
    };
    return import0;
}
function used() {}
function __wbg_init() { __wbg_get_imports(); }
export { __wbg_init as default };
";
        assert_eq!(used, expected);
        assert_eq!(exports_in(&used), HashSet::from(["memory".to_owned()]));
        let short = HashMap::from([("memory".to_owned(), "b".to_owned())]);
        assert!(members_renamed(&used, &short).contains("used(arg0, wasm.b.buffer)"));
        assert_eq!(script.used(&["__wbg_c_3".to_owned()]), None);
    }

    #[test]
    fn a_module_keeps_what_is_called_under_its_short_name() {
        let mut section = vec![2];
        for (name, index) in [("memory", 0), ("stream_free", 7)] {
            put_bytes(&mut section, name.as_bytes());
            section.extend([0, index]);
        }
        let mut import = vec![1];
        put_bytes(&mut import, FROM.as_bytes());
        put_bytes(&mut import, b"__wbg_a_1");
        import.extend([0, 3]);
        let mut module = Module { head: b"\0asm\x01\0\0\0".to_vec(), sections: vec![(IMPORT, import), (EXPORT, section)] };
        assert_eq!(module.imports(), Some(vec!["__wbg_a_1".to_owned()]));
        module.keep_exports(&HashSet::from(["memory".to_owned()])).unwrap();
        let names = |from: &str, to: &str| HashMap::from([(from.to_owned(), to.to_owned())]);
        module.rename(&names("__wbg_a_1", "a"), &names("memory", "b")).unwrap();
        let read = Module::read(&module.bytes()).unwrap();
        assert_eq!(read.sections, [(IMPORT, b"\x01\x01a\x01a\0\x03".to_vec()), (EXPORT, b"\x01\x01b\0\0".to_vec())]);
    }
}
