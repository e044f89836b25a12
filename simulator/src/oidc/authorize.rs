//! `/authorize`: checks the request, then answers from the session, shows the login page, or goes to the provider.

use std::collections::BTreeMap;

use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web};
use serde::Deserialize;
use serde_json::json;

use crate::{
    relying_party,
    tenant::{
        Tenant, ids,
        model::{Client, Session},
        state::State,
        volatile::{Challenge, ResponseMode, Transaction},
    },
};

use super::{
    error::{OAuthError, found, refuse},
    invitation, login, membership, session,
};

/// The parameters of an authorization request.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Parameters {
    client_id: Option<String>,
    redirect_uri: Option<String>,
    response_type: Option<String>,
    response_mode: Option<String>,
    scope: Option<String>,
    state: Option<String>,
    nonce: Option<String>,
    audience: Option<String>,
    code_challenge: Option<String>,
    code_challenge_method: Option<String>,
    connection: Option<String>,
    organization: Option<String>,
    prompt: Option<String>,
    max_age: Option<String>,
    login_hint: Option<String>,
    invitation: Option<String>,
}

impl Parameters {
    /// Reads what was given; unknown parameters are for others.
    fn read(given: &BTreeMap<String, String>) -> Self {
        // Every member is an optional text, so that nothing can fail.
        serde_json::from_value(json!(given)).unwrap_or_default()
    }
}

/// What the request says about asking the person.
#[derive(Debug, Clone, Copy)]
struct Interaction {
    never: bool,
    always: bool,
    max_age: Option<i64>,
}

/// GET `/authorize`
pub(super) async fn by_query(
    tenant: web::Data<Tenant>,
    parameters: web::Query<BTreeMap<String, String>>,
    request: HttpRequest,
) -> HttpResponse {
    authorize(&tenant, parameters.into_inner(), &request).await
}

/// POST `/authorize`
pub(super) async fn by_form(
    tenant: web::Data<Tenant>,
    parameters: web::Form<BTreeMap<String, String>>,
    request: HttpRequest,
) -> HttpResponse {
    authorize(&tenant, parameters.into_inner(), &request).await
}

async fn authorize(tenant: &Tenant, given: BTreeMap<String, String>, request: &HttpRequest) -> HttpResponse {
    let parameters = Parameters::read(&given);
    let mut transaction = match tenant.read(|state| addressed(tenant, state, &parameters)) {
        Ok(transaction) => transaction,
        Err(error) => return error.page(StatusCode::FORBIDDEN),
    };
    transaction.parameters = given;
    let interaction = match tenant.read(|state| complete(tenant, state, &parameters, &mut transaction)) {
        Ok(interaction) => interaction,
        Err(error) => return refuse_and_log(tenant, &transaction, &error, request),
    };
    match proceed(tenant, transaction.clone(), interaction, request).await {
        Ok(answer) => answer,
        Err(error) => refuse_and_log(tenant, &transaction, &error, request),
    }
}

/// Who asks and where the answer goes; while this is unknown only the person can be told.
fn addressed(tenant: &Tenant, state: &State, parameters: &Parameters) -> Result<Transaction, OAuthError> {
    let id = parameters.client_id.as_deref().unwrap_or_default();
    if id.is_empty() {
        return Err(OAuthError::invalid("Missing required parameter: client_id"));
    }
    let client = state.clients.get(id).ok_or_else(|| OAuthError::invalid(format!("Unknown client: {id}")))?;
    Ok(Transaction {
        id: ids::handle(),
        client_id: client.client_id.clone(),
        redirect_uri: redirect_uri(client, parameters.redirect_uri.as_deref())?,
        response_mode: ResponseMode::Query,
        state: parameters.state.clone(),
        scope: vec![],
        audience: None,
        nonce: parameters.nonce.clone(),
        challenge: None,
        organization: None,
        connection: None,
        login_hint: parameters.login_hint.clone(),
        invitation: None,
        parameters: BTreeMap::new(),
        tell_auth_time: false,
        upstream: None,
        started_at: tenant.now(),
    })
}

fn redirect_uri(client: &Client, asked: Option<&str>) -> Result<String, OAuthError> {
    match (asked, client.callbacks.as_slice()) {
        (Some(asked), allowed) if allowed.iter().any(|allowed| allowed == asked) => Ok(asked.to_owned()),
        (None, [only]) => Ok(only.clone()),
        (None, _) => Err(OAuthError::invalid("Missing required parameter: redirect_uri")),
        (Some(asked), _) => Err(OAuthError::new(
            "unauthorized_client",
            format!(
                "Callback URL mismatch. {asked} is not in the list of allowed callback URLs. Please go to the \
                 Application Settings page and make sure you are sending a valid callback url from your application"
            ),
        )),
    }
}

fn complete(
    tenant: &Tenant,
    state: &State,
    parameters: &Parameters,
    transaction: &mut Transaction,
) -> Result<Interaction, OAuthError> {
    transaction.response_mode = match parameters.response_mode.as_deref() {
        None | Some("query") => ResponseMode::Query,
        Some("fragment") => ResponseMode::Fragment,
        Some("form_post") => ResponseMode::FormPost,
        Some(other) => return Err(OAuthError::invalid(format!("Unsupported response mode: {other}"))),
    };
    match parameters.response_type.as_deref() {
        Some("code") => {}
        None | Some("") => return Err(OAuthError::invalid("Missing required parameter: response_type")),
        Some(other) => {
            let description = format!("Unsupported response type: {other}");
            return Err(OAuthError::new("unsupported_response_type", description));
        }
    }
    transaction.scope =
        parameters.scope.as_deref().unwrap_or_default().split_whitespace().map(str::to_owned).collect();
    transaction.challenge =
        Challenge::parse(parameters.code_challenge.as_deref(), parameters.code_challenge_method.as_deref())
            .map_err(OAuthError::invalid)?;
    transaction.audience = given(parameters.audience.as_ref());
    if let Some(audience) = &transaction.audience
        && state.resource_servers.get(audience).is_none()
    {
        return Err(OAuthError::denied(format!("Service not found: {audience}")));
    }
    transaction.organization = organization(state, transaction, given(parameters.organization.as_ref()))?;
    transaction.invitation = given(parameters.invitation.as_ref());
    if let Some(invitation) = invitation::find(tenant, state, transaction)? {
        transaction.login_hint = Some(invitation.invitee);
    }
    transaction.connection = given(parameters.connection.as_ref());
    if let Some(name) = &transaction.connection {
        let connection = state.connection_by_name(name);
        let connection = connection.ok_or_else(|| OAuthError::invalid("the connection was not found"))?;
        membership::check_connection(state, transaction, connection)?;
    }
    interaction(parameters, transaction)
}

fn given(parameter: Option<&String>) -> Option<String> {
    parameter.filter(|text| !text.is_empty()).cloned()
}

fn organization(
    state: &State,
    transaction: &Transaction,
    asked: Option<String>,
) -> Result<Option<String>, OAuthError> {
    let usage = state.clients.get(&transaction.client_id).map(|client| client.organization_usage.as_str());
    match (asked, usage) {
        (Some(_), Some("deny") | None) => {
            Err(OAuthError::invalid("parameter organization is not allowed for this client"))
        }
        (None, Some("require")) => {
            Err(OAuthError::invalid("parameter organization is required for this client"))
        }
        (None, _) => Ok(None),
        (Some(reference), _) => match state.organization_asked_for(&reference) {
            Some(organization) => Ok(Some(organization.id.clone())),
            None => Err(OAuthError::invalid("parameter organization is invalid")),
        },
    }
}

fn interaction(parameters: &Parameters, transaction: &mut Transaction) -> Result<Interaction, OAuthError> {
    let prompt = parameters.prompt.as_deref().unwrap_or_default();
    let words: Vec<&str> = prompt.split_whitespace().collect();
    let never = words.contains(&"none");
    if never && words.len() > 1 {
        return Err(OAuthError::invalid("prompt=none may not be combined with other values"));
    }
    let max_age = match parameters.max_age.as_deref() {
        None | Some("") => None,
        Some(text) => match text.parse::<i64>() {
            Ok(seconds) if seconds >= 0 => Some(seconds),
            _ => return Err(OAuthError::invalid("Invalid max_age parameter")),
        },
    };
    transaction.tell_auth_time = max_age.is_some();
    let always = words.iter().any(|word| ["login", "select_account"].contains(word));
    Ok(Interaction { never, always, max_age })
}

async fn proceed(
    tenant: &Tenant,
    transaction: Transaction,
    interaction: Interaction,
    request: &HttpRequest,
) -> Result<HttpResponse, OAuthError> {
    let session = session::current(tenant, request);
    if !interaction.always
        && transaction.invitation.is_none()
        && let Some(session) = session.as_ref()
        && satisfies(tenant, &transaction, session, interaction.max_age)
    {
        session::touch(tenant, session);
        return Ok(login::answer_from_session(tenant, &transaction, session, request));
    }
    if interaction.never {
        return Err(OAuthError::login_required());
    }
    tenant.volatile().keep(transaction.clone());
    if let Some(name) = &transaction.connection
        && let Some(connection) = tenant.read(|state| state.connection_by_name(name).cloned())
        && !connection.is_database()
    {
        return relying_party::send(tenant, &transaction, &connection).await;
    }
    login::check_choice(tenant, &transaction)?;
    Ok(found(&login::page_url(&transaction)))
}

/// Whether the session alone answers the request.
fn satisfies(tenant: &Tenant, transaction: &Transaction, session: &Session, max_age: Option<i64>) -> bool {
    let age = (tenant.now() - session.auth_time).num_seconds();
    if max_age.is_some_and(|limit| age > limit) {
        return false;
    }
    tenant.read(|state| {
        let Some(user) = state.users.get(&session.user_id) else { return false };
        let Some(connection) = state.connection_by_name(&session.connection) else { return false };
        !user.blocked
            && transaction.connection.as_ref().is_none_or(|wanted| *wanted == session.connection)
            && membership::check_connection(state, transaction, connection).is_ok()
            && membership::is_member(state, transaction, &session.user_id)
    })
}

fn refuse_and_log(
    tenant: &Tenant,
    transaction: &Transaction,
    error: &OAuthError,
    request: &HttpRequest,
) -> HttpResponse {
    if transaction.parameters.get("prompt").is_some_and(|prompt| prompt == "none") {
        login::log_silent_failure(tenant, transaction, error, request);
    } else {
        login::log_failure(tenant, transaction, None, error, request);
    }
    refuse(transaction, error)
}
