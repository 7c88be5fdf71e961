//! The console in chunks: what the first list does not need is fetched when it is needed.
//!
//! This is the program that `cargo xtask build` makes. Plain `trunk build` makes the one in `src/main.rs`, which is one file.
//! Only here may `unsafe` stand, and only the macro writes it.

// What is behind the macro cannot fail; coming by it can.
#[cfg(target_arch = "wasm32")]
#[expect(clippy::unnecessary_wraps)]
mod chunks;

fn main() {
    #[cfg(target_arch = "wasm32")]
    voldeck::ui::start(chunks::CHUNKS);
}
