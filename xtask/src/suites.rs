//! The tests, suite by suite. What a suite needs beyond cargo is found or installed first; nothing is passed over.

use std::{
    path::Path,
    process::{Command, Stdio},
    time::Instant,
};

use anyhow::{Result, bail};
use clap::{Args, ValueEnum};

use crate::{interop, process, spa, tools};

#[derive(Args, Default)]
pub(crate) struct Options {
    /// Which suites to run; all when left out
    #[arg(long, value_delimiter = ',', value_enum)]
    suite: Vec<Suite>,
    /// Only tests whose name contains this
    #[arg(long)]
    filter: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Suite {
    /// Every crate's own tests
    Unit,
    /// The REST API from outside, crashes and lost answers included, on SQLite
    Api,
    /// The same on PostgreSQL
    Postgres,
    /// Other people's programs against the local Auth0 tenant
    Interop,
    /// A real browser from sign-in to sign-in
    Browser,
}

/// Builds what the suites need, runs them in order, and says how long each took.
pub(crate) fn run(options: &Options) -> Result<()> {
    let all = [Suite::Unit, Suite::Api, Suite::Postgres, Suite::Interop, Suite::Browser];
    let suites: Vec<Suite> =
        all.into_iter().filter(|suite| options.suite.is_empty() || options.suite.contains(suite)).collect();
    let black_box = suites.iter().any(|suite| *suite != Suite::Unit);
    let began = Instant::now();
    spa::build()?;
    if black_box {
        build_servers()?;
    }
    let mut times = vec![("build".to_owned(), began.elapsed())];
    for suite in suites {
        let began = Instant::now();
        suite.run(options.filter.as_deref())?;
        let name = suite.to_possible_value().map(|value| value.get_name().to_owned());
        times.push((name.unwrap_or_default(), began.elapsed()));
    }
    for (name, time) in times {
        eprintln!("{name:>9}  {:>6.1} s", time.as_secs_f64());
    }
    Ok(())
}

/// The packages that every build here selects, whatever it then runs: another selection would make cargo resolve other
/// features and compile most dependencies once more. This program is not among them: it would be replaced while it runs.
const NATIVE: [&str; 5] = ["--workspace", "--exclude", "frontend", "--exclude", "xtask"];

/// Builds the servers that the demo and the black-box tests start.
pub(crate) fn build_servers() -> Result<()> {
    process::run(process::cargo().args(["build", "--locked", "--bins"]).args(NATIVE))
}

impl Suite {
    fn run(self, filter: Option<&str>) -> Result<()> {
        match self {
            Self::Unit => {
                // Selected like all others, run without the black-box tests.
                let (nextest, own) = (["-E", "not package(tests)"], ["--exclude", "tests"]);
                cargo_test(&NATIVE, if has_nextest() { &nextest } else { &own }, filter, &[])?;
                cargo_test(&["--package", "frontend"], &[], filter, &[])?;
                cargo_test(&["--package", "xtask"], &[], filter, &[])
            }
            Self::Api => black_box(&["api", "faults"], filter, &[]),
            Self::Postgres => {
                let cluster = Cluster::start()?;
                black_box(&["api", "faults"], filter, &[("LATCHKEY_TEST_POSTGRES", cluster.url())])
            }
            Self::Interop => {
                let installed = interop::install()?;
                let folder = installed.folder.to_string_lossy().into_owned();
                let node = installed.node.to_string_lossy().into_owned();
                black_box(&["interop"], filter, &[("LATCHKEY_INTEROP_DIR", folder), ("NODE", node)])
            }
            Self::Browser => {
                let browser = tools::browser()?;
                let chromium = browser.chromium.to_string_lossy().into_owned();
                let driver = browser.driver.to_string_lossy().into_owned();
                black_box(&["browser"], filter, &[("CHROME", chromium), ("CHROMEDRIVER", driver)])
            }
        }
    }
}

fn black_box(binaries: &[&str], filter: Option<&str>, variables: &[(&str, String)]) -> Result<()> {
    let targets: Vec<&str> = binaries.iter().flat_map(|binary| ["--test", binary]).collect();
    let folder = process::binaries().to_string_lossy().into_owned();
    let mut all = vec![("LATCHKEY_BIN_DIR", folder)];
    all.extend_from_slice(variables);
    cargo_test(&NATIVE, &targets, filter, &all)
}

/// Runs tests with nextest where it is installed, else with cargo's own runner.
fn cargo_test(
    packages: &[&str],
    targets: &[&str],
    filter: Option<&str>,
    variables: &[(&str, String)],
) -> Result<()> {
    let mut command = process::cargo();
    if has_nextest() {
        command.args(["nextest", "run", "--locked", "--no-tests", "warn"]);
    } else {
        command.args(["test", "--locked"]);
    }
    command.args(packages).args(targets).args(filter);
    command.envs(variables.iter().map(|(name, value)| (name, value)));
    process::run(&mut command)
}

fn has_nextest() -> bool {
    let version = process::cargo().args(["nextest", "--version"]).stderr(Stdio::null()).output();
    version.is_ok_and(|output| output.status.success())
}

/// A PostgreSQL cluster in a folder of its own, on a free port of loopback, for the length of a suite.
struct Cluster {
    _server: process::Server,
    _folder: ClusterFolder,
    port: u16,
}

/// The cluster's folder; goes away after the server.
struct ClusterFolder(std::path::PathBuf);

impl Drop for ClusterFolder {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.0));
    }
}

impl Cluster {
    fn start() -> Result<Self> {
        let programs = tools::postgres()?;
        let folder = std::env::temp_dir().join(format!("latchkey-postgres-{}", std::process::id()));
        std::fs::create_dir_all(&folder)?;
        let guard = ClusterFolder(folder.clone());
        if tools::is_root() {
            // PostgreSQL refuses to run as root; Debian's package brings this user.
            process::run(Command::new("chown").arg("postgres").arg(&folder))?;
        }
        let data = folder.join("data");
        process::run(
            as_postgres(&programs.join("initdb"))
                .args(["--auth=trust", "--username=latchkey", "--encoding=UTF8", "--no-sync", "-D"])
                .arg(&data),
        )?;
        let port = free_port()?;
        let server = process::Server::start(
            "postgres",
            as_postgres(&programs.join("postgres"))
                .arg("-D")
                .arg(&data)
                .args(["-p", &port.to_string(), "-c", "listen_addresses=127.0.0.1", "-c", "fsync=off"])
                .args(["-c", "max_connections=300", "-c", "unix_socket_directories="]),
        )?;
        wait_until_open(port)?;
        Ok(Self { _server: server, _folder: guard, port })
    }

    /// The server's address, without a database's name.
    fn url(&self) -> String {
        format!("postgres://latchkey@127.0.0.1:{}", self.port)
    }
}

fn as_postgres(program: &Path) -> Command {
    if !tools::is_root() {
        return Command::new(program);
    }
    // `setpriv` replaces itself by the program, so that a signal to our child reaches PostgreSQL.
    let mut command = Command::new("setpriv");
    command.args(["--reuid=postgres", "--regid=postgres", "--init-groups", "--"]).arg(program);
    command.current_dir("/");
    command
}

/// A port of loopback that nothing listens on right now.
pub(crate) fn free_port() -> Result<u16> {
    Ok(std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

fn wait_until_open(port: u16) -> Result<()> {
    let began = Instant::now();
    while began.elapsed().as_secs() < 30 {
        if std::net::TcpStream::connect(("127.0.0.1", port)).is_ok() {
            return Ok(());
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    bail!("PostgreSQL does not answer on port {port}")
}
