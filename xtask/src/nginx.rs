//! A real nginx with `deploy/nginx`.

use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::deploy::{self, Server, Variables};
use crate::error::Error;
use crate::process::ChildProcess;
use crate::report::TestCounts;
use crate::{debian, process, tools};

/// The module that serves files packed with brotli, where Debian's package has it.
const BROTLI: &str = "usr/lib/nginx/modules/ngx_http_brotli_static_module.so";
/// The program in Debian's package.
const PROGRAM: &str = "usr/sbin/nginx";

/// Runs the tests through it; with `specs`, only files whose names hold one of them.
///
/// # Errors
/// nginx cannot be started, or a test failed.
pub fn tests(counts: &mut TestCounts, dist: &Path, specs: &[String]) -> Result<(), Error> {
    let Some(nginx) = found() else {
        counts.skip("there is no nginx 1.18 or newer with gzip_static on PATH, and Debian's package index gave none");
        return Ok(());
    };
    deploy::tests(counts, dist, &nginx, specs)
}

/// nginx' program, and its module for brotli if there is one.
struct Nginx {
    program: PathBuf,
    brotli: Option<PathBuf>,
}

impl Server for Nginx {
    const TITLE: &'static str = "nginx";
    const ADVICE: &'static str = "sh deploy/nginx/configure FILE writes the configuration, nginx -t says what is wrong";

    fn codings(&self) -> &'static str {
        if self.brotli.is_some() { "br gzip" } else { "gzip" }
    }

    fn start(&self, address: SocketAddr, folder: &Path, variables: &Variables) -> Result<ChildProcess, Error> {
        // The path of a socket may have a hundred characters.
        let socket = std::env::temp_dir().join(format!("voldeck-{}-{}.sock", std::process::id(), address.port()));
        let mut configure = Command::new("sh");
        configure.arg(deploy::file("nginx/configure")).arg(folder.join("voldeck.conf"));
        configure.env("VOLDECK_LISTEN", address.to_string()).env("VOLDECK_SOCKET", &socket);
        configure.env("VOLDECK_PACKED", if self.brotli.is_some() { "gzip brotli" } else { "gzip" });
        configure.envs(variables.iter().map(|(name, value)| (name, value))).current_dir(tools::root());
        process::run("Configuring nginx", &mut configure, "the line above names what is wrong")?;
        let module = self.brotli.as_ref().map(|module| format!("load_module {};\n", module.display())).unwrap_or_default();
        let main = fs::read_to_string(deploy::file("nginx/nginx.conf")).unwrap_or_default();
        let written = fs::write(folder.join("nginx.conf"), module + &main);
        written.map_err(|error| Error::new(format!("nginx.conf cannot be written: {error}")))?;
        let mut command = Command::new(&self.program);
        // One process: it ends when it is killed, and reads what the user may read.
        command.arg("-p").arg(folder).args(["-c", "nginx.conf", "-e", "stderr", "-g", "daemon off; master_process off;"]);
        ChildProcess::quietly(Self::TITLE, &mut command, Self::ADVICE)
    }
}

/// An nginx: the one on PATH, or Debian's in the user's cache.
fn found() -> Option<Nginx> {
    let usable = |nginx: &PathBuf| {
        // It says so on stderr.
        let output = Command::new(nginx).arg("-V").stdin(Stdio::null()).output().ok();
        output.is_some_and(|output| serves(&String::from_utf8_lossy(&output.stderr)))
    };
    if let Some(program) = tools::on_path("nginx").filter(usable) {
        return Some(Nginx { program, brotli: None });
    }
    let packages = ["nginx", "libnginx-mod-http-brotli-static"];
    let program = debian::program(&packages, PROGRAM, "Install nginx 1.18 or newer (nginx.org)")?;
    let program = program.map_err(|error| println!("{error}")).ok().filter(usable)?;
    let folder = program.ancestors().nth(Path::new(PROGRAM).components().count())?;
    let brotli = Some(folder.join(BROTLI)).filter(|module| module.is_file());
    Some(Nginx { program, brotli })
}

/// Whether an nginx that says this of itself can serve the site.
fn serves(words: &str) -> bool {
    let version = words.split("nginx/").nth(1).unwrap_or_default();
    let mut numbers = version.split(['.', ' ', '\n']).map_while(|number| number.parse::<u32>().ok());
    let version = numbers.next().zip(numbers.next());
    version.is_some_and(|version| version >= (1, 18)) && words.contains("http_gzip_static_module")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nginx_says_of_itself_is_read() {
        let check = |words: &str, expected: bool| assert_eq!(serves(words), expected, "{words}");
        check("nginx version: nginx/1.22.1\nconfigure arguments: --with-http_gzip_static_module", true);
        check("nginx version: nginx/1.31.3 (x)\nconfigure arguments: --with-http_gzip_static_module", true);
        check("nginx version: nginx/1.22.1\nconfigure arguments: --with-http_ssl_module", false);
        check("nginx version: nginx/1.14.2\nconfigure arguments: --with-http_gzip_static_module", false);
        check("", false);
    }

    /// What `configure` prints with these variables, or what it complains of.
    fn configured(variables: &[(&str, &str)]) -> Result<String, String> {
        let dist = std::env::temp_dir().join(format!("voldeck-configure-{}", std::process::id()));
        fs::create_dir_all(&dist).expect("a folder");
        fs::write(dist.join("index.html"), "").expect("a file");
        let mut command = Command::new("sh");
        command.arg(deploy::file("nginx/configure")).env("VOLDECK_DIST", &dist).envs(variables.iter().copied());
        let output = command.output().expect("a shell");
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        if output.status.success() { Ok(text(&output.stdout)) } else { Err(text(&output.stderr)) }
    }

    #[cfg(unix)]
    #[test]
    fn only_what_is_named_is_configured() {
        let plain = configured(&[]).expect("a configuration");
        assert!(!plain.contains("${VOLDECK_"), "{plain}");
        assert!(plain.contains("nomad     \"\";") && !plain.contains("resolver") && !plain.contains("proxy_ssl"), "{plain}");
        assert!(plain.contains("connect-src 'self'; ") && plain.contains("frame-ancestors 'none'"), "{plain}");
        let wide = configured(&[
            ("VOLDECK_SCALEWAY", "https://api.scaleway.com"),
            ("VOLDECK_RESOLVER", "10.0.0.2"),
            ("VOLDECK_CA", "/dev/null"),
            ("VOLDECK_CONNECT", "https://nomad.example.net:4646 https://other.example.net"),
            ("VOLDECK_FRAME_ANCESTORS", "https://portal.example.net"),
        ]);
        // Where there is no list of authorities, that is said instead.
        match wide {
            Ok(wide) => {
                assert!(wide.contains("resolver 10.0.0.2;") && wide.contains("proxy_ssl_verify on;"), "{wide}");
                assert!(wide.contains("connect-src 'self' https://nomad.example.net:4646 https://other.example.net; "), "{wide}");
                assert!(wide.contains("frame-ancestors https://portal.example.net"), "{wide}");
            }
            Err(words) => assert!(words.contains("VOLDECK_CA"), "{words}"),
        }
    }

    #[cfg(unix)]
    #[test]
    fn what_cannot_be_right_is_named_and_no_secret_repeated() {
        let check = |name: &str, value: &str| {
            let words = configured(&[(name, value)]).expect_err(name);
            assert!(words.contains(name), "{name}: {words}");
            assert!(!name.contains("TOKEN") || !words.contains(value), "{words}");
        };
        check("VOLDECK_NOMAD", "nomad.internal:4646");
        check("VOLDECK_NOMAD", "http://nomad.internal:4646/v1");
        check("VOLDECK_NOMAD", "http://localhost:4646");
        check("VOLDECK_BASE", "/console/");
        check("VOLDECK_BASE", "console");
        check("VOLDECK_NOMAD_TOKEN", "a$b");
        check("VOLDECK_NOMAD_TOKEN", "a\"; return 200");
        check("VOLDECK_CONNECT", "https://x; script-src *");
        check("VOLDECK_DIST", "/nowhere");
        check("VOLDECK_PACKED", "zip");
    }
}
