//! Where one is, as a value, and the same as text. Every link goes through it.
//!
//! The text is what stands behind `#` in the address, so that a static host needs no fallback rule and a reload of a deep
//! link works anywhere. Nothing in it is secret, and nothing in it sends a write.

use voldeck_core::http::segment;
use voldeck_core::model::{Id, Kind};

/// A page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Page {
    /// All resources of a kind, perhaps with one open at the side.
    List(Kind, Option<Address>),
    /// One resource as a page of its own.
    Full(Kind, Address),
    /// What this console did since it was opened.
    Activity,
    /// The form for a new connection.
    NewConnection,
    /// One connection.
    Connection(String),
}

/// A resource of a connection.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Address {
    /// The connection's name.
    pub connection: String,
    /// The resource within it.
    pub id: Id,
}

impl Address {
    /// The address of a resource of a connection.
    pub fn new(connection: &str, id: &Id) -> Self {
        Self { connection: connection.to_owned(), id: id.clone() }
    }
}

/// How the list is looked at.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct View {
    /// The text filter and its tokens, as typed.
    pub query: String,
    /// The key of the column it is sorted by; empty is by name.
    pub sort: String,
    /// Whether largest or last comes first.
    pub descending: bool,
    /// Names of sources that are only read when asked for.
    pub more: Vec<String>,
}

/// An open action form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenAction {
    /// The connection.
    pub connection: String,
    /// The action's name.
    pub action: String,
    /// The resource it is done to, if it is done to one.
    pub target: Option<(Kind, Id)>,
}

/// Where one is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    /// The page.
    pub page: Page,
    /// How its list is looked at.
    pub view: View,
    /// The part of the detail that is shown: `fields`, `json`, …; empty is the summary.
    pub tab: String,
    /// The action form that is open.
    pub action: Option<OpenAction>,
}

impl Default for Route {
    fn default() -> Self {
        Self::to(Page::List(Kind::Volume, None))
    }
}

impl Route {
    /// A page without anything else.
    pub fn to(page: Page) -> Self {
        Self { page, view: View::default(), tab: String::new(), action: None }
    }

    /// The same view on another page, nothing open.
    #[must_use]
    pub fn with_page(&self, page: Page) -> Self {
        Self { page, tab: String::new(), action: None, view: self.view.clone() }
    }

    /// The same with an action form open.
    #[must_use]
    pub fn with_action(&self, action: Option<OpenAction>) -> Self {
        Self { action, ..self.clone() }
    }

    /// The same with another view.
    #[must_use]
    pub fn with_view(&self, view: View) -> Self {
        Self { view, ..self.clone() }
    }

    /// The same with another part of the detail.
    #[must_use]
    pub fn with_tab(&self, tab: &str) -> Self {
        Self { tab: tab.to_owned(), ..self.clone() }
    }

    /// The kind of the list that is shown, or behind what is shown.
    pub fn kind(&self) -> Option<Kind> {
        match &self.page {
            Page::List(kind, _) | Page::Full(kind, _) => Some(*kind),
            Page::Activity | Page::NewConnection | Page::Connection(_) => None,
        }
    }

    /// The resource that is open, at the side or as a page.
    pub fn open(&self) -> Option<(Kind, &Address)> {
        match &self.page {
            Page::List(kind, Some(address)) | Page::Full(kind, address) => Some((*kind, address)),
            _ => None,
        }
    }

    /// As text, beginning with `/`.
    pub fn text(&self) -> String {
        let mut text = match &self.page {
            Page::List(kind, None) => format!("/{}", kind.plural()),
            Page::List(kind, Some(a)) => format!("/{}/{}/{}", kind.plural(), segment(&a.connection), segment(a.id.as_str())),
            Page::Full(kind, a) => format!("/{}/{}/{}", kind.noun(), segment(&a.connection), segment(a.id.as_str())),
            Page::Activity => "/activity".to_owned(),
            Page::NewConnection => "/connections/new".to_owned(),
            Page::Connection(name) => format!("/connections/of/{}", segment(name)),
        };
        let mut query: Vec<(&str, String)> = Vec::new();
        let mut add = |name, value: &str| {
            if !value.is_empty() {
                query.push((name, value.to_owned()));
            }
        };
        add("q", &self.view.query);
        add("sort", &format!("{}{}", if self.view.descending { "-" } else { "" }, self.view.sort));
        add("more", &self.view.more.join(","));
        add("tab", &self.tab);
        if let Some(open) = &self.action {
            add("do", &open.action);
            add("at", &open.connection);
            if let Some((kind, id)) = &open.target {
                add("on", &format!("{}:{id}", kind.noun()));
            }
        }
        if !query.is_empty() {
            text.push('?');
            text.push_str(&form_urlencoded::Serializer::new(String::new()).extend_pairs(query).finish());
        }
        text
    }

    /// From text. What cannot be read is the list of volumes: a mistyped address is no reason for an empty page.
    pub fn parse(text: &str) -> Self {
        let text = text.trim_start_matches('#');
        let (path, query) = text.split_once('?').unwrap_or((text, ""));
        let parts: Vec<String> = path
            .trim_matches('/')
            .split('/')
            .map(|part| percent_encoding::percent_decode_str(part).decode_utf8_lossy().into_owned())
            .collect();
        let address = |connection: &str, id: &str| Address { connection: connection.to_owned(), id: Id::new(id) };
        let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        let page = match parts.as_slice() {
            ["activity"] => Page::Activity,
            ["connections", "new"] => Page::NewConnection,
            ["connections", "of", name] => Page::Connection((*name).to_owned()),
            [plural] => Page::List(Kind::of_plural(plural).unwrap_or(Kind::Volume), None),
            [word, connection, id] => match (Kind::of_plural(word), Kind::of_noun(word)) {
                (Some(kind), _) => Page::List(kind, Some(address(connection, id))),
                (_, Some(kind)) => Page::Full(kind, address(connection, id)),
                _ => Page::List(Kind::Volume, None),
            },
            _ => Page::List(Kind::Volume, None),
        };
        let mut route = Self::to(page);
        let (mut action, mut connection, mut target) = (String::new(), String::new(), None);
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            match &*name {
                "q" => route.view.query = value.into_owned(),
                "sort" => {
                    route.view.descending = value.starts_with('-');
                    value.trim_start_matches('-').clone_into(&mut route.view.sort);
                }
                "more" => route.view.more = value.split(',').map(str::to_owned).collect(),
                "tab" => route.tab = value.into_owned(),
                "do" => action = value.into_owned(),
                "at" => connection = value.into_owned(),
                "on" => {
                    target = value.split_once(':').and_then(|(noun, id)| Some((Kind::of_noun(noun)?, Id::new(id))));
                }
                _ => {}
            }
        }
        if !action.is_empty() {
            route.action = Some(OpenAction { connection, action, target });
        }
        route
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str) {
        assert_eq!(Route::parse(text).text(), text);
    }

    #[test]
    fn every_route_survives_its_own_text() {
        check("/volumes");
        check("/snapshots");
        check("/volumes?q=pg+size%3E20GB&sort=-size");
        check("/volumes/nomad%20prod/csi%2Fdefault%2Fes%5B0%5D%25%2F%CF%80?tab=fields");
        check("/volume/n/csi%2Fdefault%2Fx?tab=json");
        check("/groups?sort=-size");
        check("/groups/n/raid%2F0?tab=members");
        check("/group/n/g");
        check("/snapshots/n/s?do=csi-restore&at=n&on=snapshot%3As");
        check("/volumes?more=external&do=csi-create&at=n");
        check("/activity");
        check("/connections/new");
        check("/connections/of/new");
    }

    #[test]
    fn what_cannot_be_read_is_the_list_of_volumes() {
        for text in ["", "#", "#/", "/nowhere", "/volumes/a/b/c", "%FF"] {
            assert_eq!(Route::parse(text), Route::default(), "{text}");
        }
    }
}
