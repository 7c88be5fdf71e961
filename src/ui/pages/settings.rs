//! What the person can choose of looks, sizes and times; and what this console is: its version, its licences, a report for a fault.

use std::fmt::Write;

use leptos::prelude::*;

use crate::browser::{clock::now_millis, deployed, page};
use crate::host_config::check::problems;
use crate::interaction::settings::{Choice, Setting, build, shown};
use crate::ui::components::sidebar::connection_status;
use crate::ui::primitives::{Copy, Icon, listener};
use crate::ui::root::Root;
use crate::ui::state::{Clock, Connections, Deployed, Deployment, Preferences, QueryCache, Site};
use voldeck_core::fill;
use voldeck_core::model::{Bytes, Timestamp};
use voldeck_core::texts::t;

/// The page.
#[component]
pub fn SettingsPage() -> AnyView {
    let root = expect_context::<Root>();
    let is_page = root.is_page();
    let looks = is_page.then(|| {
        view! { <Choose setting=Setting::Language/><Choose setting=Setting::Theme/><Choose setting=Setting::Density/> }.into_any()
    });
    let kept = if is_page { t("Kept in this browser.") } else { t("Kept until this page is left. Its looks are this page’s to choose.") };
    view! {
        <main class="main reads" id="main">
            <div class="split">
                <div class="form">{looks}<Choose setting=Setting::Units/><Choose setting=Setting::Time/><Example/><p class="help">{kept}</p></div>
                <div><About is_page=is_page/></div>
            </div>
        </main>
    }
    .into_any()
}

/// One setting.
#[component]
fn Choose(setting: Setting) -> AnyView {
    let preferences = expect_context::<Preferences>();
    let site = expect_context::<Site>();
    let (title, choices) = shown(setting);
    let now = Memo::new(move |_| {
        let chosen = match (setting, preferences.get(setting)) {
            (Setting::Density, chosen) if chosen.is_empty() => site.config.with(|config| config.density.clone()),
            (_, chosen) => chosen,
        };
        // What is kept of another version may be none of these.
        choices.iter().find(|(value, ..)| *value == chosen).or(choices.first()).map_or("", |(value, ..)| value)
    });
    let not_kept = RwSignal::new(false);
    let one = move |(value, name, meaning): &Choice| {
        let value = *value;
        let choose = move |_| {
            let is_kept = preferences.choose(setting, value);
            not_kept.set(!is_kept);
            // What is drawn already stays in the language that it was drawn in.
            if is_kept && setting == Setting::Language {
                page::reload();
            }
        };
        view! { <label class="option"><input type="radio" name=setting.name() prop:checked=move || now.get() == value on:change=listener(choose)/><span>{t(name)}</span><span class="faint">{t(meaning)}</span></label> }.into_any()
    };
    let options: Vec<_> = choices.iter().map(one).collect();
    let told = move || {
        not_kept.get().then(|| view! { <p class="error" role="alert"><span class="mark" data-state="failed" aria-hidden="true"></span><span>{t("This browser keeps nothing for this site: the choice ends with this page.")}</span></p> }.into_any())
    };
    view! { <fieldset class="field"><legend>{t(title)}</legend><div class="options cols">{options}</div>{move || told()}</fieldset> }
        .into_any()
}

/// How sizes and times are written now.
#[component]
fn Example() -> AnyView {
    let (preferences, clock) = (expect_context::<Preferences>(), expect_context::<Clock>());
    let line = move || {
        for setting in Setting::ALL {
            preferences.get(setting);
        }
        format!("{} · {} · {}", Bytes(10 << 30), Bytes(20_000_000_000), clock.time().absolute())
    };
    view! { <p class="help">{t("For example: ")}<span class="num">{move || line()}</span></p> }.into_any()
}

/// What this console is.
#[component]
fn About(is_page: bool) -> AnyView {
    let deployment = expect_context::<Deployment>();
    let version = env!("CARGO_PKG_VERSION");
    let build = deployed::names().first().map(|name| build(name)).unwrap_or_default();
    let on_server = is_page.then(|| {
        deployment.ask();
        let words = move || match deployment.found.get() {
            Deployed::Unknown => view! { {t("being asked…")} }.into_any(),
            Deployed::This => view! { {t("this version")} }.into_any(),
            Deployed::Another => view! { {t("another version ")}<button class="button small" type="button" on:click=listener(move |_| page::reload())><Icon name="retry"/>{t("Reload")}</button> }.into_any(),
            Deployed::Unclear(why) => view! { {fill!("not known: {why} ", why)}<button class="button small" type="button" on:click=listener(move |_| deployment.ask())><Icon name="retry"/>{t("Retry")}</button> }.into_any(),
        };
        view! { <div><dt>{t("On the server")}</dt><dd><span role="status">{move || words()}</span></dd></div> }.into_any()
    });
    let build = (!build.is_empty()).then(|| view! { <div><dt>{t("Build")}</dt><dd>{build}</dd></div> }.into_any());
    let licences = is_page.then(|| {
        view! { <div><dt>{t("Licence")}</dt><dd>{t("MIT or Apache-2.0, at your choice")}</dd></div><div><dt>{t("Of its parts")}</dt><dd><a href="licences.txt" target="_blank">"licences.txt"</a></dd></div> }.into_any()
    });
    view! {
        <section class="region" aria-labelledby="s-about"><div class="region-head"><h2 id="s-about">{t("About")}</h2></div>
            <dl class="attributes"><div><dt>"Voldeck"</dt><dd>{version}</dd></div>{build}{on_server}{licences}</dl></section>
        <Report/>
    }
    .into_any()
}

/// What helps whoever mends a fault, and says nothing of what is stored where.
#[component]
fn Report() -> AnyView {
    let (connections, cache, clock) = (expect_context::<Connections>(), expect_context::<QueryCache>(), expect_context::<Clock>());
    let (preferences, site, deployment) = (expect_context::<Preferences>(), expect_context::<Site>(), expect_context::<Deployment>());
    let is_page = expect_context::<Root>().is_page();
    let text = Signal::derive(move || {
        let mut text = String::new();
        let mut line = |name: &str, words: &str| {
            let _ = writeln!(text, "{name}: {words}");
        };
        line("Voldeck", env!("CARGO_PKG_VERSION"));
        line("Build", &deployed::names().join(" "));
        line("On the server", &format!("{:?}", deployment.found.get()));
        line("Written at", &Timestamp::from_millis(now_millis()).rfc3339());
        line("Browser", &page::browser());
        line("Window", &page::size());
        line("Stands in", if is_page { "a page of its own" } else { "a page of others" });
        line("Problems in voldeck.json", &site.suspect.with(|text| text.as_ref().map_or(0, |text| problems(text).len())).to_string());
        for setting in Setting::ALL {
            line(setting.name(), &preferences.get(setting));
        }
        // By number: names and addresses say what somebody has.
        for (at, connection) in connections.all.get().iter().enumerate() {
            let (_, state, _) = connection_status(cache, clock, connection);
            let error = cache.health(&connection.config.name).2.map(|error| {
                let status = error.status.map(|status| format!(", status {status}")).unwrap_or_default();
                format!(", {:?} at {}{status}", error.kind, error.operation)
            });
            let provider = &connection.config.provider;
            line(
                &format!("Connection {}", at + 1),
                &format!("{provider}, of {:?}, {state}{}", connection.origin, error.unwrap_or_default()),
            );
        }
        text
    });
    view! {
        <section class="region" aria-labelledby="s-report"><div class="region-head"><h2 id="s-report">{t("Report a fault")}</h2><span class="push"></span><Copy text=text what=t("the report")/></div>
            <p class="help">{t("What a report should say of this console. No name, no address and no secret is in it; read it before you send it.")}</p>
            <pre class="code" tabindex="0" role="region" aria-label=t("Report")>{text}</pre></section>
    }
    .into_any()
}
