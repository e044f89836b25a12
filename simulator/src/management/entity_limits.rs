//! How many things of a kind a tenant can have, by its subscription: Auth0's entity limit policy.

use crate::budget::Tier;

use super::ApiError;

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Entity {
    /// Applications.
    Client,
    /// APIs.
    ResourceServer,
    /// What machines may do.
    ClientGrant,
    /// Organizations.
    Organization,
}

/// Goes on when one more fits.
pub(super) fn check(tier: Tier, entity: Entity, present: usize) -> Result<(), ApiError> {
    match most(tier, entity) {
        Some(most) if present >= most => Err(ApiError::forbidden(
            "too_many_entities",
            "You reached the limit of entities of this type for this tenant.",
        )),
        _ => Ok(()),
    }
}

/// `None` where the policy names no number, and for tenants whose budget is not enforced.
fn most(tier: Tier, entity: Entity) -> Option<usize> {
    match (tier, entity) {
        (Tier::Off, _) | (Tier::Professional, Entity::ResourceServer) => None,
        (_, Entity::Organization) => Some(100_000),
        (Tier::Free, Entity::Client | Entity::ResourceServer) => Some(10),
        (Tier::Free, Entity::ClientGrant) | (Tier::Professional, Entity::Client) => Some(100),
        (Tier::Professional, Entity::ClientGrant) => Some(10_000),
        (Tier::EnterpriseNonprod | Tier::Enterprise, _) => Some(100_000),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_free_tenant_is_full_with_ten_applications_and_a_paid_one_with_a_hundred() {
        check(Tier::Free, Entity::Client, 9).unwrap();
        assert!(check(Tier::Free, Entity::Client, 10).unwrap_err().to_string().starts_with("403"));
        check(Tier::Professional, Entity::Client, 99).unwrap();
        check(Tier::Professional, Entity::Client, 100).unwrap_err();
        check(Tier::Off, Entity::Organization, 1_000_000).unwrap();
    }
}
