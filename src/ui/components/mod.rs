//! Components that know storage but no vendor.

pub mod action;
pub mod actions_loader;
pub mod attribute;
pub mod banner;
pub mod config_problems;
pub mod connect;
pub mod connection_tag;
pub mod create;
pub mod detail;
pub mod empty_list;
pub mod field;
pub mod filter;
pub mod menu;
pub mod new_version;
pub mod request_preview;
pub mod sidebar;
pub mod table;
pub mod toasts;
pub mod told;
pub mod topbar;
