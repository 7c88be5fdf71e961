//! Connections out of files that people have: read in this page, shown, and kept only when that is asked for.

use leptos::ev;
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;

use crate::browser::page;
use crate::connection::ConnectionConfig;
use crate::interaction::import::{Candidate, Found, read};
use crate::route::{Page, Route};
use crate::ui::primitives::{Icon, Link, listener};
use crate::ui::root::Root;
use crate::ui::state::{Clients, Connections, Router, Site};
use voldeck_core::action::{FieldKind, Form, Values};
use voldeck_core::fill;
use voldeck_core::http::Error;
use voldeck_core::texts::t;
use voldeck_providers::IMPORTERS;

/// A connection that was found, as it will be added.
#[derive(Clone)]
struct Ready {
    candidate: Candidate,
    /// What would be kept, and the values with which it could sign in; nothing where it cannot be used.
    would_be: Option<(ConnectionConfig, Option<Values>)>,
    chosen: RwSignal<bool>,
}

/// The page, as a copyable handle to its signals.
#[derive(Clone, Copy)]
struct Draft {
    text: RwSignal<String>,
    problem: RwSignal<Option<String>>,
    found: RwSignal<Vec<Ready>>,
    with_secrets: RwSignal<bool>,
    busy: RwSignal<bool>,
    clients: Clients,
    connections: Connections,
    router: Router,
    site: Site,
    root: Root,
}

impl Draft {
    /// Reads what was chosen or pasted. The drivers of what is in it are loaded: their forms say which fields are secrets.
    fn read(self) {
        self.found.set(Vec::new());
        let candidates = match read(&self.text.get_untracked()) {
            Ok(candidates) => candidates,
            Err(why) => return self.problem.set(Some(why)),
        };
        self.problem.set(None);
        self.busy.set(true);
        self.root.spawn(async move {
            let mut found = Vec::new();
            for candidate in candidates {
                match self.prepare(candidate).await {
                    Ok(ready) => found.push(ready),
                    Err(error) => {
                        self.problem
                            .try_set(Some(fill!("A part of the console that this needs did not load. {help}", help = error.help())));
                        self.busy.try_set(false);
                        return;
                    }
                }
            }
            self.found.try_set(found);
            self.busy.try_set(false);
        });
    }

    async fn prepare(self, candidate: Candidate) -> Result<Ready, Error> {
        let would_be = match &candidate.what {
            Found::Nothing(_) => None,
            Found::Config(config) => Some((config.clone(), None)),
            Found::Fields(fields) => match voldeck_providers::by_id(&candidate.provider) {
                None => None,
                Some(provider) => {
                    let form = self.clients.driver(provider).await?.sign_in();
                    let mut values = form.initial();
                    for (field, text) in fields {
                        values.set(field, text.clone());
                    }
                    if values.text("address").is_empty() {
                        let proxy = self.site.config.with_untracked(|config| config.proxy(provider.id, &page::path()));
                        values.set("address", proxy.unwrap_or_default());
                    }
                    let config = ConnectionConfig::new(provider, &form, &candidate.name, &values, false);
                    // Without all of its secrets it waits for them, whatever the file has.
                    let needs = needs_secret(&form, &values);
                    let signs_in = config.secret && form.check(&values).is_empty();
                    Some((ConnectionConfig { secret: config.secret || needs, ..config }, signs_in.then_some(values)))
                }
            },
        };
        let chosen = RwSignal::new(would_be.is_some());
        Ok(Ready { candidate, would_be, chosen })
    }

    /// Adds those that are chosen, and forgets what was read.
    fn add(self) {
        let with_secrets = self.with_secrets.get_untracked();
        for Ready { would_be, chosen, .. } in self.found.get_untracked() {
            if let (true, Some((config, values))) = (chosen.get_untracked(), would_be) {
                self.connections.import(config, values.filter(|_| with_secrets));
            }
        }
        self.found.set(Vec::new());
        self.text.set(String::new());
        self.router.go(Route::to(Page::Connections));
    }
}

/// Whether the form asks for a secret that is not filled in.
fn needs_secret(form: &Form, values: &Values) -> bool {
    form.fields
        .iter()
        .any(|field| field.kind == FieldKind::Secret && field.required && field.shown(values) && values.some(field.name).is_none())
}

/// The page.
#[component]
pub fn ImportPage() -> AnyView {
    let draft = Draft {
        text: RwSignal::new(String::new()),
        problem: RwSignal::new(None),
        found: RwSignal::new(Vec::new()),
        with_secrets: RwSignal::new(false),
        busy: RwSignal::new(false),
        clients: expect_context(),
        connections: expect_context(),
        router: expect_context(),
        site: expect_context(),
        root: expect_context(),
    };
    let file = NodeRef::<html::Input>::new();
    let take = move |_: ev::Event| {
        let Some(chosen) = file.get_untracked().and_then(|input| input.files()).and_then(|files| files.get(0)) else { return };
        draft.root.spawn(async move {
            match JsFuture::from(chosen.unchecked_ref::<web_sys::Blob>().text()).await {
                Ok(text) => {
                    draft.text.try_set(text.as_string().unwrap_or_default());
                    draft.read();
                }
                Err(_) => drop(draft.problem.try_set(Some(t("The browser could not read the file.").to_owned()))),
            }
        });
    };
    let files: Vec<_> =
        IMPORTERS.iter().map(|importer| view! { <li><code>{importer.file}</code>{t(" of ")}{t(importer.of)}</li> }.into_any()).collect();
    let problem = move || {
        draft.problem.get().map(|words| view! { <p class="error" id="i-error" role="alert"><span class="mark" data-state="failed" aria-hidden="true"></span><span>{words}</span></p> }.into_any())
    };
    view! {
        <main class="main reads" id="main">
            <div class="split">
                <form class="form" aria-label=t("Import connections") novalidate=true on:submit=listener(move |event: ev::SubmitEvent| { event.prevent_default(); draft.read(); })>
                    <div class="field"><label for="i-file">{t("File")}</label><input class="input" id="i-file" type="file" accept=".yaml,.yml,.json,text/*" node_ref=file on:change=listener(take)/></div>
                    <div class="field"><label for="i-text">{t("Or its text")}</label>
                        <textarea class="input mono" id="i-text" rows="8" autocomplete="off" spellcheck="false" aria-describedby="i-error i-help" prop:value=draft.text on:input=listener(move |event: ev::Event| draft.text.set(event_target_value(&event)))></textarea>
                        {move || problem()}
                        <p class="help" id="i-help">{t("It is read in this page and sent nowhere. Nothing is kept before you add what was found.")}</p></div>
                    <div class="actions"><button class="button" type="submit">{t("Read")}</button><Link to=Route::to(Page::Connections) class="button plain">{t("Cancel")}</Link></div>
                    <div class="help"><p>{t("What can be read:")}</p><ul class="problems">{files}<li><code>"voldeck.json"</code>{t(", and what Export gives")}</li></ul></div>
                </form>
                <section class="region" aria-labelledby="i-found" aria-live="polite"><FoundList draft=draft/></section>
            </div>
        </main>
    }
    .into_any()
}

/// What was found, and what becomes of it.
#[component]
fn FoundList(draft: Draft) -> AnyView {
    let how_many = Memo::new(move |_| draft.found.with(|found| found.iter().filter(|one| one.chosen.get()).count()));
    let rows =
        move || draft.found.get().into_iter().map(|ready| view! { <OneFound ready=ready draft=draft/> }.into_any()).collect::<Vec<_>>();
    let has_secrets = move || draft.found.with(|found| found.iter().any(|one| matches!(one.would_be, Some((_, Some(_))))));
    let secrets = move || {
        has_secrets().then(|| view! {
            <div class="field"><label class="tick"><input class="check" type="checkbox" prop:checked=draft.with_secrets on:change=listener(move |event: ev::Event| draft.with_secrets.set(event_target_checked(&event)))/>
                <span>{t("Sign in with the passwords and keys of the file ")}<span class="faint">{t("they stay in memory until this page is closed; each connection’s page can keep them")}</span></span></label></div>
        }.into_any())
    };
    let foot = move || {
        (!draft.found.with(Vec::is_empty)).then(|| {
            let words = move || match how_many.get() {
                1 => t("Add 1 connection").to_owned(),
                several => fill!("Add {several} connections", several),
            };
            view! {
                {move || secrets()}
                <div class="actions"><button class="button primary" type="button" aria-disabled=move || (how_many.get() == 0).then_some("true") on:click=listener(move |_| if how_many.get_untracked() > 0 { draft.add() })><Icon name="plus"/>{move || words()}</button></div>
            }
            .into_any()
        })
    };
    let note = move || match (draft.busy.get(), draft.found.with(Vec::len)) {
        (true, _) => t("Loading…").to_owned(),
        (false, 0) => t("Nothing is read yet").to_owned(),
        (false, 1) => "1 connection".to_owned(),
        (false, several) => fill!("{several} connections", several),
    };
    view! {
        <div class="region-head"><h2 id="i-found">{t("Found")}</h2><span class="region-note">{move || note()}</span></div>
        <ul class="options found">{move || rows()}</ul>
        <div class="form inset">{move || foot()}</div>
    }
    .into_any()
}

#[component]
fn OneFound(ready: Ready, draft: Draft) -> AnyView {
    let Ready { candidate, would_be, chosen } = ready;
    let title = voldeck_providers::by_id(&candidate.provider).map_or(candidate.provider.clone(), |provider| provider.title.to_owned());
    let off = would_be.is_none();
    let config = would_be.as_ref().map(|(config, _)| config.clone()).unwrap_or_default();
    let address = config.settings.iter().find(|(name, _)| name == "address").map(|(_, address)| address.clone()).unwrap_or_default();
    let taken = draft.connections.all.with_untracked(|all| crate::connection::names::taken(all, ""));
    let name = crate::connection::names::unique_name(&candidate.name, &taken);
    let renamed = (name != candidate.name && !off)
        .then(|| fill!("There is a connection {known}: this one will be called {name}.", known = candidate.name, name));
    let can_sign_in = matches!(&would_be, Some((_, Some(_))));
    let waits = move || {
        let waits = config.secret && !(can_sign_in && draft.with_secrets.get());
        waits.then(|| view! { <p class="faint">{fill!("Waits for its {secret}.", secret = voldeck_providers::by_id(&config.provider).map_or("secret", |provider| provider.secret))}</p> }.into_any())
    };
    let unusable = if let Found::Nothing(why) = &candidate.what { Some(why.clone()) } else { None };
    let words: Vec<_> = unusable
        .into_iter()
        .chain(renamed)
        .chain(candidate.remarks)
        .map(|words| view! { <p class="faint">{words}</p> }.into_any())
        .collect();
    view! {
        <li><label class="option"><input type="checkbox" class="check" disabled=off prop:checked=chosen on:change=listener(move |event: ev::Event| chosen.set(event_target_checked(&event)))/>
            <span>{candidate.name}</span><span class="faint">{title}{(!address.is_empty()).then(|| view! { " · "<code>{address}</code> }.into_any())}</span>
            <div class="faint">{words}{move || waits()}</div></label></li>
    }
    .into_any()
}
