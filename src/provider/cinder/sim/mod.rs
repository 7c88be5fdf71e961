//! A place for the simulator.

use crate::sim::{Answer, Call, Offer, Reply, Shared, Simulator};

struct Nobody;

impl Simulator for Nobody {
    fn answer(&mut self, _: &Call, _: u64) -> Reply {
        Reply::Now(Answer { status: 503, ..Answer::default() })
    }
    fn version(&mut self, _: u64) -> u64 {
        0
    }
}

/// None yet.
pub const OFFER: Offer = Offer {
    provider: "cinder",
    title: "OpenStack Cinder",
    port: 8776,
    shapes: &["current"],
    allow: "",
    expose: "",
    strict: true,
    credentials: &[],
    make: |_, _| std::rc::Rc::new(std::cell::RefCell::new(Nobody)),
};

/// None yet.
pub fn demo(_name: &str, _now_millis: u64) -> Option<Shared> {
    Some(std::rc::Rc::new(std::cell::RefCell::new(Nobody)))
}
