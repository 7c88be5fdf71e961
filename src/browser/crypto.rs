//! The browser's own cryptography (`SubtleCrypto`), which does the work of `credentials`: keys never leave it.

use js_sys::{Array, JsString, Object, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AesGcmParams, AesKeyGenParams, Crypto, CryptoKey, Pbkdf2Params, SubtleCrypto};

/// A key of AES-GCM that can be used and not be read.
#[derive(Clone)]
pub struct Key(CryptoKey);

impl Key {
    /// For a database, which keeps keys as they are.
    pub fn value(&self) -> &JsValue {
        &self.0
    }

    /// From a database.
    pub fn from_value(value: JsValue) -> Option<Self> {
        value.dyn_into().ok().map(Self)
    }
}

fn crypto() -> Option<Crypto> {
    web_sys::window()?.crypto().ok()
}

/// Absent on pages that are neither https nor loopback.
fn subtle() -> Option<SubtleCrypto> {
    Some(crypto()?.subtle()).filter(|subtle| !subtle.is_undefined())
}

/// Whether this page may encrypt.
pub fn is_available() -> bool {
    subtle().is_some()
}

/// Random bytes that nobody can guess.
pub fn random<const N: usize>() -> Option<[u8; N]> {
    let mut bytes = [0; N];
    crypto()?.get_random_values_with_u8_array(&mut bytes).ok()?;
    Some(bytes)
}

fn usages() -> Array {
    Array::of2(&"encrypt".into(), &"decrypt".into())
}

/// A new key of 256 bits.
pub async fn new_key() -> Option<Key> {
    let made = subtle()?.generate_key_with_object(&AesKeyGenParams::new("AES-GCM", 256), false, &usages()).ok()?;
    Key::from_value(JsFuture::from(made).await.ok()?)
}

/// The key of 256 bits that PBKDF2 with SHA-256 makes of a passphrase. The same characters give the same key, however a keyboard composes them.
pub async fn derive(passphrase: &str, salt: &[u8], iterations: u32) -> Option<Key> {
    let subtle = subtle()?;
    let bytes = Uint8Array::from(String::from(JsString::from(passphrase).normalize("NFKC")).as_bytes());
    let imported = subtle.import_key_with_str("raw", &bytes, "PBKDF2", false, &Array::of1(&"deriveKey".into())).ok()?;
    let imported: CryptoKey = JsFuture::from(imported).await.ok()?.unchecked_into();
    let how = Pbkdf2Params::new_with_str("PBKDF2", "SHA-256", iterations, &Uint8Array::from(salt));
    let what = AesKeyGenParams::new("AES-GCM", 256);
    let derived = subtle.derive_key_with_object_and_object(&how, &imported, &what, false, &usages()).ok()?;
    Key::from_value(JsFuture::from(derived).await.ok()?)
}

fn how(iv: &[u8], authenticated: &str) -> AesGcmParams {
    let how = AesGcmParams::new("AES-GCM", &Uint8Array::from(iv));
    how.set_additional_data(&Uint8Array::from(authenticated.as_bytes()));
    how
}

/// Encrypts a text; what stands beside it in clear is authenticated with it.
pub async fn seal(key: &Key, iv: &[u8], authenticated: &str, text: &str) -> Option<Vec<u8>> {
    let text = Uint8Array::from(text.as_bytes());
    let sealed = subtle()?.encrypt_with_object_and_buffer_source(&how(iv, authenticated), &key.0, text.unchecked_ref::<Object>()).ok()?;
    Some(Uint8Array::new(&JsFuture::from(sealed).await.ok()?).to_vec())
}

/// Decrypts it; `None` with another key, or if anything of it was changed.
pub async fn open(key: &Key, iv: &[u8], authenticated: &str, sealed: &[u8]) -> Option<String> {
    let sealed = Uint8Array::from(sealed);
    let opened = subtle()?.decrypt_with_object_and_buffer_source(&how(iv, authenticated), &key.0, sealed.unchecked_ref::<Object>()).ok()?;
    String::from_utf8(Uint8Array::new(&JsFuture::from(opened).await.ok()?).to_vec()).ok()
}
