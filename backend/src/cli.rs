//! What the program can be asked to do.

use std::path::PathBuf;

use clap::{Parser, Subcommand};

use crate::{config::Settings, db, server, telemetry};

/// The Latchkey server.
#[derive(Parser)]
#[command(name = "latchkey", version, about)]
pub struct Cli {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Serve the portal and its API
    Serve(ConfigFile),
    /// Bring the database's tables up to date
    Migrate(ConfigFile),
    /// Print the OpenAPI document
    Openapi,
}

#[derive(clap::Args)]
struct ConfigFile {
    /// The configuration, in TOML; `LATCHKEY__SECTION__KEY` in the environment overrides a key
    #[arg(long)]
    config: PathBuf,
}

impl Cli {
    /// Does what was asked.
    ///
    /// # Errors
    /// In words for whoever started the program.
    pub async fn run(self) -> anyhow::Result<()> {
        match self.task {
            Task::Serve(file) => {
                telemetry::start();
                server::run(Settings::load(&file.config)?).await
            }
            Task::Migrate(file) => {
                let settings = Settings::load(&file.config)?;
                db::migrate(&db::connect(&settings.database_url).await?).await?;
                Ok(())
            }
            Task::Openapi => print_document(),
        }
    }
}

#[expect(clippy::print_stdout, reason = "printing is what the command is for")]
fn print_document() -> anyhow::Result<()> {
    println!("{}", server::document().to_pretty_json()?);
    Ok(())
}
