//! What a person gives is read and linted: the same linter as in the browser, but here it binds.

mod clients;
mod servers;

use api::{
    AdfsInput, DirectoryInput, FieldProblem, Finding, Inspection, PingfederateInput, ProblemCode,
    SamlSettings, SamlSource, Severity, Strategy, Verdict,
};
use chrono::{DateTime, Utc};
use idp::{Context, Policy};

use super::{
    domain::{OidcGiven, Settings},
    rules,
};
use crate::{config::LinterPolicy, outbound::FetchError, problem::ApiError, state::AppState};

/// The limits of Auth0 (auth0-facts section 3).
const MAX_METADATA: usize = 4 * 1024 * 1024;
const MAX_DISCOVERY: usize = 128 * 1024;
/// What the linter calls a private key, wherever it was put.
pub(super) const PRIVATE_KEY: &str = "private_key_pasted";
const DEFAULT_SCOPES: [&str; 3] = ["openid", "profile", "email"];

pub(crate) use clients::ClientWish;

/// What a person gives: exactly one way.
#[derive(Debug, Clone)]
pub(crate) enum Given {
    MetadataUrl { url: String, entity_id: Option<String> },
    MetadataText { text: String, entity_id: Option<String> },
    Manual { sign_in_url: String, certificate: String },
    Oidc(OidcWish),
    Client(ClientWish),
    Adfs(AdfsInput),
    Pingfederate(PingfederateInput),
    Directory(DirectoryInput),
}

/// OIDC settings as wished: what is left out stays.
#[derive(Debug, Clone, Default)]
pub(crate) struct OidcWish {
    /// The issuer or the discovery address, and its place in the body.
    pub(crate) address: Option<(String, &'static str)>,
    pub(crate) client_id: Option<String>,
    pub(crate) scopes: Option<Vec<String>>,
}

impl Given {
    pub(crate) const fn strategy(&self) -> Strategy {
        match self {
            Self::MetadataUrl { .. } | Self::MetadataText { .. } | Self::Manual { .. } => Strategy::Samlp,
            Self::Oidc(_) => Strategy::Oidc,
            Self::Client(wish) => wish.strategy,
            Self::Adfs(_) => Strategy::Adfs,
            Self::Pingfederate(_) => Strategy::Pingfederate,
            Self::Directory(_) => Strategy::Ad,
        }
    }
}

/// What was read, and what the linter says of it.
pub(crate) struct Reading {
    pub(crate) settings: Settings,
    pub(crate) findings: Vec<Finding>,
}

/// The linter's surroundings here.
pub(crate) fn context<'a>(
    state: &AppState,
    provider: Option<&'a str>,
    entity_id: Option<&'a str>,
) -> Context<'a> {
    let policy = match state.settings.linter.policy {
        LinterPolicy::Strict => Policy::Strict,
        LinterPolicy::Lenient => Policy::Lenient,
    };
    let allow_loopback_http = state.settings.outbound.allow_hosts.iter().any(|host| host == "localhost");
    Context { now: state.clock.now(), policy, allow_loopback_http, provider, entity_id }
}

/// Reads what was given. Fetches happen here: after authorization, before any transaction.
pub(crate) async fn read(
    state: &AppState,
    provider: &str,
    given: Given,
    before: &Settings,
) -> Result<Reading, ApiError> {
    let now = state.clock.now();
    match given {
        Given::MetadataUrl { url, entity_id } => {
            let shape = idp::lint_metadata_url(&url);
            if shape.iter().any(|finding| finding.severity == Severity::Error) {
                return Err(unusable(&shape, "/saml/metadata_url"));
            }
            let bytes = fetch(state, &url, MAX_METADATA, "/saml/metadata_url").await?;
            let context = context(state, Some(provider), entity_id.as_deref());
            let inspection = idp::with_findings(idp::inspect_metadata(&bytes, &context), shape);
            saml(not_our_own(state, inspection), SamlSource::Url, Some(url), now, "/saml/metadata_url")
        }
        Given::MetadataText { text, entity_id } => {
            let inspection =
                idp::inspect_metadata_text(&text, &context(state, Some(provider), entity_id.as_deref()));
            saml(not_our_own(state, inspection), SamlSource::Text, None, now, "/saml/metadata")
        }
        Given::Manual { sign_in_url, certificate } => {
            let inspection =
                idp::inspect_manual(&sign_in_url, &certificate, &context(state, Some(provider), None));
            saml(not_our_own(state, inspection), SamlSource::Manual, None, now, "/saml/certificate")
        }
        Given::Oidc(wish) => oidc(state, provider, wish, before).await,
        Given::Client(wish) => clients::read(wish, before),
        Given::Adfs(input) => servers::adfs(state, provider, input).await,
        Given::Pingfederate(input) => servers::pingfederate(state, provider, input).await,
        Given::Directory(input) => servers::directory(input, before),
    }
}

/// A finding that is not the linter's, and so has no page: severity, code and place; then what, why and what to do.
pub(super) fn note(
    (severity, code, location): (Severity, &str, &str),
    title: &str,
    detail: String,
    fix: &str,
) -> Finding {
    Finding {
        detail,
        fix: fix.to_owned(),
        location: location.to_owned(),
        docs_url: String::new(),
        ..Finding::new(severity, code, title)
    }
}

async fn fetch(state: &AppState, url: &str, limit: usize, pointer: &str) -> Result<Vec<u8>, ApiError> {
    state.outbound.get(url, limit).await.map_err(|error| unreadable(&error, pointer))
}

/// An address that was not read, as part of the body that named it.
pub(crate) fn unreadable(error: &FetchError, pointer: &str) -> ApiError {
    use crate::problem::Explain;
    let field = FieldProblem {
        pointer: pointer.to_owned(),
        code: "not_readable".to_owned(),
        detail: error.detail(),
        fix: "Open the address in a browser without being signed in: it has to show the document itself."
            .to_owned(),
    };
    ApiError::new(ProblemCode::FetchFailed, error.detail()).with_errors(vec![field])
}

/// The inspection, and whether the provider is the very tenant that people come from.
pub(crate) fn not_our_own(state: &AppState, inspection: Inspection) -> Inspection {
    let own = idp::own_tenant(&inspection, &[state.settings.tenant.issuer.as_str()]);
    idp::with_findings(inspection, own.into_iter().collect())
}

fn saml(
    inspection: Inspection,
    source: SamlSource,
    metadata_url: Option<String>,
    read_at: DateTime<Utc>,
    pointer: &str,
) -> Result<Reading, ApiError> {
    match inspection.saml {
        Some(metadata) if inspection.verdict != Verdict::Choose => {
            let settings = Settings::Saml(SamlSettings { metadata_url, source, metadata, read_at });
            Ok(Reading { settings, findings: inspection.findings })
        }
        _ => Err(unusable(&inspection.findings, pointer)),
    }
}

/// What cannot be used as a whole is refused and not kept; a private key gets a problem of its own.
pub(crate) fn unusable(findings: &[Finding], pointer: &str) -> ApiError {
    let serious = |finding: &&Finding| finding.severity == Severity::Error;
    let errors: Vec<FieldProblem> = findings
        .iter()
        .filter(serious)
        .map(|finding| FieldProblem { pointer: place(finding, pointer), ..rules::field_problem(finding) })
        .collect();
    if findings.iter().any(|finding| finding.code == PRIVATE_KEY) {
        let words = "This is a private key. We have not stored it. Whoever has seen it can sign in as anybody: replace it in your identity provider.";
        return ApiError::new(ProblemCode::PrivateKeyReceived, words).with_errors(errors);
    }
    let words = errors.first().map_or_else(
        || "Choose one of the identity providers in it by entity_id.".to_owned(),
        |error| error.detail.clone(),
    );
    ApiError::new(ProblemCode::InvalidMetadata, words).with_errors(errors)
}

/// The member of the body that a finding is about: of what is typed by hand, the linter knows which.
fn place(finding: &Finding, pointer: &str) -> String {
    match finding.location.as_str() {
        "sign_in_url" => "/saml/sign_in_url".to_owned(),
        _ => pointer.to_owned(),
    }
}

async fn oidc(
    state: &AppState,
    provider: &str,
    wish: OidcWish,
    before: &Settings,
) -> Result<Reading, ApiError> {
    let mut given = match before {
        Settings::Oidc(given) => given.clone(),
        _ => OidcGiven {
            discovery_url: String::new(),
            discovery: None,
            client_id: None,
            scopes: DEFAULT_SCOPES.map(str::to_owned).to_vec(),
            read_at: None,
        },
    };
    given.client_id =
        wish.client_id.map(|id| id.trim().to_owned()).filter(|id| !id.is_empty()).or(given.client_id);
    given.scopes = wish.scopes.unwrap_or(given.scopes);
    let (address, pointer) = wish.address.unwrap_or_else(|| (given.discovery_url.clone(), "/oidc"));
    if address.is_empty() {
        return Ok(Reading { settings: Settings::Oidc(given), findings: Vec::new() });
    }
    let (inspection, url) = discover(state, &address, Some(provider), pointer).await?;
    let Some(discovery) = inspection.oidc else { return Err(unusable(&inspection.findings, pointer)) };
    given.discovery_url = url;
    given.discovery = Some(discovery);
    given.read_at = Some(state.clock.now());
    Ok(Reading { settings: Settings::Oidc(given), findings: inspection.findings })
}

/// Reads a discovery document and the keys that it names.
pub(crate) async fn discover(
    state: &AppState,
    issuer_or_url: &str,
    provider: Option<&str>,
    pointer: &str,
) -> Result<(Inspection, String), ApiError> {
    let context = context(state, provider, None);
    let url = idp::discovery_url(issuer_or_url, &context).map_err(|finding| unusable(&[finding], pointer))?;
    let bytes = fetch(state, url.as_str(), MAX_DISCOVERY, pointer).await?;
    let mut inspection = idp::inspect_discovery(&bytes, &url, &context);
    if let Some(discovery) = &inspection.oidc {
        let keys = state.outbound.get(&discovery.jwks_uri, MAX_DISCOVERY).await.unwrap_or_default();
        inspection = idp::with_findings(inspection, idp::lint_jwks(&keys));
    }
    Ok((not_our_own(state, inspection), url.into()))
}
