//! The wire contract: values become requests, bodies become resources, answers become verdicts.

mod places;
mod reading;
mod refusing;
mod sharing;
