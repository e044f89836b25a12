//! Starts a tenant on a port and says what is in it.

use std::{net::TcpListener, path::PathBuf, sync::Arc};

use actix_web::{App, HttpServer, dev::ServerHandle, middleware::from_fn, web};
use serde::Serialize;
use tokio::task::JoinHandle;

use crate::{
    admin,
    clock::{Clock, SystemClock},
    management, oidc, pages, relying_party, sample_app,
    tenant::{self, Tenant, TenantError, keys::KeyError, model::Client, persistence, seed, state::State},
};

/// What a fresh tenant holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
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
    /// For a fresh tenant.
    pub seed: Seed,
    /// Where the portal answers.
    pub portal_url: String,
    /// Where the tenant's memory is kept.
    pub state_file: Option<PathBuf>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            port: 0,
            seed: Seed::Demo,
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
    /// The state file is unusable.
    #[error(transparent)]
    File(#[from] persistence::FileError),
    /// The tenant could not be set up.
    #[error(transparent)]
    Tenant(#[from] TenantError),
    /// The key could not be made.
    #[error(transparent)]
    Key(#[from] KeyError),
}

/// A tenant that answers.
pub struct Running {
    /// The tenant.
    pub tenant: Arc<Tenant>,
    handle: ServerHandle,
    server: JoinHandle<std::io::Result<()>>,
    saving: Option<(JoinHandle<()>, PathBuf)>,
}

/// Starts a tenant. Must be called inside a tokio runtime.
pub fn start(settings: Settings) -> Result<Running, StartError> {
    let listen = |source| StartError::Listen { port: settings.port, source };
    let listener = TcpListener::bind(("127.0.0.1", settings.port)).map_err(listen)?;
    let port = listener.local_addr().map_err(listen)?.port();
    let issuer = format!("http://localhost:{port}/");
    let state = remember(&settings, &issuer)?;
    let tenant = Arc::new(Tenant::new(tenant::DEFAULT_NAME, issuer, state, settings.clock.clone())?);
    let saving = settings
        .state_file
        .map(|path| (tokio::spawn(persistence::keep_saving(Arc::clone(&tenant), path.clone())), path));
    let shared = web::Data::from(Arc::clone(&tenant));
    let server = HttpServer::new(move || {
        App::new().app_data(shared.clone()).configure(routes).wrap(from_fn(admin::inject))
    })
    .workers(2)
    .disable_signals()
    .shutdown_timeout(2)
    .listen(listener)
    .map_err(listen)?
    .run();
    let handle = server.handle();
    tenant.write(|_| ());
    Ok(Running { tenant, handle, server: tokio::spawn(server), saving })
}

fn remember(settings: &Settings, issuer: &str) -> Result<State, StartError> {
    let kept = match &settings.state_file {
        Some(path) => persistence::load(path)?,
        None => None,
    };
    let mut state = match (kept, settings.seed) {
        (Some(state), _) => state,
        (None, Seed::Demo) => seed::demo(tenant::DEFAULT_NAME, settings.clock.now())?,
        (None, Seed::Empty) => seed::empty(tenant::DEFAULT_NAME)?,
    };
    seed::relocate(&mut state, &format!("{issuer}api/v2/"), issuer, &settings.portal_url);
    Ok(state)
}

fn routes(config: &mut web::ServiceConfig) {
    config
        .configure(admin::configure)
        .configure(management::configure)
        .configure(oidc::configure)
        .configure(relying_party::configure)
        .configure(sample_app::configure)
        .configure(pages::configure)
        .default_service(web::to(pages::not_found));
}

impl Running {
    /// What there is to know for whoever uses this tenant.
    pub fn announcement(&self) -> Announcement {
        self.tenant.read(|state| Announcement::of(&self.tenant, state))
    }

    /// Stops answering and saves.
    pub async fn stop(self) {
        self.handle.stop(true).await;
        if let Ok(Err(error)) = self.server.await {
            tracing::error!(%error, "the server ended badly");
        }
        if let Some((task, path)) = self.saving {
            task.abort();
            if let Err(error) = persistence::save(&path, &self.tenant) {
                tracing::error!(%error, "the state could not be saved");
            }
        }
    }
}

/// The line that `--json` prints.
#[derive(Debug, Clone, Serialize)]
pub struct Announcement {
    /// The issuer.
    pub issuer: String,
    /// Host and port.
    pub domain: String,
    /// How to use the Management API.
    pub management: MachineCredentials,
    /// Where faults are ordered.
    pub admin_url: String,
    /// The demo's part.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub demo: Option<DemoAnnouncement>,
}

/// What the demo seed made.
#[derive(Debug, Clone, Serialize)]
pub struct DemoAnnouncement {
    /// The portal's login client.
    pub portal: LoginCredentials,
    /// The client of test sign-ins.
    pub test_application: Credentials,
    /// The partner's machine client.
    pub partner: MachineCredentials,
    /// The vendor's applications.
    pub applications: Vec<Application>,
    /// People who can sign in.
    pub accounts: Vec<Account>,
    /// The sample application.
    pub sample_app_url: String,
}

/// A client and its secret.
#[derive(Debug, Clone, Serialize)]
pub struct Credentials {
    /// The client.
    pub client_id: String,
    /// Its secret.
    pub client_secret: String,
}

/// A client that signs people in for an API.
#[derive(Debug, Clone, Serialize)]
pub struct LoginCredentials {
    /// The client and its secret.
    #[serde(flatten)]
    pub credentials: Credentials,
    /// The API.
    pub audience: String,
}

/// A client that calls an API in its own name.
#[derive(Debug, Clone, Serialize)]
pub struct MachineCredentials {
    /// The client and its secret.
    #[serde(flatten)]
    pub credentials: Credentials,
    /// The API.
    pub audience: String,
    /// Where tokens are given.
    pub token_url: String,
}

/// An application of the vendor.
#[derive(Debug, Clone, Serialize)]
pub struct Application {
    /// The client.
    pub client_id: String,
    /// What people see.
    pub name: String,
    /// Where sign-in begins.
    pub sign_in_url: String,
}

/// A ready-made account.
#[derive(Debug, Clone, Serialize)]
pub struct Account {
    /// `owner`, `viewer`, `operator`.
    pub role: String,
    /// The organization's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organization_name: Option<String>,
    /// What people call it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organization_display_name: Option<String>,
    /// The user name.
    pub email: String,
    /// The password.
    pub password: String,
}

impl Announcement {
    fn of(tenant: &Tenant, state: &State) -> Self {
        Self {
            issuer: tenant.issuer.clone(),
            domain: tenant.domain().to_owned(),
            management: machine(tenant, state, &state.management_client, tenant.management_audience()),
            admin_url: tenant.url(admin::PATH),
            demo: state.demo.as_ref().map(|demo| DemoAnnouncement::of(tenant, state, demo)),
        }
    }
}

impl DemoAnnouncement {
    fn of(tenant: &Tenant, state: &State, demo: &seed::Demo) -> Self {
        let sample_app_url = tenant.url("sample-app");
        let sample = state.clients.get(&demo.sample_app);
        Self {
            portal: LoginCredentials {
                credentials: credentials(state.clients.get(&demo.portal)),
                audience: seed::API.to_owned(),
            },
            test_application: credentials(state.clients.get(&demo.test_application)),
            partner: machine(tenant, state, &demo.partner, seed::API.to_owned()),
            applications: vec![Application {
                client_id: demo.sample_app.clone(),
                name: sample.map(|client| client.name.clone()).unwrap_or_default(),
                sign_in_url: format!("{sample_app_url}/login"),
            }],
            accounts: demo.accounts.iter().filter_map(|account| announce(state, account)).collect(),
            sample_app_url,
        }
    }
}

fn announce(state: &State, account: &seed::Account) -> Option<Account> {
    let user = state.users.get(&account.user_id)?;
    let organization = account.organization.as_deref().and_then(|id| state.organizations.get(id));
    Some(Account {
        role: account.role.clone(),
        organization_name: organization.map(|organization| organization.name.clone()),
        organization_display_name: organization.and_then(|organization| organization.display_name.clone()),
        email: user.email()?.to_owned(),
        password: user.password.clone()?,
    })
}

fn credentials(client: Option<&Client>) -> Credentials {
    let part = |pick: fn(&Client) -> &String| client.map(pick).cloned().unwrap_or_default();
    Credentials {
        client_id: part(|client| &client.client_id),
        client_secret: part(|client| &client.client_secret),
    }
}

fn machine(tenant: &Tenant, state: &State, client: &str, audience: String) -> MachineCredentials {
    let credentials = credentials(state.clients.get(client));
    MachineCredentials { credentials, audience, token_url: tenant.url("oauth/token") }
}
