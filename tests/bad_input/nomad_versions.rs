//! Servers of Nomad's that do not say which version they are.

use super::desk::{Always, BEGIN, shared};
use super::nomad::{connect, csi, test};
use futures_executor::block_on;
use voldeck_core::action::Values;
use voldeck_core::client::Held;
use voldeck_core::model::Kind;
use voldeck_simulators::frame::{Call, Reply, Simulator};
use voldeck_simulators::nomad::{Nomad as Server, Options, Seed, Shape};

/// A server that tells nobody its version.
struct Secretive(Server);

impl Simulator for Secretive {
    fn answer(&mut self, call: &Call, now: u64) -> Reply {
        if call.path == "/v1/agent/self" {
            return Always(403, "text/plain", "Permission denied").answer(call, now);
        }
        self.0.answer(call, now)
    }
    fn version(&mut self, now: u64) -> u64 {
        self.0.version(now)
    }
}

#[test]
fn a_server_that_hides_its_version_is_known_by_what_it_answers() {
    for (shape, has_host) in [(Shape::V011, false), (Shape::V012, false), (Shape::V110, true)] {
        let server = Server::new(Options { shape, acl: false, seed: Seed::Demo }, BEGIN);
        let desk = connect(shared(Secretive(server)), Values::default());
        assert!(csi(&desk).unwrap() > 10, "{shape:?}: the list is complete, whatever `*` means there");
        desk.detect_version();
        let host = block_on(desk.client.list(Kind::Volume, "host", None)).unwrap();
        assert_eq!(matches!(host, Held::Read(_)), has_host, "{shape:?}");
        let scene = voldeck_core::action::ActionContext { client: &*desk.client, target: None, known: &[] };
        let refused = (desk.action("host-create").disabled_reason)(&scene);
        assert_eq!(refused.is_none(), has_host, "{shape:?}: {refused:?}");
        let (steps, end) = test(&desk);
        assert_eq!((end, steps.iter().find(|step| step.title == "Version").unwrap().brief.as_str()), (Ok(()), "not known"));
        let asked = desk.sent.borrow().iter().filter(|line| line.contains("/v1/agent/self")).count();
        assert_eq!(asked, 1, "{shape:?}: it is asked once");
    }
}
