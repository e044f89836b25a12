//! `cargo xtask`: builds the single-page app, runs the demo, the tests and what CI asks.

mod ci;
mod demo;
mod interop;
mod process;
mod spa;
mod suites;
mod tools;

use std::path::{Path, PathBuf};

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Everything this repository needs done")]
struct Cli {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Build the single-page app into frontend/dist
    BuildSpa,
    /// Run Latchkey with a local Auth0 tenant and a demo identity provider, until Ctrl-C
    Demo(demo::Options),
    /// Run the tests
    Test(suites::Options),
    /// What CI runs: format, lints, licences, the OpenAPI document, then the tests
    Ci,
}

fn main() -> anyhow::Result<()> {
    match Cli::parse().task {
        Task::BuildSpa => spa::build(),
        Task::Demo(options) => demo::run(&options),
        Task::Test(options) => suites::run(&options),
        Task::Ci => ci::run(),
    }
}

/// The top of the checkout.
fn root() -> PathBuf {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    manifest.parent().unwrap_or(manifest).to_path_buf()
}
