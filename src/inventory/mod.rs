//! The engine of the table: which rows a query finds, in which order, and what they sum to. Pure; knows no DOM.

mod columns;
mod distinct;
mod facets;
mod query;
mod rows;

pub use columns::{BaseColumn, Cell, base_column, base_facets, between, columns, leading, trailing};
pub use distinct::distinct;
pub use facets::{FacetValue, facet_values, toggled, token};
pub use query::{Query, Token, with_names};
pub use rows::{Row, Totals, compare, rows, size_bytes, totals};
