//! The token: fetched with the first call, shared by all, and fetched anew once it has run out or is refused.
//!
//! However many calls want one, one sign-in is under way at a time. What it finds beside the token (the endpoint, the project, the
//! roles, the microversion) is kept with it.

use std::cell::RefCell;
use std::rc::Rc;

use futures::FutureExt;
use futures::future::Shared;

use super::sign_in::{AuthConfig, AuthToken};
use voldeck_core::http::{Error, ErrorKind, LocalBoxFuture, Request, Sign};
use voldeck_core::texts::t;

/// Where the answer of a sign-in is left.
type Slot = Rc<RefCell<Option<Result<Rc<AuthToken>, Error>>>>;

#[derive(Default)]
struct State {
    /// Grows with every sign-in.
    number: u32,
    access: Option<Rc<AuthToken>>,
    under_way: Option<(Shared<LocalBoxFuture<'static, ()>>, Slot)>,
    /// Why Keystone refused the credentials. They are not sent again until somebody asks for it.
    refused: Option<Error>,
}

/// What requests are signed with.
pub struct TokenProvider {
    plan: Rc<AuthConfig>,
    state: RefCell<State>,
}

impl TokenProvider {
    /// For signing in so.
    pub fn new(plan: AuthConfig) -> Self {
        Self { plan: Rc::new(plan), state: RefCell::default() }
    }

    /// How one signs in.
    pub fn plan(&self) -> &AuthConfig {
        &self.plan
    }

    /// What the last sign-in brought.
    pub fn access(&self) -> Option<Rc<AuthToken>> {
        self.state.borrow().access.clone()
    }

    /// Lets refused credentials be sent once more, because somebody asks for it.
    pub fn forgive(&self) {
        self.state.borrow_mut().refused = None;
    }

    /// What Keystone answers to a question that sends the credentials, unless it has refused them before.
    ///
    /// # Errors
    ///
    /// The refusal, or whatever else went wrong.
    pub async fn asked<T>(&self, question: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
        if let Some(error) = &self.state.borrow().refused {
            return Err(error.clone());
        }
        question.await.inspect_err(|error| self.note(error))
    }

    /// Keeps a refusal of the credentials.
    fn note(&self, error: &Error) {
        if error.ask_no_more {
            self.state.borrow_mut().refused = Some(error.clone());
        }
    }

    /// Signs in, unless there is a token that is good and not the refused one; gives the number of the sign-in.
    ///
    /// # Errors
    ///
    /// As [`AuthConfig::sign_in`].
    pub async fn signed_in(&self, refused: Option<u32>) -> Result<u32, Error> {
        let now = self.plan.identity.clock.now_millis();
        let (waiting, slot) = {
            let state = &mut *self.state.borrow_mut();
            if state.access.as_ref().is_some_and(|access| now < access.until) && refused != Some(state.number) {
                return Ok(state.number);
            }
            if let Some(error) = &state.refused {
                return Err(error.clone());
            }
            let before = state.access.clone();
            state.under_way.get_or_insert_with(|| begin(self.plan.clone(), before)).clone()
        };
        waiting.await;
        let answer = slot.borrow().clone();
        let state = &mut *self.state.borrow_mut();
        // The first of those who waited writes it down.
        if state.under_way.as_ref().is_some_and(|(_, its)| Rc::ptr_eq(its, &slot)) {
            state.under_way = None;
            if let Some(Ok(access)) = &answer {
                state.number += 1;
                state.access = Some(access.clone());
            }
        }
        match answer {
            Some(Err(error)) => {
                if error.ask_no_more {
                    state.refused = Some(error.clone());
                }
                Err(error)
            }
            _ => Ok(state.number),
        }
    }
}

fn begin(plan: Rc<AuthConfig>, before: Option<Rc<AuthToken>>) -> (Shared<LocalBoxFuture<'static, ()>>, Slot) {
    let slot = Slot::default();
    let answer = slot.clone();
    let signing: LocalBoxFuture<'static, ()> = Box::pin(async move {
        let access = plan.sign_in(before).await;
        *answer.borrow_mut() = Some(access.map(Rc::new));
    });
    (signing.shared(), slot)
}

/// What a [`Session`](voldeck_core::http::Session) signs with, shared with the link.
pub struct Signer(pub Rc<TokenProvider>);

impl Sign for Signer {
    fn fetch(&self, refused: Option<u32>) -> Option<LocalBoxFuture<'_, Result<u32, Error>>> {
        // Who was given a token has no better one.
        if refused.is_some() && !self.0.plan.renews() {
            return None;
        }
        Some(Box::pin(self.0.signed_in(refused)))
    }

    fn sign(&self, mut request: Request, _now_millis: u64) -> Result<Request, Error> {
        let Some(access) = self.0.access() else {
            return Err(Error::new(ErrorKind::Unauthenticated, super::SIGN_IN, t("The console is not signed in yet.")));
        };
        request.path = [&access.base, request.path.as_str()].concat();
        request.headers.push(("Accept", "application/json".to_owned()));
        if access.minor > 0 {
            request.headers.push(("OpenStack-API-Version", format!("volume 3.{}", access.minor)));
        }
        Ok(request.secret("X-Auth-Token", access.token.clone()))
    }
}
