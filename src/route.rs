//! Where one is, as a value, and the same as text. Every link goes through it.
//!
//! The text is what stands behind `#` in the address, so that a static host needs no fallback rule and a reload of a deep
//! link works anywhere. Nothing in it is secret, and nothing in it sends a write.

use voldeck_core::http::segment;
use voldeck_core::model::{Id, Kind};
use voldeck_core::texts::t;

/// A page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Page {
    /// All resources of a kind, perhaps with one open at the side.
    List(Kind, Option<Address>),
    /// One resource as a page of its own.
    Full(Kind, Address),
    /// What this console did since it was opened.
    Activity,
    /// All connections.
    Connections,
    /// The form for a new connection.
    NewConnection,
    /// Connections out of a file.
    Import,
    /// The vault of credentials.
    Vault,
    /// What the person can choose, and what this console is.
    Settings,
    /// One connection.
    Connection(String),
    /// None that there is: the path as it stands in the address, beginning with `/`.
    Unknown(String),
}

/// What is known of a page that has one address: where it is, what it is called, how one gets there.
pub struct PageInfo {
    /// The page, nothing open.
    pub page: Page,
    /// Its address, beginning with `/`.
    pub path: &'static str,
    /// What it is called: in the top bar, in the window's title, in the sidebar.
    pub title: &'static str,
    /// Its icon in the sidebar; empty where it is not in it.
    pub icon: &'static str,
    /// The key that leads to it after `g`; empty where none does.
    pub key: &'static str,
    /// The words before its title, where it is one of several things; may be empty.
    pub within: &'static str,
}

/// What the page of all connections is called, and what stands before the titles of pages of one.
pub const CONNECTIONS: &str = "Connections";

/// Every page that has one address, in the order of the sidebar.
pub static PAGES: &[PageInfo] = &[
    PageInfo { page: Page::List(Kind::Volume, None), path: "/volumes", title: "Volumes", icon: "volumes", key: "v", within: "" },
    PageInfo { page: Page::List(Kind::Group, None), path: "/groups", title: "Groups", icon: "groups", key: "", within: "" },
    PageInfo { page: Page::List(Kind::Snapshot, None), path: "/snapshots", title: "Snapshots", icon: "snapshots", key: "s", within: "" },
    PageInfo { page: Page::Activity, path: "/activity", title: "Activity", icon: "activity", key: "", within: "" },
    PageInfo { page: Page::Connections, path: "/connections", title: CONNECTIONS, icon: "", key: "c", within: "" },
    PageInfo { page: Page::NewConnection, path: "/connections/new", title: "Add a connection", icon: "", key: "", within: CONNECTIONS },
    PageInfo { page: Page::Import, path: "/connections/import", title: "Import connections", icon: "", key: "", within: CONNECTIONS },
    PageInfo { page: Page::Vault, path: "/vault", title: "Vault", icon: "lock", key: "", within: "" },
    PageInfo { page: Page::Settings, path: "/settings", title: "Settings", icon: "", key: "", within: "" },
];

impl Page {
    /// What is known of it, if it has one address and nothing is open in it.
    fn info(&self) -> Option<&'static PageInfo> {
        PAGES.iter().find(|info| info.page == *self)
    }

    /// The page without what is open beside it.
    #[must_use]
    pub fn base(&self) -> Self {
        match self {
            Self::List(kind, _) => Self::List(*kind, None),
            other => other.clone(),
        }
    }

    /// Whether it belongs to an entry of the sidebar.
    pub fn is_part_of(&self, entry: &Self) -> bool {
        match (self, entry) {
            (Self::List(kind, _) | Self::Full(kind, _), Self::List(of, _)) => kind == of,
            (page, entry) => page == entry,
        }
    }

    /// What it is called.
    pub fn title(&self) -> String {
        match self {
            Self::Full(_, address) => address.id.as_str().rsplit('/').next().unwrap_or_default().to_owned(),
            Self::Connection(name) => name.clone(),
            Self::Unknown(_) => t("No such page").to_owned(),
            page => t(page.base().info().map_or("", |info| info.title)).to_owned(),
        }
    }

    /// The words before its title in the top bar; may be empty.
    pub fn within(&self) -> &'static str {
        match self {
            Self::Connection(_) => t(CONNECTIONS),
            page => t(page.info().map_or("", |info| info.within)),
        }
    }
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

/// What stands in the place of an action's name while one chooses where something is created, and what. No action is called so.
pub const CREATE: &str = "create";

impl OpenAction {
    /// The form that asks where something is created. A connection may be chosen already.
    pub fn create(connection: &str) -> Self {
        Self { connection: connection.to_owned(), action: CREATE.to_owned(), target: None }
    }

    /// Whether it is that form, and not one of an action.
    pub fn is_create(&self) -> bool {
        self.action == CREATE
    }
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

    /// The same with the names that connections have now in place of old ones; `None` if there are no old ones in it.
    pub fn with_names(&self, current: &dyn Fn(&str) -> Option<String>) -> Option<Self> {
        let mut route = self.clone();
        let named = match &mut route.page {
            Page::List(_, Some(address)) | Page::Full(_, address) => Some(&mut address.connection),
            Page::Connection(name) => Some(name),
            _ => None,
        };
        let named = named.into_iter().chain(route.action.as_mut().map(|open| &mut open.connection));
        for name in named {
            if let Some(now) = current(name) {
                *name = now;
            }
        }
        if let Some(query) = crate::inventory::with_names(&self.view.query, current) {
            route.view.query = query;
        }
        (route != *self).then_some(route)
    }

    /// The kind of the list that is shown, or behind what is shown.
    pub fn kind(&self) -> Option<Kind> {
        match &self.page {
            Page::List(kind, _) | Page::Full(kind, _) => Some(*kind),
            _ => None,
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
            Page::List(kind, Some(a)) => format!("/{}/{}/{}", kind.plural(), segment(&a.connection), segment(a.id.as_str())),
            Page::Full(kind, a) => format!("/{}/{}/{}", kind.noun(), segment(&a.connection), segment(a.id.as_str())),
            Page::Connection(name) => format!("/connections/of/{}", segment(name)),
            Page::Unknown(path) => path.clone(),
            page => page.info().map_or("", |info| info.path).to_owned(),
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

    /// From text. Without a path it is the list of volumes; a path that leads nowhere is a page that says so.
    pub fn parse(text: &str) -> Self {
        let text = text.trim_start_matches('#');
        let (path, query) = text.split_once('?').unwrap_or((text, ""));
        let parts: Vec<String> = path
            .trim_matches('/')
            .split('/')
            .map(|part| percent_encoding::percent_decode_str(part).decode_utf8_lossy().into_owned())
            .collect();
        let unknown = || Page::Unknown(format!("/{}", path.trim_matches('/')));
        let address = |connection: &str, id: &str| Address { connection: connection.to_owned(), id: Id::new(id) };
        let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        let of_one_address = PAGES.iter().find(|info| info.path.split('/').skip(1).eq(parts.iter().copied()));
        let page = match (of_one_address, parts.as_slice()) {
            (Some(info), _) => info.page.clone(),
            (None, [""]) => Page::List(Kind::Volume, None),
            (None, ["connections", "of", name]) => Page::Connection((*name).to_owned()),
            (None, [word, connection, id]) => match (Kind::of_plural(word), Kind::of_noun(word)) {
                (Some(kind), _) => Page::List(kind, Some(address(connection, id))),
                (_, Some(kind)) => Page::Full(kind, address(connection, id)),
                _ => unknown(),
            },
            _ => unknown(),
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
        check("/groups?do=create");
        check("/activity");
        check("/connections/new");
        check("/connections");
        check("/connections/import");
        check("/vault");
        check("/settings");
        check("/connections/of/new");
    }

    #[test]
    fn every_page_has_its_own_address_and_every_kind_its_list() {
        for info in PAGES {
            assert_eq!(Route::parse(info.path).page, info.page, "{}", info.path);
            assert_eq!(Route::to(info.page.clone()).text(), info.path);
            assert_eq!(info.page.title(), info.title);
        }
        for kind in Kind::ALL {
            assert_eq!(Route::to(Page::List(kind, None)).text(), format!("/{}", kind.plural()));
        }
    }

    #[test]
    fn a_page_is_called_after_what_it_shows() {
        let address = Address { connection: "prod".into(), id: Id::new("csi/default/pg") };
        let check = |page: Page, title: &str, within: &str| assert_eq!((page.title().as_str(), page.within()), (title, within));
        check(Page::List(Kind::Snapshot, Some(address.clone())), "Snapshots", "");
        check(Page::Full(Kind::Volume, address.clone()), "pg", "");
        check(Page::Connection("prod".into()), "prod", CONNECTIONS);
        check(Page::NewConnection, "Add a connection", CONNECTIONS);
        let list = Page::List(Kind::Volume, None);
        assert!(Page::Full(Kind::Volume, address.clone()).is_part_of(&list) && Page::Activity.is_part_of(&Page::Activity));
        assert!(!Page::Full(Kind::Group, address).is_part_of(&list) && !Page::Connection("prod".into()).is_part_of(&Page::NewConnection));
    }

    #[test]
    fn an_old_name_of_a_connection_is_replaced_wherever_it_stands() {
        let check = |text: &str, expected: Option<&str>| {
            let route = Route::parse(text).with_names(&|name| (name == "old").then(|| "new".to_owned()));
            assert_eq!(route.map(|route| route.text()).as_deref(), expected, "{text}");
        };
        check("/connections/of/old", Some("/connections/of/new"));
        check("/volumes/old/x?tab=json", Some("/volumes/new/x?tab=json"));
        check("/volume/old/x?do=edit&at=old&on=volume%3Ax", Some("/volume/new/x?do=edit&at=new&on=volume%3Ax"));
        check("/volumes?q=pg+connection%3Aold&do=create&at=other", Some("/volumes?q=pg+connection%3Anew&do=create&at=other"));
        for text in ["/volumes/other/old", "/volumes?q=old", "/connections/of/other", "/activity"] {
            check(text, None);
        }
    }

    #[test]
    fn without_a_path_it_is_the_list_of_volumes() {
        for text in ["", "#", "#/", "/"] {
            assert_eq!(Route::parse(text), Route::default(), "{text}");
        }
        assert_eq!(Route::parse("#/?q=pg").text(), "/volumes?q=pg");
    }

    #[test]
    fn a_path_that_leads_nowhere_is_a_page_that_keeps_it() {
        for (text, path) in [
            ("#/nowhere", "/nowhere"),
            ("nowhere/", "/nowhere"),
            ("/volumes/a", "/volumes/a"),
            ("/volumes/a/b/c", "/volumes/a/b/c"),
            ("/servers/a/b", "/servers/a/b"),
            ("/%FF", "/%FF"),
            ("/nowhere?tab=json", "/nowhere"),
        ] {
            let page = Route::parse(text).page;
            assert_eq!(page, Page::Unknown(path.into()), "{text}");
            assert_eq!(Route::to(page.clone()).text(), path);
            assert_eq!((page.title().as_str(), page.within()), ("No such page", ""));
            assert!(PAGES.iter().all(|info| !page.is_part_of(&info.page)));
        }
    }
}
