//! The console in a page of its own.

fn main() {
    #[cfg(all(feature = "ui", target_arch = "wasm32"))]
    voldeck::ui::start(voldeck::ui::TOGETHER);
}
