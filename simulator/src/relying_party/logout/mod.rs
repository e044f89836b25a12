//! Signing out together with the identity provider, begun by either side.

mod begun_here;
mod begun_there;

use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web};
use maud::html;
use serde::Deserialize;

use crate::{
    oidc::error::found,
    pages,
    saml::{binding, logout},
    tenant::Tenant,
};

pub(crate) use begun_here::leave_provider;

/// What an identity provider sends when somebody signs out.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Message {
    #[serde(rename = "SAMLRequest")]
    request: Option<String>,
    #[serde(rename = "SAMLResponse")]
    response: Option<String>,
    #[serde(rename = "RelayState")]
    relay_state: Option<String>,
    state: Option<String>,
    wctx: Option<String>,
}

/// GET `/logout`
pub(super) async fn by_query(
    tenant: web::Data<Tenant>,
    message: web::Query<Message>,
    request: HttpRequest,
) -> HttpResponse {
    if let Some(text) = &message.request {
        let xml = binding::decode_redirect(text).ok();
        let proof = begun_there::Proof::Query(request.query_string());
        return begun_there::end(&tenant, &request, xml, proof, message.relay_state.as_deref());
    }
    let answer = message.response.as_deref().map(binding::decode_redirect);
    come_back(&tenant, &message, answer.and_then(Result::ok))
}

/// POST `/logout`
pub(super) async fn by_form(
    tenant: web::Data<Tenant>,
    message: web::Form<Message>,
    request: HttpRequest,
) -> HttpResponse {
    if let Some(text) = &message.request {
        let xml = binding::decode_post(text).ok();
        let proof = begun_there::Proof::Enveloped;
        return begun_there::end(&tenant, &request, xml, proof, message.relay_state.as_deref());
    }
    let answer = message.response.as_deref().map(binding::decode_post);
    come_back(&tenant, &message, answer.and_then(Result::ok))
}

/// The provider has ended its session: on to where the person was going.
fn come_back(tenant: &Tenant, message: &Message, answer: Option<String>) -> HttpResponse {
    let failed = answer.and_then(|xml| logout::parse_response(&xml)).is_some_and(|(_, ended)| !ended);
    let handle = message.relay_state.as_deref().or(message.state.as_deref()).or(message.wctx.as_deref());
    let target = handle.and_then(|handle| tenant.volatile().left(handle));
    match target {
        Some(Some(target)) => found(&target),
        _ if failed => pages::error(
            StatusCode::BAD_REQUEST,
            "logout_failed",
            "You are signed out here, but your identity provider did not end its session.",
        ),
        _ => signed_out(),
    }
}

/// The page for whoever goes nowhere.
fn signed_out() -> HttpResponse {
    pages::page(
        StatusCode::OK,
        "Signed out",
        &html! { div.card { h1 { "You are signed out" } p.muted { "You can close this window." } } },
    )
}
