//! The names of connections. A name stands in links, so a renamed connection keeps its old ones as aliases, and no other may be called so.

use super::Connection;
use voldeck_core::fill;

/// A name that no other connection has or had: `nomad`, `nomad-2`, …
pub fn unique_name(wanted: &str, taken: &[String]) -> String {
    let wanted = if wanted.is_empty() { "connection" } else { wanted };
    (1..=taken.len() + 1)
        .map(|n| if n == 1 { wanted.to_owned() } else { format!("{wanted}-{n}") })
        .find(|name| !taken.contains(name))
        .unwrap_or_else(|| wanted.to_owned())
}

/// Every name and alias, but those of the connection with this id.
pub fn taken(all: &[Connection], but: &str) -> Vec<String> {
    let others = all.iter().filter(|connection| connection.config.id != but);
    others.flat_map(|connection| std::iter::once(&connection.config.name).chain(&connection.config.aliases)).cloned().collect()
}

/// Why a connection cannot be called so, in a sentence; `None` if it can.
pub fn refusal(all: &[Connection], id: &str, name: &str) -> Option<String> {
    let others = || all.iter().filter(|connection| connection.config.id != id);
    if others().any(|connection| connection.config.name == name) {
        return Some(fill!("Another connection is called {name}.", name));
    }
    let owner = others().find(|connection| connection.config.aliases.iter().any(|alias| alias == name))?;
    Some(fill!("{name} was called so before, and links by that name still lead to it. Choose another name.", name = owner.config.name))
}

/// The name that a connection has now which was called so before; `None` if that is a name now, or never was one.
pub fn current(all: &[Connection], name: &str) -> Option<String> {
    if all.iter().any(|connection| connection.config.name == name) {
        return None;
    }
    let owner = all.iter().find(|connection| connection.config.aliases.iter().any(|alias| alias == name))?;
    Some(owner.config.name.clone())
}

/// The aliases of a connection that is renamed. Its own old names can be taken again.
pub fn renamed(mut aliases: Vec<String>, from: &str, to: &str) -> Vec<String> {
    aliases.retain(|alias| alias != to);
    if from != to && !aliases.iter().any(|alias| alias == from) {
        aliases.push(from.to_owned());
    }
    aliases
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::connection::{ConnectionConfig, Origin};

    fn all() -> Vec<Connection> {
        let one = |id: &str, name: &str, aliases: &[&str]| {
            let aliases = aliases.iter().map(|alias| (*alias).to_owned()).collect();
            let config = ConnectionConfig { id: id.into(), name: name.into(), aliases, ..ConnectionConfig::default() };
            Connection { config, origin: Origin::Person, locked: false, refused: false }
        };
        vec![one("1", "prod", &["main", "lab"]), one("2", "lab", &[])]
    }

    #[test]
    fn names_are_unique() {
        assert_eq!(unique_name("nomad", &["nomad".into(), "nomad-2".into()]), "nomad-3");
        assert_eq!(unique_name("", &[]), "connection");
        assert_eq!(unique_name("main", &taken(&all(), "")), "main-2", "old names are taken too");
        assert_eq!(unique_name("main", &taken(&all(), "1")), "main", "but not by oneself");
    }

    #[test]
    fn a_name_of_another_is_refused_and_ones_own_old_name_is_not() {
        let check = |id: &str, name: &str, part: Option<&str>| {
            let why = refusal(&all(), id, name);
            assert_eq!(why.is_some(), part.is_some(), "{name}");
            assert!(why.unwrap_or_default().contains(part.unwrap_or_default()), "{name}");
        };
        check("2", "prod", Some("Another connection is called prod."));
        check("2", "main", Some("prod was called so before"));
        check("1", "main", None);
        check("1", "prod", None);
        check("", "new", None);
    }

    #[test]
    fn an_old_name_leads_to_the_connection_unless_another_has_it_now() {
        assert_eq!(current(&all(), "main").as_deref(), Some("prod"));
        for name in ["prod", "lab", "never"] {
            assert_eq!(current(&all(), name), None, "{name}");
        }
    }

    #[test]
    fn a_renamed_connection_keeps_its_old_names() {
        let check = |aliases: &[&str], from: &str, to: &str, expected: &[&str]| {
            assert_eq!(renamed(aliases.iter().map(|alias| (*alias).to_owned()).collect(), from, to), expected);
        };
        check(&[], "a", "b", &["a"]);
        check(&["a"], "b", "c", &["a", "b"]);
        check(&["a"], "b", "a", &["b"]);
        check(&["a"], "b", "b", &["a"]);
    }
}
