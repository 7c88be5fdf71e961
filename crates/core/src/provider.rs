//! What a provider describes of itself, and how one connects to it.
//!
//! A provider is a folder of `crates/providers`; it knows no other provider and no view. It has three parts: a small description that
//! is always there, the driver, which is loaded when one connects, and the operations, which are loaded once its lists are there.

use std::rc::Rc;

use crate::action::Action;
use crate::client::{ActionContext, Check, Client, Platform};
use crate::form::{Form, SelectOption, Values};
use crate::http::{Error, FieldError, LocalBoxFuture};
use crate::model::Kind;

/// One column of the table, or one line of the summary.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// The key of the attribute that fills it.
    pub key: &'static str,
    /// Its heading.
    pub label: &'static str,
    /// When it steps aside as the table narrows: 6 goes first, 2 is kept longest, [`Column::KEPT`] never goes. 7 is only for those
    /// who look for it in the detail.
    pub priority: u8,
    /// Whether its values are numbers, set at the end of the cell.
    pub numeric: bool,
    /// Whether it divides a list into few parts, and so can be filtered by.
    pub facet: bool,
    /// The name of its width in the style sheet.
    pub width: &'static str,
}

impl Column {
    /// The priority of what is in sight however narrow the table is.
    pub const KEPT: u8 = 1;

    /// A column of words.
    pub const fn new(key: &'static str, label: &'static str, priority: u8) -> Self {
        Self { key, label, priority, numeric: false, facet: false, width: "attribute" }
    }

    /// The same, of another width.
    #[must_use]
    pub const fn width(self, width: &'static str) -> Self {
        Self { width, ..self }
    }

    /// The same, of numbers.
    #[must_use]
    pub const fn numeric(self) -> Self {
        Self { numeric: true, ..self }
    }

    /// The same, and it divides a list into few parts.
    #[must_use]
    pub const fn facet(self) -> Self {
        Self { facet: true, ..self }
    }
}

/// One place that a kind of resource is read from: an API may list CSI volumes and host volumes apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Source {
    /// Its name in URLs: `csi`.
    pub name: &'static str,
    /// What it is called: `CSI volumes`.
    pub label: &'static str,
    /// Whether it is read at once, or only when asked for because reading is costly.
    pub at_once: bool,
    /// Whether the server can hold a reading until something changes.
    pub held: bool,
}

impl Source {
    /// A place that is read at once, and that answers at once.
    pub const fn new(name: &'static str, label: &'static str) -> Self {
        Self { name, label, at_once: true, held: false }
    }

    /// The same, read only when asked for: reading it is costly.
    #[must_use]
    pub const fn on_request(self) -> Self {
        Self { at_once: false, ..self }
    }

    /// The same, and its server can hold a reading until something changes.
    #[must_use]
    pub const fn held(self) -> Self {
        Self { held: true, ..self }
    }
}

/// What a provider has of one kind of resource.
#[derive(Debug)]
pub struct KindInfo {
    /// Where it is read from; empty if the provider has none of it.
    pub sources: &'static [Source],
    /// The columns beside those that every table has (name, state, size, attached to or source, connection, created).
    pub columns: &'static [Column],
}

impl KindInfo {
    /// The provider has no such resources.
    pub const NONE: Self = Self { sources: &[], columns: &[] };
}

/// A storage service that the console can speak to: what is known of it before its driver is loaded.
pub struct Provider {
    /// Its name in URLs and configuration: `nomad`.
    pub id: &'static str,
    /// Its name: `Nomad`.
    pub title: &'static str,
    /// Two letters for the table: `NO`.
    pub tag: &'static str,
    /// Which versions and APIs: `0.11 to 2.0`.
    pub covers: &'static str,
    /// Why nothing can be changed, in a sentence, where the API only reads; `None` where it writes.
    pub read_only: Option<&'static str>,
    /// What it has of volumes.
    pub volumes: KindInfo,
    /// What it has of volume groups.
    pub groups: KindInfo,
    /// What it has of snapshots.
    pub snapshots: KindInfo,
    /// What its secret is called within a sentence: `ACL token`, `password`.
    pub secret: &'static str,
    /// The connections of the demo. The servers at their other end stand in `crates/simulators`, under the same names.
    pub demos: &'static [Demo],
}

impl Provider {
    /// What it has of a kind.
    pub fn kind(&self, kind: Kind) -> &KindInfo {
        match kind {
            Kind::Volume => &self.volumes,
            Kind::Group => &self.groups,
            Kind::Snapshot => &self.snapshots,
        }
    }

    /// The columns of a kind.
    pub fn columns(&self, kind: Kind) -> &'static [Column] {
        self.kind(kind).columns
    }

    /// Where a kind is read from; empty if the provider has none of it.
    pub fn sources(&self, kind: Kind) -> &'static [Source] {
        self.kind(kind).sources
    }
}

/// Connects: no request is sent yet. Names the fields that cannot be right.
pub type Connect = fn(&Values, Platform) -> Result<Rc<dyn Client>, Vec<FieldError>>;

/// The part of a provider that speaks to its servers.
pub struct Driver {
    /// What has to be filled in to connect. One field is of the kind [`FieldKind::Address`](crate::form::FieldKind::Address).
    pub sign_in: fn() -> Form,
    /// Connects.
    pub connect: Connect,
}

impl Driver {
    /// What has to be filled in to connect.
    pub fn sign_in(&self) -> Form {
        (self.sign_in)()
    }
}

/// Tries a connection; calls back after each check.
pub type Test = for<'a> fn(&'a dyn Client, &'a dyn Fn(Check)) -> LocalBoxFuture<'a, Result<(), Error>>;

/// Reads the choices of a field, by the name that the field gives them.
pub type Options = for<'a> fn(&'a str, ActionContext<'a>, &'a Values) -> LocalBoxFuture<'a, Result<Vec<SelectOption>, Error>>;

/// The part of a provider that is needed once something is done, and not only read.
pub struct Operations {
    /// What one can do.
    pub actions: &'static [Action],
    /// Tries address, product, credentials and rights, with reads only.
    pub test: Test,
    /// Reads the choices of a field.
    pub options: Options,
}

/// A connection of the demo.
#[derive(Debug)]
pub struct Demo {
    /// What it is called: `nomad-demo`.
    pub name: &'static str,
    /// What its sign-in form is filled in with.
    pub settings: &'static [(&'static str, &'static str)],
    /// Whether it is switched off at first: what is there to try errors with, not to be looked at.
    pub off: bool,
}

impl Demo {
    /// The sign-in, filled in.
    pub fn values(&self) -> Values {
        self.settings.iter().fold(Values::default(), |values, (name, text)| values.with(name, *text))
    }
}
