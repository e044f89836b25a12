//! What Auth0 will call a connection: known before it is there, found again after a lost answer.

use api::{ConnectionId, ServiceProviderValue, Strategy};

use super::domain::Connection;
use crate::tenants::Tenant;

const MAX_ORGANIZATION: usize = 60;

/// A name within Auth0's rules (alphanumerics and single hyphens, at most 128), made of our own id.
pub(super) fn upstream_name(organization: &str, strategy: Strategy, id: ConnectionId) -> String {
    let mut slug = String::new();
    for character in organization.chars().take(MAX_ORGANIZATION) {
        if character.is_ascii_alphanumeric() {
            slug.push(character.to_ascii_lowercase());
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    let protocol = match strategy {
        Strategy::Samlp => "saml",
        other => other.as_str(),
    };
    let digits = id.uuid().simple().to_string();
    // The end of a UUIDv7 is its random part.
    let name = format!("{}-{protocol}-{}", slug.trim_end_matches('-'), &digits[20..]);
    name.trim_start_matches('-').to_owned()
}

/// Our name towards an identity provider that speaks SAML or WS-Federation.
pub(super) fn entity_id(tenant: &Tenant, name: &str) -> String {
    format!("urn:auth0:{}:{name}", tenant.name)
}

/// The service provider's values of a connection (auth0-facts section 4).
pub(super) fn service_provider(
    tenant: &Tenant,
    connection: &Connection,
    value: ServiceProviderValue,
) -> String {
    let name = &connection.upstream_name;
    let callback = tenant.endpoint("login/callback");
    let named = |path: &str| {
        let mut url = tenant.endpoint(path);
        url.query_pairs_mut().append_pair("connection", name);
        url.to_string()
    };
    match value {
        ServiceProviderValue::AcsUrl => named("login/callback"),
        ServiceProviderValue::EntityId => entity_id(tenant, name),
        ServiceProviderValue::MetadataUrl => named("samlp/metadata"),
        ServiceProviderValue::LogoutUrl => tenant.endpoint("logout").to_string(),
        ServiceProviderValue::CallbackUrl => callback.to_string(),
        ServiceProviderValue::SignOutUrl => tenant.endpoint("v2/logout").to_string(),
        ServiceProviderValue::TrustedOrigin => callback.origin().ascii_serialization(),
        ServiceProviderValue::SigningCertificate => {
            let mut url = tenant.endpoint("pem");
            url.query_pairs_mut().append_pair("cert", "connection");
            url.to_string()
        }
        ServiceProviderValue::ConnectorTicket => connection.ticket_url.clone().unwrap_or_default(),
        ServiceProviderValue::SignInUrl => named("authorize"),
        ServiceProviderValue::NameIdFormat => {
            "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress".to_owned()
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn names_follow_auth0s_rules_and_differ() {
        let id = |number| ConnectionId::from_uuid(Uuid::from_u128(number));
        let name = upstream_name("_Globex__Corp-", Strategy::Samlp, id(0xabc));
        assert_eq!(name, "globex-corp-saml-000000000abc");
        assert!(upstream_name("___", Strategy::Oidc, id(1)).starts_with("oidc-"));
        assert!(upstream_name(&"x".repeat(300), Strategy::Oidc, id(1)).len() <= 128);
        assert_ne!(upstream_name("a", Strategy::Oidc, id(1)), upstream_name("a", Strategy::Oidc, id(2)));
    }
}
