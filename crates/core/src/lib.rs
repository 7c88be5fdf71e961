//! What every provider and every view share: resources, calls, actions, and the contract between a provider and the console.
//!
//! [`model`] knows no HTTP; [`http`] knows no storage; neither knows a browser. What a provider has to bring is [`provider`].

pub mod action;
pub mod cache;
pub mod client;
pub mod decode;
pub mod form;
pub mod http;
pub mod import;
pub mod json;
pub mod model;
pub mod provider;
pub mod sort;
pub mod texts;
pub mod vec_map;
