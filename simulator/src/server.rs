//! Starts a tenant on a port, with a name server beside it, and says what is in it.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use crate::{
    announcement::Announcement,
    budget::Tier,
    clock::{Clock, SystemClock},
    dns::{self, NameServer, Zone},
    host::{Host, Opening},
    tenant::{self, Tenant, TenantError, keys::KeyError, persistence},
    tls::{Authority, TlsError},
};

/// What a fresh tenant holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Deserialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum Seed {
    /// Organizations, applications and accounts to play with.
    #[default]
    Demo,
    /// One Management client.
    Empty,
}

/// How to start.
pub struct Settings {
    /// The port on 127.0.0.1; 0 takes any free one.
    pub port: u16,
    /// The name server's port on 127.0.0.1, for UDP and TCP; 0 takes any free one.
    pub dns_port: u16,
    /// For a fresh tenant.
    pub seed: Seed,
    /// How many requests are allowed.
    pub tier: Tier,
    /// HTTPS with certificates of this authority.
    pub authority: Option<Authority>,
    /// Where the portal answers.
    pub portal_url: String,
    /// Where the tenant's memory is kept; the name server's records are kept beside it, in `NAME.dns.json`.
    pub state_file: Option<PathBuf>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            port: 0,
            dns_port: 0,
            seed: Seed::Demo,
            tier: Tier::Off,
            authority: None,
            portal_url: "http://localhost:4800".to_owned(),
            state_file: None,
            clock: Arc::new(SystemClock),
        }
    }
}

/// The tenant could not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The port is taken, or may not be used.
    #[error("cannot listen on 127.0.0.1:{port}")]
    Listen {
        /// The port.
        port: u16,
        /// What went wrong.
        source: std::io::Error,
    },
    /// This process has a tenant of this name.
    #[error("there is a tenant named {name}")]
    NameTaken {
        /// The name.
        name: String,
    },
    /// The state file is unusable.
    #[error(transparent)]
    File(#[from] persistence::FileError),
    /// The tenant could not be set up.
    #[error(transparent)]
    Tenant(#[from] TenantError),
    /// The key could not be made.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// HTTPS could not be set up.
    #[error(transparent)]
    Tls(#[from] TlsError),
}

/// A tenant that answers.
pub struct Running {
    /// The tenant.
    pub tenant: Arc<Tenant>,
    host: Arc<Host>,
}

/// Starts a tenant. Must be called inside a tokio runtime.
pub fn start(settings: Settings) -> Result<Running, StartError> {
    let names = name_server(settings.dns_port, settings.state_file.as_deref())?;
    let host = Arc::new(Host::new(settings.portal_url, settings.clock, settings.authority, names));
    let tenant = host.open(Opening {
        name: tenant::DEFAULT_NAME.to_owned(),
        port: settings.port,
        seed: settings.seed,
        tier: settings.tier,
        state_file: settings.state_file,
    })?;
    Ok(Running { tenant, host })
}

fn name_server(port: u16, state_file: Option<&Path>) -> Result<NameServer, StartError> {
    let zone = Zone::open(state_file.map(|path| path.with_extension("dns.json")))?;
    dns::start(port, zone).map_err(|source| StartError::Listen { port, source })
}

impl Running {
    /// What there is to know for whoever uses this tenant.
    pub fn announcement(&self) -> Announcement {
        Announcement::of(&self.tenant, self.host.name_server().address)
    }

    /// Stops answering and saves.
    pub async fn stop(self) {
        self.host.close_all().await;
    }
}
