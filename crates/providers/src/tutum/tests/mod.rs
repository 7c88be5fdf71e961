//! The wire contract: values become requests, bodies become resources, answers become errors.

mod places;
mod reading;
mod refusing;
mod sharing;
