//! The console: what a person sees. Everything below this folder knows Leptos; nothing beside it does.
//!
//! - [`pages`]: one file a page. - [`components`]: know storage (the table, the panel, a form, a state).
//! - [`primitives`]: know no storage (a menu, a copy button, a cut name).
//! - [`state`]: what the views are functions of, and what keeps that true.
//! - [`mount()`]: how it comes into a page, and goes. - [`root`]: where it stands. - [`location`]: where its route is written.
//! - [`changes`]: a value that a task follows.
//! - [`credentials`]: those that outlive the page.
//! - [`on_demand`]: what is loaded when it is needed. - [`views`]: those beyond the list. - [`splash`]: what is seen until there is something to see.
//!
//! A view knows no vendor: what differs between providers arrives as columns, attributes and action rows.

// A component owns its properties, and a view is one expression: splitting it by length would only hide its shape.
#![allow(clippy::needless_pass_by_value, clippy::large_types_passed_by_value, clippy::too_many_lines)]
// `{move || body()}` is not `{body}`: Leptos gives closures that are written in the view itself one type between them, and compiles its
// renderer anew for each that comes by a name (6 kB of what a browser downloads).
#![allow(clippy::redundant_closure)]

mod app;
mod changes;
mod components;
mod credentials;
mod location;
mod mount;
mod on_demand;
mod pages;
mod primitives;
mod root;
mod splash;
mod state;
mod views;

pub use mount::{Mounted, mount};
pub use on_demand::{Chunks, Loading, Views};
pub use views::{CONNECT, FORMS, IMPORT, SETTINGS, TOGETHER, VIEWS};
