//! What a person chose: how the console looks, how sizes and times are written. Kept in this browser; nothing is said to a provider.

use leptos::prelude::*;

use super::Site;
use crate::browser::clock;
use crate::interaction::settings::Setting;
use crate::ui::root::Root;
use voldeck_core::model::shown::{Units, write_sizes_in, write_times_at};

/// What was chosen; empty where nothing was.
#[derive(Clone, Copy)]
pub struct Preferences {
    chosen: [RwSignal<String>; 5],
    site: Site,
    root: Root,
}

impl Preferences {
    /// As it was kept.
    pub fn new(site: Site, root: Root) -> Self {
        let kept = |setting: Setting| RwSignal::new(root.kept(setting.name()).unwrap_or_default());
        Self { chosen: Setting::ALL.map(kept), site, root }
    }

    /// What was chosen of a setting.
    pub fn get(self, setting: Setting) -> String {
        self.chosen[setting as usize].get()
    }

    /// Chooses, and keeps it; `false` where the browser does not.
    pub fn choose(self, setting: Setting, value: &str) -> bool {
        self.chosen[setting as usize].set(value.to_owned());
        self.apply(setting);
        self.root.keep(setting.name(), value)
    }

    /// Lets everything be as it was chosen. What is drawn already changes with the style sheet; sizes and times when they are drawn anew.
    pub fn apply_all(self) {
        for setting in Setting::ALL {
            self.apply(setting);
        }
    }

    fn apply(self, setting: Setting) {
        let value = untrack(|| self.get(setting));
        match setting {
            // Those of an embedded console are its page's to choose.
            Setting::Theme => self.mark("data-theme", if value == "light" || value == "dark" { &value } else { "" }),
            Setting::Density if value.is_empty() => {
                let of_site = self.site.config.with_untracked(|config| config.density.clone());
                self.mark("data-density", &of_site);
            }
            Setting::Density => self.mark("data-density", &value),
            Setting::Units => write_sizes_in(match value.as_str() {
                "decimal" => Units::Decimal,
                "reported" => Units::AsReported,
                _ => Units::Binary,
            }),
            Setting::Time => write_times_at((value == "local").then_some(clock::minutes_ahead)),
            Setting::Language => {}
        }
    }

    fn mark(self, attribute: &str, value: &str) {
        if let Some(page) = self.root.themed().filter(|_| self.root.is_page()) {
            let _ = if value.is_empty() { page.remove_attribute(attribute) } else { page.set_attribute(attribute, value) };
        }
    }
}
