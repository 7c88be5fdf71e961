//! Why a page could not read an answer. `fetch` says nothing of it; what the browser lets a page find out by other ways is asked here,
//! with a reading that carries no credentials and whose answer the page does not see.

use std::cell::Cell;
use std::rc::Rc;

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Event, SecurityPolicyViolationEvent, Url, window};

use super::{clock, fetch, page};

/// What stands in the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Obstacle {
    /// The device has no network.
    Offline,
    /// The page came over `https` and the address is not.
    Mixed,
    /// The page's own policy lets nothing go there.
    Policy,
    /// Something answers, and lets no page of this origin read it.
    Cors,
    /// The name, the port or the certificate: nothing answers that the browser talks to.
    NoAnswer,
}

/// How long a violation of the policy may take to be told after the call has failed, in milliseconds.
const TOLD_WITHIN: u64 = 100;

/// Finds out what stands in the way of calls to an address.
pub async fn of(address: &str) -> Option<Obstacle> {
    let window = window()?;
    let document = window.document()?;
    let url = Url::new_with_base(address, &document.base_uri().ok()??).ok()?;
    if !page::is_online() {
        return Some(Obstacle::Offline);
    }
    if window.location().protocol().is_ok_and(|protocol| protocol == "https:")
        && url.protocol() == "http:"
        && !is_this_machine(&url.hostname())
    {
        return Some(Obstacle::Mixed);
    }
    let refused = Rc::new(Cell::new(false));
    let (heard, origin) = (refused.clone(), url.origin());
    let violated = Closure::<dyn FnMut(Event)>::new(move |event: Event| {
        if event.unchecked_ref::<SecurityPolicyViolationEvent>().blocked_uri().starts_with(&origin) {
            heard.set(true);
        }
    });
    let listener = violated.as_ref().unchecked_ref();
    let _ = document.add_event_listener_with_callback("securitypolicyviolation", listener);
    let answers = fetch::answers(&url.href()).await;
    if !answers {
        clock::shared().sleep(TOLD_WITHIN).await;
    }
    let _ = document.remove_event_listener_with_callback("securitypolicyviolation", listener);
    Some(match (refused.get(), answers) {
        (true, _) => Obstacle::Policy,
        (false, true) => Obstacle::Cors,
        (false, false) => Obstacle::NoAnswer,
    })
}

/// Whether a browser takes the name for this machine, which may be called without `https`.
fn is_this_machine(host: &str) -> bool {
    host == "localhost" || host.ends_with(".localhost") || host == "[::1]" || host.starts_with("127.")
}
