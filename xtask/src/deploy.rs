//! The servers that `deploy/` has a configuration for, each with its own: a real one between a browser and the simulators proves
//! that what the documents say works. Both go through the same tests.

use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use voldeck_core::action::FieldKind;
use voldeck_providers::{by_id, driver};
use voldeck_simulators::SIMULATORS;
use voldeck_simulators::frame::SimulatorSpec;

use crate::error::Error;
use crate::process::ChildProcess;
use crate::report::TestCounts;
use crate::simulators::Simulators;
use crate::{browser, compress, ports, tools};

/// An origin that may use the proxies.
const ELSEWHERE: &str = "https://console.example";
/// The path that one of the sites is under.
const BELOW: &str = "/console";
/// How long a server may take until it serves the site.
const PATIENCE: Duration = Duration::from_secs(20);

/// Variables of a configuration, and what they are set to.
pub type Variables = Vec<(String, String)>;

/// A server that can be started with the configuration in `deploy/`.
pub trait Server {
    /// What it is called.
    const TITLE: &'static str;
    /// The packed forms that it serves, separated by spaces.
    fn codings(&self) -> &'static str;
    /// Starts it at an address, with a folder for what belongs to this run.
    ///
    /// # Errors
    /// It cannot be started.
    fn start(&self, address: SocketAddr, folder: &Path, variables: &Variables) -> Result<ChildProcess, Error>;
    /// What says why it did not start.
    const ADVICE: &'static str;
}

/// Runs the tests against the site in `dist`; with `specs`, only files whose names hold one of them.
///
/// # Errors
/// The server cannot be started, or a test failed.
pub fn tests<S: Server>(counts: &mut TestCounts, dist: &Path, server: &S, specs: &[String]) -> Result<(), Error> {
    // A site that an older task built has no packed files yet.
    if !dist.join("index.html.br").is_file() {
        compress::pack(dist)?;
    }
    let [root, below, held, raw, provider, portal] = ports::free([0; 6])?.map(|port| SocketAddr::from(([127, 0, 0, 1], port)));
    let portal = format!("http://{portal}");
    let simulators = Simulators::start(&[format!("http://{below}")]).map_err(Error::new)?;
    let proxies: Variables = simulators.newest().map(|(spec, origin)| (variable(spec), origin)).collect();
    let known = simulators.environment();
    let value = |name: &str| known.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone()).unwrap_or_default();
    let folder = tools::target_folder().join("deploy").join(S::TITLE.to_lowercase());
    let start = |name: &str, address: SocketAddr, own: &[&(&str, String)], proxies: &Variables| {
        let mut variables = proxies.clone();
        variables.extend(own.iter().map(|(name, value)| ((*name).to_owned(), value.clone())));
        variables.push(("VOLDECK_DIST".to_owned(), dist.display().to_string()));
        Running::start(server, address, &folder.join(name), &variables)
    };
    let config = folder.join("config");
    write(&config.join("voldeck.json"), &held_connections().to_string())?;

    let _servers = [
        start("root", root, &[&("VOLDECK_ORIGIN", ELSEWHERE.to_owned())], &proxies)?,
        start(
            "below",
            below,
            &[
                &("VOLDECK_BASE", BELOW.to_owned()),
                &("VOLDECK_ORIGIN", ELSEWHERE.to_owned()),
                &("VOLDECK_CONNECT", value("NOMAD_OPEN_URL")),
                &("VOLDECK_FRAME_ANCESTORS", portal.clone()),
            ],
            &proxies,
        )?,
        start(
            "held",
            held,
            &[
                &("VOLDECK_CONFIG", config.display().to_string()),
                &("VOLDECK_NOMAD", value("NOMAD_ACL_URL")),
                &("VOLDECK_NOMAD_TOKEN", value("NOMAD_TOKEN_MANAGEMENT")),
                &("VOLDECK_SCALEWAY_SECRET_KEY", value("SCW_SECRET_KEY")),
                &("VOLDECK_SCALARIUM_TOKEN", value("SCALARIUM_TOKEN_ADMIN")),
                &("VOLDECK_TUTUM_AUTHORIZATION", value("TUTUM_AUTH")),
            ],
            &proxies,
        )?,
        // Its providers are a server in the test itself, which shows what arrives, byte by byte.
        start("raw", raw, &[], &["VOLDECK_NOMAD", "VOLDECK_TUTUM"].map(|name| (name.to_owned(), format!("http://{provider}"))).to_vec())?,
    ];

    let mut environment = known.clone();
    environment.extend(
        [
            ("VOLDECK_SERVER", S::TITLE.to_lowercase()),
            ("VOLDECK_CODINGS", server.codings().to_owned()),
            ("VOLDECK_URL", format!("http://{root}/")),
            ("VOLDECK_DEPLOY_URL", format!("http://{root}")),
            ("VOLDECK_DEPLOY_BELOW_URL", format!("http://{below}{BELOW}")),
            ("VOLDECK_DEPLOY_HELD_URL", format!("http://{held}")),
            ("VOLDECK_DEPLOY_RAW_URL", format!("http://{raw}")),
            ("VOLDECK_RAW_PORT", provider.port().to_string()),
            ("VOLDECK_ELSEWHERE", ELSEWHERE.to_owned()),
            ("VOLDECK_PORTAL", portal),
            ("VOLDECK_PROVIDERS", providers().to_string()),
        ]
        .map(|(name, value)| (name.to_owned(), value)),
    );
    browser::playwright(counts, &format!("Browser tests through {}", S::TITLE), &environment, specs)
}

/// The variable that says where a provider is: `VOLDECK_NOMAD`.
pub fn variable(spec: &SimulatorSpec) -> String {
    format!("VOLDECK_{}", spec.provider.to_ascii_uppercase())
}

/// `voldeck.json` of the site whose proxies hold the credentials: connections without any.
fn held_connections() -> serde_json::Value {
    let one = |provider: &str, below: &str, settings: serde_json::Value| {
        let mut settings = settings;
        settings["address"] = format!("/relay/{provider}{below}").into();
        serde_json::json!({ "provider": provider, "name": format!("{provider}-held"), "settings": settings })
    };
    serde_json::json!({ "connections": [
        one("nomad", "", serde_json::json!({ "namespace": "*" })),
        one("scaleway", "", serde_json::json!({ "zones": "fr-par-1" })),
        one("scalarium", "/api", serde_json::json!({})),
        one("tutum", "", serde_json::json!({})),
    ] })
}

/// What the tests fill in to connect to each provider: the sign-in of the first demo that is there to try things with, without the
/// address, which is the proxy's.
fn providers() -> serde_json::Value {
    let described = SIMULATORS.iter().filter_map(|spec| {
        let provider = by_id(spec.provider)?;
        let demo = provider.demos.iter().find(|demo| demo.off)?.values();
        let fields = driver(provider).sign_in().fields.into_iter().filter(|field| field.name != "address" && field.shown(&demo));
        let filled = fields.filter_map(|field| {
            let text = demo.some(field.name)?.to_owned();
            let kind = match field.kind {
                // What a sign-in form loads, it loads after a test: until then it is typed.
                FieldKind::Select(_) => "choice",
                FieldKind::Flag => "flag",
                _ => "text",
            };
            let unchanged = field.value == text;
            (!unchanged).then(|| serde_json::json!({ "label": field.label, "kind": kind, "advanced": field.advanced, "text": text }))
        });
        let filled: Vec<serde_json::Value> = filled.collect();
        Some(serde_json::json!({
            "provider": spec.provider, "title": spec.title, "fields": filled, "exposed": names(spec.expose), "allowed": names(spec.allow),
        }))
    });
    described.collect()
}

/// The names in a list of headers.
fn names(list: &str) -> Vec<&str> {
    list.split(['"', ',', ';']).map(str::trim).filter(|name| !name.is_empty()).collect()
}

fn write(file: &Path, text: &str) -> Result<(), Error> {
    let outcome = file.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| fs::write(file, text));
    outcome.map_err(|error| Error::new(format!("{} cannot be written: {error}", file.display())))
}

/// A file below `deploy/`.
pub fn file(name: &str) -> PathBuf {
    tools::root().join("deploy").join(name)
}

/// A running server. It ends with this value.
struct Running(#[expect(dead_code, reason = "it lives as long as this")] ChildProcess);

impl Running {
    fn start<S: Server>(server: &S, address: SocketAddr, folder: &Path, variables: &Variables) -> Result<Self, Error> {
        let _ = fs::remove_dir_all(folder);
        fs::create_dir_all(folder).map_err(|error| Error::new(format!("{} cannot be made: {error}", folder.display())))?;
        let base = variables.iter().find(|(name, _)| name == "VOLDECK_BASE").map_or("", |(_, base)| base);
        let mut process = server.start(address, folder, variables)?;
        let started = Instant::now();
        // Not only that somebody listens: the site is there, and the server has not ended for want of its port.
        while ports::status(address.port(), &format!("{base}/")) != Some(200) {
            let failed = |how: &str| Error::new(format!("{} {how}.", S::TITLE)).advice(S::ADVICE);
            if !matches!(process.ended(), Ok(None)) {
                return Err(failed(&format!("ended instead of serving on {address}")));
            }
            if started.elapsed() > PATIENCE {
                return Err(failed(&format!("did not serve the site on {address} within {} s", PATIENCE.as_secs())));
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        Ok(Self(process))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The configurations, with what the address of a provider's proxy begins with in each.
    const CONFIGURATIONS: [&str; 2] = ["Caddyfile", "nginx/voldeck.conf.template"];

    fn text(name: &str) -> String {
        fs::read_to_string(file(name)).expect("a configuration")
    }

    #[test]
    fn a_configuration_has_a_proxy_for_every_provider_and_lets_its_headers_through() {
        for name in CONFIGURATIONS {
            let text = text(name);
            let listed = |wanted: &str| {
                let lines = text.lines().filter(|line| line.contains(wanted) && line.contains("X-Nomad")).collect::<String>();
                names(&lines.to_ascii_lowercase()).into_iter().map(str::to_owned).collect::<Vec<_>>()
            };
            let (allowed, exposed) = (listed("Accept, Authorization"), listed("X-Nomad-Index"));
            for spec in SIMULATORS {
                let variable = variable(spec);
                assert!(text.contains(&format!("{{${variable}:")) || text.contains(&format!("${{{variable}}}")), "{name}: {variable}");
                for (wanted, there) in [(spec.allow, &allowed), (spec.expose, &exposed)] {
                    for header in names(wanted).into_iter().map(str::to_ascii_lowercase) {
                        assert!(there.iter().any(|line| line.ends_with(&header)), "{name}: {header} is not in {there:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn a_configuration_has_the_policy_that_everything_is_tested_under() {
        let open = |policy: String| {
            let (before, after) = policy.split_once("connect-src 'self'").expect("what may be connected to");
            let after = after.replace(" {$VOLDECK_CONNECT}", "").replace("${VOLDECK_CONNECT}", "");
            let after = after.replace("{$VOLDECK_FRAME_ANCESTORS:'none'}", "'none'").replace("${VOLDECK_FRAME_ANCESTORS}", "'none'");
            format!("{before}connect-src 'self'{after}")
        };
        let wanted = crate::host::policy(&[]);
        for name in CONFIGURATIONS {
            let text = text(name);
            let line = text.lines().find(|line| line.contains("'wasm-unsafe-eval'")).expect("a policy");
            let policy = line.split('"').nth(1).expect("in quotes");
            assert_eq!(open(policy.to_owned()), wanted, "{name}");
        }
    }

    #[test]
    fn both_pass_on_the_same_with_a_credential_of_their_own() {
        let rules = |text: String, base: &str| {
            let pattern =
                |line: &str| line.find(base).map(|at| line[at + base.len()..].split(['"', ' ']).next().unwrap_or_default().to_owned());
            let mut rules: Vec<String> =
                text.lines().filter(|line| line.contains("/relay/") && !line.contains("uri path_regexp")).filter_map(pattern).collect();
            rules.retain(|rule| rule.contains("v1") || rule.contains("(/api)?"));
            rules.sort();
            rules.dedup();
            rules
        };
        let (caddy, nginx) = (rules(text("Caddyfile"), "{$VOLDECK_BASE}"), rules(text("nginx/voldeck.conf.template"), "${VOLDECK_BASE}"));
        assert_eq!(caddy.len(), 8, "{caddy:?}");
        assert_eq!(caddy, nginx);
    }
}
