//! The two letters of a connection's provider, in the colour that the connection has.

use leptos::prelude::*;

use crate::ui::state::Connections;

/// The letters. What stands beside them says the same, so they are not read out.
#[component]
pub fn ConnectionTag(
    /// The connection's name.
    #[prop(into)]
    connection: String,
) -> AnyView {
    let (tag, color) = expect_context::<Connections>().look(&connection);
    view! { <span class="prov-tag" data-color=color aria-hidden="true">{tag}</span> }.into_any()
}
