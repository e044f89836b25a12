//! Signing out: Auth0's own endpoint and the `OpenID` one.

use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web};
use maud::html;
use serde::Deserialize;
use serde_json::json;
use url::Url;

use crate::{
    pages,
    tenant::{Tenant, log::Entry},
};

use super::{error::found, login::address, session};

/// The parameters of `/v2/logout`.
#[derive(Debug, Deserialize)]
pub(super) struct V2 {
    #[serde(rename = "returnTo")]
    return_to: Option<String>,
    client_id: Option<String>,
}

/// The parameters of `/oidc/logout`.
#[derive(Debug, Deserialize)]
pub(super) struct Oidc {
    id_token_hint: Option<String>,
    client_id: Option<String>,
    post_logout_redirect_uri: Option<String>,
    state: Option<String>,
}

/// GET `/v2/logout`
pub(super) async fn v2(
    tenant: web::Data<Tenant>,
    query: web::Query<V2>,
    request: HttpRequest,
) -> HttpResponse {
    let target = match &query.return_to {
        Some(target) if allowed(&tenant, query.client_id.as_deref(), target) => Some(target.clone()),
        Some(target) => return refused("returnTo", target),
        None => None,
    };
    finish(&tenant, &request, query.client_id.as_deref(), target)
}

/// GET `/oidc/logout`
pub(super) async fn oidc(
    tenant: web::Data<Tenant>,
    query: web::Query<Oidc>,
    request: HttpRequest,
) -> HttpResponse {
    end_session(&tenant, &query, &request)
}

/// POST `/oidc/logout`
pub(super) async fn oidc_form(
    tenant: web::Data<Tenant>,
    form: web::Form<Oidc>,
    request: HttpRequest,
) -> HttpResponse {
    end_session(&tenant, &form, &request)
}

fn end_session(tenant: &Tenant, parameters: &Oidc, request: &HttpRequest) -> HttpResponse {
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
        Some(target) => return refused("post_logout_redirect_uri", target),
        None => None,
    };
    finish(tenant, request, client.as_deref(), target)
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

/// Without a client any application's list counts, as the tenant's own would.
fn allowed(tenant: &Tenant, client: Option<&str>, target: &str) -> bool {
    tenant.read(|state| {
        let listed = |urls: &[String]| urls.iter().any(|url| url == target);
        match client {
            Some(id) => state.clients.get(id).is_some_and(|client| listed(&client.allowed_logout_urls)),
            None => state.clients.iter().any(|client| listed(&client.allowed_logout_urls)),
        }
    })
}

fn finish(
    tenant: &Tenant,
    request: &HttpRequest,
    client: Option<&str>,
    target: Option<String>,
) -> HttpResponse {
    let ended = session::end(tenant, request);
    tenant.log(&Entry {
        kind: "slo",
        description: "User successfully logged out".to_owned(),
        client_id: client,
        user_id: ended.as_ref().map(|session| session.user_id.as_str()),
        ip: address(request),
        details: json!({ "return_to": target }),
        ..Entry::default()
    });
    let answer = match target {
        Some(target) => found(&target),
        None => pages::page(
            StatusCode::OK,
            "Signed out",
            &html! { div.card { h1 { "You are signed out" } p.muted { "You can close this window." } } },
        ),
    };
    session::forget(tenant, answer)
}

fn refused(parameter: &str, target: &str) -> HttpResponse {
    invalid(&format!(
        "The \"{parameter}\" querystring parameter \"{target}\" is not defined as a valid URL in \"Allowed Logout URLs\"."
    ))
}

fn invalid(description: &str) -> HttpResponse {
    pages::error(StatusCode::BAD_REQUEST, "invalid_request", description)
}
