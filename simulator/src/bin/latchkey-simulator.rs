//! The local Auth0 tenant as a program.

use std::{io::Write, path::PathBuf, sync::Arc};

use anyhow::Context;
use clap::Parser;
use simulator::{
    budget::Tier,
    clock::{Clock, SystemClock},
    server::{self, Seed, Settings},
    tls::Authority,
};
use tokio::signal::unix::{SignalKind, signal};
use tracing_subscriber::EnvFilter;

/// A local Auth0 tenant on loopback.
#[derive(Debug, Parser)]
#[command(version)]
struct Arguments {
    /// The port on 127.0.0.1; 0 takes any free one.
    #[arg(long, default_value_t = 4801)]
    port: u16,
    /// The name server's port on 127.0.0.1, for UDP and TCP; 0 takes any free one.
    #[arg(long, default_value_t = 4803)]
    dns_port: u16,
    /// Answers HTTPS only, with a certificate for localhost from a new authority.
    #[arg(long, requires = "ca_out")]
    tls: bool,
    /// Where to write the authority's certificate, for clients to trust.
    #[arg(long, requires = "tls", value_name = "FILE")]
    ca_out: Option<PathBuf>,
    /// What a fresh tenant holds.
    #[arg(long, value_enum, default_value_t)]
    seed: Seed,
    /// How many requests are allowed, as Auth0 limits each subscription.
    #[arg(long, value_enum, default_value_t = Tier::Off)]
    tier: Tier,
    /// Where the portal answers; the demo's applications send people back there.
    #[arg(long, default_value = "http://localhost:4800")]
    portal_url: String,
    /// Keeps the tenant in this file, and the name server's records beside it, so that they survive a restart.
    #[arg(long)]
    state: Option<PathBuf>,
    /// Prints one line of JSON on standard output when the tenant answers.
    #[arg(long)]
    json: bool,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let filter =
        EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info,actix_server=warn"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    let arguments = Arguments::parse();
    // Before anybody is told where to reach us, so that an early signal ends us properly.
    let mut terminate = signal(SignalKind::terminate()).context("listening for SIGTERM")?;
    let json = arguments.json;
    let running = server::start(settings(arguments)?)?;
    let announcement = running.announcement();
    tracing::info!(issuer = announcement.issuer, "the tenant answers");
    if json {
        let mut line = serde_json::to_string(&announcement)?;
        line.push('\n');
        let mut stdout = std::io::stdout().lock();
        stdout
            .write_all(line.as_bytes())
            .and_then(|()| stdout.flush())
            .context("writing to standard output")?;
    }
    tokio::select! {
        interrupted = tokio::signal::ctrl_c() => interrupted.context("listening for Ctrl-C")?,
        _ = terminate.recv() => {}
    }
    running.stop().await;
    Ok(())
}

fn settings(arguments: Arguments) -> anyhow::Result<Settings> {
    let authority = match &arguments.ca_out {
        None => None,
        Some(path) => {
            let authority = Authority::generate(SystemClock.now())?;
            std::fs::write(path, authority.certificate_pem()).with_context(|| path.display().to_string())?;
            Some(authority)
        }
    };
    Ok(Settings {
        port: arguments.port,
        dns_port: arguments.dns_port,
        seed: arguments.seed,
        tier: arguments.tier,
        authority,
        portal_url: arguments.portal_url,
        state_file: arguments.state,
        clock: Arc::new(SystemClock),
    })
}
