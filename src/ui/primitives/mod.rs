//! Components that know no storage: they could serve any console.

mod copy;
mod icon;
mod link;
mod listener;
mod menu;
mod passphrase;
mod text;

pub use copy::{Copy, copy_text};
pub use icon::{Icon, Sprite};
pub use link::{Link, is_plain};
pub use listener::listener;
pub use menu::{Dropdown, Menu, close_menu};
pub use passphrase::{Passphrase, focus};
pub use text::{Mark, OddText, RelativeTime, Size, StateWord, TruncatedId, TruncatedText, not_reported, state_label};
