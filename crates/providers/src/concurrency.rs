//! Several readings at once, but not too many: browsers allow six connections a host, gateways answer more with 429, and the
//! rest of the page needs some of them.

use std::future::poll_fn;
use std::task::Poll;

use voldeck_core::client::Listing;
use voldeck_core::decode::sort_by_name;
use voldeck_core::http::{Error, LocalBoxFuture};

/// How many are under way at a time.
const MAX_CONCURRENT: usize = 4;

/// What one place lists: a region, a zone, a volume. And what the place is called, in notes; may be empty.
pub type Part<'a> = (String, LocalBoxFuture<'a, Result<Listing, Error>>);

/// Waits for all of these, of which a few are under way at a time; their answers are in their order. They are few, so whoever
/// wakes, all are looked at: the library's streams do it better, in several kilobytes of WebAssembly.
pub fn join_limited<'a, T: 'a>(mut readings: Vec<LocalBoxFuture<'a, T>>) -> LocalBoxFuture<'a, Vec<T>> {
    let mut answers: Vec<Option<T>> = readings.iter().map(|_| None).collect();
    Box::pin(poll_fn(move |context| {
        let mut waiting = 0;
        for (reading, answer) in readings.iter_mut().zip(&mut answers).filter(|(_, answer)| answer.is_none()) {
            if waiting == MAX_CONCURRENT {
                break;
            }
            match reading.as_mut().poll(context) {
                Poll::Ready(read) => *answer = Some(read),
                Poll::Pending => waiting += 1,
            }
        }
        if waiting > 0 { Poll::Pending } else { Poll::Ready(answers.drain(..).flatten().collect()) }
    }))
}

/// What became of each place, in their order.
pub fn join_named(parts: Vec<Part<'_>>) -> LocalBoxFuture<'_, Vec<(String, Result<Listing, Error>)>> {
    let (names, readings): (Vec<_>, Vec<_>) = parts.into_iter().unzip();
    Box::pin(async move { names.into_iter().zip(join_limited(readings).await).collect() })
}

/// All items of all places. A place that fails becomes a note while the others stay; if all fail, so does the reading.
pub fn gather_all(parts: Vec<Part<'_>>) -> LocalBoxFuture<'_, Result<Listing, Error>> {
    Box::pin(async move {
        let answers = join_named(parts).await;
        let all_failed = answers.iter().all(|(_, answer)| answer.is_err());
        let mut listing = Listing::default();
        for (name, answer) in answers {
            match answer {
                Ok(part) => listing.add(part),
                Err(error) if all_failed => return Err(error),
                Err(error) => listing.notes.push(with_place(&name, error)),
            }
        }
        sort_by_name(&mut listing.items);
        Ok(listing)
    })
}

/// The error of a place.
pub fn with_place(place: &str, error: Error) -> Error {
    let colon = if place.is_empty() { "" } else { ": " };
    let message = [place, colon, &error.message].concat();
    error.saying(message)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

    #[test]
    fn at_most_four_are_asked_at_once_and_answer_in_their_order() {
        let (under_way, most) = (Cell::new(0), Cell::new(0));
        let (under_way, most) = (&under_way, &most);
        let reading = |number: u32| -> LocalBoxFuture<'_, u32> {
            // The later ones answer sooner.
            let mut looks = 13 - number;
            let mut begun = false;
            Box::pin(poll_fn(move |context| {
                if !begun {
                    begun = true;
                    under_way.set(under_way.get() + 1);
                    most.set(most.get().max(under_way.get()));
                }
                looks -= 1;
                context.waker().wake_by_ref();
                if looks > 0 {
                    return Poll::Pending;
                }
                under_way.set(under_way.get() - 1);
                Poll::Ready(number)
            }))
        };
        let answers = futures_executor::block_on(join_limited((0..10).map(reading).collect()));
        assert_eq!((answers, most.get(), under_way.get()), ((0..10).collect(), MAX_CONCURRENT, 0));
        assert!(futures_executor::block_on(join_limited(Vec::<LocalBoxFuture<'_, u32>>::new())).is_empty());
    }
}
