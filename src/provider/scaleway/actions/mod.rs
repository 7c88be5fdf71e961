//! What one may do with Scaleway's volumes, one row each.

use crate::action::Action;

/// Every row, in the order of menus.
pub const ALL: &[Action] = &[];
