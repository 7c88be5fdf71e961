//! A failed reading or call in words: what was tried, what the provider answered, what may help.

use crate::http::{Error, ErrorKind};
use crate::ui::markup::{Draw, Markup, markup};

/// What an error says in one or two sentences, after the name of who failed.
pub fn sentence(error: &Error) -> Markup {
    let code = error.status.map(|status| markup! { <code>{format!("{status} ")}</code> });
    let help = error.help();
    let stop =
        if error.message.ends_with(['.', '!', '?']) || error.message.ends_with(".)") || error.request_id.is_some() { "" } else { "." };
    let quoted = error.status.is_some() && error.kind != ErrorKind::Unreadable;
    let message = if quoted {
        markup! { <code>{error.message.clone()}</code> }
    } else {
        error.message.clone().draw()
    };
    let request = error.request_id.clone().map(|id| markup! { " Request "<span class="mono">{id}</span>"." });
    markup! {
        <span class="faint">{error.operation}</span>": "{code}{message}{request}
        {(!help.is_empty()).then(|| format!("{stop} {help}"))}
    }
}

/// What a heading says of an error.
pub fn heading(name: &str, what: &str, error: &Error) -> String {
    match error.kind {
        ErrorKind::Unreachable | ErrorKind::TimedOut => format!("{name} did not answer"),
        ErrorKind::Unauthenticated => format!("{name} does not accept the credentials"),
        ErrorKind::Forbidden => format!("Not allowed to list {what} on {name}"),
        ErrorKind::Unreadable => format!("{name} answered something that is not a list of {what}"),
        _ => format!("{name} could not list {what}"),
    }
}
