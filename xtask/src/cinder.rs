//! A real Cinder behind a real Keystone on this machine: as their authors publish them, with a database in a file, messages in
//! memory, and back ends that only pretend to store.
//!
//! What they need is kept in the user's cache; what they hold lies in a folder of its own for each run and goes with it. A fault
//! proxy in front of them (`fault_proxy.rs`) has both below one address.

use std::rc::Rc;

use clap::Args;

use crate::error::Error;
use crate::fault_proxy::{CONTROL, FaultProxy, Upstream};
use crate::http::{self, Server};
use crate::openstack::Workspace;
use crate::process::ChildProcess;
use crate::{ports, python};

/// Cinder, Keystone and everything that they need, each of one exact version.
const REQUIREMENTS: &[u8] = include_bytes!("../cinder/requirements.txt");
/// The settings, with gaps.
const KEYSTONE: &str = include_str!("../cinder/keystone.conf");
const CINDER: &str = include_str!("../cinder/cinder.conf");
/// What the second Keystone has otherwise.
const BRIEF: &str = "[DEFAULT]\nlog_file = keystone-brief.log\n\n[token]\nexpiration = {token_life}\n";
/// How long a token of the second Keystone lives, in seconds.
const BRIEF_LIFE: &str = "6";
/// The oldest Python 3 that Cinder 29 and Keystone 30 run on.
const OLDEST_PYTHON: u8 = 11;

/// Who may sign in: `furnish.py` makes them so. Nothing is behind these passwords that is worth a secret.
const ACCOUNTS: &str = "  alice   demo-alice-password   member of the projects storage and analytics
  rita    demo-rita-password    reader of storage
  root    demo-root-password    administrator of both, and of admin";
const CREDENTIAL_SECRET: &str = "demo-appcred-secret";

/// How the servers are to be.
#[derive(Debug, Clone)]
pub struct Options {
    /// Ports of Keystone, Cinder and the fault proxy; 0 takes a free one.
    pub ports: [u16; 3],
    /// The origins whose pages both let in; `*` is every one.
    pub origins: Vec<String>,
    /// How long a token lives, in seconds.
    pub token_life: u32,
    /// Whether there is a second Keystone over the same accounts, whose tokens live for seconds only.
    pub brief: bool,
}

/// The running servers. They end with this value.
pub struct Cloud {
    /// Addresses without a path: of Keystone, of Cinder, of the Keystone whose tokens are short-lived.
    keystone: String,
    cinder: String,
    brief: Option<String>,
    /// The projects' ids by name, and that of the application credential.
    furniture: serde_json::Value,
    front: Server,
    _servers: Vec<ChildProcess>,
    /// After the servers, which write into it.
    _workspace: Workspace,
}

/// Why there cannot be a Cinder here; `None` if there can.
pub fn lacking() -> Option<&'static str> {
    if cfg!(windows) {
        return Some("Cinder does not run on Windows");
    }
    let words = "Cinder needs Python 3.11 or newer with the modules venv and ensurepip (on Debian: python3 and python3-venv)";
    python::interpreter_since(OLDEST_PYTHON).is_none().then_some(words)
}

impl Cloud {
    /// Sets up what is missing, starts both servers and gives them accounts, projects and types. Says what it does.
    ///
    /// # Errors
    /// There is no Python, the packages cannot be had, a port is taken, or a server does not start: its last words are told.
    pub fn start(options: &Options) -> Result<Self, Error> {
        if let Some(lacking) = lacking() {
            return Err(Error::new(format!("There can be no Cinder here: {lacking}.")));
        }
        let system = python::interpreter_since(OLDEST_PYTHON).unwrap_or_default();
        let workspace = Workspace::new(python::python_with(&system, REQUIREMENTS)?)?;
        let front = http::listen(options.ports[2]).map_err(Error::new)?;
        let [keystone, cinder, brief] = ports::free([options.ports[0], options.ports[1], 0])?;
        let (keystone_port, brief_port) = (keystone.to_string(), brief.to_string());

        let (folder, share, origins) = (workspace.folder(), workspace.share("cinder"), options.origins.join(","));
        let token_life = options.token_life.to_string();
        let gaps = [("folder", folder.as_str()), ("origins", &origins), ("token_life", &token_life), ("port", &keystone_port)];
        let keystone_conf = workspace.write("keystone.conf", KEYSTONE, &gaps)?;
        let cinder_port = cinder.to_string();
        let gaps =
            [("folder", folder.as_str()), ("origins", &origins), ("share", &share), ("port", &cinder_port), ("identity", &keystone_port)];
        let cinder_conf = workspace.write("cinder.conf", CINDER, &gaps)?;

        let mut tables = workspace.run("Cinder's tables", "tables.py", &[&cinder_conf])?;
        let mut prepared = workspace.run("Keystone's tables", "identity.py", &["prepare", &keystone_port, &keystone_conf])?;
        workspace.until("Making the tables of Keystone", || prepared.finished(&workspace))?;
        let mut servers = vec![(workspace.run("Keystone", "identity.py", &["serve", &keystone_port, &keystone_conf])?, keystone)];
        workspace.until("Making the tables of Cinder", || tables.finished(&workspace))?;
        servers.push((workspace.run("Cinder", "volumes.py", &[&cinder_conf])?, cinder));
        if options.brief {
            let brief_conf = workspace.write("brief.conf", BRIEF, &[("token_life", BRIEF_LIFE)])?;
            let arguments = ["serve", &brief_port, &keystone_conf, &brief_conf];
            servers.push((workspace.run("The second Keystone", "identity.py", &arguments)?, brief));
        }
        for (server, port) in &mut servers {
            workspace.until(&format!("Waiting for {} on port {port}", server.name), || server.answers(&workspace, *port))?;
        }

        let [keystone_url, cinder_url, brief_url] = [keystone, cinder, brief].map(|port| format!("http://127.0.0.1:{port}"));
        let upstream = |prefix, port: u16| Upstream { prefix, authority: format!("127.0.0.1:{port}") };
        let upstreams = vec![upstream("/identity", keystone), upstream("/volume", cinder)];
        let front = Server::start(front, move || Rc::new(FaultProxy::new(upstreams))).map_err(Error::new)?;
        let mut furnish = workspace.run("The furniture", "furnish.py", &[&keystone_url, &cinder_url, &front.origin()])?;
        workspace.until("Making accounts, projects and types", || furnish.finished(&workspace))?;
        let said = furnish.said();
        let furniture = serde_json::from_str(&said).map_err(|error| Error::new(format!("The furniture said {said:?}: {error}")))?;
        Ok(Self {
            keystone: keystone_url,
            cinder: cinder_url,
            brief: options.brief.then_some(brief_url),
            furniture,
            front,
            _servers: servers.into_iter().map(|(server, _)| server.into_process()).collect(),
            _workspace: workspace,
        })
    }

    /// The addresses that a page may want to call.
    pub fn origins(&self) -> Vec<String> {
        [Some(&self.keystone), Some(&self.cinder), self.brief.as_ref()]
            .into_iter()
            .flatten()
            .cloned()
            .chain([self.front.origin()])
            .collect()
    }

    /// The address of the fault proxy.
    pub fn front(&self) -> String {
        self.front.origin()
    }

    fn id(&self, pointer: &str) -> String {
        self.furniture.pointer(pointer).and_then(serde_json::Value::as_str).unwrap_or_default().to_owned()
    }

    /// The environment variables that tell tests where everything is.
    pub fn environment(&self) -> Vec<(String, String)> {
        let brief = self.brief.as_ref().map(|brief| ("REAL_BRIEF_KEYSTONE_URL", brief.clone()));
        let all = [
            ("REAL_KEYSTONE_URL", self.keystone.clone()),
            ("REAL_CINDER_URL", self.cinder.clone()),
            ("REAL_FRONT_URL", self.front()),
            ("REAL_STORAGE_ID", self.id("/projects/storage")),
            ("REAL_ANALYTICS_ID", self.id("/projects/analytics")),
            ("REAL_CREDENTIAL_ID", self.id("/credential")),
        ];
        all.into_iter().chain(brief).map(|(name, value)| (name.to_owned(), value)).collect()
    }

    fn described(&self) -> String {
        let front = self.front();
        format!(
            "\nKeystone  {}/v3
Cinder    {}/v3/PROJECT_ID   (region RegionOne)
Front     {front}/identity/v3 and {front}/volume/v3/PROJECT_ID   (region RegionTwo): both, and faults where they are armed

Users of the domain Default:
{ACCOUNTS}
Application credential of alice in storage: {} with the secret {CREDENTIAL_SECRET}
Projects: storage {}, analytics {}
Volume types: fast-ssd, shared (for several machines), legacy-san (no back end has it: its volumes end in error); group type: loose

Faults: curl -d '{{\"method\":\"POST\",\"path\":\"/volumes\",\"fault\":\"reset\",\"after\":true}}' {front}{CONTROL}arm
  fault is delay, status, page, reset, close, cut or hang; after: the server acts first; value: milliseconds, status or bytes; times
  {front}{CONTROL}writes tells what reached the servers; {CONTROL}reset forgets both",
            self.keystone,
            self.cinder,
            self.id("/credential"),
            self.id("/projects/storage"),
            self.id("/projects/analytics"),
        )
    }
}

/// The arguments of `cargo xtask cinder`.
#[derive(Args)]
pub struct Arguments {
    /// Where Keystone listens on 127.0.0.1; 0 takes a free port.
    #[arg(long, value_name = "PORT", default_value_t = 5000)]
    pub keystone_port: u16,
    /// Where Cinder does.
    #[arg(long, default_value_t = 8776)]
    pub port: u16,
    /// Where both are below one address, and faults can be armed.
    #[arg(long, value_name = "PORT", default_value_t = 8777)]
    pub front_port: u16,
    /// Let pages of this origin in, instead of those of serve and host; * is every origin; may be given several times.
    #[arg(long, value_name = "ORIGIN", default_values = ["http://127.0.0.1:8080", "http://127.0.0.1:8081"])]
    pub cors: Vec<String>,
    /// How long a token lives.
    #[arg(long, value_name = "SECONDS", default_value_t = 3600)]
    pub token_life: u32,
    /// Print the variables that tests/real wants; with a second Keystone, whose tokens live for 6 s.
    #[arg(long)]
    pub for_tests: bool,
}

/// `cargo xtask cinder`.
///
/// # Errors
/// As [`Cloud::start`].
pub fn command(arguments: Arguments) -> Result<(), Error> {
    let Arguments { keystone_port, port, front_port, cors: origins, token_life, for_tests } = arguments;
    let ports = [keystone_port, port, front_port];
    let cloud = Cloud::start(&Options { ports, origins: origins.clone(), token_life, brief: for_tests })?;
    println!("{}", cloud.described());
    if for_tests {
        println!("\nFor cargo test --no-default-features --features real --test real:");
        for (name, value) in cloud.environment() {
            println!("export {name}={value}");
        }
    }
    println!("\nPages of {} may call them. Tokens live for {token_life} s. Ctrl-C ends everything.\n", origins.join(" and "));
    http::wait_for_end();
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_package_is_of_one_version() {
        let text = std::str::from_utf8(REQUIREMENTS).expect("text");
        let lines: Vec<&str> = text.lines().filter(|line| !line.starts_with('#')).collect();
        assert!(lines.iter().all(|line| line.split_once("==").is_some_and(|(name, version)| !name.is_empty() && !version.is_empty())));
        assert!(lines.contains(&"cinder==29.0.0") && lines.contains(&"keystone==30.0.0"));
    }

    #[test]
    fn the_settings_have_no_gap_left() {
        for (text, gaps) in
            [(KEYSTONE, &["folder", "origins", "token_life", "port"][..]), (CINDER, &["folder", "origins", "share", "port", "identity"])]
        {
            let filled = gaps.iter().fold(text.to_owned(), |text, gap| text.replace(&format!("{{{gap}}}"), ""));
            assert!(!filled.contains('{'), "{filled}");
        }
    }
}
