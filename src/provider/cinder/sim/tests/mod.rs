//! The simulator, call by call.
