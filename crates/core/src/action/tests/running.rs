//! What is read before a write, how often it is sent, and what is looked for afterwards.

use futures_executor::block_on;

use super::*;
use crate::action::{ActionResult, Field, FieldKind, Form, WriteAnswer, execute_with, run};
use crate::http::{Secret, TransportError};

/// How an action ended, in words.
fn words(settled: &ActionResult) -> String {
    match settled {
        ActionResult::Done(outcome) => format!("done: {}", outcome.done),
        ActionResult::Refused(error) => format!("refused: {:?}, {}", error.kind, error.message),
        ActionResult::Gone(error) => format!("not sent: {:?}", error.kind),
        ActionResult::Disallowed(error) => format!("disallowed: {}", error.message),
        ActionResult::NotSent(fields) => format!("not sent: {}", fields.iter().map(|one| one.field).collect::<Vec<_>>().join(" ")),
        ActionResult::Unknown { error, found: Ok(found) } => format!("unknown: {:?}; {found:?}", error.kind),
        ActionResult::Unknown { error, found: Err(looking) } => format!("unknown: {:?}; looking: {:?}", error.kind, looking.kind),
    }
}

/// Runs a row: how it ended, the calls that left, and how often it was read and looked for.
fn tried(action: &Action, reads: Vec<Result<Resource, Error>>, answers: Vec<Sent>) -> (String, Vec<String>, u32, u32) {
    let fake = Fake::new();
    *fake.reads.borrow_mut() = reads.into();
    *fake.line.answers.borrow_mut() = answers.into();
    // As it was when the dialog opened.
    let target = used(Some(false));
    let context = ActionContext { client: &fake, target: Some(&target), known: &[] };
    let lost = Cell::new(0);
    let tell = |_: &Error| {
        assert_eq!(fake.verified.get(), 0, "it is told before looking begins");
        lost.set(lost.get() + 1);
    };
    let settled = block_on(execute_with(action, &context, &Values::default(), None, &tell));
    assert_eq!(lost.get(), fake.verified.get(), "it is told exactly when it is looked for");
    let sent = fake.line.sent.borrow().clone();
    (words(&settled), sent, fake.read.get(), fake.verified.get())
}

#[expect(clippy::unnecessary_wraps, reason = "what a network gives")]
fn says(status: u16, body: &str) -> Sent {
    Ok(Response { status, headers: Vec::new(), body: body.to_owned() })
}

#[test]
fn what_is_destroyed_is_read_just_before_and_nothing_is_sent_if_that_has_changed() {
    let check = |read: Result<Resource, Error>, expected: &str| {
        assert_eq!(tried(&DELETE, vec![read], Vec::new()), (expected.to_owned(), Vec::new(), 1, 0));
    };
    check(Ok(used(Some(true))), "refused: WrongState, It is in use.");
    check(Err(error(ErrorKind::NotFound)), "not sent: NotFound");
    check(Err(error(ErrorKind::Unreadable)), "not sent: Unreadable");
    check(Err(error(ErrorKind::Unreachable)), "not sent: Unreachable");
    check(Err(error(ErrorKind::Forbidden)), "not sent: Forbidden");
    // A fuller reading may not tell who uses it: that is no refusal. What is sent is about what was read.
    for now in [used(None), used(Some(false))] {
        let mut now = now;
        now.provider_id = "v-now".to_owned();
        let ended = tried(&DELETE, vec![Ok(now)], vec![says(202, "")]);
        assert_eq!(ended, ("done: Deleting data.".to_owned(), vec!["DELETE /v-now".to_owned()], 1, 0));
    }
}

#[test]
fn only_what_destroys_or_forgets_is_read_before() {
    let check = |verb: Verb, confirmation: Confirmation, reads: u32| {
        let row = Action { verb, confirmation, ..DELETE };
        let (ended, sent, read, _) = tried(&row, vec![Ok(used(Some(false)))], vec![says(200, "")]);
        assert_eq!((ended.as_str(), sent.len(), read), ("done: Deleting data.", 1, reads), "{verb:?} {confirmation:?}");
    };
    check(Verb::Delete, Confirmation::Confirm, 1);
    check(Verb::Deregister, Confirmation::None, 1);
    check(Verb::Edit, Confirmation::TypeName, 1);
    check(Verb::Snapshot, Confirmation::None, 0);
    check(Verb::Detach, Confirmation::Confirm, 0);
}

#[test]
fn an_answer_that_leaves_open_what_was_done_is_looked_into_and_a_plain_refusal_is_not() {
    let check = |answer: Sent, expected: &str, verified: u32| {
        let shown = format!("{answer:?}");
        let (ended, sent, _, looked) = tried(&DELETE, vec![Ok(used(Some(false)))], vec![answer]);
        assert_eq!((ended.as_str(), sent.as_slice(), looked), (expected, &["DELETE /v".to_owned()][..], verified), "{shown}");
    };
    let seen = |kind: &str| format!("unknown: {kind}; Happened(\"It was seen.\")");
    check(says(500, "Internal Server Error"), &seen("Failed"), 1);
    check(says(507, ""), &seen("Failed"), 1);
    for status in [408, 502, 503, 504, 522] {
        check(says(status, "<html>"), &seen("OutcomeUnknown"), 1);
    }
    check(says(200, "<html>"), &seen("OutcomeUnknown"), 1);
    check(Err(TransportError::Lost), &seen("OutcomeUnknown"), 1);
    check(Err(TransportError::TimedOut), &seen("OutcomeUnknown"), 1);
    check(says(403, "the plugin was asked first"), &seen("WrongState"), 1);
    check(says(409, ""), "refused: WrongState, said so", 0);
}

#[test]
fn what_is_not_allowed_here_is_neither_read_nor_sent() {
    let fake = Fake::new();
    fake.reads.borrow_mut().push_back(Ok(used(Some(false))));
    fake.line.answers.borrow_mut().push_back(says(202, ""));
    let target = used(Some(false));
    let context = ActionContext { client: &fake, target: Some(&target), known: &[] };
    let refused = |reason: Option<&str>| {
        let lost = |_: &Error| panic!("nothing was sent, so nothing is lost");
        words(&block_on(execute_with(&DELETE, &context, &Values::default(), reason.map(str::to_owned), &lost)))
    };
    assert_eq!(refused(Some("Switched off by this site.")), "disallowed: Switched off by this site.");
    assert_eq!((fake.read.get(), fake.line.sent.borrow().len(), fake.verified.get()), (0, 0, 0));
    // The same row is sent where nothing is against it.
    assert_eq!(refused(None), "done: Deleting data.");
    assert_eq!(fake.line.sent.borrow().len(), 1);
}

#[test]
fn what_looking_finds_is_told_as_it_is() {
    let check = |finds: Result<Verification, Error>, expected: &str| {
        let fake = Fake::new();
        fake.reads.borrow_mut().push_back(Ok(used(Some(false))));
        fake.line.answers.borrow_mut().push_back(says(500, ""));
        *fake.finds.borrow_mut() = finds;
        let target = used(Some(false));
        let context = ActionContext { client: &fake, target: Some(&target), known: &[] };
        assert_eq!(words(&block_on(execute_with(&DELETE, &context, &Values::default(), None, &|_| ()))), expected);
    };
    check(Ok(Verification::NotSeen("It is there.".into())), "unknown: Failed; NotSeen(\"It is there.\")");
    check(Ok(Verification::CannotTell("Who knows.".into())), "unknown: Failed; CannotTell(\"Who knows.\")");
    let partly = Verification::Partly { words: "The storage is gone.".into(), next: Some(("deregister", Kind::Volume, Id::new("v"))) };
    check(Ok(partly), "unknown: Failed; Partly { words: \"The storage is gone.\", next: Some((\"deregister\", Volume, Id(\"v\"))) }");
    check(Err(error(ErrorKind::Busy)), "unknown: Failed; looking: Busy");
}

#[test]
fn another_request_follows_only_a_refusal_that_did_nothing() {
    let check = |answers: Vec<Sent>, expected: &str, sends: &[&str], verified: u32| {
        let shown = format!("{answers:?}");
        let (ended, sent, read, looked) = tried(&DELETE, vec![Ok(used(Some(false)))], answers);
        assert_eq!(
            (ended.as_str(), sent, read, looked),
            (expected, sends.iter().map(|one| (*one).to_owned()).collect(), 1, verified),
            "{shown}"
        );
    };
    let (first, other) = ("DELETE /v", "DELETE /other/v");
    let seen = |kind: &str| format!("unknown: {kind}; Happened(\"It was seen.\")");
    check(vec![says(404, ""), says(200, "")], "done: Deleting data.", &[first, other], 0);
    check(vec![says(429, ""), says(404, "")], "refused: NotFound, said so", &[first, other], 0);
    check(vec![says(404, ""), says(500, "")], &seen("Failed"), &[first, other], 1);
    check(vec![says(404, ""), Err(TransportError::Lost)], &seen("OutcomeUnknown"), &[first, other], 1);
    // The row knows which refusals mean another name.
    check(vec![says(409, "")], "refused: WrongState, said so", &[first], 0);
    check(vec![says(403, "")], &seen("WrongState"), &[first], 1);
    check(vec![says(500, "")], &seen("Failed"), &[first], 1);
    check(vec![Err(TransportError::Lost)], &seen("OutcomeUnknown"), &[first], 1);
    check(vec![Err(TransportError::NeverLeft), says(200, "")], "done: Deleting data.", &[first, other], 0);
}

#[test]
fn wrong_values_are_not_sent() {
    let form = |_: &ActionContext| Form { fields: vec![Field::new("size", "Size", FieldKind::Text).required()] };
    let row = Action { form, ..DELETE };
    assert_eq!(tried(&row, vec![Ok(used(None))], Vec::new()), ("not sent: size".to_owned(), Vec::new(), 1, 0));
}

#[test]
fn the_row_says_in_a_sentence_what_the_endpoint_read_of_the_answer() {
    const CREATE_SNAPSHOT: WriteEndpoint = WriteEndpoint {
        request: |_, _| Request::new(http::Method::POST, "/snapshots"),
        decode: |context, _, response| WriteAnswer {
            created: Some(Id::new("snapshot/s")),
            name: Some(format!("{} of {}", response.body, context.name())),
            said: Some("It is slow.".to_owned()),
            once: Some(("key", Secret::new("hunter2"))),
        },
        ..WRITE
    };
    const SNAPSHOT: Action = Action {
        endpoint: &CREATE_SNAPSHOT,
        done: |_, _, answer| format!("Creating {}.", answer.name.as_deref().unwrap_or("a snapshot")),
        ..BASE
    };
    let fake = Fake::new();
    fake.line.now.set(7_000);
    fake.line.answers.borrow_mut().push_back(says(201, "s"));
    let target = used(None);
    let context = ActionContext { client: &fake, target: Some(&target), known: &[] };
    let expected = Outcome {
        done: "Creating s of data.".to_owned(),
        said: Some("It is slow.".to_owned()),
        created: Some(Id::new("snapshot/s")),
        once: Some(("key", Secret::new("hunter2"))),
        at_millis: 7_000,
    };
    assert_eq!(block_on(run(&SNAPSHOT, &context, &Values::default())), ActionResult::Done(expected));
    assert_eq!(*fake.line.sent.borrow(), ["POST /snapshots"]);
}
