//! The console in chunks: what the first list does not need is fetched when it is needed.
//!
//! This is the program that `cargo xtask build` makes. Plain `trunk build` makes the one in `src/main.rs`, which is one file.
//! Only here may `unsafe` stand, and only the macro writes it.

// What is behind the macro cannot fail; coming by it can.
#[cfg(target_arch = "wasm32")]
#[expect(clippy::unnecessary_wraps)]
mod chunks;

#[cfg(target_arch = "wasm32")]
mod page {
    use voldeck::ui::Mounted;
    use wasm_bindgen::JsValue;
    use wasm_bindgen::prelude::wasm_bindgen;

    /// Puts the console into an element: see [`voldeck::ui::mount()`].
    #[wasm_bindgen]
    pub fn mount(element: web_sys::HtmlElement, options: &JsValue) -> Mounted {
        voldeck::ui::mount(element, options, super::chunks::CHUNKS)
    }
}

fn main() {}
