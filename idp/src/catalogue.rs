//! The catalogue of identity providers.

use api::IdentityProvider;

/// Every identity provider that can be connected.
#[must_use]
pub fn catalogue() -> &'static [IdentityProvider] {
    &[]
}

/// One of them, by id.
#[must_use]
pub fn provider(id: &str) -> Option<&'static IdentityProvider> {
    catalogue().iter().find(|provider| provider.id == id)
}
