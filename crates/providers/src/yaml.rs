//! YAML, as the files of the vendors' own tools are, with its scalars as texts.

use saphyr::{ScalarStyle, Yaml, YamlLoader};
use saphyr_parser::{Parser, ScanError};
use voldeck_core::fill;

/// Does something with what stands in a YAML file. Its scalars stay texts: a password may look like a number.
///
/// # Errors
/// Says where it is not YAML. What stands there is not repeated: it may be a secret.
pub(crate) fn with_yaml<T>(text: &str, act: impl FnOnce(&Node) -> T) -> Result<T, String> {
    let told = |error: &ScanError| {
        let at = error.marker();
        fill!("The file cannot be read: at line {line}, column {col} it is not YAML any more.", line = at.line(), col = at.col() + 1)
    };
    let mut loader: YamlLoader<Yaml> = YamlLoader::default();
    loader.early_parse(false);
    Parser::new_from_str(text).load(&mut loader, false).map_err(|error| told(&error))?;
    if let Some(error) = loader.error() {
        return Err(told(error));
    }
    let documents = loader.into_documents();
    Ok(act(&Node(documents.first())))
}

/// A place in a file, at which there may be nothing.
#[derive(Clone, Copy)]
pub(crate) struct Node<'a>(Option<&'a Yaml<'a>>);

impl Node<'_> {
    /// What a mapping has under this name, or has from another mapping that it is merged with (`<<`).
    pub fn get(self, name: &str) -> Self {
        let Some(mapping) = self.0.and_then(Yaml::as_mapping) else { return Self(None) };
        let of = |wanted: &str| mapping.iter().find(|(key, _)| word(key) == Some(wanted)).map(|(_, value)| value);
        if let Some(own) = of(name) {
            return Self(Some(own));
        }
        let merged = Self(of("<<"));
        if merged.is_mapping() {
            merged.get(name)
        } else {
            merged.items().map(|one| one.get(name)).find(|found| found.0.is_some()).unwrap_or(Self(None))
        }
    }

    /// The text of a scalar that is not null.
    pub fn text(self) -> Option<String> {
        match self.0? {
            Yaml::Representation(text, ScalarStyle::Plain, _) if matches!(&**text, "" | "~" | "null" | "Null" | "NULL") => None,
            other => word(other).map(str::to_owned),
        }
    }

    /// The names and values of a mapping, in the order of the file.
    pub fn entries(self) -> impl Iterator<Item = (String, Self)> {
        let entries = self.0.and_then(Yaml::as_mapping).into_iter().flatten();
        entries.filter_map(|(key, value)| Some((word(key)?.to_owned(), Self(Some(value)))))
    }

    /// The items of a sequence.
    pub fn items(self) -> impl Iterator<Item = Self> {
        self.0.and_then(Yaml::as_sequence).into_iter().flatten().map(|item| Self(Some(item)))
    }

    /// Whether it has names and values.
    pub fn is_mapping(self) -> bool {
        self.0.is_some_and(|yaml| yaml.as_mapping().is_some())
    }
}

/// The text of a scalar.
fn word<'a>(yaml: &'a Yaml) -> Option<&'a str> {
    if let Yaml::Representation(text, ..) = yaml { Some(text) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scalars_are_texts_merged_mappings_are_looked_into_and_null_is_nothing() {
        let text = "common: &common\n  user: alice\n  domain: Default\nmore: &more { region: r }\nprod:\n  <<: *common\n  user: bob\n  pin: 0123\n  none: ~\n  text: 'null'\nlab:\n  <<: [*common, *more]\nlist: [a, b]\n";
        let check = |path: &[&str], expected: Option<&str>| {
            let found = with_yaml(text, |file| path.iter().fold(*file, |node, name| node.get(name)).text()).unwrap();
            assert_eq!(found.as_deref(), expected, "{path:?}");
        };
        check(&["prod", "user"], Some("bob"));
        check(&["prod", "domain"], Some("Default"));
        check(&["prod", "pin"], Some("0123"));
        check(&["prod", "none"], None);
        check(&["prod", "text"], Some("null"));
        check(&["lab", "region"], Some("r"));
        check(&["lab", "nothing"], None);
        check(&["list", "user"], None);
        assert_eq!(with_yaml(text, |file| file.get("list").items().count()), Ok(2));
    }
}
