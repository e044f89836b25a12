//! SAML single logout, begun by an application or here.

use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web};
use serde::Deserialize;
use url::Url;

use crate::{
    saml::{
        self,
        binding::{Undecodable, decode_post, decode_redirect},
        logout::{LogoutRequest, LogoutResponse, logout_request, logout_response, parse_request},
    },
    tenant::ids,
};

use super::{Idp, pages, saml_sso::entity_id, sign_in, state::SamlApp};

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/saml/slo", web::get().to(by_redirect))
        .route("/saml/slo", web::post().to(by_post))
        .route("/saml/end/{app}", web::get().to(end_here));
}

/// Where requests to sign out go.
pub(super) fn slo_url(idp: &Idp) -> String {
    idp.url("/saml/slo")
}

/// Where an application takes requests to sign out: as registered, else where an Auth0 tenant has it.
pub(super) fn logout_url(app: &SamlApp) -> Option<Url> {
    match &app.slo_url {
        Some(url) => url.parse().ok(),
        None => Url::parse(&app.acs_url).ok()?.join("/logout").ok(),
    }
}

#[derive(Deserialize)]
struct Message {
    #[serde(rename = "SAMLRequest")]
    request: Option<String>,
    #[serde(rename = "RelayState")]
    relay_state: Option<String>,
}

async fn by_redirect(idp: web::Data<Idp>, http: HttpRequest, message: web::Query<Message>) -> HttpResponse {
    receive(&idp, &http, &message, decode_redirect)
}

async fn by_post(idp: web::Data<Idp>, http: HttpRequest, message: web::Form<Message>) -> HttpResponse {
    receive(&idp, &http, &message, decode_post)
}

fn receive(
    idp: &Idp,
    http: &HttpRequest,
    message: &Message,
    decode: fn(&str) -> Result<String, Undecodable>,
) -> HttpResponse {
    // An answer to our own request needs nothing more.
    let Some(encoded) = &message.request else { return sign_in::see_other("/sign-out") };
    let asked = decode(encoded).ok().and_then(|xml| parse_request(&xml));
    let known = asked.and_then(|asked| {
        let app = idp.read(|state| state.saml_apps.iter().find(|app| app.audience == asked.issuer).cloned());
        Some((asked.id, logout_url(&app?)?))
    });
    let Some((request, destination)) = known else {
        let advice =
            "The request to sign out cannot be read, or comes from an application that is not known.";
        return pages::problem(StatusCode::BAD_REQUEST, "This sign-out cannot begin", advice);
    };
    let xml = logout_response(&LogoutResponse {
        id: &ids::saml_request(),
        issuer: &entity_id(idp),
        destination: destination.as_str(),
        issue_instant: idp.now(),
        in_response_to: &request,
    });
    let relay_state = message.relay_state.as_deref();
    let url = saml::redirect_binding_url(&destination, "SAMLResponse", &xml, relay_state);
    sign_in::end(idp, http, sign_in::see_other(url.as_str()))
}

/// Signs the person out here and asks an application to do the same.
async fn end_here(idp: web::Data<Idp>, http: HttpRequest, app: web::Path<String>) -> HttpResponse {
    let Some(app) = idp.read(|state| state.saml_app(&app).cloned()) else { return pages::not_found().await };
    let session = sign_in::session(&idp, &http);
    let person = session.and_then(|session| Some((sign_in::who(&idp, &session)?, session.id)));
    let (Some((name_id, session)), Some(destination)) = (person, logout_url(&app)) else {
        return sign_in::see_other("/sign-out");
    };
    let id = ids::saml_request();
    let xml = logout_request(&LogoutRequest {
        id: &id,
        issuer: &entity_id(&idp),
        destination: destination.as_str(),
        issue_instant: idp.now(),
        name_id: &name_id,
        session_index: Some(&session),
    });
    match saml::signature::sign(&xml, &id, &idp.signing_keys().saml) {
        Ok(signed) => {
            let fields = saml::post_fields("SAMLRequest", &signed, None);
            sign_in::end(&idp, &http, pages::self_posting_form(destination.as_str(), &fields))
        }
        Err(error) => {
            tracing::error!(%error, "a request could not be signed");
            sign_in::end(&idp, &http, sign_in::see_other("/sign-out"))
        }
    }
}
