//! What the tabs of one browser tell each other (`BroadcastChannel`). Never a secret.

use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{BroadcastChannel, MessageEvent};

/// Hears what others tell until it is dropped.
pub struct Listening {
    channel: BroadcastChannel,
    _heard: Closure<dyn Fn(MessageEvent)>,
}

/// Tells all others, this page's own listeners included.
pub fn tell(name: &str, text: &str) {
    if let Ok(channel) = BroadcastChannel::new(name) {
        let _ = channel.post_message(&JsValue::from(text));
        channel.close();
    }
}

/// Begins to listen.
pub fn listen(name: &str, heard: impl Fn(String) + 'static) -> Option<Listening> {
    let channel = BroadcastChannel::new(name).ok()?;
    let heard = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| heard(event.data().as_string().unwrap_or_default()));
    channel.set_onmessage(Some(heard.as_ref().unchecked_ref()));
    Some(Listening { channel, _heard: heard })
}

impl Drop for Listening {
    fn drop(&mut self) {
        self.channel.set_onmessage(None);
        self.channel.close();
    }
}
