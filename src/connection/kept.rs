//! What the browser keeps of connections: those of the person with an id each, and how all of them are arranged here.
//!
//! The id is the key of what is kept about a connection beside it: its place, its credentials if the person keeps them. It never
//! changes. The name is the key of everything else, links included.

use serde::{Deserialize, Serialize};

use super::color::{self, Color};
use super::{Connection, ConnectionConfig, each_alone};
use crate::credentials::Keep;
use voldeck_core::json;

/// The id of a connection that the host gives. Its file has no ids, so it follows from the name there.
pub fn host_id(name: &str) -> String {
    format!("site:{name}")
}

/// The id of a connection of the demo.
pub fn demo_id(name: &str) -> String {
    format!("demo:{name}")
}

/// An id for a connection of the person. `chance` gives numbers from 0 up to 1.
pub fn new_id(chance: &dyn Fn() -> f64) -> String {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a part of a number that is below it")]
    let half = || (chance() * f64::from(u32::MAX)) as u32;
    format!("{:08x}{:08x}", half(), half())
}

/// Reads what was kept; anything that cannot be read is dropped alone.
pub fn read_saved(text: &str) -> Vec<ConnectionConfig> {
    each_alone(text).unwrap_or_default()
}

/// What is to be kept, for [`read_saved`].
pub fn write_saved(all: &[ConnectionConfig]) -> String {
    json::text(all)
}

/// Gives an id to those that were kept without one, and to those whose id is another's. Tells whether there were any.
pub fn identify(all: &mut [ConnectionConfig], chance: &dyn Fn() -> f64) -> bool {
    let mut changed = false;
    for at in 0..all.len() {
        let (before, rest) = all.split_at_mut(at);
        let Some(config) = rest.first_mut() else { break };
        if config.id.is_empty() || config.id.contains(':') || before.iter().any(|other| other.id == config.id) {
            config.id = new_id(chance);
            changed = true;
        }
    }
    changed
}

/// Puts one in place of that with its id, or at the end.
pub fn put(all: &mut Vec<ConnectionConfig>, config: ConnectionConfig) {
    match all.iter_mut().find(|other| other.id == config.id) {
        Some(other) => *other = config,
        None => all.push(config),
    }
}

/// The place of a connection in the order, and what of a connection of the host's is otherwise here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Placed {
    /// The connection's id.
    pub id: String,
    /// Whether it is switched off here; `None` for as the host has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disabled: Option<bool>,
    /// Its colour here; `None` for as the host has it.
    #[serde(default, deserialize_with = "color::read", skip_serializing_if = "Option::is_none")]
    pub color: Option<Color>,
    /// Where its credentials are kept.
    #[serde(default, skip_serializing_if = "Keep::is_memory")]
    pub keep: Keep,
}

/// Reads how connections are arranged.
pub fn read_arrangement(text: &str) -> Vec<Placed> {
    each_alone(text).unwrap_or_default()
}

/// What is to be kept of it, for [`read_arrangement`].
pub fn write_arrangement(all: &[Placed]) -> String {
    json::text(all)
}

/// Brings connections into the order that was chosen; those that have no place in it stay behind those that have one.
pub fn arrange(all: &mut Vec<Connection>, arrangement: &[Placed]) {
    // One by one, for they are few: a sort that keeps the order of the others is 4 kB of the program.
    let mut next = 0;
    for placed in arrangement {
        if let Some(at) = all.iter().position(|connection| connection.config.id == placed.id).filter(|at| *at >= next) {
            let connection = all.remove(at);
            all.insert(next, connection);
            next += 1;
        }
    }
}

/// Notes the order as it is. What is noted of connections that are not here now stays: their host may give them again.
pub fn note_order(arrangement: &mut Vec<Placed>, all: &[Connection]) {
    let mut before = std::mem::take(arrangement);
    for connection in all {
        let id = &connection.config.id;
        let at = before.iter().position(|placed| placed.id == *id);
        arrangement
            .push(at.map_or_else(|| Placed { id: id.clone(), disabled: None, color: None, keep: Keep::Memory }, |at| before.remove(at)));
    }
    arrangement.append(&mut before);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::connection::Origin;

    fn config(id: &str, name: &str) -> ConnectionConfig {
        ConnectionConfig { id: id.into(), name: name.into(), provider: "nomad".into(), ..ConnectionConfig::default() }
    }

    fn connection(id: &str) -> Connection {
        Connection { config: config(id, id), origin: Origin::Person, locked: false, refused: false }
    }

    fn ids(all: &[Connection]) -> Vec<&str> {
        all.iter().map(|connection| connection.config.id.as_str()).collect()
    }

    #[test]
    fn what_was_kept_without_ids_gets_them_once() {
        let mut saved =
            read_saved(r#"[{"provider":"nomad","name":"a"},{"provider":"nomad","name":"b","settings":{"address":"/x"},"secret":true}]"#);
        let next = std::cell::Cell::new(0.0);
        let chance = || {
            next.set(next.get() + 0.01);
            next.get()
        };
        assert!(identify(&mut saved, &chance));
        assert!(saved.iter().all(|config| config.id.len() == 16) && saved[0].id != saved[1].id);
        assert_eq!((saved[1].name.as_str(), saved[1].secret, saved[1].settings.len()), ("b", true, 1));
        let again = saved.clone();
        assert!(!identify(&mut saved, &chance) && saved == again);
        assert_eq!(read_saved(&write_saved(&saved)), again);
    }

    #[test]
    fn an_id_belongs_to_one_connection_and_never_to_one_of_the_host() {
        let mut saved = vec![config("1", "a"), config("1", "b"), config("site:prod", "c"), config("2", "d")];
        assert!(identify(&mut saved, &|| 0.5));
        assert_eq!((saved[0].id.as_str(), saved[3].id.as_str()), ("1", "2"));
        assert_eq!([saved[1].id.len(), saved[2].id.len()], [16, 16]);
    }

    #[test]
    fn one_is_put_in_its_place_and_the_others_stay() {
        let mut saved = vec![config("1", "a"), config("2", "b")];
        put(&mut saved, config("1", "z"));
        put(&mut saved, config("3", "c"));
        assert_eq!(saved.iter().map(|config| config.name.as_str()).collect::<Vec<_>>(), ["z", "b", "c"]);
    }

    #[test]
    fn the_order_that_was_chosen_comes_back_and_new_ones_come_last() {
        let mut all = vec![connection("a"), connection("b"), connection("c")];
        let mut arrangement =
            read_arrangement(r#"[{"id":"gone","disabled":true},{"id":"b","color":"teal"},{"id":7},{"id":"a","color":"no such"}]"#);
        arrange(&mut all, &arrangement);
        assert_eq!(ids(&all), ["b", "a", "c"]);
        all.swap(0, 2);
        note_order(&mut arrangement, &all);
        assert_eq!(write_arrangement(&arrangement), r#"[{"id":"c"},{"id":"a"},{"id":"b","color":"teal"},{"id":"gone","disabled":true}]"#);
    }
}
