//! Ourselves as a service provider: metadata for the identity provider of one connection, and our certificate.

use actix_web::{HttpResponse, http::header, web};
use maud::{PreEscaped, html};
use serde::Deserialize;

use super::{Protocol, saml};
use crate::{
    pages,
    saml::{Binding, Certificate, DSIG, PROTOCOL, UNSPECIFIED, pkcs7},
    tenant::Tenant,
};

const METADATA: &str = "urn:oasis:names:tc:SAML:2.0:metadata";

/// Registers the routes.
pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/samlp/metadata", web::get().to(metadata))
        .route("/pem", web::get().to(pem))
        .route("/rawpem", web::get().to(raw_pem))
        .route("/cer", web::get().to(cer))
        .route("/pb7", web::get().to(pb7))
        .route("/fingerprint", web::get().to(fingerprint));
}

#[derive(Debug, Deserialize)]
struct Which {
    connection: Option<String>,
}

/// GET `/samlp/metadata?connection=`
async fn metadata(tenant: web::Data<Tenant>, which: web::Query<Which>) -> HttpResponse {
    let name = which.connection.as_deref().unwrap_or_default();
    let found = tenant.read(|state| state.connection_by_name(name).cloned());
    let Some(connection) = found.filter(|found| Protocol::of(found) == Some(Protocol::Saml)) else {
        return pages::not_found().await;
    };
    let certificate = own_certificate(&tenant).map(|certificate| certificate.base64()).unwrap_or_default();
    let signs = connection.options.get("signSAMLRequest") == Some(&serde_json::json!(true));
    let logout = tenant.url("logout");
    let document = html! {
        (PreEscaped(r#"<?xml version="1.0" encoding="UTF-8"?>"#))
        EntityDescriptor xmlns=(METADATA) entityID=(saml::entity_id(&tenant, &connection)) {
            SPSSODescriptor protocolSupportEnumeration=(PROTOCOL) AuthnRequestsSigned=(signs) {
                @for purpose in ["signing", "encryption"] {
                    KeyDescriptor use=(purpose) {
                        KeyInfo xmlns=(DSIG) { X509Data { X509Certificate { (certificate) } } }
                    }
                }
                SingleLogoutService Binding=(Binding::Post.urn()) Location=(logout) {}
                SingleLogoutService Binding=(Binding::Redirect.urn()) Location=(logout) {}
                NameIDFormat { (UNSPECIFIED) }
                AssertionConsumerService Binding=(Binding::Post.urn()) Location=(saml::acs_url(&tenant, &connection)) index="0" isDefault="true" {}
            }
        }
    };
    HttpResponse::Ok().content_type("application/xml").body(document.into_string())
}

fn own_certificate(tenant: &Tenant) -> Option<Certificate> {
    Certificate::parse(&tenant.keys.material().certificate_pem).ok()
}

fn file(name: &str, kind: &str, content: Option<Vec<u8>>) -> HttpResponse {
    match content {
        Some(content) => HttpResponse::Ok()
            .insert_header((header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")))
            .content_type(kind)
            .body(content),
        None => HttpResponse::InternalServerError().finish(),
    }
}

/// GET `/pem`
async fn pem(tenant: web::Data<Tenant>) -> HttpResponse {
    let certificate = own_certificate(&tenant);
    file("tenant.pem", "application/x-pem-file", certificate.map(|found| found.pem().into_bytes()))
}

/// GET `/rawpem`: the base64 alone, as some consoles want it pasted.
async fn raw_pem(tenant: web::Data<Tenant>) -> HttpResponse {
    let certificate = own_certificate(&tenant).map(|certificate| certificate.base64());
    HttpResponse::Ok().content_type("text/plain").body(certificate.unwrap_or_default())
}

/// GET `/cer`: DER.
async fn cer(tenant: web::Data<Tenant>) -> HttpResponse {
    let certificate = own_certificate(&tenant);
    file("tenant.cer", "application/pkix-cert", certificate.map(|found| found.der().to_vec()))
}

/// GET `/pb7`: PKCS #7.
async fn pb7(tenant: web::Data<Tenant>) -> HttpResponse {
    let certificate = own_certificate(&tenant);
    file(
        "tenant.pb7",
        "application/x-pkcs7-certificates",
        certificate.map(|found| pkcs7::certificates_only(found.der())),
    )
}

/// GET `/fingerprint`: SHA-1 in pairs with colons.
async fn fingerprint(tenant: web::Data<Tenant>) -> HttpResponse {
    let thumbprint = own_certificate(&tenant).map(|certificate| certificate.thumbprint()).unwrap_or_default();
    let pairs: Vec<&str> =
        thumbprint.as_bytes().chunks(2).map(|pair| std::str::from_utf8(pair).unwrap_or_default()).collect();
    HttpResponse::Ok().content_type("text/plain").body(pairs.join(":"))
}
