//! What one may do with Cinder's volumes, groups and snapshots, one row each.

use crate::action::Action;

/// Every row, in the order of menus.
pub const ALL: &[Action] = &[];
