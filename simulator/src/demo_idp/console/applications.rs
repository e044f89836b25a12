//! The applications that know this provider.

use actix_web::{HttpRequest, HttpResponse, web};
use chrono::{DateTime, Utc};
use maud::{Markup, html};

use crate::demo_idp::{
    Idp, pages, saml_slo, saml_sso,
    sign_in::see_other,
    state::{OidcApp, Origin, SamlApp},
    wsfed::METADATA_PATH,
};

use super::{Section, page, value, wsfed_apps};

pub(super) async fn list(idp: web::Data<Idp>, http: HttpRequest) -> HttpResponse {
    let (saml, oidc, wsfed) =
        idp.read(|state| (state.saml_apps.clone(), state.oidc_apps.clone(), state.wsfed_apps.clone()));
    let content = html! {
        div.lead {
            p { "Applications that let people sign in here. An application on this machine is listed by itself when it first asks." }
            a.button.primary href="/console/apps/new" { "Create app" }
        }
        div.sheet {
            table {
                thead { tr { th scope="col" { "Name" } th scope="col" { "Protocol" } th scope="col" { "Answers go to" } th scope="col" { "Last used" } } }
                tbody {
                    @for app in &saml {
                        tr {
                            td data-label="Name" { a href={ "/console/apps/saml/" (app.id) } { (app.name) } }
                            td data-label="Protocol" { "SAML 2.0" }
                            td data-label="Answers go to" { code { (app.acs_url) } }
                            td data-label="Last used" { (moment(app.last_used)) }
                        }
                    }
                    @for app in &oidc {
                        tr {
                            td data-label="Name" { a href={ "/console/apps/oidc/" (app.client_id) } { (app.name) } }
                            td data-label="Protocol" { "OpenID Connect" }
                            td data-label="Answers go to" { div { (redirect_uris(app)) } }
                            td data-label="Last used" { (moment(app.last_used)) }
                        }
                    }
                    @for app in &wsfed { (wsfed_apps::row(app)) }
                }
            }
        }
        h2 { "This identity provider" }
        (provider_values(&idp))
    };
    page(&idp, &http, Section::Applications, "Applications", &content)
}

fn redirect_uris(app: &OidcApp) -> Markup {
    html! {
        @if app.redirect_uris.is_empty() { "Any address on this machine" }
        @for (index, address) in app.redirect_uris.iter().enumerate() {
            @if index > 0 { br; }
            code { (address) }
        }
    }
}

pub(super) fn moment(at: Option<DateTime<Utc>>) -> Markup {
    html! {
        @match at {
            Some(at) => time datetime=(at.to_rfc3339()) { (at.format("%Y-%m-%d %H:%M UTC")) },
            None => span.muted { "Never" },
        }
    }
}

/// What is the same for every application.
fn provider_values(idp: &Idp) -> Markup {
    html! {
        dl {
            (value("SAML metadata URL", &saml_sso::entity_id(idp)))
            (value("OpenID Connect issuer", &idp.base_url))
            (value("Federation metadata URL", &idp.url(METADATA_PATH)))
        }
    }
}

/// What a SAML service provider asks for.
fn saml_values(idp: &Idp) -> Markup {
    html! {
        dl {
            (value("Metadata URL", &saml_sso::entity_id(idp)))
            (value("Sign-in URL", &saml_sso::sso_url(idp)))
            (value("Sign-out URL", &saml_slo::slo_url(idp)))
            (value("Issuer (IdP entity ID)", &saml_sso::entity_id(idp)))
            dt { "Signing certificate" }
            dd {
                a href="/saml/certificate.pem" download { "Download certificate" }
                p.muted { "SHA-256 fingerprint " code { (idp.keys.saml.certificate().fingerprint()) } }
            }
        }
    }
}

pub(super) async fn show_saml(idp: web::Data<Idp>, http: HttpRequest, id: web::Path<String>) -> HttpResponse {
    let Some(app) = idp.read(|state| state.saml_app(&id).cloned()) else { return pages::not_found().await };
    let content = html! {
        p { a href="/console" { "All applications" } }
        h2 { "For the application's sign-on settings" }
        p.muted { "Enter these in the application, or give it the metadata URL alone." }
        (saml_values(&idp))
        h2 { "What the application told us" }
        (saml_settings(&app))
        div.actions {
            a.button href={ "/saml/start/" (app.id) } { "Sign in to the application from here" }
            a.button href={ "/saml/end/" (app.id) } { "Sign out here and there" }
            form method="post" action={ "/console/apps/saml/" (app.id) "/delete" } {
                button.danger type="submit" { "Delete app" }
            }
        }
    };
    page(&idp, &http, Section::Applications, &app.name, &content)
}

fn saml_settings(app: &SamlApp) -> Markup {
    html! {
        dl {
            (value("Single sign-on URL", &app.acs_url))
            (value("Audience URI (SP Entity ID)", &app.audience))
            dt { "Registered" }
            dd {
                @match app.origin {
                    Origin::Console => "In this console. Requests must name exactly this single sign-on URL.",
                    Origin::Request => "By its first request. The single sign-on URL follows its requests.",
                }
            }
            @if let Some(url) = saml_slo::logout_url(app) { (value("Single logout URL", url.as_str())) }
            dt { "Assertions" }
            dd { (if app.encryption_certificate.is_some() { "Signed and encrypted" } else { "Signed" }) }
            dt { "Name ID" } dd { "E-mail address" }
            dt { "Assigned people" } dd { "Everyone" }
            dt { "Last used" } dd { (moment(app.last_used)) }
        }
    }
}

pub(super) async fn show_oidc(idp: web::Data<Idp>, http: HttpRequest, id: web::Path<String>) -> HttpResponse {
    let Some(app) = idp.read(|state| state.oidc_app(&id).cloned()) else { return pages::not_found().await };
    let built_in = is_built_in(&idp, &app);
    let content = html! {
        p { a href="/console" { "All applications" } }
        h2 { "For the application's sign-on settings" }
        dl {
            (value("Issuer", &idp.base_url))
            (value("Discovery URL", &idp.url("/.well-known/openid-configuration")))
            (value("Client ID", &app.client_id))
            (value("Client secret", &app.client_secret))
        }
        h2 { "What the application told us" }
        dl {
            dt { "Sign-in redirect URI" } dd { (redirect_uris(&app)) }
            dt { "Grant type" } dd { "Authorization code, PKCE optional" }
            dt { "Assigned people" } dd { "Everyone" }
            dt { "Last used" } dd { (moment(app.last_used)) }
        }
        @if !built_in {
            div.actions {
                form method="post" action={ "/console/apps/oidc/" (app.client_id) "/delete" } {
                    button.danger type="submit" { "Delete app" }
                }
            }
        }
    };
    page(&idp, &http, Section::Applications, &app.name, &content)
}

/// The client that is announced at start stays.
fn is_built_in(idp: &Idp, app: &OidcApp) -> bool {
    idp.read(|state| state.oidc_apps.first().is_some_and(|first| first.client_id == app.client_id))
}

pub(super) async fn delete_saml(idp: web::Data<Idp>, id: web::Path<String>) -> HttpResponse {
    idp.change(|state| state.saml_apps.retain(|app| app.id != *id));
    see_other("/console")
}

pub(super) async fn delete_oidc(idp: web::Data<Idp>, id: web::Path<String>) -> HttpResponse {
    idp.change(|state| {
        let mut position = 0;
        state.oidc_apps.retain(|app| {
            position += 1;
            position == 1 || app.client_id != *id
        });
    });
    see_other("/console")
}
