//! `/samlp/metadata`: ourselves as a service provider, for the identity provider of one connection.

use actix_web::{HttpResponse, web};
use serde::Deserialize;

use super::saml::{acs_url, entity_id};
use crate::{pages, tenant::Tenant};

#[derive(Debug, Deserialize)]
pub(super) struct Which {
    connection: String,
}

/// GET `/samlp/metadata?connection=`
pub(super) async fn show(tenant: web::Data<Tenant>, which: web::Query<Which>) -> HttpResponse {
    let found = tenant.read(|state| state.connection_by_name(&which.connection).cloned());
    let Some(connection) = found.filter(|connection| connection.strategy == "samlp") else {
        return pages::not_found().await;
    };
    let escape = |text: String| text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
    let (entity_id, acs_url) =
        (escape(entity_id(&tenant, &connection)), escape(acs_url(&tenant, &connection)));
    HttpResponse::Ok().content_type("application/xml").body(format!(
        r#"<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="{entity_id}"><SPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"><NameIDFormat>urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress</NameIDFormat><AssertionConsumerService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="{acs_url}" index="0" isDefault="true"/></SPSSODescriptor></EntityDescriptor>"#
    ))
}
