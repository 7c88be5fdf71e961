//! Servers of Nomad's that do not say which version they are.

use super::harness::servers::FixedResponse;
use super::harness::{BEGIN, shared};
use super::nomad::{connect, csi};
use futures_executor::block_on;
use voldeck_core::action::Values;
use voldeck_core::client::ReadResult;
use voldeck_core::model::Kind;
use voldeck_simulators::frame::{Outcome, Request, Simulator};
use voldeck_simulators::nomad::{ApiVersion, Nomad as Server, Options, Seed};

/// A server that tells nobody its version.
struct Secretive(Server);

impl Simulator for Secretive {
    fn answer(&mut self, call: &Request, now: u64) -> Outcome {
        if call.path == "/v1/agent/self" {
            return FixedResponse(403, "text/plain", "Permission denied").answer(call, now);
        }
        self.0.answer(call, now)
    }
    fn version(&mut self, now: u64) -> u64 {
        self.0.version(now)
    }
}

#[test]
fn a_server_that_hides_its_version_is_known_by_what_it_answers() {
    for (api_version, has_host) in [(ApiVersion::V011, false), (ApiVersion::V012, false), (ApiVersion::V110, true)] {
        let server = Server::new(Options { api_version, acl: false, seed: Seed::Demo }, BEGIN);
        let harness = connect(shared(Secretive(server)), Values::default());
        assert!(csi(&harness).unwrap() > 10, "{api_version:?}: the list is complete, whatever `*` means there");
        harness.detect_version();
        let host = block_on(harness.client.list(Kind::Volume, "host", None)).unwrap();
        assert_eq!(matches!(host, ReadResult::Found(_)), has_host, "{api_version:?}");
        let context = voldeck_core::action::ActionContext { client: &*harness.client, target: None, known: &[] };
        let refused = (harness.action("host-create").disabled_reason)(&context);
        assert_eq!(refused.is_none(), has_host, "{api_version:?}: {refused:?}");
        let (steps, end) = harness.test_connection();
        assert_eq!((end, steps.iter().find(|step| step.title == "Version").unwrap().brief.as_str()), (Ok(()), "not known"));
        let asked = harness.sent.borrow().iter().filter(|line| line.contains("/v1/agent/self")).count();
        assert_eq!(asked, 1, "{api_version:?}: it is asked once");
    }
}
