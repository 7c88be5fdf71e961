//! Several readings at once, but not too many: browsers allow six connections a host, gateways answer more with 429, and the
//! rest of the page needs some of them.

use std::cell::RefCell;

use futures::future::join4;

use super::Listing;
use crate::http::{Error, LocalBoxFuture};
use crate::order;
use crate::wire::sort;

/// What one place lists: a region, a zone, a volume. And what the place is called, in notes; may be empty.
pub type Part<'a> = (String, LocalBoxFuture<'a, Result<Listing, Error>>);

/// Does all of this, four at a time.
pub fn at_most_four(work: Vec<LocalBoxFuture<'_, ()>>) -> LocalBoxFuture<'_, ()> {
    Box::pin(async move {
        let queue = RefCell::new(work.into_iter());
        let worker = || async {
            loop {
                let next = queue.borrow_mut().next();
                let Some(next) = next else { break };
                next.await;
            }
        };
        join4(worker(), worker(), worker(), worker()).await;
    })
}

/// What became of each place, in their order.
pub fn each<'a>(parts: Vec<Part<'a>>) -> LocalBoxFuture<'a, Vec<(String, Result<Listing, Error>)>> {
    Box::pin(async move {
        let answers = RefCell::new(Vec::new());
        let mut work: Vec<LocalBoxFuture<'_, ()>> = Vec::new();
        for (at, (name, part)) in parts.into_iter().enumerate() {
            let answers = &answers;
            work.push(Box::pin(async move {
                let answer = part.await;
                answers.borrow_mut().push((at, (name, answer)));
            }));
        }
        at_most_four(work).await;
        let mut answers = answers.into_inner();
        order::sort(&mut answers, |a, b| a.0.cmp(&b.0));
        answers.into_iter().map(|(_, answer)| answer).collect()
    })
}

/// All items of all places. A place that fails becomes a note while the others stay; if all fail, so does the reading.
pub fn gather<'a>(parts: Vec<Part<'a>>) -> LocalBoxFuture<'a, Result<Listing, Error>> {
    Box::pin(async move {
        let answers = each(parts).await;
        let all_failed = answers.iter().all(|(_, answer)| answer.is_err());
        let mut listing = Listing::default();
        for (name, answer) in answers {
            match answer {
                Ok(part) => listing.add(part),
                Err(error) if all_failed => return Err(error),
                Err(error) => listing.notes.push(of(&name, error)),
            }
        }
        sort(&mut listing.items);
        Ok(listing)
    })
}

/// The error of a place.
pub fn of(place: &str, error: Error) -> Error {
    let colon = if place.is_empty() { "" } else { ": " };
    let message = [place, colon, &error.message].concat();
    error.saying(message)
}
