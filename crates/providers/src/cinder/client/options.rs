//! The choices of fields that are loaded.

use super::CinderClient;
use super::list::MOST_PAGES;
use crate::cinder::api::{LOOKUPS, Rows};
use crate::cinder::decode::{ObjectReader, collection, split, text_of};
use voldeck_core::action::{ActionContext, SelectOption, Values};
use voldeck_core::http::{Error, ErrorKind};
use voldeck_core::json::{self, RawJson};
use voldeck_core::model::{Kind, Resource};
use voldeck_core::sort::sort;
use voldeck_core::texts::t;

/// A group type that is always there and cannot be used. <https://docs.openstack.org/cinder/latest/admin/groups.html>
const UNUSABLE: &str = "default_cgsnapshot_type";

impl CinderClient {
    /// What a look-up answers, as JSON; all of its pages.
    ///
    /// # Errors
    ///
    /// As [`voldeck_core::http::Session::call`].
    pub async fn table(&self, name: &str) -> Result<String, Error> {
        match LOOKUPS.iter().find(|look| look.0 == name) {
            None => Ok("[]".to_owned()),
            Some(of) => {
                let (mut all, mut page) = (Vec::new(), Rows { of, marker: None });
                for _ in 0..MOST_PAGES {
                    let (rows, next) = self.session.call(&page).await?;
                    let more = !rows.is_empty() && next.is_some() && next != page.marker;
                    all.extend(rows);
                    if !more {
                        break;
                    }
                    page.marker = next;
                }
                Ok(json::text(&all.iter().map(|row| RawJson(row)).collect::<Vec<_>>()))
            }
        }
    }

    /// The items of a look-up.
    fn rows<'a>(name: &str, text: &'a str) -> Result<Vec<&'a str>, Error> {
        let operation = LOOKUPS.iter().find(|look| look.0 == name).map_or("GET", |look| look.1);
        split(text).map_err(|misread| Error::new(ErrorKind::Unreadable, operation, misread.0))
    }

    /// `projects` and `regions` of the sign-in; the look-ups of [`LOOKUPS`]; `volumes`, `snapshots` and `groups` that something can be
    /// made of; of the target its `revert`, `members`, and what is `addable` to it.
    pub(in crate::cinder) async fn load_options(
        &self,
        name: &str,
        context: ActionContext<'_>,
        _values: &Values,
    ) -> Result<Vec<SelectOption>, Error> {
        let id = context.target.map_or("", |target| target.provider_id.as_str());
        let mut choices = match name {
            "projects" => self.keys.asked(self.keys.plan().all_projects()).await?,
            "regions" => self.keys.asked(self.keys.plan().regions()).await?,
            "volumes" | "snapshots" | "groups" => match collection(name) {
                Some(of) => self.all(of, None).await?.items.iter().flatten().map(resource).collect(),
                None => return Ok(Vec::new()),
            },
            "addable" => self.addable(context).await?,
            "members" => {
                let Some(group) = context.target else { return Ok(Vec::new()) };
                let members = self.list_members_of(group).await?;
                members.items.iter().flatten().map(|one| SelectOption { refused: None, ..resource(one) }).collect()
            }
            "revert" => return self.newest(context).await,
            "other-types" => self.other_types(context).await?,
            name => {
                let text = self.table(name).await?;
                let its = |raw: &&str| !matches!(name, "attachments" | "transfers") || text_of(raw, "volume_id").as_deref() == Some(id);
                Self::rows(name, &text)?.into_iter().filter(its).map(|raw| choice(name, raw)).filter(|one| one.label != UNUSABLE).collect()
            }
        };
        sort(&mut choices, |a: &SelectOption, b| (&a.label, &a.value).cmp(&(&b.label, &b.value)));
        Ok(choices)
    }

    /// Volumes without a group, and whether this one takes their type.
    async fn addable(&self, context: ActionContext<'_>) -> Result<Vec<SelectOption>, Error> {
        let Some(of) = collection("volumes") else { return Ok(Vec::new()) };
        let listing = self.all(of, None).await?;
        self.learn_types().await;
        let group = context.target.and_then(|group| ObjectReader::parse(group.raw.text()).ok());
        let types = group.map(|group| group.texts("volume_types")).unwrap_or_default();
        // Older servers tell of a volume only what its type is called.
        let called = |id: &String, of: &str| self.name_of(id).is_some_and(|name| name == of);
        let fits = |one: &Resource| one.text_attribute("type").is_none_or(|of| types.iter().any(|id| id == of || called(id, of)));
        let choice = |one: &Resource| {
            let choice = resource(one);
            let strange = (!fits(one)).then(|| t("Its type is not one of the group’s.").to_owned());
            SelectOption { refused: choice.refused.clone().or(strange), ..choice }
        };
        Ok(listing.items.iter().flatten().filter(|one| one.attribute("group").is_none()).map(choice).collect())
    }

    /// The types that the target can get.
    async fn other_types(&self, context: ActionContext<'_>) -> Result<Vec<SelectOption>, Error> {
        let now = context.target.and_then(|target| target.text_attribute("type"));
        let list = self.table("types").await?;
        // What is in use can neither become multi-attach nor cease to be.
        let used = context.target.filter(|target| target.status.label == "in-use").map(|target| target.attribute("multiattach").is_some());
        let other = |raw| {
            let one = choice("types", raw);
            let shared = json::member(raw, "extra_specs").and_then(|specs| text_of(specs, "multiattach"));
            let turns = used.is_some_and(|used| used != shared.is_some_and(|text| text.contains("True")));
            let refused = match Some(one.value.as_str()) == now {
                true => Some(t("It has this type.")),
                false if turns => Some(t("Multi-attach can only be changed while nobody uses the volume.")),
                false => None,
            };
            SelectOption { refused: refused.map(str::to_owned), ..one }
        };
        Ok(Self::rows("types", &list)?.into_iter().map(other).collect())
    }

    /// A volume goes back to its newest snapshot only.
    async fn newest(&self, context: ActionContext<'_>) -> Result<Vec<SelectOption>, Error> {
        let Some(volume) = context.target else { return Ok(Vec::new()) };
        let snapshots = self.list_snapshots_of(volume).await?;
        let mut all: Vec<&Resource> = snapshots.items.iter().flatten().collect();
        sort(&mut all, |a: &&Resource, b| b.created.cmp(&a.created));
        // Which one is the newest is only known where all say when they were made.
        let dated = all.iter().all(|one| one.created.is_some());
        let older = dated.then(|| t("Only the newest can be gone back to.").to_owned());
        let grown = |one: &Resource| one.size.is_some() && volume.size.is_some() && one.size != volume.size;
        let choice = |(at, one): (usize, &Resource)| match resource(one) {
            first if (at == 0 || !dated) && grown(one) => {
                SelectOption { refused: Some(t("Its size differs from that of the volume, which has grown since.").to_owned()), ..first }
            }
            first if at == 0 => first,
            other => SelectOption { refused: other.refused.clone().or_else(|| older.clone()), ..other },
        };
        Ok(all.into_iter().enumerate().map(choice).collect())
    }
}

/// A volume, snapshot or group as a choice.
fn resource(one: &Resource) -> SelectOption {
    let word = one.status.label.as_str();
    let usable = !one.status.is_reported() || word == "available" || word == "in-use" && one.kind == Kind::Volume;
    let note = one.size.map(|size| size.to_string()).unwrap_or_default();
    SelectOption { refused: (!usable).then(|| [t("It is "), word, "."].concat()), ..SelectOption::new(&one.provider_id, &one.name, note) }
}

/// An item of a look-up as a choice.
fn choice(look: &str, raw: &str) -> SelectOption {
    let text = |name: &str| text_of(raw, name).unwrap_or_default();
    let id = text("id");
    let (value, label, note) = match look {
        "types" => (text("name"), text("name"), text("description")),
        "zones" => (text("zoneName"), text("zoneName"), String::new()),
        "attachments" => {
            let who = text_of(raw, "instance").unwrap_or_else(|| id.clone());
            (id, who, [text("status"), " ".to_owned(), text("attach_mode")].concat())
        }
        "services" => (text("host"), [text("binary"), t(" on ").to_owned(), text("host")].concat(), text("state")),
        "backups" => (id, text("name"), text("status")),
        "pools" => (text("name"), text("name"), String::new()),
        _ => (id, text("name"), text("description")),
    };
    let refused = match look {
        "attachments" if text("status") == "attached" && text_of(raw, "instance").is_some() => {
            Some(t("Nova attached it to a server: it is detached there.").to_owned())
        }
        "zones" if raw.contains("false") => Some(t("It is not available.").to_owned()),
        "backups" if note != "available" => Some([t("It is "), &note, "."].concat()),
        _ => None,
    };
    let label = if label.is_empty() { value.clone() } else { label };
    SelectOption { refused, ..SelectOption::new(value, label, note.trim()) }
}
