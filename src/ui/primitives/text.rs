//! Words with a form: cut names, sizes, ages, states.

use leptos::prelude::*;

use crate::ui::state::Clock;
use voldeck_core::fill;
use voldeck_core::model::{Bytes, NOT_REPORTED, NOW, Odd, Status, Timestamp};
use voldeck_core::texts::t;

/// How many characters at the end of a name are never cut: what tells two apart is often the end.
const TAIL: usize = 8;

fn halves(text: &str) -> (String, String) {
    let count = text.chars().count();
    if count <= TAIL * 2 {
        return (String::new(), text.to_owned());
    }
    let cut = text.char_indices().nth(count - TAIL).map_or(0, |(i, _)| i);
    (text[..cut].to_owned(), text[cut..].to_owned())
}

/// A name, cut in the middle where it does not fit.
#[component]
pub fn TruncatedText(
    /// The name.
    #[prop(into)]
    text: String,
) -> AnyView {
    let (head, tail) = halves(&text);
    if head.is_empty() {
        return view! { <span class="clip">{tail}</span> }.into_any();
    }
    view! { <span class="name"><span class="id-head">{head}</span><span class="id-tail">{tail}</span></span> }.into_any()
}

/// An id or another code, in the monospace, cut in the middle; the whole is its title.
#[component]
pub fn TruncatedId(
    /// The code.
    #[prop(into)]
    text: String,
) -> AnyView {
    let (head, tail) = halves(&text);
    view! { <span class="id" title=text><span class="id-head">{head}</span><span class="id-tail">{tail}</span></span> }.into_any()
}

/// What stands where a reading does not tell.
pub fn not_reported() -> AnyView {
    view! { <span class="none" title=t("The provider does not report it here")>{t(NOT_REPORTED)}</span> }.into_any()
}

/// What was sent, but not in a form that can be read: as it was sent, with a mark.
#[component]
pub fn OddText(
    /// The field.
    odd: Odd,
) -> AnyView {
    let title = fill!("Could not be read. {odd}.", odd);
    view! { <span class="odd" title=title.clone()><span class="mark" data-state="unknown" aria-hidden="true"></span><code>{odd.text}</code><span class="visually-hidden">{title.clone()}</span></span> }.into_any()
}

/// A size: number and unit, the exact count as its title.
#[component]
pub fn Size(
    /// The size.
    size: Option<Bytes>,
) -> AnyView {
    if let Some(size) = size {
        let (number, unit) = size.parts();
        view! { <span title=size.exact()>{number}<span class="unit">{unit}</span></span> }.into_any()
    } else {
        not_reported()
    }
}

/// How long ago, with the moment as its title.
#[component]
pub fn RelativeTime(
    /// The moment.
    time: Timestamp,
    /// Whether it says that this is how long ago it was.
    #[prop(optional)]
    ago: bool,
) -> AnyView {
    let clock = expect_context::<Clock>();
    // Only what is seen changes with the clock: a memo keeps the text while the minute is the same.
    let text = Memo::new(move |_| {
        let time = time.ago(clock.time());
        if ago && time != t(NOW) { fill!("{time} ago", time) } else { time }
    });
    view! {
        <time datetime=time.rfc3339() title=time.absolute()>{text}</time>
    }
    .into_any()
}

/// The mark of a state. Its word always stands beside it.
#[component]
pub fn Mark(
    /// `ready`, `changing`, `degraded`, `failed`, `unknown`, `queued`, `refused`, `paused`.
    #[prop(into)]
    state: Signal<&'static str>,
) -> AnyView {
    view! { <span class="mark" data-state=move || state.get() aria-hidden="true"></span> }.into_any()
}

/// What a state is called: the provider's word, or that it did not tell.
pub fn state_label(label: String) -> String {
    if label == NOT_REPORTED { t(NOT_REPORTED).to_owned() } else { label }
}

/// A state: mark, the provider's word, and what is added to it.
#[component]
pub fn StateWord(
    /// The state.
    status: Status,
) -> AnyView {
    let detail = status.detail.map(|detail| view! { <span class="state-part">{detail}</span> }.into_any());
    view! {
        <span class="state"><span class="mark" data-state=status.phase.word() aria-hidden="true"></span><span>{state_label(status.label)}</span>{detail}</span>
    }.into_any()
}
