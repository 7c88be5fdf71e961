//! Connections as a file: what `voldeck.json` of a site may say, so that one browser's can be given to others.

use serde::Serialize;

use super::{Connection, ConnectionConfig, Origin};
use crate::credentials::Keep;
use voldeck_core::json;

#[derive(Serialize)]
struct File {
    connections: Vec<ConnectionConfig>,
}

/// All but those of the demo, without what belongs to this browser alone: ids, and where credentials are kept. Secrets are never in it.
pub fn text(all: &[Connection]) -> String {
    let own = all.iter().filter(|connection| connection.origin != Origin::Demo);
    let config = |connection: &Connection| ConnectionConfig { id: String::new(), keep: Keep::Memory, ..connection.config.clone() };
    json::text(&File { connections: own.map(config).collect() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::connection::color::Color;
    use crate::host_config::{HostConfig, check::problems};

    #[test]
    fn what_is_exported_is_a_configuration_of_a_site_without_faults() {
        let config = ConnectionConfig {
            id: "1f".into(),
            provider: "nomad".into(),
            name: "prod".into(),
            aliases: vec!["old".into()],
            settings: vec![("address".into(), "https://nomad.example.net".into())],
            secret: true,
            color: Color::named("teal"),
            keep: Keep::Vault,
            ..ConnectionConfig::default()
        };
        let one = |config: ConnectionConfig, origin| Connection { config, origin, locked: true, refused: false };
        let text =
            text(&[one(config.clone(), Origin::Person), one(ConnectionConfig { name: "demo".into(), ..config.clone() }, Origin::Demo)]);
        assert_eq!(problems(&text).len(), 0, "{text}");
        assert!(!text.contains("1f") && !text.contains("vault"), "{text}");
        assert_eq!(HostConfig::read(&text).connections, [ConnectionConfig { id: String::new(), keep: Keep::Memory, ..config }]);
    }
}
