//! Where something is created: which connections there are to choose from, why some cannot be, and what is chosen to begin with.

use crate::connection::Connection;
use voldeck_core::action::Action;
use voldeck_core::fill;
use voldeck_core::model::Kind;
use voldeck_core::texts::t;

/// A connection, as one chooses where something is created.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The connection's name.
    pub name: String,
    /// Its id.
    pub id: String,
    /// What its provider is called.
    pub title: &'static str,
    /// Why nothing can be created there; `None` where something can, or where that is not known yet.
    pub refusal: Option<String>,
    /// Whether the list behind the form shows what is there.
    pub is_in_view: bool,
}

/// An action that creates something, and why it is refused now, if it is.
pub type Offer = (&'static Action, Option<String>);

/// Why nothing of a kind can be created over a connection. What its actions are is `None` until they are loaded.
pub fn refusal(connection: &Connection, is_vault_open: bool, kind: Kind, offers: Option<&[Offer]>) -> Option<String> {
    let Some(provider) = connection.provider() else { return Some(t("Its provider is not known here.").to_owned()) };
    if connection.refused {
        return Some(t("Not allowed by this site.").to_owned());
    }
    if connection.config.disabled {
        return Some(t("It is off.").to_owned());
    }
    if let Some(reason) = provider.read_only {
        return Some(t(reason).to_owned());
    }
    if provider.sources(kind).is_empty() {
        return Some(fill!("{title} has no {plural}.", title = provider.title, plural = t(kind.plural())));
    }
    if connection.locked {
        let is_in_vault = connection.config.keep.is_vault() && !is_vault_open;
        return Some(if is_in_vault {
            t("The vault with its credentials is locked.").into()
        } else {
            fill!("Enter its {secret} first.", secret = provider.secret)
        });
    }
    let offers = offers?;
    let Some((_, first)) = offers.first() else {
        return Some(match kind {
            Kind::Snapshot => t("A snapshot is taken of a volume: open the volume.").to_owned(),
            Kind::Volume | Kind::Group => fill!("{title} has no way to create a {noun}.", title = provider.title, noun = t(kind.noun())),
        });
    };
    // Where each has a reason of its own, they are told one by one.
    first.clone().filter(|_| offers.iter().all(|(_, reason)| reason == first))
}

/// What was chosen last time: the connection's id and the action's name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastChoice {
    /// The connection's id.
    pub id: String,
    /// The action's name.
    pub action: String,
}

impl LastChoice {
    /// Reads what [`text`](Self::text) wrote.
    pub fn read(text: &str) -> Option<Self> {
        text.split_once('\n').map(|(id, action)| Self { id: id.to_owned(), action: action.to_owned() })
    }

    /// As text.
    pub fn text(&self) -> String {
        format!("{}\n{}", self.id, self.action)
    }
}

/// The connection that is chosen to begin with, and whether there is no other choice.
pub fn first_place<'a>(places: &'a [Place], asked: &str, last: Option<&LastChoice>) -> Option<(&'a Place, bool)> {
    let possible = || places.iter().filter(|place| place.refusal.is_none());
    if !asked.is_empty() {
        return possible().find(|place| place.name == asked).map(|place| (place, false));
    }
    for candidates in [possible().filter(|place| place.is_in_view).collect::<Vec<_>>(), possible().collect()] {
        if let [only] = candidates[..] {
            return Some((only, true));
        }
    }
    let last = last?;
    possible().filter(|place| place.is_in_view).find(|place| place.id == last.id).map(|place| (place, false))
}

/// The action that is chosen to begin with: the one of last time, else the first that is not refused.
pub fn first_action(offers: &[Offer], last: Option<&LastChoice>) -> Option<&'static Action> {
    let possible = || offers.iter().filter(|(_, refusal)| refusal.is_none()).map(|(action, _)| *action);
    possible().find(|action| last.is_some_and(|last| last.action == action.name)).or_else(|| possible().next())
}

/// The places whose name, or whose provider's, holds what was typed.
pub fn found<'a>(places: &'a [Place], typed: &str) -> Vec<&'a Place> {
    let typed = typed.trim().to_lowercase();
    let holds = |text: &str| text.to_lowercase().contains(&typed);
    places.iter().filter(|place| holds(&place.name) || holds(place.title)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::connection::{ConnectionConfig, Origin};
    use voldeck_core::action::Target;

    fn connection(provider: &str) -> Connection {
        let config = ConnectionConfig { provider: provider.into(), name: "n".into(), ..ConnectionConfig::default() };
        Connection { config, origin: Origin::Person, locked: false, refused: false }
    }

    fn place(name: &str, refusal: Option<&str>, is_in_view: bool) -> Place {
        let refusal = refusal.map(str::to_owned);
        Place { name: name.into(), id: format!("id-{name}"), title: "Nomad", refusal, is_in_view }
    }

    /// What Nomad can create of volumes.
    fn offers() -> Vec<Offer> {
        let provider = voldeck_providers::by_id("nomad").expect("Nomad");
        let all = voldeck_providers::actions(provider).iter();
        all.filter(|action| action.on == Target::Connection(Kind::Volume)).map(|action| (action, None)).collect()
    }

    #[test]
    fn a_connection_that_cannot_says_why() {
        let check = |connection: &Connection, kind: Kind, offers: Option<&[Offer]>, words: Option<&str>| {
            let why = refusal(connection, false, kind, offers);
            assert_eq!(why.is_some(), words.is_some(), "{why:?} {words:?}");
            assert!(why.clone().unwrap_or_default().contains(words.unwrap_or_default()), "{why:?}");
        };
        let nomad = || connection("nomad");
        check(&nomad(), Kind::Volume, None, None);
        check(&nomad(), Kind::Volume, Some(&offers()), None);
        check(&Connection { refused: true, ..nomad() }, Kind::Volume, None, Some("Not allowed by this site."));
        check(&Connection { locked: true, ..nomad() }, Kind::Volume, None, Some("Enter its ACL token first."));
        check(&nomad(), Kind::Group, None, Some("Nomad has no groups."));
        check(&nomad(), Kind::Volume, Some(&[]), Some("no way to create a volume"));
        check(&nomad(), Kind::Snapshot, Some(&[]), Some("A snapshot is taken of a volume"));
        check(&connection("none"), Kind::Volume, None, Some("not known"));
        check(&connection("tutum"), Kind::Volume, None, voldeck_providers::by_id("tutum").and_then(|tutum| tutum.read_only));
        let mut off = nomad();
        off.config.disabled = true;
        check(&off, Kind::Volume, None, Some("It is off."));
        let mut in_vault = Connection { locked: true, ..nomad() };
        in_vault.config.keep = crate::credentials::Keep::Vault;
        check(&in_vault, Kind::Volume, None, Some("vault with its credentials is locked"));
        assert!(refusal(&in_vault, true, Kind::Volume, None).is_some_and(|words| words.contains("ACL token")));
        let mut refused = offers();
        for (_, reason) in &mut refused {
            *reason = Some("This site is read-only.".into());
        }
        check(&nomad(), Kind::Volume, Some(&refused), Some("This site is read-only."));
        refused[0].1 = Some("Its own.".into());
        check(&nomad(), Kind::Volume, Some(&refused), None);
    }

    #[test]
    fn where_there_is_no_choice_it_is_made_and_else_it_is_that_of_last_time() {
        let last = LastChoice { id: "id-b".into(), action: "csi-create".into() };
        let check = |places: &[Place], asked: &str, last: Option<&LastChoice>, expected: Option<(&str, bool)>| {
            assert_eq!(first_place(places, asked, last).map(|(place, only)| (place.name.as_str(), only)), expected);
        };
        let (a, b, c) = (place("a", None, true), place("b", None, true), place("c", Some("It is off."), true));
        check(&[a.clone(), c.clone()], "", None, Some(("a", true)));
        check(&[a.clone(), b.clone()], "", None, None);
        check(&[a.clone(), b.clone()], "", Some(&last), Some(("b", false)));
        check(&[a.clone(), b.clone()], "a", Some(&last), Some(("a", false)));
        check(&[a.clone(), c.clone()], "c", None, None);
        // The list shows one connection only: that one is meant, if it can.
        check(&[place("a", None, false), b.clone()], "", None, Some(("b", true)));
        check(&[place("a", None, false), place("b", None, false), c], "", Some(&last), None);
        check(&[], "", Some(&last), None);
    }

    #[test]
    fn the_action_of_last_time_is_chosen_again_unless_it_is_refused() {
        let mut offers = offers();
        assert!(offers.len() > 2);
        let last = |action: &str| LastChoice { id: String::new(), action: action.into() };
        let (first, second) = (offers[0].0.name, offers[1].0.name);
        assert_eq!(first_action(&offers, None).map(|action| action.name), Some(first));
        assert_eq!(first_action(&offers, Some(&last(second))).map(|action| action.name), Some(second));
        offers[1].1 = Some("No.".into());
        assert_eq!(first_action(&offers, Some(&last(second))).map(|action| action.name), Some(first));
        assert!(first_action(&[], None).is_none());
    }

    #[test]
    fn what_is_typed_finds_names_and_providers() {
        let places = [place("prod-east", None, true), place("lab", None, true)];
        let check = |typed: &str, expected: usize| assert_eq!(found(&places, typed).len(), expected, "{typed}");
        check("", 2);
        check(" EAST ", 1);
        check("nomad", 2);
        check("west", 0);
    }

    #[test]
    fn the_last_choice_is_read_back() {
        let last = LastChoice { id: "site:a b".into(), action: "csi-create".into() };
        assert_eq!(LastChoice::read(&last.text()), Some(last));
        assert_eq!(LastChoice::read("nothing"), None);
    }
}
