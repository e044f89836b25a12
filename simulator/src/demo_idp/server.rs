//! Starts the provider on a port and says what is in it.

use std::{net::TcpListener, path::PathBuf, sync::Arc};

use actix_web::{App, HttpServer, dev::ServerHandle, middleware::from_fn, web};
use serde::Serialize;
use tokio::task::JoinHandle;

use crate::{
    clock::{Clock, SystemClock},
    tenant::keys::KeyError,
};

use super::{FileError, Idp, api, console, guard, oidc, pages, remember, saml_slo, saml_sso, sign_in, wsfed};

/// Enough for a signed request in a form.
const FORM_LIMIT: usize = 512 * 1024;

/// How to start.
pub struct Settings {
    /// The port on 127.0.0.1; 0 takes any free one.
    pub port: u16,
    /// Where keys, people and applications are kept.
    pub state_file: Option<PathBuf>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
}

impl Default for Settings {
    fn default() -> Self {
        Self { port: 0, state_file: None, clock: Arc::new(SystemClock) }
    }
}

/// The provider could not start.
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
    /// The state file is unusable.
    #[error(transparent)]
    File(#[from] FileError),
    /// The keys could not be made or read.
    #[error(transparent)]
    Key(#[from] KeyError),
}

/// A provider that answers.
pub struct Running {
    idp: Arc<Idp>,
    handle: ServerHandle,
    server: JoinHandle<std::io::Result<()>>,
}

/// Starts a provider. Must be called inside a tokio runtime.
pub fn start(settings: Settings) -> Result<Running, StartError> {
    let listen = |source| StartError::Listen { port: settings.port, source };
    let listener = TcpListener::bind(("127.0.0.1", settings.port)).map_err(listen)?;
    let port = listener.local_addr().map_err(listen)?.port();
    let state = remember(settings.state_file.as_deref(), settings.clock.as_ref())?;
    let base_url = format!("http://localhost:{port}");
    let idp = Arc::new(Idp::new(base_url, state, settings.state_file, settings.clock)?);
    let shared = web::Data::from(Arc::clone(&idp));
    let server = HttpServer::new(move || {
        App::new()
            .app_data(shared.clone())
            .app_data(web::FormConfig::default().limit(FORM_LIMIT))
            .configure(routes)
            .wrap(from_fn(guard::check))
    })
    .workers(2)
    .disable_signals()
    .shutdown_timeout(2)
    .listen(listener)
    .map_err(listen)?
    .run();
    Ok(Running { idp, handle: server.handle(), server: tokio::spawn(server) })
}

fn routes(config: &mut web::ServiceConfig) {
    config
        .configure(api::configure)
        .configure(console::configure)
        .configure(oidc::configure)
        .configure(pages::configure)
        .configure(saml_slo::configure)
        .configure(saml_sso::configure)
        .configure(sign_in::configure)
        .configure(wsfed::configure)
        .default_service(web::to(pages::not_found));
}

impl Running {
    /// What there is to know for whoever uses this provider.
    pub fn announcement(&self) -> Announcement {
        Announcement::of(&self.idp)
    }

    /// Stops answering.
    pub async fn stop(self) {
        self.handle.stop(true).await;
        if let Ok(Err(error)) = self.server.await {
            tracing::error!(%error, "the server ended badly");
        }
    }
}

/// The line that `--json` prints.
#[derive(Debug, Clone, Serialize)]
pub struct Announcement {
    /// Where it answers.
    pub base_url: String,
    /// Its SAML metadata.
    pub saml_metadata_url: String,
    /// Its WS-Federation metadata, as an ADFS has it.
    pub federation_metadata_url: String,
    /// Its `OpenID` Connect issuer.
    pub oidc_issuer: String,
    /// A client that takes any redirect URI on this machine.
    pub oidc_client_id: String,
    /// The client's secret.
    pub oidc_client_secret: String,
    /// People who can sign in.
    pub users: Vec<UserAnnouncement>,
    /// The admin console.
    pub console_url: String,
}

/// A person who can sign in.
#[derive(Debug, Clone, Serialize)]
pub struct UserAnnouncement {
    /// The user name.
    pub email: String,
    /// The password.
    pub password: String,
}

impl Announcement {
    fn of(idp: &Idp) -> Self {
        let (client, users) = idp.read(|state| (state.oidc_apps.first().cloned(), state.users.clone()));
        let (oidc_client_id, oidc_client_secret) =
            client.map(|client| (client.client_id, client.client_secret)).unwrap_or_default();
        Self {
            base_url: idp.base_url.clone(),
            saml_metadata_url: saml_sso::entity_id(idp),
            federation_metadata_url: idp.url(wsfed::METADATA_PATH),
            oidc_issuer: idp.base_url.clone(),
            oidc_client_id,
            oidc_client_secret,
            users: users
                .into_iter()
                .map(|user| UserAnnouncement { email: user.email, password: user.password })
                .collect(),
            console_url: idp.url("/console"),
        }
    }
}
