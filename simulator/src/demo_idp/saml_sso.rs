//! SAML 2.0: metadata, requests, answers.

use actix_web::{HttpRequest, HttpResponse, http::StatusCode, http::header, web};
use maud::{Markup, PreEscaped, html};
use serde::Deserialize;
use url::Url;

use crate::{
    saml::{
        self, Binding, Certificate, EMAIL_ADDRESS, PERSISTENT, PROTOCOL,
        binding::{Undecodable, decode_post, decode_redirect},
        request::{self, ReceivedRequest},
        response::{self, Failure, Signed},
    },
    tenant::ids,
};

use super::{
    Idp,
    assertion::{Addressee, describe},
    pages, saml_slo, sign_in,
    state::{Origin, SamlApp, State, is_loopback},
    volatile::{Flow, SamlFlow, Session},
};

const METADATA: &str = "urn:oasis:names:tc:SAML:2.0:metadata";
/// What is said to somebody who may not use an application.
pub(super) const NOT_ASSIGNED: &str = "User is not assigned to the client application.";
pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/saml/metadata", web::get().to(metadata))
        .route("/saml/certificate.pem", web::get().to(certificate))
        .route("/saml/sso", web::get().to(by_redirect))
        .route("/saml/sso", web::post().to(by_post))
        .route("/saml/start/{app}", web::get().to(start_here));
}

/// The provider's entity id, which is also where its metadata is.
pub(super) fn entity_id(idp: &Idp) -> String {
    idp.url("/saml/metadata")
}

/// Where requests go.
pub(super) fn sso_url(idp: &Idp) -> String {
    idp.url("/saml/sso")
}

async fn metadata(idp: web::Data<Idp>) -> HttpResponse {
    let (sso, slo) = (sso_url(&idp), saml_slo::slo_url(&idp));
    let document: Markup = html! {
        (PreEscaped(r#"<?xml version="1.0" encoding="UTF-8"?>"#))
        md:EntityDescriptor xmlns:md=(METADATA) entityID=(entity_id(&idp)) {
            md:IDPSSODescriptor WantAuthnRequestsSigned="false" protocolSupportEnumeration=(PROTOCOL) {
                md:KeyDescriptor use="signing" {
                    ds:KeyInfo xmlns:ds=(saml::DSIG) {
                        ds:X509Data { ds:X509Certificate { (idp.keys.saml.certificate().base64()) } }
                    }
                }
                md:SingleLogoutService Binding=(Binding::Redirect.urn()) Location=(slo) {}
                md:SingleLogoutService Binding=(Binding::Post.urn()) Location=(slo) {}
                md:NameIDFormat { (EMAIL_ADDRESS) }
                md:NameIDFormat { (PERSISTENT) }
                md:SingleSignOnService Binding=(Binding::Redirect.urn()) Location=(sso) {}
                md:SingleSignOnService Binding=(Binding::Post.urn()) Location=(sso) {}
            }
        }
    };
    HttpResponse::Ok()
        .content_type("application/samlmetadata+xml; charset=utf-8")
        .body(document.into_string())
}

async fn certificate(idp: web::Data<Idp>) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::CONTENT_DISPOSITION, "attachment; filename=\"demo-idp.pem\""))
        .content_type("application/x-pem-file")
        .body(idp.keys.saml.certificate().pem())
}

#[derive(Deserialize)]
struct Message {
    #[serde(rename = "SAMLRequest")]
    request: Option<String>,
    #[serde(rename = "RelayState")]
    relay_state: Option<String>,
}

async fn by_redirect(idp: web::Data<Idp>, http: HttpRequest, message: web::Query<Message>) -> HttpResponse {
    receive(&idp, &http, message.into_inner(), decode_redirect)
}

async fn by_post(idp: web::Data<Idp>, http: HttpRequest, message: web::Form<Message>) -> HttpResponse {
    receive(&idp, &http, message.into_inner(), decode_post)
}

/// Why a request is not answered to whoever sent it: nobody trustworthy is known to answer to.
#[derive(Debug, thiserror::Error)]
enum Refusal {
    #[error(
        "There is no SAMLRequest in this request. Start from the application, or from its entry in the console."
    )]
    NoRequest,
    #[error("The SAML request cannot be decoded: {0}.")]
    Undecodable(#[from] Undecodable),
    #[error("The SAML request is refused: {0}.")]
    Invalid(#[from] request::InvalidRequest),
    #[error("The SAML request was made for {0}, which is not this identity provider's sign-in URL.")]
    Destination(String),
    #[error("The SAML request names no address for the answer, and the application {0} is not known.")]
    NoAddress(String),
    #[error(
        "The answer would go to {0}. Addresses outside this machine must be registered first: create an app in the console."
    )]
    Address(String),
    #[error(
        "The application {audience} is registered with the single sign-on URL {registered}, but the request asks for the answer at {requested}."
    )]
    OtherAddress { audience: String, registered: String, requested: String },
}

fn receive(
    idp: &Idp,
    http: &HttpRequest,
    message: Message,
    decode: fn(&str) -> Result<String, Undecodable>,
) -> HttpResponse {
    match understand(idp, message, decode) {
        Ok((request, flow)) => proceed(idp, http, &request, flow),
        Err(refusal) => {
            pages::problem(StatusCode::BAD_REQUEST, "This sign-in cannot begin", &refusal.to_string())
        }
    }
}

fn understand(
    idp: &Idp,
    message: Message,
    decode: fn(&str) -> Result<String, Undecodable>,
) -> Result<(ReceivedRequest, SamlFlow), Refusal> {
    let encoded = message.request.filter(|text| !text.is_empty()).ok_or(Refusal::NoRequest)?;
    let request = request::parse(&decode(&encoded)?)?;
    if let Some(destination) =
        request.destination.as_ref().filter(|destination| **destination != sso_url(idp))
    {
        return Err(Refusal::Destination(destination.clone()));
    }
    let app = service_provider(idp, &request)?;
    let flow = SamlFlow {
        app: app.id,
        request: Some(request.id.clone()),
        acs_url: app.acs_url,
        audience: app.audience,
        relay_state: message.relay_state,
    };
    Ok((request, flow))
}

/// The registered application of this issuer; from this machine anybody is registered by asking.
fn service_provider(idp: &Idp, request: &ReceivedRequest) -> Result<SamlApp, Refusal> {
    let now = idp.now();
    idp.change(|state| {
        let known = state.saml_apps.iter().position(|app| app.audience == request.issuer);
        let index = match (known, &request.acs_url) {
            (Some(index), None) => index,
            (Some(index), Some(address)) => {
                admit(&mut state.saml_apps[index], address)?;
                index
            }
            (None, None) => return Err(Refusal::NoAddress(request.issuer.clone())),
            (None, Some(address)) => {
                list(state, &request.issuer, address)?;
                state.saml_apps.len() - 1
            }
        };
        state.saml_apps[index].last_used = Some(now);
        Ok(state.saml_apps[index].clone())
    })
}

fn admit(app: &mut SamlApp, address: &str) -> Result<(), Refusal> {
    match app.origin {
        _ if app.acs_url == address => Ok(()),
        Origin::Console => Err(Refusal::OtherAddress {
            audience: app.audience.clone(),
            registered: app.acs_url.clone(),
            requested: address.to_owned(),
        }),
        Origin::Request if is_loopback(address) => {
            address.clone_into(&mut app.acs_url);
            Ok(())
        }
        Origin::Request => Err(Refusal::Address(address.to_owned())),
    }
}

fn list(state: &mut State, audience: &str, address: &str) -> Result<(), Refusal> {
    if !is_loopback(address) {
        return Err(Refusal::Address(address.to_owned()));
    }
    state.saml_apps.push(SamlApp {
        id: ids::alphanumeric(20),
        name: audience.to_owned(),
        acs_url: address.to_owned(),
        audience: audience.to_owned(),
        origin: Origin::Request,
        slo_url: None,
        encryption_certificate: None,
        last_used: None,
    });
    Ok(())
}

fn proceed(idp: &Idp, http: &HttpRequest, request: &ReceivedRequest, flow: SamlFlow) -> HttpResponse {
    let must_ask = request.force_authn || sign_in::session(idp, http).is_none();
    if request.is_passive && must_ask {
        return fail(idp, &flow, "Responder", "NoPassive", "The person would have to sign in.");
    }
    sign_in::identify(idp, http, Flow::Saml(flow), request.force_authn)
}

/// Begins at the provider, as from the tile of an application.
async fn start_here(idp: web::Data<Idp>, http: HttpRequest, app: web::Path<String>) -> HttpResponse {
    let Some(app) = idp.read(|state| state.saml_app(&app).cloned()) else { return pages::not_found().await };
    let flow = SamlFlow {
        app: app.id,
        request: None,
        acs_url: app.acs_url,
        audience: app.audience,
        relay_state: None,
    };
    sign_in::identify(&idp, &http, Flow::Saml(flow), false)
}

/// Tells the service provider who it is, or whatever the switches say.
pub(super) fn answer(idp: &Idp, flow: &SamlFlow, session: &Session) -> HttpResponse {
    let Some(user) = idp.read(|state| state.user(&session.user).cloned()) else {
        return fail(idp, flow, "Responder", "AuthnFailed", "The account is gone.");
    };
    if idp.switches().user_not_assigned {
        return fail(idp, flow, "Responder", "RequestDenied", NOT_ASSIGNED);
    }
    let to = Addressee { acs_url: &flow.acs_url, audience: &flow.audience, request: flow.request.as_deref() };
    let certificate = idp.read(|state| state.saml_app(&flow.app)?.encryption_certificate.clone());
    let recipient = certificate.and_then(|pem| Certificate::parse(&pem).ok());
    let built = describe(idp, &user, session, &to, |response| {
        response::build(response, &idp.signing_keys().saml, Signed::Both, recipient.as_ref())
    });
    match built {
        Ok(xml) => post(flow, &xml),
        Err(error) => {
            tracing::error!(%error, "an answer could not be signed");
            fail(idp, flow, "Responder", "AuthnFailed", "The answer could not be signed.")
        }
    }
}

fn fail(idp: &Idp, flow: &SamlFlow, code: &str, sub_code: &str, message: &str) -> HttpResponse {
    let xml = response::failure(&Failure {
        id: &ids::saml_request(),
        issuer: &entity_id(idp),
        acs_url: &flow.acs_url,
        in_response_to: flow.request.as_deref(),
        issued_at: idp.now(),
        code,
        sub_code: Some(sub_code),
        message: Some(message),
    });
    post(flow, &xml)
}

fn post(flow: &SamlFlow, xml: &str) -> HttpResponse {
    pages::self_posting_form(
        &flow.acs_url,
        &saml::post_fields("SAMLResponse", xml, flow.relay_state.as_deref()),
    )
}

/// What a person typed as the single sign-on URL of a new application.
pub(super) fn is_address(text: &str) -> bool {
    Url::parse(text).is_ok_and(|url| super::state::is_web(&url) && url.fragment().is_none())
}
