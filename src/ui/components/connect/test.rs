//! The test of a connection: what it came to, step by step.

use leptos::prelude::*;

use crate::browser::diagnosis::Obstacle;
use crate::ui::components::banner;
use voldeck_core::client::Check;
use voldeck_core::fill;
use voldeck_core::http::Error;
use voldeck_core::model::Phase;
use voldeck_core::texts::t;

/// What a test came to.
#[derive(Clone, Default)]
pub(super) struct Test {
    pub running: bool,
    pub steps: Vec<Check>,
    pub error: Option<Error>,
    pub ended: Option<u64>,
    /// The number of the test: steps of an earlier one are dropped.
    pub turn: u64,
}

impl Test {
    /// Says of the step at which nothing answered what stands in the way.
    pub fn explain(&mut self, obstacle: Obstacle, error: &Error) {
        let (title, brief, words) = match obstacle {
            Obstacle::Offline => (t("Network"), "offline", t("This device has no network now.")),
            Obstacle::Mixed => (
                t("Address"),
                t("not https"),
                t(
                    "This page came over https, so the browser lets it call only https addresses. Give an https address, or a proxy on this site’s own address.",
                ),
            ),
            Obstacle::Policy => (
                t("Page’s policy"),
                "refused",
                t(
                    "The Content-Security-Policy of this page does not allow calls to this address. Whoever hosts this site has to name it in connect-src, or set up a proxy on the site’s own address.",
                ),
            ),
            Obstacle::Cors => (
                "CORS",
                t("not allowed"),
                t(
                    "Something answers at this address, but it does not let this page read the answer. It has to allow this page’s origin (Access-Control-Allow-Origin), or a proxy on this site’s own address leads there.",
                ),
            ),
            Obstacle::NoAnswer => (
                t("Address or TLS"),
                t("no answer"),
                t(
                    "Nothing answers at this address that the browser talks to: the name may be wrong, nothing may listen there, or its certificate is not trusted. Open the address in a tab of its own: there the browser says which.",
                ),
            ),
        };
        if let Some(step) = self.steps.iter_mut().rev().find(|step| step.phase == Phase::Failed) {
            (step.title, step.words) = (title, words.to_owned());
            brief.clone_into(&mut step.brief);
        }
        // The step says what may help.
        self.error = Some(error.clone().hinting(""));
    }
}

/// Its steps, and what is wrong.
pub(super) fn results(test: &Test) -> AnyView {
    let passed = test.steps.iter().filter(|step| step.phase == Phase::Ready).count();
    let count = (!test.steps.is_empty()).then(|| fill!("{passed} of {steps} without limits", passed, steps = test.steps.len()));
    let total: u64 = test.steps.iter().map(|step| step.millis).sum();
    let note = match (test.running, test.ended) {
        (true, _) => t("running; only reads are sent").to_owned(),
        (false, Some(_)) => fill!("{total} ms in all; only reads were sent", total),
        (false, None) => t("Test sends reads only, and changes nothing").to_owned(),
    };
    let steps: Vec<_> = test
        .steps
        .iter()
        .map(|step| {
            let limits: Vec<_> = step.limits.iter().map(|limit| view! { <li><span class="mark" data-state="refused" aria-hidden="true"></span><span>{limit.clone()}</span></li> }.into_any()).collect();
            view! {
                <li><span class="mark" data-state=step.phase.word() aria-hidden="true"></span>
                    <div><h3>{t(step.title)}<span class="faint">{step.brief.clone()}</span></h3><p>{step.words.clone()}</p>{(!limits.is_empty()).then(|| view! { <ul>{limits}</ul> }.into_any())}</div>
                    <span class="num">{step.millis}{t(" ms")}</span></li>
            }.into_any()
        })
        .collect();
    let error = test.error.as_ref().map(|error| view! { <div class="banner failed inset" role="alert"><span class="mark" data-state="failed" aria-hidden="true"></span><p>{banner::sentence(error)}</p></div> }.into_any());
    view! {
        <div class="region-head"><h2 id="c-test">{t("Test")}<span class="count">{count}</span></h2><span class="region-note">{note}</span></div>
        <ol class="steps">{steps}</ol>{error}
    }
    .into_any()
}
