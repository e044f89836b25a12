//! The request of a client, and its answer by way of the browser.

use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web};
use chrono::TimeDelta;
use serde::Deserialize;
use url::Url;

use crate::demo_idp::{
    Idp, pages,
    saml_sso::NOT_ASSIGNED,
    sign_in,
    volatile::{Flow, Grant, OidcFlow, Session},
};

use super::tokens;

#[derive(Deserialize)]
pub(super) struct Authorize {
    client_id: Option<String>,
    redirect_uri: Option<String>,
    response_type: Option<String>,
    response_mode: Option<String>,
    scope: Option<String>,
    state: Option<String>,
    nonce: Option<String>,
    prompt: Option<String>,
    max_age: Option<i64>,
    code_challenge: Option<String>,
    code_challenge_method: Option<String>,
}

pub(super) async fn by_query(
    idp: web::Data<Idp>,
    http: HttpRequest,
    wish: web::Query<Authorize>,
) -> HttpResponse {
    authorize(&idp, &http, wish.into_inner())
}

pub(super) async fn by_form(
    idp: web::Data<Idp>,
    http: HttpRequest,
    wish: web::Form<Authorize>,
) -> HttpResponse {
    authorize(&idp, &http, wish.into_inner())
}

fn authorize(idp: &Idp, http: &HttpRequest, wish: Authorize) -> HttpResponse {
    let client_id = wish.client_id.clone().unwrap_or_default();
    let Some(app) = idp.read(|state| state.oidc_app(&client_id).cloned()) else {
        let advice = format!("The client id {client_id:?} is not known here. Compare it with the console.");
        return pages::problem(StatusCode::BAD_REQUEST, "This sign-in cannot begin", &advice);
    };
    let redirect_uri = wish.redirect_uri.clone().unwrap_or_default();
    if !app.allows(&redirect_uri) {
        let advice = format!(
            "The sign-in redirect URI {redirect_uri:?} is not registered for the application {:?}.",
            app.name
        );
        return pages::problem(StatusCode::BAD_REQUEST, "This sign-in cannot begin", &advice);
    }
    let problem = objection(&wish);
    let session = sign_in::session(idp, http);
    let too_old = |session: &Session| {
        wish.max_age
            .is_some_and(|seconds| idp.now() - session.at > TimeDelta::seconds(seconds.clamp(0, 1 << 32)))
    };
    let prompt: Vec<&str> = wish.prompt.as_deref().unwrap_or_default().split_whitespace().collect();
    let again = prompt.contains(&"login") || session.as_ref().is_some_and(too_old);
    let never = prompt.contains(&"none");
    let flow = OidcFlow {
        client_id,
        redirect_uri,
        front_channel: wish.response_type.as_deref() == Some("id_token"),
        state: wish.state,
        nonce: wish.nonce,
        scope: wish.scope.unwrap_or_default().split_whitespace().map(str::to_owned).collect(),
        challenge: wish.code_challenge.filter(|challenge| !challenge.is_empty()),
    };
    if let Some((error, description)) = problem {
        return refuse(&flow, error, description);
    }
    if never && (again || session.is_none()) {
        return refuse(&flow, "login_required", "The person would have to sign in.");
    }
    sign_in::identify(idp, http, Flow::Oidc(flow), again)
}

fn objection(wish: &Authorize) -> Option<(&'static str, &'static str)> {
    let scope = wish.scope.as_deref().unwrap_or_default();
    let front_channel = wish.response_type.as_deref() == Some("id_token");
    let mode = wish.response_mode.as_deref();
    if !front_channel && wish.response_type.as_deref() != Some("code") {
        Some((
            "unsupported_response_type",
            "Only response_type=code and response_type=id_token are supported.",
        ))
    } else if front_channel && mode != Some("form_post") {
        Some(("invalid_request", "An ID token is given by response_mode=form_post only."))
    } else if front_channel && wish.nonce.as_deref().unwrap_or_default().is_empty() {
        Some(("invalid_request", "An ID token is given for a nonce only."))
    } else if !front_channel && !matches!(mode, None | Some("query")) {
        Some(("invalid_request", "Only response_mode=query is supported for codes."))
    } else if !scope.split_whitespace().any(|one| one == "openid") {
        Some(("invalid_scope", "The scope must contain openid."))
    } else if wish.code_challenge.is_some() && wish.code_challenge_method.as_deref() != Some("S256") {
        Some(("invalid_request", "Only code_challenge_method=S256 is supported."))
    } else {
        None
    }
}

/// Gives the client a code, or whatever the switches say.
pub(in crate::demo_idp) fn answer(idp: &Idp, flow: &OidcFlow, session: &Session) -> HttpResponse {
    if idp.switches().user_not_assigned {
        return refuse(flow, "access_denied", NOT_ASSIGNED);
    }
    let now = idp.now();
    idp.change(|state| {
        if let Some(app) = state.oidc_apps.iter_mut().find(|app| app.client_id == flow.client_id) {
            app.last_used = Some(now);
        }
    });
    let grant = Grant { flow: flow.clone(), user: session.user.clone(), authenticated_at: session.at };
    if flow.front_channel {
        return match tokens::id_token(idp, &grant) {
            Some(token) => redirect(flow, &[("id_token", &token)]),
            None => refuse(flow, "server_error", "The ID token could not be signed."),
        };
    }
    let code = idp.volatile().give_code(grant, now);
    redirect(flow, &[("code", &code)])
}

fn refuse(flow: &OidcFlow, error: &str, description: &str) -> HttpResponse {
    redirect(flow, &[("error", error), ("error_description", description)])
}

fn redirect(flow: &OidcFlow, parameters: &[(&str, &str)]) -> HttpResponse {
    if flow.front_channel {
        let mut fields: Vec<(&str, String)> =
            parameters.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        fields.extend(flow.state.clone().map(|state| ("state", state)));
        return pages::self_posting_form(&flow.redirect_uri, &fields);
    }
    let Ok(mut url) = Url::parse(&flow.redirect_uri) else {
        return pages::problem(
            StatusCode::BAD_REQUEST,
            "This sign-in cannot end",
            "The sign-in redirect URI is not a URL.",
        );
    };
    url.query_pairs_mut()
        .extend_pairs(parameters)
        .extend_pairs(flow.state.as_ref().map(|state| ("state", state)));
    sign_in::see_other(url.as_str())
}
