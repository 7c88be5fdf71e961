//! The simulators of the demo, in a worker of their own. The page's end, and what the messages are, is `src/browser/worker.rs`.

#[cfg(target_arch = "wasm32")]
mod worker {
    use std::collections::HashMap;
    use std::rc::Rc;

    use js_sys::Array;
    use voldeck::browser::clock::BrowserClock;
    use voldeck_core::http::{Clock, HttpRequest, Secret, Sent, Transport, TransportError};
    use voldeck_simulated::Simulated;
    use wasm_bindgen::closure::Closure;
    use wasm_bindgen::{JsCast, JsValue};
    use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

    /// How long an answer takes at least, in milliseconds: a demo that answers at once would teach wrong habits.
    const LATENCY_MILLIS: u64 = 120;

    pub fn start() {
        let clock: Rc<dyn Clock> = Rc::new(BrowserClock);
        // Each begins with its first call.
        let mut servers: HashMap<String, Rc<Simulated>> = HashMap::new();
        let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
        let heard = {
            let scope = scope.clone();
            Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
                let parts: Array = event.data().unchecked_into();
                let text = |at| parts.get(at).as_string().unwrap_or_default();
                let name = text(1);
                if !servers.contains_key(&name)
                    && let Some(server) = voldeck_simulators::simulator(&name, clock.now_millis())
                {
                    servers.insert(name.clone(), Rc::new(Simulated::new(server, clock.clone(), LATENCY_MILLIS)));
                }
                let Some(server) = servers.get(&name).cloned() else { return };
                let (number, request, scope) = (parts.get(0), outgoing(&parts), scope.clone());
                wasm_bindgen_futures::spawn_local(async move {
                    // An answer that cannot be posted has nobody to go to.
                    let _ = scope.post_message(&answer(&number, server.send(request).await));
                });
            })
        };
        scope.set_onmessage(Some(heard.as_ref().unchecked_ref()));
        heard.forget();
        // From now on the page may send.
        let _ = scope.post_message(&Array::new());
    }

    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a time-out in milliseconds")]
    fn outgoing(parts: &Array) -> HttpRequest {
        let text = |at| parts.get(at).as_string().unwrap_or_default();
        // A request knows its headers by names that live as long as the program; there are few, and the worker is a demo's.
        let header = |at| (&*Box::leak(text(at).into_boxed_str()), Secret::new(&text(at + 1)));
        HttpRequest {
            method: text(2).parse().unwrap_or_default(),
            url: text(3),
            headers: (6..parts.length()).step_by(2).map(header).collect(),
            body: parts.get(5).as_string().map(|body| Secret::new(&body)),
            timeout_millis: parts.get(4).as_f64().unwrap_or_default() as u64,
        }
    }

    fn answer(number: &JsValue, sent: Sent) -> Array {
        match sent {
            Ok(response) => {
                let answer = Array::of3(number, &response.status.into(), &response.body.into());
                for (name, value) in &response.headers {
                    answer.push(&name.into());
                    answer.push(&value.into());
                }
                answer
            }
            Err(TransportError::TimedOut) => Array::of2(number, &"timed out".into()),
            Err(_) => Array::of2(number, &"lost".into()),
        }
    }
}

fn main() {
    #[cfg(target_arch = "wasm32")]
    worker::start();
}
