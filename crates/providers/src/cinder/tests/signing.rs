//! Signing in: once for all, anew when it has to be, and in words when it fails.

use std::rc::Rc;

use super::setup::{Cloud, client, cloud, sign_in, token, versions};
use crate::cinder::OPERATIONS;
use crate::concurrency::join_limited;
use futures_executor::block_on;
use voldeck_core::action::{ActionContext, Values};
use voldeck_core::client::{Client, ReadResult};
use voldeck_core::http::{Access, Error, ErrorKind, Request};
use voldeck_core::model::Kind;

const TOKENS: &str = "POST http://cloud/identity/v3/auth/tokens";
pub const REFUSED: &str = r#"{"error":{"code":401,"message":"The request you have made requires authentication.","title":"Unauthorized"}}"#;

pub fn listed(cloud: &Rc<Cloud>, values: &Values) -> Result<(), Error> {
    let client = client(cloud, values);
    block_on(client.list(Kind::Volume, "volumes", None)).map(|held| assert!(matches!(held, ReadResult::Found(_))))
}

#[test]
fn five_calls_at_once_sign_in_once() {
    let cloud = cloud(71, |_, _| None);
    let client = client(&cloud, &sign_in());
    let answers = block_on(join_limited((0..5).map(|_| client.list(Kind::Volume, "volumes", None)).collect()));
    assert!(answers.iter().all(Result::is_ok));
    assert_eq!(
        (cloud.count(TOKENS), cloud.count("GET http://cloud/volume/v3/?"), cloud.count("GET http://cloud/volume/v3/5a1f")),
        (1, 0, 5)
    );
    assert_eq!(cloud.calls.borrow()[1], "GET http://cloud/volume/v3/");
}

#[test]
fn a_token_that_ran_out_is_fetched_anew_before_it_is_refused() {
    let cloud = cloud(71, |_, _| None);
    let client = client(&cloud, &sign_in());
    let list = || block_on(client.list(Kind::Volume, "volumes", None)).unwrap();
    list();
    cloud.now.set(cloud.now.get() + 50 * 60_000);
    list();
    assert_eq!(cloud.count(TOKENS), 1);
    cloud.now.set(cloud.now.get() + 10 * 60_000);
    list();
    assert_eq!((cloud.count(TOKENS), cloud.count("GET http://cloud/volume/v3/5a1f")), (2, 3));
    assert_eq!(cloud.calls.borrow().iter().filter(|call| call.ends_with("/v3/")).count(), 1, "the version is known already");
}

/// A cloud that has forgotten the first token.
fn forgetful() -> Rc<Cloud> {
    cloud(71, |call, request| {
        let old = request.headers.iter().any(|(name, value)| *name == "X-Auth-Token" && value.reveal() == "token-1");
        (old && call.contains("/v3/5a1f")).then(|| (401, REFUSED.to_owned()))
    })
}

#[test]
fn a_refused_token_costs_one_sign_in_and_one_more_call_each() {
    let cloud = forgetful();
    let client = client(&cloud, &sign_in());
    let answers = block_on(join_limited((0..4).map(|_| client.list(Kind::Volume, "volumes", None)).collect()));
    assert!(answers.iter().all(Result::is_ok));
    assert_eq!((cloud.count(TOKENS), cloud.count("GET http://cloud/volume/v3/5a1f")), (2, 8));
}

#[test]
fn a_write_that_was_refused_for_its_token_is_sent_once_more_and_for_nothing_else() {
    let write = || Request::new(http::Method::DELETE, "/volumes/v1");
    let send = |cloud: &Rc<Cloud>| {
        let client = client(cloud, &sign_in());
        block_on(client.session().exchange("DELETE", Access::Write, write(), 1000)).map_err(|error| error.kind)
    };
    let forgetful = forgetful();
    // The answer of the second try is this cloud's own: it has no such path.
    assert_eq!(send(&forgetful), Err(ErrorKind::Unsupported));
    assert_eq!((forgetful.count(TOKENS), forgetful.count("DELETE")), (2, 2));
    let never = cloud(71, |call, _| call.starts_with("DELETE").then(|| (401, REFUSED.to_owned())));
    assert_eq!(send(&never), Err(ErrorKind::Unauthenticated));
    assert_eq!((never.count(TOKENS), never.count("DELETE")), (2, 2));
    for (status, body) in [(503, String::new()), (409, r#"{"conflictingRequest":{"code":409,"message":"no"}}"#.to_owned())] {
        let cloud = cloud(71, move |call, _| call.starts_with("DELETE").then(|| (status, body.clone())));
        assert!(send(&cloud).is_err());
        assert_eq!((cloud.count(TOKENS), cloud.count("DELETE")), (1, 1), "{status}");
    }
    // Nothing is sent without a token.
    let shut = cloud(71, |call, _| call.contains("/auth/tokens").then(|| (503, String::new())));
    assert_eq!((send(&shut), shut.count("DELETE")), (Err(ErrorKind::Busy), 0));
}

#[test]
fn a_token_that_was_given_is_not_renewed() {
    let cloud = cloud(71, |call, _| call.contains("/volumes/").then(|| (401, REFUSED.to_owned())));
    let values =
        Values::default().with("address", "http://cloud/volume/v3").with("auth", "token").with("token", "t").with("project_id", "5a1f");
    assert_eq!(listed(&cloud, &values).unwrap_err().kind, ErrorKind::Unauthenticated);
    assert_eq!((cloud.count("POST"), cloud.count("GET http://cloud/volume/v3/5a1f/volumes/detail")), (0, 1));
}

#[test]
fn what_is_wrong_stands_at_its_fields() {
    let fields =
        |error: Error| (error.kind, error.fields.iter().map(|field| field.field).collect::<Vec<_>>().join(" "), error.message.clone());
    // Keystone says the same of both; the account is asked for first.
    let account = cloud(71, |call, _| call.contains("/auth/tokens").then(|| (401, REFUSED.to_owned())));
    let (kind, at, words) = fields(listed(&account, &sign_in()).unwrap_err());
    assert_eq!((kind, at.as_str()), (ErrorKind::Unauthenticated, "user password"));
    assert_eq!((words.as_str(), account.count(TOKENS)), ("The request you have made requires authentication.", 1));

    let project = cloud(71, |call, request| {
        let scoped = request.body.as_ref().is_some_and(|body| body.reveal().contains("\"scope\""));
        match call {
            call if call.contains("/auth/tokens") && scoped => Some((401, REFUSED.to_owned())),
            call if call.contains("/auth/tokens") => Some((201, token(None, &[]))),
            call if call.contains("/auth/projects") => {
                Some((200, r#"{"projects":[{"id":"1","name":"storage","enabled":true},{"id":"2","name":"old","enabled":false},{"id":"3","name":"web"}]}"#.to_owned()))
            }
            _ => None,
        }
    });
    let (kind, at, words) = fields(listed(&project, &sign_in().with("project", "nope")).unwrap_err());
    assert_eq!((kind, at.as_str()), (ErrorKind::Invalid, "project"));
    assert_eq!(words, "This account cannot use the project nope. Its projects are storage, web.");

    let secret = Values::default().with("address", "http://cloud/identity").with("auth", "application_credential");
    let (_, at, _) = fields(listed(&account, &secret.with("app_id", "a").with("app_secret", "b")).unwrap_err());
    assert_eq!((at.as_str(), account.count(TOKENS)), ("app_id app_secret", 2));
}

#[test]
fn the_only_project_is_taken_and_of_several_one_is_chosen() {
    let with = |projects: &'static str| {
        cloud(71, move |call, request| {
            let scoped = request.body.as_ref().is_some_and(|body| {
                body.reveal().contains(r#""scope":{"project":{"id":"#) || body.reveal().contains(r#""project":{"name""#)
            });
            match call {
                call if call.contains("/auth/tokens") && !scoped => Some((201, token(None, &[]))),
                call if call.contains("/auth/projects") => Some((200, format!(r#"{{"projects":[{projects}]}}"#))),
                _ => None,
            }
        })
    };
    let one = with(r#"{"id":"5a1f9b3c7d2e4f60a1b2c3d4e5f60718","name":"storage"}"#);
    listed(&one, &sign_in().with("project", "")).unwrap();
    assert_eq!(one.count(TOKENS), 2);
    let two = with(r#"{"id":"1","name":"storage"},{"id":"2","name":"web"}"#);
    let error = listed(&two, &sign_in().with("project", "")).unwrap_err();
    assert_eq!((error.message.as_str(), error.fields[0].field), ("Choose a project. Its projects are storage, web.", "project"));
    let none = with("");
    assert_eq!(listed(&none, &sign_in().with("project", "")).unwrap_err().message, "This account belongs to no project.");
    let asking = client(&two, &sign_in().with("project", ""));
    let context = ActionContext { client: &asking, target: None, known: &[] };
    let choices = block_on((OPERATIONS.options)("projects", context, &Values::default())).unwrap();
    assert_eq!(choices.iter().map(|choice| choice.label.as_str()).collect::<Vec<_>>(), ["storage", "web"]);
}

#[test]
fn a_region_is_chosen_where_there_are_several() {
    let several = || cloud(71, |call, _| call.contains("/auth/tokens").then(|| (201, token(Some("5a1f"), &["RegionOne", "RegionTwo"]))));
    let error = listed(&several(), &sign_in()).unwrap_err();
    assert_eq!((error.fields[0].field, error.message.as_str()), ("region", "Choose a region. Its regions are RegionOne, RegionTwo."));
    listed(&several(), &sign_in().with("region", "RegionTwo")).unwrap();
    let error = listed(&several(), &sign_in().with("region", "Mars")).unwrap_err();
    assert_eq!(error.message, "There is no region Mars. Its regions are RegionOne, RegionTwo.");
    let bare = cloud(71, |call, _| call.contains("/auth/tokens").then(|| (201, token(Some("5a1f"), &[]))));
    assert!(listed(&bare, &sign_in()).unwrap_err().message.contains("no public endpoint"));
}

#[test]
fn the_endpoint_of_the_form_goes_before_the_catalogue() {
    let cloud = cloud(71, |_, _| None);
    listed(&cloud, &sign_in().with("endpoint", "/relay/cinder/volume/v3")).unwrap();
    assert_eq!(cloud.count("GET /relay/cinder/volume/v3/5a1f9b3c7d2e4f60a1b2c3d4e5f60718/volumes/detail?"), 1);
    listed(&cloud, &sign_in().with("address", "/relay/cinder/identity")).unwrap();
    assert_eq!(cloud.count("GET /relay/cinder/volume/v3/5a1f9b3c7d2e4f60a1b2c3d4e5f60718/volumes/detail?"), 2, "beside Keystone");
    listed(&cloud, &sign_in().with("address", "/relay/cinder")).unwrap();
    assert_eq!(cloud.count("POST /relay/cinder/identity/v3/auth/tokens"), 2, "as the proxy of a whole cloud has it");
    let given = Values::default().with("address", "/relay/cinder").with("auth", "token").with("token", "t").with("project_id", "5a1f");
    listed(&cloud, &given).unwrap();
    assert_eq!(cloud.count("GET /relay/cinder/volume/v3/5a1f/volumes/detail"), 1);
}

#[test]
fn the_microversion_is_the_newest_that_both_speak() {
    for (has, sent) in [(0, None), (50, Some("volume 3.50")), (71, Some("volume 3.71")), (99, Some("volume 3.71"))] {
        let cloud = cloud(has, |_, _| None);
        let client = client(&cloud, &sign_in());
        block_on(client.detect_version());
        let signed = client.session().signer.sign(Request::get("/volumes/detail"), 0).unwrap();
        let header = signed.headers.iter().find(|(name, _)| *name == "OpenStack-API-Version").map(|(_, value)| value.as_str());
        assert_eq!(header, sent);
        assert_eq!(signed.path, "http://cloud/volume/v3/5a1f9b3c7d2e4f60a1b2c3d4e5f60718/volumes/detail");
        let groups = block_on(client.list(Kind::Group, "groups", None)).unwrap();
        match groups {
            ReadResult::Cut => panic!("nothing is held"),
            ReadResult::Unsupported(reason) => assert_eq!((has, reason.as_str()), (0, "It needs microversion 3.13; this server has 3.0.")),
            ReadResult::Found(_) => assert!(has > 0),
        }
    }
    assert_eq!(versions(7).0, 200);
}

#[test]
fn no_secret_is_shown() {
    let cloud = cloud(71, |_, _| None);
    let client = client(&cloud, &sign_in());
    block_on(client.detect_version());
    let signed = client.session().signer.sign(Request::get("/volumes/detail"), 0).unwrap();
    let access = client.keys().access().unwrap();
    for text in [signed.shown(""), signed.curl(""), format!("{signed:?}"), format!("{access:?}")] {
        assert!(!text.contains("token-1") && !text.contains("the-password"), "{text}");
    }
    assert!(cloud.calls.borrow().iter().all(|call| !call.contains("token-1") && !call.contains("password")));
}
