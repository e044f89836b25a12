//! OIDC: discovery documents, key sets, client secrets, and the addresses people type.

mod client_id;
mod client_secret;
mod discovery_url;
mod jwks;
mod members;

use api::InspectionKind;
use serde_json::Value;
use url::Url;

use crate::Context;
use crate::address::{self, Fault};
use crate::detect::detect_oidc;
use crate::input::{holds_private_key, is_html};
use crate::reading::{Note, OidcEndpoint, OidcReading, Reading, Reason, Rejection};
use members::Members;

pub use client_id::lint_client_id;
pub use client_secret::lint_client_secret;
pub use discovery_url::discovery_url;
pub use jwks::lint_jwks;

/// What Auth0 accepts at most.
const LIMIT: usize = 128 * 1024;

pub(crate) const WELL_KNOWN: &str = "/.well-known/openid-configuration";

/// The ID-token algorithms that a connection of Auth0 accepts.
pub(crate) const ALGORITHMS: [&str; 7] = ["RS256", "RS384", "RS512", "PS256", "PS384", "ES256", "ES384"];

const TOKEN_AUTH_METHODS: [&str; 3] = ["client_secret_basic", "client_secret_post", "private_key_jwt"];

/// Reads a discovery document that was fetched from `requested`.
#[must_use]
pub fn read_discovery(bytes: &[u8], requested: &Url, ctx: &Context<'_>) -> Reading {
    let mut reading = Reading::new(InspectionKind::Oidc);
    if let Err(rejection) = read(bytes, requested, ctx, &mut reading) {
        reading.rejection = Some(rejection);
    }
    reading
}

fn read(bytes: &[u8], requested: &Url, ctx: &Context<'_>, reading: &mut Reading) -> Result<(), Rejection> {
    if bytes.len() > LIMIT {
        return Err(Rejection::new(Reason::TooLarge, bytes.len().to_string()));
    }
    let (bytes, bom) = bytes.strip_prefix(b"\xEF\xBB\xBF").map_or((bytes, false), |rest| (rest, true));
    if bom {
        reading.note(Note::BomUtf8);
    }
    let text = std::str::from_utf8(bytes).map_err(|_| Rejection::from(Reason::BadEncoding))?.trim();
    let members = parse(text)?;
    let mut document = OidcReading {
        issuer: required(&members, "issuer", Reason::MissingIssuer)?,
        authorization_endpoint: endpoint(&members, OidcEndpoint::Authorization)?,
        token_endpoint: endpoint(&members, OidcEndpoint::Token)?,
        jwks_uri: endpoint(&members, OidcEndpoint::Jwks)?,
        ..OidcReading::default()
    };
    fill(&mut document, &members, ctx);
    reading.oidc = Some(document.clone());
    check_issuer(&document.issuer, requested, ctx, reading)?;
    check_endpoints(&document, ctx)?;
    check_abilities(&document, &members, reading)?;
    let names: Vec<&str> = members.names().collect();
    reading.detected =
        detect_oidc(&document, &names, &members.strings("response_modes_supported").unwrap_or_default());
    Ok(())
}

fn parse(text: &str) -> Result<Members, Rejection> {
    if text.is_empty() {
        return Err(Reason::Empty.into());
    }
    if holds_private_key(text) {
        return Err(Reason::PrivateKeyPasted.into());
    }
    if is_html(text) {
        return Err(Reason::HtmlPage.into());
    }
    if text.starts_with('<') {
        return Err(Reason::LooksLikeMetadata.into());
    }
    let members = Members::parse(text)?;
    if members.get("issuer").is_none() && members.get("keys").is_some_and(Value::is_array) {
        return Err(Reason::LooksLikeJwks.into());
    }
    if !["issuer", "authorization_endpoint", "token_endpoint", "jwks_uri"]
        .iter()
        .any(|name| members.get(name).is_some())
    {
        return Err(Reason::NotDiscoveryDocument.into());
    }
    Ok(members)
}

fn required(members: &Members, name: &str, reason: Reason) -> Result<String, Rejection> {
    members.string(name).filter(|value| !value.is_empty()).ok_or_else(|| reason.into())
}

fn endpoint(members: &Members, endpoint: OidcEndpoint) -> Result<String, Rejection> {
    required(members, endpoint.member(), Reason::MissingEndpoint(endpoint))
}

fn fill(document: &mut OidcReading, members: &Members, ctx: &Context<'_>) {
    let optional = |name: &str| {
        members.string(name).filter(|value| address::check(value, ctx.allow_loopback_http).is_ok())
    };
    document.userinfo_endpoint = optional("userinfo_endpoint");
    document.end_session_endpoint = optional("end_session_endpoint");
    document.scopes = members.strings("scopes_supported").unwrap_or_default();
    document.response_types = members.strings("response_types_supported").unwrap_or_default();
    document.id_token_algs = members.strings("id_token_signing_alg_values_supported").unwrap_or_default();
    document.token_auth_methods = members.strings("token_endpoint_auth_methods_supported");
    document.pkce = members.strings("code_challenge_methods_supported");
}

fn check_issuer(
    issuer: &str,
    requested: &Url,
    ctx: &Context<'_>,
    reading: &mut Reading,
) -> Result<(), Rejection> {
    if issuer.contains(['{', '}']) || is_shared_tenant(issuer) {
        return Err(Rejection::new(Reason::MultiTenantIssuer, short(issuer)));
    }
    let address = address::check(issuer, ctx.allow_loopback_http).map_err(|fault| {
        let reason = match fault {
            Fault::NotHttps => Reason::IssuerNotHttps,
            Fault::Invalid => Reason::IssuerInvalid,
        };
        Rejection::new(reason, short(issuer))
    })?;
    if address.url.query().is_some() {
        return Err(Rejection::new(Reason::IssuerInvalid, short(issuer)));
    }
    if address.loopback_http {
        reading.note(Note::LoopbackHttp(issuer.to_owned()));
    }
    if comparable(address.url.as_str()) == comparable(requested.as_str().trim_end_matches('/')) {
        Ok(())
    } else {
        Err(Rejection::new(Reason::IssuerMismatch, format!("fetched from {requested}")))
    }
}

/// Microsoft's addresses for every customer at once.
pub(crate) fn is_shared_tenant(address: &str) -> bool {
    let Ok(url) = Url::parse(address) else { return false };
    let microsoft = matches!(
        url.host_str(),
        Some(
            "login.microsoftonline.com"
                | "login.microsoftonline.us"
                | "login.windows.net"
                | "sts.windows.net"
        )
    );
    let first =
        url.path_segments().and_then(|mut segments| segments.next()).unwrap_or_default().to_ascii_lowercase();
    microsoft && matches!(first.as_str(), "common" | "organizations" | "consumers")
}

/// An issuer or a discovery address, reduced to what must be equal. Only one slash at the end may differ.
fn comparable(address: &str) -> &str {
    let address = address.strip_suffix(WELL_KNOWN).unwrap_or(address);
    address.strip_suffix('/').unwrap_or(address)
}

fn check_endpoints(document: &OidcReading, ctx: &Context<'_>) -> Result<(), Rejection> {
    for (endpoint, value) in required_endpoints(document) {
        address::check(value, ctx.allow_loopback_http).map_err(|fault| {
            let reason = match fault {
                Fault::NotHttps => Reason::EndpointNotHttps(endpoint),
                Fault::Invalid => Reason::EndpointInvalid(endpoint),
            };
            Rejection::new(reason, short(value))
        })?;
    }
    Ok(())
}

const fn required_endpoints(document: &OidcReading) -> [(OidcEndpoint, &String); 3] {
    [
        (OidcEndpoint::Authorization, &document.authorization_endpoint),
        (OidcEndpoint::Token, &document.token_endpoint),
        (OidcEndpoint::Jwks, &document.jwks_uri),
    ]
}

/// The endpoints that Auth0 calls itself and cannot reach, because they are inside a private network. Loopback is fine
/// where the development switch allows it.
pub(crate) fn unreachable_endpoints(document: &OidcReading, ctx: &Context<'_>) -> Vec<OidcEndpoint> {
    let called = required_endpoints(document)
        .into_iter()
        .filter(|(endpoint, _)| *endpoint != OidcEndpoint::Authorization);
    called
        .filter(|(_, value)| {
            address::check(value, ctx.allow_loopback_http).is_ok_and(|address| {
                address.private && !(ctx.allow_loopback_http && address::is_loopback(&address.url))
            })
        })
        .map(|(endpoint, _)| endpoint)
        .collect()
}

fn check_abilities(
    document: &OidcReading,
    members: &Members,
    reading: &mut Reading,
) -> Result<(), Rejection> {
    let has_code = document.response_types.iter().any(|kind| kind == "code");
    if !document.response_types.is_empty() && !has_code {
        return Err(Rejection::new(Reason::NoCodeFlow, document.response_types.join(", ")));
    }
    let algorithms = &document.id_token_algs;
    if !algorithms.is_empty() {
        if !algorithms.iter().any(|name| ALGORITHMS.contains(&name.as_str())) {
            return Err(Rejection::new(Reason::NoSupportedAlg, algorithms.join(", ")));
        }
        if !algorithms.iter().any(|name| name == "RS256") {
            reading.note(Note::NoRs256);
        }
    }
    let usable =
        |methods: &Vec<String>| methods.iter().any(|method| TOKEN_AUTH_METHODS.contains(&method.as_str()));
    if !document.token_auth_methods.as_ref().is_none_or(usable) {
        reading.note(Note::NoUsableTokenAuthMethod);
    }
    if members.get("require_pushed_authorization_requests") == Some(&Value::Bool(true)) {
        reading.note(Note::RequiresPar);
    }
    Ok(())
}

fn short(value: &str) -> String {
    value.chars().filter(|c| !c.is_control()).take(300).collect()
}
