//! `/oauth/token`: codes, refresh tokens and client credentials become tokens.

use actix_web::{HttpRequest, HttpResponse, http::header, web};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::tenant::{
    Tenant, ids,
    log::Entry,
    model::{Client, ClientGrant, Grant, RefreshToken},
    state::State,
};

use super::{
    claims::{self, SigningError},
    client_auth,
    error::TokenError,
    login::address,
};

/// A request for tokens, by form or JSON.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Parameters {
    grant_type: Option<String>,
    client_id: Option<String>,
    client_secret: Option<String>,
    code: Option<String>,
    code_verifier: Option<String>,
    redirect_uri: Option<String>,
    refresh_token: Option<String>,
    audience: Option<String>,
    scope: Option<String>,
    organization: Option<String>,
}

/// POST `/oauth/token`
pub(super) async fn exchange(
    tenant: web::Data<Tenant>,
    request: HttpRequest,
    body: web::Bytes,
) -> Result<HttpResponse, TokenError> {
    let parameters = read(&request, &body)?;
    let grant_type = required(parameters.grant_type.as_deref(), "grant_type")?;
    let log = |client: &Client, kind: &str, description: &str, user: Option<&str>| {
        tenant.log(&Entry {
            kind,
            description: description.to_owned(),
            client_id: Some(&client.client_id),
            user_id: user,
            ip: address(&request),
            audience: parameters.audience.as_deref(),
            details: json!({}),
            ..Entry::default()
        });
    };
    let (codes, names) = match grant_type {
        "authorization_code" => (("seacft", "feacft"), "Authorization Code for Access Token"),
        "refresh_token" => (("sertft", "fertft"), "Refresh Token for Access Token"),
        "client_credentials" => (("seccft", "feccft"), "Client Credentials for Access Token"),
        other => {
            return Err(TokenError::new(
                403,
                "unsupported_grant_type",
                format!("Unsupported grant type: {other}"),
            ));
        }
    };
    let client = client_auth::authenticate(
        &tenant,
        &request,
        parameters.client_id.as_deref(),
        parameters.client_secret.as_deref(),
    )?;
    if !client.grant_types.iter().any(|allowed| allowed == grant_type) {
        let description = format!("Grant type '{grant_type}' not allowed for the client.");
        return Err(TokenError::new(403, "unauthorized_client", description));
    }
    let result = match grant_type {
        "authorization_code" => code(&tenant, &client, &parameters),
        "refresh_token" => refresh(&tenant, &client, &parameters),
        _ => machine(&tenant, &client, &parameters),
    };
    match result {
        Ok(tokens) => {
            log(&client, codes.0, names, None);
            let no_store = (header::CACHE_CONTROL, "no-store");
            Ok(HttpResponse::Ok().insert_header(no_store).insert_header(("pragma", "no-cache")).json(tokens))
        }
        Err(error) => {
            log(&client, codes.1, &error.error.description, None);
            Err(error)
        }
    }
}

fn read(request: &HttpRequest, body: &[u8]) -> Result<Parameters, TokenError> {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    if kind.is_some_and(|kind| kind.starts_with("application/json")) {
        return serde_json::from_slice(body)
            .map_err(|_| TokenError::new(400, "invalid_request", "Invalid request payload JSON format"));
    }
    let pairs: Map<String, Value> =
        url::form_urlencoded::parse(body).map(|(name, value)| (name.into_owned(), json!(value))).collect();
    serde_json::from_value(Value::Object(pairs))
        .map_err(|_| TokenError::new(400, "invalid_request", "Invalid request payload"))
}

fn required<'a>(value: Option<&'a str>, name: &str) -> Result<&'a str, TokenError> {
    value
        .filter(|text| !text.is_empty())
        .ok_or_else(|| TokenError::new(400, "invalid_request", format!("Missing required parameter: {name}")))
}

fn code(tenant: &Tenant, client: &Client, parameters: &Parameters) -> Result<Value, TokenError> {
    let invalid = |description: &str| TokenError::new(403, "invalid_grant", description);
    let presented = required(parameters.code.as_deref(), "code")?;
    let kept = tenant.volatile().take_code(presented).ok_or_else(|| invalid("Invalid authorization code"))?;
    if kept.grant.client_id != client.client_id || kept.expires_at <= tenant.now() {
        return Err(invalid("Invalid authorization code"));
    }
    let redirect_uri = parameters.redirect_uri.as_deref().unwrap_or("null");
    if redirect_uri != kept.redirect_uri {
        let description = format!(
            "The redirect URI is wrong. You sent {redirect_uri}, and we expected {}",
            kept.redirect_uri
        );
        return Err(TokenError::new(401, "unauthorized_client", description));
    }
    match (&kept.challenge, parameters.code_verifier.as_deref()) {
        (Some(challenge), Some(verifier)) if challenge.accepts(verifier) => {}
        (Some(_), _) => return Err(invalid("Failed to verify code verifier")),
        (None, Some(_)) => return Err(invalid("Unexpected code_verifier for authorization code")),
        (None, None) => {}
    }
    issue(tenant, &kept.grant, kept.nonce.as_deref(), ids::alphanumeric(24))
}

fn refresh(tenant: &Tenant, client: &Client, parameters: &Parameters) -> Result<Value, TokenError> {
    let presented = required(parameters.refresh_token.as_deref(), "refresh_token")?;
    let unknown = || TokenError::new(403, "invalid_grant", "Unknown or invalid refresh token.");
    let kept = tenant.write(|state| {
        let kept = state
            .refresh_tokens
            .get_mut(presented)
            .filter(|kept| kept.grant.client_id == client.client_id)?;
        let before = kept.clone();
        kept.used = true;
        if before.used {
            state.refresh_tokens.retain(|other| other.family != before.family);
        }
        Some(before)
    });
    let kept = kept.filter(|kept| !kept.used).ok_or_else(unknown)?;
    let mut grant = kept.grant;
    if let Some(scope) = &parameters.scope {
        grant.scope.retain(|kept| scope.split_whitespace().any(|asked| asked == kept));
    }
    still_allowed(tenant, &grant)?;
    issue(tenant, &grant, None, kept.family)
}

fn still_allowed(tenant: &Tenant, grant: &Grant) -> Result<(), TokenError> {
    let denied = |description: String| Err(TokenError::new(403, "access_denied", description));
    tenant.read(|state| {
        if state.users.get(&grant.user_id).is_none_or(|user| user.blocked) {
            return denied("user is blocked".to_owned());
        }
        let Some(id) = &grant.organization else { return Ok(()) };
        if state.organizations.get(id).is_some_and(|found| found.members.contains_key(&grant.user_id)) {
            return Ok(());
        }
        denied(format!("user {} is not part of the {id} organization", grant.user_id))
    })
}

fn issue(tenant: &Tenant, grant: &Grant, nonce: Option<&str>, family: String) -> Result<Value, TokenError> {
    let user = tenant
        .read(|state| state.users.get(&grant.user_id).cloned())
        .ok_or_else(|| TokenError::new(403, "invalid_grant", "The user does not exist"))?;
    let access = claims::access_token(tenant, grant, &user).map_err(unsigned)?;
    let mut tokens = Map::new();
    tokens.insert("access_token".to_owned(), json!(access.token));
    let asked = |name: &str| access.scope.iter().any(|scope| scope == name);
    if asked("offline_access") {
        let token = ids::handle();
        tokens.insert("refresh_token".to_owned(), json!(token));
        let row = RefreshToken { token, family, used: false, grant: grant.clone() };
        tenant.write(|state| state.refresh_tokens.put(row));
    }
    if asked("openid") {
        let id_token = claims::id_token(tenant, grant, &user, nonce).map_err(unsigned)?;
        tokens.insert("id_token".to_owned(), json!(id_token));
    }
    tokens.insert("scope".to_owned(), json!(access.scope.join(" ")));
    tokens.insert("expires_in".to_owned(), json!(access.expires_in));
    tokens.insert("token_type".to_owned(), json!("Bearer"));
    Ok(Value::Object(tokens))
}

fn machine(tenant: &Tenant, client: &Client, parameters: &Parameters) -> Result<Value, TokenError> {
    let denied = |description: String| TokenError::new(403, "access_denied", description);
    let audience = parameters.audience.as_deref().filter(|text| !text.is_empty()).ok_or_else(|| {
        denied("No audience parameter was provided, and no default audience has been configured".to_owned())
    })?;
    let server = tenant
        .read(|state| state.resource_servers.get(audience).cloned())
        .ok_or_else(|| denied(format!("Service not enabled within domain: {audience}")))?;
    let grant = tenant.read(|state| client_grant(state, client, audience)).ok_or_else(|| {
        denied(format!(
            "Client is not authorized to access \"{audience}\". You need to create a \"client-grant\" associated to \
             this API. See: https://auth0.com/docs/api/v2#!/Client_Grants/post_client_grants"
        ))
    })?;
    let organization = machine_organization(tenant, &grant, parameters.organization.as_deref())?;
    let scope = match parameters.scope.as_deref().filter(|text| !text.is_empty()) {
        None => grant.scope.clone(),
        Some(asked) => asked
            .split_whitespace()
            .filter(|asked| grant.scope.iter().any(|kept| kept == asked))
            .map(str::to_owned)
            .collect(),
    };
    let access = claims::machine_token(tenant, &client.client_id, &server, scope, organization.as_deref())
        .map_err(unsigned)?;
    let mut tokens =
        json!({ "access_token": access.token, "expires_in": access.expires_in, "token_type": "Bearer" });
    if !access.scope.is_empty() {
        tokens["scope"] = json!(access.scope.join(" "));
    }
    Ok(tokens)
}

fn client_grant(state: &State, client: &Client, audience: &str) -> Option<ClientGrant> {
    let ours = |grant: &&ClientGrant| grant.client_id == client.client_id && grant.audience == audience;
    state.client_grants.iter().find(ours).cloned()
}

fn machine_organization(
    tenant: &Tenant,
    grant: &ClientGrant,
    asked: Option<&str>,
) -> Result<Option<String>, TokenError> {
    match (asked, grant.organization_usage.as_str()) {
        (None, "require") => Err(TokenError::new(400, "invalid_request", "An organization is required")),
        (None, _) => Ok(None),
        (Some(_), "deny") => {
            Err(TokenError::new(403, "access_denied", "Client is not authorized to access any organization"))
        }
        (Some(reference), _) => {
            let organization = tenant.read(|state| state.organization_by_id_or_name(reference).cloned());
            organization
                .filter(|found| grant.allow_any_organization || found.client_grants.contains(&grant.id))
                .map(|found| Some(found.id))
                .ok_or_else(|| {
                    TokenError::new(
                        403,
                        "access_denied",
                        "Client is not authorized to access the organization",
                    )
                })
        }
    }
}

#[expect(clippy::needless_pass_by_value, reason = "the shape that map_err wants")]
fn unsigned(error: SigningError) -> TokenError {
    tracing::error!(%error, "a token could not be signed");
    TokenError::new(500, "server_error", "Internal server error")
}
