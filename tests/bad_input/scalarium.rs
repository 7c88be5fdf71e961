//! Scalarium.
