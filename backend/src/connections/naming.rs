//! What Auth0 will call a connection: known before it is there, found again after a lost answer.

use api::{ConnectionId, ServiceProviderValue, Strategy};

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
        Strategy::Oidc => "oidc",
    };
    let digits = id.uuid().simple().to_string();
    // The end of a UUIDv7 is its random part.
    let name = format!("{}-{protocol}-{}", slug.trim_end_matches('-'), &digits[20..]);
    name.trim_start_matches('-').to_owned()
}

/// The service provider's values of a connection (auth0-facts section 4).
pub(super) fn service_provider(tenant: &Tenant, name: &str, value: ServiceProviderValue) -> String {
    let callback = tenant.endpoint("login/callback");
    let named = |path: &str| {
        let mut url = tenant.endpoint(path);
        url.query_pairs_mut().append_pair("connection", name);
        url.to_string()
    };
    match value {
        ServiceProviderValue::AcsUrl => named("login/callback"),
        ServiceProviderValue::EntityId => format!("urn:auth0:{}:{name}", tenant.name),
        ServiceProviderValue::MetadataUrl => named("samlp/metadata"),
        ServiceProviderValue::LogoutUrl => tenant.endpoint("logout").to_string(),
        ServiceProviderValue::CallbackUrl => callback.to_string(),
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
