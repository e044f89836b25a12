//! The catalogue of identity providers: guides as data, one file each.

use std::sync::LazyLock;

use api::IdentityProvider;

/// In the order in which they are offered.
const FILES: [&str; 13] = [
    include_str!("../catalog/providers/okta-saml.json"),
    include_str!("../catalog/providers/okta-oidc.json"),
    include_str!("../catalog/providers/entra-saml.json"),
    include_str!("../catalog/providers/entra-oidc.json"),
    include_str!("../catalog/providers/google-workspace-saml.json"),
    include_str!("../catalog/providers/google-workspace-oauth.json"),
    include_str!("../catalog/providers/keycloak-saml.json"),
    include_str!("../catalog/providers/adfs.json"),
    include_str!("../catalog/providers/adfs-ws-federation.json"),
    include_str!("../catalog/providers/pingfederate.json"),
    include_str!("../catalog/providers/ad-ldap.json"),
    include_str!("../catalog/providers/custom-saml.json"),
    include_str!("../catalog/providers/custom-oidc.json"),
];

// A file that cannot be read is left out, and a test finds it.
static CATALOGUE: LazyLock<Vec<IdentityProvider>> =
    LazyLock::new(|| FILES.iter().filter_map(|file| serde_json::from_str(file).ok()).collect());

/// Every identity provider that can be connected.
#[must_use]
pub fn catalogue() -> &'static [IdentityProvider] {
    &CATALOGUE
}

/// The identity provider of this id.
#[must_use]
pub fn provider(id: &str) -> Option<&'static IdentityProvider> {
    CATALOGUE.iter().find(|provider| provider.id == id)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use api::Strategy;

    use super::*;

    #[test]
    fn every_file_can_be_read() {
        for file in FILES {
            serde_json::from_str::<IdentityProvider>(file).unwrap();
        }
        let ids: BTreeSet<&str> = catalogue().iter().map(|provider| provider.id.as_str()).collect();
        assert_eq!(ids.len(), FILES.len());
    }

    #[test]
    fn every_guide_is_complete() {
        for provider in catalogue() {
            let id = &provider.id;
            assert!(
                !provider.steps.is_empty() && !provider.fields.is_empty() && !provider.inputs.is_empty(),
                "{id}"
            );
            for field in provider.steps.iter().flat_map(|step| &step.fields) {
                assert!(
                    provider.fields.iter().any(|known| known.id == *field),
                    "{id}: step names field {field}"
                );
            }
            for field in provider.fields.iter().filter(|field| field.required) {
                let typed = provider.steps.iter().any(|step| step.fields.contains(&field.id));
                assert!(typed, "{id}: no step says where {} is typed", field.label);
            }
            assert!(provider.claims.iter().any(|claim| claim.target == "email" && claim.required), "{id}");
            assert!(provider.steps.iter().all(|step| !step.actions.is_empty()), "{id}");
        }
    }

    #[test]
    fn every_guide_gives_what_its_protocol_needs() {
        use api::ServiceProviderValue::{AcsUrl, CallbackUrl, ConnectorTicket, EntityId};
        for provider in catalogue() {
            let gives = |value| provider.fields.iter().any(|field| field.value == value && field.required);
            match provider.strategy {
                Strategy::Samlp | Strategy::Pingfederate => {
                    assert!(gives(AcsUrl) && gives(EntityId), "{}", provider.id);
                }
                Strategy::Adfs => assert!(gives(CallbackUrl) && gives(EntityId), "{}", provider.id),
                Strategy::Ad => assert!(gives(ConnectorTicket), "{}", provider.id),
                Strategy::Oidc | Strategy::Okta | Strategy::Waad | Strategy::GoogleApps => {
                    assert!(gives(CallbackUrl), "{}", provider.id);
                }
            }
        }
    }
}
