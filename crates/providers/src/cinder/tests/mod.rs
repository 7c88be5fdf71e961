//! The wire contract: values become requests, bodies become resources, answers become errors; and one signs in once.

mod passwords;
mod reading;
mod refusing;
mod rights;
mod sending;
mod signing;

/// A cloud of canned answers.
mod setup {
    use std::cell::{Cell, RefCell};
    use std::future::poll_fn;
    use std::rc::Rc;
    use std::task::Poll;

    use crate::cinder::client::{CinderClient, connect};
    use voldeck_core::action::Values;
    use voldeck_core::client::Platform;
    use voldeck_core::http::{Clock, HttpRequest, LocalBoxFuture, Response, Sent, Transport};

    /// What a cloud answers to a call: status, body; `201` brings a token.
    pub type Answers = Box<dyn Fn(&Cloud, &str, &HttpRequest) -> (u16, String)>;

    /// Keystone and Cinder on one server, with what was asked of it.
    pub struct Cloud {
        answers: Answers,
        pub calls: RefCell<Vec<String>>,
        pub now: Cell<u64>,
        pub tokens: Cell<u32>,
    }

    impl Cloud {
        /// How many calls began so.
        pub fn count(&self, start: &str) -> usize {
            self.calls.borrow().iter().filter(|call| call.starts_with(start)).count()
        }
    }

    pub struct CloudTransport(pub Rc<Cloud>);

    impl Transport for CloudTransport {
        fn send(&self, request: HttpRequest) -> LocalBoxFuture<'_, Sent> {
            let call = format!("{} {}", request.method, request.url);
            self.0.calls.borrow_mut().push(call.clone());
            let mut waited = false;
            Box::pin(async move {
                // An answer takes a while: others are asked meanwhile.
                poll_fn(|context| {
                    context.waker().wake_by_ref();
                    if std::mem::replace(&mut waited, true) { Poll::Ready(()) } else { Poll::Pending }
                })
                .await;
                let (status, body) = (self.0.answers)(&self.0, &call, &request);
                let mut headers = Vec::new();
                if status == 201 {
                    self.0.tokens.set(self.0.tokens.get() + 1);
                    headers.push(("X-Subject-Token".to_owned(), format!("token-{}", self.0.tokens.get())));
                }
                Ok(Response { status, headers, body })
            })
        }
    }

    impl Clock for CloudTransport {
        fn now_millis(&self) -> u64 {
            self.0.now.get()
        }
        fn sleep(&self, millis: u64) -> LocalBoxFuture<'static, ()> {
            self.0.now.set(self.0.now.get() + millis);
            Box::pin(std::future::ready(()))
        }
        fn chance(&self) -> f64 {
            0.0
        }
    }

    /// What a token is answered with: one project, storage in these regions, at this path.
    pub fn token(project: Option<&str>, regions: &[&str]) -> String {
        let endpoint =
            |region: &&str, url: &str| format!(r#"{{"interface":"public","region":"{region}","region_id":"{region}","url":"{url}"}}"#);
        let of = |url: &str| regions.iter().map(|region| endpoint(region, url)).collect::<Vec<_>>().join(",");
        let Some(project) = project else {
            return r#"{"token":{"user":{"name":"alice"},"issued_at":"2026-11-21T03:00:00.000000Z","expires_at":"2026-11-21T04:00:00.000000Z"}}"#.to_owned();
        };
        format!(
            r#"{{"token":{{"user":{{"name":"alice"}},"project":{{"id":"{project}","name":"storage","domain":{{"id":"default"}}}},"roles":[{{"name":"member"}}],
            "issued_at":"2026-11-21T03:00:00.000000Z","expires_at":"2026-11-21T04:00:00.000000Z","catalog":[
            {{"type":"identity","endpoints":[{}]}},{{"type":"volumev2","endpoints":[{}]}},{{"type":"block-storage","endpoints":[{}]}}]}}}}"#,
            of("http://cloud/identity"),
            of("http://cloud/volume/v2/p1"),
            of("http://cloud/volume/v3"),
        )
    }

    /// What a server of this microversion says of itself.
    pub fn versions(minor: u32) -> (u16, String) {
        (200, format!(r#"{{"versions":[{{"id":"v3.0","status":"CURRENT","version":"3.{minor}","min_version":"3.0","links":[]}}]}}"#))
    }

    /// A cloud where `alice` has one project, and everything else is as given.
    pub fn cloud(minor: u32, answers: impl Fn(&str, &HttpRequest) -> Option<(u16, String)> + 'static) -> Rc<Cloud> {
        let answers: Answers = Box::new(move |_, call, request| {
            if let Some(answer) = answers(call, request) {
                return answer;
            }
            let (method, url) = call.split_once(' ').unwrap_or_default();
            match url.split_once('?').map_or(url, |(path, _)| path) {
                path if path.ends_with("/v3/auth/tokens") && method == "POST" => {
                    (201, token(Some("5a1f9b3c7d2e4f60a1b2c3d4e5f60718"), &["RegionOne"]))
                }
                path if path.ends_with("/v3/") => versions(minor),
                path if path.ends_with("/volumes/detail") => (200, r#"{"volumes":[]}"#.to_owned()),
                path if path.ends_with("/snapshots/detail") => (200, r#"{"snapshots":[]}"#.to_owned()),
                path if path.ends_with("/groups/detail") => (200, r#"{"groups":[]}"#.to_owned()),
                _ => (
                    404,
                    r#"{"message":"The resource could not be found.<br /><br />\n\n\n","code":"404 Not Found","title":"Not Found"}"#
                        .to_owned(),
                ),
            }
        });
        Rc::new(Cloud { answers, calls: RefCell::default(), now: Cell::new(1_000_000), tokens: Cell::new(0) })
    }

    pub fn sign_in() -> Values {
        let values = Values::default().with("address", "http://cloud/identity/v3").with("auth", "password");
        values.with("user", "alice").with("password", "the-password").with("project", "storage")
    }

    pub fn client(cloud: &Rc<Cloud>, values: &Values) -> CinderClient {
        let platform = Platform { transport: Rc::new(CloudTransport(cloud.clone())), clock: Rc::new(CloudTransport(cloud.clone())) };
        connect(values, platform).unwrap_or_else(|wrong| panic!("{wrong:?}"))
    }
}
