//! The one file that knows every feature: state, routes, the API document, the order of the layers.

mod health;
mod unknown;

use std::sync::Arc;

use actix_web::{
    App, HttpServer,
    middleware::from_fn,
    web::{self, Data, PayloadConfig},
};
use tokio::sync::watch;
use utoipa::{
    Modify, OpenApi,
    openapi::security::{HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme},
};
use utoipa_actix_web::{AppExt, scope, service_config::ServiceConfig};

use crate::{
    audit,
    auth::{jwt::Verifier, session},
    changes,
    clock::{Clock, SystemClock},
    config::Settings,
    connections, db, docs,
    domains::{self, names::NameServers},
    explain,
    http::{
        body::MAX_BODY,
        envelope::envelope,
        idempotency,
        limits::{Limits, limit},
        spa,
    },
    id::{IdFactory, SystemIds},
    identity_providers, inspect,
    jobs::{self, Wake},
    me, organizations,
    outbound::Outbound,
    policies,
    sealed::Sealer,
    sign_ins,
    state::AppState,
    tenants::Tenant,
};

struct Bearer;

impl Modify for Bearer {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let scheme = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("JWT").build();
        let components = document.components.get_or_insert_default();
        components.add_security_scheme("bearer", SecurityScheme::Http(scheme));
        document.security = Some(vec![SecurityRequirement::new("bearer", Vec::<String>::new())]);
    }
}

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Latchkey",
        description = "Self-service single sign-on for organizations on Auth0. Every error is a problem document (RFC 9457); every POST takes an Idempotency-Key; lists are paged by cursor; single objects carry an ETag.",
        version = "1",
        contact(),
        license(name = "Apache-2.0", identifier = "Apache-2.0")
    ),
    modifiers(&Bearer)
)]
struct Document;

fn api_v1(config: &mut ServiceConfig) {
    me::configure(config);
    identity_providers::configure(config);
    inspect::configure(config);
    explain::configure(config);
    organizations::routes::configure(config);
    policies::routes::configure(config);
    connections::routes::configure(config);
    domains::routes::configure(config);
    changes::routes::configure(config);
    sign_ins::routes::configure(config);
    audit::routes::configure(config);
    jobs::routes::configure(config);
}

/// The API document, as it is served and committed.
pub fn document() -> utoipa::openapi::OpenApi {
    let (_, document) = App::new()
        .into_utoipa_app()
        .openapi(Document::openapi())
        .service(scope("/api/v1").configure(api_v1))
        .configure(session::routes::configure)
        .configure(sign_ins::routes::configure_ingest)
        .split_for_parts();
    document
}

pub(crate) async fn state(settings: Settings) -> anyhow::Result<AppState> {
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let ids: Arc<dyn IdFactory> = Arc::new(SystemIds);
    let http = reqwest::Client::builder()
        .user_agent(concat!("Latchkey/", env!("CARGO_PKG_VERSION")))
        .redirect(reqwest::redirect::Policy::none())
        .connect_timeout(std::time::Duration::from_secs(5))
        .build()?;
    let db = db::connect(&settings.database_url).await?;
    db::migrate(&db).await?;
    let tenant = Tenant::register(&settings, &db, clock.as_ref(), ids.as_ref(), http.clone()).await?;
    Ok(AppState {
        sealer: Sealer::new(&settings.sealing_keys),
        outbound: Outbound::new(&settings.outbound)?,
        names: NameServers::new(&settings.domains)?,
        verifier: Arc::new(Verifier::new(&settings.tenant.issuer, http.clone(), Arc::clone(&clock))?),
        tenant: Arc::new(tenant),
        wake: Wake::default(),
        limits: Arc::new(Limits::new()),
        settings: Arc::new(settings),
        db,
        clock,
        ids,
        http,
    })
}

/// Serves until told to stop; requests and jobs under way are finished first.
///
/// # Errors
/// When the database, the address or the settings cannot be used.
pub async fn run(settings: Settings) -> anyhow::Result<()> {
    let listen = settings.listen;
    let state = state(settings).await?;
    let (stop, stopped) = watch::channel(false);
    let worker = tokio::spawn(jobs::worker::run(state.clone(), stopped));
    let shared = Data::new(state);
    let document = document();
    let known = Data::new(unknown::Routes::of(&document));
    let server = HttpServer::new(move || {
        // From the outside in: envelope, limit, once. What an inner layer refuses, the envelope words.
        App::new()
            .wrap(from_fn(idempotency::once))
            .wrap(from_fn(limit))
            .wrap(from_fn(envelope))
            .app_data(shared.clone())
            .app_data(known.clone())
            .app_data(PayloadConfig::new(MAX_BODY))
            .into_utoipa_app()
            .service(scope("/api/v1").configure(api_v1))
            .configure(session::routes::configure)
            .configure(sign_ins::routes::configure_ingest)
            .into_app()
            .service(connections::test_runs::routes::ended)
            .service(docs::problem_page)
            .service(docs::findings_page)
            .service(docs::finding_page)
            .service(health::alive)
            .service(health::ready)
            .service(utoipa_swagger_ui::SwaggerUi::new("/docs/{_:.*}").url("/openapi.json", document.clone()))
            .route("/docs", web::get().to(unknown::to_docs))
            .default_service(web::to(unknown::answer))
    })
    .bind(listen)?
    .shutdown_timeout(10)
    .run();
    tracing::info!(%listen, "serving");
    server.await?;
    stop.send_replace(true);
    // A job that does not end now is taken over when its lease ends.
    let _ = tokio::time::timeout(std::time::Duration::from_secs(10), worker).await;
    Ok(())
}

/// The app's files and pages; used by `unknown` for everything that no route takes.
async fn page(request: actix_web::HttpRequest) -> actix_web::HttpResponse {
    spa::serve(request).await
}
