//! What has to be kept up to date: it follows from the route and the connections, and is never written down.
//!
//! At most three held readings of one connection are among it (two lists and an open resource): browsers allow six connections a
//! host, and writes need some of them.

use crate::connection::Connection;
use crate::route::{Page, Route};
use voldeck_core::action::{Action, Target, Verb};
use voldeck_core::cache::Key;
use voldeck_core::model::Kind;

/// Everything that is on screen. `actions` gives those of a connection, as far as they are loaded.
pub fn subscriptions(route: &Route, connections: &[Connection], actions: &dyn Fn(&str) -> &'static [Action]) -> Vec<Key> {
    let mut found = Vec::new();
    let read = || connections.iter().filter(|connection| connection.is_read());
    if let Some(kind) = route.kind().filter(|_| !matches!(route.page, Page::Full(..))) {
        for connection in read() {
            let asked = |name: &str| route.view.more.iter().any(|more| more == name);
            let sources = connection.sources(kind).iter().filter(|source| source.at_once || asked(source.name));
            found.extend(sources.map(|source| Key::list(&connection.config.name, kind, source.name)));
        }
    }
    if let Some((kind, address)) = route.open()
        && let Some(connection) = read().find(|connection| connection.config.name == address.connection)
    {
        found.push(Key::item(&address.connection, kind, &address.id));
        let shown = related_on_screen(route, kind).into_iter();
        let shown = shown.filter(|what| has_related(connection, actions(&address.connection), kind, *what));
        found.extend(shown.map(|what| Key::related(&address.connection, what, (kind, address.id.clone()))));
    }
    found
}

/// The kinds of what belongs to the open resource and is on screen: all of it on a page, what the tab shows in the panel.
fn related_on_screen(route: &Route, kind: Kind) -> Vec<Kind> {
    match (&route.page, route.tab.as_str(), kind) {
        (Page::Full(..), _, _) => vec![Kind::Volume, Kind::Snapshot],
        (_, "snapshots", _) => vec![Kind::Snapshot],
        (_, "members", _) | (_, "", Kind::Group) => vec![Kind::Volume],
        _ => Vec::new(),
    }
}

/// Whether anything of a kind can belong to a resource: to a group its members, and snapshots where its provider has any.
pub fn has_related(connection: &Connection, actions: &[Action], kind: Kind, what: Kind) -> bool {
    match (what, kind) {
        (Kind::Volume, Kind::Group) => true,
        (Kind::Snapshot, Kind::Volume) => !connection.sources(Kind::Snapshot).is_empty(),
        // Of groups only where one can take them.
        (Kind::Snapshot, Kind::Group) => {
            actions.iter().any(|action| action.verb == Verb::Snapshot && action.on == Target::Resource(Kind::Group))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::connection::{ConnectionConfig, Origin};
    use voldeck_core::action::{Form, Values};
    use voldeck_providers::by_id;

    fn connection(provider: &str, name: &str) -> Connection {
        let config = ConnectionConfig::new(by_id(provider).unwrap(), &Form::default(), name, &Values::default(), false);
        Connection { config, origin: Origin::Person, locked: false, refused: false }
    }

    fn check(route: &str, connections: &[Connection], expected: &[&str]) {
        let actions = |name: &str| {
            let of = connections.iter().find(|connection| connection.config.name == name).and_then(Connection::provider);
            of.map_or(&[][..], voldeck_providers::actions)
        };
        let found: Vec<String> = subscriptions(&Route::parse(route), connections, &actions)
            .into_iter()
            .map(|key| format!("{} {} {:?}", key.connection, key.kind.plural(), key.part))
            .collect();
        assert_eq!(found, expected, "{route}");
    }

    #[test]
    fn a_list_is_read_of_every_connection_that_is_on_and_costly_sources_only_when_asked_for() {
        let (mut off, mut locked) = (connection("nomad", "off"), connection("nomad", "locked"));
        off.config.disabled = true;
        locked.locked = true;
        let all = [connection("nomad", "n"), off, locked, connection("lunanode", "l")];
        let at_once = [r#"n volumes List("csi")"#, r#"n volumes List("host")"#, r#"l volumes List("volumes")"#];
        check("/volumes", &all, &at_once);
        check("/volumes?q=x&sort=-size", &all, &at_once);
        check("/volumes?more=external", &all[..1], &[at_once[0], at_once[1], r#"n volumes List("external")"#]);
        check("/groups", &all, &[]);
        for page in ["/activity", "/connections/new", "/connections/of/n"] {
            check(page, &all, &[]);
        }
    }

    #[test]
    fn what_is_open_is_read_in_full_and_what_belongs_to_it_as_it_is_seen() {
        let all = [connection("scaleway", "s"), connection("tutum", "t"), connection("cinder", "c")];
        check("/volume/s/v", &all, &[r#"s volumes Item(Id("v"))"#, r#"s snapshots Related(Volume, Id("v"))"#]);
        check("/group/t/g", &all, &[r#"t groups Item(Id("g"))"#, r#"t volumes Related(Group, Id("g"))"#]);
        check(
            "/group/c/g",
            &all,
            &[r#"c groups Item(Id("g"))"#, r#"c volumes Related(Group, Id("g"))"#, r#"c snapshots Related(Group, Id("g"))"#],
        );
        check("/volume/gone/v", &all, &[]);
        let lists = [r#"t groups List("volumegroup")"#, r#"c groups List("groups")"#, r#"t groups Item(Id("g"))"#];
        check("/groups/t/g?tab=json", &all, &lists);
        check("/groups/t/g", &all, &[lists[0], lists[1], lists[2], r#"t volumes Related(Group, Id("g"))"#]);
    }
}
