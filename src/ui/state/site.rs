//! What whoever runs the console decided, in `voldeck.json`.

use std::sync::Arc;

use leptos::prelude::*;

use crate::browser::page;
use crate::connection::ConnectionConfig;
use crate::host_config::HostConfig;
use crate::route::Page;
use crate::ui::root::Root;

/// The host's configuration.
#[derive(Clone, Copy)]
pub struct Site {
    /// As far as it could be read.
    pub config: RwSignal<Arc<HostConfig>>,
    /// As it is written, where something in it may be wrong.
    pub suspect: RwSignal<Option<String>>,
    root: Root,
}

impl Site {
    /// Nothing is decided.
    pub fn new(root: Root) -> Self {
        Self { config: RwSignal::default(), suspect: RwSignal::new(None), root }
    }

    /// Takes in the file, and gives the page the looks that it asks for.
    pub fn open(self, text: String) -> Arc<HostConfig> {
        let config = Arc::new(HostConfig::read(&text));
        if let Some(themed) = self.root.themed() {
            page::theme(&themed, &config.theme, &config.density);
        }
        if config.is_suspect {
            self.suspect.set(Some(text));
        }
        self.config.set(config.clone());
        config
    }

    /// What the console is called.
    pub fn title(self) -> String {
        self.config.with(|config| if config.title.is_empty() { "Voldeck" } else { &config.title }.to_owned())
    }

    /// Whether a page is one of this console: those of kinds that are not shown are not, nor is the vault of one in somebody else's page.
    pub fn has(self, page: &Page) -> bool {
        match page {
            Page::List(kind, _) | Page::Full(kind, _) => self.config.with(|config| config.shows(*kind)),
            // In somebody else's page nothing is kept.
            Page::Vault => self.root.is_page(),
            _ => true,
        }
    }

    /// Why an action may not be carried out over a connection, whatever its provider would say.
    pub fn refusal(self, connection: &ConnectionConfig, action: &str) -> Option<&'static str> {
        self.config.with(|config| config.limits.refusal(connection, action))
    }
}
