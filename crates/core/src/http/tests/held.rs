//! A reading that the server holds, and that something on the way cuts short.

use futures_executor::block_on;

use super::ErrorKind::{self, *};
use super::*;

fn held(answer: Sent) -> (Result<Option<()>, Error>, usize) {
    let (session, line) = session([answer]);
    (block_on(session.call_held(&Ask, 330_000)), line.sent.get())
}

#[test]
fn a_held_reading_that_is_cut_short_is_nothing_new_and_is_sent_once() {
    let check = |answer: Sent| assert_eq!(held(answer.clone()), (Ok(None), 1), "{answer:?}");
    for status in [408, 502, 503, 504, 522, 524] {
        for body in [PAGE, "", "stream timeout", r#"{"error":"gateway"}"#] {
            check(Ok(response(status, body)));
        }
    }
    check(Ok(response(200, "")));
    check(Ok(response(200, " \n")));
    check(Err(TransportError::Lost));
    check(Err(TransportError::TimedOut));
    assert_eq!(held(Ok(response(200, "yes"))), (Ok(Some(())), 1));
}

#[test]
fn what_is_no_cut_stays_an_error() {
    let check = |answer: Sent, expected: ErrorKind| {
        let (read, sent) = held(answer.clone());
        assert_eq!((kind(&read), sent), (Some(expected), 1), "{answer:?}");
    };
    check(Ok(response(401, "")), Unauthenticated);
    check(Ok(response(404, "")), NotFound);
    check(Ok(response(429, "")), Busy);
    check(Ok(response(500, "")), Failed);
    check(Ok(response(200, PAGE)), Unreadable);
    check(Ok(response(200, r#"{"a":1}"#)), Unreadable);
    // The provider's own word, though a gateway uses the same status.
    check(Ok(response(503, r#"{"type":"limited"}"#)), Limited);
    check(Ok(response(502, r#"{"type":"missing"}"#)), Missing);
    check(Err(TransportError::NeverLeft), Invalid);
}
