//! How often a call is sent, and what it ends with.

use futures_executor::block_on;

use super::ErrorKind::{self, *};
use super::*;

#[expect(clippy::unnecessary_wraps, reason = "what a network gives")]
fn says(status: u16, body: &str) -> Sent {
    Ok(response(status, body))
}

#[test]
fn a_read_is_sent_three_times_at_most_and_ends_as_busy_or_without_an_answer() {
    let check = |answers: Vec<Sent>, expected: Option<ErrorKind>, sends: usize| {
        let shown = format!("{answers:?}");
        let (session, line) = session(answers);
        let answer = block_on(session.call(&Ask));
        assert_eq!((kind(&answer), line.sent.get()), (expected, sends), "{shown}");
        assert_eq!(line.slept.borrow().len(), sends - 1, "a pause before each repetition: {shown}");
    };
    for status in [408, 502, 503, 504, 522] {
        for body in [PAGE, "", "text", r#"{"error":"gateway"}"#] {
            check(vec![says(status, body)], Some(Busy), 3);
            check(vec![says(status, body), says(200, "yes")], None, 2);
        }
    }
    check(vec![says(429, "")], Some(Busy), 3);
    check(vec![says(504, PAGE), Err(TransportError::Lost), says(200, "yes")], None, 3);
    check(vec![Err(TransportError::Lost)], Some(Unreachable), 3);
    check(vec![says(503, ""), says(404, "")], Some(NotFound), 2);
    // Asked again these would say the same.
    check(vec![Err(TransportError::TimedOut)], Some(TimedOut), 1);
    check(vec![Err(TransportError::NeverLeft)], Some(Invalid), 1);
    check(vec![says(500, "broken")], Some(Failed), 1);
    check(vec![says(401, "")], Some(Unauthenticated), 1);
    check(vec![says(503, r#"{"type":"limited"}"#)], Some(Limited), 1);
    check(vec![says(200, PAGE)], Some(Unreadable), 1);
    check(vec![says(200, r#"{"a":1}"#)], Some(Unreadable), 1);
    check(vec![says(200, "")], Some(Unreadable), 1);
    check(vec![says(200, "yes")], None, 1);
}

#[test]
fn a_pause_is_as_long_as_was_asked_for_but_not_for_ever() {
    let check = |seconds: &str, pauses: [u64; 2]| {
        let mut busy = response(429, "");
        busy.headers.push(("Retry-After".to_owned(), seconds.to_owned()));
        let (session, line) = session([Ok(busy)]);
        assert_eq!(kind(&block_on(session.call(&Ask))), Some(Busy));
        assert_eq!(*line.slept.borrow(), pauses, "{seconds}");
    };
    check("2", [2_000; 2]);
    check("86400", [10_000; 2]);
    check("soon", [600, 1_200]);
}

#[test]
fn a_write_is_sent_once_and_what_leaves_it_open_is_an_unknown_outcome() {
    let check = |answer: Sent, expected: Option<ErrorKind>, open: bool| {
        let shown = format!("{answer:?}");
        let (session, line) = session([answer]);
        let answer = block_on(session.exchange("PUT /thing", Access::Write, Request::new(http::Method::PUT, "/thing"), 60_000));
        assert_eq!((kind(&answer), line.sent.get()), (expected, 1), "{shown}");
        assert_eq!(answer.err().is_some_and(|error| error.may_have_applied()), open, "{shown}");
        assert!(line.slept.borrow().is_empty());
    };
    for status in [408, 502, 503, 504, 522] {
        for body in [PAGE, "", "text", r#"{"error":"gateway"}"#] {
            check(says(status, body), Some(OutcomeUnknown), true);
        }
    }
    check(Err(TransportError::Lost), Some(OutcomeUnknown), true);
    check(Err(TransportError::TimedOut), Some(OutcomeUnknown), true);
    check(says(200, PAGE), Some(OutcomeUnknown), true);
    check(says(500, "broken"), Some(Failed), true);
    check(says(503, r#"{"type":"limited"}"#), Some(Limited), false);
    check(says(409, r#"{"type":"wrong-state"}"#), Some(WrongState), false);
    check(says(429, ""), Some(Busy), false);
    check(says(401, ""), Some(Unauthenticated), false);
    check(Err(TransportError::NeverLeft), Some(Invalid), false);
    check(says(202, ""), None, false);
}
