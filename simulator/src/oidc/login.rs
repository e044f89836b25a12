//! The login page, and what follows when a person has proved who they are.

use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web};
use chrono::TimeDelta;
use maud::{Markup, html};
use serde::Deserialize;
use serde_json::json;

use crate::{
    pages, relying_party,
    tenant::{
        Tenant, ids,
        log::Entry,
        model::{Connection, Grant, Session},
        volatile::{Code, Transaction},
    },
};

use super::{
    error::{OAuthError, answer, refuse},
    home_realm, invitation,
    membership::{self, Offered},
    passwords, session, sign_up,
};

const CODE_LIFETIME: TimeDelta = TimeDelta::minutes(10);

/// Which sign-in.
#[derive(Debug, Deserialize)]
pub(super) struct StateQuery {
    state: String,
}

/// A button was pressed.
#[derive(Debug, Deserialize)]
pub(super) struct ConnectionQuery {
    state: String,
    connection: String,
}

/// The form was sent.
#[derive(Deserialize)]
pub(super) struct LoginForm {
    state: String,
    #[serde(default)]
    username: String,
    #[serde(default)]
    password: String,
}

/// Where the login page of a sign-in is.
pub(super) fn page_url(transaction: &Transaction) -> String {
    format!("/u/login?state={}", transaction.id)
}

/// Whether there is any way to sign in.
pub(super) fn check_choice(tenant: &Tenant, transaction: &Transaction) -> Result<(), OAuthError> {
    let offered = tenant.read(|state| membership::offered(state, transaction));
    let visible = |offer: &Offered| {
        offer.button
            || offer.connection.is_database()
            || offer.connection.options.contains_key("domain_aliases")
    };
    match (offered.iter().any(visible), &transaction.organization) {
        (true, _) => Ok(()),
        (false, Some(_)) => {
            Err(OAuthError::invalid("no connections enabled for the organization are visible"))
        }
        (false, None) => Err(OAuthError::invalid("no connections enabled for the client")),
    }
}

/// GET `/u/login`
pub(super) async fn show(tenant: web::Data<Tenant>, query: web::Query<StateQuery>) -> HttpResponse {
    match tenant.volatile().transaction(&query.state) {
        Some(transaction) => login_page(&tenant, &transaction, None, None),
        None => expired(),
    }
}

/// GET `/u/login/connection`
pub(super) async fn choose_connection(
    tenant: web::Data<Tenant>,
    query: web::Query<ConnectionQuery>,
    request: HttpRequest,
) -> HttpResponse {
    let Some(transaction) = tenant.volatile().transaction(&query.state) else { return expired() };
    let offered = tenant.read(|state| membership::offered(state, &transaction));
    let chosen = offered.into_iter().find(|offer| offer.connection.name == query.connection);
    match chosen {
        Some(offer) => go_to_provider(&tenant, &transaction, &offer.connection, &request).await,
        None => refuse(&transaction, &OAuthError::invalid("the connection is not enabled")),
    }
}

/// POST `/u/login`
pub(super) async fn submit(
    tenant: web::Data<Tenant>,
    form: web::Form<LoginForm>,
    request: HttpRequest,
) -> HttpResponse {
    let form = form.into_inner();
    let Some(transaction) = tenant.volatile().transaction(&form.state) else { return expired() };
    let email = form.username.trim();
    let transaction = home_realm::discover(&tenant, transaction, email);
    let offered = tenant.read(|state| membership::offered(state, &transaction));
    let enterprise = offered
        .iter()
        .find(|offer| !offer.connection.is_database() && offer.connection.serves_domain_of(email));
    if let Some(offer) = enterprise {
        return go_to_provider(&tenant, &transaction, &offer.connection, &request).await;
    }
    let database = offered.iter().find(|offer| offer.connection.is_database());
    let Some(database) = database.map(|offer| &offer.connection) else {
        return login_page(
            &tenant,
            &transaction,
            Some(email),
            Some("Your email is not set up for sign-in here."),
        );
    };
    sign_up::by_invitation(&tenant, &transaction, database, email, &form.password);
    match passwords::owner(&tenant, database, email, &form.password, &request) {
        Ok(user) => complete(&tenant, &transaction, database, &user.user_id, json!({}), &request),
        Err(refusal) => {
            let (client, organization) = (&transaction.client_id, transaction.organization.as_deref());
            passwords::note_wrong(&tenant, client, database, organization, email, refusal, &request);
            login_page(&tenant, &transaction, Some(email), Some(refusal.message()))
        }
    }
}

async fn go_to_provider(
    tenant: &Tenant,
    transaction: &Transaction,
    connection: &Connection,
    request: &HttpRequest,
) -> HttpResponse {
    relying_party::send(tenant, transaction, connection).await.unwrap_or_else(|error| {
        log_failure(tenant, transaction, Some(connection), &error, request);
        refuse(transaction, &error)
    })
}

/// The person has proved who they are: lets them in, begins the session and answers the application.
pub fn complete(
    tenant: &Tenant,
    transaction: &Transaction,
    connection: &Connection,
    user_id: &str,
    details: serde_json::Value,
    request: &HttpRequest,
) -> HttpResponse {
    let blocked = tenant.read(|state| state.users.get(user_id).is_none_or(|user| user.blocked));
    let admitted = if blocked {
        Err(OAuthError::new("unauthorized", "user is blocked"))
    } else {
        tenant
            .read(|state| membership::check_connection(state, transaction, connection))
            .map_err(|_| OAuthError::invalid("the connection was disabled"))
            .and_then(|()| invitation::accept(tenant, transaction, connection, user_id, request))
            .and_then(|()| membership::admit(tenant, transaction, connection, user_id))
    };
    tenant.volatile().finish(&transaction.id);
    if let Err(error) = admitted {
        log_failure_of(tenant, transaction, Some(connection), Some(user_id), &error, request);
        return refuse(transaction, &error);
    }
    note_login(tenant, user_id, request);
    let session =
        session::begin(tenant, session::current(tenant, request).as_ref(), user_id, &connection.name);
    log_success(tenant, transaction, connection, user_id, details, request);
    session::remember(tenant, &session, send_code(tenant, transaction, &session))
}

/// The session answers without asking the person.
pub(super) fn answer_from_session(
    tenant: &Tenant,
    transaction: &Transaction,
    session: &Session,
    request: &HttpRequest,
) -> HttpResponse {
    tenant.log(&Entry {
        kind: "ssa",
        description: "Successful Silent Auth".to_owned(),
        client_id: Some(&transaction.client_id),
        organization_id: transaction.organization.as_deref(),
        user_id: Some(&session.user_id),
        ip: address(request),
        details: json!({}),
        ..Entry::default()
    });
    send_code(tenant, transaction, session)
}

fn send_code(tenant: &Tenant, transaction: &Transaction, session: &Session) -> HttpResponse {
    let code = ids::handle();
    let grant = Grant {
        client_id: transaction.client_id.clone(),
        user_id: session.user_id.clone(),
        scope: transaction.scope.clone(),
        audience: transaction.audience.clone(),
        organization: transaction.organization.clone(),
        sid: session.sid.clone(),
        auth_time: session.auth_time,
        tell_auth_time: transaction.tell_auth_time,
        connection: session.connection.clone(),
    };
    let now = tenant.now();
    let kept = Code {
        grant,
        nonce: transaction.nonce.clone(),
        redirect_uri: transaction.redirect_uri.clone(),
        challenge: transaction.challenge.clone(),
        expires_at: now + CODE_LIFETIME,
    };
    tenant.volatile().keep_code(code.clone(), kept, now);
    let mut parameters = vec![("code", code.as_str())];
    if let Some(state) = &transaction.state {
        parameters.push(("state", state));
    }
    answer(&transaction.redirect_uri, transaction.response_mode, &parameters)
}

/// Notes on the person that they have signed in.
pub(super) fn note_login(tenant: &Tenant, user_id: &str, request: &HttpRequest) {
    let now = tenant.now();
    tenant.write(|state| {
        if let Some(user) = state.users.get_mut(user_id) {
            user.last_login = Some(now);
            user.last_ip = address(request);
            user.logins_count += 1;
        }
    });
}

fn log_success(
    tenant: &Tenant,
    transaction: &Transaction,
    connection: &Connection,
    user_id: &str,
    details: serde_json::Value,
    request: &HttpRequest,
) {
    let name = tenant.read(|state| state.users.get(user_id).map(|user| user.name().to_owned()));
    tenant.log(&Entry {
        kind: "s",
        description: "Successful login".to_owned(),
        client_id: Some(&transaction.client_id),
        connection_id: Some(&connection.id),
        organization_id: transaction.organization.as_deref(),
        user_id: Some(user_id),
        user_name: name.as_deref(),
        ip: address(request),
        audience: transaction.audience.as_deref(),
        details,
    });
}

/// Writes an `f` record for a sign-in that ended badly.
pub fn log_failure(
    tenant: &Tenant,
    transaction: &Transaction,
    connection: Option<&Connection>,
    error: &OAuthError,
    request: &HttpRequest,
) {
    log_failure_of(tenant, transaction, connection, None, error, request);
}

/// Writes an `fsa` record for a sign-in that was to ask nobody.
pub(super) fn log_silent_failure(
    tenant: &Tenant,
    transaction: &Transaction,
    error: &OAuthError,
    request: &HttpRequest,
) {
    tenant.log(&Entry {
        kind: "fsa",
        description: error.description.clone(),
        client_id: Some(&transaction.client_id),
        organization_id: transaction.organization.as_deref(),
        ip: address(request),
        audience: transaction.audience.as_deref(),
        details: json!({ "error": { "message": error.description, "oauthError": error.error } }),
        ..Entry::default()
    });
}

fn log_failure_of(
    tenant: &Tenant,
    transaction: &Transaction,
    connection: Option<&Connection>,
    user_id: Option<&str>,
    error: &OAuthError,
    request: &HttpRequest,
) {
    tenant.log(&Entry {
        kind: "f",
        description: error.description.clone(),
        client_id: Some(&transaction.client_id),
        connection_id: connection.map(|connection| connection.id.as_str()),
        organization_id: transaction.organization.as_deref(),
        user_id,
        ip: address(request),
        details: json!({ "error": { "message": error.description, "oauthError": error.error, "type": "oauth-authorization" } }),
        ..Entry::default()
    });
}

/// Where a request came from.
pub fn address(request: &HttpRequest) -> Option<String> {
    request.peer_addr().map(|address| address.ip().to_string())
}

fn expired() -> HttpResponse {
    pages::error(
        StatusCode::BAD_REQUEST,
        "invalid_request",
        "This sign-in is over or was never begun. Start again from the application.",
    )
}

fn login_page(
    tenant: &Tenant,
    transaction: &Transaction,
    email: Option<&str>,
    problem: Option<&str>,
) -> HttpResponse {
    let (title, application, offered) = tenant.read(|state| {
        let organization = transaction.organization.as_deref().and_then(|id| state.organizations.get(id));
        let client = state.clients.get(&transaction.client_id).map_or("", |client| client.name.as_str());
        let title = organization.map(|organization| {
            organization.display_name.clone().unwrap_or_else(|| organization.name.clone())
        });
        (title, client.to_owned(), membership::offered(state, transaction))
    });
    let email = email.or(transaction.login_hint.as_deref()).unwrap_or_default();
    let title = title.unwrap_or_else(|| application.clone());
    let status = if problem.is_some() { StatusCode::BAD_REQUEST } else { StatusCode::OK };
    let mark = title.chars().next().map(|letter| letter.to_uppercase().to_string()).unwrap_or_default();
    let content = html! {
        div.card {
            div.centered {
                div.mark aria-hidden="true" { (mark) }
                h1 { "Welcome" }
                p.muted { "Log in to " strong { (title) } " to continue to " (application) "." }
            }
            @if let Some(problem) = problem { p.alert role="alert" id="error" { (problem) } }
            (ways_in(transaction, &offered, email))
        }
    };
    pages::page(status, &format!("Log in | {application}"), &content)
}

fn ways_in(transaction: &Transaction, offered: &[Offered], email: &str) -> Markup {
    let buttons: Vec<&Connection> =
        offered.iter().filter(|offer| offer.button).map(|offer| &offer.connection).collect();
    let password = offered.iter().any(|offer| offer.connection.is_database());
    let routed = offered.iter().any(|offer| offer.connection.options.contains_key("domain_aliases"));
    html! {
        @if password || routed {
            form method="post" action="/u/login" {
                input type="hidden" name="state" value=(transaction.id);
                label for="username" { "Email address" }
                input id="username" name="username" type="email" autocomplete="username" required value=(email) autofocus[email.is_empty()];
                @if password {
                    label for="password" { "Password" }
                    input id="password" name="password" type="password" autocomplete="current-password" autofocus[!email.is_empty()];
                }
                button.primary type="submit" name="action" value="default" { "Continue" }
            }
        }
        @if (password || routed) && !buttons.is_empty() { div.or { "or" } }
        @for connection in buttons {
            a.button href=(button_url(transaction, connection)) data-connection=(connection.name) {
                "Continue with " (connection.label())
            }
        }
    }
}

fn button_url(transaction: &Transaction, connection: &Connection) -> String {
    format!("/u/login/connection?state={}&connection={}", transaction.id, connection.name)
}
