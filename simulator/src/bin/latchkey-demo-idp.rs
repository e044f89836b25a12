//! The demo identity provider as a program.

use std::{io::Write, path::PathBuf, sync::Arc};

use anyhow::Context;
use clap::Parser;
use simulator::{
    clock::SystemClock,
    demo_idp::{self, Announcement, Settings},
};
use tokio::signal::unix::{SignalKind, signal};
use tracing_subscriber::EnvFilter;

/// A demo identity provider on loopback: SAML 2.0 and OpenID Connect.
#[derive(Debug, Parser)]
#[command(version)]
struct Arguments {
    /// The port on 127.0.0.1; 0 takes any free one.
    #[arg(long, default_value_t = 4802)]
    port: u16,
    /// Keeps keys, people and applications in this file, so that they survive a restart.
    #[arg(long)]
    state: Option<PathBuf>,
    /// Prints one line of JSON on standard output when the provider answers.
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
    let running = demo_idp::start(Settings {
        port: arguments.port,
        state_file: arguments.state,
        clock: Arc::new(SystemClock),
    })?;
    let announcement = running.announcement();
    tracing::info!(console = announcement.console_url, "the identity provider answers");
    if arguments.json {
        announce(&announcement).context("writing to standard output")?;
    }
    tokio::select! {
        interrupted = tokio::signal::ctrl_c() => interrupted.context("listening for Ctrl-C")?,
        _ = terminate.recv() => {}
    }
    running.stop().await;
    Ok(())
}

fn announce(announcement: &Announcement) -> anyhow::Result<()> {
    let mut line = serde_json::to_string(announcement)?;
    line.push('\n');
    let mut stdout = std::io::stdout().lock();
    stdout.write_all(line.as_bytes())?;
    stdout.flush()?;
    Ok(())
}
