//! WS-Federation as ADFS speaks it: metadata, sign-in, sign-out. Tokens are SAML 2.0 assertions.

use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web};
use maud::{Markup, PreEscaped, html};
use serde::Deserialize;

use crate::saml::{self, response::build_assertion, timestamp, xml::escape};

use super::{
    Idp,
    assertion::{Addressee, describe},
    pages, saml_sso, sign_in,
    state::{Origin, State, WsFedApp, is_loopback},
    volatile::{Flow, Session, WsFedFlow},
};
use crate::tenant::ids;

const METADATA: &str = "urn:oasis:names:tc:SAML:2.0:metadata";
const FEDERATION: &str = "http://docs.oasis-open.org/wsfed/federation/200706";
const ADDRESSING: &str = "http://www.w3.org/2005/08/addressing";
const POLICY: &str = "http://schemas.xmlsoap.org/ws/2004/09/policy";
const TRUST: &str = "http://schemas.xmlsoap.org/ws/2005/02/trust";
/// Where ADFS has its metadata.
pub(super) const METADATA_PATH: &str = "/FederationMetadata/2007-06/FederationMetadata.xml";

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route(METADATA_PATH, web::get().to(metadata))
        .route("/adfs/ls", web::get().to(by_query))
        .route("/adfs/ls", web::post().to(by_form))
        .route("/adfs/ls/", web::get().to(by_query));
}

/// Where requests go.
pub(super) fn endpoint(idp: &Idp) -> String {
    idp.url("/adfs/ls")
}

async fn metadata(idp: web::Data<Idp>) -> HttpResponse {
    let document: Markup = html! {
        (PreEscaped(r#"<?xml version="1.0" encoding="UTF-8"?>"#))
        EntityDescriptor xmlns=(METADATA) entityID=(saml_sso::entity_id(&idp)) {
            RoleDescriptor xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:fed=(FEDERATION)
                xsi:type="fed:SecurityTokenServiceType" protocolSupportEnumeration=(FEDERATION) {
                KeyDescriptor use="signing" {
                    KeyInfo xmlns=(saml::DSIG) {
                        X509Data { X509Certificate { (idp.keys.saml.certificate().base64()) } }
                    }
                }
                fed:PassiveRequestorEndpoint {
                    EndpointReference xmlns=(ADDRESSING) { Address { (endpoint(&idp)) } }
                }
            }
        }
    };
    HttpResponse::Ok().content_type("application/xml").body(document.into_string())
}

#[derive(Deserialize)]
struct Message {
    wa: Option<String>,
    wtrealm: Option<String>,
    wreply: Option<String>,
    wctx: Option<String>,
}

async fn by_query(idp: web::Data<Idp>, http: HttpRequest, message: web::Query<Message>) -> HttpResponse {
    receive(&idp, &http, message.into_inner())
}

async fn by_form(idp: web::Data<Idp>, http: HttpRequest, message: web::Form<Message>) -> HttpResponse {
    receive(&idp, &http, message.into_inner())
}

fn receive(idp: &Idp, http: &HttpRequest, message: Message) -> HttpResponse {
    match message.wa.as_deref() {
        Some("wsignin1.0") => match understand(idp, message) {
            Ok(flow) => sign_in::identify(idp, http, Flow::WsFed(flow), false),
            Err(advice) => refuse(&advice),
        },
        Some("wsignout1.0" | "wsignoutcleanup1.0") => {
            let back = message.wreply.filter(|address| is_loopback(address));
            sign_in::end(idp, http, sign_in::see_other(back.as_deref().unwrap_or("/sign-out")))
        }
        _ => refuse(
            "The request has no wa parameter that this identity provider knows. Start from the application.",
        ),
    }
}

fn refuse(advice: &str) -> HttpResponse {
    pages::problem(StatusCode::BAD_REQUEST, "This sign-in cannot begin", advice)
}

fn understand(idp: &Idp, message: Message) -> Result<WsFedFlow, String> {
    let realm = message.wtrealm.filter(|realm| !realm.is_empty()).ok_or("The request names no wtrealm.")?;
    let now = idp.now();
    let app = idp.change(|state| {
        let app = relying_party(state, &realm, message.wreply.as_deref())?;
        app.last_used = Some(now);
        Ok::<_, String>(app.clone())
    })?;
    Ok(WsFedFlow { app: app.id, realm, reply_url: app.reply_url, context: message.wctx })
}

/// The registered application of this realm; from this machine anybody is registered by asking.
fn relying_party<'a>(
    state: &'a mut State,
    realm: &str,
    reply: Option<&str>,
) -> Result<&'a mut WsFedApp, String> {
    let known = state.wsfed_apps.iter().position(|app| app.realm == realm);
    let index = match (known, reply) {
        (Some(index), _) => index,
        (None, Some(reply)) if is_loopback(reply) => {
            state.wsfed_apps.push(WsFedApp {
                id: ids::alphanumeric(20),
                name: realm.to_owned(),
                realm: realm.to_owned(),
                reply_url: reply.to_owned(),
                origin: Origin::Request,
                last_used: None,
            });
            state.wsfed_apps.len() - 1
        }
        (None, _) => {
            return Err(format!("The relying party {realm} is not known. Create an app in the console."));
        }
    };
    let app = &mut state.wsfed_apps[index];
    match (reply, app.origin) {
        (Some(reply), Origin::Request) if is_loopback(reply) => reply.clone_into(&mut app.reply_url),
        (Some(reply), _) if reply != app.reply_url => {
            return Err(format!(
                "The relying party {realm} is registered with the address {}.",
                app.reply_url
            ));
        }
        _ => {}
    }
    Ok(app)
}

/// Posts a token to the application. ADFS keeps to itself whom it refuses, and so does this page.
pub(super) fn answer(idp: &Idp, flow: &WsFedFlow, session: &Session) -> HttpResponse {
    let user = idp.read(|state| state.user(&session.user).cloned());
    let Some(user) = user.filter(|_| !idp.switches().user_not_assigned) else {
        return pages::problem(StatusCode::FORBIDDEN, "An error occurred", saml_sso::NOT_ASSIGNED);
    };
    let to = Addressee { acs_url: &flow.reply_url, audience: &flow.realm, request: None };
    let token = describe(idp, &user, session, &to, |response| {
        let assertion = build_assertion(response, &idp.signing_keys().saml)?;
        let (from, until) = (timestamp(response.issued_at), timestamp(response.not_on_or_after));
        Ok::<_, saml::response::BuildError>(issued(&assertion, &flow.realm, &from, &until))
    });
    match token {
        Ok(result) => {
            let mut fields = vec![("wa", "wsignin1.0".to_owned()), ("wresult", result)];
            fields.extend(flow.context.clone().map(|context| ("wctx", context)));
            pages::self_posting_form(&flow.reply_url, &fields)
        }
        Err(error) => {
            tracing::error!(%error, "a token could not be signed");
            pages::problem(
                StatusCode::INTERNAL_SERVER_ERROR,
                "An error occurred",
                "The token could not be signed.",
            )
        }
    }
}

fn issued(assertion: &str, realm: &str, from: &str, until: &str) -> String {
    format!(
        r#"<t:RequestSecurityTokenResponse xmlns:t="{TRUST}"><t:Lifetime><wsu:Created xmlns:wsu="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd">{from}</wsu:Created><wsu:Expires xmlns:wsu="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd">{until}</wsu:Expires></t:Lifetime><wsp:AppliesTo xmlns:wsp="{POLICY}"><wsa:EndpointReference xmlns:wsa="{ADDRESSING}"><wsa:Address>{realm}</wsa:Address></wsa:EndpointReference></wsp:AppliesTo><t:RequestedSecurityToken>{assertion}</t:RequestedSecurityToken><t:TokenType>urn:oasis:names:tc:SAML:2.0:assertion</t:TokenType></t:RequestSecurityTokenResponse>"#,
        realm = escape(realm),
    )
}
