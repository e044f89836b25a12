//! The local Auth0 tenant as a program.

use std::{io::Write, path::PathBuf, sync::Arc};

use anyhow::Context;
use clap::{Parser, ValueEnum};
use simulator::{
    clock::SystemClock,
    server::{self, Seed, Settings},
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
    /// What a fresh tenant holds.
    #[arg(long, value_enum, default_value_t = SeedName::Demo)]
    seed: SeedName,
    /// Where the portal answers; the demo's applications send people back there.
    #[arg(long, default_value = "http://localhost:4800")]
    portal_url: String,
    /// Keeps the tenant in this file, so that it survives a restart.
    #[arg(long)]
    state: Option<PathBuf>,
    /// Prints one line of JSON on standard output when the tenant answers.
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum SeedName {
    Demo,
    Empty,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let filter =
        EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info,actix_server=warn"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    let arguments = Arguments::parse();
    let running = server::start(Settings {
        port: arguments.port,
        seed: match arguments.seed {
            SeedName::Demo => Seed::Demo,
            SeedName::Empty => Seed::Empty,
        },
        portal_url: arguments.portal_url,
        state_file: arguments.state,
        clock: Arc::new(SystemClock),
    })?;
    let announcement = running.announcement();
    tracing::info!(issuer = announcement.issuer, "the tenant answers");
    if arguments.json {
        let mut line = serde_json::to_string(&announcement)?;
        line.push('\n');
        let mut stdout = std::io::stdout().lock();
        stdout
            .write_all(line.as_bytes())
            .and_then(|()| stdout.flush())
            .context("writing to standard output")?;
    }
    let mut terminate = signal(SignalKind::terminate()).context("listening for SIGTERM")?;
    tokio::select! {
        interrupted = tokio::signal::ctrl_c() => interrupted.context("listening for Ctrl-C")?,
        _ = terminate.recv() => {}
    }
    running.stop().await;
    Ok(())
}
