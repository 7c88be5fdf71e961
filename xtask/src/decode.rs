//! What the console makes of a recorded answer, without a server: for triage of bodies that somebody sent along.

use std::fmt::Write as _;
use std::io::Read as _;
use std::path::PathBuf;

use clap::Args;
use clap::builder::PossibleValuesParser;
use voldeck_core::http::{self, ErrorKind, Response};
use voldeck_core::model::{Attachment, Item, Kind, NOT_REPORTED, Resource, Status, Unreadable, Value};
use voldeck_providers::DECODERS;
use voldeck_providers::decode_cli::{DecodeOperation, Decoded};

use crate::error::Error;

/// What the exit status says, for the help text.
const STATUSES: &str = "\
Exit status:
  0  everything was read
  1  there is no such operation or file
  2  items of the list could not be read; the others were
  3  the answer is not what this operation answers
  4  the provider refused or failed: the kind of error is shown";

/// The arguments of `cargo xtask decode`.
#[derive(Args)]
#[command(
    override_usage = "cargo xtask decode [OPTIONS] <PROVIDER> <OPERATION> [FILE]\n       cargo xtask decode --list [PROVIDER]",
    after_help = STATUSES
)]
pub struct Arguments {
    /// Who answered.
    #[arg(required_unless_present = "list", value_parser = PossibleValuesParser::new(DECODERS.iter().map(|(id, _)| *id)))]
    pub provider: Option<String>,
    /// What was asked for, by a name that --list shows.
    #[arg(required_unless_present = "list")]
    pub operation: Option<String>,
    /// The body; stdin, if not given.
    pub file: Option<PathBuf>,
    /// The HTTP status it came with.
    #[arg(long, value_name = "N", default_value_t = 200)]
    pub status: u16,
    /// A header it came with; may be given several times.
    #[arg(long, value_name = "NAME:VALUE", value_parser = header)]
    pub header: Vec<(String, String)>,
    /// Show each item as it was sent, too.
    #[arg(long)]
    pub raw: bool,
    /// List the operations.
    #[arg(long, conflicts_with_all = ["operation", "file"])]
    pub list: bool,
}

/// `cargo xtask decode`.
///
/// # Errors
/// There is no such operation, or the body cannot be had. What the body says ends the program with a status of its own.
pub fn command(arguments: Arguments) -> Result<(), Error> {
    let Arguments { provider, operation, file, status, header: headers, raw, list } = arguments;
    if list {
        println!("{}", listed(provider.as_deref()));
        return Ok(());
    }
    let reader = reader(&provider.unwrap_or_default(), &operation.unwrap_or_default())?;
    let response = Response { status, headers, body: body(file)? };
    let (words, code) = told(reader, &response, raw);
    print!("{words}");
    if code == 0 { Ok(()) } else { std::process::exit(code) }
}

/// Reads `NAME:VALUE`.
fn header(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once(':').ok_or_else(|| format!("it has the form NAME:VALUE, not `{text}`"))?;
    Ok((name.trim().to_owned(), value.trim().to_owned()))
}

/// The file's text, or what comes on stdin. Bytes that are not UTF-8 are replaced, as the console does.
fn body(file: Option<PathBuf>) -> Result<String, Error> {
    let bytes = file.as_ref().map_or_else(
        || {
            let mut bytes = Vec::new();
            std::io::stdin().read_to_end(&mut bytes).map(|_| bytes)
        },
        std::fs::read,
    );
    let name = file.map_or_else(|| "stdin".to_owned(), |file| file.display().to_string());
    let bytes = bytes.map_err(|error| Error::new(format!("{name} cannot be read: {error}")))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// The reader of this name, or of this operation of the vendor if only one reads it.
fn reader(provider: &str, operation: &str) -> Result<&'static DecodeOperation, Error> {
    let readers = DECODERS.iter().filter(|(id, _)| *id == provider).flat_map(|(_, readers)| *readers);
    if let Some(reader) = readers.clone().find(|reader| reader.name == operation) {
        return Ok(reader);
    }
    let mut same = readers.filter(|reader| reader.operation == operation);
    match (same.next(), same.next()) {
        (Some(reader), None) => Ok(reader),
        (Some(first), Some(second)) => {
            Err(Error::new(format!("`{operation}` answers several things.")).advice(format!("{} or {}", first.name, second.name)))
        }
        _ => Err(Error::new(format!("There is no operation `{operation}` of {provider}."))
            .advice("cargo xtask decode --list lists the operations of every provider")),
    }
}

/// The operations of one provider, or of all.
fn listed(provider: Option<&str>) -> String {
    let chosen: Vec<_> = DECODERS.iter().filter(|(id, _)| provider.is_none_or(|provider| provider == *id)).collect();
    let width = chosen.iter().flat_map(|(_, readers)| *readers).map(|reader| reader.name.len()).max().unwrap_or(0);
    let line = |(id, reader): (&str, &DecodeOperation)| format!("{id:<10}  {:<width$}  {}", reader.name, reader.operation);
    let lines = chosen.iter().flat_map(|(id, readers)| readers.iter().map(move |reader| (*id, reader))).map(line);
    lines.collect::<Vec<_>>().join("\n")
}

/// What the console makes of an answer, and the exit status for it.
fn told(reader: &DecodeOperation, response: &Response, raw: bool) -> (String, i32) {
    match reader.decode_response(response) {
        Ok(reading) => {
            let unreadable = reading.items.iter().any(Result::is_err);
            (read(reader, response, &reading, raw), if unreadable { 2 } else { 0 })
        }
        Err(error) => (refused(&error), if error.kind == ErrorKind::Unreadable { 3 } else { 4 }),
    }
}

fn read(reader: &DecodeOperation, response: &Response, reading: &Decoded, raw: bool) -> String {
    let bad = reading.items.iter().filter(|item| item.is_err()).count();
    // A look-up has no items, only lines.
    let what = if reading.items.is_empty() && !reading.lines.is_empty() { String::new() } else { items(reading.items.len() - bad) };
    let mut out = format!("{}, status {}: {what}read", reader.operation, response.status);
    if bad > 0 {
        let _ = write!(out, ", {bad} unreadable");
    }
    out.push('\n');
    for item in &reading.items {
        out.push('\n');
        out.push_str(&one(item));
        if raw {
            let text = match item {
                Ok(resource) => resource.raw.pretty(),
                Err(unreadable) => unreadable.raw.pretty(),
            };
            out.extend(text.lines().map(|line| format!("    {line}\n")));
        }
    }
    if !reading.lines.is_empty() {
        out.push('\n');
    }
    out.extend(reading.lines.iter().map(|line| format!("{line}\n")));
    out
}

/// `1 item `, `2 items `.
fn items(number: usize) -> String {
    format!("{number} item{} ", if number == 1 { "" } else { "s" })
}

fn one(item: &Item) -> String {
    match item {
        Ok(resource) => described(resource),
        Err(unreadable) => {
            let Unreadable { number, name, reason, .. } = &**unreadable;
            let name = name.as_deref().map(|name| format!(" ({name})")).unwrap_or_default();
            format!("✗ item {number}{name} could not be read: {reason}\n")
        }
    }
}

fn described(resource: &Resource) -> String {
    let mut lines = vec![
        ("id".to_owned(), resource.id.to_string()),
        ("vendor’s id".to_owned(), resource.provider_id.clone()),
        ("state".to_owned(), state(&resource.status)),
        ("size".to_owned(), resource.size.map_or_else(|| NOT_REPORTED.to_owned(), |size| format!("{size}, {}", size.exact()))),
    ];
    lines.extend(resource.created.map(|created| ("created".to_owned(), created.absolute())));
    lines.extend(resource.source.clone().map(|source| ("made of".to_owned(), source)));
    lines.extend(resource.storage_id.clone().map(|id| ("storage’s id".to_owned(), id)));
    if resource.kind != Kind::Snapshot {
        let attached = resource.attached.map_or(NOT_REPORTED, |attached| if attached { "yes" } else { "no" });
        lines.push(("attached".to_owned(), attached.to_owned()));
    }
    lines.extend(resource.usage.clone().map(|usage| ("use".to_owned(), usage)));
    lines.extend(resource.attachments.iter().map(|one| ("user".to_owned(), user(one))));
    lines.extend(resource.attributes.iter().map(|attribute| (attribute.label.to_lowercase(), value(&attribute.value))));
    lines.extend(resource.odd.iter().map(|odd| ("could not be read".to_owned(), odd.to_string())));
    let width = lines.iter().map(|(label, _)| label.chars().count()).max().unwrap_or(0);
    let mut out = format!("{} {}\n", resource.kind.noun(), resource.name);
    out.extend(lines.iter().map(|(label, text)| format!("  {label:<width$}  {text}\n")));
    out
}

fn state(status: &Status) -> String {
    let detail = status.detail.as_deref().map(|detail| format!(", {detail}")).unwrap_or_default();
    format!("{}{detail} [{}]", status.label, status.phase.word())
}

fn user(user: &Attachment) -> String {
    let mut words = vec![format!("{} ({})", user.name, user.id)];
    words.extend(user.host.as_ref().map(|host| format!("on {host}")));
    words.extend(user.role.clone());
    if !user.status.label.is_empty() {
        words.push(state(&user.status));
    }
    words.extend(user.since.map(|since| format!("since {}", since.absolute())));
    words.join(", ")
}

fn value(value: &Value) -> String {
    match value {
        Value::Text(text) | Value::Code(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Size(size) => size.to_string(),
        Value::Time(time) => time.absolute(),
        Value::State(status) => state(status),
        Value::Link(kind, id, name) => format!("{name} ({} {id})", kind.noun()),
        Value::Odd(odd) => format!("{} (could not be read: {} belongs here)", odd.text, odd.expected),
    }
}

fn refused(error: &http::Error) -> String {
    let status = error.status.map(|status| format!(", status {status}")).unwrap_or_default();
    let mut out = format!("✗ {}{status}: {:?}\n  {}\n", error.operation, error.kind, error.message);
    out.extend(error.fields.iter().map(|field| format!("  field {}: {}\n", field.field, field.message)));
    out.extend(error.request_id.iter().map(|id| format!("  request: {id}\n")));
    out.extend(error.retry_after_millis.map(|millis| format!("  asked to wait: {millis} ms\n")));
    if error.in_part || error.kind == ErrorKind::OutcomeUnknown {
        out.push_str("  it may have been carried out, wholly or in part\n");
    }
    let help = error.help();
    if !help.is_empty() {
        let _ = writeln!(out, "  {help}");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, status: u16, body: &str, code: i32, words: &[&str]) {
        let reader = reader("nomad", name).expect("an operation");
        let (text, exit) = told(reader, &Response { status, headers: Vec::new(), body: body.to_owned() }, false);
        assert_eq!(exit, code, "{text}");
        for word in words {
            assert!(text.contains(word), "`{word}` is not in:\n{text}");
        }
    }

    const GOOD: &str = r#"{"ID":"pg/data","Name":"postgres","Namespace":"default","PluginID":"ceph","Schedulable":true,
        "CurrentReaders":0,"CurrentWriters":0}"#;

    #[test]
    fn items_are_told_with_what_the_console_shows_of_them() {
        let all = ["1 item read", "volume postgres", "vendor’s id", "pg/data", "free [ready]", "namespace", "size         not reported"];
        check("list-csi-volumes", 200, &format!("[{GOOD}]"), 0, &all);
    }

    #[test]
    fn an_unreadable_item_is_told_with_its_reason_beside_the_good_ones() {
        let said = ["1 item read, 1 unreadable", "volume postgres", "✗ item 2", "ID: there is none"];
        check("list-csi-volumes", 200, &format!("[{GOOD},{{}}]"), 2, &said);
    }

    #[test]
    fn a_body_of_something_else_and_a_refusal_are_told_apart() {
        check("list-csi-volumes", 200, "<!DOCTYPE html><title>Sign in</title>", 3, &["Unreadable", "HTML page"]);
        check("list-csi-volumes", 200, r#"{"a":1}"#, 3, &["Unreadable"]);
        check("read-csi-volume", 403, "Permission denied", 4, &["status 403: Forbidden", "Permission denied", "lack the right"]);
        check("write-csi-volume", 500, "rpc error: missing plugin id", 4, &["Invalid", "field PluginID:"]);
    }

    #[test]
    fn an_operation_has_a_name_of_its_own() {
        let error = |provider, operation| reader(provider, operation).map(|reader| reader.name).expect_err("no operation").to_string();
        assert!(error("nomad", "nothing").contains("--list"));
        assert!(error("nomad", "GET /v1/volumes").contains("list-csi-volumes or list-host-volumes"));
        assert_eq!(reader("nomad", "GET /v1/plugins").map(|reader| reader.name).ok(), Some("list-plugins"));
        for (provider, readers) in DECODERS {
            for reader in *readers {
                let same = readers.iter().filter(|other| other.name == reader.name).count();
                assert_eq!(same, 1, "{provider}: {}", reader.name);
            }
        }
    }

    #[test]
    fn every_provider_takes_any_body_without_breaking() {
        for (_, readers) in DECODERS {
            for reader in *readers {
                for body in ["", "null", "[]", "{}", "[null]", "\"\"", "0", "<html>", "[[[", "{\"volumes\":[{}]}"] {
                    for status in [200, 204, 400, 401, 403, 404, 409, 429, 500, 502] {
                        told(reader, &Response { status, headers: Vec::new(), body: body.to_owned() }, true);
                    }
                }
            }
        }
    }
}
