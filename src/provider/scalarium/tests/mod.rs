//! The wire contract: values become requests, bodies become resources, answers become verdicts.

mod reading;
mod refusing;
mod sending;
