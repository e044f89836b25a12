//! Replays recorded conversations with Auth0 and says where the tenant answers otherwise.

use std::{
    io::{self, Write},
    path::PathBuf,
    process::ExitCode,
};

use clap::Parser;
use simulator::conformance::{self, Document, Exceptions, RecordingReport, Total};

/// Replays recorded conversations with Auth0 against a fresh tenant each.
#[derive(Debug, Parser)]
#[command(version)]
struct Arguments {
    /// Auth0's OpenAPI document of the Management API.
    #[arg(long)]
    openapi: PathBuf,
    /// A folder of recordings (go-vcr YAML, nock JSON), or one of them.
    #[arg(long)]
    recordings: PathBuf,
    /// Differences to accept instead of the ones that come with this program.
    #[arg(long)]
    exceptions: Option<PathBuf>,
    /// Only recordings whose name contains this.
    #[arg(long)]
    only: Option<String>,
    /// Also says which differences are accepted, and why.
    #[arg(long)]
    explain: bool,
}

#[tokio::main]
async fn main() -> anyhow::Result<ExitCode> {
    let arguments = Arguments::parse();
    let document = Document::read(&arguments.openapi)?;
    let exceptions = match &arguments.exceptions {
        Some(path) => Exceptions::read(path)?,
        None => Exceptions::known()?,
    };
    let mut total = Total::default();
    for recording in conformance::read_all(&arguments.recordings)? {
        if arguments.only.as_ref().is_some_and(|piece| !recording.name.contains(piece)) {
            continue;
        }
        let report = conformance::replay(&document, &exceptions, &recording).await?;
        print(&report, arguments.explain)?;
        total.add(&report);
    }
    writeln!(io::stdout(), "{total}")?;
    Ok(if total.differing == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn print(report: &RecordingReport, explain: bool) -> io::Result<()> {
    let mut out = io::stdout().lock();
    for complaint in &report.complaints {
        writeln!(out, "note     {} {complaint}", report.name)?;
    }
    for (number, outcome) in report.outcomes.iter().enumerate() {
        writeln!(out, "{} {number:>3} {outcome}", report.name)?;
        for difference in &outcome.found {
            writeln!(out, "         {difference}")?;
        }
        for (difference, reason) in outcome.accepted.iter().filter(|_| explain) {
            writeln!(out, "         ({difference} -- {reason})")?;
        }
    }
    Ok(())
}
