//! The vault: unlock it, lock it, change its passphrase, forget it; and what it protects against.

use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::credentials::contents::Contents;
use crate::credentials::passphrase::{self, Refusal};
use crate::credentials::problem::Problem;
use crate::credentials::protection::{DOES_NOT, PROTECTS};
use crate::route::{Page, Route};
use crate::ui::credentials::vault;
use crate::ui::primitives::{Icon, Link, Passphrase, copy_text, focus, listener};
use crate::ui::state::{Connections, Router, Vault};
use voldeck_core::texts::t;

/// What is known of it.
#[derive(Clone, PartialEq)]
enum Found {
    Looking,
    None,
    There,
    Not(Problem),
}

/// The page, as a copyable handle to its signals.
#[derive(Clone, Copy)]
struct Draft {
    vault: Vault,
    connections: Connections,
    router: Router,
    found: RwSignal<Found>,
    /// The connections that have something in it: ids.
    inside: RwSignal<Vec<String>>,
    busy: RwSignal<bool>,
    problem: RwSignal<Option<Problem>>,
    done: RwSignal<&'static str>,
}

impl Draft {
    fn look(self) {
        spawn_local(async move {
            let found = match vault::look().await {
                Ok(true) => Found::There,
                Ok(false) => Found::None,
                Err(problem) => Found::Not(problem),
            };
            let inside = vault::contents(self.vault).await.map(|contents| contents.ids().map(str::to_owned).collect());
            self.inside.try_set(inside.unwrap_or_default());
            self.found.try_set(found);
        });
    }

    /// Does something with the vault, once at a time; says what went wrong, or calls `then`.
    fn run(self, work: impl Future<Output = Result<(), Problem>> + 'static, then: impl FnOnce() + 'static) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        self.problem.set(None);
        self.done.set("");
        spawn_local(async move {
            let ended = work.await;
            self.busy.try_set(false);
            match ended {
                Ok(()) => then(),
                Err(problem) => drop(self.problem.try_set(Some(problem))),
            }
            if self.busy.try_get_untracked().is_some() {
                self.look();
            }
        });
    }
}

/// The page.
#[component]
pub fn VaultPage() -> AnyView {
    let draft = Draft {
        vault: expect_context(),
        connections: expect_context(),
        router: expect_context(),
        found: RwSignal::new(Found::Looking),
        inside: RwSignal::new(Vec::new()),
        busy: RwSignal::new(false),
        problem: RwSignal::new(None),
        done: RwSignal::new(""),
    };
    // Anew as well when it was locked meanwhile.
    Effect::new(move |_| {
        draft.vault.open.track();
        draft.look();
    });
    // As a value, so that what is typed stays while it is looked again.
    let shape = Memo::new(move |_| (draft.found.get(), draft.vault.open.get()));
    let state = move || match shape.get() {
        (Found::Looking, _) => view! { <p class="faint" role="status">{t("Loading…")}</p> }.into_any(),
        (_, true) => view! { <Opened draft=draft/> }.into_any(),
        (Found::There, false) => view! { <Unlock draft=draft/> }.into_any(),
        (Found::None, false) => view! { <NoVault draft=draft/> }.into_any(),
        (Found::Not(problem), false) => view! { <Broken problem=problem/> }.into_any(),
    };
    let is_there = move || matches!(draft.found.get(), Found::There | Found::Not(Problem::Unreadable(_)));
    let forget = move || is_there().then(|| view! { <Forget draft=draft/> }.into_any());
    let told = move || draft.problem.get().map(|problem| view! { <Told problem=problem/> }.into_any());
    let done = move || Some(draft.done.get()).filter(|done| !done.is_empty()).map(|done| view! { <p class="soft">{done}</p> }.into_any());
    view! {
        <main class="main reads" id="main">
            <div class="split connect">
                <div class="form">
                    {move || state()}
                    <div aria-live="polite">{move || told()}{move || done()}</div>
                    {move || forget()}
                </div>
                <Protection/>
            </div>
        </main>
    }
    .into_any()
}

#[component]
fn Told(problem: Problem) -> AnyView {
    view! { <div class="banner failed inset" role="alert"><span class="mark" data-state="failed" aria-hidden="true"></span><p>{problem.words()}</p></div> }.into_any()
}

/// There is none; how one is made, and whose credentials were in it.
#[component]
fn NoVault(draft: Draft) -> AnyView {
    view! {
        <h2>{t("There is no vault in this browser")}</h2>
        {move || waiting(&draft, t("The credentials of these were in one. They have to be entered again:"))}
        <p class="soft">{t("It is made when the credentials of a connection are to be kept in it: choose that on the connection’s page, under “Keep credentials”.")}</p>
        <div class="actions"><Link to=Route::to(Page::NewConnection) class="button">{t("Add a connection")}</Link></div>
    }
    .into_any()
}

/// The names of connections, as links.
fn names(draft: &Draft, ids: &[String]) -> AnyView {
    let all = draft.connections.all.get();
    let draft = *draft;
    let one = |id: &String| {
        if let Some(connection) = all.iter().find(|connection| connection.config.id == *id) {
            let name = connection.config.name.clone();
            return view! { <li><Link to=Route::to(Page::Connection(name.clone()))>{name}</Link></li> }.into_any();
        }
        let id = id.clone();
        let remove = move |_| {
            let id = id.clone();
            draft.run(async move { vault::change(draft.vault, &|contents: &mut Contents| contents.remove(&id)).await }, || ());
        };
        view! { <li class="soft">{t("Of a connection that is not here now ")}<button class="button plain small" type="button" on:click=listener(remove)>{t("Remove")}</button></li> }.into_any()
    };
    view! { <ul class="names">{ids.iter().map(one).collect::<Vec<_>>()}</ul> }.into_any()
}

/// The connections whose credentials are to be in the vault.
fn waiting(draft: &Draft, words: &'static str) -> Option<AnyView> {
    let all = draft.connections.all.get().into_iter().filter(|connection| connection.config.keep.is_vault());
    let ids: Vec<String> = all.map(|connection| connection.config.id).collect();
    (!ids.is_empty()).then(|| view! { <div><p class="soft">{words}</p>{names(draft, &ids)}</div> }.into_any())
}

/// The form that opens it.
#[component]
fn Unlock(draft: Draft) -> AnyView {
    let typed = RwSignal::new(String::new());
    let unlock = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let passphrase = typed.get_untracked();
        // Where one came from; the page itself, where one came by its address.
        let back = draft.router.left.get_value();
        draft.run(
            async move {
                let ended = vault::unlock(draft.vault, &passphrase).await;
                if ended.is_err() {
                    typed.try_set(String::new());
                    focus("v-passphrase");
                }
                ended
            },
            move || {
                if draft.busy.try_get_untracked().is_some() {
                    draft.router.replace(back);
                }
            },
        );
    };
    Effect::new(move |_| focus("v-passphrase"));
    view! {
        <h2>{t("The vault is locked")}</h2>
        {move || waiting(&draft, t("It has the credentials of:"))}
        <form class="form-more" aria-label=t("Unlock the vault") novalidate=true on:submit=listener(unlock)>
            <Passphrase id="v-passphrase" label=t("Passphrase") value=typed error=Signal::derive(|| None) help=""/>
            <div class="actions">
                <button class="button primary" type="submit" aria-disabled=move || draft.busy.get().then_some("true")>{move || if draft.busy.get() { t("Unlocking…") } else { t("Unlock") }}</button>
            </div>
        </form>
    }
    .into_any()
}

/// What can be done while it is open.
#[component]
fn Opened(draft: Draft) -> AnyView {
    let inside = move || {
        let ids = draft.inside.get();
        if ids.is_empty() {
            view! { <p class="soft">{t("It is empty. Choose it on a connection’s page, under “Keep credentials”.")}</p> }.into_any()
        } else {
            view! { <div><p class="soft">{t("It has the credentials of:")}</p>{names(&draft, &ids)}</div> }.into_any()
        }
    };
    view! {
        <h2>{t("The vault is open")}</h2>
        {move || inside()}
        <div class="actions">
            <button class="button primary" type="button" on:click=listener(move |_| vault::lock_everywhere(draft.vault))><Icon name="lock"/>{t("Lock now")}</button>
        </div>
        <p class="help">{t("In every tab of this browser. Each tab also locks by itself after 15 minutes without input. What was read over its connections goes with it.")}</p>
        <ChangePassphrase draft=draft/>
    }
    .into_any()
}

#[component]
fn ChangePassphrase(draft: Draft) -> AnyView {
    let (now, new, again) = (RwSignal::new(String::new()), RwSignal::new(String::new()), RwSignal::new(String::new()));
    let refusal: RwSignal<Option<Refusal>> = RwSignal::new(None);
    let of = move |differs: bool| {
        Signal::derive(move || refusal.get().filter(|refusal| (*refusal == Refusal::Differs) == differs).map(Refusal::words))
    };
    let change = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let (before, after) = (now.get_untracked(), new.get_untracked());
        let wrong = passphrase::check(&after, &again.get_untracked());
        refusal.set(wrong);
        if let Some(wrong) = wrong {
            return focus(if wrong == Refusal::Differs { "v-again" } else { "v-new" });
        }
        draft.run(async move { vault::change_passphrase(draft.vault, &before, &after).await }, move || {
            for field in [now, new, again] {
                field.try_set(String::new());
            }
            draft.done.try_set(t("The passphrase is changed. Other tabs have to unlock the vault anew."));
        });
    };
    view! {
        <details class="disclose"><summary><Icon name="right"/>{t("Change the passphrase")}</summary>
            <form class="form-more" aria-label=t("Change the passphrase") novalidate=true on:submit=listener(change)>
                <Passphrase id="v-now" label=t("Passphrase now") value=now error=Signal::derive(|| None) help=""/>
                <Passphrase id="v-new" label=t("New passphrase") value=new error=of(false) help=t("Nobody can recover it.")/>
                <Passphrase id="v-again" label=t("The same again") value=again error=of(true) help=""/>
                <div class="actions"><button class="button" type="submit" aria-disabled=move || draft.busy.get().then_some("true")>{t("Change the passphrase")}</button></div>
            </form>
        </details>
    }
    .into_any()
}

/// Why it cannot be opened by this console, and the ways on.
#[component]
fn Broken(problem: Problem) -> AnyView {
    let is_there = matches!(problem, Problem::Unreadable(_));
    let copied = RwSignal::new(t("Copy it"));
    let copy = move |_| {
        spawn_local(async move {
            if let Ok(Some(text)) = vault::stored().await {
                copy_text(text, move |ok| {
                    copied.try_set(if ok { t("Copied") } else { t("The browser refused") });
                });
            }
        });
    };
    view! {
        <h2>{if is_there { t("The vault cannot be opened") } else { t("No vault can be kept here") }}</h2>
        <Told problem=problem/>
        {is_there.then(|| view! {
            <div class="actions"><button class="button" type="button" on:click=listener(copy)><Icon name="copy"/>{move || copied.get()}</button></div>
            <p class="help">{t("As it is stored: encrypted.")}</p>
        }.into_any())}
    }
    .into_any()
}

/// The way to be rid of everything, with what is lost by it.
#[component]
fn Forget(draft: Draft) -> AnyView {
    let asked = RwSignal::new(false);
    let forget = move |_| {
        draft.run(vault::forget(draft.vault), move || {
            asked.try_set(false);
            draft.done.try_set(t("Forgotten. The connections are still there, and ask for their credentials."));
        });
    };
    let inner = move || {
        if asked.get() {
            view! {
                <div class="banner degraded inset" role="group" aria-label=t("Forget everything?")><span class="mark" data-state="degraded" aria-hidden="true"></span>
                    <p><b>{t("Forget everything? ")}</b>{t("The vault and the session of this tab are removed, and the sessions of other tabs end with their next reload. The connections stay, and ask for their credentials. It cannot be undone.")}</p></div>
                <div class="actions"><button class="button warns" type="button" on:click=listener(forget)>{t("Forget everything")}</button>
                    <button class="button plain" type="button" on:click=listener(move |_| asked.set(false))>{t("Cancel")}</button></div>
            }.into_any()
        } else {
            view! { <div class="actions"><button class="button" type="button" on:click=listener(move |_| asked.set(true))>{t("Forget everything…")}</button></div> }.into_any()
        }
    };
    view! { {move || inner()} }.into_any()
}

#[component]
fn Protection() -> AnyView {
    let list = |all: &[&'static str]| all.iter().map(|one| view! { <li>{t(one)}</li> }.into_any()).collect::<Vec<_>>();
    view! {
        <section class="region" aria-labelledby="v-protection">
            <div class="region-head"><h2 id="v-protection">{t("What it protects against")}</h2></div>
            <ul class="sentences">{list(&PROTECTS)}</ul>
            <h3>{t("And what nothing here protects against")}</h3>
            <ul class="sentences">{list(&DOES_NOT)}</ul>
            <p class="help">{t("In the session of a tab there is no passphrase: whoever has a copy of this browser’s storage may have them. In memory they are on no disk that the console knows of.")}</p>
        </section>
    }
    .into_any()
}
