//! The console in a page of its own.

// What the page's script calls stands in every program, because of what it is made of: here of one piece.
#[cfg(all(feature = "ui", target_arch = "wasm32"))]
mod page {
    use voldeck::ui::{Mounted, TOGETHER};
    use wasm_bindgen::JsValue;
    use wasm_bindgen::prelude::wasm_bindgen;

    /// Puts the console into an element: see [`voldeck::ui::mount()`].
    #[wasm_bindgen]
    pub fn mount(element: web_sys::HtmlElement, options: &JsValue) -> Mounted {
        voldeck::ui::mount(element, options, TOGETHER)
    }
}

fn main() {}
