//! Where things are: the three forms of addresses, and following those that bodies name.
//!
//! | form | infrastructure | applications |
//! |---|---|---|
//! | live Tutum | `/api/v1/` | `/api/v1/` |
//! | documented in January 2016 | `/api/infra/v1/` | `/api/app/v1/` |
//! | Docker Cloud | `/api/infra/v1/NAMESPACE/` | `/api/app/v1/NAMESPACE/` |
//!
//! <https://github.com/tutumcloud/api-docs/commit/a586af1a>, <https://github.com/docker-archive/go-dockercloud>.

use voldeck_core::http::segment;
use voldeck_core::model::{Id, Kind};

/// One of the nouns of the API.
#[derive(Debug, PartialEq, Eq)]
pub struct Collection {
    /// As it stands in paths.
    pub name: &'static str,
    /// Whether it belongs to applications; otherwise to the infrastructure.
    pub app: bool,
    /// Several of them, at the beginning of a sentence.
    pub title: &'static str,
    /// The operation that lists them.
    pub list: &'static str,
    /// The operation that reads one.
    pub read: &'static str,
}

macro_rules! nouns {
    ($($constant:ident $name:literal $app:literal $title:literal;)*) => { $(
        #[doc = concat!("<https://github.com/tutumcloud/api-docs/blob/master/source/includes/", $name, ".md>")]
        pub static $constant: Collection = Collection {
            name: $name,
            app: $app,
            title: $title,
            list: concat!("GET /api/v1/", $name, "/"),
            read: concat!("GET /api/v1/", $name, "/(uuid)/"),
        };
    )* };
}
nouns! {
    GROUP "volumegroup" false "Volume groups";
    VOLUME "volume" false "Volumes";
    SERVICE "service" true "Services";
    CONTAINER "container" true "Containers";
    NODE "node" false "Nodes";
}

/// The noun of a kind; `None` for snapshots, which there are none of.
pub fn noun_of(kind: Kind) -> Option<&'static Collection> {
    match kind {
        Kind::Volume => Some(&VOLUME),
        Kind::Group => Some(&GROUP),
        Kind::Snapshot => None,
    }
}

/// A form of addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// As Tutum served it and as its clients call it.
    Live,
    /// As the documentation of January 2016 planned it.
    Documented,
    /// As Docker Cloud served it: perhaps with a namespace.
    Cloud,
}

/// Where things are on one connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The path of the connection's address, which bodies may repeat.
    below: String,
    infra: String,
    app: String,
}

impl Place {
    /// Where things are below an address.
    pub fn new(base: &str, form: Form, namespace: &str) -> Self {
        let rest = base.split_once("://").map_or(base, |(_, rest)| rest);
        let below = rest.find('/').map_or("", |at| &rest[at..]);
        let path = |part: &str| match (form, namespace) {
            (Form::Live, _) => "/api/v1/".to_owned(),
            (Form::Cloud, namespace) if !namespace.is_empty() => ["/api/", part, "/v1/", &segment(namespace), "/"].concat(),
            _ => ["/api/", part, "/v1/"].concat(),
        };
        Self { below: below.to_owned(), infra: path("infra"), app: path("app") }
    }

    /// The path of the list of a noun.
    pub fn list(&self, noun: &Collection) -> String {
        [if noun.app { &self.app } else { &self.infra }, noun.name, "/"].concat()
    }

    /// The path of one resource: what was given of it, or what the form makes of its uuid.
    pub fn path(&self, noun: &Collection, id: &str) -> Option<String> {
        if id.contains('/') {
            return self.follow(&["/", id, "/"].concat());
        }
        (!matches!(id, "" | "." | "..")).then(|| [&self.list(noun), &segment(id), "/"].concat())
    }

    /// The path, below the connection's address, of what a body names: `resource_uri`, `meta.next` and the like.
    ///
    /// It is taken as given. Only what stands before `/api/` goes: the path that a proxy stands under, or the host of the
    /// service. Credentials are therefore sent to the connection's address and nowhere else. `None` if it is no such path, or
    /// one that a browser would resolve to another.
    pub fn follow(&self, given: &str) -> Option<String> {
        let path = given.strip_prefix(self.below.as_str()).filter(|rest| rest.starts_with("/api/")).unwrap_or(given);
        let path = &path[path.find("/api/")?..];
        let steps = path.split('?').next().unwrap_or_default();
        let odd = |c: char| !c.is_ascii_graphic() || matches!(c, '#' | '\\' | '<' | '>' | '"');
        let climbs = steps.split('/').any(|step| matches!(step.to_ascii_lowercase().replace("%2e", ".").as_str(), "." | ".."));
        let plain = !climbs && !path.contains(odd);
        plain.then(|| path.to_owned())
    }

    /// The address of a resource within the connection: its uuid, where the form makes its path of that; otherwise its path as
    /// given, so that it is read there. A path of another noun is corrected: see the provider's page.
    pub fn id(&self, noun: &Collection, given: Option<&str>, uuid: &str) -> Id {
        let path = given.and_then(|given| self.follow(given)).and_then(|path| {
            let (before, _) = path.trim_end_matches('/').rsplit_once('/')?;
            let (before, _) = before.rsplit_once('/')?;
            Some([before, "/", noun.name, "/", &segment(uuid), "/"].concat())
        });
        match path {
            Some(path) if self.path(noun, uuid).as_ref() != Some(&path) => Id::new(path.trim_matches('/')),
            _ => Id::new(uuid),
        }
    }
}

/// The last part of a `resource_uri`, by which a resource is known; of a uuid, itself.
pub fn uuid_of(given: &str) -> &str {
    let path = given.trim_end_matches('/');
    path.rsplit_once('/').map_or(path, |(_, uuid)| uuid)
}
