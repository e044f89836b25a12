//! All tenants of this process: each has a port of its own, so that cookies, issuers and budgets stay apart.

use std::{
    collections::BTreeMap,
    net::TcpListener,
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use actix_web::{App, HttpServer, dev::ServerHandle, middleware::from_fn, web};
use tokio::{runtime::Handle, task::JoinHandle};

use crate::{
    admin, budget,
    budget::Tier,
    clock::Clock,
    dns::NameServer,
    management, monitoring, oidc, pages, relying_party, sample_app, scim,
    server::{Seed, StartError},
    streams,
    tenant::{Birth, Tenant, persistence, seed, state::State},
    tls::Authority,
};

/// How long a connection may be idle, and a request's head on its way.
const PATIENCE: Duration = Duration::from_secs(60);

/// What the tenants of a process share.
pub struct Host {
    /// Where the portal answers.
    portal_url: String,
    /// Tells the time.
    clock: Arc<dyn Clock>,
    /// Signs for HTTPS.
    authority: Option<Authority>,
    /// Knows the names of all customers.
    names: NameServer,
    /// Servers outlive the request that starts them.
    runtime: Handle,
    served: Mutex<BTreeMap<String, Served>>,
}

/// A tenant to be.
pub struct Opening {
    /// Letters, digits and hyphens; stands in entity IDs.
    pub name: String,
    /// The port on 127.0.0.1; 0 takes any free one.
    pub port: u16,
    /// What it holds when nothing was kept.
    pub seed: Seed,
    /// Its budgets.
    pub tier: Tier,
    /// Where its memory is kept.
    pub state_file: Option<PathBuf>,
}

/// A tenant that answers.
struct Served {
    tenant: Arc<Tenant>,
    handle: ServerHandle,
    server: JoinHandle<std::io::Result<()>>,
    saving: Option<(JoinHandle<()>, PathBuf)>,
    delivering: JoinHandle<()>,
}

impl Host {
    /// A process without a tenant. Must be called inside a tokio runtime.
    pub fn new(
        portal_url: String,
        clock: Arc<dyn Clock>,
        authority: Option<Authority>,
        names: NameServer,
    ) -> Self {
        let runtime = Handle::current();
        Self { portal_url, clock, authority, names, runtime, served: Mutex::default() }
    }

    /// The name server of this process.
    pub const fn name_server(&self) -> &NameServer {
        &self.names
    }

    /// Starts a tenant.
    pub fn open(self: &Arc<Self>, opening: Opening) -> Result<Arc<Tenant>, StartError> {
        let taken = || StartError::NameTaken { name: opening.name.clone() };
        if self.locked().contains_key(&opening.name) {
            return Err(taken());
        }
        let listen = |source| StartError::Listen { port: opening.port, source };
        let listener = TcpListener::bind(("127.0.0.1", opening.port)).map_err(listen)?;
        let port = listener.local_addr().map_err(listen)?.port();
        let tenant = Arc::new(self.tenant(&opening, port)?);
        let (handle, server) = self.serve(listener, &tenant).map_err(listen)?;
        let saving = opening.state_file.clone().map(|path| {
            (self.runtime.spawn(persistence::keep_saving(Arc::clone(&tenant), path.clone())), path)
        });
        tenant.write(|_| ());
        let delivering = self.runtime.spawn(streams::deliver(Arc::clone(&tenant)));
        let served = Served { tenant: Arc::clone(&tenant), handle, server, saving, delivering };
        if let Some(other) = self.locked().insert(opening.name.clone(), served) {
            // Two requests for one name at a time: the later one stays.
            self.runtime.spawn(other.stop());
        }
        Ok(tenant)
    }

    fn tenant(&self, opening: &Opening, port: u16) -> Result<Tenant, StartError> {
        let kept = match &opening.state_file {
            Some(path) => persistence::load(path)?,
            None => None,
        };
        let state: State = match (kept, opening.seed) {
            (Some(state), _) => state,
            (None, Seed::Demo) => seed::demo(&opening.name, self.clock.now())?,
            (None, Seed::Empty) => seed::empty(&opening.name)?,
        };
        let scheme = if self.authority.is_some() { "https" } else { "http" };
        let birth = Birth {
            name: opening.name.clone(),
            issuer: format!("{scheme}://localhost:{port}/"),
            portal_url: self.portal_url.clone(),
            tier: opening.tier,
            trusted_pem: self.authority.as_ref().map(|authority| authority.certificate_pem().to_owned()),
            clock: Arc::clone(&self.clock),
        };
        Ok(Tenant::new(birth, state)?)
    }

    fn serve(
        self: &Arc<Self>,
        listener: TcpListener,
        tenant: &Arc<Tenant>,
    ) -> std::io::Result<(ServerHandle, JoinHandle<std::io::Result<()>>)> {
        let (tenant, host) = (web::Data::from(Arc::clone(tenant)), web::Data::from(Arc::clone(self)));
        let zone = web::Data::from(Arc::clone(&self.names.zone));
        let builder = HttpServer::new(move || {
            App::new()
                .app_data(tenant.clone())
                .app_data(host.clone())
                .app_data(zone.clone())
                .configure(routes)
                .wrap(from_fn(budget::enforce))
                .wrap(from_fn(admin::inject))
        })
        .workers(2)
        // On a busy machine a client may be late; a connection closed under its next request looks like a fault.
        .keep_alive(PATIENCE)
        .client_request_timeout(PATIENCE)
        .disable_signals()
        .shutdown_timeout(2);
        let builder = match &self.authority {
            Some(authority) => builder.listen_rustls_0_23(listener, authority.server())?,
            None => builder.listen(listener)?,
        };
        let server = builder.run();
        Ok((server.handle(), self.runtime.spawn(server)))
    }

    /// The tenants, by name.
    pub fn tenants(&self) -> Vec<Arc<Tenant>> {
        self.locked().values().map(|served| Arc::clone(&served.tenant)).collect()
    }

    /// Ends a tenant soon; answers whether there was one.
    pub fn close(&self, name: &str) -> bool {
        let served = self.locked().remove(name);
        served.map(|served| self.runtime.spawn(served.stop())).is_some()
    }

    /// Ends all tenants and the name server, saves what is kept, and waits until it is done.
    pub async fn close_all(&self) {
        let all = std::mem::take(&mut *self.locked());
        futures_util::future::join_all(all.into_values().map(Served::stop)).await;
        self.names.stop().await;
    }

    fn locked(&self) -> MutexGuard<'_, BTreeMap<String, Served>> {
        self.served.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Served {
    async fn stop(self) {
        self.handle.stop(true).await;
        self.delivering.abort();
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

fn routes(config: &mut web::ServiceConfig) {
    config
        .configure(admin::configure)
        .configure(management::configure)
        .configure(monitoring::configure)
        .configure(oidc::configure)
        .configure(relying_party::configure)
        .configure(sample_app::configure)
        .configure(scim::configure)
        .configure(pages::configure)
        .default_service(web::to(pages::not_found));
}
