//! What Cinder tells its user of a change that it accepted and then did not carry out.
//!
//! <https://docs.openstack.org/api-ref/block-storage/v3/#messages>. Often there is no message at all, which is told as well.

use super::CinderClient;
use crate::cinder::api::Get;
use crate::cinder::decode::{ObjectReader, split};
use voldeck_core::fill;
use voldeck_core::http::Error;
use voldeck_core::model::{Attribute, Timestamp, Value};
use voldeck_core::texts::t;

/// Since which microversion messages of one resource can be asked for.
const SINCE: u32 = 5;
/// How many messages are shown of a resource.
const SHOWN: usize = 20;

/// One message.
struct Message {
    said: String,
    event: Option<String>,
    at: Option<Timestamp>,
    request: Option<String>,
}

impl Message {
    fn of(raw: &str) -> Option<Self> {
        let message = ObjectReader::parse(raw).ok()?;
        let (event, at, request) = (message.text("event_id"), message.time("created_at"), message.text("request_id"));
        Some(Self { said: message.text("user_message").or_else(|| event.clone())?, event, at, request })
    }

    /// `delete snapshot:Snapshot is busy. (VOLUME_VOLUME_SNAPSHOT_010_015)`
    fn words(&self) -> String {
        match self.event.as_ref().filter(|event| **event != self.said) {
            Some(event) => [&self.said, " (", event, ")"].concat(),
            None => self.said.clone(),
        }
    }

    fn attribute(&self) -> Attribute {
        let at = self.at.map(|at| [" · ", &at.absolute()].concat()).unwrap_or_default();
        let by = self.request.as_ref().map(|id| [" · ", id].concat()).unwrap_or_default();
        attribute([self.said.as_str(), &at, &by].concat())
    }
}

fn attribute(words: String) -> Attribute {
    Attribute { key: "message", label: "Message", value: Value::Text(words) }
}

impl CinderClient {
    /// What the server says of a resource to its user, newest first.
    async fn messages(&self, id: &str) -> Result<Vec<Message>, Error> {
        let mut ask = Get::new("GET /v3/{project_id}/messages", "/messages", "messages");
        ask.request = ask.request.query("resource_uuid", id);
        let list = self.session.call(&ask).await?;
        Ok(split(&list).unwrap_or_default().into_iter().filter_map(Message::of).collect())
    }

    /// The messages of a resource that has failed, to be shown with it.
    pub(super) async fn told_of(&self, id: &str) -> Vec<Attribute> {
        if self.lacks(SINCE).is_some() {
            return Vec::new();
        }
        let Ok(messages) = self.messages(id).await else { return Vec::new() };
        let older = messages.len().saturating_sub(SHOWN);
        let mut attributes: Vec<_> = messages.iter().take(SHOWN).map(Message::attribute).collect();
        if older > 0 {
            attributes.push(attribute(fill!("and {older} older ones", older)));
        }
        if attributes.is_empty() {
            attributes.push(attribute(t("Cinder left no message about it.").to_owned()));
        }
        attributes
    }

    /// What the server says of a resource since then, in a sentence, or that it says nothing.
    pub(super) async fn why(&self, id: &str, since_millis: u64) -> String {
        if let Some(reason) = self.lacks(SINCE) {
            return [t("The server does not tell why. "), &reason].concat();
        }
        // Databases keep whole seconds.
        let since = since_millis / 1000 * 1000;
        let new = |message: &Message| message.at.is_some_and(|at| at.millis() >= since);
        match self.messages(id).await {
            Ok(messages) => {
                let said: Vec<_> = messages.iter().filter(|message| new(message)).map(Message::words).collect();
                if said.is_empty() {
                    t("Cinder left no message about it.").to_owned()
                } else {
                    [t("Cinder says: "), &said.join("; ")].concat()
                }
            }
            Err(error) => [t("Whether Cinder left a message could not be read: "), &error.message].concat(),
        }
    }
}
