//! What can go wrong with a call, in one type, with the provider's own words kept.

use std::borrow::Cow;
use std::fmt;
use std::ops::{Deref, DerefMut};

use super::Response;
use crate::texts::shown;
use crate::texts::t;

/// What kind of trouble it is. Decides the words around the message, never what is allowed next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ErrorKind {
    /// No answer, and the browser does not say why.
    Unreachable,
    /// No answer in time.
    TimedOut,
    /// The credentials are missing, wrong or expired.
    Unauthenticated,
    /// The credentials are good but not for this.
    Forbidden,
    /// What the call is about is not there.
    NotFound,
    /// Something else that the call names is not there: a node, a plugin, a namespace, a pool, a volume type.
    Missing,
    /// There is such a thing already.
    Exists,
    /// Not in its present state: in use, attached, changing.
    WrongState,
    /// A quota or a size limit.
    Limited,
    /// Asked to slow down, or not ready to answer now.
    Busy,
    /// The request says something the provider does not accept.
    Invalid,
    /// The server or plugin has no such operation.
    Unsupported,
    /// An answer came, but it is not what this operation answers.
    Unreadable,
    /// A write was sent and its answer was lost. It may have happened.
    OutcomeUnknown,
    /// Anything else that failed at the provider.
    Failed,
}

impl ErrorKind {
    /// Whether a write that ends so was decided against before anything was done. Otherwise it broke down on the way, and
    /// may have been done in part.
    pub fn is_refusal(self) -> bool {
        !matches!(self, Self::Failed | Self::OutcomeUnknown | Self::TimedOut | Self::Unreachable | Self::Unreadable)
    }
}

/// An error that belongs to one field of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// The field's name on the wire.
    pub field: &'static str,
    /// What is wrong with it.
    pub message: String,
}

impl FieldError {
    /// An error on this field.
    pub fn new(field: &'static str, message: impl Into<Cow<'static, str>>) -> Self {
        Self { field, message: shown(message) }
    }
}

/// An answer that could not be read: what was expected and what was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecodeError(pub String);

/// A failed call. A pointer to what is known of it: it is handed up through every reading, and each of them would carry the code
/// to move all of its fields.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error(Box<Failure>);

/// What is known of a failed call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// What kind of trouble.
    pub kind: ErrorKind,
    /// The vendor's name of the operation.
    pub operation: &'static str,
    /// The HTTP status, if an answer came.
    pub status: Option<u16>,
    /// The provider's own words, verbatim; or ours where there was no answer.
    pub message: String,
    /// The provider's id of the request, if it gives one.
    pub request_id: Option<String>,
    /// Errors that belong to fields.
    pub fields: Vec<FieldError>,
    /// The answer's body, for those who want to see it.
    pub body: Option<String>,
    /// How long the provider asked to wait, in milliseconds.
    pub retry_after_millis: Option<u64>,
    /// What may help, in a sentence of the provider's own; instead of the general one.
    pub hint: Option<String>,
    /// For a write that was refused: whether part of it may have been done before. A server that asks a storage plugin first and
    /// then looks at its own state refuses what the plugin has carried out.
    pub in_part: bool,
    /// Whether asking again by itself would do harm: a password that was refused would be sent again, and accounts get locked.
    pub ask_no_more: bool,
}

impl Deref for Error {
    type Target = Failure;
    fn deref(&self) -> &Failure {
        &self.0
    }
}

impl DerefMut for Error {
    fn deref_mut(&mut self) -> &mut Failure {
        &mut self.0
    }
}

impl Error {
    /// An error with words of ours and no answer behind it.
    pub fn new(kind: ErrorKind, operation: &'static str, message: impl Into<String>) -> Self {
        Self(Box::new(Failure {
            kind,
            operation,
            status: None,
            message: message.into(),
            request_id: None,
            fields: Vec::new(),
            body: None,
            retry_after_millis: None,
            hint: None,
            in_part: false,
            ask_no_more: false,
        }))
    }

    /// An error that an answer means, in the words of the answer, as far as they are a message.
    pub fn answered(kind: ErrorKind, operation: &'static str, response: &Response, message: &str) -> Self {
        let mut error = Self::new(kind, operation, start(message, LONGEST_MESSAGE));
        error.status = Some(response.status);
        error.body = Some(start(&response.body, LONGEST_BODY));
        let seconds = response.header("Retry-After").and_then(|text| text.trim().parse::<u64>().ok());
        error.retry_after_millis = seconds.map(|seconds| seconds.saturating_mul(1000));
        error
    }

    /// The same error in other words.
    #[must_use]
    pub fn saying(mut self, message: impl Into<String>) -> Self {
        self.message = message.into();
        self
    }

    /// The same error in other words and without the answer's body, which may hold what nobody should see.
    #[must_use]
    pub fn bare(mut self, message: String) -> Self {
        self.body = None;
        self.saying(message)
    }

    /// The same error with what may help.
    #[must_use]
    pub fn hinting(mut self, hint: impl Into<Cow<'static, str>>) -> Self {
        self.hint = Some(shown(hint));
        self
    }

    /// Whether a write that ended so may have been carried out, wholly or in part: it broke down on the way, or it was refused
    /// after something had been done. Only reading tells then.
    pub fn may_have_applied(&self) -> bool {
        self.in_part || !self.kind.is_refusal()
    }

    /// The same error as another kind of trouble.
    #[must_use]
    pub fn of_kind(mut self, kind: ErrorKind) -> Self {
        self.kind = kind;
        self
    }

    /// What may help, in one sentence; empty where nothing general can be said.
    pub fn help(&self) -> &str {
        if let Some(hint) = &self.hint {
            return hint;
        }
        match self.kind {
            ErrorKind::Unreachable => t(
                "The browser does not say whether the name, the certificate or CORS is at fault. Check the address; a proxy on this site’s own address (/relay/…) removes the last two.",
            ),
            ErrorKind::TimedOut => t("The server is slow or the connection hangs. Reading again is safe."),
            ErrorKind::Unauthenticated => t("Give this connection credentials that the server accepts."),
            ErrorKind::Forbidden => t("These credentials lack the right for this."),
            ErrorKind::NotFound => t("It may have been removed by someone else."),
            ErrorKind::WrongState => t("Wait or change its state, then try again."),
            ErrorKind::Busy => t("Try again in a moment."),
            ErrorKind::Unreadable => t("The address may belong to another service, a sign-in page or a proxy."),
            ErrorKind::Unsupported => t("This server or plugin does not have it."),
            ErrorKind::Missing
            | ErrorKind::Exists
            | ErrorKind::Limited
            | ErrorKind::Invalid
            | ErrorKind::OutcomeUnknown
            | ErrorKind::Failed => "",
        }
    }

    /// The error where something more important stands beside it: of a long text the beginning, and the end, where plugins name
    /// the cause.
    pub fn brief(&self) -> String {
        let all = self.to_string();
        let count = all.chars().count();
        if count <= LONGEST_BESIDE {
            return all;
        }
        let end: String = all.chars().skip(count - LONGEST_BESIDE / 2).collect();
        format!("{} … {end}", start(&all, LONGEST_BESIDE / 2))
    }

    /// `500 Internal`, the status as an operator reads it; empty without an answer.
    pub fn code(&self) -> String {
        self.status.map(|status| status.to_string()).unwrap_or_default()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.status {
            Some(status) => write!(f, "{status} {}", self.message),
            None => f.write_str(&self.message),
        }
    }
}

impl std::error::Error for Error {}

/// How much of a text is a message, in characters: a trace of a server fills pages.
const LONGEST_MESSAGE: usize = 2000;
/// How much of a message stands beside other words, in characters.
const LONGEST_BESIDE: usize = 400;
/// How much of a body is kept for those who want to see it, in characters.
const LONGEST_BODY: usize = 4000;

fn start(text: &str, longest: usize) -> String {
    text.chars().take(longest).collect()
}
