//! Icons: 16 px, drawn once in a sprite, used by name. Always beside a word or under a label.

use leptos::prelude::*;

/// Every icon: its name and its path data.
const ICONS: &[(&str, &str)] = &[
    (
        "volumes",
        "M2.5 3.75c0-1.1 2.46-2 5.5-2s5.5.9 5.5 2-2.46 2-5.5 2-5.5-.9-5.5-2v8.5c0 1.1 2.46 2 5.5 2s5.5-.9 5.5-2v-8.5M2.5 8c0 1.1 2.46 2 5.5 2s5.5-.9 5.5-2",
    ),
    ("groups", "M8 1.75 14 5 8 8.25 2 5zM2 8l6 3.25L14 8M2 11l6 3.25L14 11"),
    (
        "snapshots",
        "M2 5.5A1.5 1.5 0 0 1 3.5 4H5l1-1.5h4L11 4h1.5A1.5 1.5 0 0 1 14 5.5v6a1.5 1.5 0 0 1-1.5 1.5h-9A1.5 1.5 0 0 1 2 11.5zM10.25 8.25a2.25 2.25 0 1 1-4.5 0 2.25 2.25 0 0 1 4.5 0z",
    ),
    ("activity", "M1.5 8h3l2-5 3 10 2-5h3"),
    ("plus", "M8 3v10M3 8h10"),
    ("search", "M11.25 7a4.25 4.25 0 1 1-8.5 0 4.25 4.25 0 0 1 8.5 0zm-1 3.25 3.5 3.5"),
    ("theme", "M13.5 8a5.5 5.5 0 1 1-11 0 5.5 5.5 0 0 1 11 0zM8 2.5v11M8 5h3.5M8 8h5.4M8 11h3.5"),
    ("x", "m4 4 8 8m0-8-8 8"),
    ("down", "m4 6 4 4 4-4"),
    ("right", "m6 4 4 4-4 4"),
    ("up-arrow", "M8 13V3M4 7l4-4 4 4"),
    ("down-arrow", "M8 3v10m-4-4 4 4 4-4"),
    ("retry", "M2.5 8a5.5 5.5 0 1 0 1.6-3.9M2.5 2v3h3"),
    ("more", "M3.5 8h.01M8 8h.01M12.5 8h.01"),
    ("extend", "M9.5 2.5h4v4m0-4L9 7M6.5 13.5h-4v-4m0 4L7 9"),
    ("trash", "M2.5 4.5h11M6 4.5v-2h4v2M4 4.5l.6 8.3c0 .7.5 1.2 1.2 1.2h4.4c.7 0 1.2-.5 1.2-1.2l.6-8.3"),
    ("open", "M9.5 2.5h4v4m0-4-6 6M12 9.5v3c0 .55-.45 1-1 1H3.5c-.55 0-1-.45-1-1V5c0-.55.45-1 1-1h3"),
    (
        "copy",
        "M6.75 5.5h5.5c.7 0 1.25.55 1.25 1.25v5.5c0 .7-.55 1.25-1.25 1.25h-5.5c-.7 0-1.25-.55-1.25-1.25v-5.5c0-.7.55-1.25 1.25-1.25zM10.5 5.5V3.75c0-.7-.55-1.25-1.25-1.25h-5.5c-.7 0-1.25.55-1.25 1.25v5.5c0 .7.55 1.25 1.25 1.25H5.5",
    ),
    ("done", "m3 8.5 3.5 3.5L13 4.5"),
    ("detach", "M6 2v3.5m4-3.5v3.5M4 5.5h8V8a4 4 0 0 1-.6 2.1M9.5 11.7A4 4 0 0 1 4 8V5.5M8 12v2.5M2 2l12 12"),
    ("attach", "M6 2v3.5m4-3.5v3.5M4 5.5h8V8a4 4 0 0 1-8 0zM8 12v2.5"),
    ("transfer", "M2.5 5.5h9m-2.5-3 3 3-3 3M13.5 10.5h-9m2.5 3-3-3 3-3"),
    ("revert", "M5.5 3 2.5 6l3 3M2.5 6h7a3.75 3.75 0 0 1 0 7.5H6"),
    ("rename", "m10.5 3 2.5 2.5-7.5 7.5H3v-2.5zM9 4.5 11.5 7"),
    ("eye", "M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8zm8.5 0a2 2 0 1 1-4 0 2 2 0 0 1 4 0z"),
    ("lock", "M4 7.5h8c.55 0 1 .45 1 1V13c0 .55-.45 1-1 1H4c-.55 0-1-.45-1-1V8.5c0-.55.45-1 1-1zM5 7.5V5a3 3 0 0 1 6 0v2.5"),
    (
        "settings",
        "M2 4.5h7m4 0h1M2 11.5h1m4 0h7M12.5 4.5a1.75 1.75 0 1 1-3.5 0 1.75 1.75 0 0 1 3.5 0zM6.75 11.5a1.75 1.75 0 1 1-3.5 0 1.75 1.75 0 0 1 3.5 0z",
    ),
    ("code", "m5.5 4.5-3.5 3.5 3.5 3.5m5-7 3.5 3.5-3.5 3.5"),
];

/// The drawings, once a page.
#[component]
pub fn Sprite() -> AnyView {
    // As text for the browser to parse: eighty calls fewer before the first row.
    let symbol = |(name, path): &(&str, &str)| {
        let width = if *name == "more" { "2.25" } else { "1.5" };
        format!(r#"<symbol id="i-{name}" viewBox="0 0 16 16"><path d="{path}" stroke-width="{width}"/></symbol>"#)
    };
    let symbols: String = ICONS.iter().map(symbol).collect();
    view! { <svg class="sprite" aria-hidden="true" inner_html=symbols></svg> }.into_any()
}

/// One icon.
#[component]
pub fn Icon(
    /// Its name.
    name: &'static str,
) -> AnyView {
    view! { <svg class="icon" aria-hidden="true"><use href=format!("#i-{name}")></use></svg> }.into_any()
}
