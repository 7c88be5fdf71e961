//! A failed reading or call in words: what was tried, what the provider answered, what may help.

use leptos::prelude::*;

use voldeck_core::fill;
use voldeck_core::http::{Error, ErrorKind};

/// What an error says in one or two sentences, after the name of who failed.
pub fn sentence(error: &Error) -> AnyView {
    let code = error.status.map(|status| view! { <code>{format!("{status} ")}</code> }.into_any());
    let help = error.help();
    let stop =
        if error.message.ends_with(['.', '!', '?']) || error.message.ends_with(".)") || error.request_id.is_some() { "" } else { "." };
    let quoted = error.status.is_some() && error.kind != ErrorKind::Unreadable;
    let message = if quoted { view! { <code>{error.message.clone()}</code> }.into_any() } else { error.message.clone().into_any() };
    let request = error.request_id.clone().map(|id| view! { " Request "<span class="mono">{id}</span>"." }.into_any());
    view! {
        <span class="faint">{error.operation}</span>": "{code}{message}{request}
        {(!help.is_empty()).then(|| format!("{stop} {help}"))}
    }
    .into_any()
}

/// What a heading says of an error.
pub fn heading(name: &str, what: &str, error: &Error) -> String {
    match error.kind {
        ErrorKind::Unreachable | ErrorKind::TimedOut => fill!("{name} did not answer", name),
        ErrorKind::Unauthenticated => fill!("{name} does not accept the credentials", name),
        ErrorKind::Forbidden => fill!("Not allowed to list {what} on {name}", what, name),
        ErrorKind::Unreadable => fill!("{name} answered something that is not a list of {what}", name, what),
        _ => fill!("{name} could not list {what}", name, what),
    }
}
