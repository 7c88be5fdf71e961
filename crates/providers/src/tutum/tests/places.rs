//! Requests and addresses: three forms, and what bodies name is followed as given, below the connection's own address.

use crate::tutum::api::{List, Read, first};
use crate::tutum::place::{Form, GROUP, Place, SERVICE, VOLUME, noun_of, uuid_of};
use voldeck_core::http::Endpoint;
use voldeck_core::model::{Id, Kind};

const UUID: &str = "0b6f1f6e-5f0e-4d3c-9d0e-0d5c3a1f7a01";

fn place(base: &str) -> Place {
    Place::new(base, Form::Live, "")
}

#[test]
fn each_form_has_its_own_paths() {
    let check = |form, namespace: &str, group: &str, service: &str| {
        let place = Place::new("https://t", form, namespace);
        assert_eq!((place.list(&GROUP).as_str(), place.list(&SERVICE).as_str()), (group, service));
    };
    check(Form::Live, "ignored", "/api/v1/volumegroup/", "/api/v1/service/");
    check(Form::Documented, "ignored", "/api/infra/v1/volumegroup/", "/api/app/v1/service/");
    check(Form::Cloud, "", "/api/infra/v1/volumegroup/", "/api/app/v1/service/");
    check(Form::Cloud, "acme", "/api/infra/v1/acme/volumegroup/", "/api/app/v1/acme/service/");
    check(Form::Cloud, "a b", "/api/infra/v1/a%20b/volumegroup/", "/api/app/v1/a%20b/service/");
}

#[test]
fn calls_are_shown_as_they_are_sent() {
    let shown = |request: voldeck_core::http::Request| request.shown("https://dashboard.tutum.co");
    let filters = [("name", "my data".to_owned()), ("services", "/api/v1/service/x/".to_owned())];
    let path = first("/api/v1/volumegroup/".to_owned(), &filters);
    let list = List { noun: &GROUP, path: &path };
    assert_eq!(
        shown(list.request()),
        "GET https://dashboard.tutum.co/api/v1/volumegroup/?name=my+data&services=%2Fapi%2Fv1%2Fservice%2Fx%2F&limit=1000"
    );
    assert_eq!(list.operation(), "GET /api/v1/volumegroup/");
    // As given, to the letter.
    let next = List { noun: &VOLUME, path: "/api/v1/volume/?offset=25&limit=25&node=%2Fapi%2f" };
    assert_eq!(shown(next.request()), "GET https://dashboard.tutum.co/api/v1/volume/?offset=25&limit=25&node=%2Fapi%2f");
    let read = Read { noun: &VOLUME, path: "/api/v1/volume/1/" };
    assert_eq!(
        (shown(read.request()).as_str(), read.operation()),
        ("GET https://dashboard.tutum.co/api/v1/volume/1/", "GET /api/v1/volume/(uuid)/")
    );
}

#[test]
fn what_a_body_names_is_followed_below_the_connection_and_nowhere_else() {
    let check = |base: &str, given: &str, expected: &str| {
        assert_eq!(place(base).follow(given).as_deref().unwrap_or("nowhere"), expected, "{base} {given}");
    };
    let next = "/api/v1/volume/?limit=25&offset=25";
    check("https://dashboard.tutum.co", next, next);
    // A proxy stands under a path of its own; what is behind it does not know.
    check("/relay/tutum", next, next);
    // One that does know, or rewrites bodies.
    check("/relay/tutum", &["/relay/tutum", next].concat(), next);
    check("https://x.example/below", &["/below", next].concat(), next);
    check("/api/of/tutum", &["/api/of/tutum", next].concat(), next);
    check("/api/of/tutum", next, next);
    // The service's own host, or another: credentials go where they were given to.
    check("/relay/tutum", "https://dashboard.tutum.co/api/v1/volume/?offset=25", "/api/v1/volume/?offset=25");
    check("https://a.example", "//b.example/api/infra/v1/volume/", "/api/infra/v1/volume/");
    check("https://a.example", "/api/v1/../../admin/", "nowhere");
    check("https://a.example", "/api/v1/%2E%2e/x/", "nowhere");
    check("https://a.example", "/api/v1/./x/", "nowhere");
    check("https://a.example", "/api/v1/a b/", "nowhere");
    check("https://a.example", "/api/v1/a\\b/", "nowhere");
    check("https://a.example", "/api/v1/a/#/", "nowhere");
    check("https://a.example", "/somewhere/else/", "nowhere");
    check("https://a.example", "", "nowhere");
}

#[test]
fn a_resource_is_known_by_its_uuid_where_that_leads_back_to_its_address() {
    let place = place("https://t");
    let check = |given: Option<&str>, id: &str, path: &str| {
        let made = place.id(&GROUP, given, UUID);
        assert_eq!(made.as_str(), id);
        assert_eq!(place.path(&GROUP, made.as_str()).as_deref(), Some(path));
    };
    let own = format!("/api/v1/volumegroup/{UUID}/");
    check(Some(&own), UUID, &own);
    check(None, UUID, &own);
    check(Some("not a path"), UUID, &own);
    // The documentation's mistake: the address of a volume.
    check(Some(&format!("/api/v1/volume/{UUID}/")), UUID, &own);
    // Another form than the connection's: read there.
    let other = format!("api/infra/v1/acme/volumegroup/{UUID}");
    check(Some(&format!("/{other}/")), &other, &format!("/{other}/"));
    for id in ["", ".", "..", "a/../b", "x/y"] {
        assert_eq!(place.path(&GROUP, Id::new(id).as_str()), None, "{id}");
    }
    assert_eq!(place.path(&GROUP, "a?b").as_deref(), Some("/api/v1/volumegroup/a%3Fb/"));
    assert_eq!((uuid_of(&own), uuid_of(UUID), uuid_of("")), (UUID, UUID, ""));
    assert_eq!(noun_of(Kind::Snapshot), None);
}
