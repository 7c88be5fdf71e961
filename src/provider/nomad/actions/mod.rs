//! What one may do with Nomad's volumes.
use crate::action::Action;
/// All.
pub const ALL: &[Action] = &[];
