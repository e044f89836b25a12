//! Which organization people belong to, by the domain of their e-mail address.

use serde_json::json;

use super::{model::Organization, state::State};

impl State {
    /// The organization that has proved that this domain is its own and wants to be found by it. Where several have,
    /// the first.
    pub fn organization_of_domain(&self, domain: &str) -> Option<&Organization> {
        self.organizations.iter().find(|organization| {
            organization.discovery_domains.iter().any(|kept| {
                kept.verified
                    && kept.use_for_organization_discovery
                    && kept.domain.eq_ignore_ascii_case(domain)
            })
        })
    }

    /// The organization that an application asks for: by id, and by name where the tenant allows that.
    pub fn organization_asked_for(&self, reference: &str) -> Option<&Organization> {
        self.organizations.get(reference).or_else(|| {
            let named = self.tells_organization_names();
            named.then(|| self.organization_by_id_or_name(reference)).flatten()
        })
    }

    /// Whether applications may name organizations, and are told their names.
    pub fn tells_organization_names(&self) -> bool {
        self.settings.get("allow_organization_name_in_authentication_api") == Some(&json!(true))
    }
}
