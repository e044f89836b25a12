//! The `latchkey` program.

use clap::Parser;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    backend::cli::Cli::parse().run().await
}
