//! Signing out: Auth0's own endpoint and the `OpenID` one.

use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web};
use maud::html;
use serde::Deserialize;
use serde_json::json;
use url::Url;

use crate::{
    pages, relying_party,
    tenant::{Tenant, log::Entry},
};

use super::{error::found, login::address, session};

/// The parameters of `/v2/logout`.
#[derive(Debug, Deserialize)]
pub(super) struct V2 {
    #[serde(rename = "returnTo")]
    return_to: Option<String>,
    client_id: Option<String>,
    federated: Option<String>,
}

/// The parameters of `/oidc/logout`.
#[derive(Debug, Deserialize)]
pub(super) struct Oidc {
    id_token_hint: Option<String>,
    client_id: Option<String>,
    post_logout_redirect_uri: Option<String>,
    state: Option<String>,
    federated: Option<String>,
}

/// GET `/v2/logout`
pub(super) async fn v2(
    tenant: web::Data<Tenant>,
    query: web::Query<V2>,
    request: HttpRequest,
) -> HttpResponse {
    let target = match &query.return_to {
        Some(target) if allowed(&tenant, query.client_id.as_deref(), target) => Some(target.clone()),
        Some(target) => return refused(&tenant, &request, query.client_id.as_deref(), "returnTo", target),
        None => None,
    };
    finish(&tenant, &request, query.client_id.as_deref(), target, query.federated.is_some()).await
}

/// GET `/oidc/logout`
pub(super) async fn oidc(
    tenant: web::Data<Tenant>,
    query: web::Query<Oidc>,
    request: HttpRequest,
) -> HttpResponse {
    end_session(&tenant, &query, &request).await
}

/// POST `/oidc/logout`
pub(super) async fn oidc_form(
    tenant: web::Data<Tenant>,
    form: web::Form<Oidc>,
    request: HttpRequest,
) -> HttpResponse {
    end_session(&tenant, &form, &request).await
}

async fn end_session(tenant: &Tenant, parameters: &Oidc, request: &HttpRequest) -> HttpResponse {
    let hinted = match parameters.id_token_hint.as_deref().map(|token| tenant.keys.verify(token)) {
        Some(Ok(claims)) => claims["aud"].as_str().map(str::to_owned),
        Some(Err(_)) => return invalid("Invalid id_token_hint"),
        None => None,
    };
    if let (Some(hinted), Some(given)) = (&hinted, &parameters.client_id)
        && hinted != given
    {
        return invalid("The client_id does not match the audience of the id_token_hint");
    }
    let client = hinted.or_else(|| parameters.client_id.clone());
    let target = match &parameters.post_logout_redirect_uri {
        Some(target) if allowed(tenant, client.as_deref(), target) => Some(with_state(target, parameters)),
        Some(target) => {
            return refused(tenant, request, client.as_deref(), "post_logout_redirect_uri", target);
        }
        None => None,
    };
    finish(tenant, request, client.as_deref(), target, parameters.federated.is_some()).await
}

fn with_state(target: &str, parameters: &Oidc) -> String {
    match (Url::parse(target), &parameters.state) {
        (Ok(mut url), Some(state)) => {
            url.query_pairs_mut().append_pair("state", state);
            url.into()
        }
        _ => target.to_owned(),
    }
}

/// Without a client the tenant's own list counts.
fn allowed(tenant: &Tenant, client: Option<&str>, target: &str) -> bool {
    tenant.read(|state| {
        let listed = |urls: &[String]| urls.iter().any(|url| url == target);
        match client {
            Some(id) => state.clients.get(id).is_some_and(|client| listed(&client.allowed_logout_urls)),
            None => state
                .settings
                .get("allowed_logout_urls")
                .and_then(serde_json::Value::as_array)
                .is_some_and(|urls| urls.iter().any(|url| url == target)),
        }
    })
}

/// Ends the session; with `federated` the identity provider's too, before the person goes on.
async fn finish(
    tenant: &Tenant,
    request: &HttpRequest,
    client: Option<&str>,
    target: Option<String>,
    federated: bool,
) -> HttpResponse {
    let ended = session::end(tenant, request);
    let user = ended.as_ref().map(|session| session.user_id.as_str());
    let connection = ended.as_ref().and_then(|session| {
        tenant.read(|state| state.connection_by_name(&session.connection).map(|found| found.id.clone()))
    });
    tenant.log(&Entry {
        kind: "slo",
        description: "User successfully logged out".to_owned(),
        client_id: client,
        connection_id: connection.as_deref(),
        user_id: user,
        ip: address(request),
        details: json!({ "return_to": target, "session_id": ended.as_ref().map(|session| &session.sid) }),
        ..Entry::default()
    });
    let at_provider = match ended.as_ref().filter(|_| federated) {
        Some(session) => relying_party::leave_provider(tenant, session, target.as_deref()).await,
        None => None,
    };
    let answer = match (at_provider, target) {
        (Some(leaving), _) => leaving,
        (None, Some(target)) => found(&target),
        (None, None) => pages::page(
            StatusCode::OK,
            "Signed out",
            &html! { div.card { h1 { "You are signed out" } p.muted { "You can close this window." } } },
        ),
    };
    session::forget(tenant, answer)
}

fn refused(
    tenant: &Tenant,
    request: &HttpRequest,
    client: Option<&str>,
    parameter: &str,
    target: &str,
) -> HttpResponse {
    let description = format!(
        "The \"{parameter}\" querystring parameter \"{target}\" is not defined as a valid URL in \"Allowed Logout URLs\"."
    );
    tenant.log(&Entry {
        kind: "flo",
        description: description.clone(),
        client_id: client,
        ip: address(request),
        details: json!({ "return_to": target }),
        ..Entry::default()
    });
    invalid(&description)
}

fn invalid(description: &str) -> HttpResponse {
    pages::error(StatusCode::BAD_REQUEST, "invalid_request", description)
}
