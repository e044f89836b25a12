//! The demo: Latchkey on an embedded SQLite database, a local Auth0 tenant and a demo identity provider.

mod accounts;
mod config;

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    sync::mpsc,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use clap::Args;
use serde_json::Value;

use crate::{process, process::Server, spa, suites};

#[derive(Args)]
pub(crate) struct Options {
    /// Port of the portal; 0 takes a free one
    #[arg(long, default_value_t = 4800)]
    portal_port: u16,
    /// Port of the local Auth0 tenant; 0 takes a free one
    #[arg(long, default_value_t = 4801)]
    auth0_port: u16,
    /// Port of the demo identity provider; 0 takes a free one
    #[arg(long, default_value_t = 4802)]
    idp_port: u16,
    /// Port of the demo's name server, for UDP and TCP; 0 takes a free one
    #[arg(long, default_value_t = 4803)]
    dns_port: u16,
    /// Where the demo keeps its data [default: .demo in the checkout]
    #[arg(long)]
    data: Option<PathBuf>,
    /// Forget what an earlier demo left in the data folder
    #[arg(long)]
    fresh: bool,
    /// Print one line of JSON for scripts when everything answers
    #[arg(long)]
    json: bool,
}

/// Builds everything, starts it, says where it is, and ends it on Ctrl-C.
pub(crate) fn run(options: &Options) -> Result<()> {
    spa::build()?;
    suites::build_servers()?;
    let (stop, stopped) = mpsc::channel();
    ctrlc::set_handler(move || {
        // Nobody listens any more once the demo is stopping.
        let _ = stop.send(());
    })?;
    let data = data_folder(options)?;
    let mut demo = Demo::start(options, &data)?;
    wait_until_ready(&demo.portal_url, &mut demo.servers, &stopped)?;
    let summary = accounts::summary(&demo.portal_url, &demo.auth0, &demo.idp)?;
    if options.json {
        announce(&summary.to_string());
    } else {
        announce(&accounts::text(&summary, &data));
    }
    while let Err(mpsc::RecvTimeoutError::Timeout) = stopped.recv_timeout(Duration::from_millis(500)) {
        demo.check()?;
    }
    eprintln!("Stopping");
    Ok(())
}

#[expect(clippy::print_stdout, reason = "standard output is how the demo tells people and scripts")]
fn announce(text: &str) {
    println!("{text}");
}

/// What runs. Servers stop in the order of this list.
struct Demo {
    servers: Vec<Server>,
    portal_url: String,
    auth0: Value,
    idp: Value,
}

impl Demo {
    fn start(options: &Options, data: &Path) -> Result<Self> {
        let portal_port = match options.portal_port {
            0 => suites::free_port()?,
            port => port,
        };
        ensure_free(portal_port, "--portal-port")?;
        ensure_free(options.auth0_port, "--auth0-port")?;
        ensure_free(options.idp_port, "--idp-port")?;
        ensure_free(options.dns_port, "--dns-port")?;
        ensure_free_for_udp(options.dns_port, "--dns-port")?;
        let portal_url = format!("http://localhost:{portal_port}");
        let binaries = process::binaries();
        let (tenant, auth0) = Server::start_announcing(
            "the local Auth0 tenant",
            Command::new(binaries.join("latchkey-simulator"))
                .args(["--port", &options.auth0_port.to_string(), "--seed", "demo", "--json"])
                .args(["--dns-port", &options.dns_port.to_string()])
                .args(["--portal-url", &portal_url, "--state"])
                .arg(data.join("auth0.json"))
                .stderr(fs::File::create(data.join("auth0.log"))?),
        )?;
        let (provider, idp) = Server::start_announcing(
            "the demo identity provider",
            Command::new(binaries.join("latchkey-demo-idp"))
                .args(["--port", &options.idp_port.to_string(), "--json", "--state"])
                .arg(data.join("idp.json"))
                .stderr(fs::File::create(data.join("idp.log"))?),
        )?;
        let config = config::write(data, &portal_url, portal_port, &auth0)?;
        let log = fs::File::create(data.join("latchkey.log"))?;
        let portal = Server::start(
            "latchkey",
            Command::new(binaries.join("latchkey")).args(["serve", "--config"]).arg(config).stderr(log),
        )?;
        Ok(Self { servers: vec![portal, provider, tenant], portal_url, auth0, idp })
    }

    fn check(&mut self) -> Result<()> {
        for server in &mut self.servers {
            if let Some(end) = server.ended()? {
                bail!("{end}; its log is in the data folder");
            }
        }
        Ok(())
    }
}

fn data_folder(options: &Options) -> Result<PathBuf> {
    let data = options.data.clone().unwrap_or_else(|| crate::root().join(".demo"));
    if options.fresh && data.exists() {
        // Only what a demo writes: the folder was named by a person and may hold other things.
        for name in [
            "auth0.json",
            "auth0.dns.json",
            "idp.json",
            "auth0.log",
            "idp.log",
            "latchkey.toml",
            "latchkey.log",
            "latchkey.db",
            "latchkey.db-wal",
            "latchkey.db-shm",
        ] {
            match fs::remove_file(data.join(name)) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error.into()),
                _ => {}
            }
        }
    }
    fs::create_dir_all(&data).with_context(|| data.display().to_string())?;
    Ok(fs::canonicalize(data)?)
}

fn ensure_free(port: u16, flag: &str) -> Result<()> {
    let taken = || format!("port {port} is not free; choose another one with {flag}");
    std::net::TcpListener::bind(("127.0.0.1", port)).map(drop).with_context(taken)
}

fn ensure_free_for_udp(port: u16, flag: &str) -> Result<()> {
    let taken = || format!("port {port} is not free for UDP; choose another one with {flag}");
    std::net::UdpSocket::bind(("127.0.0.1", port)).map(drop).with_context(taken)
}

fn wait_until_ready(portal_url: &str, servers: &mut [Server], stopped: &mpsc::Receiver<()>) -> Result<()> {
    let began = Instant::now();
    while began.elapsed() < Duration::from_secs(60) {
        if ureq::get(&format!("{portal_url}/readyz")).call().is_ok() {
            return Ok(());
        }
        for server in &mut *servers {
            if let Some(end) = server.ended()? {
                bail!("{end}; see latchkey.log in the data folder");
            }
        }
        if stopped.recv_timeout(Duration::from_millis(100)).is_ok() {
            bail!("stopped while starting");
        }
    }
    bail!("the portal was not ready within a minute; see latchkey.log in the data folder")
}
