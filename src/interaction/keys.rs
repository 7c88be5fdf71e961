//! The keys that work wherever one is, but not while one types.

use crate::route::{PAGES, Page, Route};
use voldeck_core::texts::t;

/// Where a key was pressed.
#[derive(Debug, Clone, Copy, Default)]
pub struct Pressed<'a> {
    /// The key.
    pub key: &'a str,
    /// Whether one types there: in an input, a text area, a selection.
    pub typing: bool,
    /// Whether something modal is open: a dialog or a menu, which close themselves.
    pub modal: bool,
    /// Whether `g` was pressed just before.
    pub after_g: bool,
}

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asked {
    /// To close the form: nothing is sent.
    CloseForm,
    /// To leave the field in which one types.
    LeaveField,
    /// To close the panel.
    ClosePanel,
    /// To filter the list.
    Filter,
    /// To see the keys.
    Help,
    /// To go to a page.
    Go(Page),
}

/// What a key asks for.
pub fn asked(pressed: Pressed, route: &Route) -> Option<Asked> {
    let Pressed { key, typing, modal, after_g } = pressed;
    if modal {
        return None;
    }
    if key == "Escape" {
        // The topmost thing first.
        return if route.action.is_some() {
            Some(Asked::CloseForm)
        } else if typing {
            Some(Asked::LeaveField)
        } else {
            matches!(route.page, Page::List(_, Some(_))).then_some(Asked::ClosePanel)
        };
    }
    match key {
        _ if typing => None,
        "/" => Some(Asked::Filter),
        "?" => Some(Asked::Help),
        key if after_g => PAGES.iter().find(|info| !info.key.is_empty() && info.key == key).map(|info| Asked::Go(info.page.clone())),
        _ => None,
    }
}

/// The keys with what they do, as the help shows them.
pub fn help() -> Vec<(String, &'static str)> {
    let before = [
        ("/", t("Filter the list")),
        ("j  k  ↓  ↑", t("Next and previous row, within the table")),
        (t("Enter"), t("Open the row")),
        (t("Esc"), t("Close the topmost thing; nothing is sent")),
    ];
    let pages = PAGES.iter().filter(|info| !info.key.is_empty()).map(|info| (format!("g {}", info.key), t(info.title)));
    let last = ("?".to_owned(), t("These keys"));
    before.into_iter().map(|(key, what)| (key.to_owned(), what)).chain(pages).chain([last]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::route::{Address, OpenAction};
    use voldeck_core::model::{Id, Kind};

    fn list() -> Route {
        Route::default()
    }

    fn panel() -> Route {
        Route::to(Page::List(Kind::Volume, Some(Address { connection: "c".into(), id: Id::new("i") })))
    }

    fn with_form(route: &Route) -> Route {
        route.with_action(Some(OpenAction { connection: "c".into(), action: "a".into(), target: None }))
    }

    fn press(key: &str) -> Pressed<'_> {
        Pressed { key, ..Pressed::default() }
    }

    #[test]
    fn escape_closes_the_topmost_thing() {
        let esc = press("Escape");
        let typing = Pressed { typing: true, ..esc };
        assert_eq!(asked(esc, &with_form(&panel())), Some(Asked::CloseForm));
        assert_eq!(asked(typing, &with_form(&panel())), Some(Asked::CloseForm), "what is typed in it is not kept");
        assert_eq!(asked(typing, &panel()), Some(Asked::LeaveField));
        assert_eq!(asked(esc, &panel()), Some(Asked::ClosePanel));
        assert_eq!(asked(esc, &list()), None);
        assert_eq!(asked(Pressed { modal: true, ..esc }, &with_form(&panel())), None, "an open dialog closes itself");
    }

    #[test]
    fn g_and_a_letter_go_to_a_page() {
        let go = |key| asked(Pressed { after_g: true, ..press(key) }, &list());
        assert_eq!(go("v"), Some(Asked::Go(Page::List(Kind::Volume, None))));
        assert_eq!(go("s"), Some(Asked::Go(Page::List(Kind::Snapshot, None))));
        assert_eq!([go("x"), go("g"), go(""), asked(press("v"), &list())], [None, None, None, None]);
    }

    #[test]
    fn what_is_typed_is_no_command() {
        for key in ["/", "?", "v"] {
            assert_eq!(asked(Pressed { typing: true, after_g: true, ..press(key) }, &list()), None, "{key}");
        }
        assert_eq!(asked(press("/"), &list()), Some(Asked::Filter));
        assert_eq!(asked(press("?"), &list()), Some(Asked::Help));
    }

    #[test]
    fn the_help_names_every_key_that_leads_to_a_page() {
        let help = help();
        for key in ["v", "s"] {
            let Some(Asked::Go(page)) = asked(Pressed { after_g: true, ..press(key) }, &list()) else { panic!("g {key} leads nowhere") };
            assert!(help.iter().any(|(keys, title)| *keys == format!("g {key}") && *title == page.title()), "g {key}");
        }
        assert!(help.iter().all(|(keys, _)| !keys.trim_end().ends_with('g')), "a page without a key is not in it");
        assert_eq!(help.last().map(|(keys, _)| keys.as_str()), Some("?"));
    }
}
