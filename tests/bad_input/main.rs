//! What the console has to cope with: wrong tokens, other servers, broken answers, strange ids, lost answers.
#![cfg(feature = "demo")]

mod cinder;
#[path = "../harness/mod.rs"]
mod harness;
mod lunanode;
mod nomad;
mod nomad_failures;
mod nomad_lists;
mod nomad_rights;
mod nomad_script;
mod nomad_versions;
mod nomad_writes;
mod scalarium;
mod scaleway;
mod tutum;
