//! When the browser draws.

use futures::future::select;
use gloo_timers::future::TimeoutFuture;
use js_sys::{Function, Promise};
use wasm_bindgen_futures::JsFuture;

/// How long a browser that draws nothing is waited for: it does not while nobody can see the page.
const LONGEST_FRAME_MILLIS: u32 = 100;

/// Resolves once what there is to be drawn is on screen.
pub async fn painted() {
    let begun = Promise::new(&mut |begun: Function, _| {
        let _ = web_sys::window().map(|window| window.request_animation_frame(&begun));
    });
    select(JsFuture::from(begun), TimeoutFuture::new(LONGEST_FRAME_MILLIS)).await;
    // A frame is drawn after it has begun, and before the next task.
    TimeoutFuture::new(0).await;
}
