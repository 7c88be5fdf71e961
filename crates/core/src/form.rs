//! Forms as data: one renderer draws them all, one function checks them all.

use std::borrow::Cow;

use crate::fill;
use crate::http::FieldError;
use crate::model::Bytes;
use crate::texts::{REQUIRED, shown, t};

/// What was filled in: text by field name. Flags are `true` or empty.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Values(Vec<(&'static str, String)>);

impl Values {
    /// Where a field is, or where it would be: they are in the order of their names, so that equal values are equal.
    fn place(&self, name: &str) -> Result<usize, usize> {
        self.0.binary_search_by(|(have, _)| (*have).cmp(name))
    }

    /// The text of a field as it was typed.
    fn typed(&self, name: &str) -> &str {
        self.place(name).map_or("", |place| &self.0[place].1)
    }

    /// The text of a field, without surrounding white space; empty if it was not filled in.
    pub fn text(&self, name: &str) -> &str {
        self.typed(name).trim()
    }

    /// The text of a field if it is not empty.
    pub fn some(&self, name: &str) -> Option<&str> {
        Some(self.text(name)).filter(|text| !text.is_empty())
    }

    /// Whether a flag is on.
    pub fn flag(&self, name: &str) -> bool {
        self.text(name) == "true"
    }

    /// A size, if one is filled in and can be read.
    pub fn bytes(&self, name: &str) -> Option<Bytes> {
        self.some(name).and_then(|text| Bytes::read(text).ok())
    }

    /// `key=value` lines.
    pub fn pairs(&self, name: &str) -> Vec<(String, String)> {
        pairs(self.typed(name)).unwrap_or_default()
    }

    /// Lines that are not empty.
    pub fn lines(&self, name: &str) -> Vec<String> {
        self.text(name).lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
    }

    /// Fills in a field.
    pub fn set(&mut self, name: &'static str, text: impl Into<String>) {
        match self.place(name) {
            Ok(place) => self.0[place].1 = text.into(),
            Err(place) => self.0.insert(place, (name, text.into())),
        }
    }

    /// The same, for chains.
    #[must_use]
    pub fn with(mut self, name: &'static str, text: impl Into<String>) -> Self {
        self.set(name, text);
        self
    }
}

impl std::fmt::Debug for Values {
    /// Names only: a value may be a secret.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.0.iter().map(|(name, _)| name)).finish()
    }
}

/// One value that can be chosen.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SelectOption {
    /// What is sent.
    pub value: String,
    /// What is shown.
    pub label: String,
    /// A few more words.
    pub note: String,
    /// Why it cannot be chosen now.
    pub refused: Option<String>,
}

impl SelectOption {
    /// A choice that is shown as it is sent.
    pub fn plain(value: impl Into<String>) -> Self {
        let value = value.into();
        Self { label: value.clone(), value, ..Self::default() }
    }

    /// A choice with words for it.
    pub fn new(value: impl Into<String>, label: impl Into<String>, note: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into(), note: note.into(), refused: None }
    }
}

/// What kind of value a field takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldKind {
    /// Words.
    Text,
    /// An id or other code, in the monospace.
    Code,
    /// Where a service is: an absolute address, or a path on this site.
    Address,
    /// A size in bytes with a unit, at least `min` and at most `max`.
    Size {
        /// The smallest accepted, in bytes.
        min: u64,
        /// The largest accepted, in bytes.
        max: u64,
    },
    /// One of these.
    Select(Vec<SelectOption>),
    /// One of what the provider answers to this look-up; free text if it cannot be read.
    RemoteSelect(&'static str),
    /// On or off.
    Flag,
    /// Not to be seen.
    Secret,
    /// Several lines, each a value.
    Lines,
    /// Several lines `key=value`.
    Pairs,
    /// Several lines `key=value` whose values are not to be seen.
    SecretPairs,
}

/// One field of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Its name on the wire.
    pub name: &'static str,
    /// What the vendor calls it, from the catalogue.
    pub label: &'static str,
    /// What it means, its limits, where the rule comes from; may be empty.
    pub help: String,
    /// Whether it has to be filled in.
    pub required: bool,
    /// What it takes.
    pub kind: FieldKind,
    /// What it starts with.
    pub value: String,
    /// A believable value, for tests and as a hint.
    pub example: &'static str,
    /// Whether it stands behind “More”.
    pub advanced: bool,
    /// Shown only while another field has this value, or one of several with `|` between them.
    pub visible_if: Option<(&'static str, &'static str)>,
    /// The field that its choices depend on, such as the zone they are in; may be empty.
    pub of: &'static str,
}

impl Field {
    /// A field that may stay empty.
    pub fn new(name: &'static str, label: &'static str, kind: FieldKind) -> Self {
        Self {
            name,
            label,
            help: String::new(),
            required: false,
            kind,
            value: String::new(),
            example: "",
            advanced: false,
            visible_if: None,
            of: "",
        }
    }

    /// It has to be filled in.
    #[must_use]
    pub fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// With an explanation: a constant of a catalogue, or a sentence made of such.
    #[must_use]
    pub fn help(mut self, help: impl Into<Cow<'static, str>>) -> Self {
        self.help = shown(help);
        self
    }

    /// Starts with this.
    #[must_use]
    pub fn value(mut self, value: impl Into<String>) -> Self {
        self.value = value.into();
        self
    }

    /// With an example.
    #[must_use]
    pub fn example(mut self, example: &'static str) -> Self {
        self.example = example;
        self
    }

    /// Behind “More”.
    #[must_use]
    pub fn advanced(mut self) -> Self {
        self.advanced = true;
        self
    }

    /// Only while another field has this value.
    #[must_use]
    pub fn visible_if(mut self, field: &'static str, value: &'static str) -> Self {
        self.visible_if = Some((field, value));
        self
    }

    /// Its choices are others when that field is another.
    #[must_use]
    pub fn of(mut self, field: &'static str) -> Self {
        self.of = field;
        self
    }

    /// Whether it is shown, given what is filled in.
    pub fn shown(&self, values: &Values) -> bool {
        self.visible_if.is_none_or(|(field, any)| any.split('|').any(|value| values.text(field) == value))
    }
}

/// What has to be filled in.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Form {
    /// The fields, in order.
    pub fields: Vec<Field>,
}

impl Form {
    /// What the form starts with.
    pub fn initial(&self) -> Values {
        let mut values = Values::default();
        for field in &self.fields {
            values.set(field.name, field.value.clone());
        }
        values
    }

    /// What is wrong, field by field. Empty if nothing is.
    pub fn check(&self, values: &Values) -> Vec<FieldError> {
        self.fields.iter().filter(|field| field.shown(values)).filter_map(|field| field.check(values)).collect()
    }
}

impl Field {
    fn check(&self, values: &Values) -> Option<FieldError> {
        let wrong = |message: String| Some(FieldError::new(self.name, message));
        let text = values.text(self.name);
        if text.is_empty() {
            return if self.required { wrong(fill!(REQUIRED, label = t(self.label))) } else { None };
        }
        match &self.kind {
            FieldKind::Size { min, max } => match Bytes::read(text) {
                Err(message) => wrong(format!("{message}.")),
                Ok(size) if size.0 < *min => wrong(fill!("At least {min}.", min = Bytes(*min))),
                Ok(size) if size.0 > *max => wrong(fill!("At most {max}.", max = Bytes(*max))),
                Ok(_) => None,
            },
            FieldKind::Select(choices) => match choices.iter().find(|choice| choice.value == text) {
                None => wrong(fill!("{text} is not one of the choices.", text)),
                Some(choice) => choice.refused.clone().and_then(wrong),
            },
            FieldKind::Pairs | FieldKind::SecretPairs => pairs(text).err().and_then(wrong),
            FieldKind::Text
            | FieldKind::Code
            | FieldKind::Address
            | FieldKind::RemoteSelect(_)
            | FieldKind::Flag
            | FieldKind::Secret
            | FieldKind::Lines => None,
        }
    }
}

/// Reads `key=value` lines.
///
/// # Errors
///
/// Names the first line that has no key or no `=`; never its value, which may be a secret.
pub fn pairs(text: &str) -> Result<Vec<(String, String)>, String> {
    text.lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(i, line)| match line.split_once('=') {
            Some((key, value)) if !key.trim().is_empty() => Ok((key.trim().to_owned(), value.trim().to_owned())),
            _ => Err(fill!("Line {line} is not key=value.", line = i + 1)),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(kind: FieldKind, text: &str, expected: Option<&str>) {
        let form = Form { fields: vec![Field::new("f", "Field", kind).required()] };
        let errors = form.check(&Values::default().with("f", text));
        match expected {
            None => assert!(errors.is_empty(), "{errors:?}"),
            Some(word) => assert!(errors[0].message.contains(word), "{errors:?}"),
        }
    }

    #[test]
    fn each_kind_of_field_says_what_is_wrong() {
        check(FieldKind::Text, " ", Some("Field: required."));
        check(FieldKind::Text, "x", None);
        check(FieldKind::Size { min: 1 << 30, max: 1 << 40 }, "10 MiB", Some("At least 1.0 GiB"));
        check(FieldKind::Size { min: 1 << 30, max: 1 << 40 }, "2 TiB", Some("At most 1.0 TiB"));
        check(FieldKind::Size { min: 1, max: u64::MAX }, "ten", Some("ten"));
        check(FieldKind::Select(vec![SelectOption::plain("a")]), "b", Some("not one of"));
        check(FieldKind::SecretPairs, "a=b\nhunter2", Some("Line 2 is not key=value."));
        check(FieldKind::Pairs, "a=b=c\n\n d = e ", None);
    }

    #[test]
    fn a_hidden_field_is_not_checked() {
        let form = Form { fields: vec![Field::new("snapshot", "Snapshot", FieldKind::Code).required().visible_if("source", "snapshot")] };
        assert!(form.check(&Values::default().with("source", "empty")).is_empty());
        assert_eq!(form.check(&Values::default().with("source", "snapshot")).len(), 1);
    }

    #[test]
    fn values_never_print() {
        assert_eq!(format!("{:?}", Values::default().with("token", "hunter2")), r#"{"token"}"#);
    }
}
