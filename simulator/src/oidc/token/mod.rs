//! `/oauth/token`: codes, refresh tokens, passwords and client credentials become tokens.

mod code;
mod issue;
mod machine;
mod password;
mod refresh;

use actix_web::{HttpRequest, HttpResponse, http::header, web};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::tenant::{
    Tenant,
    log::Entry,
    model::{Client, Grant},
};

use super::{
    client_auth::{self, Credentials},
    error::TokenError,
    login::address,
};

/// A request for tokens, by form or JSON.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Parameters {
    grant_type: Option<String>,
    #[serde(flatten)]
    pub(super) credentials: Credentials,
    code: Option<String>,
    code_verifier: Option<String>,
    redirect_uri: Option<String>,
    refresh_token: Option<String>,
    audience: Option<String>,
    scope: Option<String>,
    organization: Option<String>,
    username: Option<String>,
    password: Option<String>,
    realm: Option<String>,
    pub(super) token: Option<String>,
}

/// A grant that the endpoint knows, with the log records of its success and failure.
#[derive(Clone, Copy, PartialEq, Eq)]
enum GrantType {
    AuthorizationCode,
    RefreshToken,
    ClientCredentials,
    Password,
    PasswordRealm,
}

impl GrantType {
    fn parse(name: &str) -> Option<Self> {
        match name {
            "authorization_code" => Some(Self::AuthorizationCode),
            "refresh_token" => Some(Self::RefreshToken),
            "client_credentials" => Some(Self::ClientCredentials),
            "password" => Some(Self::Password),
            "http://auth0.com/oauth/grant-type/password-realm" => Some(Self::PasswordRealm),
            _ => None,
        }
    }

    const fn log(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::AuthorizationCode => ("seacft", "feacft", "Authorization Code for Access Token"),
            Self::RefreshToken => ("sertft", "fertft", "Refresh Token for Access Token"),
            Self::ClientCredentials => ("seccft", "feccft", "Client Credentials for Access Token"),
            Self::Password | Self::PasswordRealm => ("sepft", "fepft", "Password for Access Token"),
        }
    }
}

/// Tokens, and whom they were given for.
struct Issued {
    tokens: Value,
    grant: Option<Grant>,
    organization: Option<String>,
    details: Value,
}

/// POST `/oauth/token`
pub(super) async fn exchange(
    tenant: web::Data<Tenant>,
    request: HttpRequest,
    body: web::Bytes,
) -> Result<HttpResponse, TokenError> {
    let parameters = read(&request, &body)?;
    let name = required(parameters.grant_type.as_deref(), "grant_type")?;
    let grant_type = GrantType::parse(name).ok_or_else(|| {
        TokenError::new(403, "unsupported_grant_type", format!("Unsupported grant type: {name}"))
    })?;
    let client =
        client_auth::authenticate(&tenant, &request, &parameters.credentials).inspect_err(|error| {
            note_failure(
                &tenant,
                &request,
                parameters.credentials.client_id(),
                grant_type,
                &parameters,
                error,
            );
        })?;
    match grant(&tenant, &client, grant_type, name, &parameters, &request) {
        Ok(issued) => {
            note_success(&tenant, &request, &client, grant_type, &parameters, &issued);
            let no_store = (header::CACHE_CONTROL, "no-store");
            let mut answer = HttpResponse::Ok();
            Ok(answer.insert_header(no_store).insert_header(("pragma", "no-cache")).json(issued.tokens))
        }
        Err(error) => {
            note_failure(&tenant, &request, Some(&client.client_id), grant_type, &parameters, &error);
            Err(error)
        }
    }
}

fn grant(
    tenant: &Tenant,
    client: &Client,
    grant_type: GrantType,
    name: &str,
    parameters: &Parameters,
    request: &HttpRequest,
) -> Result<Issued, TokenError> {
    if !client.grant_types.iter().any(|allowed| allowed == name) {
        let description = format!("Grant type '{name}' not allowed for the client.");
        return Err(TokenError::new(403, "unauthorized_client", description)
            .explained_at("https://auth0.com/docs/clients/client-grant-types"));
    }
    match grant_type {
        GrantType::AuthorizationCode => code::redeem(tenant, client, parameters),
        GrantType::RefreshToken => refresh::renew(tenant, client, parameters),
        GrantType::ClientCredentials => machine::issue(tenant, client, parameters),
        GrantType::Password | GrantType::PasswordRealm => {
            let realm = (grant_type == GrantType::PasswordRealm).then_some(parameters.realm.as_deref());
            password::sign_in(tenant, client, parameters, realm, request)
        }
    }
}

/// Reads the body of a request to the token or the revocation endpoint.
pub(super) fn read(request: &HttpRequest, body: &[u8]) -> Result<Parameters, TokenError> {
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

/// A parameter that must be there.
pub(super) fn required<'a>(value: Option<&'a str>, name: &str) -> Result<&'a str, TokenError> {
    value
        .filter(|text| !text.is_empty())
        .ok_or_else(|| TokenError::new(400, "invalid_request", format!("Missing required parameter: {name}")))
}

fn note_success(
    tenant: &Tenant,
    request: &HttpRequest,
    client: &Client,
    grant_type: GrantType,
    parameters: &Parameters,
    issued: &Issued,
) {
    let (kind, _, description) = grant_type.log();
    let user = issued.grant.as_ref().map(|grant| grant.user_id.as_str());
    let name = user.and_then(|id| tenant.read(|state| Some(state.users.get(id)?.name().to_owned())));
    let audience = issued.grant.as_ref().and_then(|grant| grant.audience.as_deref());
    tenant.log(&Entry {
        kind,
        description: description.to_owned(),
        client_id: Some(&client.client_id),
        organization_id: issued.organization.as_deref(),
        user_id: user,
        user_name: name.as_deref(),
        ip: address(request),
        audience: audience.or(parameters.audience.as_deref()),
        details: issued.details.clone(),
        ..Entry::default()
    });
}

fn note_failure(
    tenant: &Tenant,
    request: &HttpRequest,
    client: Option<&str>,
    grant_type: GrantType,
    parameters: &Parameters,
    error: &TokenError,
) {
    let (_, kind, _) = grant_type.log();
    tenant.log(&Entry {
        kind: if error.reused { "ferrt" } else { kind },
        description: error.error.description.clone(),
        client_id: client,
        user_name: parameters.username.as_deref(),
        ip: address(request),
        audience: parameters.audience.as_deref(),
        details: json!({ "error": { "message": error.error.description, "oauthError": error.error.error } }),
        ..Entry::default()
    });
}
