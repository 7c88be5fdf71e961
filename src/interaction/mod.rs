//! What the console does about keys, clicks and what is filled in: decisions as values, without a page.
//!
//! The views in `ui` ask what to do here and do it; nothing here knows Leptos or a browser, so all of it is tested natively.

pub mod create;
pub mod dialog;
pub mod focus;
pub mod form;
pub mod import;
pub mod keys;
pub mod menu;
pub mod settings;
pub mod table;
