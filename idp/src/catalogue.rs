//! The catalogue of identity providers: guides as data, one file each.

mod others;

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
static CATALOGUE: LazyLock<Vec<IdentityProvider>> = LazyLock::new(|| {
    let mut all: Vec<IdentityProvider> =
        FILES.iter().chain(&others::FILES).filter_map(|file| serde_json::from_str(file).ok()).collect();
    // What fits everything comes after what fits something.
    all.sort_by_key(|provider| provider.id.starts_with("custom-"));
    all
});

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
        for file in FILES.iter().chain(&others::FILES) {
            serde_json::from_str::<IdentityProvider>(file).unwrap();
        }
        let ids: BTreeSet<&str> = catalogue().iter().map(|provider| provider.id.as_str()).collect();
        assert_eq!(ids.len(), FILES.len() + others::FILES.len());
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
    fn every_guide_is_written_in_the_house_style() {
        for provider in catalogue() {
            let id = &provider.id;
            let sentences = provider
                .steps
                .iter()
                .flat_map(|step| &step.actions)
                .chain([&provider.summary, &provider.metadata_hint]);
            for sentence in sentences.filter(|sentence| !sentence.is_empty()) {
                assert!(sentence.ends_with('.'), "{id}: {sentence}");
                assert_eq!(sentence.matches('"').count() % 2, 0, "{id}: an open quote in {sentence}");
                assert!(!sentence.to_lowercase().contains("please"), "{id}: {sentence}");
            }
            let steps: BTreeSet<&str> = provider.steps.iter().map(|step| step.id.as_str()).collect();
            assert_eq!(steps.len(), provider.steps.len(), "{id}: two steps with one id");
            assert_eq!(provider.monogram.chars().count(), 2, "{id}");
        }
    }

    #[test]
    fn the_sample_address_of_a_guide_is_recognised_as_its_own() {
        for provider in catalogue().iter().filter(|provider| !provider.id.starts_with("custom-")) {
            let sample = &provider.metadata_placeholder;
            if !sample.starts_with("https://") {
                continue;
            }
            let found = crate::detect_address(sample);
            let known = |id: &str| crate::detect::is_same(&provider.id, id) || provider.id == id;
            assert!(
                found.providers.iter().any(|found| known(&found.provider)),
                "{}: {sample} is not known: {:?}",
                provider.id,
                found.providers
            );
        }
    }

    /// The browser's linter knows products by a list of its own, so that it does not carry the guides.
    #[test]
    fn the_list_of_products_agrees_with_the_guides() {
        for provider in catalogue() {
            let id = provider.id.as_str();
            assert!(crate::detect::has_guide(id), "patterns.json does not say that {id} has a guide");
            let by_address = provider
                .inputs
                .iter()
                .any(|input| matches!(input, api::InputMethod::MetadataUrl | api::InputMethod::OidcClient));
            let label =
                Some(provider.metadata_label.as_str()).filter(|label| by_address && !label.is_empty());
            assert_eq!(crate::detect::address_label(id), label, "{id}: the label in patterns.json");
            if !id.starts_with("custom-") {
                assert_eq!(crate::provider_name(id), Some(provider.name.as_str()), "{id}");
            }
        }
        let guides = crate::detect::product_ids().filter(|id| crate::detect::has_guide(id));
        for id in guides {
            assert!(provider(id).is_some(), "patterns.json says that {id} has a guide");
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
