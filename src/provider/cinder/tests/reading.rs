//! Bodies become resources.
