//! Where the credentials of a connection are kept: the choice, what each means, and for the vault its passphrase.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::browser::crypto;
use crate::connection::ConnectionConfig;
use crate::credentials::Keep;
use crate::credentials::contents::Credentials;
use crate::credentials::passphrase;
use crate::credentials::problem::Problem;
use crate::route::{Page, Route};
use crate::ui::credentials::{self, vault};
use crate::ui::primitives::{Link, Passphrase, focus, listener};
use crate::ui::state::Vault;
use voldeck_core::texts::t;

/// The choice that is open, as a copyable handle to its signals.
#[derive(Clone, Copy)]
pub(super) struct KeepDraft {
    pub vault: Vault,
    pub keep: RwSignal<Keep>,
    /// Whether there is a vault; `None` until that is known, or where it cannot be.
    found: RwSignal<Option<bool>>,
    /// The passphrase of the vault, and of a new one the second time.
    typed: RwSignal<String>,
    again: RwSignal<String>,
    problem: RwSignal<Option<Problem>>,
    refusal: RwSignal<Option<passphrase::Refusal>>,
}

impl KeepDraft {
    /// As it is now.
    pub fn new(keep: Keep) -> Self {
        let draft = Self {
            vault: expect_context(),
            keep: RwSignal::new(keep),
            found: RwSignal::new(None),
            typed: RwSignal::new(String::new()),
            again: RwSignal::new(String::new()),
            problem: RwSignal::new(None),
            refusal: RwSignal::new(None),
        };
        // What stands against the vault is told when it is chosen.
        Effect::new(move |_| {
            draft.problem.set(None);
            if draft.keep.get().is_vault() {
                spawn_local(draft.look());
            }
        });
        draft
    }

    async fn look(self) {
        let found = vault::look().await;
        self.found.try_set(found.as_ref().ok().copied());
        if let Err(problem) = found {
            self.problem.try_set(Some(problem));
        }
    }

    /// Keeps credentials where that was chosen; makes or opens the vault for it. Whether they are kept; if not, it says why.
    pub async fn store(self, config: &ConnectionConfig, credentials: Credentials) -> bool {
        self.problem.try_set(None);
        self.refusal.try_set(None);
        let kept = async {
            if config.keep.is_vault() && !self.vault.open.get_untracked() {
                self.open().await?;
            }
            credentials::keep(self.vault, config, credentials).await.map_err(Some)
        };
        match kept.await {
            Ok(()) => true,
            Err(problem) => {
                if let Some(problem) = problem {
                    // Another tab may have made it, or taken it away.
                    self.look().await;
                    self.problem.try_set(Some(problem));
                }
                false
            }
        }
    }

    /// Opens the vault, or makes it. An error without a problem is about what was typed.
    async fn open(self) -> Result<(), Option<Problem>> {
        let text = |field: RwSignal<String>| field.try_get_untracked().unwrap_or_default();
        let (typed, again) = (text(self.typed), text(self.again));
        if vault::look().await.map_err(Some)? {
            vault::unlock(self.vault, &typed).await.map_err(Some)
        } else if let Some(refusal) = passphrase::check(&typed, &again) {
            self.refusal.try_set(Some(refusal));
            focus(if refusal == passphrase::Refusal::Differs { AGAIN } else { TYPED });
            Err(None)
        } else {
            vault::create(self.vault, &typed).await.map_err(Some)
        }
    }
}

const TYPED: &str = "c-vault-passphrase";
const AGAIN: &str = "c-vault-passphrase-again";

/// The choice.
#[component]
pub(super) fn KeepChoice(draft: KeepDraft) -> AnyView {
    let encrypts = crypto::is_available();
    let KeepDraft { vault, keep, problem, .. } = draft;
    let one = move |of: Keep| {
        let (title, meaning) = match of {
            Keep::Memory => (t("In memory"), t("until this page is closed or reloaded")),
            Keep::Session => (
                t("In this tab’s session"),
                t("until this tab is closed: they survive a reload. Encrypted under a key that this browser holds, without a passphrase"),
            ),
            Keep::Vault => (
                t("In the vault of this browser"),
                t("until they are removed, encrypted under a passphrase that you type once after each start"),
            ),
        };
        let off = of != Keep::Memory && !encrypts;
        view! { <label class="option"><input type="radio" name="keep" disabled=off prop:checked=move || keep.get() == of on:change=listener(move |_| keep.set(of))/><span>{title}</span><span class="faint">{meaning}</span></label> }.into_any()
    };
    let choices: Vec<_> = Keep::ALL.into_iter().map(one).collect();
    let passphrase = move || (keep.get().is_vault() && !vault.open.get()).then(|| view! { <OpenVault draft=draft/> }.into_any());
    let told = move || {
        problem.get().map(|problem| view! { <div class="banner failed inset" role="alert"><span class="mark" data-state="failed" aria-hidden="true"></span><p>{problem.words()}</p></div> }.into_any())
    };
    view! {
        <fieldset class="field"><legend>{t("Keep credentials")}</legend><div class="options">{choices}</div></fieldset>
        {(!encrypts).then(|| view! { <p class="help">{Problem::NoEncryption.words()}</p> }.into_any())}
        {move || passphrase()}
        {move || told()}
        <p class="help">{t("They are sent to this address only. ")}<Link to=Route::to(Page::Vault)>{t("What keeping them protects against, and what not")}</Link></p>
    }
    .into_any()
}

/// The passphrase: of the vault that is there, or for a new one.
#[component]
fn OpenVault(draft: KeepDraft) -> AnyView {
    let KeepDraft { found, typed, again, refusal, .. } = draft;
    let of = move |differs: bool| {
        Signal::derive(move || {
            refusal.get().filter(|refusal| (*refusal == passphrase::Refusal::Differs) == differs).map(passphrase::Refusal::words)
        })
    };
    let fields = move || {
        match found.get() {
        Some(true) => {
            view! { <Passphrase id=TYPED label=t("Passphrase of the vault") value=typed error=of(false) help=t("The vault is locked. Saving unlocks it.")/> }
                .into_any()
        }
        Some(false) => view! {
            <Passphrase id=TYPED label=t("New passphrase for the vault") value=typed error=of(false) help=t("Nobody can recover it: without it, the credentials have to be entered again.")/>
            <Passphrase id=AGAIN label=t("The same again") value=again error=of(true) help=""/>
        }
        .into_any(),
        None => ().into_any(),
    }
    };
    view! { {move || fields()} }.into_any()
}
