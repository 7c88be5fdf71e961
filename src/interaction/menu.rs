//! A menu: which entry a key leads to, where its dangerous part begins, where it is put.

use voldeck_core::action::{Action, Confirmation};

/// How many actions of a resource are buttons; the others are in a menu.
pub const BUTTONS: usize = 3;

/// Which entry a key leads to, from the one that has the focus. Refused entries have it too, so that their reasons are read. Past
/// the ends it goes on at the other one. `None` for other keys.
pub fn next_item(key: &str, at: Option<usize>, items: usize) -> Option<usize> {
    let last = items.saturating_sub(1);
    match key {
        "ArrowDown" => Some(at.map_or(0, |i| if i == last { 0 } else { i + 1 })),
        "ArrowUp" => Some(at.map_or(last, |i| if i == 0 { last } else { i - 1 })),
        "Home" => Some(0),
        "End" => Some(last),
        _ => None,
    }
}

/// The first action that destroys something: a line stands before it. The actions are in the order of the provider's rows.
pub fn danger_begins<'a>(actions: impl IntoIterator<Item = &'a Action>) -> Option<usize> {
    actions.into_iter().position(|action| action.confirmation == Confirmation::TypeName)
}

/// A rectangle on the screen, in pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rectangle {
    /// Its left edge.
    pub left: f64,
    /// Its upper edge.
    pub top: f64,
    /// How wide it is.
    pub width: f64,
    /// How high it is.
    pub height: f64,
}

/// How far from the edges of the window a menu stays.
const EDGE: f64 = 8.0;
/// How far from its button.
const GAP: f64 = 4.0;

/// Where the left and the upper edge of a menu are put: below its button, above where there is no room, never outside the window.
pub fn place(button: Rectangle, menu: (f64, f64), window: (f64, f64)) -> (f64, f64) {
    let (width, height) = menu;
    let right = button.left + button.width;
    let left = if button.left + width > window.0 - EDGE { right - width } else { button.left };
    let below = button.top + button.height + GAP;
    let has_room_above = button.top > height + GAP + EDGE;
    let top = if below + height > window.1 - EDGE && has_room_above { button.top - height - GAP } else { below };
    (left.max(EDGE), top.max(EDGE))
}

#[cfg(test)]
mod tests {
    use super::*;
    use voldeck_core::action::Target;
    use voldeck_core::model::Kind;

    #[test]
    fn arrows_go_round_and_home_and_end_go_to_the_ends() {
        let check = |key, at, expected| assert_eq!(next_item(key, at, 3), expected, "{key} from {at:?}");
        check("ArrowDown", None, Some(0));
        check("ArrowUp", None, Some(2));
        for (at, down) in [(0, 1), (1, 2), (2, 0)] {
            check("ArrowDown", Some(at), Some(down));
            check("ArrowUp", Some(down), Some(at));
        }
        check("Home", Some(2), Some(0));
        check("End", Some(0), Some(2));
        check("x", Some(0), None);
        check("Tab", Some(0), None);
    }

    #[test]
    fn a_line_stands_before_what_destroys_wherever_a_provider_has_it() {
        let mut seen = 0;
        for provider in voldeck_providers::ALL {
            for kind in Kind::ALL {
                let actions: Vec<&Action> =
                    voldeck_providers::actions(provider).iter().filter(|action| action.on == Target::Resource(kind)).collect();
                let Some(at) = danger_begins(actions.iter().copied()) else { continue };
                seen += 1;
                assert_eq!(actions[at].confirmation, Confirmation::TypeName);
                assert!(actions[..at].iter().all(|action| action.confirmation != Confirmation::TypeName));
            }
        }
        assert!(seen > 0, "no provider destroys anything");
        assert_eq!(danger_begins([]), None);
    }

    #[test]
    fn a_menu_is_put_where_there_is_room() {
        let at = |left, top| Rectangle { left, top, width: 20.0, height: 10.0 };
        let (menu, window) = ((100.0, 200.0), (400.0, 600.0));
        assert_eq!(place(at(50.0, 50.0), menu, window), (50.0, 64.0), "below its button");
        assert_eq!(place(at(380.0, 50.0), menu, window), (300.0, 64.0), "its right edge under the button's");
        assert_eq!(place(at(50.0, 500.0), menu, window), (50.0, 296.0), "above");
        assert_eq!(place(at(0.0, 50.0), menu, window), (8.0, 64.0), "not at the very edge");
        assert_eq!(place(at(50.0, 150.0), menu, (400.0, 300.0)), (50.0, 164.0), "below where it fits neither way");
    }
}
