//! The engine of the table: which rows a query finds, in which order, and what they sum to. Pure; knows no DOM.

mod columns;
mod distinct;
mod query;
mod rows;

pub use columns::columns;
pub use distinct::distinct;
pub use query::{Query, Token};
pub use rows::{Row, Totals, compare, rows, size_bytes, totals};
