//! The page that the console is embedded in: what it does for the console, and what it is told.
//!
//! The functions come from the package's own script (`assets/embed/console.js`), which has checked what the page gave: each can be
//! called with one value, and each promise ends.

use js_sys::{Array, Function, Object, Promise, Reflect};
use voldeck_core::http::Secret;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// The page that the console is embedded in. In a page of its own it does nothing and is told nothing.
#[derive(Clone)]
pub struct HostPage(JsValue);

/// What the page gave to sign in with.
pub struct Credentials {
    /// Fields of the sign-in form, by name.
    pub fields: Vec<(String, Secret)>,
    /// When they run out, in milliseconds since the epoch; `None` where the page does not say.
    pub expires: Option<u64>,
}

impl HostPage {
    /// From the options of `mount`.
    pub fn new(options: &JsValue) -> Self {
        Self(options.clone())
    }

    fn function(&self, name: &str) -> Option<Function> {
        Reflect::get(&self.0, &name.into()).ok()?.dyn_into().ok()
    }

    /// What sends requests instead of the browser's `fetch`.
    pub fn fetch(&self) -> Option<Function> {
        self.function("fetch")
    }

    /// Whether the page gives the secrets of connections.
    pub fn gives_credentials(&self) -> bool {
        self.function("credentials").is_some()
    }

    /// Asks the page for the secrets of a connection.
    ///
    /// # Errors
    /// What the page says why not.
    pub async fn credentials(&self, connection: &str, provider: &str) -> Result<Credentials, String> {
        let told =
            |error: JsValue| Reflect::get(&error, &"message".into()).ok().and_then(|message| message.as_string()).unwrap_or_default();
        let ask = self.function("credentials").ok_or_else(String::new)?;
        let asked = ask.call2(&JsValue::UNDEFINED, &connection.into(), &provider.into()).map_err(told)?;
        let given: Array = JsFuture::from(asked.unchecked_into::<Promise>()).await.map_err(told)?.unchecked_into();
        // When they run out, then names and values.
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "milliseconds since 1970")]
        let expires = given.get(0).as_f64().map(|millis| millis as u64);
        let text = |at| given.get(at).as_string().unwrap_or_default();
        let fields = (1..given.length()).step_by(2).map(|at| (text(at), Secret::new(&text(at + 1)))).collect();
        Ok(Credentials { fields, expires })
    }

    /// What a link to a route says, where the page decides that.
    pub fn href(&self, path: &str) -> Option<String> {
        self.function("href")?.call1(&JsValue::UNDEFINED, &path.into()).ok()?.as_string()
    }

    /// Tells the page of an event.
    pub fn tell(&self, event: &str, detail: &[(&str, &str)]) {
        let Some(tell) = self.function("tell") else { return };
        let told = Object::new();
        for (name, value) in detail {
            // An object of ours takes every property.
            let _ = Reflect::set(&told, &(*name).into(), &(*value).into());
        }
        let _ = tell.call2(&JsValue::UNDEFINED, &event.into(), &told);
    }
}
