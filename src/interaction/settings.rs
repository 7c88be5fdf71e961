//! The settings: their names, their choices, and what the page of settings reads out of the names of files.

/// Something that can be chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Setting {
    /// `light`, `dark`, or as the system has it.
    Theme,
    /// `comfortable`, `compact`, or as the site has it.
    Density,
    /// `decimal`, `reported`, or binary.
    Units,
    /// `local`, or UTC.
    Time,
    /// `en`, `de`, or the browser's. The start script reads it, so it holds from the next start on.
    Language,
}

impl Setting {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Theme, Self::Density, Self::Units, Self::Time, Self::Language];

    /// The name under which it is kept. The start script reads those of the theme and the language.
    pub fn name(self) -> &'static str {
        match self {
            Self::Theme => "voldeck.theme",
            Self::Density => "voldeck.density",
            Self::Units => "voldeck.units",
            Self::Time => "voldeck.time",
            Self::Language => "voldeck.language",
        }
    }
}

/// What can be chosen: its value, its name, what it means.
pub type Choice = (&'static str, &'static str, &'static str);

/// A setting as it is shown: what it is called, and its choices, the first of which holds where nothing was chosen.
pub fn shown(setting: Setting) -> (&'static str, &'static [Choice]) {
    match setting {
        Setting::Theme => ("Theme", &[("", "System", "as this device has it"), ("light", "Light", ""), ("dark", "Dark", "")]),
        Setting::Density => ("Density", &[("comfortable", "Comfortable", ""), ("compact", "Compact", "more rows at once")]),
        Setting::Units => (
            "Sizes",
            &[
                ("", "Binary", "GiB and TiB, powers of 1024"),
                ("decimal", "Decimal", "GB and TB, powers of 1000"),
                ("reported", "As the provider counts", "whichever of both is a whole number"),
            ],
        ),
        Setting::Language => {
            ("Language", &[("", "System", "the first of the browser’s that there is"), ("en", "English", ""), ("de", "Deutsch", "")])
        }
        Setting::Time => ("Times", &[("", "UTC", "the same for everybody"), ("local", "Local", "as this device has it")]),
    }
}

/// What in the name of a file tells one build from another: `4d839b1055845471` of `./voldeck-4d839b1055845471.js`.
pub fn build(name: &str) -> String {
    let stem = name.rsplit('/').next().unwrap_or_default().split('.').next().unwrap_or_default();
    stem.split_once('-').map(|(_, build)| build.to_owned()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_build_is_told_by_the_name_of_its_file() {
        assert_eq!(build("./voldeck-4d839b1055845471.js"), "4d839b1055845471");
        assert_eq!(build("voldeck.js"), "");
    }

    #[test]
    fn the_first_choice_holds_where_nothing_was_chosen() {
        for setting in Setting::ALL {
            assert!(shown(setting).1.len() > 1);
            assert!(shown(setting).1[0].0.is_empty() || setting == Setting::Density);
        }
    }
}
