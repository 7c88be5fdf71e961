//! Calls, and their signatures.

use super::setup::{API_ID, api_key, client};
use crate::lunanode::api::{ListImages, ListRegions, ListSnapshots, ListVms, ListVolumes, ReadVolume, call};
use crate::lunanode::sign::Signer;
use crate::lunanode::{actions, decode};
use voldeck_core::action::{ActionContext, Values};
use voldeck_core::client::Client;
use voldeck_core::http::{Endpoint, Request, Secret, Sign};
use voldeck_core::model::Resource;

/// The parts of a signed form.
fn signed(request: Request) -> [(String, String); 3] {
    let signer = Signer { api_id: API_ID.into(), api_key: Secret::new(&api_key()) };
    let body = signer.sign(request, 1_545_008_415_999).unwrap().body.unwrap();
    assert_eq!(body.media_type, "application/x-www-form-urlencoded");
    let pairs: Vec<_> = form_urlencoded::parse(body.text.as_bytes()).into_owned().collect();
    pairs.try_into().unwrap()
}

#[test]
fn the_three_vectors_are_signed_as_they_should_be() {
    let check = |request: Request, expected: &str| {
        let [_, signature, nonce] = signed(request);
        assert_eq!(signature, ("signature".to_owned(), expected.to_owned()));
        assert_eq!(nonce, ("nonce".to_owned(), "1545008415".to_owned()));
    };
    check(
        ListVolumes { region: "" }.request(),
        "2410e5ed37a4ae33573f67c985cba90064da558cd3f7454757b92c8f307076136db9ccf91c74bed0f21a3bbed6525b09cef2b8e0fb9a3339a5238f61117e7945",
    );
    // The text is signed as it is spelled: an escaped letter and the letter itself differ.
    let create = call("volume/create", &[("label", "my vol/é"), ("region", "toronto"), ("size", "100")]);
    let mut escaped = create.clone();
    escaped.body.as_mut().unwrap().text = escaped.body.as_ref().unwrap().text.replace('é', r"\u00e9");
    check(
        escaped,
        "fa643afc04cffd9a2d2686ea72d4328c33cf6e19068ebf8bfff36a192940b7c4c80b03d24b8e949008a18ab9c788cbe55628dfd784f90514eae2a3f40c4492a8",
    );
    check(
        create,
        "03f5492ded0b6a07007d9f5365d696755842c7c2760c5bc8f601d23b007bf4b01cfce80d04a40dc6e26ce19174fb8476b7777d9515806834074b5d2557ec60c5",
    );
}

#[test]
fn half_of_the_key_travels_and_none_of_it_is_shown() {
    let key = api_key();
    let [req, ..] = signed(ListRegions.request());
    assert!(req.1.contains(&key[..64]) && !req.1.contains(&key[64..]), "{}", req.1);
    let client = client();
    let request = client.session().signer.sign(ReadVolume { id: "5", region: "", listed: None }.request(), 7_000).unwrap();
    let secret = request.body.as_ref().unwrap().text.clone();
    let signature = secret.split("signature=").nth(1).unwrap()[..128].to_owned();
    for text in [request.shown("http://n"), request.curl("http://n"), format!("{request:?}")] {
        assert!(!text.contains(&key[..8]) && !text.contains(&key[120..]) && !text.contains(&signature), "{text}");
    }
    let expected = "POST http://n/api/volume/info/\nContent-Type: application/x-www-form-urlencoded\n\nreq={\n  \"api_id\": \"ABCDEFGHIJ012345\",\n  \"api_partialkey\": \"••••••••\",\n  \"volume_id\": \"5\"\n}\n&signature=••••••••\n&nonce=7";
    assert_eq!(request.shown("http://n"), expected);
}

/// A call on one line.
fn line(request: &Request) -> String {
    let body = request.body.as_ref().unwrap();
    assert_eq!(body.shown.split_whitespace().collect::<String>(), body.text.split_whitespace().collect::<String>());
    format!("{} {} {}", request.method, request.target(), body.text)
}

#[test]
fn reads_are_these() {
    let check = |request: Request, expected: &str| assert_eq!(line(&request), format!("POST {expected}"));
    check(ListVolumes { region: "" }.request(), "/api/volume/list/ {}");
    check(ListVolumes { region: "toronto" }.request(), r#"/api/volume/list/ {"region":"toronto"}"#);
    check(ReadVolume { id: "5120", region: "x", listed: None }.request(), r#"/api/volume/info/ {"volume_id":"5120"}"#);
    check(ListSnapshots { region: "toronto" }.request(), r#"/api/volume/snapshot-list/ {"region":"toronto"}"#);
    check(ListRegions.request(), "/api/region/list/ {}");
    check(ListImages { region: "toronto" }.request(), r#"/api/image/list/ {"region":"toronto"}"#);
    check(ListVms.request(), "/api/vm/list/ {}");
}

fn sends(action: &str, target: Option<&Resource>, values: &[(&'static str, &str)]) -> String {
    let client = client();
    let context = ActionContext { client: &client, target, known: &[] };
    let action = actions::ALL.iter().find(|row| row.name == action).unwrap();
    let mut filled: Values = (action.form)(&context).initial();
    for (name, value) in values {
        filled.set(name, *value);
    }
    let request = (action.endpoint.request)(&context, &filled);
    assert_eq!(request.path, format!("/api/{}/", action.endpoint.operation));
    line(&request)
}

#[test]
fn writes_are_these() {
    let volume = decode::volume(r#"{"id":"5120","name":"ledger","region":"toronto","size":"100"}"#, "").unwrap();
    let snapshot = decode::snapshot(r#"{"id":"c9","name":"s","region":"toronto","size":"7"}"#, "").unwrap();
    let new = [("region", "toronto"), ("label", "a \"b\""), ("size", "100 GiB"), ("image", "2685"), ("snapshot_id", "c9")];
    let check =
        |action, target, values: &[_], expected: &str| assert_eq!(sends(action, target, values), format!("POST /api/volume/{expected}"));
    check("volume-create", None, &new, r#"create/ {"region":"toronto","label":"a \"b\"","size":"100"}"#);
    let from = |source| [&new[..], &[("source", source)]].concat();
    check("volume-create", None, &from("image"), r#"create/ {"region":"toronto","label":"a \"b\"","size":"100","image":"2685"}"#);
    check("volume-create", None, &from("snapshot"), r#"create/ {"region":"toronto","label":"a \"b\"","size":"100","snapshot_id":"c9"}"#);
    check(
        "volume-restore",
        Some(&snapshot),
        &[("label", "x")],
        r#"create/ {"region":"toronto","label":"x","size":"7","snapshot_id":"c9"}"#,
    );
    check("volume-attach", Some(&volume), &[("vm_id", "a4")], r#"attach/ {"volume_id":"5120","vm_id":"a4","target":"auto"}"#);
    check(
        "volume-attach",
        Some(&volume),
        &[("vm_id", "9"), ("target", "/dev/vda")],
        r#"attach/ {"volume_id":"5120","vm_id":"9","target":"/dev/vda"}"#,
    );
    check("volume-detach", Some(&volume), &[], r#"detach/ {"volume_id":"5120"}"#);
    check("volume-extend", Some(&volume), &[("size", "1 TiB")], r#"extend/ {"volume_id":"5120","size":"1024"}"#);
    check("volume-rename", Some(&volume), &[("name", "b")], r#"rename/ {"volume_id":"5120","name":"b"}"#);
    check("volume-delete", Some(&volume), &[], r#"delete/ {"volume_id":"5120"}"#);
    check("volume-snapshot", Some(&volume), &[("label", "s")], r#"snapshot-create/ {"volume_id":"5120","label":"s"}"#);
    check(
        "snapshot-replicate",
        Some(&snapshot),
        &[("image_name", "i"), ("dst_region", "roubaix")],
        r#"snapshot-replicate/ {"region":"toronto","snapshot_id":"c9","image_name":"i","dst_region":"roubaix"}"#,
    );
    check("snapshot-delete", Some(&snapshot), &[], r#"snapshot-delete/ {"region":"toronto","snapshot_id":"c9"}"#);
}
