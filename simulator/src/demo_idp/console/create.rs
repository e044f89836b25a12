//! "Create app": the forms every identity provider has.

use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web};
use maud::{Markup, html};
use serde::Deserialize;

use crate::{
    demo_idp::{
        Idp,
        saml_sso::is_address,
        sign_in::see_other,
        state::{OidcApp, Origin, SamlApp, WsFedApp},
    },
    saml::Certificate,
    tenant::ids,
};

use super::{Section, page, page_with};

const ADDRESS: &str = "Enter a full web address that begins with http:// or https:// and has no # part.";
const NO_CERTIFICATE: &str = "Paste a certificate that begins with -----BEGIN CERTIFICATE-----.";
const MISSING: &str = "Enter a value.";

pub(super) async fn choose(idp: web::Data<Idp>, http: HttpRequest) -> HttpResponse {
    let content = html! {
        p { "How does the application sign people in?" }
        div.choices {
            a.choice href="/console/apps/new/saml" {
                strong { "SAML 2.0" } span { "Asks for a single sign-on URL and an audience URI." }
            }
            a.choice href="/console/apps/new/oidc" {
                strong { "OpenID Connect" } span { "Asks for a sign-in redirect URI; gives a client ID and a secret." }
            }
            a.choice href="/console/apps/new/wsfed" {
                strong { "WS-Federation" } span { "As AD FS: asks for a relying party identifier and a passive endpoint." }
            }
        }
    };
    page(&idp, &http, Section::Applications, "Create app", &content)
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct SamlForm {
    name: String,
    acs_url: String,
    audience: String,
    slo_url: String,
    encryption_certificate: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct WsFedForm {
    name: String,
    realm: String,
    reply_url: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct OidcForm {
    name: String,
    redirect_uri: String,
}

/// One field of a form: name, label, hint, what was typed, what is wrong with it.
struct Field<'a> {
    name: &'static str,
    label: &'static str,
    hint: &'static str,
    value: &'a str,
    problem: Option<&'static str>,
}

impl Field<'_> {
    fn render(&self) -> Markup {
        let described = format!("{0}-hint {0}-problem", self.name);
        html! {
            label for=(self.name) { (self.label) }
            p.hint id={ (self.name) "-hint" } { (self.hint) }
            input type="text" id=(self.name) name=(self.name) value=(self.value) autocomplete="off" spellcheck="false"
                aria-describedby=(described) aria-invalid=[self.problem.map(|_| "true")];
            p.wrong id={ (self.name) "-problem" } { @if let Some(problem) = self.problem { (problem) } }
        }
    }
}

fn form(idp: &Idp, http: &HttpRequest, title: &str, fields: &[Field<'_>]) -> HttpResponse {
    let wrong = fields.iter().any(|field| field.problem.is_some());
    let status = if wrong { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let content = html! {
        form.stacked method="post" {
            @for field in fields { (field.render()) }
            div.actions {
                button.primary type="submit" { "Create app" }
                a.button href="/console/apps/new" { "Back" }
            }
        }
    };
    page_with(status, idp, http, Section::Applications, title, &content)
}

fn missing(text: &str) -> Option<&'static str> {
    text.trim().is_empty().then_some(MISSING)
}

/// What was typed, unless nothing was.
fn given(text: &str) -> Option<String> {
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}

fn not_an_address(text: &str) -> Option<&'static str> {
    missing(text).or_else(|| (!is_address(text.trim())).then_some(ADDRESS))
}

pub(super) async fn saml(idp: web::Data<Idp>, http: HttpRequest) -> HttpResponse {
    saml_form(&idp, &http, &SamlForm::default(), [None; 5])
}

fn saml_form(
    idp: &Idp,
    http: &HttpRequest,
    typed: &SamlForm,
    [name, acs_url, audience, slo_url, certificate]: [Option<&'static str>; 5],
) -> HttpResponse {
    let fields = [
        Field {
            name: "name",
            label: "App name",
            hint: "What people see when they sign in.",
            value: &typed.name,
            problem: name,
        },
        Field {
            name: "acs_url",
            label: "Single sign-on URL",
            hint: "Where answers are posted. Also called Assertion Consumer Service (ACS) URL or Reply URL.",
            value: &typed.acs_url,
            problem: acs_url,
        },
        Field {
            name: "audience",
            label: "Audience URI (SP Entity ID)",
            hint: "The application's own name. Also called Identifier or Entity ID.",
            value: &typed.audience,
            problem: audience,
        },
        Field {
            name: "slo_url",
            label: "Single logout URL (optional)",
            hint: "Where requests to sign out go. When left out, /logout beside the single sign-on URL.",
            value: &typed.slo_url,
            problem: slo_url,
        },
        Field {
            name: "encryption_certificate",
            label: "Encryption certificate (optional)",
            hint: "Assertions are encrypted for this certificate of the application. PEM.",
            value: &typed.encryption_certificate,
            problem: certificate,
        },
    ];
    form(idp, http, "Create a SAML 2.0 app", &fields)
}

pub(super) async fn create_saml(
    idp: web::Data<Idp>,
    http: HttpRequest,
    typed: web::Form<SamlForm>,
) -> HttpResponse {
    let (slo_url, certificate) = (given(&typed.slo_url), given(&typed.encryption_certificate));
    let problems = [
        missing(&typed.name),
        not_an_address(&typed.acs_url),
        missing(&typed.audience),
        slo_url.as_deref().and_then(not_an_address),
        certificate.as_deref().and_then(|pem| Certificate::parse(pem).is_err().then_some(NO_CERTIFICATE)),
    ];
    if problems.iter().any(Option::is_some) {
        return saml_form(&idp, &http, &typed, problems);
    }
    let app = SamlApp {
        id: ids::alphanumeric(20),
        name: typed.name.trim().to_owned(),
        acs_url: typed.acs_url.trim().to_owned(),
        audience: typed.audience.trim().to_owned(),
        origin: Origin::Console,
        slo_url,
        encryption_certificate: certificate,
        last_used: None,
    };
    let id = app.id.clone();
    let taken = idp.change(|state| {
        // One that registered itself gives way to what the administrator says.
        state.saml_apps.retain(|other| other.origin == Origin::Console || other.audience != app.audience);
        let taken = state.saml_apps.iter().any(|other| other.audience == app.audience);
        if !taken {
            state.saml_apps.push(app);
        }
        taken
    });
    if taken {
        let problem = Some("Another app has this audience URI already.");
        return saml_form(&idp, &http, &typed, [None, None, problem, None, None]);
    }
    see_other(&format!("/console/apps/saml/{id}"))
}

pub(super) async fn oidc(idp: web::Data<Idp>, http: HttpRequest) -> HttpResponse {
    oidc_form(&idp, &http, &OidcForm::default(), [None; 2])
}

fn oidc_form(
    idp: &Idp,
    http: &HttpRequest,
    typed: &OidcForm,
    [name, redirect_uri]: [Option<&'static str>; 2],
) -> HttpResponse {
    let fields = [
        Field {
            name: "name",
            label: "App name",
            hint: "What people see when they sign in.",
            value: &typed.name,
            problem: name,
        },
        Field {
            name: "redirect_uri",
            label: "Sign-in redirect URI",
            hint: "Where answers go. Also called callback URL.",
            value: &typed.redirect_uri,
            problem: redirect_uri,
        },
    ];
    form(idp, http, "Create an OpenID Connect app", &fields)
}

pub(super) async fn create_oidc(
    idp: web::Data<Idp>,
    http: HttpRequest,
    typed: web::Form<OidcForm>,
) -> HttpResponse {
    let problems = [missing(&typed.name), not_an_address(&typed.redirect_uri)];
    if problems.iter().any(Option::is_some) {
        return oidc_form(&idp, &http, &typed, problems);
    }
    let app = OidcApp::new(typed.name.trim(), vec![typed.redirect_uri.trim().to_owned()]);
    let location = format!("/console/apps/oidc/{}", app.client_id);
    idp.change(|state| state.oidc_apps.push(app));
    see_other(&location)
}

pub(super) async fn wsfed(idp: web::Data<Idp>, http: HttpRequest) -> HttpResponse {
    wsfed_form(&idp, &http, &WsFedForm::default(), [None; 3])
}

fn wsfed_form(
    idp: &Idp,
    http: &HttpRequest,
    typed: &WsFedForm,
    [name, realm, reply_url]: [Option<&'static str>; 3],
) -> HttpResponse {
    let fields = [
        Field {
            name: "name",
            label: "App name",
            hint: "What people see when they sign in.",
            value: &typed.name,
            problem: name,
        },
        Field {
            name: "realm",
            label: "Relying party identifier",
            hint: "The application's own name, which its requests carry as wtrealm.",
            value: &typed.realm,
            problem: realm,
        },
        Field {
            name: "reply_url",
            label: "WS-Federation passive endpoint",
            hint: "Where tokens are posted.",
            value: &typed.reply_url,
            problem: reply_url,
        },
    ];
    form(idp, http, "Create a WS-Federation app", &fields)
}

pub(super) async fn create_wsfed(
    idp: web::Data<Idp>,
    http: HttpRequest,
    typed: web::Form<WsFedForm>,
) -> HttpResponse {
    let problems = [missing(&typed.name), missing(&typed.realm), not_an_address(&typed.reply_url)];
    if problems.iter().any(Option::is_some) {
        return wsfed_form(&idp, &http, &typed, problems);
    }
    let app = WsFedApp {
        id: ids::alphanumeric(20),
        name: typed.name.trim().to_owned(),
        realm: typed.realm.trim().to_owned(),
        reply_url: typed.reply_url.trim().to_owned(),
        origin: Origin::Console,
        last_used: None,
    };
    let location = format!("/console/apps/wsfed/{}", app.id);
    idp.change(|state| {
        state.wsfed_apps.retain(|other| other.realm != app.realm);
        state.wsfed_apps.push(app);
    });
    see_other(&location)
}
