//! What can be done with each provider: a table made of the rows that menus, forms and tests read, so that it cannot say
//! more or less than the console does.

use std::fs;

use clap::Args;
use voldeck_core::action::{Confirmation, Target};
use voldeck_core::model::Kind;
use voldeck_core::provider::Provider;
use voldeck_providers::{ALL, DECODERS};

use crate::error::Error;
use crate::tools;

/// What stands round the tables in the README.
const BEGIN: &str = "<!-- Made by `cargo xtask support --write`. -->\n";
const END: &str = "<!-- End of what is made. -->\n";

/// The arguments of `cargo xtask support`.
#[derive(Clone, Copy, Args)]
pub struct Arguments {
    /// As the README's tables.
    #[arg(long)]
    pub markdown: bool,
    /// Put them into the README.
    #[arg(long)]
    pub write: bool,
}

/// `cargo xtask support`.
///
/// # Errors
/// The README cannot be read or written.
pub fn command(arguments: Arguments) -> Result<(), Error> {
    if arguments.write {
        return put_into_readme();
    }
    println!("{}", if arguments.markdown { markdown() } else { text() });
    Ok(())
}

fn put_into_readme() -> Result<(), Error> {
    let file = tools::root().join("README.md");
    let cannot = |what: &str, error: std::io::Error| Error::new(format!("{} cannot be {what}: {error}", file.display()));
    let readme = fs::read_to_string(&file).map_err(|error| cannot("read", error))?;
    let (before, _, after) = parts(&readme)
        .ok_or_else(|| Error::new("The README has no place for the tables.").advice(format!("Put two lines into it:\n{BEGIN}{END}")))?;
    let made = format!("{before}{BEGIN}\n{}\n{END}{after}", markdown());
    if made == readme {
        println!("The README is as it should be.");
        return Ok(());
    }
    fs::write(&file, made).map_err(|error| cannot("written", error))?;
    println!("The README's tables are new.");
    Ok(())
}

/// A text before, between and after the two markers.
fn parts(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once(BEGIN)?;
    let (between, after) = rest.split_once(END)?;
    Some((before, between, after))
}

/// One thing that can be done.
struct Row {
    /// `volume`, `group`, `snapshot`; or what only helps to choose: `look-up`.
    kind: &'static str,
    /// The action's title.
    what: String,
    /// For a reading, `what` is the name by which `cargo xtask decode` knows it.
    reading: bool,
    /// The vendor's name of the operation.
    operation: &'static str,
    /// What it asks for before it is sent.
    asks: &'static str,
}

const KINDS: [Kind; 3] = [Kind::Volume, Kind::Group, Kind::Snapshot];

/// What is read, and then what is changed.
fn rows(provider: &Provider) -> Vec<Row> {
    let actions = voldeck_providers::actions(provider);
    let decoders = DECODERS.iter().filter(|(id, _)| *id == provider.id).flat_map(|(_, decoders)| *decoders);
    // What answers a write belongs to its action.
    let reads = decoders.filter(|reader| actions.iter().all(|action| action.endpoint.operation != reader.operation));
    let mut rows: Vec<Row> = reads
        .map(|reader| Row {
            kind: kind_of(reader.name),
            what: reader.name.to_owned(),
            reading: true,
            operation: reader.operation,
            asks: "",
        })
        .collect();
    rows.sort_by_key(|row| order(row.kind));
    rows.extend(actions.iter().map(|action| {
        let (Target::Connection(kind) | Target::Resource(kind)) = action.on;
        let asks = match action.confirmation {
            Confirmation::None => "",
            Confirmation::Confirm => "confirmation",
            Confirmation::TypeName => "its name",
        };
        Row { kind: kind.noun(), what: action.title.to_owned(), reading: false, operation: action.endpoint.operation, asks }
    }));
    rows
}

/// The kind that a reading is of, by its name: `list-csi-volumes`.
fn kind_of(name: &str) -> &'static str {
    let last = name.rsplit('-').next().unwrap_or_default();
    KINDS.iter().find(|kind| [kind.noun(), kind.plural()].contains(&last)).map_or("look-up", |kind| kind.noun())
}

/// The look-ups after the resources.
fn order(kind: &str) -> usize {
    KINDS.iter().position(|known| known.noun() == kind).unwrap_or(KINDS.len())
}

/// Where each kind is read from, a line each: `Volumes: CSI volumes (followed), External volumes (when asked for)`.
fn sources(provider: &Provider) -> Vec<String> {
    let of = |kind: &Kind| {
        let described = provider.sources(*kind).iter().map(|source| match (source.held, source.at_once) {
            (true, _) => format!("{} (followed)", source.label),
            (false, true) => source.label.to_owned(),
            (false, false) => format!("{} (when asked for)", source.label),
        });
        let described: Vec<String> = described.collect();
        (!described.is_empty()).then(|| format!("{}: {}", kind.plural(), described.join(", ")))
    };
    KINDS.iter().filter_map(of).collect()
}

fn heading(provider: &Provider) -> String {
    format!("{}, {}", provider.title, provider.covers)
}

/// For a terminal.
fn text() -> String {
    let one = |provider: &&Provider| {
        let rows = rows(provider);
        let width = |cell: fn(&Row) -> &str| rows.iter().map(|row| cell(row).chars().count()).max().unwrap_or(0);
        let [kinds, whats, operations] = [width(|row| row.kind), width(|row| &row.what), width(|row| row.operation)];
        let line = |Row { kind, what, operation, asks, .. }: &Row| {
            format!("  {kind:<kinds$}  {what:<whats$}  {operation:<operations$}  {asks}").trim_end().to_owned()
        };
        let above = sources(provider).into_iter().map(|line| format!("  {line}"));
        let lines = std::iter::once(heading(provider)).chain(above).chain(rows.iter().map(line));
        lines.collect::<Vec<_>>().join("\n")
    };
    ALL.iter().map(one).collect::<Vec<_>>().join("\n\n")
}

/// For the README.
fn markdown() -> String {
    let one = |provider: &&Provider| {
        let above = format!("**{}.** Lists of {}.\n", heading(provider), sources(provider).join("; "));
        let head = "| kind | reading or action | operation | asks for |\n|---|---|---|---|".to_owned();
        let rows = rows(provider).into_iter();
        let rows = rows.map(|Row { kind, what, reading, operation, asks }| {
            let what = if reading { format!("`{what}`") } else { what };
            format!("| {kind} | {what} | `{operation}` | {asks} |")
        });
        [above, head].into_iter().chain(rows).collect::<Vec<_>>().join("\n")
    };
    ALL.iter().map(one).collect::<Vec<_>>().join("\n\n") + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_readme_shows_what_the_rows_say() {
        let readme = fs::read_to_string(tools::root().join("README.md")).expect("the README");
        let (_, between, _) = parts(&readme).expect("the two markers");
        assert!(between.trim() == markdown().trim(), "the README's tables are stale: cargo xtask support --write");
    }

    #[test]
    fn every_row_says_what_it_calls() {
        for provider in ALL {
            let rows = rows(provider);
            assert!(rows.iter().any(|row| row.asks.is_empty()), "{} reads nothing", provider.id);
            for row in rows {
                assert!(!row.operation.is_empty() && !row.what.is_empty() && !row.operation.contains('|'), "{}: {}", provider.id, row.what);
            }
        }
    }

    #[test]
    fn the_kind_of_a_reading_is_the_end_of_its_name() {
        for (name, kind) in
            [("list-csi-volumes", "volume"), ("read-group", "group"), ("list-volume-types", "look-up"), ("agent-self", "look-up")]
        {
            assert_eq!(kind_of(name), kind, "{name}");
        }
    }
}
