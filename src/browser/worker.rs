//! The way to the demo's simulators, which run in a worker: who has servers of their own never downloads them.
//!
//! A message to the worker is a list: a number, the connection's name, method, address, time-out in milliseconds, body or
//! `null`, then names and values of headers in turn. The answer is the number and either why there is none, or status, body
//! and headers. The first message of the worker is an empty list: it listens from then on, and what came before would be
//! lost. (`src/demo.rs` is the other end.)

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use futures::channel::oneshot;
use js_sys::Array;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::MessageEvent;

use voldeck_core::http::{HttpRequest, LocalBoxFuture, Response, Sent, Transport, TransportError};
use voldeck_core::vec_map::VecMap;

/// What starts the worker: `assets/demo.js`, which stands beside the page.
const FILE: &str = "demo.js";

/// The worker, and who waits for an answer of it.
#[derive(Clone)]
pub struct Worker(Rc<Inner>);

struct Inner {
    worker: web_sys::Worker,
    last: Cell<u32>,
    waiting: Rc<RefCell<VecMap<u32, oneshot::Sender<Sent>>>>,
    stage: Rc<RefCell<Stage>>,
    /// Heard as long as the worker lives.
    _heard: [Closure<dyn FnMut(MessageEvent)>; 2],
}

/// How far the worker has come.
enum Stage {
    /// It does not listen yet: what is to be sent then.
    Starting(Vec<Array>),
    Listening,
    /// It did not start, or broke down: nothing will come.
    Broken,
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.worker.terminate();
    }
}

/// The way to one of the worker's simulators.
pub struct ToSimulator {
    worker: Worker,
    name: &'static str,
}

impl Worker {
    /// Starts it; `None` where the browser has no workers. That its files are missing shows as answers that do not come.
    pub fn start() -> Option<Self> {
        let worker = web_sys::Worker::new(FILE).ok()?;
        let waiting: Rc<RefCell<VecMap<u32, oneshot::Sender<Sent>>>> = Rc::default();
        let stage = Rc::new(RefCell::new(Stage::Starting(Vec::new())));
        let answered = {
            let (waiting, stage, worker) = (waiting.clone(), stage.clone(), worker.clone());
            Closure::new(move |event: MessageEvent| {
                let parts: Array = event.data().unchecked_into();
                let Some(number) = number(&parts.get(0)) else {
                    if let Stage::Starting(queue) = stage.replace(Stage::Listening) {
                        // Lists of texts and numbers can always be posted.
                        for message in &queue {
                            drop(worker.post_message(message));
                        }
                    }
                    return;
                };
                if let Some(waiter) = waiting.borrow_mut().remove(&number) {
                    // Whoever stopped waiting does not want it.
                    let _ = waiter.send(read(&parts));
                }
            })
        };
        let broken = {
            let (waiting, stage) = (waiting.clone(), stage.clone());
            Closure::new(move |_| {
                stage.replace(Stage::Broken);
                // Dropping them tells those who wait that nothing will come.
                waiting.borrow_mut().clear();
            })
        };
        worker.set_onmessage(Some(answered.as_ref().unchecked_ref()));
        worker.set_onerror(Some(broken.as_ref().unchecked_ref()));
        Some(Self(Rc::new(Inner { worker, last: Cell::new(0), waiting, stage, _heard: [answered, broken] })))
    }

    /// The way to the simulator of the connection of this name.
    pub fn to(&self, name: &'static str) -> ToSimulator {
        ToSimulator { worker: self.clone(), name }
    }
}

impl Transport for ToSimulator {
    fn send(&self, request: HttpRequest) -> LocalBoxFuture<'_, Sent> {
        let inner = &self.worker.0;
        let number = inner.last.get() + 1;
        inner.last.set(number);
        let body = request.body.as_ref().map_or(JsValue::NULL, |body| body.reveal().into());
        #[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
        let timeout = request.timeout_millis as f64;
        let message =
            Array::of5(&number.into(), &self.name.into(), &request.method.as_str().into(), &request.url.as_str().into(), &timeout.into());
        message.push(&body);
        for (name, value) in &request.headers {
            message.push(&(*name).into());
            message.push(&value.reveal().into());
        }
        let (waiter, answer) = oneshot::channel();
        match &mut *inner.stage.borrow_mut() {
            Stage::Starting(queue) => queue.push(message),
            Stage::Listening => drop(inner.worker.post_message(&message)),
            Stage::Broken => return Box::pin(std::future::ready(Err(TransportError::NeverLeft))),
        }
        inner.waiting.borrow_mut().insert(number, waiter);
        Box::pin(async move { answer.await.unwrap_or(Err(TransportError::Lost)) })
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "numbers that this file gave out")]
fn number(value: &JsValue) -> Option<u32> {
    value.as_f64().map(|number| number as u32)
}

fn read(parts: &Array) -> Sent {
    let text = |at| parts.get(at).as_string().unwrap_or_default();
    let Some(status) = parts.get(1).as_f64() else {
        return Err(if text(1) == "timed out" { TransportError::TimedOut } else { TransportError::Lost });
    };
    let headers = (3..parts.length()).step_by(2).map(|at| (text(at), text(at + 1))).collect();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a status")]
    Ok(Response { status: status as u16, headers, body: text(2) })
}
