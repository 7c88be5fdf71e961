//! Components that know no storage: they could serve any console.

mod copy;
mod icon;
mod link;
mod menu;
mod text;

pub use copy::{Copy, copy_text};
pub use icon::{Icon, Sprite};
pub use link::{Go, is_plain};
pub use menu::{Dropdown, Menu, close_menu};
pub use text::{Ago, Cut, CutCode, Mark, OddText, Size, StateWord, not_reported};
