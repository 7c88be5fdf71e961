//! Scalarium's bodies.
